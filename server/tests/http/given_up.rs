//! A browser that gives a request up: what was begun is finished, and the sign-in goes on.

use crate::{
    provider::{KEYS, METADATA, TOKEN, stage::Stage, wire::Reply},
    running::encode,
};
use serde_json::json;
use std::{future::Future, time::Duration};
use storage::JourneyStatus;

const SLOW: Duration = Duration::from_millis(1200);

/// Gives up before the answer: dropping the future closes the connection.
async fn given_up<F: Future>(request: F) {
    assert!(tokio::time::timeout(SLOW / 4, request).await.is_err(), "it was answered before it was given up");
    tokio::time::sleep(SLOW * 2).await;
}

/// A provider whose metadata takes a while.
async fn slow_to_tell() -> Stage {
    let stage = Stage::new().await;
    let url = |path: &str| stage.provider.url(path);
    let metadata = json!({ "issuer": stage.provider.issuer(), "authorization_endpoint": url("/authorize"),
        "token_endpoint": url(TOKEN), "jwks_uri": url(KEYS) });
    let slow = Reply::After(SLOW, Box::new(Reply::json(200, &metadata)));
    stage.provider.behave(|behaviour| behaviour.instead(METADATA, move |_| slow.clone()));
    stage
}

#[tokio::test]
async fn both_clicks_of_a_double_click_lead_to_the_provider() {
    let stage = slow_to_tell().await;
    let mut browser = stage.running.browser();
    let selection = browser.get(&stage.authorize(&stage.flow, &[])).await;
    let mut fields = selection.hidden();
    fields.push(("choice".to_owned(), selection.button("choice")));
    let body = encode(&fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>());
    let headers = [("sec-fetch-site", "same-origin")];
    let action = selection.action();
    let click = || browser.post_with(&action, &body, &headers);
    let (first, second) = tokio::join!(click(), click());
    let there = first.1.clone().unwrap_or_default();
    assert!(there.starts_with(&stage.provider.issuer()), "not sent to the provider: {first:?}");
    assert_eq!(second, first);
}

#[tokio::test]
async fn a_choice_that_is_given_up_can_be_made_again_at_once() {
    let stage = slow_to_tell().await;
    let mut browser = stage.running.browser();
    let selection = browser.get(&stage.authorize(&stage.flow, &[])).await;
    let choice = selection.button("choice");
    given_up(browser.submit_once(&selection, &[("choice", &choice)])).await;
    let again = browser.submit_once(&selection, &[("choice", &choice)]).await;
    let there = again.location.unwrap_or_default();
    assert!(there.starts_with(&stage.provider.issuer()), "not sent to the provider: {there}");
}

#[tokio::test]
async fn an_answer_whose_browser_has_gone_is_in_the_trace_to_its_end() {
    let stage = Stage::with(|input| input.response_mode = domain::ResponseMode::Query).await;
    let mut browser = stage.running.browser();
    let callback = stage.to_the_callback(&mut browser).await;
    stage.provider.behave(|behaviour| {
        behaviour
            .instead(TOKEN, |_| Reply::After(SLOW, Box::new(Reply::json(400, &json!({ "error": "invalid_grant" })))));
    });
    given_up(browser.get_once(&callback)).await;
    let listed = stage.running.federation.sign_ins(stage.tenant, None).await.unwrap().items;
    assert_ne!(listed[0].status, JourneyStatus::Waiting);
    let said = format!("{:?}", stage.newest().await.entries);
    assert!(said.contains("CameBack") && said.contains("invalid_grant"), "{said}");
}
