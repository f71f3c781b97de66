//! Which keys may verify a token, and why the others may not.

use std::fmt;

use super::{Jwk, JwkError, JwkSet};
use crate::algorithm::{Algorithm, Curve, KeyType};
use crate::excerpt::excerpt;

/// The most keys that are tried for one token, so that a large set is no lever on the processor.
pub const MAX_CANDIDATES: usize = 4;

/// The shortest RSA modulus, in bits (RFC 7518 §3.3).
pub const MIN_RSA_BITS: usize = 2048;

/// The longest RSA modulus, in bits: verifying costs its square.
const MAX_RSA_BITS: usize = 8192;

/// Why a key may not verify a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    /// The token names another key (RFC 7515 §4.1.4).
    #[error("has another kid")]
    Kid,
    /// The key could not be read.
    #[error("cannot be read: {0}")]
    Unreadable(JwkError),
    /// The key type is not the algorithm's (RFC 8725 §3.1).
    #[error("is of type {found}; {algorithm} needs {}", algorithm.key_type())]
    KeyType {
        /// What the token is signed with.
        algorithm: Algorithm,
        /// What the key is.
        found: KeyType,
    },
    /// The curve is not the algorithm's (RFC 7518 §3.4).
    #[error("is on another curve than {algorithm} needs: {found}")]
    Curve {
        /// What the token is signed with.
        algorithm: Algorithm,
        /// Where the key is.
        found: Curve,
    },
    /// `use` is not `sig` (RFC 7517 §4.2).
    #[error("is for {0:?}, not for \"sig\"")]
    Usage(String),
    /// `alg` is another (RFC 7517 §4.4).
    #[error("is for {found:?}, not for {algorithm}")]
    Algorithm {
        /// What the token is signed with.
        algorithm: Algorithm,
        /// What the key is meant for.
        found: String,
    },
    /// `key_ops` has no `verify` (RFC 7517 §4.3).
    #[error("may not verify: key_ops has no \"verify\"")]
    Operations,
    /// Too few bits (RFC 7518 §3.2, §3.3).
    #[error("is too short: {found} bits, {least} are the least")]
    TooShort {
        /// The least.
        least: usize,
        /// What it has.
        found: usize,
    },
    /// So many bits that verifying would take unduly long.
    #[error("is too long: {0} bits, {MAX_RSA_BITS} are the most")]
    TooLong(usize),
}

/// A key that was looked at and may not verify the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsideredKey {
    /// Its `kid`, shortened.
    pub kid: Option<String>,
    /// Why not.
    pub misfit: Misfit,
}

/// No key of the set may verify the token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoKey {
    /// The `kid` that the token names.
    pub kid: Option<String>,
    /// The algorithm of the token.
    pub algorithm: Algorithm,
    /// Every key that was there.
    pub considered: Vec<ConsideredKey>,
}

impl NoKey {
    /// Whether the token names a key that the set does not have, or the set has no keys: then a fresher set may help.
    /// Otherwise the key is there and does not fit, and fetching again would change nothing.
    pub fn may_be_newer(&self) -> bool {
        match self.kid {
            Some(_) => self.considered.iter().all(|key| key.misfit == Misfit::Kid),
            None => true,
        }
    }
}

impl std::error::Error for NoKey {}

impl fmt::Display for NoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kid {
            Some(kid) => write!(f, "no key fits kid {kid:?} and {}", self.algorithm)?,
            None => write!(f, "no key fits {}", self.algorithm)?,
        }
        if self.considered.is_empty() {
            return f.write_str(": the set has no keys");
        }
        for (index, key) in self.considered.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { "; " })?;
            match &key.kid {
                Some(kid) => write!(f, "key {kid:?} {}", key.misfit)?,
                None => write!(f, "a key without kid {}", key.misfit)?,
            }
        }
        Ok(())
    }
}

impl Jwk {
    /// Whether the key may verify signatures made with `algorithm`; each reason why not is one [`Misfit`].
    pub fn fits(&self, algorithm: Algorithm) -> Result<(), Misfit> {
        if self.key_type() != algorithm.key_type() {
            return Err(Misfit::KeyType { algorithm, found: self.key_type() });
        }
        if let Some(found) = self.curve().filter(|curve| Some(*curve) != algorithm.curve()) {
            return Err(Misfit::Curve { algorithm, found });
        }
        if let Some(usage) = self.usage().filter(|usage| *usage != "sig") {
            return Err(Misfit::Usage(excerpt(usage)));
        }
        if let Some(found) = self.algorithm().filter(|name| *name != algorithm.as_str()) {
            return Err(Misfit::Algorithm { algorithm, found: excerpt(found) });
        }
        if self.operations().is_some_and(|operations| !operations.iter().any(|operation| operation == "verify")) {
            return Err(Misfit::Operations);
        }
        let (found, least) = match self.key_type() {
            KeyType::Rsa => (self.bits(), MIN_RSA_BITS),
            // A key as long as the hash, at least (RFC 7518 §3.2).
            KeyType::Oct => (self.bits(), algorithm.hash().length() * 8),
            KeyType::Ec | KeyType::Okp => return Ok(()),
        };
        if found < least {
            return Err(Misfit::TooShort { least, found });
        }
        if self.key_type() == KeyType::Rsa && found > MAX_RSA_BITS {
            return Err(Misfit::TooLong(found));
        }
        Ok(())
    }
}

impl JwkSet {
    /// The keys to try for a token with this `kid` and `algorithm`, at most [`MAX_CANDIDATES`]: with a `kid` only
    /// those that have exactly it, without one all that fit. The header's `jwk`, `jku`, `x5u` and `x5c` play no part
    /// (RFC 8725 §3.10).
    pub fn candidates(&self, kid: Option<&str>, algorithm: Algorithm) -> Result<Vec<&Jwk>, NoKey> {
        let judge = |key: &Jwk| match kid {
            Some(kid) if key.kid() != Some(kid) => Err(Misfit::Kid),
            _ => key.fits(algorithm),
        };
        let candidates: Vec<_> = self.keys().iter().filter(|key| judge(key).is_ok()).take(MAX_CANDIDATES).collect();
        if !candidates.is_empty() {
            return Ok(candidates);
        }
        let misfits = self
            .keys()
            .iter()
            .filter_map(|key| judge(key).err().map(|misfit| ConsideredKey { kid: key.kid().map(excerpt), misfit }));
        let unreadable = self.rejected().iter().map(|key| ConsideredKey {
            kid: key.kid.clone(),
            misfit: match (kid, &key.kid) {
                (Some(wanted), found) if found.as_deref() != Some(excerpt(wanted).as_str()) => Misfit::Kid,
                _ => Misfit::Unreadable(key.error.clone()),
            },
        });
        Err(NoKey { kid: kid.map(excerpt), algorithm, considered: misfits.chain(unreadable).collect() })
    }
}

#[cfg(test)]
mod tests;
