//! The one line above a token.

use serde_json::Value;
use token::inspect::signed::{Outcome, Report};
use token::inspect::{Inspection, Kind, time_in_words};
use token::phrase::Phrase;

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

/// Where the keys of a token stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Keys {
    /// Those of the issuer are there.
    There,
    /// A person pasted some.
    Pasted,
    /// They are being fetched from this server.
    Fetching,
    /// They could not be fetched, for this reason.
    Failed(String),
    /// They are at another server, and wait for a click.
    Elsewhere(String),
    /// Nothing says where they are.
    Nowhere,
}

/// What is known about a token.
pub(super) struct Facts<'a> {
    pub(super) inspection: &'a Inspection,
    pub(super) claims: Option<&'a Value>,
    /// `None` while it is being computed.
    pub(super) reports: Option<&'a Result<Vec<Report>, Phrase>>,
    /// Whether what is inside was decrypted, or why not.
    pub(super) opened: Option<Result<&'a Phrase, &'a Phrase>>,
    pub(super) keys: Keys,
    pub(super) now: i64,
}

/// The line: tone and sentence. `clock` writes a moment for a person, `distance` how far it is from now.
pub(super) fn verdict(
    facts: &Facts<'_>,
    clock: impl Fn(i64) -> String,
    distance: impl Fn(i64, i64) -> String,
) -> (Tone, Phrase) {
    let inspection = facts.inspection;
    if let Some(problem) = &inspection.problem {
        return (Tone::Danger, Phrase::with("This token is broken: {0}.", [&problem.reason]));
    }
    let broken = inspection.segments.iter().find_map(|segment| segment.problem.as_ref());
    if let Some(problem) = broken.filter(|_| is_token(inspection.kind)) {
        let values: [&dyn std::fmt::Display; 2] = [&(problem.position + 1), &problem.reason];
        return (Tone::Danger, Phrase::with("This token is broken at character {0}: {1}.", values));
    }
    match inspection.kind {
        Kind::SignedToken | Kind::SdJwt => signed(facts, clock, distance),
        Kind::JsonToken if facts.opened.is_none() => signed(facts, clock, distance),
        Kind::UnsignedToken => (Tone::Danger, "Nobody signed this token: anybody can have written it.".into()),
        Kind::EncryptedToken | Kind::JsonToken => match facts.opened {
            Some(Ok(key)) => (Tone::Success, Phrase::with("Decrypted with {0}.", [key])),
            Some(Err(why)) => (Tone::Info, Phrase::with("This token is encrypted. {0}", [why])),
            None => (Tone::Info, "This token is encrypted: only its header can be read without the key.".into()),
        },
        other => (Tone::Info, what_it_is(other).into()),
    }
}

const fn is_token(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::SignedToken
            | Kind::UnsignedToken
            | Kind::EncryptedToken
            | Kind::BrokenToken
            | Kind::SdJwt
            | Kind::JsonToken
    )
}

const fn what_it_is(kind: Kind) -> &'static str {
    match kind {
        Kind::Key | Kind::Pem => "This is a key, not a token.",
        Kind::KeySet => "This is a key set, not a token.",
        Kind::Json => "This is JSON, but no token.",
        Kind::Xml => "This is XML, as SAML uses it, and no JSON Web Token.",
        Kind::Opaque => {
            "There is nothing to read in this: it is a code or an opaque token, which only its issuer understands."
        }
        Kind::Empty => "Paste a token, drop a file here, or send a sign-in's answer to this address.",
        _ => "This token is broken.",
    }
}

fn signed(facts: &Facts<'_>, clock: impl Fn(i64) -> String, distance: impl Fn(i64, i64) -> String) -> (Tone, Phrase) {
    let reports = match facts.reports {
        None => return (Tone::Info, "Decoded. The signature is being checked.".into()),
        Some(Err(why)) => {
            return (Tone::Warning, Phrase::with("Decoded, but the signature could not be checked: {0}", [why]));
        }
        Some(Ok(reports)) => reports,
    };
    // Every signature has to hold before anything is called valid.
    let worst = reports.iter().max_by_key(|report| match report.outcome {
        Outcome::Valid => 0,
        Outcome::OwnKey => 1,
        Outcome::ValidWeak => 2,
        Outcome::NoKey => 3,
        Outcome::Impossible => 4,
        Outcome::Invalid => 5,
    });
    let Some(report) = worst else { return (Tone::Warning, "There is no signature in this.".into()) };
    match report.outcome {
        Outcome::Invalid => (Tone::Danger, Phrase::with("Do not trust this token. {0}", [&report.words])),
        Outcome::Impossible => {
            (Tone::Warning, Phrase::with("Decoded, but the signature could not be checked: {0}", [&report.words]))
        }
        Outcome::NoKey => no_key(&facts.keys, report),
        Outcome::OwnKey => (Tone::Info, report.words.clone()),
        Outcome::ValidWeak => (Tone::Warning, report.words.clone()),
        Outcome::Valid => valid(facts, report, clock, distance),
    }
}

