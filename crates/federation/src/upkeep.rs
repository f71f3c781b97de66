//! Upkeep: what has expired is deleted.

use crate::{Error, Federation};

/// Rows of each kind in one transaction: nobody waits for long behind it.
const BATCH: u32 = 500;
/// Transactions in one turn. What is left then waits for the next one.
const BATCHES: u32 = 2_000;

impl Federation {
    /// Deletes what has expired, batch after batch until nothing is left, for a bounded time; answers how many rows it
    /// deleted. Between two batches whoever waits to write gets a turn.
    pub async fn purge(&self) -> Result<u64, Error> {
        let now = self.clock.now();
        let mut deleted = 0;
        for _ in 0..BATCHES {
            let batch = self.store.purge(now, BATCH).await?;
            if batch == 0 {
                break;
            }
            deleted += batch;
        }
        Ok(deleted)
    }
}
