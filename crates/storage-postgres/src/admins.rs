use crate::{
    columns::{Columns, corrupt},
    fault::{fault, is_unique_violation},
    write::Write,
};
use domain::{AdminId, Timestamp};
use sqlx::{PgConnection, PgPool, postgres::PgRow};
use storage::{Admin, Conflict, Digest, NewSession, Role, Sealer, StoreError, fold};

const OWNER: &str = "owner";

pub(crate) async fn create(on: &mut PgConnection, id: AdminId, name: &str, at: Timestamp) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO admins (id, name, name_folded, role, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&id.uuid().as_bytes()[..])
        .bind(name)
        .bind(fold(name))
        .bind(OWNER)
        .bind(at.as_millis())
        .execute(on)
        .await
        .map_err(|error| if is_unique_violation(&error) { Conflict::Admin.into() } else { fault(&error) })?;
    Ok(())
}

pub(crate) async fn create_link(
    on: &mut PgConnection,
    link: &Digest,
    admin: AdminId,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO admin_links (link, admin, expires_at) VALUES ($1, $2, $3)")
        .bind(&link[..])
        .bind(&admin.uuid().as_bytes()[..])
        .bind(expires_at.as_millis())
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

/// Uses up a one-time link and begins a session: one transaction, or a failure in between would spend the link for
/// nothing.
pub(crate) struct RedeemLink {
    pub(crate) link: Digest,
    pub(crate) session: Digest,
    pub(crate) now: Timestamp,
    pub(crate) until: Timestamp,
}

impl Write for RedeemLink {
    type Output = Option<AdminId>;

    async fn apply(&self, on: &mut PgConnection, _: &Sealer) -> Result<Self::Output, StoreError> {
        let row = sqlx::query(
            "UPDATE admin_links SET used_at = $2 WHERE link = $1 AND used_at IS NULL AND expires_at > $2 RETURNING admin",
        )
        .bind(&self.link[..])
        .bind(self.now.as_millis())
        .fetch_optional(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
        let Some(row) = row else { return Ok(None) };
        let admin = Columns(&row).uuid("admin").map(AdminId::from_uuid)?;
        let session = NewSession { session: self.session, admin, created_at: self.now, expires_at: self.until };
        create_session(on, &session).await?;
        Ok(Some(admin))
    }
}

pub(crate) async fn create_session(on: &mut PgConnection, session: &NewSession) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO admin_sessions (session, admin, created_at, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(&session.session[..])
        .bind(&session.admin.uuid().as_bytes()[..])
        .bind(session.created_at.as_millis())
        .bind(session.expires_at.as_millis())
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

pub(crate) async fn end_session(on: &mut PgConnection, session: &Digest) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM admin_sessions WHERE session = $1")
        .bind(&session[..])
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

pub(crate) async fn count(readers: &PgPool) -> Result<u64, StoreError> {
    let row =
        sqlx::query("SELECT count(*) AS admins FROM admins").fetch_one(readers).await.map_err(|error| fault(&error))?;
    Columns(&row).number("admins")
}

pub(crate) async fn find_by_name(readers: &PgPool, name: &str) -> Result<Option<Admin>, StoreError> {
    let row = sqlx::query("SELECT id, name, role FROM admins WHERE name_folded = $1")
        .bind(fold(name))
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    row.as_ref().map(admin).transpose()
}

pub(crate) async fn find_by_session(
    readers: &PgPool,
    session: &Digest,
    now: Timestamp,
) -> Result<Option<Admin>, StoreError> {
    let row = sqlx::query(
        "SELECT admins.id, admins.name, admins.role FROM admin_sessions JOIN admins ON admins.id = admin_sessions.admin
         WHERE admin_sessions.session = $1 AND admin_sessions.expires_at > $2",
    )
    .bind(&session[..])
    .bind(now.as_millis())
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    row.as_ref().map(admin).transpose()
}

fn admin(row: &PgRow) -> Result<Admin, StoreError> {
    let columns = Columns(row);
    let role = match columns.get("role")? {
        OWNER => Role::Owner,
        _ => return Err(corrupt("admins.role")),
    };
    Ok(Admin { id: AdminId::from_uuid(columns.uuid("id")?), name: columns.get("name")?, role })
}
