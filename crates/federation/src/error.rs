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
    /// The store failed.
    #[error("{0}")]
    Store(StoreError),
    /// Passerelle itself failed.
    #[error("{0}")]
    Internal(String),
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
            StoreError::Conflict(Conflict::User) => Self::NotFound,
            other => Self::Store(other),
        }
    }
}
