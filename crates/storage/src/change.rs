use crate::{ApiToken, AuditEvent, Digest, DocumentKey, NewPersonSession, NewRefreshFamily, Revoked};
use domain::{
    AdminId, ApplicationId, Identity, JourneyId, Secret, SecretRef, Tenant, TenantId, Timestamp, User, UserId,
};
use std::fmt;

/// Which version a change of a document builds on: optimistic concurrency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// There must be no current document with this id.
    New,
    /// The current version must be this one.
    Version(u32),
}

/// One change; several make a transaction.
#[derive(Debug, Clone)]
pub enum Change {
    /// Makes a tenant. Conflicts on its name and its id.
    CreateTenant(Tenant),
    /// Stores the next version of a document; the engine numbers it. Conflicts on `expected` and on `lookup`.
    PutDocument {
        /// Which document.
        key: DocumentKey,
        /// What it builds on.
        expected: Expected,
        /// Second key, folded; unique among the current documents of tenant and kind.
        lookup: Option<String>,
        /// The document.
        body: serde_json::Value,
        /// When.
        at: Timestamp,
        /// Who, as the audit log names them.
        by: String,
    },
    /// Deletes a document; its versions stay readable by [`crate::Store::document_at`].
    DeleteDocument {
        /// Which document.
        key: DocumentKey,
        /// The version that the person saw.
        expected: u32,
        /// When.
        at: Timestamp,
        /// Who.
        by: String,
    },
    /// Stores a version of a secret, sealed. Conflicts if that version exists.
    PutSecret {
        /// Whose.
        tenant: TenantId,
        /// Which.
        secret: SecretRef,
        /// The value.
        value: Secret,
        /// When.
        at: Timestamp,
    },
    /// Deletes all versions of a secret.
    DeleteSecret {
        /// Whose.
        tenant: TenantId,
        /// Which.
        secret: SecretRef,
    },
    /// Begins a journey.
    CreateJourney(NewJourney),
    /// Saves a journey, and gives the lease back. Conflicts on its version.
    SaveJourney(JourneySave),
    /// Appends to a recording of a journey that has ended (a token call, for example): replaces it, if the version is
    /// still the one that was read.
    AppendRecording {
        /// Whose.
        tenant: TenantId,
        /// Which journey.
        id: JourneyId,
        /// Its version.
        version: u64,
        /// The whole recording.
        recording: Vec<u8>,
        /// It is kept until then, or for as long as it was kept in any case.
        keep_until: Timestamp,
    },
    /// Registers that a provider's answer is awaited.
    ExpectCallback(NewCallback),
    /// Nobody waits for this answer any more; one that is not awaited is no error.
    ForgetCallback {
        /// Whose tenant.
        tenant: TenantId,
        /// Digest of the `state` that was sent.
        state: Digest,
    },
    /// Registers an authorization code.
    CreateCode(NewCode),
    /// Begins a refresh token family. Conflicts if the grant it comes from is revoked.
    CreateRefreshFamily(NewRefreshFamily),
    /// Revokes grants; refresh tokens and sessions that are gone already are no error.
    Revoke {
        /// Whose tenant.
        tenant: TenantId,
        /// Which.
        grants: Revoked,
        /// When.
        at: Timestamp,
    },
    /// Begins a person's session, or replaces what is remembered under the same digest and tenant.
    PutSession(NewPersonSession),
    /// Goes on with a person's session that is there. Conflicts if it ended: nothing brings it back (S20).
    GoOnSession(NewPersonSession),
    /// Ends a person's session.
    EndSession {
        /// Whose tenant.
        tenant: TenantId,
        /// Digest of its cookie.
        session: Digest,
    },
    /// Makes a user with its identities. Conflicts on an identity that another user has. With a `journey`, the change
    /// happens once per (journey, step): repeated, it does nothing.
    CreateUser {
        /// The user.
        user: User,
        /// Idempotency key.
        once: Option<(JourneyId, String)>,
    },
    /// Replaces a user's attributes (not its identities). Conflicts if there is no such user.
    UpdateUser {
        /// The user.
        user: User,
    },
    /// Changes some attributes of a user as it is stored now, whatever was read before. Conflicts if there is no such
    /// user; and if it is switched off, unless the change says whether it is on (S37).
    ChangeUser {
        /// Whose.
        tenant: TenantId,
        /// Which.
        id: UserId,
        /// What is changed.
        fields: Vec<UserField>,
        /// Whether it is switched on from now on.
        enabled: Option<bool>,
    },
    /// A person signed in: sets when, unless a later time is there already. One who was deleted meanwhile is no error.
    SignedIn {
        /// Whose.
        tenant: TenantId,
        /// Who.
        user: UserId,
        /// When.
        at: Timestamp,
    },
    /// Gives a user these identities in the place of those it has. Conflicts on one that another user has, and if there
    /// is no such user.
    SetIdentities {
        /// Whose.
        tenant: TenantId,
        /// Of which user.
        user: UserId,
        /// All of them.
        identities: Vec<Identity>,
    },
    /// Stores what is kept of a user's password, sealed, in the place of an earlier one. Conflicts if there is no such
    /// user.
    SetPassword {
        /// Whose.
        tenant: TenantId,
        /// Of which user.
        user: UserId,
        /// An argon2id string (PHC format).
        hash: Secret,
        /// When.
        at: Timestamp,
    },
    /// Forgets how often something was tried.
    ForgetAttempts {
        /// Whose.
        tenant: TenantId,
        /// Digest of what is counted.
        key: Digest,
    },
    /// Deletes a user with its identities and its password.
    DeleteUser {
        /// Whose.
        tenant: TenantId,
        /// Which.
        id: UserId,
    },
    /// Makes an administrator. Conflicts on the name.
    CreateAdmin {
        /// The account.
        id: AdminId,
        /// Its name.
        name: String,
        /// When.
        at: Timestamp,
    },
    /// Registers a one-time sign-in link.
    CreateAdminLink {
        /// Digest of the link's token.
        link: Digest,
        /// For whom.
        admin: AdminId,
        /// Until when.
        expires_at: Timestamp,
    },
    /// Begins an administrator's session.
    CreateAdminSession(NewSession),
    /// Ends an administrator's session.
    EndAdminSession {
        /// Digest of its cookie.
        session: Digest,
    },
    /// Makes a token of the administration API. Conflicts on its name while another one of its tenant has it that has
    /// not expired.
    CreateApiToken {
        /// Digest of the token.
        token: Digest,
        /// What it is.
        api: ApiToken,
    },
    /// Writes a line of the audit log, in the transaction of what it is about.
    RecordAudit(AuditEvent),
    /// Revokes the token of a name; one that is gone already is no error.
    RevokeApiToken {
        /// Whose.
        tenant: TenantId,
        /// Its name.
        name: String,
    },
}

