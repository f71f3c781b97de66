use domain::{AuditEventId, TenantId, Timestamp};
use serde::{Deserialize, Serialize};

/// One line of the audit log: who changed or looked at what. Nothing secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    /// Its id; later ones are greater.
    pub id: AuditEventId,
    /// Of which tenant.
    pub tenant: TenantId,
    /// When.
    pub at: Timestamp,
    /// Who: an administrator's name, `API token NAME`, `command line`.
    pub actor: String,
    /// What was done.
    pub operation: AuditOperation,
    /// What it was done to, such as `application` or `user`.
    pub target_kind: String,
    /// Its id.
    pub target_id: String,
    /// Its name then; what is deleted has no other one any more.
    pub target_name: String,
    /// What became different.
    pub changed: Vec<ChangedProperty>,
}

impl AuditEvent {
    /// In words: `Add application`.
    pub fn activity(&self) -> String {
        let kind = match self.target_kind.as_str() {
            "identityProvider" => "identity provider",
            "userFlow" => "user flow",
            "keySet" => "policy key",
            "customPolicy" => "custom policy",
            "apiToken" => "API token",
            "signIn" => "sign-in",
            other => other,
        };
        format!("{} {kind}", self.operation.verb())
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AuditOperation {
    /// Made.
    Add,
    /// Changed.
    Update,
    /// Deleted.
    Delete,
    /// Shown, where that needs a right.
    Show,
    /// Sessions and refresh tokens ended.
    Revoke,
}

impl AuditOperation {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Add, Self::Update, Self::Delete, Self::Show, Self::Revoke];

    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Show => "show",
            Self::Revoke => "revoke",
        }
    }

    /// As an activity begins.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::Add => "Add",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::Show => "Show claims of",
            Self::Revoke => "Revoke sessions of",
        }
    }

    /// The operation of a stored name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operation| operation.name() == name)
    }
}

/// A property that became different. Values are JSON; secrets and what is personal have none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangedProperty {
    /// Its name.
    pub name: String,
    /// What it was.
    #[serde(default)]
    pub old: Option<String>,
    /// What it is.
    #[serde(default)]
    pub new: Option<String>,
}

/// Which events of a tenant. What is empty asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditQuery {
    /// What the actor's or the target's name begins with, folded.
    pub prefix: Option<String>,
    /// What it was done to.
    pub target_kind: Option<String>,
    /// The target's id.
    pub target_id: Option<String>,
    /// Not before.
    pub since: Option<Timestamp>,
}
