//! The check of a provider's ID token (OpenID Connect Core 3.1.3.7, RFC 8725; S30 to S32). Every rule is a row; all
//! that can be judged is judged, so that a trace shows everything that is wrong, not the first.

use crate::excerpt::excerpt;
use domain::{Check, Outcome};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use token::{Algorithm, JwkSet, Members, ParseError, Unverified, VerificationError, Verify, claims, half_hash};

/// What the token must be.
#[derive(Debug, Clone)]
pub struct Rules<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `aud`.
    pub audience: &'a str,
    /// Our client id: `azp`, also where another audience was agreed on.
    pub client_id: &'a str,
    /// Algorithms, from configuration.
    pub algorithms: &'a [Algorithm],
    /// The nonce that was sent.
    pub nonce: &'a str,
    /// The access token that came with it.
    pub access_token: Option<&'a str>,
    /// The code that it was exchanged for.
    pub code: Option<&'a str>,
    /// Now, in seconds since 1970.
    pub now: i64,
    /// How far the provider's clock may be off, in seconds.
    pub tolerance: i64,
    /// How long ago the person may have signed in there, in seconds, if the provider was asked for that.
    pub max_age: Option<u32>,
    /// It is a token that an application brought (`id_token_hint`): it answers no request of ours, so that it holds no
    /// nonce, and need not say who it is about; a shared secret may have signed it where the algorithms say so; an
    /// empty audience is any.
    pub hint: bool,
}

/// How the check ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The rows.
    pub checks: Vec<Check>,
    /// The claims: only if no row failed.
    pub claims: Option<Members>,
    /// What failed first, in the order of their weight.
    pub failure: Option<Failure>,
    /// Whether fetching the keys again could help (S33).
    pub keys_may_be_stale: bool,
}

/// The kinds of failure, by their codes (behaviour reference §6.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// 90240.
    Malformed,
    /// 90239.
    Signature,
    /// 90238.
    Issuer,
    /// 90237.
    Audience,
    /// 90235.
    Expired,
    /// No code of its own: a replayed or foreign token.
    Nonce,
    /// No code of its own: the person did not sign in anew although the application asked for that.
    SignedInTooLongAgo,
    /// The token is fine, but its issuer belongs to another provider of the tenant (S35).
    SharedIssuer,
    /// Any other row.
    Other,
}

const CORE: &str = "OpenID Connect Core 3.1.3.7";

/// Checks a token against keys and rules.
pub fn check<V: Verify + ?Sized>(token: &str, keys: &JwkSet, rules: &Rules<'_>, edge: &V) -> Verdict {
    let mut verdict = Verdict { checks: Vec::new(), claims: None, failure: None, keys_may_be_stale: false };
    let unverified = match Unverified::parse(token) {
        Ok(unverified) => unverified,
        // `none`, or an algorithm that nobody knows.
        Err(error @ ParseError::Algorithm(_)) => {
            let expected = names(rules.algorithms);
            let row = Check::new("algorithm", "RFC 8725 §3.1", expected, error.to_string(), Outcome::Fail);
            verdict.add(Failure::Signature, row);
            return verdict;
        }
        Err(error) => {
            verdict.add(
                Failure::Malformed,
                Check::new("form", "RFC 7515 §5.2", "a signed JWT", error.to_string(), Outcome::Fail),
            );
            return verdict;
        }
    };
    verdict.add(Failure::Malformed, Check::new("form", "RFC 7515 §5.2", "a signed JWT", "a signed JWT", Outcome::Pass));
    let typ = unverified.header().typ().map(str::to_owned);
    verdict.add(Failure::Malformed, check_type(typ.as_deref()));

    let found = unverified.header().algorithm();
    let names = names(rules.algorithms);
    let expected = rules.algorithms.contains(&found) && (rules.hint || !found.is_symmetric());
    verdict.add(Failure::Signature, Check::holds("algorithm", "RFC 8725 §3.1", names, found.as_str(), expected));

    let unverified_claims = unverified.unverified_claims().clone();
    let names_a_key = unverified.header().kid().is_some();
    let kid = unverified.header().kid().map_or_else(|| "no kid".to_owned(), |kid| format!("kid {kid}"));
    verdict.checks.push(picked_key(keys, unverified.header().kid(), found));
    let verified =
        if expected { unverified.expect(rules.algorithms).ok().map(|token| token.verify(keys, edge)) } else { None };
    let expected_key = "by a key of the provider";
    let row = match &verified {
        None => Check::new(
            "signature",
            "RFC 7515 §5.2",
            expected_key,
            "not checked: the algorithm is not allowed",
            Outcome::Fail,
        ),
        Some(Ok(_)) => Check::new("signature", "RFC 7515 §5.2", expected_key, kid, Outcome::Pass),
        Some(Err(error)) => {
            verdict.keys_may_be_stale = match error {
                VerificationError::NoKey(no_key) => no_key.may_be_newer(),
                // Without a `kid` a rotation shows only as a signature by none of the keys we have.
                VerificationError::Signature(_) => !names_a_key,
                _ => false,
            };
            Check::new("signature", "RFC 7515 §5.2", expected_key, error.to_string(), Outcome::Fail)
        }
    };
    verdict.add(Failure::Signature, row);

    // The claims are judged even when the signature is not good: the trace shows all that is wrong. They are handed
    // out only if every row passed.
    check_claims(&mut verdict, &unverified_claims, rules, found);
    if verdict.failure.is_none()
        && let Some(Ok(verified)) = verified
    {
        verdict.claims = Some(verified.into_claims());
    }
    verdict
}

