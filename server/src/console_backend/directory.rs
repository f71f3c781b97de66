//! What is of the directory as a whole: the audit log.

use super::{Backend, convert::refuse};
use app::api::{AdminSession, Answer, AuditChange, AuditLine, AuditLogQuery, DirectoryBackend, Listing};
use async_trait::async_trait;
use domain::TenantName;
use storage::{AuditEvent, AuditOperation, AuditQuery};

#[async_trait]
impl DirectoryBackend for Backend {
    async fn audit_log(
        &self,
        _: &AdminSession,
        tenant: &TenantName,
        query: AuditLogQuery,
    ) -> Answer<Listing<AuditLine>> {
        let tenant = self.tenant(tenant).await?;
        let now = self.federation.clock().now();
        let asked = AuditQuery {
            prefix: Some(query.search),
            target_kind: Some(query.kind).filter(|kind| !kind.is_empty()),
            target_id: None,
            since: query.within_hours.map(|hours| now.plus_seconds(-3600 * i64::from(hours))),
        };
        let found = self.federation.audit_log(tenant.id, &asked, query.after.as_deref()).await.map_err(refuse)?;
        Ok(Listing { items: found.items.into_iter().map(line).collect(), next: found.next })
    }
}

fn line(event: AuditEvent) -> AuditLine {
    AuditLine {
        id: event.id,
        at: event.at,
        activity: event.activity(),
        place: place(&event),
        target: event.target_name,
        actor: event.actor,
        changed: event
            .changed
            .into_iter()
            .map(|one| AuditChange { name: one.name, old: one.old, new: one.new })
            .collect(),
    }
}

/// Where something is, below its tenant.
fn place(event: &AuditEvent) -> Option<String> {
    if event.operation == AuditOperation::Delete {
        return None;
    }
    let (place, id) = match event.target_kind.as_str() {
        "application" => ("app-registrations", &event.target_id),
        "identityProvider" => ("identity-providers", &event.target_id),
        "userFlow" => ("user-flows", &event.target_id),
        "user" => ("users", &event.target_id),
        "signIn" => ("sign-ins", &event.target_id),
        "keySet" => ("policy-keys", &event.target_name),
        "customPolicy" => ("policies", &event.target_name),
        _ => return None,
    };
    Some(format!("{place}/{id}"))
}
