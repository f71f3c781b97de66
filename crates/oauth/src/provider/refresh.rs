//! Refresh tokens (RFC 6749 §6, RFC 9700 §4.14). A family is what one sign-in gave one application. Its tokens are
//! derived: family, generation, and a MAC over both under a key of the family. So an answer that got lost is given
//! again, word for word, and nothing that is stored is a token.

use super::grant::Grant;
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{ApplicationKind, GrantId, SPA_REFRESH_SECONDS, Secret, Timestamp};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use std::fmt;

/// What a refresh token family stands for. Stored sealed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefreshGrant {
    /// What was granted.
    #[serde(flatten)]
    pub grant: Grant,
    /// The key of its tokens: 256 random bits, base64url.
    pub key: String,
    /// When the family began.
    pub began_at: Timestamp,
}

impl RefreshGrant {
    /// Until when a token given out now lives: its lifetime, not beyond the sliding window that began when the person
    /// signed in, and 24 hours after the family began for a page in a browser (behaviour reference §4.3, §5).
    pub fn expires_at(&self, now: Timestamp) -> Timestamp {
        let mut end = now.plus_seconds(i64::from(self.grant.lifetimes.refresh_seconds));
        if let Some(window) = self.grant.lifetimes.sliding_window_seconds {
            let from = self.grant.signed_in_at.unwrap_or(self.grant.auth_time);
            end = end.min(from.plus_seconds(i64::from(window)));
        }
        if self.grant.platform == ApplicationKind::Spa {
            end = end.min(self.began_at.plus_seconds(i64::from(SPA_REFRESH_SECONDS)));
        }
        end
    }
}

impl fmt::Debug for RefreshGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshGrant").field("grant", &self.grant).finish_non_exhaustive()
    }
}

/// The layout of a token; another one would be another kind.
const LAYOUT: u8 = 1;
const MAC_BYTES: usize = 32;
const TOKEN_BYTES: usize = 1 + 16 + 4 + MAC_BYTES;

/// A refresh token, read but not yet believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its family.
    pub family: GrantId,
    /// Its generation.
    pub generation: u32,
    mac: [u8; MAC_BYTES],
}

impl RefreshToken {
    /// Reads a token; `None` if it is none (a code, a JWT, a guess).
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0_u8; TOKEN_BYTES];
        let read = Base64UrlUnpadded::decode(text, &mut bytes).ok()?;
        let (layout, rest) = read.split_first()?;
        if *layout != LAYOUT || rest.len() != TOKEN_BYTES - 1 {
            return None;
        }
        let (family, rest) = rest.split_first_chunk::<16>()?;
        let (generation, mac) = rest.split_first_chunk::<4>()?;
        Some(Self {
            family: GrantId::from_uuid(uuid::Uuid::from_bytes(*family)),
            generation: u32::from_be_bytes(*generation),
            mac: mac.try_into().ok()?,
        })
    }

    /// Whether we made it. In constant time (S57).
    pub fn is_genuine(&self, grant: &RefreshGrant) -> bool {
        mac(grant, self.family, self.generation).is_some_and(|mac| mac.verify_slice(&self.mac).is_ok())
    }
}

/// The token of a generation. The same every time.
pub fn token(grant: &RefreshGrant, family: GrantId, generation: u32) -> Option<Secret> {
    let mut bytes = vec![LAYOUT];
    bytes.extend_from_slice(family.uuid().as_bytes());
    bytes.extend_from_slice(&generation.to_be_bytes());
    bytes.extend_from_slice(&mac(grant, family, generation)?.finalize().into_bytes());
    Some(Secret::new(Base64UrlUnpadded::encode_string(&bytes)))
}

fn mac(grant: &RefreshGrant, family: GrantId, generation: u32) -> Option<Hmac<Sha256>> {
    let key = Base64UrlUnpadded::decode_vec(&grant.key).ok().filter(|key| key.len() == 32)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(b"refresh token");
    mac.update(&[LAYOUT]);
    mac.update(family.uuid().as_bytes());
    mac.update(&generation.to_be_bytes());
    Some(mac)
}

#[cfg(test)]
mod tests;
