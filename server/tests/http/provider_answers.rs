//! What comes back from a provider by the browser, and how we prove ourselves to it.

use crate::{
    provider::{
        KEYS, TOKEN, USER_INFO,
        forge::now,
        set,
        stage::{CLIENT, SECRET, Stage, asked, failed, sent},
        wire::Reply,
    },
    running::{decode, encode, find},
};
use base64ct::{Base64, Encoding};
use domain::{ClientAuthentication, Pkce, ResponseMode, ResponseType};
use journey::recording::{
    Item,
    Purpose::{Keys, Metadata, Token, UserInfo},
};
use serde_json::{Value, json};
use std::sync::Arc;

#[tokio::test]
async fn every_response_type_and_mode_signs_in() {
    let stage = Stage::new().await;
    for (response_type, response_mode) in [
        (ResponseType::Code, ResponseMode::Query),
        (ResponseType::Code, ResponseMode::FormPost),
        (ResponseType::IdToken, ResponseMode::Query),
        (ResponseType::IdToken, ResponseMode::FormPost),
    ] {
        let other = stage
            .another(|input| {
                (input.response_type, input.response_mode) = (response_type, response_mode);
                if response_type == ResponseType::IdToken {
                    input.client_secret = None;
                }
            })
            .await;
        let mut browser = stage.running.browser();
        let away = other.to_the_provider(&mut browser).await;
        let location = away.location.clone().unwrap();
        assert_eq!(asked(&location, "response_type"), response_type.as_str());
        assert_eq!(asked(&location, "response_mode"), response_mode.as_str());
        assert_eq!(asked(&location, "scope"), "openid profile", "commas were typed, spaces are sent");
        assert_eq!(
            decode(&location).iter().any(|(name, _)| name == "code_challenge"),
            response_type == ResponseType::Code,
            "PKCE is for codes"
        );
        let claims = other.go_on(&mut browser, away).await.claims();
        assert_eq!(claims["name"], "Erika Muster");
        assert_eq!(claims["idp"], other.provider.issuer());
        let exchanged = other.provider.seen(TOKEN).len();
        assert_eq!(exchanged, usize::from(response_type == ResponseType::Code), "{response_type:?}");
    }
}

#[tokio::test]
async fn parameters_of_the_form_reach_the_provider_and_win_over_the_applications() {
    let stage = Stage::with(|input| {
        input.authorization_parameters = "acr_values=mid_al3\nui_locales=rm\nclaims={\"a b\":1}".to_owned();
    })
    .await;
    let mut browser = stage.running.browser();
    let selection = browser.get(&stage.authorize(&stage.flow, &[("login_hint", "erika")])).await;
    let choice = selection.button("choice");
    let location = browser.submit_once(&selection, &[("choice", &choice)]).await.location.unwrap();
    for (name, value) in [
        ("acr_values", "mid_al3"),
        ("ui_locales", "rm"),
        ("claims", "{\"a b\":1}"),
        ("login_hint", "erika"),
        ("client_id", CLIENT),
    ] {
        assert_eq!(asked(&location, name), value);
    }
    let names: Vec<_> = decode(location.split_once('?').unwrap().1).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names.iter().filter(|name| *name == "ui_locales").count(), 1);
}

