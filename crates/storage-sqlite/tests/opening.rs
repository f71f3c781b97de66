//! Opening, closing, and opening twice.

#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "support/store.rs"]
mod support;

use domain::{DisplayName, JourneyId, Kind, Tenant, TenantId, TenantName, Timestamp};
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{fs, sync::Arc};
use storage::{Change, CodeRedemption, DocumentKey, Expected, NewCode, Store, StoreError};
use uuid::Uuid;

const NOW: Timestamp = Timestamp::from_seconds(1_750_000_000);

fn tenant() -> Tenant {
    Tenant {
        id: TenantId::from_uuid(Uuid::from_u128(1)),
        name: TenantName::parse("contoso").unwrap(),
        display_name: DisplayName::parse("Contoso").unwrap(),
        created_at: NOW,
    }
}

fn sentence<T>(result: Result<T, StoreError>) -> String {
    result.err().map_or_else(String::new, |error| error.to_string())
}

#[tokio::test]
async fn what_was_committed_is_there_after_closing_and_without_closing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let store = support::open(&path).await.unwrap();
    store.commit(vec![Change::CreateTenant(tenant())]).await.unwrap();
    let beside = support::open(&path).await.unwrap();
    assert_eq!(beside.tenants().await.unwrap(), [tenant()], "a process that opens it meanwhile sees it");
    beside.close().await;
    store.close().await;
    let again = support::open(&path).await.unwrap();
    assert_eq!(again.tenants().await.unwrap(), [tenant()]);
}

#[tokio::test]
async fn closing_moves_the_log_into_the_file_and_later_calls_say_that_it_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let store = support::open(&path).await.unwrap();
    store.commit(vec![Change::CreateTenant(tenant())]).await.unwrap();
    store.close().await;
    assert!(!folder.path().join("passerelle.db-wal").exists());
    assert!(sentence(store.commit(Vec::new()).await).contains("closed"));
    assert!(sentence(store.tenants().await).contains("closed"));
    assert!(sentence(store.ping().await).contains("closed"));
    store.close().await;
}

#[tokio::test]
async fn a_missing_folder_is_named_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let sentence = sentence(support::open(&missing.join("passerelle.db")).await);
    assert!(sentence.contains(&missing.display().to_string()) && sentence.contains("make it"), "{sentence}");
    assert!(!missing.exists());
}

#[tokio::test]
async fn what_is_no_database_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    fs::write(&path, "a letter to somebody, much longer than the header of a database ".repeat(40)).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = support::open(&path).await;
    assert!(matches!(refused, Err(StoreError::Corrupt(_))), "{refused:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
    let refused = support::open(folder.path()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn f15_a_database_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    support::open(&path).await.unwrap().close().await;
    let mut other = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&path)).await.unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations SELECT 9999, 'later', installed_on, success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1")
        .execute(&mut other)
        .await
        .unwrap();
    let sentence = sentence(support::open(&path).await);
    assert!(sentence.contains("a newer version of this program"), "{sentence}");
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_code_is_redeemed_once_by_two_processes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let stores = [Arc::new(support::open(&path).await.unwrap()), Arc::new(support::open(&path).await.unwrap())];
    stores[0].commit(vec![Change::CreateTenant(tenant())]).await.unwrap();
    for round in 0..10 {
        let code = [round; 32];
        let journey = JourneyId::from_uuid(Uuid::from_u128(2));
        let made =
            NewCode { code, tenant: tenant().id, journey, payload: Vec::new(), expires_at: NOW.plus_seconds(60) };
        stores[1].commit(vec![Change::CreateCode(made)]).await.unwrap();
        let callers: Vec<_> = (0..16)
            .map(|caller| {
                let store = Arc::clone(&stores[caller % 2]);
                tokio::spawn(async move { store.redeem_code(code, tenant().id, NOW).await.unwrap() })
            })
            .collect();
        let mut first = 0;
        for caller in callers {
            first += usize::from(matches!(caller.await.unwrap(), CodeRedemption::First { .. }));
        }
        assert_eq!(first, 1);
    }
}

/// A change reads first (which version is current) and then writes: between the two nobody else may write.
#[tokio::test(flavor = "multi_thread")]
async fn two_processes_change_documents_without_disturbing_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let stores = [Arc::new(support::open(&path).await.unwrap()), Arc::new(support::open(&path).await.unwrap())];
    stores[0].commit(vec![Change::CreateTenant(tenant())]).await.unwrap();
    let key = |id: String| DocumentKey { tenant: tenant().id, kind: Kind::Application, id };
    let callers: Vec<_> = (0..2_usize)
        .map(|caller| {
            let store = Arc::clone(&stores[caller]);
            tokio::spawn(async move {
                for number in 0..150 {
                    let put = Change::PutDocument {
                        key: key(format!("{caller}-{number}")),
                        expected: Expected::New,
                        lookup: None,
                        body: serde_json::Value::Null,
                        at: NOW,
                        by: "Ada".to_owned(),
                    };
                    store.commit(vec![put]).await.unwrap();
                }
            })
        })
        .collect();
    for caller in callers {
        caller.await.unwrap();
    }
    let all = stores[0].documents(tenant().id, Kind::Application, None, 1000).await.unwrap();
    assert_eq!(all.items.len(), 300);
    assert_eq!(stores[1].generation(tenant().id).await.unwrap(), 301);
}

#[tokio::test]
async fn every_call_is_counted_as_one_round_trip() {
    let folder = tempfile::tempdir().unwrap();
    let store = support::open(&folder.path().join("passerelle.db")).await.unwrap();
    assert_eq!(store.round_trips(), 0);
    store.commit(vec![Change::CreateTenant(tenant())]).await.unwrap();
    assert_eq!(store.round_trips(), 1);
    store.find_tenant(tenant().id).await.unwrap();
    store.users(tenant().id, Some("a"), None, 10).await.unwrap();
    assert_eq!(store.round_trips(), 3);
    store.redeem_code([0; 32], tenant().id, NOW).await.unwrap();
    assert_eq!(store.round_trips(), 4);
}
