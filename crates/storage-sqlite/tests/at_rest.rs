//! What lies on the disk: sealed where it must be, and readable by nobody else.

#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "support/store.rs"]
mod support;

use domain::{
    ApplicationId, DisplayName, Entropy, GrantId, JourneyId, Kind, Secret, SecretId, SecretRef, Tenant, TenantId,
    TenantName, Timestamp, User, UserId,
};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};
use storage::{
    Change, CodeRedemption, DocumentKey, Expected, JourneySave, JourneyStatus, NewCode, NewJourney, NewPersonSession,
    NewRefreshFamily, Sealer, Store, StoreError,
};
use storage_sqlite::SqliteStore;
use uuid::Uuid;
use zeroize::Zeroizing;

const NOW: Timestamp = Timestamp::from_seconds(1_750_000_000);
const CODE: [u8; 32] = [3; 32];
const TENANT: TenantId = TenantId::from_uuid(Uuid::from_u128(1));
const JOURNEY: JourneyId = JourneyId::from_uuid(Uuid::from_u128(2));
const SECRET: SecretRef = SecretRef { id: SecretId::from_uuid(Uuid::from_u128(3)), version: 1 };

fn canary(of: &str) -> String {
    format!("Canary-{of}-8f14e45fceea167a")
}

fn tenant(id: TenantId, name: &str) -> Tenant {
    Tenant {
        id,
        name: TenantName::parse(name).unwrap(),
        display_name: DisplayName::parse(name).unwrap(),
        created_at: NOW,
    }
}

fn journey(tenant: TenantId, id: JourneyId) -> NewJourney {
    NewJourney {
        id,
        tenant,
        policy: "B2C_1_SignUpSignIn".to_owned(),
        application: ApplicationId::from_uuid(Uuid::from_u128(4)),
        binding: [1; 32],
        state: canary("first-state").into_bytes(),
        recording: canary("first-recording").into_bytes(),
        status: JourneyStatus::Waiting,
        fault: None,
        started_at: NOW,
        expires_at: NOW.plus_seconds(600),
    }
}

/// Writes a canary into everything that is sealed, and one into a document, which is not.
async fn fill(store: &SqliteStore) {
    let bytes = |of: &str| canary(of).into_bytes();
    store
        .commit(vec![
            Change::CreateTenant(tenant(TENANT, "contoso")),
            Change::PutSecret { tenant: TENANT, secret: SECRET, value: Secret::new(canary("secret")), at: NOW },
            Change::CreateJourney(journey(TENANT, JOURNEY)),
            Change::CreateCode(NewCode {
                code: CODE,
                tenant: TENANT,
                journey: JOURNEY,
                payload: bytes("payload"),
                expires_at: NOW.plus_seconds(60),
            }),
        ])
        .await
        .unwrap();
    let key = DocumentKey { tenant: TENANT, kind: Kind::Application, id: "a".to_owned() };
    let body = json!({ "name": canary("document") });
    let document =
        Change::PutDocument { key, expected: Expected::New, lookup: None, body, at: NOW, by: "Ada".to_owned() };
    let save = Change::SaveJourney(JourneySave {
        id: JOURNEY,
        tenant: TENANT,
        version: 1,
        state: Some(bytes("next-state")),
        recording: bytes("next-recording"),
        status: JourneyStatus::Waiting,
        fault: None,
        provider: None,
        user: None,
        at: NOW,
        expires_at: NOW.plus_seconds(600),
        release: true,
    });
    let recording = bytes("appended-recording");
    let append = Change::AppendRecording { tenant: TENANT, id: JOURNEY, version: 2, recording, keep_until: NOW };
    store.commit(vec![document, save]).await.unwrap();
    store.commit(vec![append]).await.unwrap();
}

fn files(path: &Path) -> Vec<PathBuf> {
    ["", "-wal", "-shm"].iter().map(|end| PathBuf::from(format!("{}{end}", path.display()))).collect()
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

#[tokio::test]
async fn s79_sealed_values_are_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let store = support::open(&path).await.unwrap();
    fill(&store).await;
    for closed in [false, true] {
        if closed {
            store.close().await;
        }
        let bytes: Vec<u8> = files(&path).iter().filter_map(|file| fs::read(file).ok()).flatten().collect();
        assert!(contains(&bytes, canary("document").as_bytes()), "the search would not find anything");
        for of in [
            "secret",
            "first-state",
            "first-recording",
            "next-state",
            "next-recording",
            "appended-recording",
            "payload",
        ] {
            let canary = canary(of);
            let hex = canary.bytes().fold(String::new(), |mut hex, byte| {
                write!(hex, "{byte:02x}").unwrap();
                hex
            });
            for form in [canary, hex] {
                assert!(!contains(&bytes, form.as_bytes()), "{of} lies open, closed: {closed}");
            }
        }
        assert!(!contains(&bytes, &[7; 32]), "the key lies beside what it opens");
    }
}

