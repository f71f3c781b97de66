//! From JSON to a [`Jwk`].

use serde_json::Value;
use zeroize::Zeroizing;

use super::{Jwk, JwkError, KeyMaterial, MAX_KID_CHARS, SecretOctets};
use crate::algorithm::Curve;
use crate::excerpt::excerpt;
use crate::{Members, base64};

impl TryFrom<Value> for Jwk {
    type Error = JwkError;

    fn try_from(value: Value) -> Result<Self, JwkError> {
        Self::from_json(&value)
    }
}

impl Jwk {
    /// Reads a key. Members that nobody knows are ignored (RFC 7517 §4), and so are private ones; a member that
    /// restricts the key (`use`, `alg`, `key_ops`) must be readable, or the key is refused: what cannot be understood
    /// must not lower a check.
    pub fn from_json(value: &Value) -> Result<Self, JwkError> {
        let members = value.as_object().ok_or(JwkError::NotAnObject)?;
        let material = match required(members, "kty")? {
            "RSA" => {
                KeyMaterial::Rsa { n: integer("n", &octets(members, "n")?)?, e: integer("e", &octets(members, "e")?)? }
            }
            "EC" => {
                let curve = match required(members, "crv")? {
                    "P-256" => Curve::P256,
                    "P-384" => Curve::P384,
                    "P-521" => Curve::P521,
                    other => return Err(JwkError::Curve(excerpt(other))),
                };
                KeyMaterial::Ec {
                    curve,
                    x: coordinate("x", curve, octets(members, "x")?)?,
                    y: coordinate("y", curve, octets(members, "y")?)?,
                }
            }
            "OKP" => match required(members, "crv")? {
                "Ed25519" => KeyMaterial::Ed25519 { x: coordinate("x", Curve::Ed25519, octets(members, "x")?)? },
                other => return Err(JwkError::Curve(excerpt(other))),
            },
            "oct" => KeyMaterial::Oct { k: SecretOctets(Zeroizing::new(octets(members, "k")?)) },
            other => return Err(JwkError::KeyType(excerpt(other))),
        };
        Ok(Self {
            kid: text(members, "kid")?.map(kid).transpose()?,
            usage: text(members, "use")?.map(str::to_owned),
            algorithm: text(members, "alg")?.map(str::to_owned),
            operations: operations(members)?,
            // Shown, never trusted: unreadable ones are as good as absent.
            certificates: members.get("x5c").and_then(texts).unwrap_or_default(),
            x5t: members.get("x5t").and_then(Value::as_str).map(str::to_owned),
            x5t_s256: members.get("x5t#S256").and_then(Value::as_str).map(str::to_owned),
            material,
        })
    }
}

pub(super) fn kid(text: &str) -> Result<String, JwkError> {
    match text.chars().count() {
        0..=MAX_KID_CHARS => Ok(text.to_owned()),
        length => Err(JwkError::KidTooLong(length)),
    }
}

/// A positive integer. Leading zeros are tolerated and taken off, since several implementations write one for the
/// sign (RFC 7518 §6.3.1.1); thumbprint and size are then those of the number.
pub(super) fn integer(name: &'static str, octets: &[u8]) -> Result<Vec<u8>, JwkError> {
    let zeros = octets.iter().take_while(|octet| **octet == 0).count();
    match &octets[zeros..] {
        [] => Err(JwkError::Length { name, expected: "at least one", found: 0 }),
        digits => Ok(digits.to_vec()),
    }
}

pub(super) fn coordinate(name: &'static str, curve: Curve, octets: Vec<u8>) -> Result<Vec<u8>, JwkError> {
    let expected = match curve.coordinate_length() {
        32 => "32",
        48 => "48",
        _ => "66",
    };
    if octets.len() == curve.coordinate_length() {
        Ok(octets)
    } else {
        Err(JwkError::Length { name, expected, found: octets.len() })
    }
}

fn text<'a>(members: &'a Members, name: &'static str) -> Result<Option<&'a str>, JwkError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JwkError::WrongType { name, expected: "a string" }),
    }
}

fn required<'a>(members: &'a Members, name: &'static str) -> Result<&'a str, JwkError> {
    text(members, name)?.ok_or(JwkError::Missing(name))
}

fn octets(members: &Members, name: &'static str) -> Result<Vec<u8>, JwkError> {
    base64::decode(required(members, name)?).map_err(|(position, problem)| JwkError::Base64 { name, position, problem })
}

