use super::{Write, Writer, statement};
use crate::{SqliteStore, fault::fault, open::writing};
use domain::{DisplayName, Entropy, Tenant, TenantId, TenantName, Timestamp};
use sqlx::{ConnectOptions, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use storage::{Change, Sealer, Store, StoreError};
use tempfile::TempDir;
use zeroize::Zeroizing;

struct Random;

impl Entropy for Random {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).unwrap();
    }
}

fn sealer() -> Sealer {
    Sealer::new(Zeroizing::new([7; 32]), Vec::new(), Arc::new(Random))
}

/// A store whose writer connects in this way.
async fn store_with(
    options: impl FnOnce(SqliteConnectOptions) -> SqliteConnectOptions,
) -> (Arc<SqliteStore>, PathBuf, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    SqliteStore::open(&path, sealer()).await.unwrap().close().await;
    let store = SqliteStore::open_with(&path, sealer(), options(writing(&path))).await.unwrap();
    (Arc::new(store), path, folder)
}

async fn store() -> (Arc<SqliteStore>, PathBuf, TempDir) {
    store_with(|options| options).await
}

fn tenant(number: u32) -> Change {
    let name = TenantName::parse(&format!("tenant{number}")).unwrap();
    Change::CreateTenant(Tenant {
        id: TenantId::from_uuid(uuid::Uuid::from_u128(u128::from(number) + 1)),
        display_name: DisplayName::parse(name.as_str()).unwrap(),
        name,
        created_at: Timestamp::from_millis(0),
    })
}

async fn tenants(store: &SqliteStore) -> usize {
    store.tenants().await.unwrap().len()
}

/// The sentence of a write that was not possible.
fn unavailable<T: std::fmt::Debug>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Unavailable(sentence)) => sentence,
        result => panic!("{result:?}"),
    }
}

/// A request made of statements.
struct Statements(&'static [&'static str]);

impl Write for Statements {
    type Output = ();

    async fn apply(self, on: &mut SqliteConnection, _: &Sealer) -> Result<(), StoreError> {
        for sql in self.0 {
            statement(on, sql).await.map_err(|error| fault(&error))?;
        }
        Ok(())
    }
}

/// Another process in the middle of a write.
async fn lock(path: &Path) -> SqliteConnection {
    let mut connection = writing(path).connect().await.unwrap();
    statement(&mut connection, "BEGIN IMMEDIATE").await.unwrap();
    connection
}

/// How many transactions are in the log: frames that say how large the database is after them.
fn commits_in_log(path: &Path) -> usize {
    let log = std::fs::read(path.with_extension("db-wal")).unwrap();
    let page_size = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
    log[32..].chunks_exact(24 + page_size).filter(|frame| frame[4..8] != [0; 4]).count()
}

#[tokio::test]
async fn f2_the_writer_syncs_every_commit_and_readers_only_read() {
    let (store, path, _folder) = store().await;
    let mut connection = writing(&path).connect().await.unwrap();
    for (pragma, value) in [("PRAGMA journal_mode", "wal"), ("PRAGMA synchronous", "2"), ("PRAGMA foreign_keys", "1")] {
        let row = sqlx::query(pragma).fetch_one(&mut connection).await.unwrap();
        let found = row.try_get::<String, _>(0).or_else(|_| row.try_get::<i64, _>(0).map(|number| number.to_string()));
        assert_eq!(found.unwrap(), value, "{pragma}");
    }
    let refused = sqlx::query("DELETE FROM tenants").execute(store.reader()).await;
    assert!(unavailable(refused.map_err(|error| fault(&error))).contains("may not be written"));
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_that_wait_share_one_commit() {
    let (store, path, _folder) = store().await;
    store.commit(vec![tenant(0)]).await.unwrap();
    let before = commits_in_log(&path);
    let other = lock(&path).await;
    let callers: Vec<_> = (1..=64)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.commit(vec![tenant(number)]).await })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(tenants(&store).await, 1, "reading goes on meanwhile");
    drop(other);
    for caller in callers {
        caller.await.unwrap().unwrap();
    }
    assert_eq!(tenants(&store).await, 65);
    let commits = commits_in_log(&path) - before;
    assert!(commits <= 3, "64 callers, {commits} commits");
}

