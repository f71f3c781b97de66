//! The calls of the console: every one with ids of one tenant made in another (S81), what a run asks for, and which
//! sign-ins a filter lets through.

use crate::{
    browser::Browser,
    custom_policies::{BASE, LEAF, file},
    forms::administrator,
    running::Running,
    starter_packs::key,
};
use domain::KeyUsage;
use federation::{demo::TEST_APP, tenant::KeyInput};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Calls that name nothing that is there already: they make something in the tenant that they name, or look at what was
/// typed, or are of no tenant.
const NAMES_NOTHING: [&str; 11] = [
    "check-identity-provider",
    "create-application",
    "create-identity-provider",
    "create-policy-key",
    "create-tenant",
    "create-user-flow",
    "registration-sheet",
    "session",
    "review",
    "review-policies",
    "upload-policies",
];

/// Lists and overviews: nothing of another tenant stands in them.
fn lists() -> BTreeMap<&'static str, Value> {
    let query = json!({ "search": "", "after": null });
    let of = |more: Value| more;
    BTreeMap::from([
        ("applications", of(json!({ "query": query }))),
        ("audit-log", of(json!({ "query": { "after": null, "search": "", "kind": "", "withinHours": null } }))),
        ("branding", of(json!({}))),
        ("custom-policies", of(json!({ "query": query }))),
        ("find", of(json!({ "text": "b2c_1" }))),
        ("identity-providers", of(json!({ "query": query }))),
        ("overview", of(json!({}))),
        ("policy-keys", of(json!({ "query": query }))),
        ("refused-requests", of(json!({}))),
        ("sign-ins", of(json!({ "query": { "after": null, "status": null } }))),
        ("user-flows", of(json!({ "query": query }))),
        ("users", of(json!({ "query": query }))),
    ])
}

struct Console<'a> {
    running: &'a Running,
    browser: Browser,
}

impl Console<'_> {
    async fn call(&self, name: &str, tenant: &str, body: &Value) -> Value {
        let mut body = body.clone();
        body["tenant"] = tenant.into();
        let (status, text) = self.browser.call(&self.running.url(&format!("/console/api/{name}")), &body).await;
        assert_eq!(status, 200, "{name}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn of_fabrikam(&self, name: &str, body: &Value) -> Value {
        let answer = self.call(name, "fabrikam", body).await;
        assert!(answer["Ok"].is_object() || answer["Ok"].is_array(), "{name}: {answer}");
        answer["Ok"].clone()
    }

    async fn first(&self, list: &str, id: &str) -> Value {
        self.of_fabrikam(list, &lists()[list]).await["items"][0][id].clone()
    }
}

