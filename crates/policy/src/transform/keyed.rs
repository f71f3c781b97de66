//! What needs a policy key. The engine never sees the key: it yields, and who has the key computes.

use super::{Failure, call::Call};
use base64ct::{Base64, Encoding};
use domain::{ClaimValue, claims::Sensitive};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// A computation that waits for a policy key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keyed {
    /// The key container.
    pub container: String,
    /// The claim that the result belongs into.
    pub output: String,
    plaintext: Sensitive,
    salt: Sensitive,
}

pub(super) fn hash(call: &Call<'_>, container: &str) -> Result<Keyed, Failure> {
    let output = call.outputs.iter().find(|binding| binding.role == "hash").map(|binding| binding.claim.clone());
    Ok(Keyed {
        container: container.to_owned(),
        output: output.unwrap_or_default(),
        plaintext: Sensitive::new(call.text("plaintext")?),
        salt: Sensitive::new(call.text("salt")?),
    })
}

impl Keyed {
    /// The digest: HMAC-SHA-256 over the length of the salt, the salt and the plain text, in Base64. How the original
    /// combines the three is not published, so digests that it made cannot be made again (ADR 0020).
    pub fn compute(&self, key: &[u8]) -> ClaimValue {
        // HMAC takes keys of any length.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return ClaimValue::Text(String::new()) };
        let salt = self.salt.expose().as_bytes();
        mac.update(&(salt.len() as u64).to_be_bytes());
        mac.update(salt);
        mac.update(self.plaintext.expose().as_bytes());
        ClaimValue::Text(Base64::encode_string(&mac.finalize().into_bytes()))
    }
}
