//! JSON Web Keys (RFC 7517), public ones and secrets for HMAC.
//!
//! A private asymmetric key has no place in these types: its private members are not even read.

mod read;
mod select;
mod set;

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::algorithm::{Algorithm, Curve, KeyType};
use crate::{Members, base64, hash};

pub use select::{ConsideredKey, MAX_CANDIDATES, MIN_RSA_BITS, Misfit, NoKey};
pub use set::{JwkSet, JwkSetError, MAX_KEYS, RejectedKey};

/// The longest `kid` that is taken, in characters. A `kid` is data: compared, shown, never a path or a query.
pub const MAX_KID_CHARS: usize = 256;

/// One key, checked for form: what it needs is there and has the right size.
#[derive(Clone, Deserialize)]
#[serde(try_from = "Value")]
pub struct Jwk {
    kid: Option<String>,
    usage: Option<String>,
    algorithm: Option<String>,
    operations: Option<Vec<String>>,
    certificates: Vec<String>,
    x5t: Option<String>,
    x5t_s256: Option<String>,
    material: KeyMaterial,
}

/// What an edge needs to verify with the key (RFC 7518 §6, RFC 8037 §2).
#[derive(Clone)]
#[non_exhaustive]
pub enum KeyMaterial {
    /// `RSA`: modulus and exponent, big-endian, without leading zeros.
    #[non_exhaustive]
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The public exponent.
        e: Vec<u8>,
    },
    /// `EC`: the coordinates at full size.
    #[non_exhaustive]
    Ec {
        /// The curve.
        curve: Curve,
        /// The x coordinate.
        x: Vec<u8>,
        /// The y coordinate.
        y: Vec<u8>,
    },
    /// `OKP` with `Ed25519`: the public key.
    #[non_exhaustive]
    Ed25519 {
        /// The public key.
        x: Vec<u8>,
    },
    /// `oct`: the secret.
    #[non_exhaustive]
    Oct {
        /// The secret.
        k: SecretOctets,
    },
}

/// The octets of an HMAC secret: never serialised, not shown by `Debug`, wiped when dropped.
#[derive(Clone)]
pub struct SecretOctets(Zeroizing<Vec<u8>>);

impl SecretOctets {
    /// The octets themselves. Every call is a place to look at in a review.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for SecretOctets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretOctets(…)")
    }
}

/// Why JSON is not a key that can be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwkError {
    /// Not a JSON object.
    #[error("a key is a JSON object")]
    NotAnObject,
    /// A member that is needed is not there.
    #[error("the member {0:?} is missing")]
    Missing(&'static str),
    /// A member has the wrong JSON type.
    #[error("the member {name:?} must be {expected}")]
    WrongType {
        /// The member.
        name: &'static str,
        /// What it must be.
        expected: &'static str,
    },
    /// A member is not base64url.
    #[error("the member {name:?} is not base64url: character {position}: {problem}")]
    Base64 {
        /// The member.
        name: &'static str,
        /// The offset in the member's text.
        position: usize,
        /// The problem.
        problem: base64::Base64Problem,
    },
    /// A member's octets have the wrong count, or are none.
    #[error("the member {name:?} has {found} octets, not {expected}")]
    Length {
        /// The member.
        name: &'static str,
        /// How many it must have.
        expected: &'static str,
        /// How many it has.
        found: usize,
    },
    /// A key type that signs nothing here.
    #[error("the key type {0:?} is not supported")]
    KeyType(String),
    /// A curve that signs nothing here.
    #[error("the curve {0:?} is not supported")]
    Curve(String),
    /// A `kid` that is too long to be one.
    #[error("the kid has {0} characters; {MAX_KID_CHARS} are the most")]
    KidTooLong(usize),
    /// A symmetric key in a set that everybody can read.
    #[error("a symmetric key in a published set is no secret")]
    PublishedSecret,
}

impl Jwk {
    /// An RSA public key from modulus and exponent, big-endian.
    pub fn rsa(n: &[u8], e: &[u8]) -> Result<Self, JwkError> {
        Ok(Self::new(KeyMaterial::Rsa { n: read::integer("n", n)?, e: read::integer("e", e)? }))
    }

    /// A public key on P-256, P-384 or P-521 from its coordinates at full size.
    pub fn ec(curve: Curve, x: &[u8], y: &[u8]) -> Result<Self, JwkError> {
        if curve == Curve::Ed25519 {
            return Err(JwkError::Curve(curve.as_str().to_owned()));
        }
        let (x, y) = (read::coordinate("x", curve, x.to_vec())?, read::coordinate("y", curve, y.to_vec())?);
        Ok(Self::new(KeyMaterial::Ec { curve, x, y }))
    }

    /// An Ed25519 public key.
    pub fn ed25519(x: &[u8]) -> Result<Self, JwkError> {
        Ok(Self::new(KeyMaterial::Ed25519 { x: read::coordinate("x", Curve::Ed25519, x.to_vec())? }))
    }

    /// A secret for HMAC, such as a client secret (OpenID Connect Core §10.1).
    pub fn secret(octets: &[u8]) -> Self {
        Self::new(KeyMaterial::Oct { k: SecretOctets(Zeroizing::new(octets.to_vec())) })
    }

    fn new(material: KeyMaterial) -> Self {
        Self {
            kid: None,
            usage: None,
            algorithm: None,
            operations: None,
            certificates: Vec::new(),
            x5t: None,
            x5t_s256: None,
            material,
        }
    }

    /// The same key, published for signatures with `algorithm` under `kid`.
    pub fn for_signatures(mut self, kid: &str, algorithm: Algorithm) -> Result<Self, JwkError> {
        self.kid = Some(read::kid(kid)?);
        self.usage = Some("sig".to_owned());
        self.algorithm = Some(algorithm.as_str().to_owned());
        Ok(self)
    }

