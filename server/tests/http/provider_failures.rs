//! docs/provider-failures.md: every row is produced here, and trace and application say exactly what it says.
//! `UPDATE_DOCS=1` writes the table anew; the difference is for a person to read.

use crate::provider::{
    Behaviour, KEYS, METADATA, TOKEN, USER_INFO,
    forge::{Forge, now},
    set,
    stage::{Stage, failed},
    wire::Reply,
};
use domain::{ResponseMode, ResponseType};
use federation::tenant::IdentityProviderInput;
use journey::recording::Side;
use serde_json::{Value, json};
use std::{fmt::Write, fs, path::Path, sync::Arc};

type Configure = fn(&mut IdentityProviderInput);
type Misbehave = fn(&mut Behaviour);

/// The issuer of another provider.
const TAKEN: &str = "https://fabrikam.example";

/// Failure, what is configured differently, what the provider does.
const FAILURES: &[(&str, Configure, Misbehave)] = &[
    (
        "The provider is down",
        |input| input.metadata_url = "http://localhost:1/.well-known/openid-configuration".into(),
        |_| {},
    ),
    (
        "The host name is wrong",
        |input| {
            input.metadata_url = "https://nothing.invalid/.well-known/openid-configuration".into();
        },
        |_| {},
    ),
    (
        "The address is one of an internal network",
        |input| {
            input.metadata_url = "https://192.168.7.7/.well-known/openid-configuration".into();
        },
        |_| {},
    ),
    (
        "There is nothing at the metadata URL",
        |_| {},
        |provider| provider.instead(METADATA, |_| Reply::text(404, "text/html", "no")),
    ),
    (
        "The provider has a fault of its own (500)",
        |_| {},
        |provider| provider.instead(METADATA, |_| Reply::text(500, "text/html", "oh")),
    ),
    (
        "The provider limits calls (429)",
        |_| {},
        |provider| provider.instead(METADATA, |_| Reply::text(429, "text/html", "slow")),
    ),
    (
        "The metadata URL redirects",
        |_| {},
        |provider| provider.instead(METADATA, |_| Reply::see_other("https://op.example/")),
    ),
    (
        "HTML instead of JSON",
        |_| {},
        |provider| provider.instead(METADATA, |_| Reply::text(200, "text/html", "<h1>Hello")),
    ),
    ("JSON, but no object", |_| {}, |provider| provider.instead(METADATA, |_| Reply::json(200, &json!(["x"])))),
    ("The provider is slow", |_| {}, |provider| provider.instead(METADATA, |_| Reply::Dripping)),
    ("The answer is huge", |_| {}, |provider| provider.instead(METADATA, |_| Reply::Endless)),
    ("The connection is reset", |_| {}, |provider| provider.instead(METADATA, |_| Reply::Reset)),
    ("The metadata lack an endpoint", |_| {}, |provider| provider.metadata("token_endpoint", Value::Null)),
    (
        "The metadata allow no signature by key pair",
        |_| {},
        |provider| {
            provider.metadata("id_token_signing_alg_values_supported", json!(["none", "HS256"]));
        },
    ),
    ("The person cancels at the provider", |_| {}, |provider| error(provider, "access_denied", "the user cancelled")),
    ("A scope is refused", |_| {}, |provider| error(provider, "invalid_scope", "mid_profile is not allowed")),
    (
        "The response type is not allowed for this client",
        |_| {},
        |provider| error(provider, "unauthorized_client", "no"),
    ),
    ("The redirect URI is not registered", |_| {}, |provider| error(provider, "invalid_request", "redirect_uri")),
    (
        "The provider wanted to ask the person and could not",
        |_| {},
        |provider| error(provider, "login_required", "log in"),
    ),
    ("The provider fails at the sign-in itself", |_| {}, |provider| error(provider, "server_error", "oops")),
    (
        "The answer is empty",
        |_| {},
        |provider| {
            provider.response = Arc::new(|answer| answer.retain(|(name, _)| name == "state"));
        },
    ),
    ("The answer holds no ID token", implicit, |provider| {
        provider.response = Arc::new(|answer| answer.retain(|(name, _)| name == "state"));
    }),
    (
        "Another issuer answers (mix-up)",
        |_| {},
        |provider| {
            provider.response = Arc::new(|answer| answer.push(("iss".to_owned(), "https://evil.example".to_owned())));
        },
    ),
    ("The client secret is wrong", |_| {}, |provider| token_error(provider, 401, "invalid_client", "bad secret")),
    ("The code is not taken back", |_| {}, |provider| token_error(provider, 400, "invalid_grant", "expired")),
    (
        "The code flow is not allowed for this client",
        |_| {},
        |provider| token_error(provider, 400, "unauthorized_client", "no"),
    ),
    (
        "The token endpoint is broken",
        |_| {},
        |provider| provider.instead(TOKEN, |_| Reply::text(502, "text/html", "bad gateway")),
    ),
    (
        "The token endpoint sends HTML",
        |_| {},
        |provider| provider.instead(TOKEN, |_| Reply::text(200, "text/html", "<p>")),
    ),
    (
        "No ID token comes",
        |_| {},
        |provider| provider.tokens = Arc::new(|answer| set(answer, "id_token", &Value::Null)),
    ),
    (
        "The keys are not to be had",
        |_| {},
        |provider| provider.instead(KEYS, |_| Reply::text(503, "text/html", "later")),
    ),
    (
        "The key was changed and is not published",
        |_| {},
        |provider| {
            provider.mint = Arc::new(|forge, claims| {
                let mut header = forge.own_header();
                set(&mut header, "kid", &json!("new"));
                forge.sign_as(&forge.foreign, &header, &claims)
            });
        },
    ),
    ("The set of keys is empty", |_| {}, |provider| provider.keys = Arc::new(|_| json!({ "keys": [] }))),
    (
        "The ID token is not signed",
        |_| {},
        |provider| {
            provider.mint = Arc::new(|_, claims| Forge::unsigned(&claims, "none", ""));
        },
    ),
    ("The ID token is no token", |_| {}, |provider| provider.mint = Arc::new(|_, _| "hello".to_owned())),
    ("Wrong issuer", |_| {}, |provider| provider.claim("iss", json!("https://other.example"))),
    (
        "The issuer belongs to another provider here",
        |_| {},
        |provider| {
            provider.metadata("issuer", json!(TAKEN));
            provider.claim("iss", json!(TAKEN));
        },
    ),
    (
        "A fresh sign-in was asked for, and the provider does not say how old it is",
        |input| input.authorization_parameters = "max_age=300".into(),
        |_| {},
    ),
    ("Wrong audience", |_| {}, |provider| provider.claim("aud", json!("another client"))),
    ("Clock off: the token has expired", |_| {}, |provider| provider.claim("exp", json!(now() - 600))),
    ("Clock off: the token is from the future", |_| {}, |provider| provider.claim("iat", json!(now() + 600))),
    ("The nonce is missing or another", |_| {}, |provider| provider.claim("nonce", Value::Null)),
    ("The token names nobody", |_| {}, |provider| provider.claim("sub", Value::Null)),
    (
        "The access token was exchanged (at_hash)",
        |_| {},
        |provider| provider.claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
    ),
    ("A claim that is mapped as user ID is missing", |input| input.claims_mapping.user_id = "oid".into(), |_| {}),
    ("Userinfo is about somebody else", with_userinfo, |provider| {
        provider.user_info = Arc::new(|answer| set(answer, "sub", &json!("person-2")));
    }),
    ("Userinfo refuses the access token", with_userinfo, |provider| {
        provider.instead(USER_INFO, |_| Reply::json(401, &json!({})));
    }),
    ("No access token for userinfo", with_userinfo, |provider| {
        provider.tokens = Arc::new(|answer| set(answer, "access_token", &Value::Null));
    }),
];

