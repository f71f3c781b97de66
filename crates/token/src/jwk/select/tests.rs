use super::*;
use crate::testing::{RFC7638_KEY, jwk};
use serde_json::{Value, json};

fn rsa(changes: &Value) -> Value {
    let mut key: Value = serde_json::from_str(RFC7638_KEY).unwrap();
    key.as_object_mut().unwrap().remove("alg");
    for (name, value) in changes.as_object().unwrap() {
        key[name] = value.clone();
    }
    key
}

fn rsa_of(octets: usize) -> Value {
    json!({"kty": "RSA", "e": "AQAB", "n": crate::base64::encode(&vec![0xff; octets])})
}

fn ec(curve: &str, octets: usize) -> Value {
    let coordinate = crate::base64::encode(&vec![1; octets]);
    json!({"kty": "EC", "crv": curve, "x": coordinate, "y": coordinate})
}

fn oct(octets: usize) -> Value {
    json!({"kty": "oct", "k": crate::base64::encode(&vec![1; octets])})
}

#[test]
fn a_key_fits_or_says_why_not() {
    use Algorithm::{EdDsa, Es256, Es384, Es512, Hs256, Hs512, Ps256, Rs256, Rs512};
    let ed25519 = json!({"kty": "OKP", "crv": "Ed25519", "x": crate::base64::encode(&[1; 32])});
    let other_type = |algorithm, found| Err(Misfit::KeyType { algorithm, found });
    let other_alg = |algorithm, found: &str| Err(Misfit::Algorithm { algorithm, found: found.into() });
    let matrix = [
        (rsa(&json!({})), Rs256, Ok(())),
        (rsa(&json!({})), Rs512, Ok(())),
        (rsa(&json!({})), Ps256, Ok(())),
        (rsa(&json!({})), Es256, other_type(Es256, KeyType::Rsa)),
        (rsa(&json!({})), EdDsa, other_type(EdDsa, KeyType::Rsa)),
        (rsa(&json!({})), Hs256, other_type(Hs256, KeyType::Rsa)),
        (rsa(&json!({"use": "sig"})), Rs256, Ok(())),
        (rsa(&json!({"use": "enc"})), Rs256, Err(Misfit::Usage("enc".into()))),
        (rsa(&json!({"use": "SIG"})), Rs256, Err(Misfit::Usage("SIG".into()))),
        (rsa(&json!({"alg": "RS256"})), Rs256, Ok(())),
        (rsa(&json!({"alg": "RS256"})), Rs512, other_alg(Rs512, "RS256")),
        (rsa(&json!({"alg": "RS256"})), Ps256, other_alg(Ps256, "RS256")),
        (rsa(&json!({"alg": "RSA-OAEP"})), Rs256, other_alg(Rs256, "RSA-OAEP")),
        (rsa(&json!({"key_ops": ["verify"]})), Rs256, Ok(())),
        (rsa(&json!({"key_ops": ["sign", "verify"]})), Rs256, Ok(())),
        (rsa(&json!({"key_ops": ["wrapKey"]})), Rs256, Err(Misfit::Operations)),
        (rsa(&json!({"key_ops": []})), Rs256, Err(Misfit::Operations)),
        (rsa_of(128), Rs256, Err(Misfit::TooShort { least: 2048, found: 1024 })),
        (rsa_of(255), Rs256, Err(Misfit::TooShort { least: 2048, found: 2040 })),
        (rsa_of(256), Rs256, Ok(())),
        (rsa_of(1024), Rs256, Ok(())),
        (rsa_of(1025), Rs256, Err(Misfit::TooLong(8200))),
        (ec("P-256", 32), Es256, Ok(())),
        (ec("P-384", 48), Es384, Ok(())),
        (ec("P-521", 66), Es512, Ok(())),
        (ec("P-256", 32), Es384, Err(Misfit::Curve { algorithm: Es384, found: Curve::P256 })),
        (ec("P-256", 32), Rs256, other_type(Rs256, KeyType::Ec)),
        (ec("P-256", 32), EdDsa, other_type(EdDsa, KeyType::Ec)),
        (ed25519.clone(), EdDsa, Ok(())),
        (ed25519, Es256, other_type(Es256, KeyType::Okp)),
        (oct(32), Hs256, Ok(())),
        (oct(31), Hs256, Err(Misfit::TooShort { least: 256, found: 248 })),
        (oct(32), Hs512, Err(Misfit::TooShort { least: 512, found: 256 })),
        (oct(64), Rs256, other_type(Rs256, KeyType::Oct)),
    ];
    for (key, algorithm, expected) in matrix {
        assert_eq!(jwk(&key).fits(algorithm), expected, "{algorithm} with {key}");
    }
}

