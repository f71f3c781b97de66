use crate::{fault::fault, write::Write};
use domain::Timestamp;
use sqlx::PgConnection;
use storage::{
    Sealer, StoreError,
    retention::{
        ABANDONED_KEPT_SECONDS, AUDIT_KEPT_SECONDS, CODE_KEPT_SECONDS, FAMILY_KEPT_SECONDS, REVOKED_CODE_KEPT_SECONDS,
        UNANSWERED_KEPT_SECONDS,
    },
};

/// Deletes expired rows, few of each kind, so that nobody waits for it long.
pub(crate) struct Purge {
    pub(crate) now: Timestamp,
    pub(crate) limit: u32,
}

impl Write for Purge {
    type Output = u64;

    async fn apply(&self, on: &mut PgConnection, _: &Sealer) -> Result<u64, StoreError> {
        self.give_up(on).await?;
        // What a journey wrote once is forgotten with it; it is not a row of its own to whoever counts.
        self.delete(
            on,
            "DELETE FROM once WHERE (tenant, journey) IN
             (SELECT tenant, id FROM journeys WHERE expires_at <= $1
              AND (status <> 'waiting' OR state IS NULL) ORDER BY expires_at, tenant, id LIMIT $2)",
            self.now,
        )
        .await?;
        let journeys = "DELETE FROM journeys WHERE (tenant, id) IN
             (SELECT tenant, id FROM journeys WHERE expires_at <= $1
              AND (status <> 'waiting' OR state IS NULL) ORDER BY expires_at, tenant, id LIMIT $2)";
        let callbacks = "DELETE FROM callbacks WHERE state IN
             (SELECT state FROM callbacks WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let codes = "DELETE FROM codes WHERE code IN
             (SELECT code FROM codes WHERE expires_at <= $1 AND revoked_at IS NULL ORDER BY expires_at LIMIT $2)";
        let revoked = "DELETE FROM codes WHERE code IN
             (SELECT code FROM codes WHERE expires_at <= $1 AND revoked_at IS NOT NULL ORDER BY expires_at LIMIT $2)";
        let families = "DELETE FROM refresh_families WHERE (tenant, id) IN
             (SELECT tenant, id FROM refresh_families WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let people = "DELETE FROM sessions WHERE session IN
             (SELECT session FROM sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let links = "DELETE FROM admin_links WHERE link IN
             (SELECT link FROM admin_links WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let sessions = "DELETE FROM admin_sessions WHERE session IN
             (SELECT session FROM admin_sessions WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let mut deleted = self.delete(on, codes, self.now.plus_seconds(-CODE_KEPT_SECONDS)).await?;
        deleted += self.delete(on, revoked, self.now.plus_seconds(-REVOKED_CODE_KEPT_SECONDS)).await?;
        deleted += self.delete(on, families, self.now.plus_seconds(-FAMILY_KEPT_SECONDS)).await?;
        let audit = "DELETE FROM audit_events WHERE (tenant, id) IN
             (SELECT tenant, id FROM audit_events WHERE at <= $1 ORDER BY at LIMIT $2)";
        deleted += self.delete(on, audit, self.now.plus_seconds(-AUDIT_KEPT_SECONDS)).await?;
        let attempts = "DELETE FROM attempts WHERE (tenant, key) IN
             (SELECT tenant, key FROM attempts WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        let tokens = "DELETE FROM api_tokens WHERE token IN
             (SELECT token FROM api_tokens WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)";
        for sql in [journeys, callbacks, links, sessions, people, attempts, tokens] {
            deleted += self.delete(on, sql, self.now).await?;
        }
        Ok(deleted)
    }
}

impl Purge {
    /// Journeys that nobody goes on with lose their state, and live on as what is recorded of them.
    async fn give_up(&self, on: &mut PgConnection) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE journeys SET state = NULL, expires_at = expires_at + CASE version WHEN 1 THEN $3 ELSE $4 END
             WHERE (tenant, id) IN
             (SELECT tenant, id FROM journeys WHERE expires_at <= $1 AND status = 'waiting' AND state IS NOT NULL
              ORDER BY expires_at, tenant, id LIMIT $2)",
        )
        .bind(self.now.as_millis())
        .bind(i64::from(self.limit))
        .bind(UNANSWERED_KEPT_SECONDS * 1000)
        .bind(ABANDONED_KEPT_SECONDS * 1000)
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
        Ok(())
    }

    async fn delete(&self, on: &mut PgConnection, sql: &'static str, until: Timestamp) -> Result<u64, StoreError> {
        let deleted = sqlx::query(sql)
            .bind(until.as_millis())
            .bind(i64::from(self.limit))
            .execute(on)
            .await
            .map_err(|error| fault(&error))?;
        Ok(deleted.rows_affected())
    }
}
