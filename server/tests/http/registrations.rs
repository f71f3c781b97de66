//! Bounds of an app registration (behaviour reference §5), by the use-case that form and API share.

use crate::running::Running;
use domain::{ApplicationKind, ImplicitGrant};
use federation::{Error, tenant::ApplicationInput};

fn input(kind: ApplicationKind, redirect_uris: Vec<String>) -> ApplicationInput {
    ApplicationInput {
        name: "bounded".to_owned(),
        kind,
        redirect_uris,
        implicit: ImplicitGrant::default(),
        require_pkce: false,
        enabled: true,
        settings: None,
    }
}

fn uris(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("https://app.example/{number}")).collect()
}

fn says<T: std::fmt::Debug>(result: Result<T, Error>, sentence: &str) {
    let told = result.unwrap_err();
    assert!(format!("{told:?}").contains(sentence), "{told:?}");
}

#[tokio::test]
async fn an_application_has_two_secrets_and_each_ends_within_two_years() {
    let running = Running::start().await;
    let (federation, tenant) = (&running.federation, running.tenant().await.id);
    let made =
        federation.create_application(tenant, &input(ApplicationKind::Web, uris(1)), None, "test").await.unwrap();
    let id = made.document.id;
    let add = |months| federation.add_client_secret(tenant, id, "x", months, "test");
    says(add(25).await, "1 to 24 months");
    says(add(0).await, "1 to 24 months");
    let later = federation.clock().now().plus_seconds(3 * 366 * 86_400);
    says(federation.add_client_secret_until(tenant, id, "x", later, "test").await, "within 24 months");
    let before = federation.clock().now();
    says(federation.add_client_secret_until(tenant, id, "x", before, "test").await, "in the future");
    says(federation.add_client_secret(tenant, id, &"x".repeat(101), 6, "test").await, "at most 100 characters");
    add(24).await.unwrap();
    add(6).await.unwrap();
    says(add(6).await, "two secrets already");
    let spa = input(ApplicationKind::Spa, uris(1));
    let spa = federation.create_application(tenant, &spa, None, "test").await.unwrap().document.id;
    says(federation.add_client_secret(tenant, spa, "x", 6, "test").await, "cannot keep a secret");
}

#[tokio::test]
async fn s74_an_application_has_a_hundred_redirect_uris() {
    let running = Running::start().await;
    let (federation, tenant) = (&running.federation, running.tenant().await.id);
    let make = async |count| {
        federation.create_application(tenant, &input(ApplicationKind::Web, uris(count)), None, "test").await
    };
    assert!(make(100).await.is_ok());
    says(make(101).await, "at most 100 redirect URIs");
}
