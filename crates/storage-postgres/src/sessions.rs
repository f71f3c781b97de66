use crate::{
    columns::{Columns, open, seal},
    fault::fault,
};
use domain::{TenantId, Timestamp, UserId};
use sqlx::{PgConnection, PgPool};
use std::fmt::Write as _;
use storage::{Conflict, Digest, NewPersonSession, PersonSession, Sealer, StoreError};

fn place(tenant: TenantId, session: &Digest) -> String {
    let mut place = format!("sessions.payload:{tenant}/");
    for byte in session {
        let _ = write!(place, "{byte:02x}");
    }
    place
}

pub(crate) async fn put(on: &mut PgConnection, sealer: &Sealer, session: &NewPersonSession) -> Result<(), StoreError> {
    let payload = seal(sealer, &place(session.tenant, &session.session), &session.payload)?;
    sqlx::query(
        "INSERT INTO sessions (session, tenant, user_id, expires_at, payload) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (session) DO UPDATE SET user_id = $3, expires_at = $4, payload = $5 WHERE sessions.tenant = $2",
    )
    .bind(&session.session[..])
    .bind(&session.tenant.uuid().as_bytes()[..])
    .bind(session.user.map(|user| user.uuid().as_bytes().to_vec()))
    .bind(session.expires_at.as_millis())
    .bind(payload)
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    Ok(())
}

/// One statement: a session that ended between reading and this stays ended.
pub(crate) async fn go_on(
    on: &mut PgConnection,
    sealer: &Sealer,
    session: &NewPersonSession,
) -> Result<(), StoreError> {
    let payload = seal(sealer, &place(session.tenant, &session.session), &session.payload)?;
    let gone_on = sqlx::query(
        "UPDATE sessions SET user_id = $3, expires_at = $4, payload = $5 WHERE session = $1 AND tenant = $2",
    )
    .bind(&session.session[..])
    .bind(&session.tenant.uuid().as_bytes()[..])
    .bind(session.user.map(|user| user.uuid().as_bytes().to_vec()))
    .bind(session.expires_at.as_millis())
    .bind(payload)
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    if gone_on.rows_affected() == 0 { Err(Conflict::Session.into()) } else { Ok(()) }
}

pub(crate) async fn end(on: &mut PgConnection, tenant: TenantId, session: &Digest) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM sessions WHERE session = $1 AND tenant = $2")
        .bind(&session[..])
        .bind(&tenant.uuid().as_bytes()[..])
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

pub(crate) async fn find(
    readers: &PgPool,
    sealer: &Sealer,
    session: &Digest,
    tenant: TenantId,
    now: Timestamp,
) -> Result<Option<PersonSession>, StoreError> {
    let row = sqlx::query(
        "SELECT user_id, expires_at, payload FROM sessions WHERE session = $1 AND tenant = $2 AND expires_at > $3",
    )
    .bind(&session[..])
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(now.as_millis())
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    Ok(Some(PersonSession {
        user: columns.uuid_or_null("user_id")?.map(UserId::from_uuid),
        expires_at: columns.time("expires_at")?,
        payload: open(sealer, &place(tenant, session), columns.get("payload")?)?,
    }))
}
