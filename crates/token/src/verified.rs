//! From a token with an expected algorithm to a verified one (RFC 7515 §5.2, step 8).

use std::fmt;

use crate::Members;
use crate::algorithm::Algorithm;
use crate::jwk::{Jwk, JwkSet, Misfit, NoKey};
use crate::port::{SignatureVerdict, Verify, VerifyError};
use crate::unverified::{Header, Unverified};

/// The token's algorithm is not one of those that were configured (RFC 8725 §3.1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the token is signed with {found}; expected: {}", names(expected))]
pub struct UnexpectedAlgorithm {
    /// What the header says.
    pub found: Algorithm,
    /// What was configured.
    pub expected: Vec<Algorithm>,
}

fn names(algorithms: &[Algorithm]) -> String {
    algorithms.iter().map(|algorithm| algorithm.as_str()).collect::<Vec<_>>().join(", ")
}

/// None of the keys that were tried made the signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {algorithm} signature is not by {}", key_names(keys))]
pub struct SignatureInvalid {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The `kid` of each key that was tried.
    pub keys: Vec<Option<String>>,
}

fn key_names(keys: &[Option<String>]) -> String {
    let name = |kid: &Option<String>| match kid {
        Some(kid) => format!("the key {kid:?}"),
        None => "a key without kid".to_owned(),
    };
    keys.iter().map(name).collect::<Vec<_>>().join(", nor by ")
}

/// Why a token is not verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerificationError {
    /// There is no key for it.
    #[error(transparent)]
    NoKey(#[from] NoKey),
    /// The one key that was given does not fit.
    #[error("the key {0}")]
    Misfit(#[from] Misfit),
    /// The signature is wrong.
    #[error(transparent)]
    Signature(#[from] SignatureInvalid),
    /// The edge came to no verdict.
    #[error(transparent)]
    Edge(#[from] VerifyError),
}

/// A token whose algorithm is expected; its signature is still unchecked.
#[derive(Clone)]
pub struct Expected(Unverified);

impl Expected {
    pub(crate) fn new(token: Unverified) -> Self {
        Self(token)
    }

    /// The protected header.
    pub fn header(&self) -> &Header {
        &self.0.header
    }

    /// The claims as somebody wrote them: good for a trace, never for a decision.
    pub fn unverified_claims(&self) -> &Members {
        &self.0.claims
    }

    /// The keys of the issuer to try, one after the other.
    pub fn candidates<'k>(&self, keys: &'k JwkSet) -> Result<Vec<&'k Jwk>, NoKey> {
        keys.candidates(self.0.header.kid(), self.0.header.algorithm())
    }

    /// What an edge computes over, for one key that fits.
    pub fn signing_input<'a>(&'a self, key: &'a Jwk) -> Result<SigningInput<'a>, Misfit> {
        key.fits(self.0.header.algorithm())?;
        Ok(SigningInput { token: &self.0, key })
    }

    /// Verifies with one key, such as a client secret; the token's `kid` is not asked.
    pub fn verify_with<V: Verify + ?Sized>(&self, key: &Jwk, edge: &V) -> Result<Verified, VerificationError> {
        let input = self.signing_input(key)?;
        let verdict = edge.verify(input.algorithm(), input.key(), input.octets(), input.signature())?;
        Ok(input.concluded(verdict)?)
    }

    /// Verifies with the candidates of a set, until one fits.
    pub fn verify<V: Verify + ?Sized>(&self, keys: &JwkSet, edge: &V) -> Result<Verified, VerificationError> {
        let mut tried = Vec::new();
        let mut failure = None;
        for key in self.candidates(keys)? {
            match self.verify_with(key, edge) {
                Err(VerificationError::Signature(_)) => tried.push(key.kid().map(str::to_owned)),
                // A key that the edge cannot use must not keep the next one from being tried.
                Err(error) => failure = Some(error),
                verified => return verified,
            }
        }
        match failure {
            Some(error) if tried.is_empty() => Err(error),
            _ => Err(SignatureInvalid { algorithm: self.0.header.algorithm(), keys: tried }.into()),
        }
    }
}

impl fmt::Debug for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expected").field("header", &self.0.header).finish_non_exhaustive()
    }
}

/// One token, one key that fits and one algorithm: the question to an edge. Who answers it hands the verdict back to
/// this value, so that an answer cannot end up with another token or another key.
#[derive(Clone, Copy)]
pub struct SigningInput<'a> {
    token: &'a Unverified,
    key: &'a Jwk,
}

impl<'a> SigningInput<'a> {
    /// The algorithm to verify with.
    pub fn algorithm(&self) -> Algorithm {
        self.token.header.algorithm()
    }

    /// The key to verify with.
    pub fn key(&self) -> &'a Jwk {
        self.key
    }

    /// The JWS Signing Input (RFC 7515 §2).
    pub fn octets(&self) -> &'a [u8] {
        self.token.signing_input.as_bytes()
    }

    /// The signature to check.
    pub fn signature(&self) -> &'a [u8] {
        &self.token.signature
    }

    /// Takes the edge's verdict; only a valid signature gives a [`Verified`].
    pub fn concluded(self, verdict: SignatureVerdict) -> Result<Verified, SignatureInvalid> {
        match verdict {
            SignatureVerdict::Valid => Ok(Verified {
                header: self.token.header.clone(),
                claims: self.token.claims.clone(),
                key: VerifyingKey { kid: self.key.kid().map(str::to_owned), thumbprint: self.key.thumbprint() },
            }),
            SignatureVerdict::Invalid => {
                Err(SignatureInvalid { algorithm: self.algorithm(), keys: vec![self.key.kid().map(str::to_owned)] })
            }
        }
    }
}

impl fmt::Debug for SigningInput<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningInput").field("header", &self.token.header).field("key", &self.key).finish()
    }
}

/// A token that was signed by a known key with an expected algorithm. Whether it is for us and still good is the next
/// question: issuer, audience, times and nonce are the caller's rules (RFC 7519 §7.2).
///
/// [`SigningInput::concluded`] is the only way to one:
///
/// ```compile_fail,E0451
/// fn forged(verified: token::Verified) -> token::Verified {
///     token::Verified { claims: token::Members::new(), ..verified }
/// }
/// ```
#[derive(Clone)]
pub struct Verified {
    header: Header,
    claims: Members,
    key: VerifyingKey,
}

#[derive(Debug, Clone)]
struct VerifyingKey {
    kid: Option<String>,
    thumbprint: Option<String>,
}

impl Verified {
    /// The protected header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The claims.
    pub fn claims(&self) -> &Members {
        &self.claims
    }

    /// The claims, taken out.
    pub fn into_claims(self) -> Members {
        self.claims
    }

    /// The `kid` of the key that verified it, for the trace.
    pub fn key_id(&self) -> Option<&str> {
        self.key.kid.as_deref()
    }

    /// The thumbprint (RFC 7638) of the key that verified it; `None` for a secret.
    pub fn key_thumbprint(&self) -> Option<&str> {
        self.key.thumbprint.as_deref()
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").field("header", &self.header).field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
