//! What providers say of themselves, and who may make us ask.

use super::world::World;
use futures::FutureExt as _;
use journey::recording::Purpose;
use serde_json::json;

fn metadata(issuer: &str) -> String {
    let url = |path: &str| format!("{issuer}/{path}");
    json!({ "issuer": issuer, "authorization_endpoint": url("authorize"), "token_endpoint": url("token"),
        "jwks_uri": url("keys") })
    .to_string()
}

#[tokio::test]
async fn s33_an_attempt_that_is_given_up_is_not_repeated_at_once() {
    let world = World::new().await;
    let url = "https://login.example/.well-known/openid-configuration";
    *world.wire.answer.lock().unwrap() = (200, metadata("https://login.example"));
    let ask = || world.federation.provider_document(url, Purpose::Metadata, false);
    assert!(ask().now_or_never().is_none(), "it was answered before it was given up");
    let next = ask().await;
    assert!(next.outcome.is_err(), "{next:?}");
    assert_eq!(world.wire.asked.lock().unwrap().len(), 1, "the provider was asked again at once");
    world.later(5);
    assert!(ask().await.outcome.is_ok());
}

#[tokio::test]
async fn s33_unknown_issuers_are_asked_about_so_often_and_those_that_are_known_always() {
    let world = World::new().await;
    let url = |number: usize| format!("https://login.example/{number}/.well-known/openid-configuration");
    let federation = world.federation;
    let ask = |number: usize| async move { federation.issuer_document(&url(number), "one".to_owned()).await };
    *world.wire.answer.lock().unwrap() = (200, metadata("https://login.example/0"));
    assert!(ask(0).await.outcome.is_ok());
    for number in 1..100 {
        ask(number).await.outcome.ok();
    }
    assert_eq!(world.wire.asked.lock().unwrap().len(), 60, "a token made us ask");
    assert!(ask(0).await.outcome.is_ok(), "an issuer that is known here");
    assert!(ask(99).await.outcome.is_err_and(|why| why.why.contains("too many issuers")));
    world.later(1);
    assert!(ask(99).await.outcome.is_ok());
}