fn set(keys: &[Value]) -> JwkSet {
    JwkSet::from_json(&json!({ "keys": keys })).unwrap()
}

fn kids(keys: &[&Jwk]) -> Vec<String> {
    keys.iter().map(|key| key.kid().unwrap_or("-").to_owned()).collect()
}

#[test]
fn with_a_kid_exactly_that_key_is_taken() {
    let keys = set(&[rsa(&json!({"kid": "a"})), rsa(&json!({"kid": "b"})), rsa(&json!({"kid": null}))]);
    assert_eq!(kids(&keys.candidates(Some("b"), Algorithm::Rs256).unwrap()), ["b"]);
    for other in ["", "A", "b ", "c", "../b"] {
        let error = keys.candidates(Some(other), Algorithm::Rs256).unwrap_err();
        assert!(error.may_be_newer(), "{error}");
    }
}

#[test]
fn a_key_of_the_right_name_that_does_not_fit_is_not_replaced_by_another() {
    let keys = set(&[rsa(&json!({"kid": "a", "use": "enc"})), rsa(&json!({"kid": "b"}))]);
    let error = keys.candidates(Some("a"), Algorithm::Rs256).unwrap_err();
    assert!(!error.may_be_newer());
    assert_eq!(
        error.to_string(),
        "no key fits kid \"a\" and RS256: key \"a\" is for \"enc\", not for \"sig\"; key \"b\" has another kid"
    );
}

#[test]
fn without_a_kid_all_that_fit_are_tried_up_to_a_limit() {
    let mut keys = vec![ec("P-256", 32), rsa(&json!({"kid": "enc", "use": "enc"}))];
    keys.extend((0..10).map(|n| rsa(&json!({ "kid": format!("k{n}") }))));
    assert_eq!(kids(&set(&keys).candidates(None, Algorithm::Rs256).unwrap()), ["k0", "k1", "k2", "k3"]);
    assert_eq!(kids(&set(&keys).candidates(None, Algorithm::Es256).unwrap()), ["-"]);
    let error = set(&keys[..2]).candidates(None, Algorithm::EdDsa).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no key fits EdDSA: a key without kid is of type EC; EdDSA needs OKP; \
         key \"enc\" is of type RSA; EdDSA needs OKP"
    );
}

#[test]
fn keys_that_cannot_be_read_are_named_too() {
    let keys = set(&[json!({"kty": "AKP", "kid": "pq"}), json!({"kty": "oct", "k": "AQ", "kid": "secret"})]);
    let error = keys.candidates(Some("pq"), Algorithm::Rs256).unwrap_err();
    assert!(!error.may_be_newer());
    assert_eq!(
        error.to_string(),
        "no key fits kid \"pq\" and RS256: key \"pq\" cannot be read: the key type \"AKP\" is not supported; \
         key \"secret\" has another kid"
    );
    let error = set(&[]).candidates(None, Algorithm::Rs256).unwrap_err();
    assert_eq!(error.to_string(), "no key fits RS256: the set has no keys");
    assert!(error.may_be_newer());
}
