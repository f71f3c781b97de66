//! A provider's authorization response (RFC 6749 §4.1.2, RFC 9207).

use crate::{Parameters, excerpt::excerpt};
use domain::{Check, Outcome, ResponseType, claims::Sensitive};

/// What came back, before anything is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callback {
    /// A code.
    Code(Sensitive),
    /// An ID token.
    IdToken(Sensitive),
    /// An error.
    Error {
        /// `error`, cut.
        error: String,
        /// `error_description`, cut.
        description: Option<String>,
    },
    /// Neither.
    Empty,
}

/// At most this much of a code.
const MAX_CODE: usize = 8192;
/// At most this much of an ID token.
const MAX_ID_TOKEN: usize = 64 * 1024;

/// Reads a response to a request of a type. One with a repeated parameter is no response, and what was not asked for is
/// not looked at: nobody slips a token into an answer to `code`.
pub fn read(parameters: &Parameters, asked: ResponseType) -> Callback {
    if parameters.duplicate().is_some() {
        return Callback::Empty;
    }
    if let Some(error) = parameters.get("error") {
        let description = parameters.get("error_description").map(excerpt);
        return Callback::Error { error: excerpt(error), description };
    }
    let (name, limit) = match asked {
        ResponseType::Code => ("code", MAX_CODE),
        ResponseType::IdToken => ("id_token", MAX_ID_TOKEN),
    };
    match parameters.get(name).filter(|text| !text.is_empty() && text.len() <= limit) {
        Some(text) => match asked {
            ResponseType::Code => Callback::Code(Sensitive::new(text)),
            ResponseType::IdToken => Callback::IdToken(Sensitive::new(text)),
        },
        None => Callback::Empty,
    }
}

/// Whether a response without `iss` is refused: the provider announces that it sends one, and no ID token stands in for
/// it. Providers leave `iss` out of a response with an ID token, whose own `iss` is checked (RFC 9207 §2.4).
pub fn needs_issuer(announced: bool, response_type: ResponseType, parameters: &Parameters) -> bool {
    announced && !(response_type == ResponseType::IdToken && parameters.get("id_token").is_some())
}

/// Whether the response is from the provider that was asked (RFC 9207 §2.4, S34): `iss` is compared when it is there,
/// and is required when the metadata says that it is sent.
pub fn check_issuer(found: Option<&str>, issuer: &str, required: bool) -> Check {
    const CLAUSE: &str = "RFC 9207 §2.4";
    let (shown, outcome) = match found {
        Some(found) if found == issuer => (excerpt(found), Outcome::Pass),
        Some(found) => (excerpt(found), Outcome::Fail),
        None if required => ("none".to_owned(), Outcome::Fail),
        None => ("none".to_owned(), Outcome::Skipped),
    };
    Check::new("iss of the response", CLAUSE, issuer, shown, outcome)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Callback {
        read(&Parameters::parse(text).unwrap(), ResponseType::Code)
    }

    #[test]
    fn s34_an_id_token_stands_in_for_iss_only_where_one_was_asked_for() {
        let needs = |text, response_type| needs_issuer(true, response_type, &Parameters::parse(text).unwrap());
        assert!(!needs("id_token=a.b.c&state=s", ResponseType::IdToken));
        assert!(needs("id_token=a.b.c&code=c&state=s", ResponseType::Code));
        assert!(needs("code=c&state=s", ResponseType::IdToken));
        assert!(needs("error=access_denied&state=s", ResponseType::IdToken));
        assert!(!needs_issuer(false, ResponseType::Code, &Parameters::parse("code=c").unwrap()));
    }

    #[test]
    fn s34_iss_is_compared_when_it_is_there_and_required_when_it_is_announced() {
        const OURS: &str = "https://op.example";
        for (found, required, outcome) in [
            (None, true, Outcome::Fail),
            (None, false, Outcome::Skipped),
            (Some(OURS), true, Outcome::Pass),
            (Some(OURS), false, Outcome::Pass),
            (Some("https://evil.example"), false, Outcome::Fail),
            (Some("https://evil.example"), true, Outcome::Fail),
            (Some("https://op.example/"), true, Outcome::Fail),
            (Some("https://OP.example"), true, Outcome::Fail),
            (Some("none"), false, Outcome::Fail),
            (Some(""), false, Outcome::Fail),
        ] {
            let check = check_issuer(found, OURS, required);
            assert_eq!(check.outcome, outcome, "{found:?} {required}");
            assert_eq!(check.expected, OURS);
        }
        let long = format!("{OURS}/{}", "a".repeat(500));
        assert!(check_issuer(Some(&format!("{long}b")), &long, true).failed());
        assert!(check_issuer(Some(&long.repeat(9)), OURS, true).found.len() <= 500);
    }

    #[test]
    fn s4_a_response_with_a_repeated_parameter_is_none() {
        for text in
            ["code=a&code=b", "code=a&state=1&state=2", "code=a&iss=x&iss=x", "error=a&error=b", "code=a&x=1&x=2"]
        {
            assert_eq!(parse(text), Callback::Empty, "{text}");
        }
    }

    #[test]
    fn an_error_wins_over_a_code_and_is_cut() {
        assert_eq!(parse("code=abc"), Callback::Code(domain::claims::Sensitive::new("abc")));
        assert_eq!(parse(""), Callback::Empty);
        assert_eq!(parse("code="), Callback::Empty);
        assert_eq!(
            parse("code=abc&error=access_denied&error_description=a%0d%0ab"),
            Callback::Error { error: "access_denied".to_owned(), description: Some("ab".to_owned()) }
        );
        let long = "a".repeat(600);
        let Callback::Error { error, description } = parse(&format!("error={long}&error_description={long}")) else {
            panic!("an error")
        };
        assert_eq!((error.len(), description.map(|text| text.len())), (500, Some(500)));
    }

    #[test]
    fn s74_a_code_has_a_limit() {
        assert!(matches!(parse(&format!("code={}", "a".repeat(8192))), Callback::Code(_)));
        assert_eq!(parse(&format!("code={}", "a".repeat(8193))), Callback::Empty);
    }

    #[test]
    fn what_was_not_asked_for_is_not_looked_at() {
        let implicit = |text: &str| read(&Parameters::parse(text).unwrap(), ResponseType::IdToken);
        assert_eq!(implicit("id_token=a.b.c&code=x"), Callback::IdToken(Sensitive::new("a.b.c")));
        assert_eq!(implicit("code=x"), Callback::Empty);
        assert_eq!(parse("id_token=a.b.c"), Callback::Empty);
        assert_eq!(parse("id_token=a.b.c&code=x"), Callback::Code(Sensitive::new("x")));
        assert!(matches!(implicit(&format!("id_token={}", "a".repeat(60_000))), Callback::IdToken(_)));
    }

    #[test]
    fn s79_a_code_is_not_shown() {
        assert_eq!(format!("{:?}", parse("code=abc")), "Code(Sensitive(…))");
    }
}
