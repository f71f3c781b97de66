use domain::{AuditEventId, Timestamp};
use serde::{Deserialize, Serialize};

/// Which part of the audit log; newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditLogQuery {
    /// `next` of the part before.
    pub after: Option<String>,
    /// What the name of who did it, or of what it was done to, begins with; empty: everything.
    pub search: String,
    /// What it was done to, such as `application`; empty: everything.
    pub kind: String,
    /// Only of the last hours.
    pub within_hours: Option<u32>,
}

/// A line of *Audit logs*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditLine {
    /// Its id.
    pub id: AuditEventId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// What was done, in words.
    pub activity: String,
    /// The name of what it was done to.
    pub target: String,
    /// Where that is in the console, if it is still there.
    pub place: Option<String>,
    /// What became different.
    pub changed: Vec<AuditChange>,
}

/// A property that became different. What is secret or personal has no values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditChange {
    /// Its name.
    pub name: String,
    /// What it was, as JSON.
    pub old: Option<String>,
    /// What it is, as JSON.
    pub new: Option<String>,
}