#[tokio::test]
async fn s40_the_secret_travels_as_configured_encoded_and_never_in_a_url() {
    let stage = Stage::new().await;
    for authentication in [
        ClientAuthentication::ClientSecretPost,
        ClientAuthentication::ClientSecretBasic,
        ClientAuthentication::PrivateKeyJwt,
    ] {
        let other = stage.another(|input| input.client_authentication = authentication).await;
        assert!(other.sign_in().await.signed_in(), "{authentication:?}");
        let requests = other.provider.seen(TOKEN);
        let [request] = &requests[..] else { panic!("{} token requests", requests.len()) };
        assert_eq!(request.method, "POST");
        assert!(request.query.is_empty(), "nothing is in the URL");
        let encoded = url::form_urlencoded::byte_serialize(SECRET.as_bytes()).collect::<String>();
        assert_eq!(encoded, "s3cret+of+ours%3A+%25%2B%26%3D%C3%A9");
        let in_body = request.body.contains(&format!("client_secret={encoded}"));
        let header = request.headers.get("authorization").map(String::as_str);
        match authentication {
            ClientAuthentication::ClientSecretPost => {
                assert!(in_body && header.is_none(), "{}", request.body);
                assert_eq!((sent(request, "client_id"), sent(request, "client_secret")), (CLIENT, SECRET));
            }
            ClientAuthentication::ClientSecretBasic => {
                let expected = Base64::encode_string(format!("our+client:{encoded}").as_bytes());
                assert_eq!(header, Some(format!("Basic {expected}").as_str()));
                assert!(!request.body.contains("client_"), "{}", request.body);
            }
            ClientAuthentication::PrivateKeyJwt => {
                assert!(header.is_none() && !request.body.contains("client_secret"), "{}", request.body);
                assert_eq!(sent(request, "client_assertion_type"), oauth::relying_party::client_assertion::TYPE);
                assertion_is_good(&other, sent(request, "client_assertion")).await;
            }
        }
        let recording = other.newest().await;
        let text = serde_json::to_string(&recording).unwrap();
        assert!(!text.contains("s3cret") && !text.contains("client_assertion\""), "{text}");
    }
}

/// By us, for the token endpoint, short-lived, and signed with a key of the tenant.
async fn assertion_is_good(stage: &Stage, assertion: &str) {
    let claims = crate::running::payload(assertion);
    assert_eq!((claims["iss"].as_str(), claims["sub"].as_str()), (Some(CLIENT), Some(CLIENT)));
    assert_eq!(claims["aud"], stage.provider.url(TOKEN));
    let lives = claims["exp"].as_i64().unwrap() - now();
    assert!((200..=300).contains(&lives), "{lives}");
    assert!(claims["jti"].as_str().unwrap().len() >= 20);
    let container = policy::user_flow::SIGNING_KEY_CONTAINER;
    let keys = stage.running.federation.published_keys(stage.tenant, container).await.unwrap();
    let keys = token::JwkSet::from_json(&keys).unwrap();
    let expected = token::Unverified::parse(assertion).unwrap().expect(&[token::Algorithm::Rs256]).unwrap();
    assert!(expected.verify(&keys, &server::keys::AwsLc).is_ok());
}

#[tokio::test]
async fn s7_a_provider_that_wants_pkce_gets_it_and_one_that_must_not_have_it_does_not() {
    let stage = Stage::new().await;
    for (pkce, offered, sent_it) in [
        (Pkce::WhenOffered, true, true),
        (Pkce::WhenOffered, false, false),
        (Pkce::Always, false, true),
        (Pkce::Never, true, false),
    ] {
        let other = stage.another(|input| input.pkce = pkce).await;
        if !offered {
            other.provider.behave(|behaviour| behaviour.metadata("code_challenge_methods_supported", Value::Null));
        }
        assert!(other.sign_in().await.signed_in());
        let request = other.provider.seen(TOKEN).remove(0);
        assert_eq!(!sent(&request, "code_verifier").is_empty(), sent_it, "{pkce:?} {offered}");
        let asked = other.provider.seen(crate::provider::AUTHORIZE).remove(0).query;
        assert_eq!(asked.get("code_challenge_method").map(String::as_str), sent_it.then_some("S256"));
    }
}