fn names(algorithms: &[Algorithm]) -> String {
    algorithms.iter().map(|algorithm| algorithm.as_str()).collect::<Vec<_>>().join(" or ")
}

/// Which key is tried, and why: a row for the reader; whether a key fits is judged with the signature.
fn picked_key(keys: &JwkSet, kid: Option<&str>, algorithm: Algorithm) -> Check {
    let expected = match kid {
        Some(kid) => format!("the key with the kid {}", excerpt(kid)),
        None => format!("a key that fits {}, since the token names none", algorithm.as_str()),
    };
    let (found, outcome) = match keys.candidates(kid, algorithm) {
        Ok(candidates) => {
            let names: Vec<String> = candidates.iter().map(|key| describe(key)).collect();
            (format!("{} of {} keys: {}", names.len(), keys.keys().len(), names.join("; ")), Outcome::Pass)
        }
        // The row of the signature fails and says why each key does not fit.
        Err(_) => (format!("none of {} keys fits", keys.keys().len()), Outcome::Skipped),
    };
    Check::new("key", "RFC 7515 §6", expected, found, outcome)
}

fn describe(key: &token::Jwk) -> String {
    let kid = key.kid().map_or_else(|| "no kid".to_owned(), |kid| format!("kid {}", excerpt(kid)));
    let usage = key.usage().map(|usage| format!(", use {}", excerpt(usage))).unwrap_or_default();
    format!("{kid}, {} of {} bits{usage}", key.key_type(), key.bits())
}

impl Verdict {
    /// Adds a row that is judged elsewhere. One that fails takes the claims away.
    pub fn add(&mut self, failure: Failure, check: Check) {
        if check.failed() {
            self.claims = None;
        }
        if check.failed() && self.failure.is_none() {
            self.failure = Some(failure);
        }
        self.checks.push(check);
    }
}

/// An ID token says `JWT` or nothing; a logout token or an access token says what it is (S54).
fn check_type(typ: Option<&str>) -> Check {
    let fine = typ.is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
    Check::holds("type", "RFC 8725 §3.11", "JWT or nothing", excerpt(typ.unwrap_or("nothing")), fine)
}

fn check_claims(verdict: &mut Verdict, token: &Members, rules: &Rules<'_>, algorithm: Algorithm) {
    let issuer = claims::string(token, "iss");
    verdict.add(Failure::Issuer, equal("issuer", rules.issuer, &issuer));
    check_audience(verdict, token, rules);
    check_times(verdict, token, rules);

    let nonce = claims::string(token, "nonce");
    let (found, same) = match &nonce {
        Ok(Some(nonce)) => {
            let same: bool = nonce.as_bytes().ct_eq(rules.nonce.as_bytes()).into();
            (if same { "the one we sent" } else { "another one" }, same)
        }
        Ok(None) => ("nothing", false),
        Err(_) => ("not a text", false),
    };
    if !rules.hint {
        verdict.add(Failure::Nonce, Check::holds("nonce", CORE, "the one we sent", found, same));
    }

    let subject = claims::string(token, "sub");
    if rules.hint && matches!(subject, Ok(None)) {
        return;
    }
    let fine = matches!(subject, Ok(Some(text)) if !text.is_empty() && text.len() <= 255);
    verdict.add(
        Failure::Other,
        Check::holds("subject", "OpenID Connect Core 2", "a text of 1 to 255 characters", shown(&subject), fine),
    );
    check_hash(verdict, token, "at_hash", "OpenID Connect Core 3.1.3.8", rules.access_token, algorithm);
    check_hash(verdict, token, "c_hash", "OpenID Connect Core 3.3.2.11", rules.code, algorithm);
}

