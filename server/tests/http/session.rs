//! Sessions of people: single sign-on, `prompt`, and what ends them (S20, S37, S60).

use crate::{
    browser::Browser,
    running::{POLICY, Running, find, parameters, payload},
};
use domain::{IssuerForm, PolicyClaim, SingleSignOn, SubjectForm, UserFlow};
use federation::demo::TEST_APP;

const COOKIE: &str = "passerelle-session-fabrikam";

/// Somebody who is signed in; with their ID token.
async fn signed_in(running: &Running) -> (Browser, String) {
    let mut browser = running.browser();
    let back = running.sign_in(&mut browser, &running.authorize("id_token", &[])).await;
    let token = find(&parameters(&back), "id_token");
    (browser, token)
}

/// Where the browser is sent without seeing a page; the page's status if there is one.
async fn silently(
    running: &Running,
    browser: &mut Browser,
    more: &[(&str, &str)],
) -> Result<Vec<(String, String)>, String> {
    let page = browser.get_once(&running.authorize("id_token", more)).await;
    let location = page.location.unwrap_or_default();
    if location.starts_with(&running.inspect()) { Ok(parameters(&location)) } else { Err(location) }
}

async fn is_signed_in(running: &Running, browser: &mut Browser) -> bool {
    let back = silently(running, browser, &[("prompt", "none")]).await.expect("an answer to the application");
    if back.iter().any(|(name, _)| name == "id_token") {
        return true;
    }
    assert_eq!(find(&back, "error"), "login_required");
    assert!(find(&back, "error_description").starts_with("AADB2C90077:"));
    false
}

#[tokio::test]
async fn who_signed_in_before_is_not_asked_again() {
    let running = Running::start().await;
    let mut nobody = running.browser();
    assert!(!is_signed_in(&running, &mut nobody).await, "nobody is");
    let (mut browser, first) = signed_in(&running).await;
    let cookie = browser.cookie(COOKIE).expect("a session");
    let back = silently(&running, &mut browser, &[]).await.expect("no page");
    let (first, second) = (payload(&first), payload(&find(&back, "id_token")));
    for same in ["sub", "name", "idp", "oid", "auth_time"] {
        assert_eq!(first[same], second[same], "{same}");
    }
    assert_eq!(browser.cookie(COOKIE).as_ref(), Some(&cookie), "the same session");
    assert!(is_signed_in(&running, &mut browser).await);
    for more in [("prompt", "login"), ("prompt", "select_account")] {
        let page = silently(&running, &mut browser, &[more]).await.expect_err("a page");
        assert!(page.contains("/sign-in/"), "{more:?}: {page}");
    }
    let page = browser.get(&running.authorize("id_token", &[("prompt", "login")])).await;
    assert_eq!(page.status, 200);
}

#[tokio::test]
async fn s20_the_session_changes_at_every_sign_in_and_the_old_one_is_dead() {
    let running = Running::start().await;
    let (mut browser, _) = signed_in(&running).await;
    let old = browser.cookie(COOKIE).unwrap();
    running.sign_in(&mut browser, &running.authorize("id_token", &[("prompt", "login")])).await;
    let new = browser.cookie(COOKIE).unwrap();
    assert_ne!(old, new);
    assert!(is_signed_in(&running, &mut browser).await);
    // Somebody who kept or planted the old one has nothing.
    let mut thief = running.browser();
    thief.set_cookie(COOKIE, &old);
    assert!(!is_signed_in(&running, &mut thief).await);
    // A value that was planted before the sign-in is never the session's.
    let mut victim = running.browser();
    let planted = "A".repeat(43);
    victim.set_cookie(COOKIE, &planted);
    running.sign_in(&mut victim, &running.authorize("id_token", &[])).await;
    assert_ne!(victim.cookie(COOKIE).unwrap(), planted);
    thief.set_cookie(COOKIE, &planted);
    assert!(!is_signed_in(&running, &mut thief).await);
}

