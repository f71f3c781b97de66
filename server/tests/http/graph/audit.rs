//! The audit log: every write leaves one event, in its transaction, without what is secret or personal.

use super::{Program, answer};
use federation::{Error, tenant::UserInput};
use reqwest::Method;
use serde_json::{Value, json};
use storage::{ApiRole, AuditQuery};

const AUDITS: &str = "/auditLogs/directoryAudits";
const SECRETS: [&str; 4] = ["canary-client-secret", "canary-Password-1", "canary-policy-key", "canary-city"];

/// `activity target`, oldest first, of what the token `pipeline` did.
async fn done(program: &Program) -> Vec<String> {
    let (status, log) =
        program.get(&format!("{AUDITS}?$filter=initiatedBy/app/displayName eq 'API token pipeline'")).await;
    assert_eq!(status, 200, "{log}");
    let lines = log["value"].as_array().unwrap().iter().rev();
    lines
        .map(|line| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            format!("{}: {}", text(&line["activityDisplayName"]), text(&line["targetResources"][0]["displayName"]))
        })
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn every_write_leaves_an_event_and_no_event_a_secret() {
    let program = Program::new().await;
    let provider = json!({
        "displayName": "IdP", "clientId": "us", "clientSecret": SECRETS[0], "scope": "openid",
        "metadataUrl": "https://idp.example/.well-known/openid-configuration", "claimsMapping": { "userId": "sub" }
    });
    let (_, idp) = program.post("/identity/identityProviders", &provider).await;
    let at = format!("/identity/identityProviders/{}", text(&idp["id"]));
    program.patch(&at, &json!({ "displayName": "IdP 2", "clientSecret": SECRETS[0] })).await;
    program.post("/identity/b2cUserFlows", &json!({ "id": "f", "identityProviders": [{ "id": idp["id"] }] })).await;
    assert_eq!(program.delete(&at).await, 204);
    assert_eq!(program.delete("/identity/b2cUserFlows/B2C_1_f").await, 204);
    let (_, app) = program.post("/applications", &json!({ "displayName": "App" })).await;
    let at = format!("/applications/{}", text(&app["id"]));
    let (_, secret) = program.post(&format!("{at}/addPassword"), &json!({})).await;
    program.post(&format!("{at}/removePassword"), &json!({ "keyId": secret["keyId"] })).await;
    program.delete(&at).await;
    let identity = json!({ "signInType": "userName", "issuerAssignedId": "ada" });
    let user = json!({
        "displayName": "Ada", "city": SECRETS[3], "identities": [identity], "passwordProfile": { "password": SECRETS[1] }
    });
    let (_, user) = program.post("/users", &user).await;
    let at = format!("/users/{}", text(&user["id"]));
    program.patch(&at, &json!({ "accountEnabled": false, "city": SECRETS[3] })).await;
    program.patch(&at, &json!({ "passwordProfile": { "password": SECRETS[1] } })).await;
    program.post(&format!("{at}/revokeSignInSessions"), &json!({})).await;
    program.delete(&at).await;
    program.post("/trustFramework/keySets", &json!({ "id": "K" })).await;
    program.post("/trustFramework/keySets/K/uploadSecret", &json!({ "k": SECRETS[2] })).await;
    program.xml(Method::POST, "/trustFramework/policies", crate::custom_policies::BASE).await;
    program.delete("/trustFramework/policies/B2C_1A_Base").await;
    assert_eq!(
        done(&program).await,
        [
            "Add identity provider: IdP",
            "Update identity provider: IdP 2",
            "Add user flow: B2C_1_f",
            "Update user flow: B2C_1_f",
            "Delete identity provider: IdP 2",
            "Delete user flow: B2C_1_f",
            "Add application: App",
            "Update application: App",
            "Update application: App",
            "Delete application: App",
            "Add user: Ada",
            "Update user: Ada",
            "Update user: Ada",
            "Revoke sessions of user: Ada",
            "Delete user: Ada",
            "Add policy key: B2C_1A_K",
            "Update policy key: B2C_1A_K",
            "Add custom policy: B2C_1A_Base",
            "Delete custom policy: B2C_1A_Base",
        ]
    );
    let (_, log) = program.get(AUDITS).await;
    let whole = log.to_string();
    for secret in SECRETS.into_iter().chain([text(&secret["secretText"])]) {
        assert!(!whole.contains(secret), "{secret} is in the audit log");
    }
    let first =
        log["value"].as_array().unwrap().iter().find(|line| line["targetResources"][0]["displayName"] == "IdP 2");
    let (_, one) = program.get(&format!("{AUDITS}/{}", text(&first.unwrap()["id"]))).await;
    assert_eq!(Some(&one), first);
    let update =
        log["value"].as_array().unwrap().iter().find(|line| {
            line["activityDisplayName"] == "Update identity provider" && line["operationType"] == "Update"
        });
    let changed = &update.unwrap()["targetResources"][0]["modifiedProperties"];
    assert_eq!(
        changed,
        &json!([
            { "displayName": "name", "oldValue": "\"IdP\"", "newValue": "\"IdP 2\"" },
            { "displayName": "clientSecret", "oldValue": null, "newValue": null }
        ])
    );
    // What is refused is not written down as done.
    let before = done(&program).await.len();
    assert_eq!(program.post("/applications", &json!({ "displayName": "" })).await.0, 400);
    assert_eq!(done(&program).await.len(), before);
    // Since when.
    let now = program.running.federation.clock().now().plus_seconds(60);
    let (_, none) = program.get(&format!("{AUDITS}?$filter=activityDateTime ge {now}")).await;
    assert_eq!(none["value"], json!([]));
}

