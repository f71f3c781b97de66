use domain::{AdminId, ApiTokenId, ApplicationId, Document, JourneyId, Kind, TenantId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Names a document.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DocumentKey {
    /// Whose.
    pub tenant: TenantId,
    /// What.
    pub kind: Kind,
    /// Its id within tenant and kind.
    pub id: String,
}

impl DocumentKey {
    /// The key of a document.
    pub fn of<D: Document>(tenant: TenantId, document: &D) -> Self {
        Self { tenant, kind: D::KIND, id: document.id() }
    }
}

/// A document as stored.
#[derive(Debug, Clone)]
pub struct StoredDocument {
    /// Which.
    pub key: DocumentKey,
    /// Its version, from 1.
    pub version: u32,
    /// The document.
    pub body: serde_json::Value,
    /// When this version was stored.
    pub at: Timestamp,
    /// Who stored it.
    pub by: String,
}

impl StoredDocument {
    /// The document in its type.
    pub fn read<D: Document>(&self) -> Result<D, crate::StoreError> {
        D::deserialize(&self.body)
            .map_err(|error| crate::StoreError::Corrupt(format!("{} {}: {error}", self.key.kind, self.key.id)))
    }
}

/// One line of a document's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentVersion {
    /// The version.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// Whether this version is its deletion.
    pub deleted: bool,
}

/// Part of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The items.
    pub items: Vec<T>,
    /// Whether there are more after the last one.
    pub more: bool,
}

/// A journey with its state.
#[derive(Debug, Clone)]
pub struct JourneyRow {
    /// For lists.
    pub summary: JourneySummary,
    /// Its version.
    pub version: u64,
    /// Digest of the cookie that binds it to a browser.
    pub binding: crate::Digest,
    /// The state, opened; `None` once it has ended.
    pub state: Option<Vec<u8>>,
    /// The recording, opened.
    pub recording: Vec<u8>,
    /// Until when somebody holds the lease.
    pub lease_until: Option<Timestamp>,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

/// A line of the list of sign-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourneySummary {
    /// Its id.
    pub id: JourneyId,
    /// Its tenant.
    pub tenant: TenantId,
    /// The policy.
    pub policy: String,
    /// The application.
    pub application: ApplicationId,
    /// Where it stands.
    pub status: crate::JourneyStatus,
    /// Error code, when it failed.
    pub fault: Option<String>,
    /// The provider, once known.
    pub provider: Option<String>,
    /// The user, once known.
    pub user: Option<UserId>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last saved.
    pub updated_at: Timestamp,
}

/// What consuming a callback gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumedCallback {
    /// The journey, now claimed.
    pub journey: JourneyId,
    /// The provider that was asked.
    pub provider: String,
}

/// A code as it is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredCode {
    /// The journey it came from.
    pub journey: JourneyId,
    /// Whether it was redeemed.
    pub redeemed: bool,
    /// What was registered with it, opened.
    pub payload: Vec<u8>,
}

impl std::fmt::Debug for StoredCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredCode").field("redeemed", &self.redeemed).finish_non_exhaustive()
    }
}

/// What redeeming a code gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeRedemption {
    /// The first time, and in time.
    First {
        /// The journey it came from.
        journey: JourneyId,
        /// What was registered with it.
        payload: Vec<u8>,
    },
    /// It was redeemed before: the grant is revoked now.
    Again {
        /// The journey it came from.
        journey: JourneyId,
    },
    /// It came too late.
    Expired {
        /// The journey it came from.
        journey: JourneyId,
    },
    /// There is no such code in this tenant.
    Unknown,
}

/// An administrator. Accounts are global; the roles that limit them per tenant come with the second administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Admin {
    /// The account.
    pub id: AdminId,
    /// Its name.
    pub name: String,
    /// What it may do.
    pub role: Role,
}

/// What an administrator may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    /// Everything, in every tenant.
    Owner,
}

/// A token of the administration API, without what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiToken {
    /// Its id.
    pub id: ApiTokenId,
    /// The tenant that it administers.
    pub tenant: TenantId,
    /// What it is called; the audit log names it so. Unique in its tenant.
    pub name: String,
    /// What it may do.
    pub role: ApiRole,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is taken.
    pub expires_at: Timestamp,
}

/// What a token of the administration API may do in its tenant (behaviour reference §12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApiRole {
    /// Read everything that may be read.
    Reader,
    /// That, and change policies.
    PolicyAdministrator,
    /// That of a reader, and change policy keys.
    KeysetAdministrator,
    /// Everything.
    Administrator,
}

impl ApiRole {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Reader, Self::PolicyAdministrator, Self::KeysetAdministrator, Self::Administrator];

    /// The stored name, which is also what the command line takes.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::PolicyAdministrator => "policy-administrator",
            Self::KeysetAdministrator => "keyset-administrator",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether it may change policies.
    pub const fn changes_policies(self) -> bool {
        matches!(self, Self::PolicyAdministrator | Self::Administrator)
    }

    /// Whether it may change providers, user flows, applications and users.
    pub const fn changes_configuration(self) -> bool {
        matches!(self, Self::Administrator)
    }

    /// Whether it may change policy keys.
    pub const fn changes_keys(self) -> bool {
        matches!(self, Self::KeysetAdministrator | Self::Administrator)
    }
}