fn operations(members: &Members) -> Result<Option<Vec<String>>, JwkError> {
    const WRONG: JwkError = JwkError::WrongType { name: "key_ops", expected: "an array of strings" };
    members.get("key_ops").map(|value| texts(value).ok_or(WRONG)).transpose()
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base64::Base64Problem;
    use crate::testing::{RFC7638_KEY, jwk};
    use serde_json::json;

    #[test]
    fn the_thumbprint_of_rfc_7638_holds() {
        let key = jwk(&serde_json::from_str(RFC7638_KEY).unwrap());
        assert_eq!(key.thumbprint().as_deref(), Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
        assert_eq!(key.bits(), 2048);
    }

    // RFC 8037, appendix A.2 and A.3.
    #[test]
    fn the_thumbprint_of_rfc_8037_holds() {
        let key = jwk(&json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}));
        assert_eq!(key.thumbprint().as_deref(), Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
    }

    #[test]
    fn a_leading_zero_changes_neither_thumbprint_nor_size() {
        let mut value: Value = serde_json::from_str(RFC7638_KEY).unwrap();
        let plain = jwk(&value);
        let mut n = base64::decode(value["n"].as_str().unwrap()).unwrap();
        n.insert(0, 0);
        value["n"] = base64::encode(&n).into();
        assert_eq!(jwk(&value).thumbprint(), plain.thumbprint());
        assert_eq!(jwk(&value).bits(), 2048);
    }

    #[test]
    fn private_members_are_not_published() {
        let mut value: Value = serde_json::from_str(RFC7638_KEY).unwrap();
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "unknown"] {
            value[name] = "c2VjcmV0".into();
        }
        let published = serde_json::to_value(jwk(&value)).unwrap();
        let mut names: Vec<_> = published.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["alg", "e", "kid", "kty", "n"]);
    }

    #[test]
    fn a_secret_is_neither_published_nor_shown() {
        let key = jwk(&json!({"kty": "oct", "k": "c2VjcmV0", "kid": "s"}));
        assert_eq!(serde_json::to_value(&key).unwrap(), json!({"kty": "oct", "kid": "s"}));
        assert_eq!(key.thumbprint(), None);
        let shown = format!("{key:?} {:?}", key.material());
        assert!(!shown.contains("c2VjcmV0") && !shown.contains("secret") && !shown.contains("115"), "{shown}");
        assert!(matches!(key.material(), KeyMaterial::Oct { k } if k.expose() == b"secret"));
    }

    #[test]
    fn a_key_that_lacks_something_says_what() {
        let x = base64::encode(&[1; 32]);
        let cases = [
            (json!([]), JwkError::NotAnObject),
            (json!({}), JwkError::Missing("kty")),
            (json!({"kty": 1}), JwkError::WrongType { name: "kty", expected: "a string" }),
            (json!({"kty": "rsa"}), JwkError::KeyType("rsa".into())),
            (json!({"kty": "AKP"}), JwkError::KeyType("AKP".into())),
            (json!({"kty": "RSA", "n": "AQAB"}), JwkError::Missing("e")),
            (
                json!({"kty": "RSA", "n": "AAAA", "e": "AQAB"}),
                JwkError::Length { name: "n", expected: "at least one", found: 0 },
            ),
            (
                json!({"kty": "RSA", "n": "AQ==", "e": "AQAB"}),
                JwkError::Base64 { name: "n", position: 2, problem: Base64Problem::Padding },
            ),
            (json!({"kty": "EC", "crv": "secp256k1", "x": x, "y": x}), JwkError::Curve("secp256k1".into())),
            (
                json!({"kty": "EC", "crv": "P-256", "x": x, "y": "AQ"}),
                JwkError::Length { name: "y", expected: "32", found: 1 },
            ),
            (json!({"kty": "OKP", "crv": "X25519", "x": x}), JwkError::Curve("X25519".into())),
            (json!({"kty": "oct"}), JwkError::Missing("k")),
            (json!({"kty": "oct", "k": "AQ", "kid": "k".repeat(257)}), JwkError::KidTooLong(257)),
            (
                json!({"kty": "oct", "k": "AQ", "use": ["sig"]}),
                JwkError::WrongType { name: "use", expected: "a string" },
            ),
            (
                json!({"kty": "oct", "k": "AQ", "key_ops": "verify"}),
                JwkError::WrongType { name: "key_ops", expected: "an array of strings" },
            ),
        ];
        for (value, expected) in cases {
            assert_eq!(Jwk::from_json(&value).unwrap_err(), expected, "{value}");
        }
    }

    #[test]
    fn a_published_key_reads_back() {
        let key =
            Jwk::ec(Curve::P256, &[1; 32], &[2; 32]).unwrap().for_signatures("k", crate::Algorithm::Es256).unwrap();
        let read: Jwk = serde_json::from_value(serde_json::to_value(&key).unwrap()).unwrap();
        assert_eq!(read.thumbprint(), key.thumbprint());
        assert_eq!((read.kid(), read.usage(), read.algorithm()), (Some("k"), Some("sig"), Some("ES256")));
        assert!(Jwk::ec(Curve::Ed25519, &[1; 32], &[2; 32]).is_err());
        assert!(Jwk::ed25519(&[1; 31]).is_err());
    }
}
