//! A provider's authorization response (RFC 6749 §4.1.2, RFC 9207).

use crate::Parameters;
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
    let cut = |text: &str| text.chars().filter(|c| !c.is_control()).take(500).collect::<String>();
    if parameters.duplicate().is_some() {
        return Callback::Empty;
    }
    match (parameters.get("error"), parameters.get("code")) {
        (Some(error), _) => Callback::Error { error: cut(error), description: parameters.get("error_description").map(cut) },
        (None, Some(code)) if code.len() <= 8192 => Callback::Code(domain::claims::Sensitive::new(code)),
        _ => Callback::Empty,
    }
}

/// Whether the response is from the provider that was asked (RFC 9207 §2.4, S34): `iss` is compared when it is there,
/// and is required when the metadata says that it is sent.
pub fn check_issuer(found: Option<&str>, issuer: &str, required: bool) -> Check {
    const CLAUSE: &str = "RFC 9207 §2.4";
    match found {
        Some(found) => Check::equal("iss of the response", CLAUSE, issuer, found),
        None => {
            let outcome = if required { Outcome::Fail } else { Outcome::Skipped };
            Check::new("iss of the response", CLAUSE, issuer, "none", outcome)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s34_a_missing_iss_is_fatal_when_the_provider_says_that_it_sends_it() {
        assert!(check_issuer(None, "https://op.example", true).failed());
        assert!(!check_issuer(None, "https://op.example", false).failed());
        assert!(check_issuer(Some("https://evil.example"), "https://op.example", false).failed());
        assert!(!check_issuer(Some("https://op.example"), "https://op.example", true).failed());
    }

    #[test]
    fn a_response_with_two_codes_is_none() {
        assert_eq!(read(&Parameters::parse("code=a&code=b").unwrap()), Callback::Empty);
    }
}