#[tokio::test]
async fn s81_the_audit_log_of_another_tenant_is_out_of_reach() {
    let program = Program::new().await;
    program.post("/applications", &json!({ "displayName": "canary-of-fabrikam" })).await;
    let (_, log) = program.get(AUDITS).await;
    let other = program.running.federation.find_tenant("mobileid.onmicrosoft.com").await.unwrap().unwrap();
    let federation = &program.running.federation;
    let foreign = federation.create_api_token(other.id, "x", ApiRole::Administrator, 1, "test").await.unwrap();
    let one = format!("{AUDITS}/{}", text(&log["value"][0]["id"]));
    let (status, _) = answer(program.request(Method::GET, &one, foreign.expose()).send().await.unwrap()).await;
    assert_eq!(status, 404);
    let (status, listed) = answer(program.request(Method::GET, AUDITS, foreign.expose()).send().await.unwrap()).await;
    assert_eq!(status, 200);
    assert!(!listed.to_string().contains("canary-of-fabrikam"));
}

#[tokio::test]
async fn the_console_and_the_command_line_are_named_and_so_is_who_looked_at_claims() {
    let running = crate::running::Running::start().await;
    let tenant = running.tenant().await;
    running.sign_in(&mut running.browser(), &running.authorize("id_token", &[])).await;
    let sign_in = running.only_sign_in(tenant.id).await;
    let administrator = crate::forms::administrator(&running).await;
    let shown = |reveal: bool| json!({ "tenant": "fabrikam", "id": sign_in.to_string(), "reveal": reveal });
    let asked = AuditQuery { target_kind: Some("signIn".to_owned()), ..AuditQuery::default() };
    for (reveal, events) in [(false, 0), (true, 1)] {
        let url = running.url("/console/api/sign-in");
        let (status, body) = administrator.call(&url, &shown(reveal)).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(body.contains("\"phone_number\":\"+41"), reveal, "{body}");
        assert_eq!(body.contains("\"masked\":true"), !reveal);
        let log = running.federation.audit_log(tenant.id, &asked, None).await.unwrap().items;
        assert_eq!(log.len(), events);
        assert!(log.iter().all(|event| event.actor == "admin" && event.activity() == "Show claims of sign-in"));
    }
    let user = running.federation.users(tenant.id, "", None).await.unwrap().items.remove(0);
    let body = json!({ "tenant": "fabrikam", "id": user.id.to_string(), "enabled": false });
    let (status, _) = administrator.call(&running.url("/console/api/set-user-enabled"), &body).await;
    assert_eq!(status, 200);
    let log = running.federation.audit_log(tenant.id, &AuditQuery::default(), None).await.unwrap().items;
    assert_eq!((log[0].actor.as_str(), log[0].changed[0].name.as_str()), ("admin", "accountEnabled"));
    let listed = json!({ "tenant": "fabrikam", "query": { "search": "adm", "kind": "user" } });
    let (status, body) = administrator.call(&running.url("/console/api/audit-log"), &listed).await;
    assert!(status == 200 && body.contains("Update user") && !body.contains("sign-ins/"), "{body}");
    // Nothing is changed by what is refused.
    let wrong = UserInput { password: Some(domain::Secret::new("x")), ..UserInput::default() };
    let refused = running.federation.update_user(&tenant, user.id, &wrong, "admin").await;
    assert!(matches!(refused, Err(Error::Invalid { .. })));
    let after = running.federation.audit_log(tenant.id, &AuditQuery::default(), None).await.unwrap().items;
    assert_eq!(after.len(), log.len());
}
