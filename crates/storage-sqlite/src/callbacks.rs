use crate::{columns::Columns, fault::fault, writer::Write};
use domain::{JourneyId, TenantId, Timestamp};
use sqlx::SqliteConnection;
use storage::{ConsumedCallback, Digest, NewCallback, Sealer, StoreError};

pub(crate) async fn create(on: &mut SqliteConnection, callback: &NewCallback) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO callbacks (state, tenant, journey, provider, own_address, binding, expires_at)
         VALUES (?, ?, ?, ?, ?, ?, ?)",
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
pub(crate) async fn forget(on: &mut SqliteConnection, tenant: TenantId, state: Digest) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM callbacks WHERE state = ? AND tenant = ?")
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

    async fn apply(self, on: &mut SqliteConnection, _: &Sealer) -> Result<Self::Output, StoreError> {
        let row = sqlx::query(
            "UPDATE callbacks SET consumed_at = ?5
             WHERE state = ?1 AND tenant = ?2 AND binding = ?3
               AND CASE own_address WHEN 0 THEN ?4 IS NULL ELSE provider = ?4 END
               AND consumed_at IS NULL AND expires_at > ?5
               AND EXISTS (SELECT 1 FROM journeys
                           WHERE journeys.tenant = callbacks.tenant AND journeys.id = callbacks.journey
                             AND journeys.status = 'waiting' AND journeys.expires_at > ?5
                             AND (journeys.lease_until IS NULL OR journeys.lease_until <= ?5))
             RETURNING journey, provider",
        )
        .bind(&self.state[..])
        .bind(&self.tenant.uuid().as_bytes()[..])
        .bind(&self.binding[..])
        .bind(self.address)
        .bind(self.now.as_millis())
        .fetch_optional(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
        let Some(row) = row else { return Ok(None) };
        let columns = Columns(&row);
        let journey = JourneyId::from_uuid(columns.uuid("journey")?);
        // That nobody else holds the lease was a condition of the statement above, in this transaction.
        sqlx::query("UPDATE journeys SET lease_until = ? WHERE tenant = ? AND id = ?")
            .bind(self.lease_until.as_millis())
            .bind(&self.tenant.uuid().as_bytes()[..])
            .bind(&journey.uuid().as_bytes()[..])
            .execute(on)
            .await
            .map_err(|error| fault(&error))?;
        Ok(Some(ConsumedCallback { journey, provider: columns.get("provider")? }))
    }
}
