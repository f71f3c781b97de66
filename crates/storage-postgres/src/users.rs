use crate::{
    columns::{Columns, to_json},
    fault::{fault, is_unique_violation},
    position::{page, time_of},
};
use domain::{Identity, TenantId, Timestamp, User, UserId};
use sqlx::{PgConnection, PgExecutor, PgPool, postgres::PgRow};
use storage::{Conflict, Page, StoreError, UserField, fold};

pub(crate) async fn create(on: &mut PgConnection, user: &User) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO users (tenant, id, display_name, given_name, surname, email, attributes, enabled, created_at,
                            last_sign_in_at, name_folded, email_folded, id_text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
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
    add_identities(on, user.tenant, user.id, &user.identities).await
}

async fn add_identities(
    on: &mut PgConnection,
    tenant: TenantId,
    user: UserId,
    identities: &[Identity],
) -> Result<(), StoreError> {
    for (position, identity) in (0_i64..).zip(identities) {
        let added = sqlx::query(
            "INSERT INTO identities (tenant, issuer, issuer_assigned_id, user_id, position) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT DO NOTHING",
        )
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(identity.issuer.as_str())
        .bind(identity.issuer_assigned_id.as_str())
        .bind(&user.uuid().as_bytes()[..])
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

/// From now on nobody else changes this user, until the transaction ends; false: there is none.
async fn lock(on: &mut PgConnection, tenant: TenantId, user: UserId) -> Result<bool, StoreError> {
    let known = sqlx::query("SELECT 1 FROM users WHERE tenant = $1 AND id = $2 FOR UPDATE")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&user.uuid().as_bytes()[..])
        .fetch_optional(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(known.is_some())
}

/// In the place of those that the user has.
pub(crate) async fn set_identities(
    on: &mut PgConnection,
    tenant: TenantId,
    user: UserId,
    identities: &[Identity],
) -> Result<(), StoreError> {
    if !lock(on, tenant, user).await? {
        return Err(Conflict::User.into());
    }
    sqlx::query("DELETE FROM identities WHERE tenant = $1 AND user_id = $2")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&user.uuid().as_bytes()[..])
        .execute(&mut *on)
        .await
        .map_err(|error| fault(&error))?;
    add_identities(on, tenant, user, identities).await
}

pub(crate) async fn update(on: &mut PgConnection, user: &User) -> Result<(), StoreError> {
    let updated = sqlx::query(
        "UPDATE users SET display_name = $3, given_name = $4, surname = $5, email = $6, attributes = $7, enabled = $8,
                last_sign_in_at = $9, name_folded = $10, email_folded = $11
         WHERE tenant = $1 AND id = $2",
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
    if updated.rows_affected() == 0 { Err(Conflict::User.into()) } else { Ok(()) }
}

pub(crate) async fn signed_in(
    on: &mut PgConnection,
    tenant: TenantId,
    id: UserId,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE users SET last_sign_in_at = $3
         WHERE tenant = $1 AND id = $2 AND (last_sign_in_at IS NULL OR last_sign_in_at < $3)",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(&id.uuid().as_bytes()[..])
    .bind(at.as_millis())
    .execute(on)
    .await
    .map_err(|error| fault(&error))?;
    Ok(())
}

/// With its identities: they refer to it and go with it.
pub(crate) async fn delete(on: &mut PgConnection, tenant: TenantId, id: UserId) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM users WHERE tenant = $1 AND id = $2")
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&id.uuid().as_bytes()[..])
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

/// Reads and writes under a lock, so that nothing that is stored meanwhile is lost.
pub(crate) async fn change(
    on: &mut PgConnection,
    tenant: TenantId,
    id: UserId,
    fields: Vec<UserField>,
    enabled: Option<bool>,
) -> Result<(), StoreError> {
    lock(on, tenant, id).await?;
    let Some(mut user) = find(&mut *on, tenant, id).await? else { return Err(Conflict::User.into()) };
    if !user.enabled && enabled.is_none() {
        return Err(Conflict::Disabled.into());
    }
    user.enabled = enabled.unwrap_or(user.enabled);
    for field in fields {
        field.apply(&mut user);
    }
    update(on, &user).await
}

/// The columns of a user, its identities as JSON, so that one statement sees them at one moment.
macro_rules! select_users {
    ($($from:expr),+ $(,)?) => {
        concat!(
            "SELECT users.id, display_name, given_name, surname, email, attributes, enabled, created_at, last_sign_in_at,
                    (SELECT coalesce(json_agg(json_build_object('issuer', issuer, 'issuerAssignedId', issuer_assigned_id)
                                              ORDER BY position), '[]')::text
                     FROM identities WHERE identities.tenant = users.tenant AND identities.user_id = users.id) AS identities
             FROM ",
            $($from),+
        )
    };
}

/// Where in the list the row `?3` stands; `?4` is the time that its id tells, should it be gone.
macro_rules! after {
    () => {
        "(created_at, id) < (coalesce((SELECT created_at FROM users WHERE tenant = $1 AND id = $3), $4), $3)"
    };
}

/// A page of the users whose name, e-mail or id lies from `?5` to `?6`: three ranges of indexes, then whole rows.
macro_rules! select_found {
    ($($condition:expr),*) => {
        select_users!(
            "(SELECT created_at AS found_at, id AS found FROM
               (SELECT created_at, id FROM users WHERE tenant = $1 AND name_folded >= $5 AND name_folded < $6
                UNION SELECT created_at, id FROM users WHERE tenant = $1 AND email_folded >= $5 AND email_folded < $6
                UNION SELECT created_at, id FROM users WHERE tenant = $1 AND id_text >= $5 AND id_text < $6) AS matching ",
            $($condition,)*
            " ORDER BY created_at DESC, id DESC LIMIT $2) AS page
             JOIN users ON users.tenant = $1 AND users.id = found ORDER BY found_at DESC, found DESC"
        )
    };
}

pub(crate) async fn find(on: impl PgExecutor<'_>, tenant: TenantId, id: UserId) -> Result<Option<User>, StoreError> {
    let row = sqlx::query(select_users!("users WHERE tenant = $1 AND id = $2"))
        .bind(&tenant.uuid().as_bytes()[..])
        .bind(&id.uuid().as_bytes()[..])
        .fetch_optional(on)
        .await
        .map_err(|error| fault(&error))?;
    row.map(|row| user(&row, tenant)).transpose()
}

pub(crate) async fn find_by_identity(
    readers: &PgPool,
    tenant: TenantId,
    identity: &Identity,
) -> Result<Option<User>, StoreError> {
    let row = sqlx::query(select_users!(
        "users WHERE tenant = $1
           AND id = (SELECT user_id FROM identities WHERE tenant = $1 AND issuer = $2 AND issuer_assigned_id = $3)"
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
    readers: &PgPool,
    tenant: TenantId,
    prefix: Option<&str>,
    after: Option<UserId>,
    limit: u32,
) -> Result<Page<User>, StoreError> {
    let prefix = prefix.map(fold).filter(|prefix| !prefix.is_empty());
    // Every text that begins with the prefix sorts before the prefix and the last character there is.
    let beyond = prefix.as_ref().map(|prefix| format!("{prefix}{}", char::MAX));
    let rows = sqlx::query(list_statement(prefix.is_some(), after.is_some()))
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

fn list_statement(searches: bool, goes_on: bool) -> &'static str {
    match (searches, goes_on) {
        (false, false) => {
            select_users!("users WHERE tenant = $1 ORDER BY created_at DESC, id DESC LIMIT $2")
        }
        (false, true) => concat!(
            select_users!("users WHERE tenant = $1 AND "),
            after!(),
            " ORDER BY created_at DESC, id DESC LIMIT $2"
        ),
        (true, false) => select_found!(),
        (true, true) => select_found!("WHERE ", after!()),
    }
}

fn user(row: &PgRow, tenant: TenantId) -> Result<User, StoreError> {
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