#[tokio::test]
async fn s37_a_session_of_who_is_switched_off_spares_nothing() {
    let running = Running::start().await;
    let tenant = running.tenant().await.id;
    let (mut browser, _) = signed_in(&running).await;
    running.switch(tenant, "user", false).await;
    assert!(!is_signed_in(&running, &mut browser).await);
    running.switch(tenant, "user", true).await;
    assert!(is_signed_in(&running, &mut browser).await, "it was not thrown away");
    running.switch(tenant, "provider", false).await;
    let back = silently(&running, &mut browser, &[("prompt", "none")]).await.expect("an answer");
    assert!(back.iter().all(|(name, _)| name != "id_token"), "{back:?}");
    running.switch(tenant, "provider", true).await;
    // Sessions of a user end together, as `revokeSignInSessions` asks.
    let user = running.federation.store().users(tenant, None, None, 10).await.unwrap().items.remove(0);
    let grants = storage::Revoked::User(user.id);
    let at = running.federation.clock().now();
    running.federation.store().commit(vec![storage::Change::Revoke { tenant, grants, at }]).await.unwrap();
    assert!(!is_signed_in(&running, &mut browser).await);
}

#[tokio::test]
async fn every_setting_of_a_user_flow_is_executed() {
    let running = Running::start().await;
    let tenant = running.tenant().await.id;
    let (mut browser, token) = signed_in(&running).await;
    let oid = payload(&token)["oid"].as_str().unwrap().to_owned();

    running.change_flow(|flow: &mut UserFlow| flow.session.single_sign_on = SingleSignOn::Disabled).await;
    assert!(!is_signed_in(&running, &mut browser).await, "no single sign-on");
    let mut other = running.browser();
    running.sign_in(&mut other, &running.authorize("id_token", &[])).await;
    assert_eq!(other.cookie(COOKIE), None, "and no session");

    running
        .change_flow(|flow: &mut UserFlow| {
            flow.session.single_sign_on = SingleSignOn::Policy;
            flow.issuer = IssuerForm::AuthorityAndTenantGuid;
            flow.subject = SubjectForm::NotSupported;
            flow.policy_claim = PolicyClaim::Acr;
            flow.lifetimes.token_seconds = 300;
            flow.lifetimes.refresh_seconds = 86_400;
            flow.claims.retain(|claim| claim != "objectId");
        })
        .await;
    let secret = running.client_secret(Running::test_app()).await;
    let authorize = running.authorize("code", &[("scope", "openid offline_access")]);
    let page = browser.get_once(&authorize).await;
    let code = find(&parameters(&page.location.expect("still signed in, by the same policy")), "code");
    let inspect = running.inspect();
    let pairs =
        [("client_id", TEST_APP), ("client_secret", secret.expose()), ("redirect_uri", &inspect), ("code", &code)];
    let (status, tokens) = running.redeem(POLICY, &pairs).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!((&tokens["expires_in"], &tokens["id_token_expires_in"]), (&300.into(), &300.into()));
    assert_eq!(tokens["refresh_token_expires_in"], 86_400);
    let claims = payload(tokens["id_token"].as_str().unwrap());
    assert_eq!(claims["iss"], running.url(&format!("/{tenant}/v2.0/")));
    assert_eq!((&claims["acr"], claims.get("tfp")), (&POLICY.into(), None));
    assert_eq!(claims["oid"], oid.as_str(), "the only name that is left");
    assert_ne!(claims["sub"], oid.as_str());
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 300);
}

fn logout(running: &Running, pairs: &[(&str, &str)]) -> String {
    running.policy(POLICY, &format!("oauth2/v2.0/logout?{}", crate::running::encode(pairs)))
}