/// A field of a user that is changed; `None` removes what is there.
#[derive(Debug, Clone, PartialEq)]
pub enum UserField {
    /// `displayName`.
    DisplayName(Option<String>),
    /// `givenName`.
    GivenName(Option<String>),
    /// `surname`.
    Surname(Option<String>),
    /// The e-mail address.
    Email(Option<String>),
    /// Any other attribute, found by its name without case.
    Attribute(String, Option<serde_json::Value>),
}

impl UserField {
    /// Changes a user.
    pub fn apply(self, user: &mut User) {
        match self {
            Self::DisplayName(text) => user.display_name = text,
            Self::GivenName(text) => user.given_name = text,
            Self::Surname(text) => user.surname = text,
            Self::Email(text) => user.email = text,
            Self::Attribute(name, value) => {
                user.attributes.retain(|known, _| !known.eq_ignore_ascii_case(&name));
                if let Some(value) = value {
                    user.attributes.insert(name, value);
                }
            }
        }
    }
}

/// A session to begin.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Digest of its cookie.
    pub session: Digest,
    /// Whose.
    pub admin: AdminId,
    /// From when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Where a journey stands, for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JourneyStatus {
    /// Waiting for a person or a provider.
    Waiting,
    /// Ended with an answer to the application.
    Succeeded,
    /// Ended with an error.
    Failed,
}

impl JourneyStatus {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    /// The status of a stored name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Succeeded, Self::Failed].into_iter().find(|status| status.name() == name)
    }
}

