use crate::{
    columns::{Columns, corrupt, open, seal},
    fault::{fault, is_unique_violation},
    position::{page, time_of},
    write::Write,
};
use domain::{ApplicationId, JourneyId, TenantId, Timestamp, UserId};
use sqlx::{PgConnection, PgPool, postgres::PgRow};
use storage::{Conflict, JourneyRow, JourneySave, JourneyStatus, JourneySummary, NewJourney, Page, Sealer, StoreError};

fn state_place(tenant: TenantId, id: JourneyId) -> String {
    format!("journeys.state:{tenant}/{id}")
}

fn recording_place(tenant: TenantId, id: JourneyId) -> String {
    format!("journeys.recording:{tenant}/{id}")
}

pub(crate) async fn create(on: &mut PgConnection, sealer: &Sealer, journey: &NewJourney) -> Result<(), StoreError> {
    let state = seal(sealer, &state_place(journey.tenant, journey.id), &journey.state)?;
    let recording = seal(sealer, &recording_place(journey.tenant, journey.id), &journey.recording)?;
    sqlx::query(
        "INSERT INTO journeys (tenant, id, version, policy, application, status, fault, started_at, updated_at,
                               expires_at, binding, state, recording)
         VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)",
    )
    .bind(&journey.tenant.uuid().as_bytes()[..])
    .bind(&journey.id.uuid().as_bytes()[..])
    .bind(journey.policy.as_str())
    .bind(&journey.application.uuid().as_bytes()[..])
    .bind(journey.status.name())
    .bind(journey.fault.as_deref())
    .bind(journey.started_at.as_millis())
    .bind(journey.expires_at.as_millis())
    .bind(&journey.binding[..])
    .bind(state)
    .bind(recording)
    .execute(on)
    .await
    .map_err(|error| if is_unique_violation(&error) { Conflict::JourneyVersion.into() } else { fault(&error) })?;
    Ok(())
}

/// The provider and the user stay as they were where the save does not name them.
pub(crate) async fn save(on: &mut PgConnection, sealer: &Sealer, save: &JourneySave) -> Result<(), StoreError> {
    let state = save.state.as_ref().map(|state| seal(sealer, &state_place(save.tenant, save.id), state)).transpose()?;
    let recording = seal(sealer, &recording_place(save.tenant, save.id), &save.recording)?;
    let saved = sqlx::query(
        "UPDATE journeys SET version = version + 1, state = $4, recording = $5, status = $6, fault = $7,
                provider = coalesce($8, provider), user_id = coalesce($9, user_id), updated_at = $10, expires_at = $11,
                lease_until = CASE WHEN $12 THEN NULL ELSE lease_until END
         WHERE tenant = $1 AND id = $2 AND version = $3",
    )
    .bind(&save.tenant.uuid().as_bytes()[..])
    .bind(&save.id.uuid().as_bytes()[..])
    .bind(stored_version(save.version))
    .bind(state)
    .bind(recording)
    .bind(save.status.name())
    .bind(save.fault.as_deref())
    .bind(save.provider.as_deref())
    .bind(save.user.as_ref().map(|user| user.uuid().as_bytes().to_vec()))
    .bind(save.at.as_millis())
    .bind(save.expires_at.as_millis())
    .bind(save.release)
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    if saved.rows_affected() == 0 { Err(Conflict::JourneyVersion.into()) } else { Ok(()) }
}

