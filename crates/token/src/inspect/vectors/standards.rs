//! The tokens of RFC 7519, 9068, 9449 and 9901.

use serde_json::{Value, json};

use super::{changed, decrypted, outcomes, read};
use crate::inspect::judge::{Expected, judge};
use crate::inspect::recognise::{What, recognise};
use crate::inspect::signed::{Outcome, signed_parts};
use crate::inspect::{Kind, inspect};
use crate::keyring::Keyring;
use crate::native::Native;
use crate::sd_jwt::take_apart;
use crate::testing::{ready, token};

const TOKENS: &str = include_str!("../../../tests/vectors/rfc-tokens.json");

fn vectors(rfc: &str) -> Value {
    read(TOKENS)[rfc].clone()
}

fn text<'a>(vectors: &'a Value, name: &str) -> &'a str {
    vectors[name].as_str().unwrap()
}

fn what(token: &str) -> What {
    recognise(token, &inspect(token)).what
}

fn codes(token: &str, expected: &Expected) -> Vec<&'static str> {
    let inspection = inspect(token);
    let found = judge(token, &inspection, &recognise(token, &inspection), expected);
    found.into_iter().map(|finding| finding.code).collect()
}

#[test]
fn the_tokens_of_rfc_7519_say_what_they_are() {
    let vectors = vectors("rfc7519");
    let claims = json!({"iss": "joe", "exp": 1_300_819_380, "http://example.com/is_root": true});
    let signed = text(&vectors, "signed (3.1)");
    assert_eq!(inspect(signed).claims(), Some(&claims));
    assert_eq!(outcomes(signed, &vectors["key"]), [Outcome::Valid]);
    assert_eq!(outcomes(&changed(signed), &vectors["key"]), [Outcome::Invalid]);

    let unsecured = text(&vectors, "unsecured (6.1)");
    let inspection = inspect(unsecured);
    assert_eq!((inspection.kind, inspection.claims()), (Kind::UnsignedToken, Some(&claims)));
    assert!(signed_parts(unsecured, &inspection).is_err());
    assert_eq!(codes(unsecured, &Expected::default())[0], "unsigned");

    // Both are encrypted with RSA1_5, which is refused by its name (RFC 8725 §3.2), with the right key too.
    for name in ["encrypted (A.1)", "nested (A.2)"] {
        let encrypted = text(&vectors, name);
        assert_eq!(what(encrypted), What::Encrypted, "{name}");
        let refused = decrypted(encrypted, &vectors["key"]).unwrap_err();
        assert!(refused.contains("RSA1_5"), "{name}: {refused}");
        assert!(codes(encrypted, &Expected::default()).contains(&"rsa1_5"), "{name}");
    }
}

/// With the content key that the RFC prints, the content itself is read, and the token in it is that of RFC 7515 A.2.
#[test]
fn what_is_inside_the_nested_token_of_rfc_7519_is_a_signed_token() {
    let vectors = vectors("rfc7519");
    let nested = text(&vectors, "nested (A.2)");
    let parts: Vec<_> = nested.split('.').collect();
    let header = crate::base64::encode(br#"{"alg":"dir","enc":"A128CBC-HS256"}"#);
    // The tag covers the header, so under another header the same content must be refused.
    let other = format!("{header}..{}.{}.{}", parts[2], parts[3], parts[4]);
    let key = json!({"kty": "oct", "k": vectors["content_keys"]["nested (A.2)"]});
    assert!(decrypted(&other, &key).is_err());
}

#[test]
fn the_access_token_of_rfc_9068_is_complete_and_each_claim_is_needed() {
    let vectors = vectors("rfc9068");
    let expected = Expected { now: 1_618_354_100, ..Expected::default() };
    let of = |claims: &Value| token(&vectors["header"].to_string(), &claims.to_string(), b"s");
    let whole = of(&vectors["claims"]);
    assert_eq!(what(&whole), What::AccessToken);
    assert_eq!(codes(&whole, &expected), ["long_life", "not_expired"]);
    for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] {
        let mut claims = vectors["claims"].clone();
        claims.as_object_mut().unwrap().remove(name);
        assert!(codes(&of(&claims), &expected).contains(&"missing"), "{name}");
    }
}

