//! What two servers do at the same moment: one of them is stopped here in the middle of its transaction.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

#[path = "support/database.rs"]
mod database;

use database::Database;
use domain::{
    ApplicationId, Clock, DisplayName, Entropy, GrantId, Identity, JourneyId, Tenant, TenantId, TenantName, Timestamp,
    User, UserId,
};
use sqlx::{Connection, Executor, PgConnection};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use storage::{
    Change, Conflict, Expected, JourneyStatus, NewCallback, NewCode, NewJourney, NewRefreshFamily, Store, StoreError,
    UserField,
};
use storage_postgres::PostgresStore;

const NOW: Timestamp = Timestamp::from_seconds(1_750_000_000);
const LATER: Timestamp = NOW.plus_seconds(3600);
/// Long enough for whoever does not wait.
const A_WHILE: Duration = Duration::from_millis(300);

struct Random;

impl Entropy for Random {
    fn fill(&self, buffer: &mut [u8]) {
        getrandom::fill(buffer).unwrap();
    }
}

struct At;

impl Clock for At {
    fn now(&self) -> Timestamp {
        NOW
    }
}

/// A store, a connection of somebody else, and a tenant.
struct World {
    store: Arc<PostgresStore>,
    other: PgConnection,
    tenant: TenantId,
    _database: Database,
}

impl World {
    async fn new() -> Option<Self> {
        let database = Database::make().await?;
        let store = Arc::new(database.open().await.unwrap());
        let tenant = Tenant {
            id: TenantId::new(&At, &Random),
            name: TenantName::parse("contoso").unwrap(),
            display_name: DisplayName::parse("Contoso").unwrap(),
            created_at: NOW,
        };
        let id = tenant.id;
        store.commit(vec![Change::CreateTenant(tenant)]).await.unwrap();
        let other = PgConnection::connect(&database.url()).await.unwrap();
        Some(Self { store, other, tenant: id, _database: database })
    }

    async fn user(&self, issuer: &str) -> UserId {
        let id = UserId::new(&At, &Random);
        let user = User {
            id,
            tenant: self.tenant,
            display_name: Some("before".to_owned()),
            given_name: None,
            surname: None,
            email: None,
            attributes: BTreeMap::new(),
            enabled: true,
            identities: vec![Identity { issuer: issuer.to_owned(), issuer_assigned_id: "1".to_owned() }],
            created_at: NOW,
            last_sign_in_at: None,
        };
        self.store.commit(vec![Change::CreateUser { user, once: None }]).await.unwrap();
        id
    }

    /// Somebody else does this and stops before the end of its transaction.
    async fn begin(&mut self, sql: &'static str) {
        self.other.execute("BEGIN").await.unwrap();
        let done = self.other.execute(sql).await.unwrap();
        assert!(done.rows_affected() > 0, "{sql}");
    }

    /// Our changes wait for it, and are answered when it has ended.
    async fn meanwhile(&mut self, changes: Vec<Change>) -> Result<(), StoreError> {
        let store = Arc::clone(&self.store);
        let ours = tokio::spawn(async move { store.commit(changes).await });
        tokio::time::sleep(A_WHILE).await;
        self.other.execute("COMMIT").await.unwrap();
        ours.await.unwrap()
    }
}

fn name(text: &str) -> Vec<UserField> {
    vec![UserField::DisplayName(Some(text.to_owned()))]
}

