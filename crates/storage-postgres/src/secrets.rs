use crate::{
    columns::{Columns, corrupt, open, seal},
    fault::{fault, is_unique_violation},
};
use domain::{Secret, SecretRef, TenantId, Timestamp};
use sqlx::{PgConnection, PgPool};
use storage::{Conflict, Sealer, StoreError};

fn place(tenant: TenantId, secret: SecretRef) -> String {
    format!("secrets.value:{tenant}/{}/{}", secret.id, secret.version)
}

pub(crate) async fn put(
    on: &mut PgConnection,
    sealer: &Sealer,
    tenant: TenantId,
    secret: SecretRef,
    value: &Secret,
    at: Timestamp,
) -> Result<(), StoreError> {
    let stored = seal(sealer, &place(tenant, secret), value.expose().as_bytes())?;
    sqlx::query("INSERT INTO secrets (tenant, id, version, stored_at, value) VALUES ($1, $2, $3, $4, $5)")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&secret.id.uuid().as_bytes()[..])
        .bind(i64::from(secret.version))
        .bind(at.as_millis())
        .bind(stored)
        .execute(on)
        .await
        .map_err(|error| if is_unique_violation(&error) { Conflict::SecretVersion.into() } else { fault(&error) })?;
    Ok(())
}

pub(crate) async fn delete(on: &mut PgConnection, tenant: TenantId, secret: SecretRef) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM secrets WHERE tenant = $1 AND id = $2")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&secret.id.uuid().as_bytes()[..])
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

pub(crate) async fn find(
    readers: &PgPool,
    sealer: &Sealer,
    tenant: TenantId,
    secret: SecretRef,
) -> Result<Option<Secret>, StoreError> {
    let row = sqlx::query("SELECT value FROM secrets WHERE tenant = $1 AND id = $2 AND version = $3")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&secret.id.uuid().as_bytes()[..])
        .bind(i64::from(secret.version))
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    let Some(row) = row else { return Ok(None) };
    let place = place(tenant, secret);
    let value = open(sealer, &place, Columns(&row).get("value")?)?;
    String::from_utf8(value).map(|text| Some(Secret::new(text))).map_err(|_| corrupt(&place))
}