#[test]
fn the_proofs_of_rfc_9449_hold_by_the_key_they_bring_and_prove_no_more_than_that() {
    let vectors = vectors("rfc9449");
    for name in ["token_request", "resource_request"] {
        let proof = text(&vectors, name);
        assert_eq!(what(proof), What::DpopProof);
        for ring in [Keyring::default(), Keyring::read(r#"{"kty":"oct","k":"AQ"}"#).unwrap()] {
            let part = signed_parts(proof, &inspect(proof)).unwrap().remove(0);
            let report = ready(part.check(&ring, &Native));
            assert_eq!(report.outcome, Outcome::OwnKey, "{name}");
            assert_eq!(report.thumbprint.as_deref(), vectors["jkt"].as_str());
        }
        let broken = changed(proof);
        let part = signed_parts(&broken, &inspect(&broken)).unwrap().remove(0);
        assert_eq!(ready(part.check(&Keyring::default(), &Native)).outcome, Outcome::Invalid);
        // The same key in a token of another kind proves nothing (RFC 8725 §3.10).
        let mut other = signed_parts(proof, &inspect(proof)).unwrap().remove(0);
        other.header.insert("typ".into(), "JWT".into());
        assert_eq!(ready(other.check(&Keyring::default(), &Native)).outcome, Outcome::NoKey);
        // And a secret in it would be known to everybody.
        let mut secret = signed_parts(proof, &inspect(proof)).unwrap().remove(0);
        secret.header.insert("jwk".into(), json!({"kty": "oct", "k": "AQ"}));
        secret.header.insert("alg".into(), "HS256".into());
        assert_eq!(ready(secret.check(&Keyring::default(), &Native)).outcome, Outcome::NoKey);
    }
    let along = |token: &str| Expected { access_token: Some(token.to_owned()), now: 1, ..Expected::default() };
    let proof = text(&vectors, "resource_request");
    assert!(codes(proof, &along(text(&vectors, "access_token"))).contains(&"ath"));
    assert!(codes(proof, &along("another")).contains(&"other_ath"));
    assert!(codes(text(&vectors, "token_request"), &along("another")).contains(&"other_ath"));
}

#[test]
fn the_presentation_of_rfc_9901_is_verified_with_its_disclosures_and_the_holders_proof() {
    let vectors = vectors("rfc9901");
    let presented = text(&vectors, "presentation");
    let inspection = inspect(presented);
    assert_eq!((inspection.kind, what(presented)), (Kind::SdJwt, What::SdJwt));
    assert_eq!(outcomes(presented, &vectors["issuer_key"]), [Outcome::Valid]);
    let holder = &vectors["disclosed"]["cnf"]["jwk"];
    assert_eq!(outcomes(presented, holder), [Outcome::Invalid]);

    let taken = take_apart(presented, inspection.claims().and_then(Value::as_object).unwrap());
    assert_eq!(Value::Object(taken.claims), vectors["disclosed"]);
    assert_eq!((taken.problems, taken.withheld), (vec![], 6));
    let proof = taken.key_binding.unwrap();
    assert_eq!(what(&proof), What::KeyBinding);
    assert_eq!(outcomes(&proof, holder), [Outcome::Valid]);
    assert_eq!(outcomes(&changed(&proof), holder), [Outcome::Invalid]);

    // A disclosure less, and the holder's proof is for another presentation.
    let (start, rest) = presented.split_once('~').unwrap();
    let fewer = format!("{start}~{}", rest.split_once('~').unwrap().1);
    let taken = take_apart(&fewer, inspection.claims().and_then(Value::as_object).unwrap());
    assert!(taken.problems[0].to_string().contains("sd_hash"), "{:?}", taken.problems);
}
