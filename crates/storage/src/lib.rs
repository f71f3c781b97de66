//! The storage contract: what an engine must be able to do, and how it is sealed. One crate per engine implements
//! [`Store`]; all of them pass the suite in `conformance`.
//!
//! Writes are lists of [`Change`]s: a list is one transaction. It is applied whole, durably, or not at all, and a
//! condition that does not hold is a [`Conflict`], not an error of the engine. What must happen exactly once
//! (claiming a journey, consuming a callback, redeeming a code or a link) is a method of its own, and one conditional
//! statement underneath: never read, then write.

mod audit;
mod change;
#[cfg(feature = "conformance")]
pub mod conformance;
mod fold;
pub mod generations;
mod grant;
mod read;
pub mod retention;
mod seal;

pub use audit::{AuditEvent, AuditOperation, AuditQuery, ChangedProperty};
pub use change::{
    Change, Conflict, Expected, JourneySave, JourneyStatus, NewCallback, NewCode, NewJourney, NewSession, UserField,
};
pub use fold::fold;
pub use grant::{NewPersonSession, NewRefreshFamily, PersonSession, Presented, RefreshFamily, Revoked, Rotation};
pub use read::{
    Admin, ApiRole, ApiToken, CodeRedemption, ConsumedCallback, DocumentKey, DocumentVersion, JourneyRow,
    JourneySummary, Page, Role, StoredCode, StoredDocument,
};
pub use seal::{SealError, Sealer};

use async_trait::async_trait;
use domain::{
    AdminId, AuditEventId, GrantId, Identity, JourneyId, Kind, ProviderId, Secret, SecretRef, Tenant, TenantId,
    TenantName, Timestamp, User, UserId,
};

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A condition of a change did not hold; nothing of its list was applied.
    #[error("{0}")]
    Conflict(#[from] Conflict),
    /// What is stored cannot be opened or read.
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    /// The engine failed: no disk space, no connection, locked.
    #[error("the store is not available: {0}")]
    Unavailable(String),
}

/// A keyed hash or digest under which a one-time value is stored; the value itself never is.
pub type Digest = [u8; 32];

/// What an engine can do. Every time is an argument; an engine has no clock.
#[async_trait]
pub trait Store: Send + Sync {
    /// Applies a list of changes in one transaction. When this returns `Ok`, they survive a power cut.
    async fn commit(&self, changes: Vec<Change>) -> Result<(), StoreError>;

    // --- tenants -----------------------------------------------------------------------------------------------

    /// All tenants, by name.
    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError>;
    /// A tenant by its name.
    async fn find_tenant_by_name(&self, name: &TenantName) -> Result<Option<Tenant>, StoreError>;
    /// A tenant by its id.
    async fn find_tenant(&self, id: TenantId) -> Result<Option<Tenant>, StoreError>;
    /// A number that grows with every change of a tenant's configuration; caches are guarded by it. A change that was
    /// committed here is seen at once, one of another instance or of the command line within a second.
    async fn generation(&self, tenant: TenantId) -> Result<u64, StoreError>;

    // --- configuration -----------------------------------------------------------------------------------------

