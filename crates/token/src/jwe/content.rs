//! How the content is encrypted (RFC 7518 §5).

use crate::algorithm::Hash;
use crate::excerpt::excerpt;
use crate::phrase::Phrase;
use crate::primitives::{Computed, Primitives};

/// A content encryption algorithm, `enc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentEncryption {
    /// `A128GCM`.
    A128Gcm,
    /// `A192GCM`.
    A192Gcm,
    /// `A256GCM`.
    A256Gcm,
    /// `A128CBC-HS256`.
    A128CbcHs256,
    /// `A192CBC-HS384`.
    A192CbcHs384,
    /// `A256CBC-HS512`.
    A256CbcHs512,
}

impl ContentEncryption {
    /// Every one.
    pub const ALL: [Self; 6] =
        [Self::A128Gcm, Self::A192Gcm, Self::A256Gcm, Self::A128CbcHs256, Self::A192CbcHs384, Self::A256CbcHs512];

    /// As `enc` writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A192Gcm => "A192GCM",
            Self::A256Gcm => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A192CbcHs384 => "A192CBC-HS384",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    pub(super) fn parse(name: &str) -> Result<Self, Phrase> {
        let known = Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == name);
        known.ok_or_else(|| Phrase::with("The content encryption {0} is not known here.", [&excerpt(name)]))
    }

    /// Octets of its key: for the pairs, that of HMAC and that of AES.
    pub const fn key_length(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A192Gcm => 24,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A192CbcHs384 => 48,
            Self::A256CbcHs512 => 64,
        }
    }

    const fn mac(self) -> Option<Hash> {
        match self {
            Self::A128CbcHs256 => Some(Hash::Sha256),
            Self::A192CbcHs384 => Some(Hash::Sha384),
            Self::A256CbcHs512 => Some(Hash::Sha512),
            _ => None,
        }
    }

    /// The sizes of vector and tag are fixed: a shorter tag is easier to forge.
    pub(super) fn check(self, iv: &[u8], tag: &[u8]) -> Result<(), Phrase> {
        let (vector, full) = self.mac().map_or((12, 16), |hash| (16, hash.length() / 2));
        if iv.len() != vector {
            return Err(Phrase::with(
                "The initialization vector must have {0} bits, not {1}.",
                [&(vector * 8), &(iv.len() * 8)],
            ));
        }
        if tag.len() != full {
            return Err(Phrase::with(
                "The authentication tag must have {0} bits, not {1}.",
                [&(full * 8), &(tag.len() * 8)],
            ));
        }
        Ok(())
    }

    /// Checks and decrypts, in this order.
    pub(super) async fn open<P: Primitives>(
        self,
        primitives: &P,
        key: &[u8],
        iv: &[u8],
        additional: &[u8],
        ciphertext: &[u8],
        tag: &[u8],
    ) -> Computed<Vec<u8>> {
        let Some(hash) = self.mac() else {
            return primitives.gcm(key, iv, additional, ciphertext, tag).await;
        };
        let (mac_key, content_key) = key.split_at(key.len() / 2);
        let bits = (u64::try_from(additional.len()).unwrap_or(u64::MAX).saturating_mul(8)).to_be_bytes();
        let whole = primitives.hmac(hash, mac_key, &[additional, iv, ciphertext, &bits].concat()).await?;
        if !equal(whole.get(..tag.len()).unwrap_or_default(), tag) {
            return Err("the tag does not fit: another key, or a changed token".to_owned());
        }
        primitives.cbc(content_key, iv, ciphertext).await
    }
}

/// Compares without telling by its time where they differ.
fn equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |seen, (left, right)| seen | (left ^ right)) == 0
}
