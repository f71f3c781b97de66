//! The audit log: who changed what. Every write of an administrator, whether by console, API or command line, is
//! committed here, and its events in the same transaction: what was changed was written down, or was not changed.

mod changed;

use crate::{
    Error, Federation,
    tenant::{Listing, PAGE},
};
pub(crate) use changed::differences;
use changed::{Target, target_of};
use domain::{AuditEventId, JourneyId, TenantId, UserId};
use storage::{AuditEvent, AuditOperation, AuditQuery, Change, ChangedProperty, Page, Revoked, StoreError, UserField};

impl Federation {
    /// Commits changes with an event for each thing that they change.
    pub(crate) async fn commit_by(&self, by: &str, mut changes: Vec<Change>) -> Result<(), StoreError> {
        let mut events = self.events_of(by, &changes).await?;
        // Within one millisecond ids are in no order; the log keeps that of the changes.
        let mut ids: Vec<AuditEventId> = events.iter().map(|event| event.id).collect();
        ids.sort_unstable();
        for (event, id) in events.iter_mut().zip(ids) {
            event.id = id;
        }
        changes.extend(events.into_iter().map(Change::RecordAudit));
        self.store.commit(changes).await
    }

    /// Writes down that the claims of a sign-in are shown as they are; whoever shows them does so afterwards.
    pub async fn record_claims_shown(&self, tenant: TenantId, sign_in: JourneyId, by: &str) -> Result<(), Error> {
        let target = Target { kind: "signIn", id: sign_in.to_string(), name: sign_in.to_string() };
        let event = self.event(tenant, by, AuditOperation::Show, target, Vec::new());
        Ok(self.store.commit(vec![Change::RecordAudit(event)]).await?)
    }

    /// Events of a tenant, newest first.
    pub async fn audit_log(
        &self,
        tenant: TenantId,
        query: &AuditQuery,
        after: Option<&str>,
    ) -> Result<Listing<AuditEvent>, Error> {
        let after = after.and_then(|after| after.parse().ok());
        let page = self.page_of_events(tenant, query, after, PAGE).await?;
        let next = if page.more { page.items.last().map(|event| event.id.to_string()) } else { None };
        Ok(Listing { items: page.items, next })
    }

    /// So many events of a tenant, newest first.
    pub async fn page_of_events(
        &self,
        tenant: TenantId,
        query: &AuditQuery,
        after: Option<AuditEventId>,
        limit: u32,
    ) -> Result<Page<AuditEvent>, Error> {
        let prefix = query.prefix.as_deref().map(|prefix| prefix.trim().to_lowercase());
        let query = AuditQuery { prefix: prefix.filter(|prefix| !prefix.is_empty()), ..query.clone() };
        Ok(self.store.audit_events(tenant, &query, after, limit).await?)
    }

    /// One event of a tenant.
    pub async fn audit_event(&self, tenant: TenantId, id: AuditEventId) -> Result<AuditEvent, Error> {
        self.store.find_audit_event(tenant, id).await?.ok_or(Error::NotFound)
    }

