use crate::{
    columns::{Columns, open, seal},
    fault::fault,
    write::Write,
};
use domain::{GrantId, JourneyId, TenantId, Timestamp};
use sqlx::{PgConnection, PgPool};
use storage::{Conflict, NewRefreshFamily, Presented, RefreshFamily, Revoked, Rotation, Sealer, StoreError};

fn place(tenant: TenantId, id: GrantId) -> String {
    format!("refresh_families.payload:{tenant}/{id}")
}

pub(crate) async fn create(
    on: &mut PgConnection,
    sealer: &Sealer,
    family: &NewRefreshFamily,
) -> Result<(), StoreError> {
    let payload = seal(sealer, &place(family.tenant, family.id), &family.payload)?;
    // A second redemption of the code may have come between the first one and this. From here on it waits, and revokes
    // what is made below.
    sqlx::query("SELECT 1 FROM codes WHERE tenant = $1 AND journey = $2 FOR SHARE")
        .bind(&family.tenant.uuid().as_bytes()[..])
        .bind(&family.journey.uuid().as_bytes()[..])
        .fetch_all(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
    let made = sqlx::query(
        "INSERT INTO refresh_families
             (tenant, id, journey, application, user_id, generation, created_at, rotated_at, expires_at, payload)
         SELECT $1, $2, $3, $4, $5, 0, $6, $6, $7, $8
         WHERE NOT EXISTS (SELECT 1 FROM codes WHERE tenant = $1 AND journey = $3 AND revoked_at IS NOT NULL)",
    )
    .bind(&family.tenant.uuid().as_bytes()[..])
    .bind(&family.id.uuid().as_bytes()[..])
    .bind(&family.journey.uuid().as_bytes()[..])
    .bind(&family.application.uuid().as_bytes()[..])
    .bind(family.user.map(|user| user.uuid().as_bytes().to_vec()))
    .bind(family.created_at.as_millis())
    .bind(family.expires_at.as_millis())
    .bind(payload)
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    if made.rows_affected() == 1 { Ok(()) } else { Err(Conflict::Revoked.into()) }
}

pub(crate) async fn find(
    readers: &PgPool,
    sealer: &Sealer,
    tenant: TenantId,
    id: GrantId,
) -> Result<Option<RefreshFamily>, StoreError> {
    let row = sqlx::query(
        "SELECT journey, generation, created_at, expires_at, revoked_at, payload FROM refresh_families
         WHERE tenant = $1 AND id = $2",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(&id.uuid().as_bytes()[..])
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    Ok(Some(RefreshFamily {
        journey: JourneyId::from_uuid(columns.uuid("journey")?),
        generation: columns.number("generation")?,
        created_at: columns.time("created_at")?,
        expires_at: columns.time("expires_at")?,
        revoked: columns.time_or_null("revoked_at")?.is_some(),
        payload: open(sealer, &place(tenant, id), columns.get("payload")?)?,
    }))
}

/// Presents a refresh token.
pub(crate) struct Rotate(pub(crate) Presented);

impl Write for Rotate {
    type Output = Rotation;

    async fn apply(&self, on: &mut PgConnection, _: &Sealer) -> Result<Rotation, StoreError> {
        let presented = &self.0;
        let rotated = sqlx::query(
            "UPDATE refresh_families SET generation = generation + 1, rotated_at = $4, expires_at = $5
             WHERE tenant = $1 AND id = $2 AND generation = $3 AND revoked_at IS NULL AND expires_at > $4",
        )
        .bind(&presented.tenant.uuid().as_bytes()[..])
        .bind(&presented.family.uuid().as_bytes()[..])
        .bind(i64::from(presented.generation))
        .bind(presented.now.as_millis())
        .bind(presented.expires_at.as_millis())
        .execute(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
        if rotated.rows_affected() == 1 {
            return Ok(Rotation::Rotated);
        }
        // As it is now: nobody rotates it between this statement and the end of the transaction.
        let family = sqlx::query(
            "SELECT generation, rotated_at, expires_at, revoked_at FROM refresh_families WHERE tenant = $1 AND id = $2
             FOR UPDATE",
        )
        .bind(&presented.tenant.uuid().as_bytes()[..])
        .bind(&presented.family.uuid().as_bytes()[..])
        .fetch_optional(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
        let Some(row) = family else { return Ok(Rotation::Dead) };
        let columns = Columns(&row);
        let current: u32 = columns.number("generation")?;
        if current <= presented.generation {
            return Ok(Rotation::Dead);
        }
        let alive = columns.time_or_null("revoked_at")?.is_none() && columns.time("expires_at")? > presented.now;
        let just_now = current - 1 == presented.generation && columns.time("rotated_at")? >= presented.retry_from;
        if alive && just_now {
            return Ok(Rotation::Again);
        }
        revoke(on, presented.tenant, Revoked::Family(presented.family), presented.now).await?;
        Ok(Rotation::Reused)
    }
}

pub(crate) async fn revoke(
    on: &mut PgConnection,
    tenant: TenantId,
    grants: Revoked,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (sql, id) = match grants {
        Revoked::Family(id) => (
            "UPDATE refresh_families SET revoked_at = coalesce(revoked_at, $3) WHERE tenant = $1 AND id = $2",
            id.uuid(),
        ),
        Revoked::Journey(id) => (
            "UPDATE refresh_families SET revoked_at = coalesce(revoked_at, $3) WHERE tenant = $1 AND journey = $2",
            id.uuid(),
        ),
        Revoked::User(id) => (
            "UPDATE refresh_families SET revoked_at = coalesce(revoked_at, $3) WHERE tenant = $1 AND user_id = $2",
            id.uuid(),
        ),
    };
    sqlx::query(sql)
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&id.as_bytes()[..])
        .bind(at.as_millis())
        .execute(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
    if let Revoked::User(user) = grants {
        sqlx::query("DELETE FROM sessions WHERE tenant = $1 AND user_id = $2")
            .bind(&tenant.uuid().as_bytes()[..])
            .bind(&user.uuid().as_bytes()[..])
            .execute(on)
            .await
            .map_err(|error| fault(&error))?;
    }
    Ok(())
}

pub(crate) async fn is_revoked(readers: &PgPool, tenant: TenantId, journey: JourneyId) -> Result<bool, StoreError> {
    let row = sqlx::query(
        "SELECT 1 FROM codes WHERE tenant = $1 AND journey = $2 AND revoked_at IS NOT NULL
         UNION ALL
         SELECT 1 FROM refresh_families WHERE tenant = $1 AND journey = $2 AND revoked_at IS NOT NULL LIMIT 1",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(&journey.uuid().as_bytes()[..])
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    Ok(row.is_some())
}
