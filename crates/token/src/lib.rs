//! JOSE for Passerelle: decode, verify, issue (RFC 7515, RFC 7517, RFC 7518, RFC 7519, RFC 8725).
//!
//! No I/O, no clock, no randomness; the same code runs on the server and in the browser.
//!
//! A token is trusted by a change of type, and there is one way:
//!
//! ```text
//! text ── Unverified::parse ──▶ Unverified        well-formed, says nothing true yet
//!      ── .expect(&[alg]) ────▶ Expected          its algorithm is one that was configured
//!      ── .signing_input(key) ▶ SigningInput      one key that fits; an edge computes over it
//!      ── .concluded(verdict) ▶ Verified          signed by that key
//! ```
//!
//! The edge that computes is behind a port ([`Verify`], [`Sign`]): synchronous on the server; in the browser, where
//! `WebCrypto` is asynchronous, the caller awaits between [`Expected::signing_input`] and [`SigningInput::concluded`].
//! What the claims must say (issuer, audience, times, nonce) is not judged here: it depends on who asks.
//!
//! [`inspect`] reads anything as far as it goes, for the inspector, and never leads to [`Verified`].

mod algorithm;
mod base64;
pub mod claims;
mod der;
mod excerpt;
mod hash;
pub mod inspect;
pub mod issue;
mod json;
pub mod jwe;
pub mod jwk;
pub mod keyring;
#[cfg(any(test, feature = "aws-lc"))]
pub mod native;
pub mod phrase;
mod port;
pub mod primitives;
pub mod sd_jwt;
#[cfg(test)]
mod testing;
mod unverified;
mod verified;

pub use algorithm::{Algorithm, Curve, Family, Hash, KeyType, UnknownAlgorithm};
pub use base64::Base64Problem;
pub use hash::half_hash;
pub use json::JsonProblem;
pub use jwk::{Jwk, JwkSet};
pub use port::{Sign, SignError, SignatureVerdict, Verify, VerifyError};
pub use unverified::{Header, MAX_TOKEN_BYTES, ParseError, Part, Unverified};
pub use verified::{Expected, SignatureInvalid, SigningInput, UnexpectedAlgorithm, VerificationError, Verified};

/// The members of a JSON object, in the order in which they were written.
pub type Members = serde_json::Map<String, serde_json::Value>;