#[tokio::test(flavor = "multi_thread")]
async fn s5_a_code_that_is_revoked_meanwhile_begins_no_family() {
    let Some(mut world) = World::new().await else { return };
    let journey = JourneyId::new(&At, &Random);
    let code =
        NewCode { code: [1; 32], tenant: world.tenant, journey, payload: b"granted".to_vec(), expires_at: LATER };
    world.store.commit(vec![Change::CreateCode(code)]).await.unwrap();
    world.begin("UPDATE codes SET redeemed_at = 1, revoked_at = 1").await;
    let family = NewRefreshFamily {
        id: GrantId::new(&At, &Random),
        tenant: world.tenant,
        journey,
        application: ApplicationId::new(&At, &Random),
        user: None,
        payload: b"granted".to_vec(),
        created_at: NOW,
        expires_at: LATER,
    };
    let begun = world.meanwhile(vec![Change::CreateRefreshFamily(family)]).await;
    assert!(matches!(begun, Err(StoreError::Conflict(Conflict::Revoked))), "{begun:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_changes_of_a_user_are_both_kept() {
    let Some(mut world) = World::new().await else { return };
    let id = world.user("a").await;
    world.begin("UPDATE users SET email = 'other@example.com'").await;
    let change = Change::ChangeUser { tenant: world.tenant, id, fields: name("ours"), enabled: None };
    world.meanwhile(vec![change]).await.unwrap();
    let user = world.store.find_user(world.tenant, id).await.unwrap().unwrap();
    assert_eq!((user.display_name.as_deref(), user.email.as_deref()), (Some("ours"), Some("other@example.com")));
}

/// S37: whoever is switched off meanwhile is not changed any more.
#[tokio::test(flavor = "multi_thread")]
async fn s37_a_user_who_is_switched_off_meanwhile_is_not_changed() {
    let Some(mut world) = World::new().await else { return };
    let id = world.user("a").await;
    world.begin("UPDATE users SET enabled = false").await;
    let change = Change::ChangeUser { tenant: world.tenant, id, fields: name("ours"), enabled: None };
    let changed = world.meanwhile(vec![change]).await;
    assert!(matches!(changed, Err(StoreError::Conflict(Conflict::Disabled))), "{changed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn identities_of_a_user_who_is_deleted_meanwhile_are_a_conflict() {
    let Some(mut world) = World::new().await else { return };
    let user = world.user("a").await;
    world.begin("DELETE FROM users").await;
    let identities = vec![Identity { issuer: "b".to_owned(), issuer_assigned_id: "1".to_owned() }];
    let set = world.meanwhile(vec![Change::SetIdentities { tenant: world.tenant, user, identities }]).await;
    assert!(matches!(set, Err(StoreError::Conflict(Conflict::User))), "{set:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_is_changed_meanwhile_is_a_conflict() {
    let Some(mut world) = World::new().await else { return };
    let key = storage::DocumentKey { tenant: world.tenant, kind: domain::Kind::Application, id: "a".to_owned() };
    let put = |expected| Change::PutDocument {
        key: key.clone(),
        expected,
        lookup: None,
        body: serde_json::json!({}),
        at: NOW,
        by: "test".to_owned(),
    };
    world.store.commit(vec![put(Expected::New)]).await.unwrap();
    // As another server does it: the tenant first.
    world.begin("SELECT 1 FROM tenants FOR NO KEY UPDATE").await;
    world
        .other
        .execute("INSERT INTO document_versions SELECT tenant, kind, id, 2, 1, 'other', body FROM document_versions")
        .await
        .unwrap();
    world.other.execute("UPDATE documents SET version = 2").await.unwrap();
    let changed = world.meanwhile(vec![put(Expected::Version(1))]).await;
    let Err(StoreError::Conflict(Conflict::DocumentVersion { current })) = changed else { panic!("{changed:?}") };
    assert_eq!(current, Some(2));
}

/// Two answers for one journey, as two tabs bring them: one takes the lease.
#[tokio::test(flavor = "multi_thread")]
async fn f16_of_two_answers_at_once_one_is_taken() {
    let Some(mut world) = World::new().await else { return };
    let id = JourneyId::new(&At, &Random);
    let journey = NewJourney {
        id,
        tenant: world.tenant,
        policy: "B2C_1_one".to_owned(),
        application: ApplicationId::new(&At, &Random),
        binding: [9; 32],
        state: b"state".to_vec(),
        recording: b"recording".to_vec(),
        status: JourneyStatus::Waiting,
        fault: None,
        started_at: NOW,
        expires_at: LATER,
    };
    let callback = |state: u8| {
        Change::ExpectCallback(NewCallback {
            state: [state; 32],
            tenant: world.tenant,
            journey: id,
            provider: "one".to_owned(),
            own_address: false,
            binding: [9; 32],
            expires_at: LATER,
        })
    };
    world.store.commit(vec![Change::CreateJourney(journey), callback(1), callback(2)]).await.unwrap();
    world.begin("UPDATE journeys SET lease_until = 9000000000000").await;
    let (store, tenant) = (Arc::clone(&world.store), world.tenant);
    let ours =
        tokio::spawn(
            async move { store.consume_callback([2; 32], tenant, None, [9; 32], NOW, NOW.plus_seconds(30)).await },
        );
    tokio::time::sleep(A_WHILE).await;
    world.other.execute("COMMIT").await.unwrap();
    assert_eq!(ours.await.unwrap().unwrap(), None);
    // It is not used up: it may come again when the lease is free.
    world.other.execute("UPDATE journeys SET lease_until = NULL").await.unwrap();
    let taken = world.store.consume_callback([2; 32], tenant, None, [9; 32], NOW, NOW.plus_seconds(30)).await.unwrap();
    assert_eq!(taken.map(|taken| taken.journey), Some(id));
}

/// Each waits for the other's row, and PostgreSQL ends ours, which began to wait first.
#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_ended_because_of_a_deadlock_is_tried_again() {
    let Some(mut world) = World::new().await else { return };
    let (first, second) = (world.user("a").await, world.user("b").await);
    world
        .begin("UPDATE users SET email = 'other' WHERE id = (SELECT user_id FROM identities WHERE issuer = 'b')")
        .await;
    let (store, tenant) = (Arc::clone(&world.store), world.tenant);
    let ours = tokio::spawn(async move {
        let change = |id| Change::ChangeUser { tenant, id, fields: name("ours"), enabled: None };
        store.commit([first, second].map(change).to_vec()).await
    });
    tokio::time::sleep(A_WHILE).await;
    let other = "UPDATE users SET email = 'other' WHERE id = (SELECT user_id FROM identities WHERE issuer = 'a')";
    world.other.execute(other).await.unwrap();
    world.other.execute("COMMIT").await.unwrap();
    ours.await.unwrap().unwrap();
    for id in [first, second] {
        let user = world.store.find_user(world.tenant, id).await.unwrap().unwrap();
        assert_eq!((user.display_name.as_deref(), user.email.as_deref()), (Some("ours"), Some("other")));
    }
}
