use crate::{
    columns::{Columns, to_json},
    fault::{fault, is_unique_violation},
    position::{page, time_of},
};
use domain::{Identity, TenantId, User, UserId};
use sqlx::{SqliteConnection, SqlitePool, sqlite::SqliteRow};
use storage::{Conflict, Page, StoreError, fold};

pub(crate) async fn create(on: &mut SqliteConnection, user: &User) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO users (tenant, id, display_name, given_name, surname, email, attributes, enabled, created_at,
                            last_sign_in_at, name_folded, email_folded, id_text)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&user.tenant.uuid().as_bytes()[..])
    .bind(&user.id.uuid().as_bytes()[..])
    .bind(user.display_name.as_deref())
    .bind(user.given_name.as_deref())
    .bind(user.surname.as_deref())
    .bind(user.email.as_deref())
    .bind(to_json(&user.attributes)?)
    .bind(user.enabled)
    .bind(user.created_at.as_millis())
    .bind(user.last_sign_in_at.map(domain::Timestamp::as_millis))
    .bind(user.display_name.as_deref().map(fold))
    .bind(user.email.as_deref().map(fold))
    .bind(user.id.to_string())
    .execute(&mut *on)
    .await
    .map_err(|error| if is_unique_violation(&error) { Conflict::UserId.into() } else { fault(&error) })?;
    for (position, identity) in (0_i64..).zip(&user.identities) {
        let added = sqlx::query(
            "INSERT INTO identities (tenant, issuer, issuer_assigned_id, user, position) VALUES (?, ?, ?, ?, ?)
             ON CONFLICT DO NOTHING",
        )
        .bind(&user.tenant.uuid().as_bytes()[..])
        .bind(identity.issuer.as_str())
        .bind(identity.issuer_assigned_id.as_str())
        .bind(&user.id.uuid().as_bytes()[..])
        .bind(position)
        .execute(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
        if added.rows_affected() == 0 {
            return Err(Conflict::Identity(identity.clone()).into());
        }
    }
    Ok(())
}

pub(crate) async fn update(on: &mut SqliteConnection, user: &User) -> Result<(), StoreError> {
    let updated = sqlx::query(
        "UPDATE users SET display_name = ?3, given_name = ?4, surname = ?5, email = ?6, attributes = ?7, enabled = ?8,
                last_sign_in_at = ?9, name_folded = ?10, email_folded = ?11
         WHERE tenant = ?1 AND id = ?2",
    )
    .bind(&user.tenant.uuid().as_bytes()[..])
    .bind(&user.id.uuid().as_bytes()[..])
    .bind(user.display_name.as_deref())
    .bind(user.given_name.as_deref())
    .bind(user.surname.as_deref())
    .bind(user.email.as_deref())
    .bind(to_json(&user.attributes)?)
    .bind(user.enabled)
    .bind(user.last_sign_in_at.map(domain::Timestamp::as_millis))
    .bind(user.display_name.as_deref().map(fold))
    .bind(user.email.as_deref().map(fold))
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    if updated.rows_affected() == 0 {
        Err(Conflict::User.into())
    } else {
        Ok(())
    }
}

/// With its identities: they refer to it and go with it.
pub(crate) async fn delete(
    on: &mut SqliteConnection,
    tenant: TenantId,
    id: UserId,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM users WHERE tenant = ? AND id = ?")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&id.uuid().as_bytes()[..])
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

/// The columns of a user, its identities as JSON, so that one statement sees them at one moment.
macro_rules! select_users {
    ($rest:literal) => {
        concat!(
            "SELECT id, display_name, given_name, surname, email, attributes, enabled, created_at, last_sign_in_at,
                    (SELECT json_group_array(json_object('issuer', issuer, 'issuerAssignedId', issuer_assigned_id) ORDER BY position)
                     FROM identities WHERE identities.tenant = users.tenant AND identities.user = users.id) AS identities
             FROM users ",
            $rest
        )
    };
}

pub(crate) async fn find(
    readers: &SqlitePool,
    tenant: TenantId,
    id: UserId,
) -> Result<Option<User>, StoreError> {
    let row = sqlx::query(select_users!("WHERE tenant = ? AND id = ?"))
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&id.uuid().as_bytes()[..])
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    row.map(|row| user(&row, tenant)).transpose()
}

pub(crate) async fn find_by_identity(
    readers: &SqlitePool,
    tenant: TenantId,
    identity: &Identity,
) -> Result<Option<User>, StoreError> {
    let row = sqlx::query(select_users!(
        "WHERE tenant = ?1
           AND id = (SELECT user FROM identities WHERE tenant = ?1 AND issuer = ?2 AND issuer_assigned_id = ?3)"
    ))
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(identity.issuer.as_str())
    .bind(identity.issuer_assigned_id.as_str())
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    row.map(|row| user(&row, tenant)).transpose()
}

pub(crate) async fn list(
    readers: &SqlitePool,
    tenant: TenantId,
    prefix: Option<&str>,
    after: Option<UserId>,
    limit: u32,
) -> Result<Page<User>, StoreError> {
    let prefix = prefix.map(fold).filter(|prefix| !prefix.is_empty());
    let query = match (&prefix, after) {
        (None, None) => sqlx::query(select_users!("WHERE tenant = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2")),
        (None, Some(_)) => sqlx::query(select_users!(
            "WHERE tenant = ?1
               AND (created_at, id) < (coalesce((SELECT created_at FROM users WHERE tenant = ?1 AND id = ?3), ?4), ?3)
             ORDER BY created_at DESC, id DESC LIMIT ?2"
        )),
        (Some(_), None) => sqlx::query(select_users!(
            "WHERE tenant = ?1
               AND ((name_folded >= ?5 AND name_folded < ?6) OR (email_folded >= ?5 AND email_folded < ?6)
                    OR (id_text >= ?5 AND id_text < ?6))
             ORDER BY created_at DESC, id DESC LIMIT ?2"
        )),
        (Some(_), Some(_)) => sqlx::query(select_users!(
            "WHERE tenant = ?1
               AND (created_at, id) < (coalesce((SELECT created_at FROM users WHERE tenant = ?1 AND id = ?3), ?4), ?3)
               AND ((name_folded >= ?5 AND name_folded < ?6) OR (email_folded >= ?5 AND email_folded < ?6)
                    OR (id_text >= ?5 AND id_text < ?6))
             ORDER BY created_at DESC, id DESC LIMIT ?2"
        )),
    };
    // Every text that begins with the prefix sorts before it and the last character there is.
    let beyond = prefix
        .as_ref()
        .map(|prefix| format!("{prefix}{}", char::MAX));
    let rows = query
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(i64::from(limit) + 1)
        .bind(after.map(|after| after.uuid().as_bytes().to_vec()))
        .bind(after.map(|after| time_of(after.uuid()).as_millis()))
        .bind(prefix)
        .bind(beyond)
        .fetch_all(readers)
        .await
        .map_err(|error| fault(&error))?;
    page(&rows, limit, |row| user(row, tenant))
}

fn user(row: &SqliteRow, tenant: TenantId) -> Result<User, StoreError> {
    let columns = Columns(row);
    Ok(User {
        id: UserId::from_uuid(columns.uuid("id")?),
        tenant,
        display_name: columns.get("display_name")?,
        given_name: columns.get("given_name")?,
        surname: columns.get("surname")?,
        email: columns.get("email")?,
        attributes: columns.json("attributes")?,
        enabled: columns.get("enabled")?,
        identities: columns.json("identities")?,
        created_at: columns.time("created_at")?,
        last_sign_in_at: columns.time_or_null("last_sign_in_at")?,
    })
}
