//! A browser that gives a request up or goes back: what was begun is finished, and the sign-in goes on.

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

/// Two providers on one page; the names under which they stand there.
async fn two_providers() -> (Stage, Stage, String, [String; 2]) {
    let first = Stage::with(|input| input.response_mode = domain::ResponseMode::Query).await;
    let second = first
        .another(|input| {
            "Fabrikam".clone_into(&mut input.name);
            input.response_mode = domain::ResponseMode::Query;
        })
        .await;
    first.make_flow("both", &[first.configured.document.id, second.configured.document.id]).await;
    let page = first.running.browser().get(&first.authorize("B2C_1_both", &[])).await;
    let choices = page.buttons("choice").try_into().unwrap();
    (first, second, "B2C_1_both".to_owned(), choices)
}

#[tokio::test]
async fn who_comes_back_from_a_provider_chooses_again_and_the_first_answer_counts_no_more() {
    let (first, second, flow, choices) = two_providers().await;
    let browser = &mut first.running.browser();
    let page = browser.get(&first.authorize(&flow, &[])).await;
    let away = browser.submit_once(&page, &[("choice", &choices[0])]).await.location.unwrap();
    assert!(away.starts_with(&first.provider.issuer()), "{away}");
    let late = browser.get_once(&away).await.location.expect("the first provider answers, but the person went back");

    let again = browser.get(&page.url).await;
    assert_eq!((again.status, again.buttons("choice")), (200, choices.to_vec()), "{}", again.body);
    let elsewhere = browser.submit_once(&again, &[("choice", &choices[1])]).await;
    assert!(
        elsewhere.location.as_deref().unwrap_or_default().starts_with(&second.provider.issuer()),
        "{}",
        elsewhere.body
    );
    let refused = browser.get_once(&late).await;
    assert_eq!((refused.status, refused.location), (400, None), "the answer of the provider that was left");
    let end = first.go_on(browser, elsewhere).await;
    assert!(end.signed_in(), "{end:?}");
    let said = format!("{:?}", first.newest().await.entries);
    assert!(said.contains("action: \"back\""), "the trace says so: {said}");
}

#[tokio::test]
async fn who_comes_back_and_chooses_the_same_provider_signs_in_by_the_second_answer() {
    let stage = Stage::with(|input| input.response_mode = domain::ResponseMode::Query).await;
    let browser = &mut stage.running.browser();
    let page = browser.get(&stage.authorize(&stage.flow, &[])).await;
    let choice = page.button("choice");
    let first = browser.submit_once(&page, &[("choice", &choice)]).await.location.unwrap();
    let again = browser.get(&page.url).await;
    let second = browser.submit_once(&again, &[("choice", &choice)]).await;
    assert_ne!(second.location.as_ref(), Some(&first), "state and nonce are drawn again");
    assert!(stage.go_on(browser, second).await.signed_in());
}

#[tokio::test]
async fn who_comes_back_where_nothing_was_chosen_is_led_to_the_provider() {
    let stage = Stage::with(|input| {
        input.response_mode = domain::ResponseMode::Query;
        input.domain_hint = "contoso.example".to_owned();
    })
    .await;
    let browser = &mut stage.running.browser();
    let away = browser.get_once(&stage.authorize(&stage.flow, &[("domain_hint", "contoso.example")])).await;
    let there = away.location.expect("straight to the provider");
    let listed = stage.running.federation.sign_ins(stage.tenant, None).await.unwrap().items;
    let page = stage.running.policy(&stage.flow, &format!("sign-in/{}", listed[0].id));
    let shown = browser.get(&page).await;
    assert_eq!(shown.status, 200);
    assert!(shown.body.contains(&format!("href=\"{}\"", there.replace('&', "&amp;"))), "{}", shown.body);
    let end = stage.go_on(browser, browser_page(there)).await;
    assert!(end.signed_in(), "its answer is still awaited: {end:?}");
}

/// As if the button of a page had been pressed.
fn browser_page(location: String) -> crate::browser::Page {
    crate::browser::Page {
        url: String::new(),
        status: 303,
        location: Some(location),
        refresh: None,
        body: String::new(),
    }
}
