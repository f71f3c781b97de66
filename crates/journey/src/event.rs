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
    /// The directory was asked to change.
    Written(Written),
    /// What needed a secret or a heavy computation was done.
    Performed(Performed),
    /// An ID token was checked.
    Verified(Verdict),
}

/// A person's answer to a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A button of a selection page: the claims exchange.
    Choice(String),
    /// A form: fields by name, as typed; several values of checkboxes.
    Form(Typed),
    /// A button of a form that does something else than to continue, such as `emailVerificationControl.sendCode`.
    Act(String, Typed),
    /// Cancel.
    Cancel,
}

/// What was typed: values by field.
pub type Typed = BTreeMap<String, Vec<String>>;

/// What became of a change of the directory.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// The user was made.
    Created(Box<User>),
    /// The user was changed.
    Updated(Box<User>),
    /// There is such a user already, and nothing was done.
    Exists(Box<User>),
    /// There is no such user, and nothing was done.
    Missing,
    /// The user is gone.
    Deleted,
}

/// What was performed.
#[derive(Debug, Clone, PartialEq)]
pub enum Performed {
    /// What a claims transformation gave with a policy key.
    Keyed(domain::ClaimValue),
    /// A password as it is stored.
    Hashed(Sensitive),
    /// A password was checked.
    Password(PasswordVerdict),
    /// A code was sent, or why not.
    Sent(SendVerdict),
    /// A code was made.
    Code(Sensitive),
    /// A code was checked.
    CodeChecked(CodeVerdict),
}

/// What a check of a password gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordVerdict {
    /// It is the password.
    Right,
    /// It is not, or there is no such user.
    Wrong,
    /// Too many were tried; this one was not looked at.
    Locked,
}

/// What sending gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendVerdict {
    /// It was handed over to be delivered.
    Sent,
    /// Too many were asked for.
    Throttled,
    /// It could not be; why, for the trace.
    Failed(String),
}

/// What a check of a code gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeVerdict {
    /// It is the code. It cannot be used again.
    Right,
    /// It is not.
    Wrong,
    /// It is too old.
    Expired,
    /// Too many were tried: it is void.
    Exhausted,
    /// None was made.
    Unknown,
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
