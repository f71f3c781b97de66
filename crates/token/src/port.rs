//! The port to the one place that computes signatures.

use serde::{Deserialize, Serialize};

use crate::algorithm::Algorithm;
use crate::jwk::Jwk;

/// What an edge found out about a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureVerdict {
    /// The key made this signature over this input.
    Valid,
    /// It did not.
    Invalid,
}

impl From<bool> for SignatureVerdict {
    fn from(valid: bool) -> Self {
        if valid { Self::Valid } else { Self::Invalid }
    }
}

/// The edge could not come to a verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The edge lacks the algorithm.
    #[error("{0} cannot be verified here")]
    Unsupported(Algorithm),
    /// The edge does not take the key.
    #[error("the key cannot be used: {0}")]
    UnusableKey(String),
}

/// Verifies signatures: aws-lc-rs on the server, anything synchronous in a test.
///
/// An implementation takes the algorithm from the argument alone, compares MACs in constant time, and expects ECDSA
/// signatures as R and S of fixed size (RFC 7518 §3.4).
pub trait Verify {
    /// Whether `key` made `signature` over `input` with `algorithm`.
    fn verify(
        &self,
        algorithm: Algorithm,
        key: &Jwk,
        input: &[u8],
        signature: &[u8],
    ) -> Result<SignatureVerdict, VerifyError>;
}

/// The signing key could not sign.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the token could not be signed: {0}")]
pub struct SignError(pub String);

/// One private key, ready to sign. It knows its algorithm, so that a header cannot name another.
pub trait Sign {
    /// The algorithm it signs with.
    fn algorithm(&self) -> Algorithm;

    /// The `kid` under which its public key is published.
    fn kid(&self) -> &str;

    /// The signature over `input`; ECDSA as R and S of fixed size (RFC 7518 §3.4).
    fn sign(&self, input: &[u8]) -> Result<Vec<u8>, SignError>;
}