#[tokio::test]
async fn s81_no_call_of_the_console_reaches_another_tenant() {
    let running = Running::start().await;
    let tenant = running.tenant().await;
    let federation = &running.federation;
    running.code(&[]).await;
    federation
        .upload_policies(&tenant, vec![file("base.xml", BASE), file("leaf.xml", LEAF)], false, "test")
        .await
        .unwrap();
    let partner = key(KeyUsage::Signature, KeyInput::GenerateRsa);
    federation.create_key_set(tenant.id, "partner", Some(partner), "test").await.unwrap();
    let console = Console { running: &running, browser: administrator(&running).await };

    let [provider, flow, application, user, sign_in] = [
        console.first("identity-providers", "id").await,
        console.first("user-flows", "id").await,
        json!(TEST_APP),
        console.first("users", "id").await,
        console.first("sign-ins", "id").await,
    ];
    console.of_fabrikam("add-secret", &json!({ "id": application, "new": { "description": "x", "months": 6 } })).await;
    let reads = [
        ("application", json!({ "id": application })),
        ("identity-provider", json!({ "id": provider })),
        ("user-flow", json!({ "id": flow })),
        ("user", json!({ "id": user })),
        ("sign-in", json!({ "id": sign_in, "reveal": false })),
        ("custom-policy", json!({ "id": "B2C_1A_Greet" })),
        ("policy-key", json!({ "name": "B2C_1A_partner" })),
        ("branding", json!({})),
    ];
    let mut before = BTreeMap::new();
    for (name, body) in &reads {
        before.insert(*name, console.of_fabrikam(name, body).await);
    }
    let form = |of: &str| before[of]["form"].clone();
    let version = |of: &str| before[of]["version"].clone();
    let secret = before["application"]["secrets"][0]["id"].clone();
    let kid = before["policy-key"]["keys"][0]["kid"].clone();
    let run = json!({ "application": application, "replyUrl": running.inspect(), "responseType": "id_token",
        "scopes": "", "domainHint": "", "loginHint": "", "language": "" });
    let new_key = json!({ "option": "manual", "secret": "s", "kind": "secret", "file": "", "password": "",
        "usage": "sig", "notBefore": null, "expiresAt": null });
    let mut calls: Vec<(&str, Value)> = reads.iter().filter(|(name, _)| *name != "branding").cloned().collect();
    calls.extend([
        (
            "update-application",
            json!({ "id": application, "version": version("application"), "form": form("application") }),
        ),
        ("delete-application", json!({ "id": application, "version": version("application") })),
        ("add-secret", json!({ "id": application, "new": { "description": "y", "months": 6 } })),
        ("remove-secret", json!({ "id": application, "secret": secret })),
        (
            "update-identity-provider",
            json!({ "id": provider, "version": version("identity-provider"), "form": form("identity-provider") }),
        ),
        ("delete-identity-provider", json!({ "id": provider, "version": version("identity-provider") })),
        ("update-user-flow", json!({ "id": flow, "version": version("user-flow"), "form": form("user-flow") })),
        ("delete-user-flow", json!({ "id": flow, "version": version("user-flow") })),
        ("run-endpoint", json!({ "id": flow, "request": run })),
        ("set-user-enabled", json!({ "id": user, "enabled": false })),
        ("delete-user", json!({ "id": user })),
        ("set-custom-policy-enabled", json!({ "id": "B2C_1A_Greet", "version": 1, "enabled": false })),
        ("delete-custom-policy", json!({ "id": "B2C_1A_Greet", "version": 1 })),
        ("run-policy-endpoint", json!({ "id": "B2C_1A_Greet", "request": run })),
        ("add-key", json!({ "name": "B2C_1A_partner", "version": version("policy-key"), "form": new_key })),
        (
            "set-key-enabled",
            json!({ "name": "B2C_1A_partner", "kid": kid, "version": version("policy-key"), "enabled": false }),
        ),
        ("delete-policy-key", json!({ "name": "B2C_1A_partner", "version": version("policy-key") })),
    ]);
    for (name, body) in &calls {
        let answer = console.call(name, "mobileid", body).await;
        assert!(answer["Err"] == "notFound" || answer["Err"] == "conflict", "{name}: {answer}");
    }
    // It has a branding of its own; what is stored there is its own, too.
    let accent = json!({ "accent": "#aa3300", "background": "", "logo": null, "removeLogo": false, "backgroundImage": null,
        "removeBackgroundImage": false });
    let version = console.call("branding", "mobileid", &json!({})).await["Ok"]["version"].clone();
    let stored = console.call("update-branding", "mobileid", &json!({ "version": version, "form": accent })).await;
    assert!(stored["Ok"].is_object(), "{stored}");

    for (name, body) in &reads {
        assert_eq!(console.of_fabrikam(name, body).await, before[name], "{name} was changed from another tenant");
    }
    for (name, body) in lists() {
        let answer = console.call(name, "mobileid", &body).await.to_string();
        for id in [&provider, &flow, &application, &user, &sign_in] {
            assert!(!answer.contains(id.as_str().unwrap()), "{name}: {answer}");
        }
        assert!(!answer.contains("B2C_1A_Greet") && !answer.contains("partner"), "{name}: {answer}");
    }
    let known: BTreeSet<&str> = calls
        .iter()
        .map(|(name, _)| *name)
        .chain(lists().into_keys())
        .chain(NAMES_NOTHING)
        .chain(["update-branding"])
        .collect();
    let all: BTreeSet<&str> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/console/api/")).collect();
    assert_eq!(all, known, "each call of the console is tried here from another tenant, or is said to name nothing");
}

