use domain::{ApplicationId, JourneyId, Timestamp, UserId};
use journey::{Recording, recording::Origin};
use serde::{Deserialize, Serialize};

/// Which part of the list of sign-ins; newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInQuery {
    /// `next` of the part before.
    pub after: Option<String>,
    /// Only those that stand so.
    pub status: Option<SignInStatus>,
    /// Only those that began in the last hours.
    #[serde(default)]
    pub within_hours: Option<u32>,
    /// Only of this policy; empty: of all.
    #[serde(default)]
    pub policy: String,
    /// Only for applications of this name or id; empty: for all.
    #[serde(default)]
    pub application: String,
    /// Only through this provider, by name; empty: through all.
    #[serde(default)]
    pub provider: String,
    /// Only of this user, by id or name; empty: of all.
    #[serde(default)]
    pub user: String,
    /// Only the one from which a token of this mark came (`token::inspect::sign_in_mark`); empty: all.
    #[serde(default)]
    pub token: String,
}

/// Where a sign-in stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SignInStatus {
    /// Waiting for a person or a provider.
    Waiting,
    /// Ended with an answer to the application.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Nobody answered in time.
    Expired,
}

/// A line of *Sign-ins*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInSummary {
    /// Its id; the correlation id that people see.
    pub id: JourneyId,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took, once it has ended.
    pub duration_milliseconds: Option<u32>,
    /// The user flow.
    pub policy: String,
    /// The application's client id.
    pub application: ApplicationId,
    /// The application's name.
    pub application_name: String,
    /// The provider's name, once known.
    pub provider: Option<String>,
    /// The user, once known.
    pub user: Option<UserRef>,
    /// Where it stands.
    pub status: SignInStatus,
    /// The error code, when it failed.
    pub fault: Option<String>,
}

/// Leads to a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserRef {
    /// The object id.
    pub id: UserId,
    /// The name for people.
    pub name: Option<String>,
}

/// One sign-in with everything that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignInDetails {
    /// The line of the list.
    pub summary: SignInSummary,
    /// What happened.
    pub recording: Recording,
    /// Whether the values of claims are masked.
    pub masked: bool,
    /// Where each claim of the token came from.
    #[serde(default)]
    pub origins: Vec<Origin>,
}
