use super::*;
use crate::inspect::inspect;
use crate::jwk::JwkSet;
use crate::native::Native;
use crate::testing::{RFC7515_A1, RFC7515_A2, RFC7515_A3, ready, rfc7515_a2_key, rfc7515_a3_key, token};
use serde_json::json;

const A1_KEY: &str =
    r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;

fn part(text: &str) -> SignedPart {
    signed_parts(text, &inspect(text)).unwrap().remove(0)
}

fn check(text: &str, ring: &Keyring) -> Report {
    ready(part(text).check(ring, &Native))
}

#[test]
fn the_examples_of_rfc_7515_hold() {
    assert_eq!(check(RFC7515_A1, &Keyring::read(A1_KEY).unwrap()).outcome, Outcome::Valid);
    for (text, key) in [(RFC7515_A2, rfc7515_a2_key()), (RFC7515_A3, rfc7515_a3_key())] {
        let ring = Keyring::published(&JwkSet::from_iter([key.clone()]));
        let report = check(text, &ring);
        assert_eq!(report.outcome, Outcome::Valid);
        assert_eq!(report.thumbprint, key.thumbprint());
        assert!(report.why.unwrap().to_string().contains("names no key"));
    }
}

#[test]
fn a_public_key_is_never_a_secret() {
    // RFC 8725 §2.1: HMAC over the text of the public key. The key's type decides, not the header.
    let ring = Keyring::published(&JwkSet::from_iter([rfc7515_a2_key()]));
    let forged = token(r#"{"alg":"HS256"}"#, "{}", &[1; 32]);
    let report = check(&forged, &ring);
    assert_eq!(report.outcome, Outcome::NoKey);
    assert!(report.considered[0].1.to_string().contains("is of type RSA; HS256 needs oct"), "{:?}", report.considered);
}

#[test]
fn none_in_any_case_and_unknown_extensions_are_impossible() {
    let ring = Keyring::read(A1_KEY).unwrap();
    for (header, word) in [
        (r#"{"alg":"HS1"}"#, "cannot be checked"),
        (r#"{"typ":"JWT"}"#, "no alg"),
        (r#"{"alg":5}"#, "not a string"),
        (r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, "extensions"),
    ] {
        let report = check(&token(header, "{}", &[1; 32]), &ring);
        assert_eq!(report.outcome, Outcome::Impossible);
        assert!(report.words.to_string().contains(word), "{}", report.words);
    }
    for header in [r#"{"alg":"none"}"#, r#"{"alg":"nOnE"}"#] {
        let text = token(header, "{}", &[1; 32]);
        assert!(signed_parts(&text, &inspect(&text)).is_err());
    }
}

#[test]
fn an_issuers_keys_are_matched_by_kid_and_a_persons_need_not_be() {
    let key = rfc7515_a3_key().for_signatures("k1", Algorithm::Es256).unwrap();
    let mut part = part(RFC7515_A3);
    part.header.insert("kid".into(), json!("k2"));
    let mut ring = Keyring::published(&JwkSet::from_iter([key]));
    let report = ready(part.check(&ring, &Native));
    assert_eq!(report.outcome, Outcome::NoKey);
    assert!(report.words.to_string().contains("k2"), "{}", report.words);
    ring.source = Source::Person;
    // The header is another than the signed one only in this test; the input is the original.
    let report = ready(part.check(&ring, &Native));
    assert_eq!(report.outcome, Outcome::Valid);
    assert!(report.why.unwrap().to_string().contains("not the one that the token names"));
}

#[test]
fn a_weak_secret_is_said_to_be_weak() {
    let mac = ready(Native.hmac(crate::Hash::Sha256, b"secret", b"eyJhbGciOiJIUzI1NiJ9.e30")).unwrap();
    let text = token(r#"{"alg":"HS256"}"#, "{}", &mac);
    let report = check(&text, &Keyring::read("secret").unwrap());
    assert_eq!(report.outcome, Outcome::ValidWeak);
    assert!(report.words.to_string().contains("too short"), "{}", report.words);
}

#[test]
fn without_keys_it_says_what_is_needed() {
    let report = check(RFC7515_A3, &Keyring::default());
    assert_eq!(report.outcome, Outcome::NoKey);
    assert_eq!(report.words.to_string(), "It is signed with ES256; a key of type EC is needed to check it.");
}

#[test]
fn a_member_in_both_headers_is_refused() {
    let text = json!({
        "payload": "e30", "protected": "eyJhbGciOiJIUzI1NiJ9", "header": {"alg": "none"}, "signature": "AA",
    })
    .to_string();
    assert!(signed_parts(&text, &inspect(&text)).unwrap_err().to_string().contains("alg occurs twice"));
}
