//! How a journey ends when it cannot go on: what happened, whose side it is on, what to do.

use crate::{provider_failure::ProviderFailure, recording::Side};
use serde::{Deserialize, Serialize};

/// A fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// The code, such as `AADB2C90273`.
    pub code: String,
    /// The OAuth error that the application gets.
    pub error: String,
    /// What happened, as the application is told. Holds nothing that a provider sent beyond its OAuth error.
    pub message: String,
    /// Whose side it is on.
    pub side: Side,
    /// What an administrator does about it.
    pub help: String,
    /// The failure at a provider that it is, as data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Box<ProviderFailure>>,
    /// What the person reads who can mend it: then it leads back to the page it was raised for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserMessage>,
    /// A code that was sent is worth nothing any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub void: bool,
}

/// What a person reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UserMessage {
    /// The string id of a text, which a policy may bring itself (behaviour reference §11.4).
    Id(String),
    /// The string id of a text, and what is said where a policy brings none.
    Keyed {
        /// The string id.
        id: String,
        /// What is said otherwise.
        otherwise: String,
    },
    /// A sentence that comes from a policy or its services.
    Sentence(String),
}

impl Fault {
    /// A fault.
    pub fn new(code: &str, error: &str, side: Side, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            error: error.to_owned(),
            message: message.into(),
            side,
            help: help.into(),
            failure: None,
            user: None,
            void: false,
        }
    }

    /// The same, with what the person reads who can mend it.
    #[must_use]
    pub fn for_the_person(self, message: UserMessage) -> Self {
        Self { user: Some(message), ..self }
    }

    /// The person cancelled on a page of ours.
    pub fn cancelled() -> Self {
        Self::new(
            "AADB2C90091",
            "access_denied",
            Side::Browser,
            "The person cancelled the sign-in.",
            "Nothing: the person may start again.",
        )
    }

    /// The engine and its state do not fit.
    pub fn unexpected(what: &str) -> Self {
        Self::new(
            "AADB2C90037",
            "server_error",
            Side::Passerelle,
            "The sign-in cannot go on from where it was.",
            format!("Start it again. If it happens twice, report this as a fault of Passerelle: {what}."),
        )
    }
}
