//! Calls of services: how we prove ourselves, and what of it stays out of a trace (S79).

use super::world::World;
use domain::{ClientAuthentication, claims::Sensitive};
use journey::{ClaimsCall, OAuth2Token, Payload, RestCall, UnansweredKind};
use policy::program::RestAuthentication;

fn rest(authentication: RestAuthentication) -> RestCall {
    RestCall {
        profile: "REST".to_owned(),
        url: "https://api.example/".to_owned(),
        payload: Payload::None,
        headers: Vec::new(),
        authentication,
        bearer: Some(Sensitive::new("bearer-token")),
    }
}

#[tokio::test]
async fn a_service_is_called_as_its_profile_says() {
    let world = World::new().await;
    *world.wire.answer.lock().unwrap() = (200, r#"{"ok":true}"#.to_owned());
    let drive = world.drive(1);
    let calls = [
        (rest(RestAuthentication::None), None, "GET"),
        (rest(RestAuthentication::BearerClaim("token".into())), Some("Bearer bearer-token"), "GET"),
        (RestCall { payload: Payload::Json(Sensitive::new("{}")), ..rest(RestAuthentication::None) }, None, "POST"),
        (RestCall { payload: Payload::Form(Sensitive::new("a=b")), ..rest(RestAuthentication::None) }, None, "POST"),
    ];
    for (call, authorization, method) in calls {
        let fetched = drive.call_rest(call).await.unwrap();
        assert_eq!(fetched.outcome.unwrap().0, 200);
        let asked = world.wire.asked.lock().unwrap().pop().unwrap();
        assert_eq!(asked.method.name(), method);
        assert_eq!(asked.authorization.as_ref().map(domain::Secret::expose), authorization);
        assert_eq!((asked.form.is_some() || asked.json.is_some()), method == "POST");
    }
}

#[tokio::test]
async fn a_service_whose_key_is_gone_is_not_called_without_it() {
    let world = World::new().await;
    let drive = world.drive(1);
    let key = || "B2C_1A_Gone".to_owned();
    for authentication in [
        RestAuthentication::Basic { user: key(), password: key() },
        RestAuthentication::BearerKey(key()),
        RestAuthentication::ApiKey(vec![("x-api-key".to_owned(), key())]),
    ] {
        let fetched = drive.call_rest(rest(authentication)).await.unwrap();
        assert_eq!(fetched.outcome.unwrap_err().kind, UnansweredKind::NoCredential);
    }
    assert!(world.wire.asked.lock().unwrap().is_empty(), "nothing was sent");
}

fn exchange(by_get: bool) -> OAuth2Token {
    OAuth2Token {
        profile: "OAuth2".to_owned(),
        url: "https://idp.example/token?v=1".to_owned(),
        by_get,
        authentication: ClientAuthentication::ClientSecretPost,
        client_id: "client".to_owned(),
        client_secret: None,
        code: Sensitive::new("code-value"),
        assertion_key: None,
        client_id_name: "client_id".to_owned(),
        client_secret_name: "client_secret".to_owned(),
    }
}

#[tokio::test]
async fn s79_what_an_oauth_2_provider_echoes_of_our_code_and_token_is_not_shown() {
    let world = World::new().await;
    let mut drive = world.drive(1);
    drive.envelope.callback = Some("https://login.example/oauth2/authresp".to_owned());
    *world.wire.answer.lock().unwrap() =
        (400, r#"{"error":"bad","error_description":"code-value is used"}"#.to_owned());
    for by_get in [false, true] {
        let fetched = drive.call_token(exchange(by_get)).await.unwrap();
        assert!(!fetched.outcome.unwrap().1.to_string().contains("code-value"));
        let asked = world.wire.asked.lock().unwrap().pop().unwrap();
        assert_eq!(asked.url.contains("code=code-value"), by_get, "{}", asked.url);
        assert_eq!(asked.form.is_none(), by_get);
        assert!(!format!("{asked:?}").contains("code-value"), "{asked:?}");
        assert!(format!("{asked:?}").contains("https://idp.example/token"), "{asked:?}");
    }

    *world.wire.answer.lock().unwrap() =
        (200, r#"{"id":"1","echo":"Bearer access-token-value-of-some-length"}"#.to_owned());
    for parameter in [None, Some("access_token".to_owned())] {
        let call = ClaimsCall {
            profile: "OAuth2".to_owned(),
            url: "https://idp.example/me".to_owned(),
            token: Sensitive::new("access-token-value-of-some-length"),
            parameter: parameter.clone(),
        };
        let fetched = drive.call_claims(call).await;
        assert!(!fetched.outcome.unwrap().1.to_string().contains("access-token-value-of-some-length"));
        let asked = world.wire.asked.lock().unwrap().pop().unwrap();
        assert_eq!(asked.authorization.is_some(), parameter.is_none());
        assert!(!format!("{asked:?}").contains("access-token-value-of-some-length"), "{asked:?}");
    }
}