fn no_key(keys: &Keys, report: &Report) -> (Tone, Phrase) {
    match keys {
        Keys::There => (Tone::Danger, Phrase::with("Do not trust this token. {0}", [&report.words])),
        Keys::Pasted => (Tone::Warning, Phrase::with("Decoded, not verified. {0}", [&report.words])),
        Keys::Fetching => {
            (Tone::Info, "Decoded. The keys of this server are being fetched to check the signature.".into())
        }
        Keys::Failed(why) => (
            Tone::Warning,
            Phrase::with(
                "Decoded, but the signature could not be checked: the keys could not be fetched ({0}).",
                [why],
            ),
        ),
        Keys::Elsewhere(place) => (
            Tone::Warning,
            Phrase::with(
                "Decoded, not verified: the keys are at {0}. Fetch them with the button below, or paste them under Keys.",
                [place],
            ),
        ),
        Keys::Nowhere => (
            Tone::Warning,
            Phrase::with(
                "Decoded, not verified: nothing says where its keys are. {0} Paste it under Keys.",
                [&report.words],
            ),
        ),
    }
}

/// Clocks differ: a token that has just been issued is valid, as the checks say too. In seconds.
const TOLERANCE: i64 = 60;

fn valid(
    facts: &Facts<'_>,
    report: &Report,
    clock: impl Fn(i64) -> String,
    distance: impl Fn(i64, i64) -> String,
) -> (Tone, Phrase) {
    let claim = |name: &str| facts.claims.and_then(|claims| claims.get(name));
    let time = |name: &str| claim(name).and_then(Value::as_f64).map(whole);
    let key = report.kid.clone().or_else(|| report.thumbprint.clone()).unwrap_or_else(|| "HMAC".to_owned());
    let audience = claim("aud").map_or_else(|| "—".to_owned(), audience);
    let (expires, begins) = (time("exp"), time("nbf"));
    if let Some(expires) = expires.filter(|expires| *expires <= facts.now) {
        let words = distance(expires, facts.now);
        return (
            Tone::Warning,
            Phrase::with("Expired {0}. It was for {1}; signature checked with key {2}.", [&words, &audience, &key]),
        );
    }
    if let Some(begins) = begins.filter(|begins| begins.saturating_sub(TOLERANCE) > facts.now) {
        let words = distance(begins, facts.now);
        return (
            Tone::Warning,
            Phrase::with("Valid only {0}, for {1}; signature checked with key {2}.", [&words, &audience, &key]),
        );
    }
    let said = match expires {
        Some(expires) => {
            Phrase::with("Valid for {0} until {1}, signature checked with key {2}.", [&audience, &clock(expires), &key])
        }
        None => Phrase::with("Valid for {0} without an end, signature checked with key {1}.", [&audience, &key]),
    };
    (Tone::Success, said)
}

/// How far a moment is, in English.
#[cfg_attr(not(test), expect(dead_code, reason = "the page has the browser's words"))]
pub(super) fn in_english(then: i64, now: i64) -> String {
    time_in_words(then, now)
}

#[expect(clippy::cast_possible_truncation, reason = "a time outside of i64 saturates, and is far away either way")]
fn whole(seconds: f64) -> i64 {
    seconds.floor() as i64
}

