use super::{Document, Kind, SecretRef};
use crate::{KeySetName, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A policy key as policies name it: one or more keys, of which one is active (behaviour reference §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeySet {
    /// Its name; user flows sign with `B2C_1A_TokenSigningKeyContainer`.
    pub name: KeySetName,
    /// Its keys: none is ever replaced, a new one is added.
    pub keys: Vec<PolicyKey>,
}

impl Document for KeySet {
    const KIND: Kind = Kind::KeySet;
    fn id(&self) -> String {
        self.name.folded()
    }
}

/// One key. What is secret of it is a [`SecretRef`], and never readable again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyKey {
    /// `kid`: of an RSA key the RFC 7638 thumbprint.
    pub kid: String,
    /// What it is for.
    #[serde(default)]
    pub usage: KeyUsage,
    /// The public half of an RSA key as a JWK; `None`: the key is a secret text.
    #[serde(default)]
    pub public: Option<Value>,
    /// The secret text, or the private half: PKCS#8, base64. `None`: a certificate was uploaded without its private key.
    #[serde(default)]
    pub private: Option<SecretRef>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when it is used.
    pub not_before: Option<Timestamp>,
    /// Until when it is used.
    pub expires_at: Option<Timestamp>,
    /// Off: it is neither used nor published.
    #[serde(default = "on")]
    pub enabled: bool,
}

const fn on() -> bool {
    true
}

/// What a key is for (RFC 7517 §4.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum KeyUsage {
    /// It signs, or proves who we are.
    #[default]
    #[serde(rename = "sig")]
    Signature,
    /// It encrypts.
    #[serde(rename = "enc")]
    Encryption,
}

impl KeyUsage {
    /// `sig` or `enc`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "sig",
            Self::Encryption => "enc",
        }
    }
}

/// What a key is made of (RFC 7517 §4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KeyType {
    /// A key pair.
    Rsa,
    /// A secret text.
    Secret,
}

impl KeyType {
    /// `RSA` or `oct`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Secret => "oct",
        }
    }
}

/// Where a key stands in its set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KeyStatus {
    /// It is the one that is used.
    Active,
    /// It could be used, but another one is.
    Standby,
    /// Its activation is to come.
    NotYet,
    /// Its time is over.
    Expired,
    /// It was switched off.
    Disabled,
}

impl PolicyKey {
    /// What it is made of.
    pub const fn kind(&self) -> KeyType {
        if self.public.is_some() { KeyType::Rsa } else { KeyType::Secret }
    }

    /// Uses it for that, and says so in its public half (RFC 7517 §4.2, §4.4).
    pub fn set_usage(&mut self, usage: KeyUsage) {
        self.usage = usage;
        if let Some(members) = self.public.as_mut().and_then(serde_json::Value::as_object_mut) {
            members.insert("use".to_owned(), usage.as_str().into());
            if usage == KeyUsage::Encryption {
                members.shift_remove("alg");
            }
        }
    }

    fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|time| time <= now)
    }

    fn is_usable(&self, now: Timestamp) -> bool {
        self.enabled && self.not_before.is_none_or(|time| time <= now) && !self.is_expired(now)
    }
}

impl KeySet {
    /// The key that is used now: the one whose activation has passed most recently, undated ones last; expired ones
    /// and those that are off never.
    pub fn active(&self, now: Timestamp) -> Option<&PolicyKey> {
        self.keys.iter().filter(|key| key.is_usable(now)).max_by_key(|key| (key.not_before, key.created_at))
    }

    /// Where one of its keys stands.
    pub fn status(&self, key: &PolicyKey, now: Timestamp) -> KeyStatus {
        if !key.enabled {
            KeyStatus::Disabled
        } else if key.is_expired(now) {
            KeyStatus::Expired
        } else if !key.is_usable(now) {
            KeyStatus::NotYet
        } else if self.active(now).is_some_and(|active| active.kid == key.kid) {
            KeyStatus::Active
        } else {
            KeyStatus::Standby
        }
    }

    /// The keys that the world may know: so that tokens of an earlier one are verified, and the next one is known ahead.
    pub fn published(&self, now: Timestamp) -> impl Iterator<Item = &PolicyKey> {
        self.keys.iter().filter(move |key| {
            key.enabled && !key.is_expired(now) && key.usage == KeyUsage::Signature && key.public.is_some()
        })
    }
}
