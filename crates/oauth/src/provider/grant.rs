//! What a sign-in granted to an application: by it codes and refresh tokens are redeemed.

use super::scope::Access;
use domain::{ApplicationId, ApplicationKind, PolicyId, ProviderId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::fmt;

/// A grant. Stored sealed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// For whom.
    pub client_id: ApplicationId,
    /// On which platform: what of the client its tokens need.
    pub platform: ApplicationKind,
    /// By which policy.
    pub policy: PolicyId,
    /// Granted scope values, as asked for.
    pub scope: Vec<String>,
    /// What its access tokens are for.
    pub access: Access,
    /// `nonce` of the request.
    pub nonce: Option<String>,
    /// `iss` of its tokens.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// Who, if the directory knows them.
    pub user: Option<UserId>,
    /// The identity provider by which the person signed in, if it is one of the tenant's.
    pub provider: Option<ProviderId>,
    /// Claims of the policy, by token name.
    pub claims: Map<String, Value>,
    /// When the person signed in: here, or at the provider if its ID token said when.
    pub auth_time: Timestamp,
    /// When the person signed in here, if that is not `auth_time`.
    #[serde(default)]
    pub signed_in_at: Option<Timestamp>,
    /// Lifetimes of what is issued.
    pub lifetimes: Lifetimes,
    /// Key container that signs.
    pub key_container: String,
}

impl Grant {
    /// Whether a scope value was granted.
    pub fn has(&self, value: &str) -> bool {
        self.scope.iter().any(|known| known == value)
    }
}

impl fmt::Debug for Grant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Grant")
            .field("client_id", &self.client_id)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// Lifetimes in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lifetimes {
    /// Of access tokens.
    pub access_seconds: u32,
    /// Of ID tokens.
    pub id_seconds: u32,
    /// Of a refresh token.
    pub refresh_seconds: u32,
    /// Of the sliding window; `None`: no expiry.
    pub sliding_window_seconds: Option<u32>,
}

/// What a code stands for. Stored sealed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeGrant {
    /// What was granted.
    #[serde(flatten)]
    pub grant: Grant,
    /// Where it was sent.
    pub redirect_uri: String,
    /// S256 challenge.
    pub code_challenge: Option<String>,
}

impl fmt::Debug for CodeGrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.grant.fmt(f)
    }
}
