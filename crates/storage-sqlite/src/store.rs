use crate::{
    SqliteStore, admins, api_tokens, attempts, audit, callbacks, changes::Changes, codes, documents, fault::fault,
    grants, issuers, journeys, passwords, purge::Purge, secrets, sessions, tenants, users,
};
use async_trait::async_trait;
use domain::{
    AdminId, AuditEventId, GrantId, Identity, JourneyId, Kind, ProviderId, Secret, SecretRef, Tenant, TenantId,
    TenantName, Timestamp, User, UserId,
};
use std::sync::atomic::Ordering;
use storage::{
    Admin, ApiToken, AuditEvent, AuditQuery, Change, CodeRedemption, ConsumedCallback, Digest, DocumentKey,
    DocumentVersion, JourneyRow, JourneySummary, Page, PersonSession, Presented, RefreshFamily, Rotation, Store,
    StoreError, StoredCode, StoredDocument, generations::grown,
};

#[async_trait]
impl Store for SqliteStore {
    async fn commit(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        let grown = grown(&changes);
        let done = self.write(Changes(changes)).await;
        // Also when it failed: whether it is on the disk may then be unknown.
        self.generations.forget(&grown);
        done
    }

    async fn tenants(&self) -> Result<Vec<Tenant>, StoreError> {
        tenants::all(self.reader()).await
    }

    async fn find_tenant_by_name(&self, name: &TenantName) -> Result<Option<Tenant>, StoreError> {
        tenants::find_by_name(self.reader(), name).await
    }

    async fn find_tenant(&self, id: TenantId) -> Result<Option<Tenant>, StoreError> {
        tenants::find(self.reader(), id).await
    }

    async fn generation(&self, tenant: TenantId) -> Result<u64, StoreError> {
        if let Some(generation) = self.generations.find(tenant) {
            return Ok(generation);
        }
        let changes = self.generations.changes();
        let generation = tenants::generation(&self.readers, tenant).await?;
        self.generations.remember(tenant, generation, changes);
        Ok(generation)
    }

    async fn find_document(&self, key: &DocumentKey) -> Result<Option<StoredDocument>, StoreError> {
        documents::find(self.reader(), key).await
    }

    async fn find_document_by_lookup(
        &self,
        tenant: TenantId,
        kind: Kind,
        lookup: &str,
    ) -> Result<Option<StoredDocument>, StoreError> {
        documents::find_by_lookup(self.reader(), tenant, kind, lookup).await
    }