fn check_audience(verdict: &mut Verdict, token: &Members, rules: &Rules<'_>) {
    if rules.hint && rules.audience.is_empty() {
        verdict.checks.push(Check::new("audience", CORE, "any", "not looked at", Outcome::Skipped));
        return;
    }
    let audience = claims::audience(token);
    let (found, contains, several) = match &audience {
        Ok(Some(audience)) => {
            (excerpt(&audience.names().join(", ")), audience.contains(rules.audience), audience.names().len() > 1)
        }
        Ok(None) => ("nothing".to_owned(), false, false),
        Err(error) => (error.to_string(), false, false),
    };
    verdict.add(Failure::Audience, Check::holds("audience", CORE, rules.audience, found, contains));
    let azp = claims::string(token, "azp");
    let row = match azp {
        Ok(None) if several => {
            Check::new("authorized party", CORE, rules.client_id, "nothing, with several audiences", Outcome::Fail)
        }
        Ok(None) => Check::new("authorized party", CORE, rules.client_id, "nothing", Outcome::Skipped),
        other => equal("authorized party", rules.client_id, &other),
    };
    verdict.add(Failure::Audience, row);
}

fn check_times(verdict: &mut Verdict, token: &Members, rules: &Rules<'_>) {
    let time = |name: &str| claims::numeric_date(token, name).map(|time| time.map(claims::NumericDate::unix));
    let at = |seconds: i64| domain::Timestamp::from_seconds(seconds).to_string();
    let tolerance = rules.tolerance.clamp(0, 120);
    let mut row = |name: &'static str,
                   failure,
                   required: bool,
                   expected: String,
                   holds: &dyn Fn(i64) -> bool,
                   value: Result<Option<i64>, claims::ClaimError>| {
        let check = match value {
            Ok(Some(seconds)) => Check::holds(name, CORE, expected, at(seconds), holds(seconds)),
            Ok(None) if required => Check::new(name, CORE, expected, "nothing", Outcome::Fail),
            Ok(None) => Check::new(name, CORE, expected, "nothing", Outcome::Skipped),
            Err(error) => Check::new(name, CORE, expected, error.to_string(), Outcome::Fail),
        };
        verdict.add(failure, check);
    };
    let earliest = rules.now - tolerance;
    let latest = rules.now + tolerance;
    row("expiry", Failure::Expired, true, format!("after {}", at(earliest)), &|exp| exp > earliest, time("exp"));
    row(
        "issued at",
        Failure::Other,
        !rules.hint,
        format!("not after {}", at(latest)),
        &|iat| iat <= latest,
        time("iat"),
    );
    row("not before", Failure::Other, false, format!("not after {}", at(latest)), &|nbf| nbf <= latest, time("nbf"));
    match rules.max_age {
        // Whoever is asked how old a sign-in is has to say so (OpenID Connect Core 2).
        Some(age) => {
            let oldest = earliest.saturating_sub(i64::from(age));
            let expected = format!("between {} and {}", at(oldest), at(latest));
            let in_time = |signed_in: i64| (oldest..=latest).contains(&signed_in);
            row("signed in at", Failure::SignedInTooLongAgo, true, expected, &in_time, time("auth_time"));
        }
        None if token.contains_key("auth_time") => {
            let expected = format!("not after {}", at(latest));
            row("signed in at", Failure::Other, false, expected, &|time| time <= latest, time("auth_time"));
        }
        None => {}
    }
}

fn check_hash(
    verdict: &mut Verdict,
    token: &Members,
    name: &'static str,
    clause: &'static str,
    of: Option<&str>,
    algorithm: Algorithm,
) {
    let row = match (claims::string(token, name), of) {
        (Ok(None), _) => Check::new(name, clause, "the hash, if there is one", "nothing", Outcome::Skipped),
        (Ok(Some(found)), Some(value)) => {
            let same: bool = found.as_bytes().ct_eq(half_hash(algorithm, value).as_bytes()).into();
            Check::holds(
                name,
                clause,
                "the hash of what came with it",
                if same { "the same" } else { "another one" },
                same,
            )
        }
        (Ok(Some(_)), None) => Check::new(name, clause, "nothing, since nothing came with it", "a hash", Outcome::Fail),
        (Err(error), _) => Check::new(name, clause, "a text", error.to_string(), Outcome::Fail),
    };
    verdict.add(Failure::Other, row);
}

/// Compares the whole claim; only what is shown of it is cut.
fn equal(name: &'static str, expected: &str, found: &Result<Option<&str>, claims::ClaimError>) -> Check {
    let same = matches!(found, Ok(Some(text)) if *text == expected);
    Check::holds(name, CORE, expected, shown(found), same)
}

fn shown(value: &Result<Option<&str>, claims::ClaimError>) -> String {
    match value {
        Ok(Some(text)) => excerpt(text),
        Ok(None) => "nothing".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
