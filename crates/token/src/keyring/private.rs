//! Private keys and secrets: to decrypt with, by the person who has them. Never serialised, not shown, wiped.

use std::fmt;

use serde_json::Value;
use zeroize::Zeroizing;

use crate::phrase::Phrase;
use crate::primitives::AgreementCurve;
use crate::{base64, der};

/// A key that decrypts.
#[derive(Clone)]
pub struct PrivateKey {
    /// Its name.
    pub kid: Option<String>,
    /// The algorithm that it is meant for.
    pub algorithm: Option<String>,
    /// Where it comes from, when that is not a JWK.
    pub from: Option<Phrase>,
    /// The key.
    pub material: PrivateMaterial,
}

/// The secret part.
#[derive(Clone)]
pub enum PrivateMaterial {
    /// RSA, as PKCS #8.
    Rsa(Zeroizing<Vec<u8>>),
    /// On a curve, as PKCS #8.
    Curve(AgreementCurve, Zeroizing<Vec<u8>>),
    /// Octets that two parties share.
    Secret(Zeroizing<Vec<u8>>),
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey").field("kid", &self.kid).field("kind", &self.kind()).finish_non_exhaustive()
    }
}

impl PrivateKey {
    pub(super) fn new(material: PrivateMaterial, from: Option<Phrase>) -> Self {
        Self { kid: None, algorithm: None, from, material }
    }

    pub(super) fn secret(octets: &[u8], from: Phrase) -> Self {
        Self::new(PrivateMaterial::Secret(Zeroizing::new(octets.to_vec())), Some(from))
    }

    /// The type, as `kty` writes it, and the curve.
    pub fn kind(&self) -> &'static str {
        match &self.material {
            PrivateMaterial::Rsa(_) => "RSA",
            PrivateMaterial::Curve(curve, _) => curve.as_str(),
            PrivateMaterial::Secret(_) => "oct",
        }
    }

    /// Reads the private members of a JWK (RFC 7518 §6.2.2, §6.3.2, §6.4, RFC 8037 §2); `None` for a public key.
    pub(super) fn from_json(value: &Value) -> Result<Option<Self>, Phrase> {
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let octets = |name: &str| {
            text(name)
                .and_then(|text| base64::decode(text).ok())
                .map(Zeroizing::new)
                .ok_or_else(|| Phrase::with("The private key lacks a readable member {0}.", [&name]))
        };
        let material = match text("kty") {
            Some("oct") => PrivateMaterial::Secret(octets("k")?),
            _ if text("d").is_none() => return Ok(None),
            Some("RSA") => {
                let mut content = Zeroizing::new(der::integer(&[0]));
                for name in ["n", "e", "d", "p", "q", "dp", "dq", "qi"] {
                    content.extend_from_slice(&Zeroizing::new(der::integer(&octets(name)?)));
                }
                let key = Zeroizing::new(der::element(der::SEQUENCE, &content));
                PrivateMaterial::Rsa(der::pkcs8(der::RSA, None, &key))
            }
            Some("EC" | "OKP") => match text("crv").and_then(AgreementCurve::parse) {
                Some(curve) => {
                    let scalar = octets("d")?;
                    if scalar.len() != curve.length() {
                        return Err(Phrase::with("The private key on {0} has a wrong length.", [&curve.as_str()]));
                    }
                    PrivateMaterial::Curve(curve, wrapped(curve, &scalar))
                }
                // Ed25519 signs and does not decrypt.
                None => return Ok(None),
            },
            _ => return Ok(None),
        };
        Ok(Some(Self {
            kid: text("kid").map(str::to_owned),
            algorithm: text("alg").map(str::to_owned),
            from: None,
            material,
        }))
    }
}

fn wrapped(curve: AgreementCurve, scalar: &[u8]) -> Zeroizing<Vec<u8>> {
    let octets = Zeroizing::new(der::element(der::OCTET_STRING, scalar));
    let named = match curve {
        AgreementCurve::X25519 => return der::pkcs8(der::X25519, None, &octets),
        AgreementCurve::P256 => der::P256,
        AgreementCurve::P384 => der::P384,
        AgreementCurve::P521 => der::P521,
    };
    let key = Zeroizing::new([der::integer(&[1]), octets.to_vec()].concat());
    der::pkcs8(der::EC, Some(named), &Zeroizing::new(der::element(der::SEQUENCE, &key)))
}