#[tokio::test]
async fn a_run_asks_for_what_was_chosen_in_its_pane() {
    let running = Running::start().await;
    let console = Console { running: &running, browser: administrator(&running).await };
    let flow = console.first("user-flows", "id").await;
    let ask = |response_type: &str, scopes: &str, hints: [&str; 3]| {
        json!({ "id": flow, "request": { "application": TEST_APP, "replyUrl": running.inspect(),
            "responseType": response_type, "scopes": scopes, "domainHint": hints[0], "loginHint": hints[1],
            "language": hints[2] } })
    };
    let asked = async |body: Value| {
        let answer = console.call("run-endpoint", "fabrikam", &body).await;
        let url = url::Url::parse(answer["Ok"].as_str().unwrap_or_else(|| panic!("{answer}"))).unwrap();
        url.query_pairs().into_owned().collect::<BTreeMap<String, String>>()
    };
    let plain = asked(ask("id_token", "", ["", "", ""])).await;
    assert_eq!((&*plain["client_id"], &*plain["redirect_uri"]), (TEST_APP, &*running.inspect()));
    assert_eq!((&*plain["response_type"], &*plain["scope"]), ("id_token", "openid"));
    for absent in ["domain_hint", "login_hint", "ui_locales"] {
        assert!(!plain.contains_key(absent), "{absent}: {plain:?}");
    }
    let full = asked(ask("code", "openid offline_access", ["mobileid.ch", "ada@contoso.example", "fr"])).await;
    for (name, value) in [
        ("response_type", "code"),
        ("scope", "openid offline_access"),
        ("domain_hint", "mobileid.ch"),
        ("login_hint", "ada@contoso.example"),
        ("ui_locales", "fr"),
    ] {
        assert_eq!(full.get(name).map(String::as_str), Some(value), "{name}: {full:?}");
    }
}

#[tokio::test]
async fn each_filter_of_the_sign_ins_lets_through_what_it_says() {
    let running = Running::start().await;
    running.code(&[]).await;
    let console = Console { running: &running, browser: administrator(&running).await };
    let all = console.of_fabrikam("sign-ins", &lists()["sign-ins"]).await["items"].clone();
    let done = &all[0];
    let [user, provider] = ["user", "provider"].map(|name| done[name].clone());
    for (filter, of_it, of_none) in [
        ("status", json!("succeeded"), json!("failed")),
        ("policy", done["policy"].clone(), json!("B2C_1_another")),
        ("application", done["applicationName"].clone(), json!("another")),
        ("application", json!(TEST_APP), json!("22222222-2222-4222-8222-222222222299")),
        ("provider", provider, json!("another")),
        ("user", user["name"].clone(), json!("another")),
        ("user", user["id"].clone(), json!("22222222-2222-4222-8222-222222222299")),
        ("withinHours", json!(1), json!(0)),
    ] {
        for (value, found) in [(of_it, true), (of_none, false)] {
            let mut query = json!({ "after": null, "status": null });
            query[filter] = value.clone();
            let items = console.of_fabrikam("sign-ins", &json!({ "query": query })).await["items"].clone();
            let there = items.as_array().unwrap().iter().any(|one| one["id"] == done["id"]);
            assert_eq!(there, found, "{filter} = {value}: {items}");
        }
    }
}

#[tokio::test]
async fn a_correlation_id_in_the_search_leads_to_its_trace_in_its_tenant() {
    let running = Running::start().await;
    running.code(&[]).await;
    let console = Console { running: &running, browser: administrator(&running).await };
    let id = console.first("sign-ins", "id").await.as_str().unwrap().to_owned();
    for text in [id.clone(), format!("Correlation ID: {id}"), format!(" {} ", id.to_uppercase())] {
        let found = console.of_fabrikam("find", &json!({ "text": text })).await;
        assert_eq!(found[0]["place"], format!("sign-ins/{id}"), "{text}: {found}");
        let elsewhere = console.call("find", "mobileid", &json!({ "text": text })).await;
        assert_eq!(elsewhere["Ok"], json!([]), "S81: {text}");
    }
    // One that never became a sign-in.
    let mut stranger = running.browser();
    let refused = stranger.get(&running.policy("B2C_1_signupsignin1", "oauth2/v2.0/authorize?client_id=nobody")).await;
    assert_eq!(refused.status, 400);
    let listed = console.of_fabrikam("refused-requests", &json!({})).await;
    let id = listed[0]["id"].as_str().unwrap();
    assert!(refused.body.contains(id), "the page shows it: {}", refused.body);
    let found = console.of_fabrikam("find", &json!({ "text": id })).await;
    assert_eq!(found[0]["place"], format!("refused-requests?search={id}"), "{found}");
}