    /// The current version of a document; `None` if there is none or it was deleted.
    async fn find_document(&self, key: &DocumentKey) -> Result<Option<StoredDocument>, StoreError>;
    /// The current version of the document with this second key (already folded).
    async fn find_document_by_lookup(
        &self,
        tenant: TenantId,
        kind: Kind,
        lookup: &str,
    ) -> Result<Option<StoredDocument>, StoreError>;
    /// Current documents of a kind, by id, beginning after `after`.
    async fn documents(
        &self,
        tenant: TenantId,
        kind: Kind,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<StoredDocument>, StoreError>;
    /// A document as it was at a version, also after it was changed or deleted.
    async fn document_at(&self, key: &DocumentKey, version: u32) -> Result<Option<StoredDocument>, StoreError>;
    /// The versions of a document, newest first.
    async fn document_history(&self, key: &DocumentKey) -> Result<Vec<DocumentVersion>, StoreError>;
    /// The provider that an issuer belongs to in a tenant, if that provider is still there (S35).
    async fn issuer_holder(&self, tenant: TenantId, issuer: &str) -> Result<Option<ProviderId>, StoreError>;
    /// Gives an issuer to a provider, unless another one that is still there has it; answers who has it now.
    async fn claim_issuer(
        &self,
        tenant: TenantId,
        issuer: &str,
        provider: ProviderId,
    ) -> Result<ProviderId, StoreError>;
    /// A secret; `None` if it was deleted or belongs to another tenant.
    async fn find_secret(&self, tenant: TenantId, secret: SecretRef) -> Result<Option<Secret>, StoreError>;

    // --- journeys ----------------------------------------------------------------------------------------------

    /// A journey with its state. Expired ones are still found until they are purged, without their state after the first
    /// purge; look at `expires_at`.
    async fn find_journey(&self, tenant: TenantId, id: JourneyId) -> Result<Option<JourneyRow>, StoreError>;
    /// Claims a journey for one answer: succeeds for one caller only, while nobody else holds the lease and the
    /// version is still `version`. The lease ends by itself.
    async fn claim_journey(
        &self,
        tenant: TenantId,
        id: JourneyId,
        version: u64,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Consumes the callback waiting under this digest, if it belongs to `tenant` and to the browser `binding`, arrives
    /// at the address that its provider was given (`address` names the provider; `None` is the one that all share), and
    /// has not expired; claims its journey at the same time. `None` otherwise, and then nothing was consumed.
    async fn consume_callback(
        &self,
        state: Digest,
        tenant: TenantId,
        address: Option<&str>,
        binding: Digest,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<ConsumedCallback>, StoreError>;
    /// Journeys of a tenant, newest first, beginning after `after`.
    async fn journeys(
        &self,
        tenant: TenantId,
        after: Option<JourneyId>,
        limit: u32,
    ) -> Result<Page<JourneySummary>, StoreError>;
    /// The sealed recording of a journey, opened.
    async fn recording(&self, tenant: TenantId, id: JourneyId) -> Result<Option<Vec<u8>>, StoreError>;

    // --- codes -------------------------------------------------------------------------------------------------

    /// A code, looked at without redeeming it: a client that it was not given to must not use it up (S5). Redeemed and
    /// expired ones are found until they are purged.
    async fn find_code(&self, code: Digest, tenant: TenantId) -> Result<Option<StoredCode>, StoreError>;
    /// Redeems a code: the first call gets its payload, every later one [`CodeRedemption::Again`], which also marks the
    /// grant as revoked.
    async fn redeem_code(&self, code: Digest, tenant: TenantId, now: Timestamp) -> Result<CodeRedemption, StoreError>;
    /// Whether the grant that came from this journey is revoked: a code or a refresh token of it was presented twice
    /// (S5, S50), or somebody revoked it.
    async fn grant_is_revoked(&self, tenant: TenantId, journey: JourneyId) -> Result<bool, StoreError>;

    // --- refresh tokens and sessions ---------------------------------------------------------------------------

    /// A refresh token family. Expired and revoked ones are found until they are purged.
    async fn find_refresh_family(&self, tenant: TenantId, id: GrantId) -> Result<Option<RefreshFamily>, StoreError>;
    /// Presents a refresh token: one caller rotates it, whoever repeats it soon hears [`Rotation::Again`], and whoever
    /// repeats it late revokes its family.
    async fn rotate_refresh(&self, presented: Presented) -> Result<Rotation, StoreError>;
    /// A person's session that has not expired.
    async fn find_session(
        &self,
        session: Digest,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<Option<PersonSession>, StoreError>;

    // --- users -------------------------------------------------------------------------------------------------

    /// A user by id.
    async fn find_user(&self, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError>;
    /// A user by one of its identities.
    async fn find_user_by_identity(&self, tenant: TenantId, identity: &Identity) -> Result<Option<User>, StoreError>;
    /// What is stored of a user's password; `None` if it has none.
    async fn find_password(&self, tenant: TenantId, user: UserId) -> Result<Option<Secret>, StoreError>;
    /// Counts an attempt: `true` for the first `limit` of them until the window ends at `until` (given by the first
    /// one), `false` for every later one, whoever comes at the same time (S75).
    async fn count_attempt(
        &self,
        tenant: TenantId,
        key: Digest,
        limit: u32,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError>;
    /// Whether something was counted in a window that has not ended.
    async fn is_counted(&self, tenant: TenantId, key: Digest, now: Timestamp) -> Result<bool, StoreError>;
    /// Users whose name, e-mail or id begins with `prefix` (folded), newest first.
    async fn users(
        &self,
        tenant: TenantId,
        prefix: Option<&str>,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Page<User>, StoreError>;

    // --- administrators ----------------------------------------------------------------------------------------

    /// How many administrators there are.
    async fn admin_count(&self) -> Result<u64, StoreError>;
    /// An administrator by name (compared without case).
    async fn find_admin_by_name(&self, name: &str) -> Result<Option<Admin>, StoreError>;
    /// Uses up a one-time sign-in link and begins the session of its administrator in the same transaction: no link is
    /// spent for nothing.
    async fn redeem_admin_link(
        &self,
        link: Digest,
        session: Digest,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<AdminId>, StoreError>;
    /// The administrator of a session that has not expired.
    async fn find_admin_session(&self, session: Digest, now: Timestamp) -> Result<Option<Admin>, StoreError>;

    // --- the administration API --------------------------------------------------------------------------------

    /// The API token of a digest, if it has neither expired nor been revoked.
    async fn find_api_token(&self, token: Digest, now: Timestamp) -> Result<Option<ApiToken>, StoreError>;
    /// The API tokens of a tenant that have not expired, by name.
    async fn api_tokens(&self, tenant: TenantId, now: Timestamp) -> Result<Vec<ApiToken>, StoreError>;

    // --- the audit log -----------------------------------------------------------------------------------------

    /// Events of a tenant, newest first, beginning after `after`.
    async fn audit_events(
        &self,
        tenant: TenantId,
        query: &AuditQuery,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Page<AuditEvent>, StoreError>;

    /// One event.
    async fn find_audit_event(&self, tenant: TenantId, id: AuditEventId) -> Result<Option<AuditEvent>, StoreError>;

    // --- upkeep ------------------------------------------------------------------------------------------------

    /// Deletes up to `limit` expired rows of each kind; answers how many it deleted. A journey that expires while it waits
    /// gives up its state first, and its recording is kept for a while ([`retention`]).
    async fn purge(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError>;
    /// How often it was asked for something that reads from or writes to the database. The generation is not counted: it
    /// is read by the clock, whoever asks.
    fn round_trips(&self) -> u64;
    /// Whether the store answers.
    async fn ping(&self) -> Result<(), StoreError>;
}
