//! Key sets (RFC 7517 §5).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{Jwk, JwkError};
use crate::algorithm::KeyType;
use crate::excerpt::excerpt;
use crate::json;

/// The most keys that are read of one set.
pub const MAX_KEYS: usize = 100;

/// A set of keys. A key that cannot be taken does not cost the others (RFC 7517 §5); it is kept as a reason.
#[derive(Debug, Clone, Default, Serialize)]
pub struct JwkSet {
    keys: Vec<Jwk>,
    #[serde(skip)]
    rejected: Vec<RejectedKey>,
    #[serde(skip)]
    left_out: usize,
}

/// A key of a set that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedKey {
    /// Its place in the set, from 0.
    pub index: usize,
    /// Its `kid`, shortened, if it has one.
    pub kid: Option<String>,
    /// Why.
    pub error: JwkError,
}

/// The document is no key set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JwkSetError {
    /// It is not JSON.
    #[error("it is not JSON: octet {position}: {reason}")]
    Json {
        /// The octet at which reading stopped.
        position: usize,
        /// Why.
        reason: String,
    },
    /// It has no array `keys`.
    #[error("a key set is a JSON object with an array \"keys\"")]
    NoKeys,
}

impl JwkSet {
    /// Reads a published set. A symmetric key in it is rejected: everybody could sign with it (RFC 8725 §3.5).
    pub fn parse(document: &[u8]) -> Result<Self, JwkSetError> {
        Self::from_json(&read(document)?)
    }

    /// Reads a set that its owner handed over and that may hold secrets, such as one pasted into the inspector.
    pub fn parse_with_secrets(document: &[u8]) -> Result<Self, JwkSetError> {
        Self::collect(&read(document)?, true)
    }

    /// As [`JwkSet::parse`], from JSON that has been read already.
    pub fn from_json(document: &Value) -> Result<Self, JwkSetError> {
        Self::collect(document, false)
    }

    fn collect(document: &Value, secrets: bool) -> Result<Self, JwkSetError> {
        let entries = document.get("keys").and_then(Value::as_array).ok_or(JwkSetError::NoKeys)?;
        let mut set = Self { left_out: entries.len().saturating_sub(MAX_KEYS), ..Self::default() };
        for (index, entry) in entries.iter().take(MAX_KEYS).enumerate() {
            match Jwk::from_json(entry) {
                Ok(key) if key.key_type() == KeyType::Oct && !secrets => {
                    set.reject(index, entry, JwkError::PublishedSecret);
                }
                Ok(key) => set.keys.push(key),
                Err(error) => set.reject(index, entry, error),
            }
        }
        Ok(set)
    }

    fn reject(&mut self, index: usize, entry: &Value, error: JwkError) {
        let kid = entry.get("kid").and_then(Value::as_str).map(excerpt);
        self.rejected.push(RejectedKey { index, kid, error });
    }

    /// The keys that can be taken, in their order.
    pub fn keys(&self) -> &[Jwk] {
        &self.keys
    }

    /// The keys that cannot, with the reason of each.
    pub fn rejected(&self) -> &[RejectedKey] {
        &self.rejected
    }

    /// How many keys beyond [`MAX_KEYS`] were not read.
    pub fn left_out(&self) -> usize {
        self.left_out
    }
}

impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        Self { keys: keys.into_iter().collect(), ..Self::default() }
    }
}

impl<'de> Deserialize<'de> for JwkSet {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_json(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

fn read(document: &[u8]) -> Result<Value, JwkSetError> {
    serde_json::from_slice(document).map_err(|error| JwkSetError::Json {
        position: json::position(document, &error),
        reason: json::without_position(&error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::RFC7638_KEY;
    use serde_json::json;

    #[test]
    fn one_bad_key_does_not_cost_the_others() {
        let document = format!(
            r#"{{"keys":[1,{{"kty":"AKP","kid":"pq"}},{RFC7638_KEY},{{"kty":"oct","k":"AQ","kid":"s"}}],"x":1}}"#
        );
        let set = JwkSet::parse(document.as_bytes()).unwrap();
        assert_eq!(set.keys().len(), 1);
        assert_eq!(
            set.rejected(),
            [
                RejectedKey { index: 0, kid: None, error: JwkError::NotAnObject },
                RejectedKey { index: 1, kid: Some("pq".into()), error: JwkError::KeyType("AKP".into()) },
                RejectedKey { index: 3, kid: Some("s".into()), error: JwkError::PublishedSecret },
            ]
        );
        assert_eq!(JwkSet::parse_with_secrets(document.as_bytes()).unwrap().keys().len(), 2);
        let read: JwkSet = serde_json::from_str(&document).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap()["keys"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn what_is_no_key_set_says_so() {
        assert_eq!(JwkSet::parse(b"{}").unwrap_err(), JwkSetError::NoKeys);
        assert_eq!(JwkSet::parse(b"[]").unwrap_err(), JwkSetError::NoKeys);
        assert_eq!(JwkSet::parse(br#"{"keys":{}}"#).unwrap_err(), JwkSetError::NoKeys);
        assert!(matches!(JwkSet::parse(b"<html>").unwrap_err(), JwkSetError::Json { position: 0, .. }));
        assert!(JwkSet::parse(br#"{"keys":[]}"#).unwrap().keys().is_empty());
    }

    #[test]
    fn a_set_is_read_up_to_a_limit() {
        let key: Value = serde_json::from_str(RFC7638_KEY).unwrap();
        let set = JwkSet::from_json(&json!({ "keys": vec![key; MAX_KEYS + 5] })).unwrap();
        assert_eq!((set.keys().len(), set.left_out()), (MAX_KEYS, 5));
    }
}
