use crate::{PostgresStore, fault::fault};
use sqlx::{
    ConnectOptions, Connection, PgConnection,
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{str::FromStr, sync::atomic::AtomicU64, time::Duration};
use storage::{Sealer, StoreError, generations::Generations};

/// Connections at most: PostgreSQL has a process for each, and several servers may share it.
const CONNECTIONS: u32 = 20;
/// How long somebody waits for one.
const PATIENCE: Duration = Duration::from_secs(5);

impl PostgresStore {
    /// Connects by a URL, `postgres://user:password@host/database?sslmode=verify-full`, and brings the tables up to date.
    pub async fn open(url: &str, sealer: Sealer) -> Result<Self, StoreError> {
        // The driver's sentence could repeat what is in the URL.
        let options = PgConnectOptions::from_str(url)
            .map_err(|_| StoreError::Unavailable("the URL of the database cannot be read".to_owned()))?
            .application_name("passerelle")
            // An acknowledged write survives a power cut, whatever the server's default is.
            .options([("synchronous_commit", "on"), ("lock_timeout", "5s"), ("statement_timeout", "30s")]);
        // One connection first: it says at once what is wrong, where a pool would go on trying.
        let connected = tokio::time::timeout(PATIENCE, options.connect()).await;
        let connected =
            connected.map_err(|_| StoreError::Unavailable("PostgreSQL does not answer in time".to_owned()))?;
        let mut connection = connected.map_err(|error| fault(&error))?;
        check(&mut connection).await?;
        migrate(&mut connection).await?;
        let _ = connection.close().await;
        let pool =
            PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(PATIENCE).connect_lazy_with(options);
        Ok(Self { pool, sealer, round_trips: AtomicU64::new(0), generations: Generations::default() })
    }
}

/// Names and claims are in every script there is.
async fn check(connection: &mut PgConnection) -> Result<(), StoreError> {
    let (encoding,): (String,) =
        sqlx::query_as("SHOW server_encoding").fetch_one(connection).await.map_err(|error| fault(&error))?;
    if encoding == "UTF8" {
        return Ok(());
    }
    Err(StoreError::Unavailable(format!("the database stores text as {encoding}; make one with the encoding UTF8")))
}

/// Several servers may start at once: one of them migrates, the others wait.
async fn migrate(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::migrate!("./migrations").run(connection).await.map_err(|error| match error {
        MigrateError::VersionMissing(_) | MigrateError::VersionTooNew(..) => StoreError::Unavailable(
            "a newer version of this program has used the database; run that version, or restore a backup made before"
                .to_owned(),
        ),
        MigrateError::VersionMismatch(version) => StoreError::Unavailable(format!(
            "the tables were made by another build of this program (migration {version} differs)"
        )),
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => fault(&error),
        error => StoreError::Unavailable(error.to_string()),
    })
}
