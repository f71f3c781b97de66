use super::WriteOnly;
use domain::{KeyStatus, KeyType, KeyUsage, PolicyId, Timestamp};
use serde::{Deserialize, Serialize};

/// A line of *Policy Keys*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyKeySummary {
    /// `B2C_1A_…`, as policies name it.
    pub name: String,
    /// How many keys are in it.
    pub keys: u32,
    /// The one that is used now, if any.
    pub active: Option<KeySummary>,
}

/// A policy key with its keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PolicyKeyDetails {
    /// `B2C_1A_…`.
    pub name: String,
    /// To be sent with a change.
    pub version: u32,
    /// Its keys, in the order in which they were added.
    pub keys: Vec<KeySummary>,
    /// The custom policies that name it.
    pub policies: Vec<PolicyId>,
}

/// One key, without what is secret of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeySummary {
    /// Its id.
    pub kid: String,
    /// A key pair, or a secret text.
    pub kind: KeyType,
    /// What it is for.
    pub usage: KeyUsage,
    /// Where it stands.
    pub status: KeyStatus,
    /// When it was added.
    pub created_at: Timestamp,
    /// *Activation date*.
    pub not_before: Option<Timestamp>,
    /// *Expiration date*.
    pub expires_at: Option<Timestamp>,
    /// Off: neither used nor published.
    pub enabled: bool,
}

/// *Options*: where a key comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum KeyOption {
    /// Somebody else gave us a secret.
    #[default]
    Manual,
    /// Passerelle makes it.
    Generate,
    /// A file: PKCS#12 or PEM.
    Upload,
}

/// A key to add. Fields for errors: `secret`, `file`, `password`, `notBefore`, `expiresAt`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyForm {
    /// *Options*.
    pub option: KeyOption,
    /// Of *Manual*.
    pub secret: WriteOnly,
    /// Of *Generate*.
    pub kind: KeyType,
    /// Of *Upload*: what is in the file, in base64.
    pub file: WriteOnly,
    /// Of *Upload*: the password of a PKCS#12 file.
    pub password: WriteOnly,
    /// *Key usage*.
    pub usage: KeyUsage,
    /// *Activation date*.
    pub not_before: Option<Timestamp>,
    /// *Expiration date*.
    pub expires_at: Option<Timestamp>,
}