#[tokio::test]
async fn s22_an_answer_is_taken_only_where_its_provider_and_tenant_are() {
    let stage = Stage::new().await;
    let mut browser = stage.running.browser();
    let callback = stage.to_the_callback(&mut browser).await;
    let (path, query) = callback.split_once('?').unwrap();
    let profile = |stage: &Stage| format!("{}-OpenIdConnect", stage.configured.document.id.uuid().simple());
    let other = stage.another(|_| {}).await;

    // At the address of another provider, at one of its own that it was not given, of another tenant, and of one that
    // does not exist.
    let elsewhere = [
        format!("{path}/{}?{query}", profile(&other)),
        format!("{path}/{}?{query}", profile(&stage)),
        format!("{}?{query}", path.replace("fabrikam", "mobileid")),
        format!("{path}/nobody?{query}"),
    ];
    for wrong in elsewhere {
        let page = browser.get_once(&wrong).await;
        assert!((400..500).contains(&page.status) && page.location.is_none(), "{wrong}: {}", page.status);
    }
    // Another state, none, two of them, and a state of another kind.
    let (handle, code) = (find(&decode(query), "state"), find(&decode(query), "code"));
    for pairs in [
        vec![("code", code.as_str()), ("state", "another")],
        vec![("code", code.as_str())],
        vec![("code", code.as_str()), ("state", handle.as_str()), ("state", handle.as_str())],
        vec![("code", code.as_str()), ("state", code.as_str())],
    ] {
        let page = browser.get_once(&format!("{path}?{}", encode(&pairs))).await;
        assert_eq!((page.status, page.location.as_deref()), (400, None), "{pairs:?}");
    }
    assert!(stage.provider.seen(TOKEN).is_empty(), "nothing of it was exchanged");

    // It was not consumed by any of that, and is taken where it was sent to: once.
    assert!(browser.get_once(&callback).await.location.unwrap().contains("#id_token="));
    let replayed = browser.get_once(&callback).await;
    assert_eq!((replayed.status, replayed.location.as_deref()), (400, None));
    assert_eq!(stage.provider.seen(TOKEN).len(), 1);
}

#[tokio::test]
async fn s34_an_answer_that_names_another_issuer_or_none_though_it_must_is_stopped() {
    let stage = Stage::new().await;
    for (announced, sends, fine) in [
        (false, None, true),
        (false, Some("https://evil.example"), false),
        (true, None, false),
        (true, Some("https://evil.example"), false),
        (true, Some("the provider's"), true),
    ] {
        let other = stage.another(|_| {}).await;
        let issuer = other.provider.issuer();
        other.provider.behave(|behaviour| {
            behaviour.metadata("authorization_response_iss_parameter_supported", json!(announced));
            behaviour.response = Arc::new(move |answer| {
                if let Some(iss) = sends {
                    let iss = if iss == "the provider's" { issuer.clone() } else { iss.to_owned() };
                    answer.push(("iss".to_owned(), iss));
                }
            });
        });
        let end = other.sign_in().await;
        assert_eq!(end.signed_in(), fine, "{announced} {sends:?}");
        if !fine {
            assert_eq!(end.said(), "AADB2C90273: The answer is not from Contoso.");
            assert!(other.provider.seen(TOKEN).is_empty(), "the code was sent on");
        }
    }
}

#[tokio::test]
async fn s34_a_code_goes_only_to_the_token_endpoint_of_the_provider_that_the_sign_in_began_with() {
    let honest = Stage::new().await;
    let attacker = honest.another(|_| {}).await;
    // The attacker relays the honest provider's code in an answer of its own.
    let mut victim = honest.running.browser();
    let honest_answer = honest.to_the_callback(&mut victim).await;
    let code = find(&decode(honest_answer.split_once('?').unwrap().1), "code");
    let mut browser = honest.running.browser();
    let answer = attacker.to_the_callback(&mut browser).await;
    let (path, query) = answer.split_once('?').unwrap();
    let state = find(&decode(query), "state");
    let mixed = format!("{path}?{}", encode(&[("code", &code), ("state", &state)]));
    let away = browser.get_once(&mixed).await;
    assert!(!attacker.go_on(&mut browser, away).await.signed_in());
    assert!(honest.provider.seen(TOKEN).is_empty(), "the honest provider was asked in a sign-in that is not its own");
    let got = attacker.provider.seen(TOKEN);
    assert!(got.iter().all(|request| !request.body.contains("s3cret2")), "{got:?}");
}

