//! Providers kept apart from each other: an issuer belongs to one (S35), an address too (S34); and what the application
//! asks of the person reaches them.

use crate::{
    provider::{
        TOKEN,
        forge::now,
        stage::{Stage, asked, failed, input},
    },
    running::{decode, find, payload},
};
use domain::ResponseMode;
use federation::tenant::ProviderCheckVerdict;
use serde_json::{Value, json};
use std::sync::Arc;

fn profile(stage: &Stage) -> String {
    format!("{}-OpenIdConnect", stage.configured.document.id.uuid().simple())
}

#[tokio::test]
async fn s35_a_provider_that_announces_the_issuer_of_another_signs_nobody_in() {
    let first = Stage::new().await;
    let user = first.sign_in().await.claims()["oid"].clone();
    let issuer = first.provider.issuer();
    // It says that it is the first one, and signs with keys of its own.
    let second = first.another(|input| input.name = "Evil".to_owned()).await;
    let says = issuer.clone();
    second.provider.behave(|behaviour| {
        behaviour.metadata("issuer", json!(says));
        behaviour.claim("iss", json!(says));
    });
    for _ in 0..2 {
        let end = second.sign_in().await;
        assert_eq!(
            end.said(),
            "AADB2C90238: The ID token of Evil comes from the issuer of another identity provider of this tenant."
        );
        let (.., help) = failed(&second.recording(end.journey()).await);
        assert!(help.contains("the one of Contoso"), "{help}");
    }
    let federation = &first.running.federation;
    let check = federation.check_identity_provider(first.tenant, &input(&second.provider)).await.unwrap();
    let row = check.rows.iter().find(|row| row.name == "Issuer of one provider").unwrap();
    assert_eq!((row.verdict, row.found.as_str()), (ProviderCheckVerdict::Fail, "the issuer of Contoso"));
    let check = federation.check_identity_provider(first.tenant, &input(&first.provider)).await.unwrap();
    let row = check.rows.iter().find(|row| row.name == "Issuer of one provider").unwrap();
    assert_eq!(row.verdict, ProviderCheckVerdict::Pass, "it is its own");
    assert_eq!(first.sign_in().await.claims()["oid"], user, "the first one is as it was");

    // The same provider with another client reads the same metadata: nobody says there what the first could not.
    let again = input(&first.provider);
    let configured = federation.create_identity_provider(first.tenant, &again, "test").await.unwrap();
    let twin = Stage {
        running: Arc::clone(&first.running),
        provider: Arc::clone(&first.provider),
        tenant: first.tenant,
        configured,
        flow: "B2C_1_twin".to_owned(),
    };
    twin.make_flow("twin", &[twin.configured.document.id]).await;
    assert_eq!(twin.sign_in().await.claims()["oid"], user);

    // An issuer of a provider that is gone is free.
    let (id, version) = (first.configured.document.id, first.configured.version);
    federation.delete_identity_provider(first.tenant, id, version, "test").await.unwrap();
    assert!(twin.sign_in().await.signed_in());
    assert!(!second.sign_in().await.signed_in(), "it is the twin's now");
}

