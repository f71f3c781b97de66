//! What the claims say, against what is expected.

use serde_json::Value;

use super::{Expected, Finding, Severity};
use crate::algorithm::Algorithm;
use crate::claims::{audience, numeric_date};
use crate::excerpt::excerpt;
use crate::inspect::Inspection;
use crate::inspect::recognise::What;
use crate::phrase::Phrase;
use crate::{Members, base64, half_hash};
use sha2::{Digest as _, Sha256};

const DAY: i64 = 86_400;

pub(super) fn times(members: &Members, what: What, expected: &Expected, findings: &mut Vec<Finding>) {
    let mut add = |severity, code, words: Phrase, clause, advice| {
        findings.push(Finding::new(severity, code, words, clause, advice));
    };
    let mut date = |name: &'static str| match numeric_date(members, name) {
        Ok(date) => date.map(crate::claims::NumericDate::unix),
        Err(error) => {
            add(
                Severity::Error,
                "bad_time",
                Phrase::with("{0}.", [&error]),
                "RFC 7519 §2",
                "Write times as JSON numbers of seconds since 1970, not milliseconds and not strings.",
            );
            None
        }
    };
    let (expires, begins, issued) = (date("exp"), date("nbf"), date("iat"));
    let (now, tolerance) = (expected.now, expected.tolerance.max(0));
    if let Some(expires) = expires {
        if now.saturating_sub(tolerance) >= expires {
            add(
                Severity::Error,
                "expired",
                "It has expired.".into(),
                "RFC 7519 §4.1.4",
                "Get a new one. If it has just been issued, compare the clocks.",
            );
        } else {
            add(Severity::Passed, "not_expired", "It has not expired.".into(), "RFC 7519 §4.1.4", "");
        }
    } else if matches!(what, What::IdToken | What::AccessToken | What::ClientAssertion | What::LogoutToken)
        && !members.contains_key("exp")
    {
        add(
            Severity::Warning,
            "no_exp",
            "It never expires: it has no exp.".into(),
            "RFC 8725 §3.10",
            "Give every token a short life. A stolen one works for ever.",
        );
    }
    if begins.is_some_and(|begins| now.saturating_add(tolerance) < begins) {
        add(
            Severity::Error,
            "not_yet",
            "It is not valid yet (nbf).".into(),
            "RFC 7519 §4.1.5",
            "Wait, or compare the clocks.",
        );
    }
    if let Some(issued) = issued {
        if now.saturating_add(tolerance) < issued {
            add(
                Severity::Warning,
                "future",
                "It says that it was issued in the future (iat).".into(),
                "RFC 7519 §4.1.6",
                "Compare the clocks of issuer and reader.",
            );
        }
        if let Some(expires) = expires {
            let life = expires.saturating_sub(issued);
            let limit = match what {
                What::LogoutToken | What::DpopProof | What::ClientAssertion => 600,
                _ => DAY,
            };
            if life > limit {
                let words = Phrase::with("It lives long: {0} hours.", [&(life / 3600)]);
                add(
                    Severity::Warning,
                    "long_life",
                    words,
                    "RFC 8725 §3.10",
                    "Shorten it: an hour is usual, minutes for assertions. Use refresh tokens for more.",
                );
            } else if life <= 0 {
                add(
                    Severity::Error,
                    "no_life",
                    "It expires before it is issued.".into(),
                    "RFC 7519 §4.1.4",
                    "This is a mistake of the issuer.",
                );
            }
        }
    }
}