/// Whoever can write the file cannot pass one person's values off as another's.
#[tokio::test]
async fn a_sealed_value_in_another_row_or_column_is_corrupt() {
    let other_tenant = TenantId::from_uuid(Uuid::from_u128(9));
    let (other_journey, other_secret) = (Uuid::from_u128(12), Uuid::from_u128(13));
    let blob = |uuid: Uuid| format!("x'{}'", uuid.simple());
    let row = |tenant: TenantId, id: Uuid| format!("tenant = {} AND id = {}", blob(tenant.uuid()), blob(id));
    let copy = |table: &str, column: &str, from: &str, into: &str, of: &str| {
        format!("UPDATE {table} SET {column} = (SELECT {from} FROM {table} WHERE {of}) WHERE {into}")
    };

    let mine = row(TENANT, JOURNEY.uuid());
    let mut moves = vec![
        copy("journeys", "state", "recording", &mine, &mine),
        copy("journeys", "recording", "state", &mine, &mine),
        format!("UPDATE codes SET payload = (SELECT recording FROM journeys WHERE {mine})"),
        format!("UPDATE codes SET tenant = {}", blob(other_tenant.uuid())),
        "UPDATE codes SET code = zeroblob(32)".to_owned(),
    ];
    for other in [row(other_tenant, JOURNEY.uuid()), row(TENANT, other_journey)] {
        moves.push(copy("journeys", "state", "state", &mine, &other));
        moves.push(copy("journeys", "recording", "recording", &mine, &other));
    }
    let mine = row(TENANT, SECRET.id.uuid());
    let others = [row(other_tenant, SECRET.id.uuid()), row(TENANT, other_secret), format!("{mine} AND version = 2")];
    let mine = format!("{mine} AND version = 1");
    moves.extend(others.iter().map(|other| copy("secrets", "value", "value", &mine, other)));

    for change in moves {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("passerelle.db");
        let store = support::open(&path).await.unwrap();
        fill(&store).await;
        let secret = |tenant, secret| Change::PutSecret { tenant, secret, value: Secret::new("x"), at: NOW };
        store
            .commit(vec![
                Change::CreateTenant(tenant(other_tenant, "fabrikam")),
                Change::CreateJourney(journey(other_tenant, JOURNEY)),
                Change::CreateJourney(journey(TENANT, JourneyId::from_uuid(other_journey))),
                secret(other_tenant, SECRET),
                secret(TENANT, SecretRef { id: SecretId::from_uuid(other_secret), version: 1 }),
                secret(TENANT, SecretRef { version: 2, ..SECRET }),
            ])
            .await
            .unwrap();
        let mut other = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&path)).await.unwrap();
        let changed = sqlx::query(AssertSqlSafe(change.clone())).execute(&mut other).await.unwrap();
        assert_eq!(changed.rows_affected(), 1, "{change}");

        let sentence = if change.contains("secrets") {
            corrupt(store.find_secret(TENANT, SECRET).await)
        } else if change.contains("SET tenant") {
            corrupt(store.redeem_code(CODE, other_tenant, NOW).await)
        } else if change.contains("codes SET code") {
            corrupt(store.redeem_code([0; 32], TENANT, NOW).await)
        } else if change.contains("codes") {
            corrupt(store.redeem_code(CODE, TENANT, NOW).await)
        } else if change.contains("SET recording") {
            corrupt(store.recording(TENANT, JOURNEY).await)
        } else {
            corrupt(store.find_journey(TENANT, JOURNEY).await)
        };
        assert!(sentence.contains("it was changed or belongs to another row"), "{change}: {sentence}");
    }
}