    /// The key's name in its set (RFC 7517 §4.5).
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// What it is for, `use` (RFC 7517 §4.2).
    pub fn usage(&self) -> Option<&str> {
        self.usage.as_deref()
    }

    /// The algorithm it is meant for, as written: `alg` may also name an encryption algorithm (RFC 7517 §4.4).
    pub fn algorithm(&self) -> Option<&str> {
        self.algorithm.as_deref()
    }

    /// What it may do, `key_ops` (RFC 7517 §4.3).
    pub fn operations(&self) -> Option<&[String]> {
        self.operations.as_deref()
    }

    /// Its certificate chain, `x5c`, as written and unchecked (RFC 7517 §4.7).
    pub fn certificates(&self) -> &[String] {
        &self.certificates
    }

    /// The key type (RFC 7517 §4.1).
    pub fn key_type(&self) -> KeyType {
        match self.material {
            KeyMaterial::Rsa { .. } => KeyType::Rsa,
            KeyMaterial::Ec { .. } => KeyType::Ec,
            KeyMaterial::Ed25519 { .. } => KeyType::Okp,
            KeyMaterial::Oct { .. } => KeyType::Oct,
        }
    }

    /// The curve, for keys on one.
    pub fn curve(&self) -> Option<Curve> {
        match self.material {
            KeyMaterial::Ec { curve, .. } => Some(curve),
            KeyMaterial::Ed25519 { .. } => Some(Curve::Ed25519),
            KeyMaterial::Rsa { .. } | KeyMaterial::Oct { .. } => None,
        }
    }

    /// The key itself.
    pub fn material(&self) -> &KeyMaterial {
        &self.material
    }

    /// Bits of an RSA modulus, of a curve's field, or of a secret.
    pub fn bits(&self) -> usize {
        match &self.material {
            KeyMaterial::Rsa { n, .. } => {
                let leading = n.first().map_or(0, |octet| octet.leading_zeros() as usize);
                (n.len() * 8).saturating_sub(leading)
            }
            KeyMaterial::Ec { curve: Curve::P521, .. } => 521,
            KeyMaterial::Ec { curve, .. } => curve.coordinate_length() * 8,
            KeyMaterial::Ed25519 { .. } => 256,
            KeyMaterial::Oct { k } => k.expose().len() * 8,
        }
    }

    /// The point as `04 x y`, as cryptographic libraries take it (SEC 1 §2.3.3); `None` for other key types.
    pub fn uncompressed_point(&self) -> Option<Vec<u8>> {
        match &self.material {
            KeyMaterial::Ec { x, y, .. } => Some([&[4], x.as_slice(), y.as_slice()].concat()),
            _ => None,
        }
    }

    /// The SHA-256 thumbprint (RFC 7638 §3); `None` for a secret, whose hash might give it away (RFC 7638 §7).
    pub fn thumbprint(&self) -> Option<String> {
        // The required members alone, in lexicographic order (RFC 7638 §3.2).
        let members = match &self.material {
            KeyMaterial::Rsa { n, e } => {
                json!({"e": base64::encode(e), "kty": "RSA", "n": base64::encode(n)})
            }
            KeyMaterial::Ec { curve, x, y } => {
                json!({"crv": curve.as_str(), "kty": "EC", "x": base64::encode(x), "y": base64::encode(y)})
            }
            KeyMaterial::Ed25519 { x } => {
                json!({"crv": "Ed25519", "kty": "OKP", "x": base64::encode(x)})
            }
            KeyMaterial::Oct { .. } => return None,
        };
        Some(base64::encode(&hash::sha256(members.to_string().as_bytes())))
    }

    /// The members that may be published. A secret has none but its type: it cannot leave by this way.
    fn public_members(&self) -> Members {
        let mut members = Members::new();
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("kty", self.key_type().as_str().into());
        let texts = [("kid", &self.kid), ("use", &self.usage), ("alg", &self.algorithm)];
        for (name, text) in texts.into_iter().chain([("x5t", &self.x5t), ("x5t#S256", &self.x5t_s256)]) {
            if let Some(text) = text {
                put(name, text.as_str().into());
            }
        }
        if let Some(operations) = &self.operations {
            put("key_ops", operations.clone().into());
        }
        if !self.certificates.is_empty() {
            put("x5c", self.certificates.clone().into());
        }
        match &self.material {
            KeyMaterial::Rsa { n, e } => {
                put("n", base64::encode(n).into());
                put("e", base64::encode(e).into());
            }
            KeyMaterial::Ec { curve, x, y } => {
                put("crv", curve.as_str().into());
                put("x", base64::encode(x).into());
                put("y", base64::encode(y).into());
            }
            KeyMaterial::Ed25519 { x } => {
                put("crv", Curve::Ed25519.as_str().into());
                put("x", base64::encode(x).into());
            }
            KeyMaterial::Oct { .. } => {}
        }
        members
    }
}

impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.public_members().serialize(serializer)
    }
}

/// Shows what identifies the key, never a secret.
impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwk")
            .field("kty", &self.key_type().as_str())
            .field("kid", &self.kid)
            .field("use", &self.usage)
            .field("alg", &self.algorithm)
            .field("thumbprint", &self.thumbprint())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for KeyMaterial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rsa { .. } => "Rsa(…)",
            Self::Ec { .. } => "Ec(…)",
            Self::Ed25519 { .. } => "Ed25519(…)",
            Self::Oct { .. } => "Oct(…)",
        })
    }
}