#[tokio::test]
async fn s34_userinfo_adds_claims_of_the_same_person_and_replaces_none() {
    let stage = Stage::with(|input| input.user_info = true).await;
    let claims = stage.sign_in().await.claims();
    assert_eq!(
        (claims["emails"][0].as_str(), claims["name"].as_str()),
        (Some("erika@example.org"), Some("Erika Muster"))
    );
    let request = stage.provider.seen(USER_INFO).remove(0);
    assert!(request.headers["authorization"].starts_with("Bearer ") && request.query.is_empty());
    for sub in [json!("person-2"), json!("Person-1"), json!(["person-1"]), json!({}), json!(1), json!(""), Value::Null]
    {
        let change = sub.clone();
        stage.provider.behave(|behaviour| {
            behaviour.user_info = Arc::new(move |answer| set(answer, "sub", &change));
        });
        let end = stage.sign_in().await;
        assert_eq!(end.said(), "AADB2C90273: The userinfo of Contoso is about somebody else.", "{sub}");
    }
    stage.provider.be_honest();
    let large = json!({ "sub": "person-1", "picture": "x".repeat(2 * 1024 * 1024) });
    stage.provider.behave(|behaviour| behaviour.instead(USER_INFO, move |_| Reply::json(200, &large)));
    assert_eq!(stage.sign_in().await.said(), "AADB2C90289: The userinfo of Contoso is too large.");
    let text = serde_json::to_string(&stage.newest().await).unwrap();
    let sent = request.headers["authorization"].strip_prefix("Bearer ").unwrap();
    assert!(!text.contains(sent), "the access token is in the trace");
}

#[tokio::test]
async fn s35_a_person_is_known_by_issuer_and_subject_never_by_mail_or_by_the_providers_name() {
    let first = Stage::with(|input| input.user_info = true).await;
    let user = first.sign_in().await.claims()["oid"].clone();
    assert_eq!(first.sign_in().await.claims()["oid"], user, "the same person");
    // Another provider, same name, same subject, same mail: somebody else.
    let second = first.another(|input| input.user_info = true).await;
    let other = second.sign_in().await.claims()["oid"].clone();
    assert_ne!(other, user);
    // The same provider, which has another issuer now: somebody else.
    let third = first.another(|_| {}).await;
    let before = third.sign_in().await.claims()["oid"].clone();
    let fourth = first.another(|_| {}).await;
    fourth.provider.behave(|behaviour| {
        behaviour.metadata("issuer", json!("https://moved.example"));
        behaviour.claim("iss", json!("https://moved.example"));
    });
    let moved = fourth.sign_in().await.claims();
    assert_eq!(moved["idp"], "https://moved.example");
    assert!([&user, &other, &before].iter().all(|known| **known != moved["oid"]));
    // What a provider claims about itself counts for nothing.
    let issuer = first.provider.issuer();
    second.provider.behave(|behaviour| {
        behaviour.claims = Arc::new(move |claims| {
            set(claims, "identityProvider", &json!(issuer));
            set(claims, "idp", &json!(issuer));
            set(claims, "authenticationSource", &json!("localAccountAuthentication"));
        });
    });
    assert_eq!(second.sign_in().await.claims()["oid"], other);
}

/// What is said of a provider that was switched off.
const DEAD: &str = "AADB2C90051: The identity provider Contoso is disabled.";