pub(super) fn parties(members: &Members, what: What, expected: &Expected, findings: &mut Vec<Finding>) {
    let mut add = |severity, code, words: Phrase, clause, advice| {
        findings.push(Finding::new(severity, code, words, clause, advice));
    };
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    if let Some(wanted) = &expected.issuer {
        match text("iss") {
            Some(found) if found == wanted => {
                add(Severity::Passed, "issuer", "The issuer is the expected one.".into(), "RFC 7519 §4.1.1", "");
            }
            Some(found) if found.trim_end_matches('/') == wanted.trim_end_matches('/') => add(
                Severity::Error,
                "issuer_slash",
                Phrase::with("The issuer is {0}, not {1}: a slash at the end counts.", [&excerpt(found), wanted]),
                "OpenID Connect Core §3.1.3.7",
                "Configure the issuer exactly as the metadata's issuer says it.",
            ),
            found => add(
                Severity::Error,
                "other_issuer",
                Phrase::with("The issuer is {0}, not {1}.", [&excerpt(found.unwrap_or_default()), wanted]),
                "RFC 7519 §4.1.1",
                "Refuse it: it is another issuer's.",
            ),
        }
    }
    let names = audience(members);
    if let Err(error) = &names {
        add(
            Severity::Error,
            "bad_audience",
            Phrase::with("{0}.", [error]),
            "RFC 7519 §4.1.3",
            "This is a mistake of the issuer.",
        );
    }
    let names = names.ok().flatten();
    if let Some(wanted) = &expected.audience {
        if names.as_ref().is_some_and(|names| names.contains(wanted)) {
            add(Severity::Passed, "audience", "It is for the expected audience.".into(), "RFC 7519 §4.1.3", "");
        } else {
            let found = members.get("aud").map_or_else(|| "-".to_owned(), |aud| excerpt(&aud.to_string()));
            add(
                Severity::Error,
                "other_audience",
                Phrase::with("It is for {0}, not for {1}.", [&found, wanted]),
                "RFC 7519 §4.1.3",
                "Refuse it: it was made for another application, and may have been passed on by that.",
            );
        }
    }
    let several = names.as_ref().is_some_and(|names| names.names().len() > 1);
    if several && what == What::IdToken && text("azp").is_none() {
        add(
            Severity::Warning,
            "no_azp",
            "It is for several audiences and does not say who asked for it (azp).".into(),
            "OpenID Connect Core §3.1.3.7",
            "Accept it only if you trust every audience.",
        );
    }
    if let Some(wanted) = &expected.client {
        let found = text("azp").or_else(|| text("appid")).or_else(|| text("client_id"));
        match found {
            Some(found) if found == wanted => {
                add(
                    Severity::Passed,
                    "client",
                    "The expected client asked for it.".into(),
                    "OpenID Connect Core §3.1.3.7",
                    "",
                );
            }
            Some(found) => add(
                Severity::Error,
                "other_client",
                Phrase::with("Client {0} asked for it, not {1}.", [&excerpt(found), wanted]),
                "OpenID Connect Core §3.1.3.7",
                "Refuse it if only your own client may ask.",
            ),
            None => add(
                Severity::Hint,
                "no_client",
                "It does not say which client asked for it.".into(),
                "OpenID Connect Core §2",
                "",
            ),
        }
    }
}

