//! A database of its own for every test, in the PostgreSQL server that `PASSERELLE_TEST_POSTGRES` names (`cargo xtask test`
//! starts one). Without it nothing of this runs, which is said, and is a failure in CI.

use domain::Entropy;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::sync::Arc;
use storage::{Sealer, StoreError};
use storage_postgres::PostgresStore;
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

/// A database that goes away with the test.
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// A new one; `None` where there is no server.
    pub async fn make() -> Option<Self> {
        let Ok(server) = std::env::var("PASSERELLE_TEST_POSTGRES") else {
            assert!(std::env::var_os("CI").is_none(), "PASSERELLE_TEST_POSTGRES names no server, and this is CI");
            eprintln!(
                "SKIPPED: PASSERELLE_TEST_POSTGRES names no PostgreSQL server, such as postgres://postgres@127.0.0.1"
            );
            return None;
        };
        let mut random = [0; 16];
        Random.fill(&mut random);
        let name = format!("passerelle_{:x}", u128::from_le_bytes(random));
        let database = Self { server, name };
        database.run(&format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", database.name)).await;
        Some(database)
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("{}/{}", self.server.trim_end_matches('/'), self.name)
    }

    /// A store on it, sealed with the key of every test.
    pub async fn open(&self) -> Result<PostgresStore, StoreError> {
        PostgresStore::open(&self.url(), sealer()).await
    }

    async fn run(&self, sql: &str) {
        let mut connection = PgConnection::connect(&format!("{}/postgres", self.server)).await.unwrap();
        connection.execute(AssertSqlSafe(sql)).await.unwrap();
        connection.close().await.unwrap();
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        tokio::task::block_in_place(|| {
            let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            tokio::runtime::Handle::current().block_on(self.run(&sql));
        });
    }
}