#[tokio::test(flavor = "multi_thread")]
async fn f3_a_full_disk_is_said_and_the_store_goes_on_when_there_is_room() {
    let (store, _path, _folder) = store_with(|options| options.pragma("max_page_count", "120")).await;
    let admin = domain::AdminId::from_uuid(uuid::Uuid::from_u128(1));
    store
        .commit(vec![Change::CreateAdmin { id: admin, name: "Ada".to_owned(), at: Timestamp::default() }])
        .await
        .unwrap();
    let link = |number: u32| {
        let mut link = [0; 32];
        link[..4].copy_from_slice(&number.to_be_bytes());
        Change::CreateAdminLink { link, admin, expires_at: Timestamp::from_millis(1) }
    };
    let mut stored = 0;
    let error = loop {
        match store.commit(vec![link(stored)]).await {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
        assert!(stored < 100_000, "it never fills");
    };
    assert!(unavailable::<()>(Err(error)).contains("the disk is full"));
    assert!(stored > 10);
    assert_eq!(store.admin_count().await.unwrap(), 1, "reading goes on");
    store.ping().await.unwrap();

    assert_eq!(store.purge(Timestamp::from_millis(1), 100_000).await.unwrap(), u64::from(stored));
    store.commit(vec![link(0)]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn f8_a_locked_database_is_said_and_the_store_goes_on_when_it_is_free() {
    let (store, path, _folder) = store_with(|options| options.busy_timeout(Duration::from_millis(50))).await;
    let other = lock(&path).await;
    assert!(unavailable(store.commit(vec![tenant(1)]).await).contains("another process holds the database"));
    assert_eq!(tenants(&store).await, 0);
    drop(other);
    let mut last = store.commit(vec![tenant(2)]).await;
    for _ in 0..20 {
        if last.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        last = store.commit(vec![tenant(2)]).await;
    }
    last.unwrap();
    assert_eq!(tenants(&store).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_told_of_a_success_before_the_commit() {
    let (store, path, _folder) = store().await;
    let other = lock(&path).await;
    // Whoever shares a commit with a request that makes it fail is told so.
    let callers: Vec<_> = (0..8)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.commit(vec![tenant(number)]).await })
        })
        .collect();
    let breaking = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let statements = Statements(&[
                "PRAGMA defer_foreign_keys = ON",
                "INSERT INTO secrets (tenant, id, version, stored_at, value) VALUES (x'00', x'00', 1, 0, x'00')",
            ]);
            store.write(statements).await
        })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(other);
    unavailable(breaking.await.unwrap());
    let mut refused = 0;
    for caller in callers {
        match caller.await.unwrap() {
            Ok(()) => {}
            result => {
                unavailable(result);
                refused += 1;
            }
        }
    }
    assert!(refused > 0, "nobody shared the commit");
    assert_eq!(tenants(&store).await, 8 - refused, "told and stored are the same");
    store.commit(vec![tenant(100)]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_taken_away_is_not_made_again() {
    let (store, path, folder) = store().await;
    store.commit(vec![tenant(1)]).await.unwrap();
    for end in ["", "-wal", "-shm"] {
        std::fs::remove_file(format!("{}{end}", path.display())).unwrap();
    }
    // The writer connects anew after this.
    unavailable(store.write(Statements(&["ROLLBACK", "no such statement"])).await);
    let sentence = unavailable(store.commit(vec![tenant(2)]).await);
    assert!(sentence.contains("cannot be opened"), "{sentence}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_the_engine_gave_up_is_nobodys_success() {
    let (store, _path, _folder) = store().await;
    let statements =
        Statements(&["INSERT INTO tenants VALUES (x'01', 'a', 'a', 0, 1)", "ROLLBACK", "no such statement"]);
    unavailable(store.write(statements).await);
    assert_eq!(tenants(&store).await, 0);
    store.commit(vec![tenant(1)]).await.unwrap();
    assert_eq!(tenants(&store).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_of_one_request_undoes_that_request_only() {
    let (store, path, _folder) = store().await;
    let other = lock(&path).await;
    let good = {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.commit(vec![tenant(1)]).await })
    };
    let bad = {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            store
                .write(Statements(&[
                    "INSERT INTO tenants VALUES (zeroblob(16), 'abc', 'a', 0, 1)",
                    "no such statement",
                ]))
                .await
        })
    };
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(other);
    unavailable(bad.await.unwrap());
    good.await.unwrap().unwrap();
    assert_eq!(tenants(&store).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_goes_on_when_its_caller_has_gone() {
    let (store, path, _folder) = store().await;
    let other = lock(&path).await;
    let caller = {
        let store = Arc::clone(&store);
        tokio::spawn(async move { store.commit(vec![tenant(1)]).await })
    };
    tokio::time::sleep(Duration::from_millis(100)).await;
    caller.abort();
    drop(other);
    store.commit(vec![tenant(2)]).await.unwrap();
    assert_eq!(tenants(&store).await, 2);
}

#[tokio::test]
async fn s73_the_queue_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    SqliteStore::open(&path, sealer()).await.unwrap().close().await;
    let options = writing(&path);
    let writer = Writer::start(options.connect().await.unwrap(), options, sealer());
    assert_eq!(writer.queue.max_capacity(), 1024);
}
