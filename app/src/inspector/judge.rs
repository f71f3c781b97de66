//! The one line above a token.

use serde_json::Value;
use token::inspect::{Inspection, Kind, time_in_words};

/// What is known about the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signature {
    /// Nobody has looked yet, for this reason.
    Unchecked(String),
    /// The keys are being fetched.
    Fetching,
    /// Made by this key.
    Valid { kid: Option<String> },
    /// Made by none of the keys.
    Invalid(String),
    /// It could not be decided.
    Undecided(String),
}

/// How the line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Success,
    Warning,
    Danger,
    Info,
}

#[cfg(feature = "inspector")]
impl Tone {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Danger => "danger",
            Self::Info => "info",
        }
    }
}

/// The line: tone and sentence. `clock` writes a time of day for a person.
pub(super) fn verdict(
    inspection: &Inspection,
    signature: &Signature,
    now: i64,
    clock: impl Fn(i64) -> String,
) -> (Tone, String) {
    if let Some(problem) = &inspection.problem {
        return (Tone::Danger, format!("This token is broken: {}.", problem.reason));
    }
    let broken = inspection.segments.iter().find_map(|segment| segment.problem.as_ref());
    if let Some(problem) = broken.filter(|_| is_token(inspection.kind)) {
        return (
            Tone::Danger,
            format!("This token is broken at character {}: {}.", problem.position + 1, problem.reason),
        );
    }
    match inspection.kind {
        Kind::SignedToken => signed(inspection, signature, now, clock),
        Kind::UnsignedToken => (Tone::Danger, "Nobody signed this token: anybody can have written it.".to_owned()),
        Kind::EncryptedToken => {
            (Tone::Info, "This token is encrypted: only its header can be read without the key.".to_owned())
        }
        other => (Tone::Info, what_it_is(other).to_owned()),
    }
}

const fn is_token(kind: Kind) -> bool {
    matches!(kind, Kind::SignedToken | Kind::UnsignedToken | Kind::EncryptedToken | Kind::BrokenToken)
}

const fn what_it_is(kind: Kind) -> &'static str {
    match kind {
        Kind::Key => "This is a key, not a token.",
        Kind::KeySet => "This is a key set, not a token.",
        Kind::JsonToken => "This is a token in JSON form.",
        Kind::Json => "This is JSON, but no token.",
        Kind::Xml => "This is XML, as SAML uses it, and no JSON Web Token.",
        Kind::Opaque => {
            "There is nothing to read in this: it is a code or an opaque token, which only its issuer understands."
        }
        Kind::Empty => "Paste a token, drop a file here, or send a sign-in's answer to this address.",
        _ => "This token is broken.",
    }
}

fn signed(inspection: &Inspection, signature: &Signature, now: i64, clock: impl Fn(i64) -> String) -> (Tone, String) {
    let claim = |name: &str| inspection.claims().and_then(|claims| claims.get(name));
    let time = |name: &str| claim(name).and_then(Value::as_f64).map(whole);
    match signature {
        Signature::Invalid(why) => (Tone::Danger, format!("Do not trust this token: {why}.")),
        Signature::Fetching => {
            (Tone::Info, "Decoded. The keys of this server are being fetched to check the signature.".to_owned())
        }
        Signature::Unchecked(why) => (Tone::Warning, format!("Decoded, not verified: {why}.")),
        Signature::Undecided(why) => {
            (Tone::Warning, format!("Decoded, but the signature could not be checked: {why}."))
        }
        Signature::Valid { kid } => {
            let key = kid.as_ref().map_or_else(|| "a key without an id".to_owned(), |kid| format!("key {kid}"));
            let audience = claim("aud").map_or_else(|| "nobody in particular".to_owned(), audience);
            let (expires, begins) = (time("exp"), time("nbf"));
            if let Some(expires) = expires.filter(|expires| *expires <= now) {
                let words = time_in_words(expires, now);
                return (
                    Tone::Warning,
                    format!("Expired {words}. It was for {audience}; signature checked with {key}."),
                );
            }
            if let Some(begins) = begins.filter(|begins| *begins > now) {
                let words = time_in_words(begins, now);
                return (Tone::Warning, format!("Valid only {words}, for {audience}; signature checked with {key}."));
            }
            let until =
                expires.map_or_else(|| "without an end".to_owned(), |expires| format!("until {}", clock(expires)));
            (Tone::Success, format!("Valid for {audience} {until}, signature checked with {key}."))
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a time outside of i64 saturates, and is far away either way")]
fn whole(seconds: f64) -> i64 {
    seconds.floor() as i64
}

fn audience(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" and "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use token::inspect::inspect;

    const NOW: i64 = 1_700_000_000;

    fn said(token: &str, signature: &Signature) -> (Tone, String) {
        verdict(&inspect(token), signature, NOW, |seconds| format!("T{seconds}"))
    }

    /// `{"alg":"RS256"}`.
    const HEADER: &str = "eyJhbGciOiJSUzI1NiJ9";
    /// `{"aud":"testapp1","exp":1700000720}`.
    const GOOD: &str = "eyJhdWQiOiJ0ZXN0YXBwMSIsImV4cCI6MTcwMDAwMDcyMH0";
    /// `{"aud":"testapp1","exp":1699989200}`.
    const OLD: &str = "eyJhdWQiOiJ0ZXN0YXBwMSIsImV4cCI6MTY5OTk4OTIwMH0";

    fn valid() -> Signature {
        Signature::Valid { kid: Some("k1".to_owned()) }
    }

    #[test]
    fn a_good_token_says_for_whom_until_when_and_by_which_key() {
        let (tone, words) = said(&format!("{HEADER}.{GOOD}.AAAA"), &valid());
        assert_eq!(words, "Valid for testapp1 until T1700000720, signature checked with key k1.");
        assert_eq!(tone, Tone::Success);
    }

    #[test]
    fn only_a_checked_signature_is_ever_called_valid() {
        let token = format!("{HEADER}.{GOOD}.AAAA");
        let reason = || "why".to_owned();
        for signature in [
            Signature::Unchecked(reason()),
            Signature::Fetching,
            Signature::Invalid(reason()),
            Signature::Undecided(reason()),
        ] {
            let (tone, words) = said(&token, &signature);
            assert!(tone != Tone::Success && !words.starts_with("Valid"), "{words}");
        }
        // Whatever was found about a signature, a token without one has none.
        for token in [format!("{HEADER}.{GOOD}."), format!("{HEADER}.{GOOD}"), "x.y".to_owned(), String::new()] {
            assert_ne!(said(&token, &valid()).0, Tone::Success, "{token}");
        }
    }

    #[test]
    fn an_old_token_is_expired_although_its_signature_is_good() {
        let (tone, words) = said(&format!("{HEADER}.{OLD}.AAAA"), &valid());
        assert!(words.starts_with("Expired 3 hours ago."), "{words}");
        assert_eq!(tone, Tone::Warning);
    }

    #[test]
    fn a_broken_token_names_the_place() {
        let (tone, words) = said(&format!("{HEADER}.{GOOD}!.AAAA"), &Signature::Fetching);
        assert!(words.contains("broken at character"), "{words}");
        assert_eq!(tone, Tone::Danger);
    }
}
