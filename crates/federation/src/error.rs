use std::collections::BTreeMap;
use storage::{Conflict, StoreError};

/// What is wrong with the fields of a form: field → sentence.
pub type Fields = BTreeMap<String, String>;

/// Why a use-case did not do what was asked. Free of any transport; the edge renders it for its audience.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Values that were entered; nothing was changed.
    #[error("some values are not right")]
    Invalid {
        /// Per field, named as in the JSON of the form.
        fields: Fields,
        /// For the form as a whole.
        form: Option<String>,
    },
    /// Somebody else changed it in the meantime.
    #[error("somebody else changed this in the meantime")]
    Conflict,
    /// There is no such thing in this tenant.
    #[error("there is no such thing")]
    NotFound,
    /// A policy key cannot be used.
    #[error("{0}")]
    Key(#[from] KeyFault),
    /// The store failed.
    #[error("{0}")]
    Store(StoreError),
    /// Passerelle itself failed.
    #[error("{0}")]
    Internal(String),
}

/// Why a policy key cannot be used. Each names the key; none holds anything of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// There is none of this name.
    #[error("there is no policy key {0}; make it under Policy keys")]
    Missing(String),
    /// All of its keys are expired, not yet active, or off.
    #[error("the policy key {0} has no key that is active now; add one to it under Policy keys")]
    NotActive(String),
    /// What was uploaded is a certificate alone.
    #[error("the active key of the policy key {0} was uploaded without its private key; upload both")]
    NoPrivateKey(String),
    /// A secret, where a signature is wanted.
    #[error("the active key of the policy key {0} is a secret; an RSA key for signatures is needed here")]
    NotForSignatures(String),
    /// A key pair, where a secret is wanted.
    #[error("the active key of the policy key {0} is an RSA key; a secret is needed here")]
    NotASecret(String),
    /// Its private half is gone, or is no key any more.
    #[error("the active key of the policy key {0} cannot be read; add another one to it")]
    Unreadable(String),
}

impl Error {
    /// One field is wrong.
    pub fn field(name: &str, sentence: impl Into<String>) -> Self {
        Self::Invalid { fields: Fields::from([(name.to_owned(), sentence.into())]), form: None }
    }

    /// The form as a whole is wrong.
    pub fn form(sentence: impl Into<String>) -> Self {
        Self::Invalid { fields: Fields::new(), form: Some(sentence.into()) }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Conflict::DocumentVersion { .. } | Conflict::JourneyVersion) => Self::Conflict,
            StoreError::Conflict(Conflict::Tenant) => Self::field("name", "There is a tenant of this name already."),
            StoreError::Conflict(Conflict::DocumentLookup) => Self::field("name", "This name is taken."),
            StoreError::Conflict(Conflict::Admin) => {
                Self::field("name", "There is an administrator of this name already.")
            }
            StoreError::Conflict(Conflict::ApiToken) => {
                Self::field("name", "There is an API token of this name already; revoke it first.")
            }
            StoreError::Conflict(Conflict::User) => Self::NotFound,
            other => Self::Store(other),
        }
    }
}
