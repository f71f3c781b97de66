use crate::{columns::Columns, fault::fault, write::Write};
use domain::{TenantId, Timestamp};
use sqlx::{PgConnection, PgPool};
use storage::{Digest, Sealer, StoreError};

/// Counts one attempt, unless so many were counted already in this window.
pub(crate) struct Count {
    pub(crate) tenant: TenantId,
    pub(crate) key: Digest,
    pub(crate) limit: u32,
    pub(crate) now: Timestamp,
    pub(crate) until: Timestamp,
}

impl Write for Count {
    type Output = bool;

    /// One statement: a window that has ended begins again, one that is full stays as it is.
    async fn apply(&self, on: &mut PgConnection, _: &Sealer) -> Result<bool, StoreError> {
        if self.limit == 0 {
            return Ok(false);
        }
        let counted = sqlx::query(
            "INSERT INTO attempts (tenant, key, count, expires_at) VALUES ($1, $2, 1, $5)
             ON CONFLICT (tenant, key) DO UPDATE SET
               count = CASE WHEN attempts.expires_at <= $4 THEN 1 ELSE attempts.count + 1 END,
               expires_at = CASE WHEN attempts.expires_at <= $4 THEN $5 ELSE attempts.expires_at END
             WHERE attempts.expires_at <= $4 OR attempts.count < $3
             RETURNING count",
        )
        .bind(&self.tenant.uuid().as_bytes()[..])
        .bind(&self.key[..])
        .bind(i64::from(self.limit))
        .bind(self.now.as_millis())
        .bind(self.until.as_millis())
        .fetch_optional(on)
        .await
        .map_err(|error| fault(&error))?;
        let Some(row) = counted else { return Ok(false) };
        let _: i64 = Columns(&row).get("count")?;
        Ok(true)
    }
}

pub(crate) async fn forget(on: &mut PgConnection, tenant: TenantId, key: &Digest) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM attempts WHERE tenant = $1 AND key = $2")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&key[..])
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

pub(crate) async fn is_counted(
    readers: &PgPool,
    tenant: TenantId,
    key: &Digest,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let row = sqlx::query("SELECT 1 FROM attempts WHERE tenant = $1 AND key = $2 AND expires_at > $3")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&key[..])
        .bind(now.as_millis())
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    Ok(row.is_some())
}
