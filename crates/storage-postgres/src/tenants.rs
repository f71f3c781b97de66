use crate::{
    columns::{Columns, corrupt},
    fault::{fault, is_unique_violation},
};
use domain::{DisplayName, Tenant, TenantId, TenantName};
use sqlx::{PgConnection, PgPool, postgres::PgRow};
use storage::{Conflict, StoreError};

pub(crate) async fn create(on: &mut PgConnection, tenant: &Tenant) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO tenants (id, name, display_name, created_at, generation) VALUES ($1, $2, $3, $4, 1)")
        .bind(&tenant.id.uuid().as_bytes()[..])
        .bind(tenant.name.as_str())
        .bind(tenant.display_name.as_str())
        .bind(tenant.created_at.as_millis())
        .execute(on)
        .await
        .map_err(|error| if is_unique_violation(&error) { Conflict::Tenant.into() } else { fault(&error) })?;
    Ok(())
}

/// From now on nobody else changes the configuration of this tenant, until the transaction ends. Rows that only refer to
/// the tenant are written meanwhile.
pub(crate) async fn lock(on: &mut PgConnection, tenant: TenantId) -> Result<(), StoreError> {
    sqlx::query("SELECT 1 FROM tenants WHERE id = $1 FOR NO KEY UPDATE")
        .bind(&tenant.uuid().as_bytes()[..])
        .fetch_optional(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

/// Every change of a tenant's configuration does this in its own transaction; caches compare the number.
pub(crate) async fn grow(on: &mut PgConnection, tenant: TenantId) -> Result<(), StoreError> {
    sqlx::query("UPDATE tenants SET generation = generation + 1 WHERE id = $1")
        .bind(&tenant.uuid().as_bytes()[..])
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

pub(crate) async fn all(readers: &PgPool) -> Result<Vec<Tenant>, StoreError> {
    let rows = sqlx::query("SELECT id, name, display_name, created_at FROM tenants ORDER BY name")
        .fetch_all(readers)
        .await
        .map_err(|error| fault(&error))?;
    rows.iter().map(tenant).collect()
}

pub(crate) async fn find_by_name(readers: &PgPool, name: &TenantName) -> Result<Option<Tenant>, StoreError> {
    let row = sqlx::query("SELECT id, name, display_name, created_at FROM tenants WHERE name = $1")
        .bind(name.as_str())
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    row.as_ref().map(tenant).transpose()
}

pub(crate) async fn find(readers: &PgPool, id: TenantId) -> Result<Option<Tenant>, StoreError> {
    let row = sqlx::query("SELECT id, name, display_name, created_at FROM tenants WHERE id = $1")
        .bind(&id.uuid().as_bytes()[..])
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    row.as_ref().map(tenant).transpose()
}

/// 0 while there is no such tenant.
pub(crate) async fn generation(readers: &PgPool, id: TenantId) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT generation FROM tenants WHERE id = $1")
        .bind(&id.uuid().as_bytes()[..])
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    row.map_or(Ok(0), |row| Columns(&row).number("generation"))
}

fn tenant(row: &PgRow) -> Result<Tenant, StoreError> {
    let columns = Columns(row);
    Ok(Tenant {
        id: TenantId::from_uuid(columns.uuid("id")?),
        name: TenantName::parse(columns.get("name")?).map_err(|_| corrupt("tenants.name"))?,
        display_name: DisplayName::parse(columns.get("display_name")?).map_err(|_| corrupt("tenants.display_name"))?,
        created_at: columns.time("created_at")?,
    })
}