fn audience(value: &Value) -> String {
    match value {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use token::inspect::inspect;

    const NOW: i64 = 1_700_000_000;
    /// `{"alg":"RS256"}`.
    const HEADER: &str = "eyJhbGciOiJSUzI1NiJ9";
    /// `{"aud":"testapp1","exp":1700000720}`.
    const GOOD: &str = "eyJhdWQiOiJ0ZXN0YXBwMSIsImV4cCI6MTcwMDAwMDcyMH0";
    /// `{"aud":"testapp1","exp":1699989200}`.
    const OLD: &str = "eyJhdWQiOiJ0ZXN0YXBwMSIsImV4cCI6MTY5OTk4OTIwMH0";

    fn report(outcome: Outcome) -> Report {
        Report {
            outcome,
            words: "So it is.".into(),
            why: None,
            kid: Some("k1".to_owned()),
            thumbprint: None,
            considered: Vec::new(),
        }
    }

    fn said(token: &str, reports: Option<Result<Vec<Report>, Phrase>>, keys: Keys) -> (Tone, String) {
        let inspection = inspect(token);
        let facts = Facts {
            claims: inspection.claims(),
            inspection: &inspection,
            reports: reports.as_ref(),
            opened: None,
            keys,
            now: NOW,
        };
        let (tone, words) = verdict(&facts, |seconds| format!("T{seconds}"), in_english);
        (tone, words.to_string())
    }

    #[allow(clippy::unnecessary_wraps, reason = "what `said` takes")]
    fn valid_only() -> Option<Result<Vec<Report>, Phrase>> {
        Some(Ok(vec![report(Outcome::Valid)]))
    }

    #[test]
    fn a_good_token_says_for_whom_until_when_and_by_which_key() {
        let (tone, words) = said(&format!("{HEADER}.{GOOD}.AAAA"), valid_only(), Keys::There);
        assert_eq!(words, "Valid for testapp1 until T1700000720, signature checked with key k1.");
        assert_eq!(tone, Tone::Success);
    }

    #[test]
    fn only_a_checked_signature_is_ever_called_valid() {
        let token = format!("{HEADER}.{GOOD}.AAAA");
        let others = [Outcome::Invalid, Outcome::NoKey, Outcome::Impossible, Outcome::ValidWeak, Outcome::OwnKey];
        let mut cases: Vec<_> = others.iter().map(|outcome| Some(Ok(vec![report(*outcome)]))).collect();
        cases.extend(others.iter().map(|outcome| Some(Ok(vec![report(Outcome::Valid), report(*outcome)]))));
        cases.extend([None, Some(Err("why".into())), Some(Ok(Vec::new()))]);
        for reports in cases {
            for keys in [
                Keys::There,
                Keys::Pasted,
                Keys::Fetching,
                Keys::Failed("x".into()),
                Keys::Elsewhere("x".into()),
                Keys::Nowhere,
            ] {
                let (tone, words) = said(&token, reports.clone(), keys);
                assert!(tone != Tone::Success && !words.starts_with("Valid"), "{words}");
            }
        }
        // Whatever was found about a signature, a token without one has none.
        for token in [format!("{HEADER}.{GOOD}."), format!("{HEADER}.{GOOD}"), "x.y".to_owned(), String::new()] {
            assert_ne!(said(&token, valid_only(), Keys::There).0, Tone::Success, "{token}");
        }
    }

    #[test]
    fn an_old_token_is_expired_although_its_signature_is_good() {
        let (tone, words) = said(&format!("{HEADER}.{OLD}.AAAA"), valid_only(), Keys::There);
        assert!(words.starts_with("Expired 3 hours ago."), "{words}");
        assert_eq!(tone, Tone::Warning);
    }

    #[test]
    fn a_broken_token_names_the_place() {
        let (tone, words) = said(&format!("{HEADER}.{GOOD}!.AAAA"), valid_only(), Keys::There);
        assert!(words.contains("broken at character"), "{words}");
        assert_eq!(tone, Tone::Danger);
    }

    #[test]
    fn a_token_of_later_is_not_valid_yet() {
        // `{"aud":["a","b"],"nbf":1700003600,"exp":1700007200}`.
        let later = "eyJhdWQiOlsiYSIsImIiXSwibmJmIjoxNzAwMDAzNjAwLCJleHAiOjE3MDAwMDcyMDB9";
        let (tone, words) = said(&format!("{HEADER}.{later}.AAAA"), valid_only(), Keys::There);
        assert_eq!(words, "Valid only in 1 hour, for a, b; signature checked with key k1.");
        assert_eq!(tone, Tone::Warning);
        // `{"nbf":1700000060,"exp":1700007200}`: as far ahead as clocks may be.
        let soon = "eyJuYmYiOjE3MDAwMDAwNjAsImV4cCI6MTcwMDAwNzIwMH0";
        assert_eq!(said(&format!("{HEADER}.{soon}.AAAA"), valid_only(), Keys::There).0, Tone::Success);
    }

    #[test]
    fn a_token_without_an_end_and_an_audience_says_so() {
        // `{"sub":"s"}`.
        let endless = "eyJzdWIiOiJzIn0";
        let (tone, words) = said(&format!("{HEADER}.{endless}.AAAA"), valid_only(), Keys::There);
        assert_eq!(words, "Valid for \u{2014} without an end, signature checked with key k1.");
        assert_eq!(tone, Tone::Success);
    }

    #[test]
    fn nobodys_token_is_said_to_be_so() {
        let (tone, words) = said(&format!("{HEADER}.{GOOD}."), None, Keys::There);
        assert!(words.starts_with("Nobody signed this token"), "{words}");
        assert_eq!(tone, Tone::Danger);
    }

    #[test]
    fn a_wrong_signature_is_a_reason_to_refuse_and_a_missing_key_is_none_yet() {
        let token = format!("{HEADER}.{GOOD}.AAAA");
        let of = |outcome, keys| said(&token, Some(Ok(vec![report(outcome)])), keys);
        assert_eq!(of(Outcome::Invalid, Keys::There).0, Tone::Danger);
        assert_eq!(of(Outcome::NoKey, Keys::There).0, Tone::Danger);
        assert!(of(Outcome::Invalid, Keys::Pasted).1.starts_with("Do not trust this token."));
        for (keys, start) in [
            (Keys::Pasted, "Decoded, not verified. So it is."),
            (
                Keys::Failed("offline".into()),
                "Decoded, but the signature could not be checked: the keys could not be fetched (offline)",
            ),
            (Keys::Elsewhere("i.example".into()), "Decoded, not verified: the keys are at i.example."),
            (Keys::Nowhere, "Decoded, not verified: nothing says where its keys are."),
        ] {
            let (tone, words) = of(Outcome::NoKey, keys);
            assert!(words.starts_with(start), "{words}");
            assert_eq!(tone, Tone::Warning);
        }
        assert_eq!(of(Outcome::NoKey, Keys::Fetching).0, Tone::Info);
        assert_eq!(said(&token, None, Keys::There).0, Tone::Info);
        assert_eq!(of(Outcome::OwnKey, Keys::Nowhere).0, Tone::Info);
        assert_eq!(of(Outcome::ValidWeak, Keys::There).0, Tone::Warning);
        assert_eq!(said(&token, Some(Ok(Vec::new())), Keys::There).1, "There is no signature in this.");
    }

    #[test]
    fn an_encrypted_token_says_whether_it_was_opened() {
        let text = "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..AAAA.AAAA.AAAA";
        let inspection = inspect(text);
        let (key, why) = (Phrase::plain("key 1"), Phrase::plain("No key fits."));
        for (opened, tone, words) in [
            (Some(Ok(&key)), Tone::Success, "Decrypted with key 1."),
            (Some(Err(&why)), Tone::Info, "This token is encrypted. No key fits."),
            (None, Tone::Info, "This token is encrypted: only its header can be read without the key."),
        ] {
            let facts =
                Facts { inspection: &inspection, claims: None, reports: None, opened, keys: Keys::Nowhere, now: NOW };
            let said = verdict(&facts, |seconds| format!("T{seconds}"), in_english);
            assert_eq!((said.0, said.1.to_string().as_str()), (tone, words));
        }
    }

    #[test]
    fn what_is_no_token_is_named() {
        for (text, words) in [
            ("", "Paste a token"),
            (r#"{"kty":"oct","k":"AQ"}"#, "This is a key, not a token."),
            (r#"{"keys":[]}"#, "This is a key set, not a token."),
            (r#"{"a":1}"#, "This is JSON, but no token."),
            ("<a/>", "This is XML"),
            ("abc", "There is nothing to read in this"),
        ] {
            let (tone, said) = said(text, None, Keys::Nowhere);
            assert!(said.starts_with(words), "{said}");
            assert_eq!(tone, Tone::Info);
        }
    }
}