#[tokio::test]
async fn s37_a_provider_that_is_disabled_under_way_is_dead_at_each_step() {
    let mut stage = Stage::new().await;
    for step in ["page shown", "at the provider", "back", "exchanging", "keys"] {
        stage.reconfigure(|input| input.enabled = true).await;
        stage.provider.be_honest();
        let mut browser = stage.running.browser();
        match step {
            "page shown" => {
                let selection = browser.get(&stage.authorize(&stage.flow, &[])).await;
                let choice = selection.button("choice");
                stage.reconfigure(|input| input.enabled = false).await;
                let page = browser.submit_once(&selection, &[("choice", &choice)]).await;
                assert!(!page.location.as_deref().unwrap_or_default().contains(&stage.provider.authority()), "{step}");
                let end = stage.go_on(&mut browser, page).await;
                assert!(!end.signed_in(), "{step}");
            }
            "at the provider" | "back" => {
                let callback = stage.to_the_callback(&mut browser).await;
                stage.reconfigure(|input| input.enabled = false).await;
                let page = browser.get_once(&callback).await;
                assert_eq!(stage.go_on(&mut browser, page).await.said(), DEAD, "{step}");
            }
            // The provider itself is slow, and an administrator switches it off meanwhile.
            path => {
                let path = if path == "keys" { KEYS } else { TOKEN };
                let other = stage.another(|_| {}).await;
                let honest = if path == KEYS {
                    Reply::json(200, &other.provider.forge().published())
                } else {
                    Reply::json(400, &json!({ "error": "invalid_grant" }))
                };
                let slow = Reply::After(std::time::Duration::from_millis(700), Box::new(honest));
                other.provider.behave(|behaviour| behaviour.instead(path, move |_| slow.clone()));
                let mut other = other;
                let callback = other.to_the_callback(&mut browser).await;
                let (page, ()) = tokio::join!(browser.get_once(&callback), async {
                    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
                    other.reconfigure(|input| input.enabled = false).await;
                });
                assert_eq!(other.go_on(&mut browser, page).await.said(), DEAD, "{step}");
            }
        }
        let page = stage.running.browser().get(&stage.authorize(&stage.flow, &[])).await;
        if step != "exchanging" && step != "keys" {
            assert!(!page.body.contains("name=\"choice\""), "{step}: it is still offered");
        }
    }
}

#[tokio::test]
async fn the_trace_holds_each_hop_with_what_was_sent_found_and_picked() {
    let stage = Stage::with(|input| input.user_info = true).await;
    assert!(stage.sign_in().await.signed_in());
    let recording = stage.newest().await;
    let items = || recording.entries.iter().map(|entry| &entry.item);
    let fetched: Vec<_> = items()
        .filter_map(|item| match item {
            Item::Fetched { purpose, method, status, .. } => Some((*purpose, method.as_str(), *status)),
            _ => None,
        })
        .collect();
    assert_eq!(
        fetched,
        [
            (Metadata, "GET", Some(200)),
            (Token, "POST", Some(200)),
            (Keys, "GET", Some(200)),
            (UserInfo, "GET", Some(200))
        ]
    );
    let rows: Vec<_> = items()
        .filter_map(|item| match item {
            Item::Checked { subject, checks } if subject.starts_with("ID token") => Some(checks),
            _ => None,
        })
        .flatten()
        .map(|check| check.name.as_ref())
        .collect();
    for name in [
        "form",
        "type",
        "algorithm",
        "key",
        "signature",
        "issuer",
        "audience",
        "authorized party",
        "expiry",
        "issued at",
        "not before",
        "nonce",
        "subject",
        "at_hash",
        "c_hash",
    ] {
        assert!(rows.contains(&name), "{name} is not among {rows:?}");
    }
    let kid = stage.provider.forge().own_header()["kid"].as_str().unwrap().to_owned();
    let text = serde_json::to_string(&recording).unwrap();
    assert!(text.contains(&format!("1 of 1 keys: kid {kid}, RSA of 2048 bits")), "{text}");
    for name in ["sentToProvider", "cameBack", "received", "claims", "directory", "issued"] {
        assert!(text.contains(&format!("\"item\":\"{name}\"")), "{name}");
    }
    assert!(items().all(|item| !matches!(item, Item::Failed { .. })));
    stage.provider.behave(|behaviour| behaviour.claim("exp", json!(1)));
    let end = stage.sign_in().await;
    let (code, message, side, help) = failed(&stage.recording(end.journey()).await);
    assert_eq!((code.as_str(), side), ("AADB2C90235", journey::recording::Side::Provider));
    assert_eq!(message, "The ID token of Contoso has expired.");
    assert!(help.contains("expected after ") && help.contains("found 1970-01-01"), "{help}");
}
