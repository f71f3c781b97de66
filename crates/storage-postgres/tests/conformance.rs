//! PostgreSQL passes the suite of the contract.

#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "support/database.rs"]
mod database;

use database::Database;
use std::sync::Arc;
use storage::Store;

async fn make_store() -> Option<(Arc<dyn Store>, Database)> {
    let database = Database::make().await?;
    let store = database.open().await.unwrap();
    Some((Arc::new(store), database))
}

storage::conformance_suite!(make_store);
