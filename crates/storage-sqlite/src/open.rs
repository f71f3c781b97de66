use crate::{SqliteStore, fault::fault, writer::Writer};
use sqlx::{
    ConnectOptions, SqliteConnection,
    migrate::MigrateError,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{fs, io, path::Path, sync::atomic::AtomicU64, time::Duration};
use storage::{Sealer, StoreError, generations::Generations};

/// Reading connections. Each is a thread and a page cache of 2 MB.
const READERS: u32 = 4;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

impl SqliteStore {
    /// Opens the database at `path`, making the file (not its folder) and bringing its tables up to date.
    pub async fn open(path: impl AsRef<Path>, sealer: Sealer) -> Result<Self, StoreError> {
        let path = path.as_ref();
        create(path)?;
        Self::open_with(path, sealer, writing(path)).await
    }

    /// Opens with given options for the writer, so that a test can make it fail.
    pub(crate) async fn open_with(
        path: &Path,
        sealer: Sealer,
        options: SqliteConnectOptions,
    ) -> Result<Self, StoreError> {
        let mut connection = options.connect().await.map_err(|error| fault(&error))?;
        migrate(&mut connection).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(BUSY_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_lazy_with(reading(path));
        let writer = Writer::start(connection, options, sealer.clone());
        Ok(Self { readers, writer, sealer, round_trips: AtomicU64::new(0), generations: Generations::default() })
    }
}

/// Makes an empty file that only we may read, unless there is one. SQLite gives its log the same mode.
fn create(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(StoreError::Unavailable(format!(
            "there is no folder {}; make it, owned by the account that runs the server, or give another path",
            folder.display()
        )));
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(StoreError::Unavailable(format!("{} cannot be made: {error}", path.display()))),
    }
}

/// How the writer connects. `synchronous=FULL` is what makes an acknowledged write survive a power cut.
pub(crate) fn writing(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("journal_size_limit", "16777216")
}

fn reading(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).read_only(true).create_if_missing(false).busy_timeout(BUSY_TIMEOUT)
}

async fn migrate(connection: &mut SqliteConnection) -> Result<(), StoreError> {
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
