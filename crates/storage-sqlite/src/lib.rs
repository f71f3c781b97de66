//! The store on SQLite: one file in WAL mode, `synchronous=FULL`, its own migrations.
//!
//! One task owns the only connection that writes and commits in groups (`writer`); a few read-only connections answer
//! everything else. Each room holds the statements of its tables, those that read and those that write.

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
mod writer;

use sqlx::SqlitePool;
use std::sync::atomic::{AtomicU64, Ordering};
use storage::{Sealer, StoreError, generations::Generations};

/// The store. Made by [`SqliteStore::open`]; shared behind an `Arc`.
pub struct SqliteStore {
    readers: SqlitePool,
    writer: writer::Writer,
    sealer: Sealer,
    round_trips: AtomicU64,
    generations: Generations,
}

impl std::fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SqliteStore(…)")
    }
}

impl SqliteStore {
    /// Commits what is queued, moves the log into the file and closes it. Later calls answer
    /// [`StoreError::Unavailable`]. Without it, the next opening recovers the log; nothing acknowledged is lost.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    fn reader(&self) -> &SqlitePool {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
        &self.readers
    }

    async fn write<W: writer::Write>(&self, write: W) -> Result<W::Output, StoreError> {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
        self.writer.write(write).await
    }
}