#[tokio::test]
async fn s34_a_provider_with_an_address_of_its_own_is_answered_nowhere_else() {
    let stage = Stage::with(|input| input.own_redirect_uri = Some(true)).await;
    let other = stage.another(|input| input.own_redirect_uri = Some(true)).await;
    let shared = stage.another(|_| {}).await;
    let tenant = stage.running.tenant().await;
    let origin = federation::Origin::new(&stage.running.url(""));
    let registered = stage.running.federation.registration(&tenant, &origin, Some(&stage.configured.document));
    let mut browser = stage.running.browser();
    let callback = stage.to_the_callback(&mut browser).await;
    let (own, query) = callback.split_once('?').unwrap();
    assert_eq!(registered.redirect_uris[0], own, "what its operator registers");
    let base = own.strip_suffix(&format!("/{}", profile(&stage))).expect("its own address");
    for wrong in [base.to_owned(), format!("{base}/{}", profile(&other)), format!("{base}/nobody")] {
        let page = browser.get_once(&format!("{wrong}?{query}")).await;
        assert_eq!((page.status, page.location.as_deref()), (400, None), "{wrong}");
    }
    assert!(stage.provider.seen(TOKEN).is_empty(), "nothing of it was exchanged");
    assert!(browser.get_once(&callback).await.location.unwrap().contains("#id_token="), "it was not consumed");
    assert_eq!(stage.provider.seen(TOKEN)[0].form["redirect_uri"], own);

    // A provider that was not given one is answered at the shared address alone.
    let callback = shared.to_the_callback(&mut browser).await;
    let (path, query) = callback.split_once('?').unwrap();
    for name in [profile(&shared), profile(&stage)] {
        let page = browser.get_once(&format!("{path}/{name}?{query}")).await;
        assert_eq!((page.status, page.location.as_deref()), (400, None), "{name}");
    }
    assert!(browser.get_once(&callback).await.location.unwrap().contains("#id_token="));

    // A form of another site is posted once more to the same address.
    let form = stage
        .another(|input| {
            input.own_redirect_uri = Some(true);
            input.response_mode = ResponseMode::FormPost;
        })
        .await;
    assert!(form.sign_in().await.signed_in());
    // Whoever does not mention the setting leaves it as it is.
    let mut form = form;
    form.reconfigure(|input| input.response_mode = ResponseMode::FormPost).await;
    assert!(form.configured.document.own_redirect_uri);
}

/// Where the browser is sent, with parameters of the application.
async fn sent(stage: &Stage, more: &[(&str, &str)]) -> (crate::browser::Browser, crate::browser::Page) {
    let mut browser = stage.running.browser();
    let selection = browser.get(&stage.authorize(&stage.flow, more)).await;
    let choice = selection.button("choice");
    let away = browser.submit_once(&selection, &[("choice", &choice)]).await;
    (browser, away)
}

#[tokio::test]
async fn what_the_application_asks_of_the_person_is_asked_of_the_provider() {
    let stage = Stage::new().await;
    for (more, prompt, max_age) in [
        (&[][..], None, None),
        (&[("prompt", "login")][..], Some("login"), None),
        (&[("prompt", "login consent")][..], Some("login"), None),
        (&[("prompt", "select_account"), ("max_age", "60")][..], Some("select_account"), Some("60")),
        (&[("prompt", "consent")][..], None, None),
        (&[("max_age", "0")][..], None, Some("0")),
    ] {
        let location = sent(&stage, more).await.1.location.unwrap();
        let parameters = decode(location.split_once('?').unwrap().1);
        let found = |name: &str| {
            let values: Vec<_> = parameters.iter().filter(|(known, _)| known == name).collect();
            assert!(values.len() < 2, "{name} twice: {location}");
            values.first().map(|(_, value)| value.as_str())
        };
        assert_eq!((found("prompt"), found("max_age")), (prompt, max_age), "{more:?}");
    }
    // What an administrator set stays, and the person is asked all the same.
    let set = stage.another(|input| input.authorization_parameters = "prompt=consent\nmax_age=7200".to_owned()).await;
    let location = sent(&set, &[("prompt", "login"), ("max_age", "60")]).await.1.location.unwrap();
    assert_eq!((asked(&location, "prompt").as_str(), asked(&location, "max_age").as_str()), ("consent login", "7200"));
    let none = stage.another(|input| input.authorization_parameters = "prompt=none".to_owned()).await;
    let location = sent(&none, &[("prompt", "login")]).await.1.location.unwrap();
    assert_eq!(asked(&location, "prompt"), "login");
}

/// How a sign-in ends when the provider says that the person signed in there so many seconds ago.
async fn ended(stage: &Stage, more: &[(&str, &str)], ago: Option<i64>) -> crate::provider::stage::End {
    let auth_time = ago.map_or(Value::Null, |ago| json!(now() - ago));
    stage.provider.behave(|behaviour| behaviour.claim("auth_time", auth_time));
    let (mut browser, away) = sent(stage, more).await;
    stage.go_on(&mut browser, away).await
}

