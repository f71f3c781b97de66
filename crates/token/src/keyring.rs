//! Keys that a person brings to the inspector, in whatever form: JWK, JWK set, PEM, certificate, or a secret.
//!
//! Public keys verify; private ones and secrets decrypt. None of them ever decides about trust elsewhere.

mod pem;
mod private;

use base64ct::{Base64, Encoding};
use serde_json::Value;

use crate::jwk::{Jwk, JwkError, JwkSet};
use crate::phrase::Phrase;
use crate::{base64, json};

pub use private::{PrivateKey, PrivateMaterial};

/// The most octets of keys that are read.
pub const MAX_KEY_TEXT: usize = 512 * 1024;

/// A key for signatures, and where it comes from.
#[derive(Debug, Clone)]
pub struct RingKey {
    /// The key.
    pub key: Jwk,
    /// What it came in, when that is not a JWK: a certificate's name, for example.
    pub from: Option<Phrase>,
}

/// Where keys come from: an issuer publishes its own under names, a person pastes what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Source {
    /// From the issuer's key set: a token's `kid` must be met exactly.
    #[default]
    Issuer,
    /// Brought by a person: a key is tried also when its `kid` is another, and that is said.
    Person,
}

/// Keys to verify and to decrypt with.
#[derive(Debug, Clone, Default)]
pub struct Keyring {
    /// For signatures.
    pub keys: Vec<RingKey>,
    /// For decryption.
    pub private: Vec<PrivateKey>,
    /// What could not be read, or should be known.
    pub notes: Vec<Phrase>,
    /// Where they come from.
    pub source: Source,
}

impl Keyring {
    /// An issuer's published set.
    pub fn published(set: &JwkSet) -> Self {
        let notes = set.rejected().iter().map(|rejected| match &rejected.kid {
            Some(kid) => Phrase::with("The key {0} cannot be used: {1}.", [kid, &rejected.error]),
            None => {
                Phrase::with("Key number {0} of the set cannot be used: {1}.", [&(rejected.index + 1), &rejected.error])
            }
        });
        Self {
            notes: notes.collect(),
            keys: set.keys().iter().map(|key| RingKey { key: key.clone(), from: None }).collect(),
            ..Self::default()
        }
    }

    /// Reads what a person pasted. An error says what it is instead.
    pub fn read(text: &str) -> Result<Self, Phrase> {
        let text = text.trim();
        let mut ring = Self { source: Source::Person, ..Self::default() };
        if text.len() > MAX_KEY_TEXT {
            return Err(Phrase::with("This is too long for keys: {0} bytes.", [&text.len()]));
        }
        match text.as_bytes() {
            [] => return Err("There is no key yet.".into()),
            [b'{', ..] => ring.take_json(text)?,
            _ if text.contains("-----BEGIN ") => pem::read(text, &mut ring)?,
            // A certificate as `x5c` and metadata of SAML write it: base64 of DER.
            [b'M', b'I', ..] if pem::take_bare_certificate(text, &mut ring) => {}
            _ if text.starts_with("http://") || text.starts_with("https://") => {
                return Err("This is an address. Keys are fetched from it by the button of the key panel.".into());
            }
            _ => ring.take_secret(text),
        }
        if ring.keys.is_empty() && ring.private.is_empty() {
            return Err(ring.notes.into_iter().next().unwrap_or(Phrase::plain("No key was found in this.")));
        }
        Ok(ring)
    }

    fn take_json(&mut self, text: &str) -> Result<(), Phrase> {
        let members = json::object(text.as_bytes()).map_err(|(position, problem)| {
            Phrase::with("This is not a key: at character {0}, {1}.", [&(position + 1), &problem])
        })?;
        let document = Value::Object(members);
        if let Some(keys) = document.get("keys").and_then(Value::as_array) {
            for (index, key) in keys.iter().take(crate::jwk::MAX_KEYS).enumerate() {
                self.take_jwk(key, Some(index));
            }
            return Ok(());
        }
        if document.get("jwks_uri").is_some() {
            return Err(
                "This is a metadata document. It names the address of the keys (jwks_uri), not the keys.".into()
            );
        }
        self.take_jwk(&document, None);
        Ok(())
    }

    fn take_jwk(&mut self, value: &Value, index: Option<usize>) {
        let private = PrivateKey::from_json(value);
        match Jwk::from_json(value) {
            Ok(key) => self.keys.push(RingKey { key, from: None }),
            // An X25519 key decrypts and does not sign.
            Err(JwkError::Curve(_)) if matches!(private, Ok(Some(_))) => {}
            Err(error) => self.notes.push(match index {
                Some(index) => Phrase::with("Key number {0} of the set cannot be used: {1}.", [&(index + 1), &error]),
                None => Phrase::with("This key cannot be used: {0}.", [&error]),
            }),
        }
        match private {
            Ok(Some(key)) => self.private.push(key),
            Ok(None) => {}
            Err(why) => self.notes.push(why),
        }
    }

    /// A secret is its characters; where they are also base64 of something, that is tried too, and named.
    fn take_secret(&mut self, text: &str) {
        let mut readings = vec![(text.as_bytes().to_vec(), Phrase::plain("the secret as it is written"))];
        if let Ok(octets) = base64::decode(text.trim_end_matches('=')) {
            readings.push((octets, Phrase::plain("the secret, read as base64url")));
        } else if let Ok(octets) = Base64::decode_vec(text) {
            readings.push((octets, Phrase::plain("the secret, read as base64")));
        }
        for (octets, from) in readings {
            self.private.push(PrivateKey::secret(&octets, from.clone()));
            self.keys.push(RingKey { key: Jwk::secret(&octets), from: Some(from) });
        }
    }
}

#[cfg(test)]
mod tests;