pub(crate) async fn replace_recording(
    on: &mut PgConnection,
    sealer: &Sealer,
    (tenant, id, version): (TenantId, JourneyId, u64),
    recording: &[u8],
    keep_until: Timestamp,
) -> Result<(), StoreError> {
    let recording = seal(sealer, &recording_place(tenant, id), recording)?;
    let saved = sqlx::query(
        "UPDATE journeys SET version = version + 1, recording = $4, expires_at = greatest(expires_at, $5)
         WHERE tenant = $1 AND id = $2 AND version = $3",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(&id.uuid().as_bytes()[..])
    .bind(stored_version(version))
    .bind(recording)
    .bind(keep_until.as_millis())
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    if saved.rows_affected() == 0 { Err(Conflict::JourneyVersion.into()) } else { Ok(()) }
}

/// Whether this step of a journey writes for the first time.
pub(crate) async fn first_time(
    on: &mut PgConnection,
    tenant: TenantId,
    journey: JourneyId,
    step: &str,
) -> Result<bool, StoreError> {
    let noted = sqlx::query("INSERT INTO once (tenant, journey, step) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&journey.uuid().as_bytes()[..])
        .bind(step)
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(noted.rows_affected() == 1)
}

/// Takes the lease of a journey that waits.
pub(crate) struct Claim {
    pub(crate) tenant: TenantId,
    pub(crate) id: JourneyId,
    pub(crate) version: u64,
    pub(crate) now: Timestamp,
    pub(crate) lease_until: Timestamp,
}

impl Write for Claim {
    type Output = bool;

    async fn apply(&self, on: &mut PgConnection, _: &Sealer) -> Result<bool, StoreError> {
        let claimed = sqlx::query(
            "UPDATE journeys SET lease_until = $5
             WHERE tenant = $1 AND id = $2 AND version = $3 AND status = 'waiting' AND expires_at > $4
               AND (lease_until IS NULL OR lease_until <= $4)",
        )
        .bind(&self.tenant.uuid().as_bytes()[..])
        .bind(&self.id.uuid().as_bytes()[..])
        .bind(stored_version(self.version))
        .bind(self.now.as_millis())
        .bind(self.lease_until.as_millis())
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
        Ok(claimed.rows_affected() == 1)
    }
}

/// A version that no row can have matches none.
fn stored_version(version: u64) -> i64 {
    i64::try_from(version).unwrap_or(-1)
}

pub(crate) async fn find(
    readers: &PgPool,
    sealer: &Sealer,
    tenant: TenantId,
    id: JourneyId,
) -> Result<Option<JourneyRow>, StoreError> {
    let row = sqlx::query("SELECT * FROM journeys WHERE tenant = $1 AND id = $2")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&id.uuid().as_bytes()[..])
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    let state: Option<&[u8]> = columns.get("state")?;
    Ok(Some(JourneyRow {
        summary: summary(&row, tenant)?,
        version: columns.number("version")?,
        binding: columns.digest("binding")?,
        state: state.map(|state| open(sealer, &state_place(tenant, id), state)).transpose()?,
        recording: open(sealer, &recording_place(tenant, id), columns.get("recording")?)?,
        lease_until: columns.time_or_null("lease_until")?,
        expires_at: columns.time("expires_at")?,
    }))
}

pub(crate) async fn recording(
    readers: &PgPool,
    sealer: &Sealer,
    tenant: TenantId,
    id: JourneyId,
) -> Result<Option<Vec<u8>>, StoreError> {
    let row = sqlx::query("SELECT recording FROM journeys WHERE tenant = $1 AND id = $2")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&id.uuid().as_bytes()[..])
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    row.map(|row| open(sealer, &recording_place(tenant, id), Columns(&row).get("recording")?)).transpose()
}

pub(crate) async fn list(
    readers: &PgPool,
    tenant: TenantId,
    after: Option<JourneyId>,
    limit: u32,
) -> Result<Page<JourneySummary>, StoreError> {
    let rows = match after {
        None => {
            sqlx::query(
                "SELECT id, policy, application, status, fault, provider, user_id, started_at, updated_at FROM journeys
                 WHERE tenant = $1 ORDER BY started_at DESC, id DESC LIMIT $2",
            )
            .bind(&tenant.uuid().as_bytes()[..])
            .bind(i64::from(limit) + 1)
            .fetch_all(readers)
            .await
        }
        Some(after) => {
            sqlx::query(
                "SELECT id, policy, application, status, fault, provider, user_id, started_at, updated_at FROM journeys
                 WHERE tenant = $1
                   AND (started_at, id) < (coalesce((SELECT started_at FROM journeys WHERE tenant = $1 AND id = $3), $4), $3)
                 ORDER BY started_at DESC, id DESC LIMIT $2",
            )
            .bind(&tenant.uuid().as_bytes()[..])
            .bind(i64::from(limit) + 1)
            .bind(&after.uuid().as_bytes()[..])
            .bind(time_of(after.uuid()).as_millis())
            .fetch_all(readers)
            .await
        }
    };
    page(&rows.map_err(|error| fault(&error))?, limit, |row| summary(row, tenant))
}

fn summary(row: &PgRow, tenant: TenantId) -> Result<JourneySummary, StoreError> {
    let columns = Columns(row);
    Ok(JourneySummary {
        id: JourneyId::from_uuid(columns.uuid("id")?),
        tenant,
        policy: columns.get("policy")?,
        application: ApplicationId::from_uuid(columns.uuid("application")?),
        status: JourneyStatus::find(columns.get("status")?).ok_or_else(|| corrupt("journeys.status"))?,
        fault: columns.get("fault")?,
        provider: columns.get("provider")?,
        user: columns.uuid_or_null("user_id")?.map(UserId::from_uuid),
        started_at: columns.time("started_at")?,
        updated_at: columns.time("updated_at")?,
    })
}
