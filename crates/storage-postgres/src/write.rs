//! Writes: each is a transaction of its own, and several go on at once. What one must not do beside another it prevents
//! by the rows that it locks; where two wait for each other, PostgreSQL ends one of them, and it is tried again.

use crate::fault::{AGAIN, fault};
use sqlx::{PgConnection, PgPool};
use std::{future::Future, time::Duration};
use storage::{Sealer, StoreError};

/// So often one write is attempted.
const ATTEMPTS: u32 = 8;

/// One request: applied whole, or undone.
pub(crate) trait Write: Send + Sync {
    /// What it answers.
    type Output: Send;

    /// Runs its statements, inside a transaction that is open.
    fn apply(
        &self,
        on: &mut PgConnection,
        sealer: &Sealer,
    ) -> impl Future<Output = Result<Self::Output, StoreError>> + Send;
}

/// Answers when PostgreSQL has it on its disk.
pub(crate) async fn write<W: Write>(pool: &PgPool, sealer: &Sealer, write: &W) -> Result<W::Output, StoreError> {
    let mut attempt = 1;
    loop {
        match once(pool, sealer, write).await {
            Err(StoreError::Unavailable(why)) if why == AGAIN && attempt < ATTEMPTS => {
                tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 5)).await;
                attempt += 1;
            }
            done => return done,
        }
    }
}

async fn once<W: Write>(pool: &PgPool, sealer: &Sealer, write: &W) -> Result<W::Output, StoreError> {
    let mut transaction = pool.begin().await.map_err(|error| fault(&error))?;
    // Dropped without a commit, it is rolled back.
    let output = write.apply(&mut transaction, sealer).await?;
    transaction.commit().await.map_err(|error| fault(&error))?;
    Ok(output)
}
