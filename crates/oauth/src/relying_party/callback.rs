//! A provider's authorization response (RFC 6749 §4.1.2, RFC 9207).

use crate::{Parameters, excerpt::excerpt};
use domain::{Check, Outcome};

/// What came back, before anything is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callback {
    /// A code.
    Code(domain::claims::Sensitive),
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

/// Reads a response. One with a repeated parameter is no response.
pub fn read(parameters: &Parameters) -> Callback {
    if parameters.duplicate().is_some() {
        return Callback::Empty;
    }
    match (parameters.get("error"), parameters.get("code")) {
        (Some(error), _) => {
            Callback::Error { error: excerpt(error), description: parameters.get("error_description").map(excerpt) }
        }
        (None, Some(code)) if code.len() <= 8192 => Callback::Code(domain::claims::Sensitive::new(code)),
        _ => Callback::Empty,
    }
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
        read(&Parameters::parse(text).unwrap())
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
    fn s79_a_code_is_not_shown() {
        assert_eq!(format!("{:?}", parse("code=abc")), "Code(Sensitive(…))");
    }
}