fn implicit(input: &mut IdentityProviderInput) {
    (input.response_type, input.response_mode, input.client_secret) =
        (ResponseType::IdToken, ResponseMode::FormPost, None);
}

fn with_userinfo(input: &mut IdentityProviderInput) {
    input.user_info = true;
}

fn error(provider: &mut Behaviour, error: &'static str, description: &'static str) {
    provider.response = Arc::new(move |answer| {
        answer.retain(|(name, _)| name == "state");
        answer.push(("error".to_owned(), error.to_owned()));
        answer.push(("error_description".to_owned(), description.to_owned()));
    });
}

fn token_error(provider: &mut Behaviour, status: u16, error: &'static str, description: &'static str) {
    provider.instead(TOKEN, move |_| Reply::json(status, &json!({ "error": error, "error_description": description })));
}

fn whose(side: Side) -> &'static str {
    match side {
        Side::Browser => "the person",
        Side::Application => "the application",
        Side::Provider => "the provider",
        Side::Configuration => "the configuration here",
        Side::Passerelle => "Passerelle",
    }
}

/// What differs from run to run, made the same.
fn settled(text: &str, stage: &Stage) -> String {
    let mut text = text
        .replace(&stage.provider.issuer(), "https://contoso.example")
        .replace("of localhost", "of contoso.example")
        .replace("localhost", "contoso.example")
        .replace(stage.provider.forge().own_header()["kid"].as_str().unwrap(), "K1");
    // Times: 2026-11-26T00:00:00Z.
    while let Some(at) = text.find('Z').filter(|at| *at >= 19 && text.as_bytes()[at - 9] == b'T') {
        text.replace_range(at - 19..=at, "a time");
    }
    text.replace('|', "\\|")
}

#[tokio::test]
async fn every_failure_of_the_table_is_produced_and_said_in_its_words() {
    let stage = Stage::new().await;
    assert!(FAILURES.len() >= 20);
    let (store, id) = (stage.running.federation.store(), stage.configured.document.id);
    assert_eq!(store.claim_issuer(stage.tenant, TAKEN, id).await.unwrap(), id);
    let mut made =
        "| failure | what page and trace say | whose side it is on | what to do |\n|---|---|---|---|\n".to_owned();
    for (what, configure, misbehave) in FAILURES {
        let other = stage.another(configure).await;
        other.provider.behave(misbehave);
        let end = other.sign_in().await;
        assert!(!end.signed_in(), "{what}");
        let (code, message, side, help) = failed(&other.recording(end.journey()).await);
        assert_eq!(end.said(), format!("{code}: {message}"), "{what}: the application is told something else");
        let (message, help) = (settled(&message, &other), settled(&help, &other));
        writeln!(made, "| {what} | `{code}` {message} | {} | {help} |", whose(side)).unwrap();
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/provider-failures.md");
    let text = fs::read_to_string(&path).unwrap();
    let (begin, end) = ("<!-- made by a test: failures -->\n", "<!-- end -->");
    let (before, rest) = text.split_once(begin).unwrap();
    let (held, after) = rest.split_once(end).unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{begin}{made}{end}{after}")).unwrap();
        return;
    }
    for (held, made) in held.lines().zip(made.lines()) {
        assert_eq!(held, made, "docs/provider-failures.md: UPDATE_DOCS=1 cargo test -p server --test http");
    }
    assert_eq!(held, made);
}
