use super::SignInSummary;
use domain::{Identity, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A line of *Users*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserSummary {
    /// The object id.
    pub id: UserId,
    /// The name for people.
    pub display_name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// When the user was created.
    pub created_at: Timestamp,
    /// When the user last signed in.
    pub last_sign_in_at: Option<Timestamp>,
}

/// A user with identities.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UserDetails {
    /// The line of the list.
    pub summary: UserSummary,
    /// Given name.
    pub given_name: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Other attributes.
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// The identities that lead to this user.
    pub identities: Vec<Identity>,
    /// The latest sign-ins, newest first.
    pub sign_ins: Vec<SignInSummary>,
}
