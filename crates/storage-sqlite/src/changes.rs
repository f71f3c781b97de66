use crate::{
    admins, api_tokens, attempts, audit, callbacks, codes, documents, grants, journeys, passwords, secrets, sessions,
    tenants, users, writer::Write,
};
use sqlx::SqliteConnection;
use storage::{Change, Sealer, StoreError};

/// A list of changes: one request to the writer, so all of them or none.
pub(crate) struct Changes(pub(crate) Vec<Change>);

impl Write for Changes {
    type Output = ();

    async fn apply(self, on: &mut SqliteConnection, sealer: &Sealer) -> Result<(), StoreError> {
        for change in self.0 {
            apply(change, on, sealer).await?;
        }
        Ok(())
    }
}

async fn apply(change: Change, on: &mut SqliteConnection, sealer: &Sealer) -> Result<(), StoreError> {
    match change {
        Change::CreateTenant(tenant) => tenants::create(on, &tenant).await,
        Change::PutDocument { key, expected, lookup, body, at, by } => {
            documents::put(on, &key, expected, lookup.as_deref(), &body, at, &by).await?;
            tenants::grow(on, key.tenant).await
        }
        Change::DeleteDocument { key, expected, at, by } => {
            documents::delete(on, &key, expected, at, &by).await?;
            tenants::grow(on, key.tenant).await
        }
        Change::PutSecret { tenant, secret, value, at } => {
            secrets::put(on, sealer, tenant, secret, &value, at).await?;
            tenants::grow(on, tenant).await
        }
        Change::DeleteSecret { tenant, secret } => {
            secrets::delete(on, tenant, secret).await?;
            tenants::grow(on, tenant).await
        }
        Change::CreateJourney(journey) => journeys::create(on, sealer, &journey).await,
        Change::SaveJourney(save) => journeys::save(on, sealer, &save).await,
        Change::AppendRecording { tenant, id, version, recording, keep_until } => {
            journeys::replace_recording(on, sealer, (tenant, id, version), &recording, keep_until).await
        }
        Change::ExpectCallback(callback) => callbacks::create(on, &callback).await,
        Change::ForgetCallback { tenant, state } => callbacks::forget(on, tenant, state).await,
        Change::CreateCode(code) => codes::create(on, sealer, &code).await,
        Change::CreateRefreshFamily(family) => grants::create(on, sealer, &family).await,
        Change::Revoke { tenant, grants, at } => grants::revoke(on, tenant, grants, at).await,
        Change::PutSession(session) => sessions::put(on, sealer, &session).await,
        Change::GoOnSession(session) => sessions::go_on(on, sealer, &session).await,
        Change::EndSession { tenant, session } => sessions::end(on, tenant, &session).await,
        Change::CreateUser { user, once } => {
            if let Some((journey, step)) = &once
                && !journeys::first_time(on, user.tenant, *journey, step).await?
            {
                return Ok(());
            }
            users::create(on, &user).await
        }
        Change::UpdateUser { user } => users::update(on, &user).await,
        Change::ChangeUser { tenant, id, fields, enabled } => users::change(on, tenant, id, fields, enabled).await,
        Change::SignedIn { tenant, user, at } => users::signed_in(on, tenant, user, at).await,
        Change::SetIdentities { tenant, user, identities } => {
            users::set_identities(on, tenant, user, &identities).await
        }
        Change::SetPassword { tenant, user, hash, at } => passwords::set(on, sealer, tenant, user, &hash, at).await,
        Change::ForgetAttempts { tenant, key } => attempts::forget(on, tenant, &key).await,
        Change::DeleteUser { tenant, id } => users::delete(on, tenant, id).await,
        Change::CreateAdmin { id, name, at } => admins::create(on, id, &name, at).await,
        Change::CreateAdminLink { link, admin, expires_at } => admins::create_link(on, &link, admin, expires_at).await,
        Change::CreateAdminSession(session) => admins::create_session(on, &session).await,
        Change::EndAdminSession { session } => admins::end_session(on, &session).await,
        Change::CreateApiToken { token, api } => api_tokens::create(on, &token, &api).await,
        Change::RecordAudit(event) => audit::record(on, &event).await,
        Change::RevokeApiToken { tenant, name } => api_tokens::revoke(on, tenant, &name).await,
    }
}
