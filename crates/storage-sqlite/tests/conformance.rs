//! SQLite passes the suite of the contract.

#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "support/store.rs"]
mod support;

use std::sync::Arc;
use storage::Store;

async fn make_store() -> Option<(Arc<dyn Store>, tempfile::TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let store = support::open(&folder.path().join("passerelle.db")).await.unwrap();
    Some((Arc::new(store), folder))
}

storage::conformance_suite!(make_store);
