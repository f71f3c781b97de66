use domain::{JourneyId, Timestamp};
use serde::{Deserialize, Serialize};

/// What *Check* found about a provider, in the order in which a sign-in needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderCheck {
    /// The rows.
    pub rows: Vec<ProviderCheckRow>,
}

/// A row of *Check*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderCheckRow {
    /// What was looked at.
    pub name: String,
    /// The verdict.
    pub verdict: ProviderCheckVerdict,
    /// What would have been right.
    pub expected: String,
    /// What was there.
    pub found: String,
    /// What to do; empty when nothing is.
    pub remedy: String,
}

/// The verdict of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ProviderCheckVerdict {
    /// As it should be.
    Pass,
    /// It may work; somebody should look.
    Warn,
    /// A sign-in cannot succeed.
    Fail,
    /// The provider says nothing about it, or it does not matter here.
    Skipped,
}

/// An authorization request that was refused on a page, since its client or redirect URI is not known: there is no
/// sign-in of it. The last ones only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RefusedRequest {
    /// The correlation id that the page shows.
    pub id: JourneyId,
    /// When.
    pub at: Timestamp,
    /// The policy, as asked for.
    pub policy: String,
    /// The `client_id`, as asked for.
    pub client_id: String,
    /// The redirect URI, as asked for.
    pub redirect_uri: String,
    /// The code.
    pub code: String,
    /// What happened.
    pub message: String,
    /// What to do.
    pub remedy: String,
}
