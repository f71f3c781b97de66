//! Forms come from our own pages, in the browser that they were shown to (S12, S20, S23), and whoever is switched off in
//! between is dead at every step (S37).

use crate::{
    browser::Page,
    running::{Running, encode},
};
use federation::admin;

async fn selection(running: &Running) -> (crate::browser::Browser, Page) {
    let mut browser = running.browser();
    let page = browser.get(&running.authorize("id_token", &[])).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (browser, page)
}

#[tokio::test]
async fn s12_a_form_without_its_token_or_with_another_ones_answers_nothing() {
    let running = Running::start().await;
    let (mut browser, page) = selection(&running).await;
    let (mut other, theirs) = selection(&running).await;
    let choice = page.button("choice");
    let csrf = |page: &Page| crate::running::find(&page.hidden(), "csrf");
    let (own, foreign) = (csrf(&page), csrf(&theirs));
    assert_ne!(own, foreign);
    // Another journey of the same browser has another token too.
    let second = browser.get(&running.authorize("id_token", &[])).await;
    assert_ne!(csrf(&second), own);
    for (what, token) in [
        ("none", None),
        ("empty", Some(String::new())),
        ("of another browser", Some(foreign)),
        ("of another journey", Some(csrf(&second))),
        ("cut", Some(own[..own.len() - 1].to_owned())),
    ] {
        let mut pairs = vec![("choice", choice.as_str())];
        pairs.extend(token.as_deref().map(|token| ("csrf", token)));
        let refused = browser.post(&page.action(), &pairs).await;
        assert_eq!((refused.status, refused.location.as_deref()), (400, None), "{what}");
        assert!(refused.body.contains("AADB2C90212"), "{what}: {}", refused.body);
    }
    // The page of this browser in another one, with the right token.
    let refused = other.post(&page.action(), &[("choice", &choice), ("csrf", &own)]).await;
    assert_eq!((refused.status, refused.location.as_deref()), (400, None), "{}", refused.body);
    let shown = other.get_once(&page.url).await;
    assert_eq!(shown.status, 400, "nor is it shown there: {}", shown.body);
    // And in one that has no cookie at all.
    let shown = running.browser().get_once(&page.url).await;
    assert_eq!(shown.status, 400);
    assert!(shown.body.contains("AADB2C90211"), "{}", shown.body);

    let on = browser.submit_once(&page, &[("choice", &choice)]).await;
    assert_eq!(on.status, 303, "nothing of that ended the sign-in: {}", on.body);
}

#[tokio::test]
async fn s12_a_form_of_another_site_is_refused_whatever_it_carries() {
    let running = Running::start().await;
    let (browser, page) = selection(&running).await;
    let csrf = crate::running::find(&page.hidden(), "csrf");
    let body = encode(&[("csrf", &csrf), ("choice", &page.button("choice"))]);
    for (name, value) in CROSS_SITE {
        let (status, _) = browser.post_with(&page.action(), &body, &[(name, value)]).await;
        assert_eq!(status, 403, "{name}: {value}");
    }
    let (status, location) = browser.post_with(&page.action(), &body, &[("sec-fetch-site", "same-origin")]).await;
    assert_eq!(status, 303, "{location:?}");
}

#[tokio::test]
async fn an_old_page_answers_nothing_and_the_sign_in_goes_on() {
    let running = Running::start().await;
    let tenant = running.tenant().await.id;
    let (mut browser, page) = selection(&running).await;
    let choice = page.button("choice");
    let first = browser.submit_once(&page, &[("choice", &choice)]).await;
    let there = first.location.clone().expect("on to the provider");
    assert!(there.contains("/mobileid.onmicrosoft.com/"), "{there}");
    // A second click on the same button goes where the first one went.
    let again = browser.submit_once(&page, &[("choice", &choice)]).await;
    assert_eq!((again.status, again.location), (303, Some(there.clone())));
    // Anything else of that page is told to look where the sign-in is now; nothing runs.
    let csrf = crate::running::find(&page.hidden(), "csrf");
    for (name, value) in [("choice", "Other"), ("action", "cancel"), ("action", "continue")] {
        let old = browser.post(&page.action(), &[("csrf", &csrf), (name, value)]).await;
        assert_eq!(old.status, 303, "{value}: {}", old.body);
        let shown = old.location.unwrap();
        assert!(page.url.ends_with(&shown) || shown == page.url, "{value}: {shown}");
        let shown = browser.get_once(&page.url).await;
        assert_eq!(shown.buttons("choice"), page.buttons("choice"), "{value}: the choice can be made again");
    }
    // A token for a version that nobody was shown is none.
    let (version, token) = csrf.split_once('.').unwrap();
    let next = format!("{}.{token}", version.parse::<u64>().unwrap() + 1);
    let forged = browser.post(&page.action(), &[("csrf", &next), ("choice", &choice)]).await;
    assert!(forged.status == 400 && forged.body.contains("AADB2C90212"), "{}", forged.body);
    let waiting = running.federation.sign_ins(tenant, None).await.unwrap().items;
    assert!(waiting.iter().all(|journey| journey.status == storage::JourneyStatus::Waiting));
    // And the provider's answer still finishes it.
    let phone = browser.get(&there).await;
    let answer = browser.submit(&phone, &[("phoneNumber", "+41 79 123 45 67"), ("action", "continue")]).await;
    let back = browser.submit_once(&answer, &[]).await;
    let location = back.location.unwrap();
    assert!(location.contains("id_token="), "{location}");
    // What has ended says so.
    let ended = browser.submit_once(&page, &[("choice", &choice)]).await;
    assert!(ended.status == 400 && ended.body.contains("AADB2C90046"), "{}", ended.body);
}