#[tokio::test]
async fn s60_a_sign_out_with_the_id_token_ends_the_session_and_leads_back() {
    let running = Running::start().await;
    let (mut browser, token) = signed_in(&running).await;
    let cookie = browser.cookie(COOKIE).unwrap();
    let inspect = running.inspect();
    let url = logout(&running, &[("id_token_hint", &token), ("post_logout_redirect_uri", &inspect), ("state", "a&b")]);
    let page = browser.get_once(&url).await;
    // The provider is signed out in a hidden frame first; then the page goes on by itself.
    assert!(page.body.contains("mobileid.onmicrosoft.com/b2c_1_mobileid/oauth2/v2.0/logout\""), "{}", page.body);
    assert_eq!(page.refresh, Some(format!("2; url={inspect}?state=a%26b")));
    assert!(page.body.contains(&format!("href=\"{inspect}?state=a%26b\"")), "{}", page.body);
    assert_eq!(browser.cookie(COOKIE).as_deref(), Some(""), "the browser forgets it");
    browser.set_cookie(COOKIE, &cookie);
    assert!(!is_signed_in(&running, &mut browser).await, "and it is dead in any case");
    // Again, although nobody is signed in.
    let page = browser.get_once(&url).await;
    assert_eq!(page.status, 303);
}

#[tokio::test]
async fn s60_nobody_is_signed_out_or_sent_away_by_a_link() {
    let running = Running::start().await;
    let (mut browser, token) = signed_in(&running).await;
    let inspect = running.inspect();
    let evil = "https://evil.example/";
    let forged = format!("{}AAAA", &token[..token.len() - 4]);
    for (what, pairs, code) in [
        (
            "an unregistered address",
            vec![("id_token_hint", token.as_str()), ("post_logout_redirect_uri", evil)],
            "AADB2C90006",
        ),
        ("by the client's id", vec![("client_id", TEST_APP), ("post_logout_redirect_uri", evil)], "AADB2C90006"),
        ("by nobody", vec![("post_logout_redirect_uri", evil)], "AADB2C90006"),
        (
            "a forged token",
            vec![("id_token_hint", forged.as_str()), ("post_logout_redirect_uri", &inspect)],
            "AADB2C90210",
        ),
        ("no token", vec![("id_token_hint", "x")], "AADB2C90210"),
        (
            "another client",
            vec![("id_token_hint", token.as_str()), ("client_id", "22222222-2222-4222-8222-222222222222")],
            "AADB2C90209",
        ),
    ] {
        let page = browser.get_once(&logout(&running, &pairs)).await;
        assert_eq!((page.status, page.location.as_deref()), (400, None), "{what}");
        assert!(page.body.contains(code), "{what}: {}", page.body);
        assert!(is_signed_in(&running, &mut browser).await, "{what}");
    }
    // Nothing proves that the person wants it: they are asked.
    for pairs in [
        vec![("post_logout_redirect_uri", inspect.as_str())],
        vec![("client_id", TEST_APP), ("post_logout_redirect_uri", &inspect), ("state", "s")],
        vec![],
    ] {
        let page = browser.get_once(&logout(&running, &pairs)).await;
        assert_eq!(page.status, 200, "{pairs:?}");
        assert!(is_signed_in(&running, &mut browser).await, "{pairs:?}");
    }
    let page = browser.get_once(&logout(&running, &[("post_logout_redirect_uri", &inspect), ("state", "s")])).await;
    // A button of another site does not know what ours posts.
    let wrong = [("post_logout_redirect_uri", inspect.as_str()), ("confirm", "x")];
    let refused = browser.post(&running.policy(POLICY, "oauth2/v2.0/logout"), &wrong).await;
    assert_eq!(refused.status, 200, "asked again");
    assert!(is_signed_in(&running, &mut browser).await);
    // Posted by another site it comes without the cookie, and must not take it away.
    let mut elsewhere = running.browser();
    let answer = elsewhere.post(&running.policy(POLICY, "oauth2/v2.0/logout"), &wrong).await;
    assert_eq!((answer.status, elsewhere.cookie(COOKIE)), (303, None), "{:?}", answer.location);
    let back = browser.submit_once(&page, &[]).await;
    assert_eq!((back.status, back.refresh), (200, Some(format!("2; url={inspect}?state=s"))), "{}", back.body);
    assert!(!is_signed_in(&running, &mut browser).await);
}

