//! Sealing at rest: XChaCha20-Poly1305, with the key's id in front and the place of the value (table, column, row) as
//! associated data, so that a sealed value moved to another row does not open.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use domain::Entropy;
use std::sync::Arc;
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const KEY_ID: usize = 4;
const NONCE: usize = 24;

/// Why a sealed value does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// It was sealed with a key that is not here.
    #[error("it was sealed with another key; start with the key file that was used before")]
    UnknownKey,
    /// It was changed, moved or cut.
    #[error("it was changed or belongs to another row")]
    Broken,
}

/// A key after its id.
type Key = ([u8; KEY_ID], Zeroizing<[u8; 32]>);

/// Seals and opens. Seals with the first key; opens with any.
#[derive(Clone)]
pub struct Sealer {
    keys: Arc<Vec<Key>>,
    entropy: Arc<dyn Entropy>,
}

impl std::fmt::Debug for Sealer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealer(…)")
    }
}

impl Sealer {
    /// With the key in use and the keys that were used before it.
    pub fn new(current: Zeroizing<[u8; 32]>, older: Vec<Zeroizing<[u8; 32]>>, entropy: Arc<dyn Entropy>) -> Self {
        let keys = std::iter::once(current).chain(older).map(|key| (key_id(&key), key)).collect();
        Self { keys: Arc::new(keys), entropy }
    }

    /// Seals a value for its place, such as `journeys.state:<id>`.
    pub fn seal(&self, place: &str, value: &[u8]) -> Result<Vec<u8>, SealError> {
        let Some((id, key)) = self.keys.first() else { return Err(SealError::UnknownKey) };
        let mut nonce = [0_u8; NONCE];
        self.entropy.fill(&mut nonce);
        let cipher = XChaCha20Poly1305::new((&**key).into());
        let sealed = cipher
            .encrypt(&XNonce::from(nonce), Payload { msg: value, aad: place.as_bytes() })
            .map_err(|_| SealError::Broken)?;
        let mut out = Vec::with_capacity(1 + KEY_ID + NONCE + sealed.len());
        out.push(VERSION);
        out.extend_from_slice(id);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&sealed);
        Ok(out)
    }

    /// Opens a value sealed for this place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (head, body) = sealed.split_at_checked(1 + KEY_ID + NONCE).ok_or(SealError::Broken)?;
        if head.first() != Some(&VERSION) {
            return Err(SealError::Broken);
        }
        let (id, nonce) = head[1..].split_at(KEY_ID);
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Broken)?;
        let mut known = false;
        for (_, key) in self.keys.iter().filter(|(key_id, _)| key_id == id) {
            known = true;
            let cipher = XChaCha20Poly1305::new((&**key).into());
            if let Ok(value) = cipher.decrypt(&XNonce::from(nonce), Payload { msg: body, aad: place.as_bytes() }) {
                return Ok(value);
            }
        }
        Err(if known { SealError::Broken } else { SealError::UnknownKey })
    }
}

/// Names a key without giving anything of it away: bytes of an encryption of nothing under it.
fn key_id(key: &[u8; 32]) -> [u8; KEY_ID] {
    let cipher = XChaCha20Poly1305::new(key.into());
    let tag = cipher
        .encrypt(&XNonce::from([0_u8; NONCE]), Payload { msg: b"", aad: b"passerelle key id" })
        .unwrap_or_default();
    let mut id = [0_u8; KEY_ID];
    for (to, from) in id.iter_mut().zip(tag) {
        *to = from;
    }
    id
}

#[cfg(test)]
mod tests;