    async fn events_of(&self, by: &str, list: &[Change]) -> Result<Vec<AuditEvent>, StoreError> {
        let mut events: Vec<AuditEvent> = Vec::new();
        for written in list {
            match written {
                Change::CreateTenant(tenant) => {
                    let target = Target { kind: "tenant", id: tenant.id.to_string(), name: tenant.name.to_string() };
                    events.push(self.event(tenant.id, by, AuditOperation::Add, target, Vec::new()));
                }
                Change::PutDocument { key, body, .. } => {
                    let before = self.store.find_document(key).await?.map(|stored| stored.body);
                    let operation = if before.is_some() { AuditOperation::Update } else { AuditOperation::Add };
                    let changed = differences(key.kind, before.as_ref(), body);
                    events.push(self.event(key.tenant, by, operation, target_of(key, body), changed));
                }
                Change::DeleteDocument { key, .. } => {
                    let before = self.store.find_document(key).await?.map(|stored| stored.body).unwrap_or_default();
                    let target = target_of(key, &before);
                    events.push(self.event(key.tenant, by, AuditOperation::Delete, target, Vec::new()));
                }
                Change::CreateApiToken { api, .. } => {
                    let target = Target { kind: "apiToken", id: api.id.to_string(), name: api.name.clone() };
                    let role = known("role", None, Some(api.role.name()));
                    events.push(self.event(api.tenant, by, AuditOperation::Add, target, vec![role]));
                }
                Change::RevokeApiToken { tenant, name } => {
                    let target = Target { kind: "apiToken", id: name.clone(), name: name.clone() };
                    events.push(self.event(*tenant, by, AuditOperation::Delete, target, Vec::new()));
                }
                Change::CreateUser { user, .. } => {
                    let name = user.display_name.clone().unwrap_or_default();
                    let target = Target { kind: "user", id: user.id.to_string(), name };
                    events.push(self.event(user.tenant, by, AuditOperation::Add, target, Vec::new()));
                }
                Change::DeleteUser { tenant, id } => {
                    events.push(self.user_event(*tenant, *id, by, AuditOperation::Delete, Vec::new()).await?);
                }
                Change::ChangeUser { tenant, id, fields, enabled } => {
                    let before = self.store.find_user(*tenant, *id).await?.map(|user| user.enabled);
                    let mut changed: Vec<ChangedProperty> = fields.iter().map(|field| unsaid(name_of(field))).collect();
                    if let (Some(before), Some(after)) = (before, enabled)
                        && before != *after
                    {
                        let text = |enabled: bool| if enabled { "true" } else { "false" };
                        changed.push(known("accountEnabled", Some(text(before)), Some(text(*after))));
                    }
                    events.push(self.user_event(*tenant, *id, by, AuditOperation::Update, changed).await?);
                }
                // What else happens to a user is part of the event that they have already.
                Change::SetIdentities { user, .. } => add_to(&mut events, *user, "identities"),
                Change::SetPassword { user, .. } => add_to(&mut events, *user, "password"),
                Change::Revoke { grants: Revoked::User(user), .. } => {
                    let id = user.to_string();
                    let only = |changed: &[ChangedProperty]| changed.iter().all(|one| one.name == VALID_FROM);
                    for event in events.iter_mut().filter(|event| event.target_id == id && only(&event.changed)) {
                        event.operation = AuditOperation::Revoke;
                    }
                }
                _ => {}
            }
        }
        Ok(events)
    }

    async fn user_event(
        &self,
        tenant: TenantId,
        id: UserId,
        by: &str,
        operation: AuditOperation,
        changed: Vec<ChangedProperty>,
    ) -> Result<AuditEvent, StoreError> {
        let name = self.store.find_user(tenant, id).await?.and_then(|user| user.display_name).unwrap_or_default();
        Ok(self.event(tenant, by, operation, Target { kind: "user", id: id.to_string(), name }, changed))
    }

    fn event(
        &self,
        tenant: TenantId,
        by: &str,
        operation: AuditOperation,
        target: Target,
        changed: Vec<ChangedProperty>,
    ) -> AuditEvent {
        AuditEvent {
            id: AuditEventId::new(&*self.clock, &*self.entropy),
            tenant,
            at: self.clock.now(),
            actor: by.to_owned(),
            operation,
            target_kind: target.kind.to_owned(),
            target_id: target.id,
            target_name: target.name,
            changed,
        }
    }
}

const VALID_FROM: &str = crate::tenant::TOKENS_VALID_FROM;

fn known(name: &str, old: Option<&str>, new: Option<&str>) -> ChangedProperty {
    ChangedProperty { name: name.to_owned(), old: old.map(str::to_owned), new: new.map(str::to_owned) }
}

/// A property of a person: that it changed is written down, what it is is theirs.
fn unsaid(name: &str) -> ChangedProperty {
    known(name, None, None)
}

fn add_to(events: &mut [AuditEvent], user: UserId, name: &str) {
    let id = user.to_string();
    for event in events.iter_mut().filter(|event| event.target_id == id && event.operation != AuditOperation::Add) {
        event.changed.push(unsaid(name));
    }
}

fn name_of(field: &UserField) -> &str {
    match field {
        UserField::DisplayName(_) => "displayName",
        UserField::GivenName(_) => "givenName",
        UserField::Surname(_) => "surname",
        UserField::Email(_) => "mail",
        UserField::Attribute(name, _) => name,
    }
}
