//! *Check*: what a provider says about itself, against what its form asks of it.

use crate::provider::{
    KEYS, METADATA, set,
    stage::{Stage, input},
    wire::Reply,
};
use domain::{ClientAuthentication, Pkce, ResponseMode, ResponseType};
use federation::tenant::{IdentityProviderInput, ProviderCheck, ProviderCheckVerdict};
use serde_json::{Value, json};
use std::sync::Arc;

use ProviderCheckVerdict::{Fail, Pass, Skipped, Warn};

async fn check(stage: &Stage, change: impl FnOnce(&mut IdentityProviderInput)) -> ProviderCheck {
    let mut input = input(&stage.provider);
    change(&mut input);
    stage.running.federation.check_identity_provider(stage.tenant, &input).await.unwrap()
}

fn verdict(check: &ProviderCheck, name: &str) -> ProviderCheckVerdict {
    let row = check.rows.iter().find(|row| row.name == name);
    row.unwrap_or_else(|| panic!("no row {name}: {check:#?}")).verdict
}

#[tokio::test]
async fn a_good_provider_passes_and_every_part_of_it_has_a_row() {
    let stage = Stage::new().await;
    stage.provider.forget_what_was_seen();
    let found = check(&stage, |input| input.user_info = true).await;
    for name in [
        "Metadata",
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
        "id_token_signing_alg_values_supported",
        "Issuer and metadata URL",
        "Response type",
        "Response mode",
        "Scope openid",
        "Scope profile",
        "Token endpoint authentication method",
        "PKCE",
        "Claim for User ID",
        "Claim for Display name",
        "Claim for Email",
        "Keys",
        "Signing keys",
    ] {
        assert_eq!(verdict(&found, name), Pass, "{name}: {found:#?}");
    }
    assert_eq!(verdict(&found, "TLS"), Warn, "plain http on this machine");
    assert!(!found.failed());
    assert!(found.rows.iter().all(|row| (row.verdict == Pass) == row.remedy.is_empty() || row.verdict == Skipped));
    // Fetched now, past every cache, and nothing else is asked.
    check(&stage, |_| {}).await;
    assert_eq!((stage.provider.seen(METADATA).len(), stage.provider.seen(KEYS).len()), (2, 2));
}

/// A row, its verdict, what the metadata say, what the form asks for.
type Row = (&'static str, ProviderCheckVerdict, fn(&mut Value), fn(&mut IdentityProviderInput));

#[tokio::test]
async fn what_a_provider_does_not_offer_is_said_with_what_to_do() {
    let rows: [Row; 13] = [
        (
            "Response type",
            Fail,
            |m| set(m, "response_types_supported", &json!(["code"])),
            |input| {
                input.response_type = ResponseType::IdToken;
            },
        ),
        ("Response type", Warn, |m| set(m, "response_types_supported", &Value::Null), |_| {}),
        ("Response mode", Fail, |m| set(m, "response_modes_supported", &json!(["fragment"])), |_| {}),
        (
            "Response mode",
            Warn,
            |m| set(m, "response_modes_supported", &Value::Null),
            |input| {
                input.response_mode = ResponseMode::FormPost;
            },
        ),
        ("Response mode", Pass, |m| set(m, "response_modes_supported", &Value::Null), |_| {}),
        ("Scope phone", Warn, |_| {}, |input| input.scope = "openid,phone".to_owned()),
        ("Scope profile", Skipped, |m| set(m, "scopes_supported", &Value::Null), |_| {}),
        (
            "Token endpoint authentication method",
            Fail,
            |m| {
                set(m, "token_endpoint_auth_methods_supported", &json!(["client_secret_basic"]));
            },
            |_| {},
        ),
        (
            "Token endpoint authentication method",
            Warn,
            |m| {
                set(m, "token_endpoint_auth_methods_supported", &Value::Null);
            },
            |input| input.client_authentication = ClientAuthentication::ClientSecretPost,
        ),
        ("PKCE", Warn, |_| {}, |input| input.pkce = Pkce::Never),
        ("Claim for Email", Warn, |m| set(m, "claims_supported", &json!(["sub", "name"])), |_| {}),
        ("Issuer and metadata URL", Warn, |m| set(m, "issuer", &json!("https://elsewhere.example")), |_| {}),
        ("jwks_uri", Fail, |m| set(m, "jwks_uri", &json!("ftp://x")), |_| {}),
    ];
    let stage = Stage::new().await;
    for (name, expected, change, configure) in rows {
        stage.provider.behave(|behaviour| behaviour.metadata = Arc::new(change));
        let found = check(&stage, configure).await;
        assert_eq!(verdict(&found, name), expected, "{name}: {found:#?}");
        let row = found.rows.iter().find(|row| row.name == name).unwrap();
        assert_eq!(row.remedy.is_empty(), matches!(expected, Pass | Skipped), "{row:?}");
    }
}

#[tokio::test]
async fn keys_that_cannot_verify_are_told_from_those_that_can() {
    let stage = Stage::new().await;
    for (name, value, expected) in [
        ("use", json!("sig"), Pass),
        ("use", json!("enc"), Fail),
        ("n", json!("AQAB"), Fail),
        ("kty", json!("oct"), Fail),
    ] {
        stage.provider.behave(|behaviour| {
            let value = value.clone();
            behaviour.keys = Arc::new(move |forge| {
                let mut key = forge.own.public.clone();
                set(&mut key, name, &value);
                json!({ "keys": [key] })
            });
        });
        let found = check(&stage, |_| {}).await;
        assert_eq!(verdict(&found, "Signing keys"), expected, "{name} {value}: {found:#?}");
    }
    stage.provider.behave(|behaviour| behaviour.keys = Arc::new(|_| json!({ "keys": [] })));
    assert_eq!(verdict(&check(&stage, |_| {}).await, "Signing keys"), Fail);
}

#[tokio::test]
async fn a_provider_that_is_not_there_is_said_in_the_words_of_a_sign_in() {
    let stage = Stage::new().await;
    stage.provider.behave(|behaviour| behaviour.instead(METADATA, |_| Reply::text(200, "text/html", "<p>")));
    let found = check(&stage, |_| {}).await;
    let row = &found.rows[0];
    assert_eq!((row.verdict, row.found.as_str()), (Fail, "The metadata of Contoso is not JSON."));
    assert!(found.failed() && row.remedy.contains("text/html"));
    // The guard of S39 stands before Check as well.
    let found = check(&stage, |input| {
        input.metadata_url = "https://169.254.169.254/.well-known/openid-configuration".to_owned();
    })
    .await;
    assert_eq!(found.rows[0].found, "Passerelle may not fetch the metadata of Contoso.");
    // What is wrong in the form is said beside its field.
    let mut wrong = input(&stage.provider);
    wrong.metadata_url = "https://op.example/".to_owned();
    wrong.scope = "profile".to_owned();
    match stage.running.federation.check_identity_provider(stage.tenant, &wrong).await {
        Err(federation::Error::Invalid { fields, .. }) => {
            assert_eq!(fields.keys().collect::<Vec<_>>(), ["metadataUrl", "scope"]);
        }
        other => panic!("{other:?}"),
    }
}
