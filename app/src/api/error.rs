use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a call to the server gives.
pub type Answer<T> = Result<T, ConsoleError>;

/// What is wrong with the fields of a form: field → sentence. Fields are named as in the JSON of the form
/// (`metadataUrl`, `claimsMapping.userId`, `redirectUris.0`).
pub type FieldErrors = BTreeMap<String, String>;

/// Why a call did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ConsoleError {
    /// What was entered is not right; nothing was changed.
    #[error("Some fields need another value.")]
    Invalid {
        /// Per field.
        fields: FieldErrors,
        /// For the form as a whole.
        form: Option<String>,
    },
    /// Somebody saved the same thing in between; nothing was changed.
    #[error("Somebody else saved this in the meantime. Load it again, then make your change.")]
    Conflict,
    /// There is no such thing, or no longer.
    #[error("This does not exist, or no longer.")]
    NotFound,
    /// The session has ended.
    #[error("You are signed out.")]
    SignedOut,
    /// The server could not answer.
    #[error("{message}")]
    Unavailable {
        /// What to name when asking for help.
        correlation_id: Option<String>,
        /// What happened, and what to do.
        message: String,
    },
}

impl ConsoleError {
    /// One field is wrong.
    pub fn field(name: impl Into<String>, sentence: impl Into<String>) -> Self {
        Self::Invalid { fields: FieldErrors::from([(name.into(), sentence.into())]), form: None }
    }

    /// The form as a whole is wrong.
    pub fn form(sentence: impl Into<String>) -> Self {
        Self::Invalid { fields: FieldErrors::new(), form: Some(sentence.into()) }
    }

    /// The sentence beside a field.
    pub fn of_field(&self, name: &str) -> Option<String> {
        match self {
            Self::Invalid { fields, .. } => fields.get(name).cloned(),
            _ => None,
        }
    }
}