    async fn documents(
        &self,
        tenant: TenantId,
        kind: Kind,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<StoredDocument>, StoreError> {
        documents::list(self.reader(), tenant, kind, after, limit).await
    }

    async fn document_at(&self, key: &DocumentKey, version: u32) -> Result<Option<StoredDocument>, StoreError> {
        documents::at_version(self.reader(), key, version).await
    }

    async fn document_history(&self, key: &DocumentKey) -> Result<Vec<DocumentVersion>, StoreError> {
        documents::history(self.reader(), key).await
    }

    async fn issuer_holder(&self, tenant: TenantId, issuer: &str) -> Result<Option<ProviderId>, StoreError> {
        issuers::holder(self.reader(), tenant, issuer).await
    }

    async fn claim_issuer(
        &self,
        tenant: TenantId,
        issuer: &str,
        provider: ProviderId,
    ) -> Result<ProviderId, StoreError> {
        self.write(issuers::Claim { tenant, issuer: issuer.to_owned(), provider }).await
    }

    async fn find_secret(&self, tenant: TenantId, secret: SecretRef) -> Result<Option<Secret>, StoreError> {
        secrets::find(self.reader(), &self.sealer, tenant, secret).await
    }

    async fn find_journey(&self, tenant: TenantId, id: JourneyId) -> Result<Option<JourneyRow>, StoreError> {
        journeys::find(self.reader(), &self.sealer, tenant, id).await
    }

    async fn claim_journey(
        &self,
        tenant: TenantId,
        id: JourneyId,
        version: u64,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(journeys::Claim { tenant, id, version, now, lease_until }).await
    }

    async fn consume_callback(
        &self,
        state: Digest,
        tenant: TenantId,
        address: Option<&str>,
        binding: Digest,
        now: Timestamp,
        lease_until: Timestamp,
    ) -> Result<Option<ConsumedCallback>, StoreError> {
        let address = address.map(str::to_owned);
        self.write(callbacks::Consume { state, tenant, address, binding, now, lease_until }).await
    }

    async fn journeys(
        &self,
        tenant: TenantId,
        after: Option<JourneyId>,
        limit: u32,
    ) -> Result<Page<JourneySummary>, StoreError> {
        journeys::list(self.reader(), tenant, after, limit).await
    }

    async fn recording(&self, tenant: TenantId, id: JourneyId) -> Result<Option<Vec<u8>>, StoreError> {
        journeys::recording(self.reader(), &self.sealer, tenant, id).await
    }

    async fn find_code(&self, code: Digest, tenant: TenantId) -> Result<Option<StoredCode>, StoreError> {
        codes::find(self.reader(), &self.sealer, tenant, code).await
    }

    async fn redeem_code(&self, code: Digest, tenant: TenantId, now: Timestamp) -> Result<CodeRedemption, StoreError> {
        self.write(codes::Redeem { code, tenant, now }).await
    }

    async fn grant_is_revoked(&self, tenant: TenantId, journey: JourneyId) -> Result<bool, StoreError> {
        grants::is_revoked(self.reader(), tenant, journey).await
    }

    async fn find_refresh_family(&self, tenant: TenantId, id: GrantId) -> Result<Option<RefreshFamily>, StoreError> {
        grants::find(self.reader(), &self.sealer, tenant, id).await
    }

    async fn rotate_refresh(&self, presented: Presented) -> Result<Rotation, StoreError> {
        self.write(grants::Rotate(presented)).await
    }

    async fn find_session(
        &self,
        session: Digest,
        tenant: TenantId,
        now: Timestamp,
    ) -> Result<Option<PersonSession>, StoreError> {
        sessions::find(self.reader(), &self.sealer, &session, tenant, now).await
    }

    async fn find_user(&self, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError> {
        users::find(self.reader(), tenant, id).await
    }

    async fn find_user_by_identity(&self, tenant: TenantId, identity: &Identity) -> Result<Option<User>, StoreError> {
        users::find_by_identity(self.reader(), tenant, identity).await
    }

    async fn find_password(&self, tenant: TenantId, user: UserId) -> Result<Option<Secret>, StoreError> {
        passwords::find(self.reader(), &self.sealer, tenant, user).await
    }

    async fn count_attempt(
        &self,
        tenant: TenantId,
        key: Digest,
        limit: u32,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        self.write(attempts::Count { tenant, key, limit, now, until }).await
    }

    async fn is_counted(&self, tenant: TenantId, key: Digest, now: Timestamp) -> Result<bool, StoreError> {
        attempts::is_counted(self.reader(), tenant, &key, now).await
    }

    async fn users(
        &self,
        tenant: TenantId,
        prefix: Option<&str>,
        after: Option<UserId>,
        limit: u32,
    ) -> Result<Page<User>, StoreError> {
        users::list(self.reader(), tenant, prefix, after, limit).await
    }

    async fn admin_count(&self) -> Result<u64, StoreError> {
        admins::count(self.reader()).await
    }

    async fn find_admin_by_name(&self, name: &str) -> Result<Option<Admin>, StoreError> {
        admins::find_by_name(self.reader(), name).await
    }

    async fn redeem_admin_link(
        &self,
        link: Digest,
        session: Digest,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<AdminId>, StoreError> {
        self.write(admins::RedeemLink { link, session, now, until }).await
    }

    async fn find_admin_session(&self, session: Digest, now: Timestamp) -> Result<Option<Admin>, StoreError> {
        admins::find_by_session(self.reader(), &session, now).await
    }

    async fn find_api_token(&self, token: Digest, now: Timestamp) -> Result<Option<ApiToken>, StoreError> {
        api_tokens::find(self.reader(), &token, now).await
    }

    async fn api_tokens(&self, tenant: TenantId, now: Timestamp) -> Result<Vec<ApiToken>, StoreError> {
        api_tokens::list(self.reader(), tenant, now).await
    }

    async fn audit_events(
        &self,
        tenant: TenantId,
        query: &AuditQuery,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Page<AuditEvent>, StoreError> {
        audit::list(self.reader(), tenant, query, after, limit).await
    }

    async fn find_audit_event(&self, tenant: TenantId, id: AuditEventId) -> Result<Option<AuditEvent>, StoreError> {
        audit::find(self.reader(), tenant, id).await
    }

    async fn purge(&self, now: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.write(Purge { now, limit }).await
    }

    fn round_trips(&self) -> u64 {
        self.round_trips.load(Ordering::Relaxed)
    }

    async fn ping(&self) -> Result<(), StoreError> {
        if !self.writer.is_open() {
            return Err(StoreError::Unavailable("it is closed".to_owned()));
        }
        sqlx::query("SELECT 1 FROM tenants LIMIT 1")
            .fetch_optional(self.reader())
            .await
            .map_err(|error| fault(&error))?;
        Ok(())
    }
}
