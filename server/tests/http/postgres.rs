//! Everything of a sign-in on PostgreSQL, and what several servers over one database see of one another.

use crate::{
    commands::{passerelle, said},
    running::{POLICY, Running, find, parameters, payload},
};
use domain::{Secret, SecretId};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use std::time::Duration;
use tokio::time::Instant;

/// A database that goes away with the test; `None`, said loudly, where there is no server.
struct Database {
    server: String,
    name: String,
}

impl Database {
    async fn make() -> Option<Self> {
        let Ok(server) = std::env::var("PASSERELLE_TEST_POSTGRES") else {
            assert!(std::env::var_os("CI").is_none(), "PASSERELLE_TEST_POSTGRES names no server, and this is CI");
            eprintln!("SKIPPED: PASSERELLE_TEST_POSTGRES names no PostgreSQL server");
            return None;
        };
        let mut random = [0; 16];
        getrandom::fill(&mut random).unwrap();
        let database = Self { server, name: format!("passerelle_{:x}", u128::from_le_bytes(random)) };
        database.run(&format!("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", database.name)).await;
        Some(database)
    }

    fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
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

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_leads_to_tokens_that_are_refreshed_and_revoked() {
    let Some(database) = Database::make().await else { return };
    let running = Running::start_on_postgres(&database.url()).await;
    let secret = running.client_secret(Running::test_app()).await;
    let authorize = running.authorize("code", &[("scope", "openid offline_access")]);
    let back = running.sign_in(&mut running.browser(), &authorize).await;
    let code = find(&parameters(&back), "code");
    let inspect = running.inspect();
    let client = [("client_id", federation::demo::TEST_APP), ("client_secret", secret.expose())];
    let redemption = [client[0], client[1], ("redirect_uri", inspect.as_str()), ("code", code.as_str())];
    let (status, answer) = running.redeem(POLICY, &redemption).await;
    assert_eq!(status, 200, "{answer}");
    let first = payload(answer["id_token"].as_str().unwrap());
    assert_eq!(first["newUser"], true);

    let refreshed = |token: &Value| {
        let token = token.as_str().unwrap().to_owned();
        let running = &running;
        let client = &client;
        async move {
            let pairs = [client[0], client[1], ("grant_type", "refresh_token"), ("refresh_token", token.as_str())];
            running.token(POLICY, &pairs).await
        }
    };
    let (status, again) = refreshed(&answer["refresh_token"]).await;
    assert_eq!(status, 200, "{again}");
    assert_eq!(payload(again["id_token"].as_str().unwrap())["oid"], first["oid"]);
    // A code that is presented twice kills what came from it (S5).
    let (status, refused) = running.redeem(POLICY, &redemption).await;
    assert_eq!((status, &refused["error"]), (400, &Value::from("invalid_grant")));
    let (status, refused) = refreshed(&again["refresh_token"]).await;
    assert_eq!((status, &refused["error"]), (400, &Value::from("invalid_grant")));

    let tenant = running.tenant().await.id;
    let sign_in = running.only_sign_in(tenant).await;
    assert!(running.federation.store().recording(tenant, sign_in).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_one_server_is_seen_by_another_within_a_second() {
    let Some(database) = Database::make().await else { return };
    let running = Running::start_on_postgres(&database.url()).await;
    let second = Running::start_on_postgres(&database.url()).await;
    let tenant = running.tenant().await.id;
    let flow = |server: &Running| {
        let federation = std::sync::Arc::clone(&server.federation);
        async move { federation.every_user_flow(tenant).await.unwrap().remove(0) }
    };
    let selection = second.browser().get(&second.authorize("code", &[])).await;
    assert_ne!(selection.status, 500, "{}", selection.body);
    running.change_flow(|flow| flow.enabled = false).await;
    assert!(!flow(&second).await.document.enabled);
    let begun = Instant::now();
    loop {
        let page = second.browser().get(&second.authorize("code", &[])).await;
        if page.body.contains("AADB2C") || page.status >= 400 {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(1), "{}", page.body);
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_works_on_postgres_and_says_what_is_wrong_without_the_password() {
    let Some(database) = Database::make().await else { return };
    let data = tempfile::tempdir().unwrap();
    let call = |words: &[&str], url: &str| passerelle(data.path(), words).arg("--database").arg(url).output().unwrap();
    let made = call(&["tenant", "create", "contoso"], &database.url());
    assert!(made.status.success(), "{}", said(&made));
    let listed = call(&["tenant", "list"], &database.url());
    assert!(String::from_utf8_lossy(&listed.stdout).starts_with("contoso\t"), "{}", said(&listed));
    let port = database.url().rsplit(':').next().unwrap().split('/').next().unwrap().to_owned();
    for (url, sentence) in [
        (format!("postgres://postgres:canary@127.0.0.1:{port}/nothing_of_this_name"), "there is no such database"),
        ("postgres://postgres:canary@127.0.0.1:1/passerelle".to_owned(), "PostgreSQL does not answer"),
        ("postgres://postgres:canary@/".to_owned(), "the database has no host or no name"),
    ] {
        let refused = call(&["tenant", "list"], &url);
        let said = said(&refused);
        assert!(!refused.status.success() && said.contains(sentence) && !said.contains("canary"), "{said}");
    }
}

/// What is sealed in a row opens in that row alone, and nothing of it is in the clear.
#[tokio::test(flavor = "multi_thread")]
async fn s79_sealed_values_are_in_no_row() {
    let Some(database) = Database::make().await else { return };
    let running = Running::start_on_postgres(&database.url()).await;
    let tenant = running.tenant().await.id;
    let store = running.federation.store();
    let at = running.federation.clock().now();
    let reference = domain::SecretRef { id: SecretId::from_uuid(tenant.uuid()), version: 1 };
    let value = Secret::new("canary");
    store.commit(vec![storage::Change::PutSecret { tenant, secret: reference, value, at }]).await.unwrap();
    let stored = store.find_secret(tenant, reference).await.unwrap().unwrap();
    assert_eq!(stored.expose(), "canary");
    let mut connection = PgConnection::connect(&database.url()).await.unwrap();
    let plain: i64 = sqlx::query_scalar("SELECT count(*) FROM secrets WHERE position('canary'::bytea in value) > 0")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(plain, 0);
    connection
        .execute("UPDATE secrets SET value = (SELECT value FROM secrets ORDER BY stored_at LIMIT 1)")
        .await
        .unwrap();
    assert!(store.find_secret(tenant, reference).await.is_err(), "a value of another row was opened");
    connection.close().await.unwrap();
}