/// Nor the password, the session or the refresh token of one person for another's.
#[tokio::test]
async fn what_is_sealed_of_a_person_in_another_ones_row_is_corrupt() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let store = support::open(&path).await.unwrap();
    let other_tenant = TenantId::from_uuid(Uuid::from_u128(9));
    let people = [(TENANT, 1_u8), (TENANT, 2), (other_tenant, 1)];
    let user_of = |number: u8| UserId::from_uuid(Uuid::from_u128(20 + u128::from(number)));
    let family_of = |number: u8| GrantId::from_uuid(Uuid::from_u128(30 + u128::from(number)));
    // A session's cookie is of one tenant; the same bytes do not come twice.
    let session_of = |tenant: TenantId, number: u8| [number + 10 * u8::from(tenant == other_tenant); 32];
    let mut changes: Vec<Change> = [(TENANT, "contoso"), (other_tenant, "fabrikam")]
        .map(|(id, name)| Change::CreateTenant(tenant(id, name)))
        .into();
    for (tenant, number) in people {
        let (user, hash) = (user_of(number), Secret::new(canary("hash")));
        let payload = canary("granted").into_bytes();
        changes.extend([
            Change::CreateUser { user: person(tenant, user), once: None },
            Change::SetPassword { tenant, user, hash, at: NOW },
            Change::PutSession(NewPersonSession {
                session: session_of(tenant, number),
                tenant,
                user: Some(user),
                payload: payload.clone(),
                expires_at: NOW.plus_seconds(600),
            }),
            Change::CreateRefreshFamily(NewRefreshFamily {
                id: family_of(number),
                tenant,
                journey: JOURNEY,
                application: ApplicationId::from_uuid(Uuid::from_u128(4)),
                user: Some(user),
                payload,
                created_at: NOW,
                expires_at: NOW.plus_seconds(600),
            }),
        ]);
    }
    store.commit(changes).await.unwrap();

    let blob = |bytes: &[u8]| bytes.iter().fold("x'".to_owned(), |text, byte| format!("{text}{byte:02x}")) + "'";
    let of = |tenant: TenantId, number: u8| {
        let tenant_is = format!("tenant = {}", blob(tenant.uuid().as_bytes()));
        [
            ("passwords", "hash", format!("{tenant_is} AND user = {}", blob(user_of(number).uuid().as_bytes()))),
            ("sessions", "payload", format!("session = {}", blob(&session_of(tenant, number)))),
            (
                "refresh_families",
                "payload",
                format!("{tenant_is} AND id = {}", blob(family_of(number).uuid().as_bytes())),
            ),
        ]
    };
    let mut writer = SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(&path)).await.unwrap();
    for (tenant, number) in [(TENANT, 2), (other_tenant, 1)] {
        for ((table, column, mine), (.., theirs)) in of(TENANT, 1).into_iter().zip(of(tenant, number)) {
            let own = format!("SELECT {column} FROM {table} WHERE {mine}");
            let own: Vec<u8> = sqlx::query_scalar(AssertSqlSafe(own)).fetch_one(&mut writer).await.unwrap();
            let swap =
                format!("UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE {theirs}) WHERE {mine}");
            let moved = sqlx::query(AssertSqlSafe(swap.clone())).execute(&mut writer).await.unwrap();
            assert_eq!(moved.rows_affected(), 1, "{swap}");
            let sentence = match table {
                "passwords" => corrupt(store.find_password(TENANT, user_of(1)).await),
                "sessions" => corrupt(store.find_session(session_of(TENANT, 1), TENANT, NOW).await),
                _ => corrupt(store.find_refresh_family(TENANT, family_of(1)).await),
            };
            assert!(sentence.contains("it was changed or belongs to another row"), "{swap}: {sentence}");
            let back = format!("UPDATE {table} SET {column} = ? WHERE {mine}");
            sqlx::query(AssertSqlSafe(back)).bind(own).execute(&mut writer).await.unwrap();
        }
    }
    assert!(store.find_password(TENANT, user_of(1)).await.unwrap().is_some());
}

fn person(tenant: TenantId, id: UserId) -> User {
    User {
        id,
        tenant,
        display_name: None,
        given_name: None,
        surname: None,
        email: None,
        attributes: BTreeMap::new(),
        enabled: true,
        identities: Vec::new(),
        created_at: NOW,
        last_sign_in_at: None,
    }
}

/// The code is not used up by a server that could not read it.
#[tokio::test]
async fn f15_without_the_key_the_store_says_so_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let store = support::open(&path).await.unwrap();
    fill(&store).await;
    store.close().await;

    let other_key = Sealer::new(Zeroizing::new([8; 32]), Vec::new(), Arc::new(Zeros));
    let store = SqliteStore::open(&path, other_key).await.unwrap();
    let sentences = [
        corrupt(store.find_secret(TENANT, SECRET).await),
        corrupt(store.find_journey(TENANT, JOURNEY).await),
        corrupt(store.recording(TENANT, JOURNEY).await),
        corrupt(store.redeem_code(CODE, TENANT, NOW).await),
    ];
    for sentence in sentences {
        assert!(sentence.contains("start with the key file that was used before"), "{sentence}");
    }
    store.close().await;

    let rotated = Sealer::new(Zeroizing::new([8; 32]), vec![Zeroizing::new([7; 32])], Arc::new(Zeros));
    let store = SqliteStore::open(&path, rotated).await.unwrap();
    assert_eq!(store.find_secret(TENANT, SECRET).await.unwrap().unwrap().expose(), canary("secret"));
    let code = store.redeem_code(CODE, TENANT, NOW).await.unwrap();
    assert!(matches!(code, CodeRedemption::First { .. }), "{code:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn the_files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passerelle.db");
    let store = support::open(&path).await.unwrap();
    fill(&store).await;
    for file in files(&path) {
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
}

/// An entropy for sealers that only open.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

fn corrupt<T>(result: Result<T, StoreError>) -> String {
    match result {
        Err(StoreError::Corrupt(sentence)) => sentence,
        Err(error) => format!("not corrupt: {error}"),
        Ok(_) => "it was read".to_owned(),
    }
}
