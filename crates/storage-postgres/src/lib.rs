//! The store on PostgreSQL, for several servers over one database; its own migrations.
//!
//! Every write is a transaction (`write`), every read asks the primary. Each room holds the statements of its tables,
//! those that read and those that write.

mod admins;
mod api_tokens;
mod attempts;
mod audit;
mod callbacks;
mod changes;
mod codes;
mod columns;
mod documents;
mod fault;
mod grants;
mod issuers;
mod journeys;
mod open;
mod passwords;
mod position;
mod purge;
mod secrets;
mod sessions;
mod store;
mod tenants;
mod users;
mod write;

use sqlx::PgPool;
use std::sync::atomic::{AtomicU64, Ordering};
use storage::{Sealer, StoreError, generations::Generations};

/// The store. Made by [`PostgresStore::open`]; shared behind an `Arc`.
pub struct PostgresStore {
    pool: PgPool,
    sealer: Sealer,
    round_trips: AtomicU64,
    generations: Generations,
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresStore(…)")
    }
}

impl PostgresStore {
    /// Closes every connection. Later calls answer [`StoreError::Unavailable`].
    pub async fn close(&self) {
        self.pool.close().await;
    }

    fn reader(&self) -> &PgPool {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
        &self.pool
    }

    async fn write<W: write::Write>(&self, write: W) -> Result<W::Output, StoreError> {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
        write::write(&self.pool, &self.sealer, &write).await
    }
}
