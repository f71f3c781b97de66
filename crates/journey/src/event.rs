//! What the driver comes back with.

use crate::recording::Source;
use domain::{User, claims::Sensitive};
use oauth::relying_party::Verdict;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A person answered the page.
    Answered(Answer),
    /// A provider's answer came back by the browser.
    CameBack(ProviderAnswer),
    /// A request ended.
    Fetched(Fetched),
    /// The directory answered.
    Read(Option<Box<User>>),
    /// The directory was changed: the user, and whether it was made now.
    Written {
        /// The user.
        user: Box<User>,
        /// Made now, and not before by somebody else.
        created: bool,
    },
    /// An ID token was checked.
    Verified(Verdict),
}

/// A person's answer to a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A button of a selection page: the claims exchange.
    Choice(String),
    /// A form: fields by claim id, as typed.
    Form(BTreeMap<String, String>),
    /// Cancel.
    Cancel,
}

/// A provider's authorization response.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderAnswer {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Its parameters.
    pub parameters: Vec<(String, Sensitive)>,
    /// Whether the browser posted it twice, since the first time it sent no cookie.
    pub reposted: bool,
}

/// An answer to [`crate::Fetch`].
#[derive(Debug, Clone, PartialEq)]
pub struct Fetched {
    /// Where it is from.
    pub source: Source,
    /// How long it took, in milliseconds.
    pub milliseconds: u32,
    /// Status and JSON, or why there is none.
    pub outcome: Result<(u16, Value), Unanswered>,
}

/// Why no usable answer came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Unanswered {
    /// The kind.
    pub kind: UnansweredKind,
    /// A sentence for an administrator, without its full stop. Holds no body, header or query.
    pub why: String,
}

impl std::fmt::Display for Unanswered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.why)
    }
}

/// The kinds of answers that are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum UnansweredKind {
    /// The guard refused to ask.
    Refused,
    /// The name has no address.
    NoAddress,
    /// No connection.
    Unreachable,
    /// TLS did not come about.
    Tls,
    /// Too slow.
    Timeout,
    /// Too much.
    TooLarge,
    /// Broken off, or not HTTP.
    Broken,
    /// Whole, and not JSON.
    NotJson,
    /// Nothing was sent: our secret or key for it is not there.
    NoCredential,
}
