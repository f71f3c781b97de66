use crate::{
    columns::{Columns, corrupt},
    fault::{fault, is_unique_violation},
};
use domain::{ApiTokenId, TenantId, Timestamp};
use sqlx::{PgConnection, PgPool, postgres::PgRow};
use storage::{ApiRole, ApiToken, Conflict, Digest, StoreError};

pub(crate) async fn create(on: &mut PgConnection, token: &Digest, api: &ApiToken) -> Result<(), StoreError> {
    // One that has expired makes room for its successor, whether it was purged or not.
    sqlx::query("DELETE FROM api_tokens WHERE tenant = $1 AND name = $2 AND expires_at <= $3")
        .bind(&api.tenant.uuid().as_bytes()[..])
        .bind(api.name.as_str())
        .bind(api.created_at.as_millis())
        .execute(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
    sqlx::query(
        "INSERT INTO api_tokens (token, id, tenant, name, role, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&token[..])
    .bind(&api.id.uuid().as_bytes()[..])
    .bind(&api.tenant.uuid().as_bytes()[..])
    .bind(api.name.as_str())
    .bind(api.role.name())
    .bind(api.created_at.as_millis())
    .bind(api.expires_at.as_millis())
    .execute(on)
    .await
    .map_err(|error| if is_unique_violation(&error) { Conflict::ApiToken.into() } else { fault(&error) })?;
    Ok(())
}

pub(crate) async fn revoke(on: &mut PgConnection, tenant: TenantId, name: &str) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM api_tokens WHERE tenant = $1 AND name = $2")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(name)
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

pub(crate) async fn find(readers: &PgPool, token: &Digest, now: Timestamp) -> Result<Option<ApiToken>, StoreError> {
    let row = sqlx::query(
        "SELECT id, tenant, name, role, created_at, expires_at FROM api_tokens WHERE token = $1 AND expires_at > $2",
    )
    .bind(&token[..])
    .bind(now.as_millis())
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    row.as_ref().map(api_token).transpose()
}

pub(crate) async fn list(readers: &PgPool, tenant: TenantId, now: Timestamp) -> Result<Vec<ApiToken>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, tenant, name, role, created_at, expires_at FROM api_tokens
         WHERE tenant = $1 AND expires_at > $2 ORDER BY name",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(now.as_millis())
    .fetch_all(readers)
    .await
    .map_err(|error| fault(&error))?;
    rows.iter().map(api_token).collect()
}

fn api_token(row: &PgRow) -> Result<ApiToken, StoreError> {
    let columns = Columns(row);
    Ok(ApiToken {
        id: ApiTokenId::from_uuid(columns.uuid("id")?),
        tenant: TenantId::from_uuid(columns.uuid("tenant")?),
        name: columns.get("name")?,
        role: ApiRole::find(columns.get("role")?).ok_or_else(|| corrupt("api_tokens.role"))?,
        created_at: columns.time("created_at")?,
        expires_at: columns.time("expires_at")?,
    })
}