#[tokio::test]
async fn s60_a_sign_out_may_be_posted_and_a_policy_may_want_the_id_token() {
    let running = Running::start().await;
    let (mut browser, token) = signed_in(&running).await;
    running.change_flow(|flow: &mut UserFlow| flow.session.require_id_token_in_logout = true).await;
    let inspect = running.inspect();
    let page = browser.get_once(&logout(&running, &[("post_logout_redirect_uri", &inspect)])).await;
    assert_eq!(page.status, 400);
    assert!(page.body.contains("AADB2C90272"), "{}", page.body);
    let pairs = [("id_token_hint", token.as_str()), ("post_logout_redirect_uri", &inspect)];
    let again = browser.post(&running.policy(POLICY, "oauth2/v2.0/logout"), &pairs).await;
    assert_eq!(again.status, 303);
    let page = browser.get_once(&again.location.unwrap()).await;
    assert_eq!((page.status, page.refresh), (200, Some(format!("2; url={inspect}"))), "{}", page.body);
    assert!(!is_signed_in(&running, &mut browser).await);
}

#[tokio::test]
async fn the_other_applications_are_signed_out_in_hidden_frames() {
    let running = Running::start().await;
    let tenant = running.tenant().await.id;
    let input = federation::tenant::ApplicationInput {
        name: "other".to_owned(),
        kind: domain::ApplicationKind::Web,
        redirect_uris: vec![running.inspect()],
        implicit: domain::ImplicitGrant { id_tokens: true, access_tokens: false },
        require_pkce: false,
        enabled: true,
        settings: None,
    };
    let other = running.federation.create_application(tenant, &input, None, "test").await.unwrap();
    let settings = federation::tenant::ApplicationSettings {
        logout_url: "https://other.example/out?x=1".to_owned(),
        ..federation::tenant::ApplicationSettings::from(&other.document)
    };
    let input = federation::tenant::ApplicationInput { settings: Some(settings), ..input };
    running.federation.update_application(tenant, other.document.id, other.version, &input, "test").await.unwrap();
    running
        .change_test_app(|application| application.logout_url = domain::LogoutUrl::parse("https://me.example/out").ok())
        .await;

    let (mut browser, token) = signed_in(&running).await;
    let id = other.document.id.to_string();
    silently(&running, &mut browser, &[("client_id", &id)]).await.expect("single sign-on");
    let inspect = running.inspect();
    let url = logout(&running, &[("id_token_hint", &token), ("post_logout_redirect_uri", &inspect)]);
    let page = browser.get_once(&url).await;
    assert_eq!((page.status, page.location), (200, None), "{}", page.body);
    assert!(page.body.contains("src=\"https://other.example/out?x=1\""), "{}", page.body);
    assert!(!page.body.contains("me.example"), "not the one that asked: {}", page.body);
    assert!(page.body.contains(&format!("href=\"{inspect}\"")), "{}", page.body);
    assert!(!is_signed_in(&running, &mut browser).await);
}

#[tokio::test]
async fn s20_an_application_that_renews_a_person_s_sign_in_gets_nobody_else_s() {
    let running = Running::start().await;
    let (mut browser, ada) = signed_in(&running).await;
    let selection = browser.get(&running.authorize("id_token", &[("prompt", "login")])).await;
    let phone = browser.submit(&selection, &[("choice", &selection.button("choice"))]).await;
    let answer = browser.submit(&phone, &[("phoneNumber", "+41 79 765 43 21"), ("action", "continue")]).await;
    let back = browser.submit_once(&answer, &[]).await.location.unwrap();
    let eve = find(&parameters(&back), "id_token");
    assert_ne!(payload(&ada)["oid"], payload(&eve)["oid"], "somebody else signed in in her browser");
    let pairs = [("prompt", "none"), ("id_token_hint", ada.as_str())];
    let back = silently(&running, &mut browser, &pairs).await.expect("an answer");
    assert_eq!(find(&back, "error"), "login_required");
    silently(&running, &mut browser, &[("id_token_hint", &ada)]).await.expect_err("a page");
    for hint in [eve.as_str(), "no token"] {
        let pairs = [("prompt", "none"), ("id_token_hint", hint)];
        let back = silently(&running, &mut browser, &pairs).await.expect("an answer");
        assert_eq!(payload(&find(&back, "id_token"))["oid"], payload(&eve)["oid"], "{hint}");
    }
}
