//! The port to the computations of the inspector: `WebCrypto` in the browser, aws-lc-rs on a terminal.
//!
//! Every method says in words why it could not, and takes algorithm and key as arguments: what fits to what has been
//! decided before.

use std::future::Future;

use crate::algorithm::{Algorithm, Hash};
use crate::jwk::Jwk;

/// A curve on which two parties agree on a secret (RFC 7518 §6.2.1.1, RFC 8037 §3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgreementCurve {
    /// `P-256`.
    P256,
    /// `P-384`.
    P384,
    /// `P-521`.
    P521,
    /// `X25519`.
    X25519,
}

impl AgreementCurve {
    /// As `crv` writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::X25519 => "X25519",
        }
    }

    /// Octets of a coordinate, of the private key and of the agreed secret.
    pub const fn length(self) -> usize {
        match self {
            Self::P256 | Self::X25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// Reads `crv`.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::P521, Self::X25519].into_iter().find(|curve| curve.as_str() == text)
    }
}

/// What [`Primitives`] answer: the result, or why there is none, in words for a person.
pub type Computed<T> = Result<T, String>;

/// What the inspector lets compute.
pub trait Primitives {
    /// Whether `key` made `signature` over `input` with `algorithm`. The key fits the algorithm, except for its length.
    fn verify(
        &self,
        algorithm: Algorithm,
        key: &Jwk,
        input: &[u8],
        signature: &[u8],
    ) -> impl Future<Output = Computed<bool>>;

    /// Decrypts with RSA-OAEP, whose hash is SHA-1 or SHA-256 (RFC 7518 §4.3). `pkcs8` is the private key.
    fn rsa_oaep(&self, pkcs8: &[u8], hash_is_sha256: bool, encrypted: &[u8])
    -> impl Future<Output = Computed<Vec<u8>>>;

    /// The x coordinate that two keys agree on. `pkcs8` is the private key; `peer` is `04 x y`, or `x` on X25519.
    fn agree(&self, curve: AgreementCurve, pkcs8: &[u8], peer: &[u8]) -> impl Future<Output = Computed<Vec<u8>>>;

    /// Unwraps a key (RFC 3394).
    fn unwrap_key(&self, key: &[u8], wrapped: &[u8]) -> impl Future<Output = Computed<Vec<u8>>>;

    /// Decrypts with AES-GCM and its 16 octets of tag; the key's length says which AES.
    fn gcm(
        &self,
        key: &[u8],
        iv: &[u8],
        additional: &[u8],
        ciphertext: &[u8],
        tag: &[u8],
    ) -> impl Future<Output = Computed<Vec<u8>>>;

    /// Decrypts with AES-CBC and takes the padding off (RFC 5652 §6.3). Authenticated before.
    fn cbc(&self, key: &[u8], iv: &[u8], ciphertext: &[u8]) -> impl Future<Output = Computed<Vec<u8>>>;

    /// HMAC (RFC 2104).
    fn hmac(&self, hash: Hash, key: &[u8], input: &[u8]) -> impl Future<Output = Computed<Vec<u8>>>;
}