#[tokio::test]
async fn auth_time_is_when_the_provider_asked_the_person_and_max_age_holds_there_too() {
    let stage = Stage::new().await;
    let auth_time = |end: crate::provider::stage::End| now() - end.claims()["auth_time"].as_i64().unwrap();
    let ago = auth_time(ended(&stage, &[], Some(5000)).await);
    assert!((5000..5030).contains(&ago), "{ago}");
    let ago = auth_time(ended(&stage, &[], None).await);
    assert!((0..30).contains(&ago), "the provider says nothing: now, not {ago}");
    let ago = auth_time(ended(&stage, &[], Some(-30)).await);
    assert!((0..30).contains(&ago), "nobody signs in later than now: {ago}");

    let asked = &[("max_age", "300")][..];
    assert!(ended(&stage, asked, Some(100)).await.signed_in());
    for ago in [Some(400), None] {
        let end = ended(&stage, asked, ago).await;
        assert_eq!(
            end.said(),
            "AADB2C90273: The ID token of Contoso is about a sign-in that is too old, or does not say how old it is.",
            "{ago:?}"
        );
    }
}

#[tokio::test]
async fn a_session_counts_the_age_of_the_sign_in_from_the_provider_and_its_own_from_now() {
    let stage = Stage::new().await;
    let hours = json!(now() - 5 * 86_400);
    stage.provider.behave(|behaviour| behaviour.claim("auth_time", hours.clone()));
    let (mut browser, away) = sent(&stage, &[]).await;
    assert!(stage.go_on(&mut browser, away).await.signed_in());
    let again = browser.get_once(&stage.authorize(&stage.flow, &[])).await.location.unwrap();
    let back = decode(again.split_once('#').expect("single sign-on, although the provider's is five days old").1);
    assert_eq!(payload(&find(&back, "id_token"))["auth_time"], hours);
    // An hour is not enough any more.
    let asked = browser.get_once(&stage.authorize(&stage.flow, &[("max_age", "3600")])).await.location.unwrap();
    assert!(asked.contains("/sign-in/"), "{asked}");
}

#[tokio::test]
async fn s79_what_a_provider_echoes_by_the_browser_and_in_userinfo_is_not_in_the_trace() {
    let stage = Stage::with(|input| input.user_info = true).await;
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";
    stage.provider.behave(|behaviour| {
        behaviour.response = Arc::new(move |answer| {
            let handle = find(answer, "state");
            let said = format!("about {handle}\u{1b}[31m\r\nwith {token} {}", "x".repeat(5000));
            answer.retain(|(name, _)| name == "state");
            answer.push(("error".to_owned(), "server_error".to_owned()));
            answer.push(("error_description".to_owned(), said));
        });
    });
    let (mut browser, away) = sent(&stage, &[]).await;
    let drawn = asked(away.location.as_deref().unwrap(), "state");
    let end = stage.go_on(&mut browser, away).await;
    let (told, trace) =
        (end.get("error_description").unwrap().to_owned(), serde_json::to_string(&stage.newest().await).unwrap());
    for text in [&told, &trace] {
        assert!(text.contains("server_error: about •••[31mwith ••• xxx"), "{text}");
        assert!(!text.contains(&drawn) && !text.contains("eyJ") && !text.contains('\u{1b}'), "{text}");
    }
    assert!(told.len() < 1000, "{}", told.len());

    // Userinfo sends the access token back as a claim.
    let got = Arc::new(std::sync::Mutex::new(String::new()));
    stage.provider.be_honest();
    let seen = Arc::clone(&got);
    stage.provider.behave(|behaviour| {
        behaviour.tokens = Arc::new(move |answer| {
            *seen.lock().unwrap() = answer["access_token"].as_str().unwrap().to_owned();
        });
        let sent = Arc::clone(&got);
        behaviour.user_info = Arc::new(move |answer| {
            answer["email"] = json!(format!("Bearer {}", sent.lock().unwrap()));
        });
    });
    let claims = stage.sign_in().await.claims();
    let (trace, token) = (serde_json::to_string(&stage.newest().await).unwrap(), got.lock().unwrap().clone());
    assert!(token.len() > 20 && !trace.contains(&token), "{trace}");
    assert_eq!(claims["emails"][0], "Bearer •••");
}
