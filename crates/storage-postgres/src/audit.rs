use crate::{
    columns::{Columns, corrupt, to_json},
    fault::fault,
    position::page,
};
use domain::{AuditEventId, TenantId};
use sqlx::{PgConnection, PgPool, postgres::PgRow};
use storage::{AuditEvent, AuditOperation, AuditQuery, Page, StoreError, fold};

pub(crate) async fn record(on: &mut PgConnection, event: &AuditEvent) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO audit_events (tenant, id, at, actor, actor_folded, operation, target_kind, target_id, target_name,
                                   target_folded, changed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(&event.tenant.uuid().as_bytes()[..])
    .bind(&event.id.uuid().as_bytes()[..])
    .bind(event.at.as_millis())
    .bind(event.actor.as_str())
    .bind(fold(&event.actor))
    .bind(event.operation.name())
    .bind(event.target_kind.as_str())
    .bind(event.target_id.as_str())
    .bind(event.target_name.as_str())
    .bind(fold(&event.target_name))
    .bind(to_json(&event.changed)?)
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    Ok(())
}

/// Newest first; ids are of version 7, so that they are in the order of time.
pub(crate) async fn list(
    readers: &PgPool,
    tenant: TenantId,
    query: &AuditQuery,
    after: Option<AuditEventId>,
    limit: u32,
) -> Result<Page<AuditEvent>, StoreError> {
    // A prefix as a range: no wildcard of what was typed means anything.
    let end = query.prefix.as_ref().map(|prefix| format!("{prefix}\u{10FFFF}"));
    let rows = sqlx::query(
        "SELECT tenant, id, at, actor, operation, target_kind, target_id, target_name, changed FROM audit_events
         WHERE tenant = $1 AND ($2 IS NULL OR id < $2)
           AND ($3 IS NULL OR (actor_folded >= $3 AND actor_folded < $4) OR (target_folded >= $3 AND target_folded < $4))
           AND ($5 IS NULL OR target_kind = $5) AND ($6 IS NULL OR target_id = $6) AND ($7 IS NULL OR at >= $7)
         ORDER BY id DESC LIMIT $8",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(after.map(|after| after.uuid().as_bytes().to_vec()))
    .bind(query.prefix.as_deref())
    .bind(end)
    .bind(query.target_kind.as_deref())
    .bind(query.target_id.as_deref())
    .bind(query.since.map(domain::Timestamp::as_millis))
    .bind(i64::from(limit) + 1)
    .fetch_all(readers)
    .await
    .map_err(|error| fault(&error))?;
    page(&rows, limit, event)
}

pub(crate) async fn find(
    readers: &PgPool,
    tenant: TenantId,
    id: AuditEventId,
) -> Result<Option<AuditEvent>, StoreError> {
    let row = sqlx::query(
        "SELECT tenant, id, at, actor, operation, target_kind, target_id, target_name, changed FROM audit_events
         WHERE tenant = $1 AND id = $2",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(&id.uuid().as_bytes()[..])
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    row.as_ref().map(event).transpose()
}

fn event(row: &PgRow) -> Result<AuditEvent, StoreError> {
    let columns = Columns(row);
    Ok(AuditEvent {
        id: AuditEventId::from_uuid(columns.uuid("id")?),
        tenant: TenantId::from_uuid(columns.uuid("tenant")?),
        at: columns.time("at")?,
        actor: columns.get("actor")?,
        operation: AuditOperation::find(columns.get("operation")?).ok_or_else(|| corrupt("audit_events.operation"))?,
        target_kind: columns.get("target_kind")?,
        target_id: columns.get("target_id")?,
        target_name: columns.get("target_name")?,
        changed: columns.json("changed")?,
    })
}
