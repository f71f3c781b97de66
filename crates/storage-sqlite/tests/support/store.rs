use domain::Entropy;
use std::{path::Path, sync::Arc};
use storage::{Sealer, StoreError};
use storage_sqlite::SqliteStore;
use zeroize::Zeroizing;

struct Random;

impl Entropy for Random {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).unwrap();
    }
}

/// With a key that every test uses.
pub fn sealer() -> Sealer {
    Sealer::new(Zeroizing::new([7; 32]), Vec::new(), Arc::new(Random))
}

/// A store sealed with that key.
pub async fn open(path: &Path) -> Result<SqliteStore, StoreError> {
    SqliteStore::open(path, sealer()).await
}
