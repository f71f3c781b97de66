use crate::{columns::Columns, fault::fault, write::Write};
use domain::{JourneyId, TenantId, Timestamp};
use sqlx::PgConnection;
use storage::{ConsumedCallback, Digest, NewCallback, Sealer, StoreError};

pub(crate) async fn create(on: &mut PgConnection, callback: &NewCallback) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO callbacks (state, tenant, journey, provider, own_address, binding, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&callback.state[..])
    .bind(&callback.tenant.uuid().as_bytes()[..])
    .bind(&callback.journey.uuid().as_bytes()[..])
    .bind(callback.provider.as_str())
    .bind(callback.own_address)
    .bind(&callback.binding[..])
    .bind(callback.expires_at.as_millis())
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    Ok(())
}

/// Forgets one that nobody waits for any more.
pub(crate) async fn forget(on: &mut PgConnection, tenant: TenantId, state: Digest) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM callbacks WHERE state = $1 AND tenant = $2")
        .bind(&state[..])
        .bind(&tenant.uuid().as_bytes()[..])
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

/// Consumes a callback and takes the lease of its journey.
pub(crate) struct Consume {
    pub(crate) state: Digest,
    pub(crate) tenant: TenantId,
    pub(crate) address: Option<String>,
    pub(crate) binding: Digest,
    pub(crate) now: Timestamp,
    pub(crate) lease_until: Timestamp,
}

impl Write for Consume {
    type Output = Option<ConsumedCallback>;

    async fn apply(&self, on: &mut PgConnection, _: &Sealer) -> Result<Self::Output, StoreError> {
        // Both rows are locked before anything is written, so that of all who bring an answer one takes the lease.
        let row = sqlx::query(
            "SELECT journey, provider FROM callbacks
             WHERE state = $1 AND tenant = $2 AND binding = $3
               AND CASE WHEN own_address THEN provider = $4 ELSE $4 IS NULL END
               AND consumed_at IS NULL AND expires_at > $5
             FOR UPDATE",
        )
        .bind(&self.state[..])
        .bind(&self.tenant.uuid().as_bytes()[..])
        .bind(&self.binding[..])
        .bind(self.address.as_deref())
        .bind(self.now.as_millis())
        .fetch_optional(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
        let Some(row) = row else { return Ok(None) };
        let columns = Columns(&row);
        let journey = JourneyId::from_uuid(columns.uuid("journey")?);
        let leased = sqlx::query(
            "UPDATE journeys SET lease_until = $4
             WHERE tenant = $1 AND id = $2 AND status = 'waiting' AND expires_at > $3
               AND (lease_until IS NULL OR lease_until <= $3)",
        )
        .bind(&self.tenant.uuid().as_bytes()[..])
        .bind(&journey.uuid().as_bytes()[..])
        .bind(self.now.as_millis())
        .bind(self.lease_until.as_millis())
        .execute(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
        if leased.rows_affected() == 0 {
            return Ok(None);
        }
        sqlx::query("UPDATE callbacks SET consumed_at = $2 WHERE state = $1")
            .bind(&self.state[..])
            .bind(self.now.as_millis())
            .execute(on)
            .await
            .map_err(|error| fault(&error))?;
        Ok(Some(ConsumedCallback { journey, provider: columns.get("provider")? }))
    }
}
