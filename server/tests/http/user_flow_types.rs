//! The types of user flows, and the attributes that they collect (behaviour reference §4.1, §4.4).

use crate::{
    browser::{Browser, Page},
    provider::stage::{End, Stage},
};
use domain::UserFlowKind;

/// Up to the first page or answer of ours after the provider.
async fn back_from_the_provider(stage: &Stage, flow: &str, browser: &mut Browser) -> Page {
    let selection = browser.get(&stage.authorize(flow, &[("ui_locales", "de")])).await;
    assert_eq!(selection.status, 200, "{}", selection.body);
    let choice = selection.button("choice");
    let away = browser.submit_once(&selection, &[("choice", &choice)]).await;
    let there = away.location.unwrap_or_else(|| panic!("not sent to the provider: {}", away.body));
    let callback = browser.get_once(&there).await.location.expect("the provider answers");
    browser.get_once(&callback).await
}

async fn run(stage: &Stage, flow: &str) -> End {
    let browser = &mut stage.running.browser();
    let page = back_from_the_provider(stage, flow, browser).await;
    stage.go_on(browser, page).await
}

#[tokio::test]
async fn a_sign_in_flow_lets_in_users_and_makes_none() {
    let stage = Stage::new().await;
    let providers = [stage.configured.document.id];
    stage.make_flow_of(UserFlowKind::SignIn, "only_in", &providers, &[]).await;
    let refused = run(&stage, "B2C_1_only_in").await;
    assert_eq!(refused.get("error"), Some("access_denied"), "{refused:?}");
    assert!(refused.said().starts_with("AADB2C90053"), "{}", refused.said());
    let tenant = stage.running.tenant().await.id;
    let nobody = stage.running.federation.users(tenant, "", None).await.unwrap();
    assert!(nobody.items.is_empty(), "a sign-in flow made a user");

    let first = run(&stage, &stage.flow).await.claims();
    assert_eq!(first["newUser"], true);
    let again = run(&stage, "B2C_1_only_in").await.claims();
    assert_eq!(again["sub"], first["sub"]);
    assert_ne!(again["newUser"], true);
}

#[tokio::test]
async fn a_sign_up_flow_makes_users_and_lets_in_nobody_who_is_one() {
    let stage = Stage::new().await;
    let providers = [stage.configured.document.id];
    stage.make_flow_of(UserFlowKind::SignUp, "only_up", &providers, &["city"]).await;
    let browser = &mut stage.running.browser();
    let selection = browser.get(&stage.authorize("B2C_1_only_up", &[("ui_locales", "de")])).await;
    assert!(selection.body.contains("Registrieren"), "{}", selection.body);
    let page = back_from_the_provider(&stage, "B2C_1_only_up", browser).await;
    let form = browser.get(&page.location.expect("a page")).await;
    let end = browser.submit_once(&form, &[("city", "Bern"), ("action", "continue")]).await;
    let claims = stage.go_on(browser, end).await.claims();
    assert_eq!((&claims["newUser"], &claims["city"]), (&true.into(), &"Bern".into()), "{claims}");

    let refused = run(&stage, "B2C_1_only_up").await;
    assert!(refused.said().starts_with("AADB2C90037"), "{}", refused.said());
    let known = run(&stage, &stage.flow).await.claims();
    assert_eq!(known["sub"], claims["sub"]);
}

#[tokio::test]
async fn attributes_are_asked_for_once_when_the_provider_does_not_deliver_them() {
    let stage = Stage::new().await;
    let providers = [stage.configured.document.id];
    // The provider delivers the name, so nothing is missing.
    stage.make_flow_of(UserFlowKind::SignUpOrSignIn, "delivered", &providers, &["displayName"]).await;
    let asked = ["displayName", "postalCode", "city"];
    stage.make_flow_of(UserFlowKind::SignUpOrSignIn, "asking", &providers, &asked).await;

    let browser = &mut stage.running.browser();
    let page = back_from_the_provider(&stage, "B2C_1_asking", browser).await;
    let mut form = browser.get(&page.location.expect("a page")).await;
    assert!(form.body.contains("<title>Ihre Angaben · Fabrikam"), "{}", form.body);
    assert!(form.body.contains("Postleitzahl") && form.body.contains("Ort"), "{}", form.body);
    assert!(form.body.contains("value=\"Erika Muster\""), "what is known is not filled in: {}", form.body);
    // All are required, and none may begin markup.
    for city in ["", "<b>Bern"] {
        let filled = [("displayName", "Grace"), ("postalCode", "3011"), ("city", city), ("action", "continue")];
        form = browser.submit(&form, &filled).await;
        assert!(form.body.contains("Postleitzahl"), "it was accepted: {city}");
        assert_eq!(form.body.contains("höchstens 128 Zeichen ein"), city.starts_with('<'), "{}", form.body);
    }
    let filled = [("displayName", "Grace"), ("postalCode", "3011"), ("city", "Bern"), ("action", "continue")];
    let end = browser.submit_once(&form, &filled).await;
    let claims = stage.go_on(browser, end).await.claims();
    assert_eq!((&claims["city"], &claims["postalCode"]), (&"Bern".into(), &"3011".into()), "{claims}");

    // Who is known is not asked again, and what was stored is returned.
    let again = run(&stage, "B2C_1_asking").await.claims();
    assert_eq!((&again["city"], &again["sub"]), (&"Bern".into(), &claims["sub"]));
    assert!(run(&stage, "B2C_1_delivered").await.signed_in());
}