/// What a browser says of a form that another site sends.
const CROSS_SITE: [(&str, &str); 5] = [
    ("origin", "https://evil.example"),
    ("origin", "null"),
    ("origin", "http://localhost:1"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-site", "same-site"),
];

/// The administrator's cookie.
pub async fn administrator(running: &Running) -> crate::browser::Browser {
    let federation = &running.federation;
    let account = federation.ensure_admin("admin").await.unwrap();
    let link = federation.sign_in_link(account.id).await.unwrap();
    let session = federation.redeem_sign_in_link(&link).await.unwrap().unwrap();
    let mut browser = running.browser();
    browser.set_cookie("passerelle-admin", session.expose());
    browser
}

#[tokio::test]
async fn s23_every_call_of_the_console_is_a_post_from_the_console_itself() {
    let running = Running::start().await;
    let browser = administrator(&running).await;
    assert_eq!(browser.get_with(&running.url("/console"), &[]).await, 200, "signed in");
    let functions: Vec<_> = leptos::server_fn::axum::server_fn_paths().collect();
    let calls: Vec<_> = functions.iter().filter(|(path, _)| path.starts_with("/console/api/")).collect();
    assert!(calls.len() >= 30, "only {} server functions found", calls.len());
    assert_eq!(calls.len(), functions.len(), "one is registered elsewhere: {functions:?}");
    for (path, method) in calls {
        assert_eq!(method.as_str(), "POST", "{path}: a link would call it");
        let url = running.url(path);
        for (name, value) in CROSS_SITE {
            let (status, _) = browser.post_with(&url, "", &[(name, value)]).await;
            assert_eq!(status, 403, "{path} with {name}: {value}");
        }
        // The encodings by which a link would call it.
        assert_eq!(browser.get_with(&url, &[]).await, 405, "{path}");
    }
    let url = running.url("/console/sign-out");
    for (name, value) in CROSS_SITE {
        assert_eq!(browser.post_with(&url, "", &[(name, value)]).await.0, 403, "{name}: {value}");
    }
    assert_eq!(browser.get_with(&url, &[]).await, 405);
    assert_eq!(browser.get_with(&running.url("/console"), &[]).await, 200, "still signed in");
    assert_eq!(browser.post_with(&url, "", &[("sec-fetch-site", "same-origin")]).await.0, 200);
    assert_eq!(browser.get_with(&running.url("/console"), &[]).await, 401);
}

#[tokio::test]
async fn s81_nobody_calls_the_console_without_a_session() {
    let running = Running::start().await;
    let browser = running.browser();
    for (path, _) in leptos::server_fn::axum::server_fn_paths() {
        let same = [("sec-fetch-site", "same-origin")];
        let (status, body) = browser.post_body(&running.url(path), "", &same).await;
        assert!(status >= 400, "{path}: {status} {body}");
        assert!(!body.contains("fabrikam") && !body.contains("mobileid"), "{path}: {body}");
    }
}

#[tokio::test]
async fn f16_a_sign_in_link_of_an_administrator_works_once_and_for_its_time() {
    let running = Running::start().await;
    let federation = &running.federation;
    let account = federation.ensure_admin("admin").await.unwrap();
    let link = federation.sign_in_link(account.id).await.unwrap();
    let session = federation.redeem_sign_in_link(&link).await.unwrap().unwrap();
    assert_eq!(federation.admin_of_session(&session).await.unwrap(), Some(account));
    assert!(federation.redeem_sign_in_link(&link).await.unwrap().is_none());
    let late = federation.clock().now().plus_seconds(admin::SESSION_SECONDS + 1);
    assert_eq!(federation.store().find_admin_session([0; 32], late).await.unwrap(), None);
}

#[tokio::test]
async fn s37_an_application_or_a_policy_that_is_switched_off_under_way_is_dead_at_each_step() {
    let running = Running::start().await;
    let tenant = running.tenant().await.id;
    for what in ["application", "flow"] {
        // The page is shown.
        let (mut browser, page) = selection(&running).await;
        let choice = page.button("choice");
        running.switch(tenant, what, false).await;
        let shown = browser.get_once(&page.url).await;
        assert_eq!((shown.status, shown.location.as_deref()), (400, None), "{what}");
        assert!(shown.body.contains("AADB2C90092"), "{what}: {}", shown.body);
        let answered = browser.submit_once(&page, &[("choice", &choice)]).await;
        assert_eq!((answered.status, answered.location.as_deref()), (400, None), "{what}");
        let begun = browser.get_once(&running.authorize("id_token", &[])).await;
        assert!(matches!(begun.status, 400 | 404) && begun.location.is_none(), "{what}: it begins");
        running.switch(tenant, what, true).await;

        // The person is at the provider.
        let mut browser = running.browser();
        let answer = running.to_the_answer(&mut browser, &running.authorize("id_token", &[])).await;
        running.switch(tenant, what, false).await;
        let back = browser.submit_once(&answer, &[]).await;
        assert_eq!((back.status, back.location.as_deref()), (400, None), "{what}: {}", back.body);
        running.switch(tenant, what, true).await;
    }
    assert!(running.sign_in(&mut running.browser(), &running.authorize("id_token", &[])).await.contains("#id_token="));
}