/// A journey to begin.
#[derive(Clone)]
pub struct NewJourney {
    /// Its id.
    pub id: JourneyId,
    /// Its tenant.
    pub tenant: TenantId,
    /// The policy, as written.
    pub policy: String,
    /// For which application.
    pub application: ApplicationId,
    /// Digest of the cookie that binds it to a browser.
    pub binding: Digest,
    /// The state, to be sealed.
    pub state: Vec<u8>,
    /// The recording so far, to be sealed.
    pub recording: Vec<u8>,
    /// Where it stands: a journey may fail at its first step.
    pub status: JourneyStatus,
    /// Error code, when it failed.
    pub fault: Option<String>,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

impl fmt::Debug for NewJourney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewJourney").field("id", &self.id).field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

/// A journey to save.
#[derive(Clone)]
pub struct JourneySave {
    /// Its id.
    pub id: JourneyId,
    /// Its tenant.
    pub tenant: TenantId,
    /// The version that was read; the saved one is the next.
    pub version: u64,
    /// The state, to be sealed; `None` once the journey has ended and needs none.
    pub state: Option<Vec<u8>>,
    /// The whole recording, to be sealed.
    pub recording: Vec<u8>,
    /// Where it stands.
    pub status: JourneyStatus,
    /// Error code, when it failed.
    pub fault: Option<String>,
    /// Provider by which the person signs in, once known (its name, for lists).
    pub provider: Option<String>,
    /// The user, once known.
    pub user: Option<UserId>,
    /// When.
    pub at: Timestamp,
    /// When the row may be purged.
    pub expires_at: Timestamp,
    /// Whether the lease is given back (the driver keeps it between the steps of one answer).
    pub release: bool,
}

impl fmt::Debug for JourneySave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JourneySave")
            .field("id", &self.id)
            .field("version", &self.version)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// A provider's answer to wait for.
#[derive(Debug, Clone)]
pub struct NewCallback {
    /// Digest of the `state` that was sent.
    pub state: Digest,
    /// The tenant.
    pub tenant: TenantId,
    /// The journey.
    pub journey: JourneyId,
    /// The provider it was sent to (technical profile id).
    pub provider: String,
    /// Whether it comes back at this provider's own address, and nowhere else (S34); else at the one that all share.
    pub own_address: bool,
    /// Digest of the browser's cookie.
    pub binding: Digest,
    /// Until when.
    pub expires_at: Timestamp,
}

/// An authorization code to register.
#[derive(Clone)]
pub struct NewCode {
    /// Digest of the code.
    pub code: Digest,
    /// The tenant.
    pub tenant: TenantId,
    /// The journey it came from: its grant.
    pub journey: JourneyId,
    /// What redeeming it gives, to be sealed.
    pub payload: Vec<u8>,
    /// Until when.
    pub expires_at: Timestamp,
}

impl fmt::Debug for NewCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewCode")
            .field("journey", &self.journey)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Which condition did not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Conflict {
    /// A tenant of this name or id exists.
    #[error("there is a tenant of this name already")]
    Tenant,
    /// The document was changed, made or deleted by somebody else in the meantime.
    #[error("somebody else changed this in the meantime; load it again")]
    DocumentVersion {
        /// The current version; `None` if there is none.
        current: Option<u32>,
    },
    /// Another document has this second key (name).
    #[error("this name is taken")]
    DocumentLookup,
    /// This version of the secret exists.
    #[error("this version of the secret exists already")]
    SecretVersion,
    /// Somebody else went on with the journey.
    #[error("this sign-in went on elsewhere in the meantime")]
    JourneyVersion,
    /// The grant was revoked in the meantime.
    #[error("this grant is revoked")]
    Revoked,
    /// Another user has this identity.
    #[error("another user has this identity")]
    Identity(Identity),
    /// There is no such user.
    #[error("there is no such user")]
    User,
    /// The user is switched off.
    #[error("the user is switched off")]
    Disabled,
    /// The session ended in the meantime.
    #[error("this session ended in the meantime")]
    Session,
    /// A user of this id exists in the tenant.
    #[error("there is a user with this id already")]
    UserId,
    /// An administrator of this name exists.
    #[error("there is an administrator of this name already")]
    Admin,
    /// An API token of this name exists in the tenant.
    #[error("there is an API token of this name already")]
    ApiToken,
}
