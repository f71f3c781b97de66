use crate::{
    columns::{Columns, corrupt, open, seal},
    fault::fault,
};
use domain::{Secret, TenantId, Timestamp, UserId};
use sqlx::{PgConnection, PgPool};
use storage::{Conflict, Sealer, StoreError};

fn place(tenant: TenantId, user: UserId) -> String {
    format!("passwords.hash:{tenant}/{user}")
}

pub(crate) async fn set(
    on: &mut PgConnection,
    sealer: &Sealer,
    tenant: TenantId,
    user: UserId,
    hash: &Secret,
    at: Timestamp,
) -> Result<(), StoreError> {
    let stored = seal(sealer, &place(tenant, user), hash.expose().as_bytes())?;
    let set = sqlx::query(
        "INSERT INTO passwords (tenant, user_id, hash, set_at)
         SELECT tenant, id, $3, $4 FROM users WHERE tenant = $1 AND id = $2
         ON CONFLICT (tenant, user_id) DO UPDATE SET hash = excluded.hash, set_at = excluded.set_at",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(&user.uuid().as_bytes()[..])
    .bind(stored)
    .bind(at.as_millis())
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    if set.rows_affected() == 0 { Err(Conflict::User.into()) } else { Ok(()) }
}

pub(crate) async fn find(
    readers: &PgPool,
    sealer: &Sealer,
    tenant: TenantId,
    user: UserId,
) -> Result<Option<Secret>, StoreError> {
    let row = sqlx::query("SELECT hash FROM passwords WHERE tenant = $1 AND user_id = $2")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&user.uuid().as_bytes()[..])
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    let Some(row) = row else { return Ok(None) };
    let place = place(tenant, user);
    let value = open(sealer, &place, Columns(&row).get("hash")?)?;
    String::from_utf8(value).map(|text| Some(Secret::new(text))).map_err(|_| corrupt(&place))
}
