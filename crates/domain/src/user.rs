//! People who sign in, and the identities by which providers know them.

use crate::{TenantId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A user of a tenant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct User {
    /// The object id: `oid`, and by default `sub`, of issued tokens.
    pub id: UserId,
    /// The tenant.
    pub tenant: TenantId,
    /// The name for people.
    pub display_name: Option<String>,
    /// Given name.
    pub given_name: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// E-mail address, as the provider sent it; never a key (S35).
    pub email: Option<String>,
    /// Other attributes, `extension_…` included.
    #[serde(default)]
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// Whether the user may sign in.
    pub enabled: bool,
    /// The identities that lead to this user.
    pub identities: Vec<Identity>,
    /// When the user was created.
    pub created_at: Timestamp,
    /// When the user last signed in.
    pub last_sign_in_at: Option<Timestamp>,
}

/// One identity: unique per tenant by issuer and issuer-assigned id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Identity {
    /// Who assigned the id: what a policy calls `identityProvider`; in user flows the verified `iss`.
    pub issuer: String,
    /// The id at the issuer; compared exactly.
    pub issuer_assigned_id: String,
}