pub(super) fn bindings(
    members: &Members,
    inspection: &Inspection,
    what: What,
    expected: &Expected,
    findings: &mut Vec<Finding>,
) {
    let mut add = |severity, code, words: Phrase, clause, advice| {
        findings.push(Finding::new(severity, code, words, clause, advice));
    };
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    if let Some(wanted) = &expected.nonce {
        match text("nonce") {
            Some(found) if found == wanted => {
                add(
                    Severity::Passed,
                    "nonce",
                    "The nonce is the expected one.".into(),
                    "OpenID Connect Core §3.1.3.7",
                    "",
                );
            }
            Some(_) => add(
                Severity::Error,
                "other_nonce",
                "The nonce is another one.".into(),
                "OpenID Connect Core §3.1.3.7",
                "Refuse it: it answers another request, and may be replayed.",
            ),
            None => add(
                Severity::Error,
                "no_nonce",
                "It has no nonce.".into(),
                "OpenID Connect Core §3.1.3.7",
                "Refuse it if you sent one.",
            ),
        }
    }
    if what == What::DpopProof {
        if let Some(token) = &expected.access_token {
            if text("ath") == Some(hash(token.trim()).as_str()) {
                add(Severity::Passed, "ath", Phrase::with("{0} fits what came along.", [&"ath"]), "RFC 9449 §4.3", "");
            } else {
                add(
                    Severity::Error,
                    "other_ath",
                    "The proof is not for this access token (ath).".into(),
                    "RFC 9449 §4.3",
                    "Make a proof for each request, with the hash of the token that goes along.",
                );
            }
        }
        return;
    }
    let algorithm =
        inspection.header().and_then(|header| header.get("alg")?.as_str()).and_then(|name| Algorithm::parse(name).ok());
    for (name, value, clause) in [
        ("at_hash", &expected.access_token, "OpenID Connect Core §3.1.3.6"),
        ("c_hash", &expected.code, "OpenID Connect Core §3.3.2.11"),
    ] {
        let Some(value) = value else { continue };
        match (text(name), algorithm) {
            (Some(found), Some(algorithm)) if found == half_hash(algorithm, value.trim()) => {
                add(Severity::Passed, name, Phrase::with("{0} fits what came along.", [&name]), clause, "");
            }
            (Some(_), Some(_)) => {
                let code = if name == "at_hash" { "other_at_hash" } else { "other_c_hash" };
                add(
                    Severity::Error,
                    code,
                    Phrase::with("{0} does not fit what came along.", [&name]),
                    clause,
                    "Refuse both: they do not belong together, and one may have been exchanged.",
                );
            }
            (Some(_), None) => add(
                Severity::Hint,
                "hash_unknown",
                Phrase::with("{0} cannot be checked without a known algorithm.", [&name]),
                clause,
                "",
            ),
            (None, _) => add(
                Severity::Warning,
                "no_hash",
                Phrase::with("It has no {0}, so nothing binds it to what came along.", [&name]),
                clause,
                "From the authorization endpoint it must have one.",
            ),
        }
    }
}

/// `ath` of a `DPoP` proof (RFC 9449 §4.2).
fn hash(token: &str) -> String {
    base64::encode(&Sha256::digest(token.as_bytes()))
}

/// What a token of its kind must have.
pub(super) fn required(members: &Members, what: What, findings: &mut Vec<Finding>) {
    let (names, clause): (&[&str], _) = match what {
        What::IdToken => (&["iss", "sub", "aud", "exp", "iat"], "OpenID Connect Core §2"),
        What::AccessToken => (&["iss", "sub", "aud", "exp", "iat", "jti", "client_id"], "RFC 9068 §2.2"),
        What::LogoutToken => {
            (&["iss", "aud", "iat", "exp", "jti", "events"], "OpenID Connect Back-Channel Logout §2.4")
        }
        What::DpopProof => (&["jti", "htm", "htu", "iat"], "RFC 9449 §4.2"),
        What::ClientAssertion => (&["iss", "sub", "aud", "exp"], "RFC 7523 §3"),
        What::SecurityEvent => (&["iss", "iat", "jti", "events"], "RFC 8417 §2.2"),
        What::KeyBinding => (&["iat", "aud", "nonce", "sd_hash"], "RFC 9901 §4.3"),
        _ => return,
    };
    let missing: Vec<_> = names.iter().filter(|name| !members.contains_key(**name)).copied().collect();
    if !missing.is_empty() {
        // Many issue access tokens that do not follow RFC 9068, B2C among them.
        let severity = if what == What::AccessToken { Severity::Hint } else { Severity::Warning };
        let what = Phrase::with("It lacks what a token of its kind has: {0}.", [&missing.join(", ")]);
        findings.push(Finding::new(
            severity,
            "missing",
            what,
            clause,
            "Look at the issuer's configuration, or ask whether it is of this kind.",
        ));
    }
    if what == What::LogoutToken && members.contains_key("nonce") {
        findings.push(Finding::new(
            Severity::Error,
            "logout_nonce",
            "A logout token must not have a nonce, so that it is never taken for an ID token.",
            "OpenID Connect Back-Channel Logout §2.4",
            "Refuse it.",
        ));
    }
}
