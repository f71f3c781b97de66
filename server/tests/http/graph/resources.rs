//! Providers, user flows, applications and users as scripts written for Microsoft Graph make them.

use crate::{
    graph::{Program, answer},
    running::{Running, encode, find, parameters, payload},
};
use reqwest::Method;
use serde_json::{Value, json};
use storage::ApiRole;

const PROVIDERS: &str = "/identity/identityProviders";
const FLOWS: &str = "/identity/b2cUserFlows";
const TYPE: &str = "#microsoft.graph.openIdConnectIdentityProvider";

/// A token for the tenant that plays Mobile ID.
async fn other(running: &Running) -> String {
    let tenant = running.federation.find_tenant("mobileid.onmicrosoft.com").await.unwrap().unwrap();
    let token =
        running.federation.create_api_token(tenant.id, "other", ApiRole::Administrator, 1, "test").await.unwrap();
    token.expose().to_owned()
}

async fn send(program: &Program, token: &str, method: Method, path: &str, body: &Value) -> (u16, Value) {
    let request = program.request(method, path, token).header("content-type", "application/json");
    answer(request.body(body.to_string()).send().await.unwrap()).await
}

fn provider(metadata: &str, client: &str, secret: &str) -> Value {
    json!({
        "@odata.type": TYPE, "displayName": "By script", "clientId": client, "clientSecret": secret,
        "scope": "openid profile", "metadataUrl": metadata, "domainHint": "script.example",
        "responseType": "code", "responseMode": "form_post",
        "claimsMapping": { "userId": "sub", "displayName": "name" }
    })
}

#[tokio::test]
async fn a_script_makes_provider_flow_and_application_and_a_person_signs_in() {
    let program = Program::new().await;
    let running = &program.running;
    // At the tenant that plays Mobile ID a client with the redirect URI of ours, by script too.
    let theirs = other(running).await;
    let callback = running.url("/fabrikam.onmicrosoft.com/oauth2/authresp");
    let client = json!({ "displayName": "Fabrikam", "web": { "redirectUris": [callback] } });
    let (status, client) = send(&program, &theirs, Method::POST, "/applications", &client).await;
    assert_eq!(status, 201, "{client}");
    let add = format!("/applications/{}/addPassword", client["id"].as_str().unwrap());
    let (status, secret) = send(&program, &theirs, Method::POST, &add, &json!({})).await;
    assert_eq!(status, 200, "{secret}");

    let demo = running.federation.identity_providers(running.tenant().await.id, "", None).await.unwrap().items;
    let metadata = demo[0].document.metadata_url.to_string();
    let client_id = client["appId"].as_str().unwrap();
    let body = provider(&metadata, client_id, secret["secretText"].as_str().unwrap());
    let (status, made) = program.post(PROVIDERS, &body).await;
    assert_eq!((status, &made["clientSecret"], &made["@odata.type"]), (201, &json!("****"), &json!(TYPE)), "{made}");
    let provider = made["id"].as_str().unwrap();

    let flow = json!({ "id": "byscript", "userFlowType": "signUpOrSignIn", "userFlowTypeVersion": 3 });
    let (status, flow) = program.post(FLOWS, &flow).await;
    assert_eq!((status, &flow["id"]), (201, &json!("B2C_1_byscript")));
    let reference =
        json!({ "@odata.id": format!("https://graph.microsoft.com/beta/identity/identityProviders/{provider}") });
    let at = format!("{FLOWS}/B2C_1_byscript/userflowIdentityProviders/$ref");
    assert_eq!(program.post(&at, &reference).await.0, 204);
    let claims = json!({ "claims": ["displayName", "objectId"] });
    assert_eq!(program.patch(&format!("{FLOWS}/b2c_1_BYSCRIPT"), &claims).await.1["claims"], claims["claims"]);

    let app = json!({
        "displayName": "By script",
        "web": { "redirectUris": ["https://app.example/back"], "implicitGrantSettings": { "enableIdTokenIssuance": true } }
    });
    let (status, app) = program.post("/applications", &app).await;
    assert_eq!(status, 201, "{app}");
    assert_ne!(app["id"], app["appId"], "the object id is another key");

    let query = encode(&[
        ("client_id", app["appId"].as_str().unwrap()),
        ("redirect_uri", "https://app.example/back"),
        ("response_type", "id_token"),
        ("scope", "openid"),
        ("nonce", "n"),
    ]);
    let authorize = running.policy("B2C_1_byscript", &format!("oauth2/v2.0/authorize?{query}"));
    let mut browser = running.browser();
    let selection = browser.get(&authorize).await;
    assert!(selection.body.contains("By script"), "{}", selection.body);
    let back = running.sign_in(&mut running.browser(), &authorize).await;
    let token = payload(&find(&parameters(&back), "id_token"));
    assert_eq!(token["name"], "Mobile ID +41 79 123 45 67");
    let (_, user) = program.get(&format!("/users/{}", token["oid"].as_str().unwrap())).await;
    assert_eq!(user["displayName"], token["name"]);
    assert_eq!(user["identities"][0]["signInType"], "federated");
}

#[tokio::test]
async fn the_type_of_a_user_flow_is_given_once_and_attributes_go_with_signing_up() {
    let program = Program::new().await;
    let (status, made) = program.post(FLOWS, &json!({ "id": "in", "userFlowType": "signIn" })).await;
    assert_eq!((status, &made["userFlowType"]), (201, &json!("signIn")), "{made}");
    let at = format!("{FLOWS}/B2C_1_in");
    for (change, target) in
        [(json!({ "userFlowType": "signUp" }), "userFlowType"), (json!({ "attributes": ["city"] }), "attributes")]
    {
        let (status, refused) = program.patch(&at, &change).await;
        assert_eq!((status, &refused["error"]["details"][0]["target"]), (400, &json!(target)), "{refused}");
    }
    let up = json!({ "id": "up", "userFlowType": "signUp", "attributes": ["city", "jobTitle"] });
    let (status, made) = program.post(FLOWS, &up).await;
    assert_eq!((status, &made["attributes"]), (201, &up["attributes"]), "{made}");
    let (_, kept) = program.patch(&format!("{FLOWS}/B2C_1_up"), &json!({ "enabled": false })).await;
    assert_eq!(kept["attributes"], up["attributes"]);
    let (status, _) = program.patch(&format!("{FLOWS}/B2C_1_up"), &json!({ "attributes": ["password"] })).await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn a_provider_is_listed_changed_and_deleted_and_its_secret_never_read() {
    const SECRET: &str = "canary-of-a-provider";
    let program = Program::new().await;
    let metadata = "https://idp.example/.well-known/openid-configuration";
    let (_, made) = program.post(PROVIDERS, &provider(metadata, "us", SECRET)).await;
    let at = format!("{PROVIDERS}/{}", made["id"].as_str().unwrap());
    let read = program.get(&at).await.1;
    assert_eq!((&read["metadataUrl"], &read["claimsMapping"]["userId"]), (&json!(metadata), &json!("sub")));

    // What was read can be written back; the secret stays.
    let (status, same) = program.patch(&at, &read).await;
    assert_eq!((status, &same), (200, &read));
    let change = json!({ "displayName": "Other", "claimsMapping": { "email": "mail", "displayName": null } });
    let (_, changed) = program.patch(&at, &change).await;
    assert_eq!(changed["displayName"], "Other");
    let mapping = &changed["claimsMapping"];
    assert_eq!(
        (&mapping["email"], &mapping["displayName"], &mapping["userId"]),
        (&json!("mail"), &json!(null), &json!("sub"))
    );
    let elsewhere = json!({ "metadataUrl": "https://evil.example/.well-known/openid-configuration" });
    let (status, refused) = program.patch(&at, &elsewhere).await;
    assert_eq!((status, &refused["error"]["details"][0]["target"]), (400, &json!("metadataUrl")), "s35 {refused}");

    let (_, listed) = program.get(&format!("{PROVIDERS}?$filter=displayName eq 'other'&$select=id,clientId")).await;
    assert_eq!(listed["value"], json!([{ "id": made["id"], "clientId": "us" }]));
    let everything = program.get(PROVIDERS).await.1;
    assert!(!everything.to_string().contains(SECRET), "{everything}");

    let (status, flow) = program.post(FLOWS, &json!({ "id": "f", "identityProviders": [{ "id": made["id"] }] })).await;
    assert_eq!(status, 201, "{flow}");
    let providers = format!("{FLOWS}/B2C_1_f/userFlowIdentityProviders");
    assert_eq!(program.get(&providers).await.1["value"][0]["id"], made["id"]);
    assert_eq!(program.delete(&format!("{providers}/{}/$ref", made["id"].as_str().unwrap())).await, 204);
    assert_eq!(program.get(&providers).await.1["value"], json!([]));
    assert_eq!(program.delete(&at).await, 204);
    assert_eq!(program.get(&at).await.0, 404);
    assert_eq!(program.delete(&format!("{FLOWS}/B2C_1_f")).await, 204);
}

#[tokio::test]
async fn what_is_wrong_names_its_property() {
    let program = Program::new().await;
    let good = provider("https://idp.example/.well-known/openid-configuration", "us", "s");
    let with = |name: &str, value: Value| {
        let mut body = good.clone();
        body[name] = value;
        body
    };
    let app = |more: Value| {
        let mut body = json!({ "displayName": "A" });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        body
    };
    for (path, body, target) in [
        (PROVIDERS, with("displayName", json!("")), "displayName"),
        (PROVIDERS, with("scope", json!("profile")), "scope"),
        (PROVIDERS, with("metadataUrl", json!("http://idp.example")), "metadataUrl"),
        (PROVIDERS, with("clientSecret", json!("")), "clientSecret"),
        (PROVIDERS, with("responseType", json!("token")), "responseType"),
        (PROVIDERS, with("claimsMapping", json!({ "userId": "" })), "claimsMapping.userId"),
        (PROVIDERS, with("colour", json!("red")), "colour"),
        (PROVIDERS, with("@odata.type", json!("#microsoft.graph.socialIdentityProvider")), "@odata.type"),
        (FLOWS, json!({ "id": "two words" }), "id"),
        (FLOWS, json!({ "id": "signupsignin1" }), "id"),
        (FLOWS, json!({ "id": "x", "userFlowType": "resourceOwner" }), "userFlowType"),
        (FLOWS, json!({ "id": "x", "identityProviders": [{ "id": "x" }] }), "identityProviders"),
        (FLOWS, json!({ "id": "x", "claims": ["shoeSize"] }), "claims"),
        ("/applications", app(json!({ "displayName": "" })), "displayName"),
        ("/applications", app(json!({ "appId": "x" })), "appId"),
        ("/applications", app(json!({ "appId": federation::demo::TEST_APP })), "appId"),
        ("/applications", app(json!({ "web": { "redirectUris": ["https://a", "http://a"] } })), "web.redirectUris[1]"),
        ("/applications", app(json!({ "spa": { "redirectUris": ["http://a"] } })), "spa.redirectUris[0]"),
        ("/applications", app(json!({ "web": { "logoutUrl": "x" } })), "web.logoutUrl"),
        ("/applications", app(json!({ "web": { "homePage": "x" } })), "web.homePage"),
        (
            "/applications",
            app(json!({ "api": { "oauth2PermissionScopes": [{ "value": "a b" }] } })),
            "api.oauth2PermissionScopes[0].value",
        ),
        ("/users", json!({ "displayName": "x" }), "identities"),
        ("/users", json!({ "shoeSize": 42 }), "shoeSize"),
    ] {
        let (status, refused) = program.post(path, &body).await;
        let error = &refused["error"];
        assert_eq!((status, &error["code"]), (400, &json!("Request_BadRequest")), "{path} {body}");
        assert_eq!(error["details"][0]["target"], target, "{refused}");
        assert!(error["message"].as_str().unwrap().contains(target), "{refused}");
    }
    for query in ["$filter=displayName ne 'a'", "$expand=x", "$top=many", "$skiptoken=x"] {
        assert_eq!(program.get(&format!("{PROVIDERS}?{query}")).await.0, 400, "{query}");
    }
}

#[tokio::test]
async fn an_application_is_read_back_as_it_was_written() {
    let program = Program::new().await;
    let kept = "0190c2a0-1111-4111-8111-111111111111";
    let body = json!({
        "appId": kept, "displayName": "Tasks", "signInAudience": "AzureADandPersonalMicrosoftAccount",
        "web": { "redirectUris": ["https://tasks.example/cb"], "logoutUrl": "https://tasks.example/out" },
        "spa": { "redirectUris": ["http://localhost:3000/"] },
        "publicClient": { "redirectUris": ["msal://tasks"] },
        "identifierUris": ["https://fabrikam.onmicrosoft.com/tasks"],
        "api": { "oauth2PermissionScopes": [
            { "value": "read", "adminConsentDisplayName": "Read", "adminConsentDescription": "Read tasks",
              "isEnabled": true, "type": "User" }
        ] }
    });
    let (status, made) = program.post("/applications", &body).await;
    assert_eq!(status, 201, "{made}");
    let at = format!("/applications/{}", made["id"].as_str().unwrap());
    let read = program.get(&at).await.1;
    assert_eq!(read, made);
    for platform in ["web", "spa", "publicClient"] {
        assert_eq!(read[platform]["redirectUris"], body[platform]["redirectUris"], "{read}");
    }
    assert_eq!((&read["appId"], &read["requirePkce"]), (&json!(kept), &json!(false)));
    let scope = &read["api"]["oauth2PermissionScopes"][0];
    assert!(scope["id"].as_str().is_some_and(|id| id.len() == 36), "{scope}");

    let mut written = read.clone();
    written["displayName"] = "Tasks 2".into();
    assert_eq!(program.patch(&at, &written).await.0, 204);
    let implicit = json!({ "web": { "implicitGrantSettings": { "enableAccessTokenIssuance": true } } });
    assert_eq!(program.patch(&at, &implicit).await.0, 204);
    let after = program.get(&at).await.1;
    assert_eq!(after["web"]["implicitGrantSettings"]["enableAccessTokenIssuance"], true);
    assert_eq!((&after["displayName"], &after["spa"]), (&json!("Tasks 2"), &body["spa"]), "what is not given stays");
    assert_eq!(program.patch(&at, &json!({ "spa": { "redirectUris": [] } })).await.0, 204);
    assert_eq!(program.get(&at).await.1["spa"]["redirectUris"], json!([]));

    let (_, listed) = program.get(&format!("/applications?$filter=appId eq '{kept}'&$count=true")).await;
    assert_eq!((&listed["@odata.count"], &listed["value"][0]["id"]), (&json!(1), &made["id"]));

    let add = format!("{at}/addPassword");
    let named = json!({ "passwordCredential": { "displayName": "pipeline", "endDateTime": "1999-01-01T00:00:00Z" } });
    let (status, refused) = program.post(&add, &named).await;
    assert_eq!((status, &refused["error"]["details"][0]["target"]), (400, &json!("passwordCredential.endDateTime")));
    let (_, secret) = program.post(&add, &json!({ "passwordCredential": { "displayName": "pipeline" } })).await;
    let text = secret["secretText"].as_str().unwrap();
    let read = program.get(&at).await.1;
    assert_eq!(read["passwordCredentials"][0]["keyId"], secret["keyId"]);
    assert!(!read.to_string().contains(text), "it is shown once");
    let gone = json!({ "keyId": secret["keyId"] });
    assert_eq!(program.post(&format!("{at}/removePassword"), &gone).await.0, 204);
    assert_eq!(program.post(&format!("{at}/removePassword"), &gone).await.0, 400);
    assert_eq!(program.delete(&at).await, 204);
    assert_eq!(program.get(&at).await.0, 404);
}

#[tokio::test]
async fn users_are_brought_along_with_their_ids_and_found_by_identity() {
    const PASSWORD: &str = "canary-Password-1";
    let program = Program::new().await;
    let kept = "0190c2a0-2222-4222-8222-222222222222";
    let body = json!({
        "id": kept, "displayName": "Ada Lovelace", "givenName": "Ada", "city": "London",
        "extension_0123456789abcdef0123456789abcdef_customer": "42",
        "identities": [
            { "signInType": "emailAddress", "issuer": "fabrikam.onmicrosoft.com", "issuerAssignedId": "Ada@Example.com" },
            { "signInType": "federated", "issuer": "https://idp.example", "issuerAssignedId": "ada-1" }
        ],
        "passwordProfile": { "password": PASSWORD, "forceChangePasswordNextSignIn": false },
        "passwordPolicies": "DisablePasswordExpiration"
    });
    let (status, made) = program.post("/users", &body).await;
    assert_eq!((status, &made["id"], &made["mail"]), (201, &json!(kept), &json!("Ada@Example.com")), "{made}");
    assert_eq!((&made["city"], &made["accountEnabled"]), (&json!("London"), &json!(true)));
    assert!(!made.to_string().contains("assword"), "{made}");
    let (status, again) = program.post("/users", &body).await;
    assert_eq!(status, 400);
    assert!(["id", "identities"].contains(&again["error"]["details"][0]["target"].as_str().unwrap()), "{again}");

    for (issuer, name) in [("fabrikam.onmicrosoft.com", "ada@example.COM"), ("https://idp.example", "ada-1")] {
        let filter = format!("identities/any(c:c/issuerAssignedId eq '{name}' and c/issuer eq '{issuer}')");
        let (_, found) = program.get(&format!("/users?$filter={filter}&$select=id")).await;
        assert_eq!(found["value"], json!([{ "id": kept }]), "{filter}");
    }
    for number in 0..5 {
        let identity = json!({ "signInType": "userName", "issuerAssignedId": format!("u{number}") });
        let user = json!({ "displayName": format!("Bob {number}"), "identities": [identity] });
        assert_eq!(program.post("/users", &user).await.0, 201);
    }
    let (mut seen, mut next) = (Vec::new(), Some("/users?$filter=startswith(displayName,'bob')&$top=2".to_owned()));
    while let Some(path) = next {
        let (_, page) = program.get(&path).await;
        seen.extend(
            page["value"].as_array().unwrap().iter().map(|user| user["displayName"].as_str().unwrap().to_owned()),
        );
        let base = program.running.url("/graph/beta");
        next = page["@odata.nextLink"].as_str().map(|link| link.strip_prefix(&base).unwrap().to_owned());
    }
    seen.sort();
    assert_eq!(seen, ["Bob 0", "Bob 1", "Bob 2", "Bob 3", "Bob 4"]);

    let at = format!("/users/{kept}");
    let change = json!({ "accountEnabled": false, "surname": "King", "city": null });
    assert_eq!(program.patch(&at, &change).await.0, 204);
    let after = program.get(&at).await.1;
    assert_eq!((&after["accountEnabled"], &after["surname"]), (&json!(false), &json!("King")));
    assert_eq!((after.get("city"), &after["givenName"]), (None, &json!("Ada")));
    assert_eq!(program.patch(&at, &json!({ "displayName": "Ada King" })).await.0, 204, "who is switched off, too");
    assert_eq!(program.post(&format!("{at}/revokeSignInSessions"), &json!({})).await.1, json!({ "value": true }));
    assert!(program.get(&at).await.1["signInSessionsValidFromDateTime"].is_string());

    for (body, target) in [
        (json!({ "passwordProfile": { "password": "short" } }), "passwordProfile.password"),
        (
            json!({ "passwordProfile": { "forceChangePasswordNextSignIn": true } }),
            "passwordProfile.forceChangePasswordNextSignIn",
        ),
        (
            json!({ "identities": [{ "signInType": "federated", "issuer": "Fabrikam.onmicrosoft.com", "issuerAssignedId": "x" }] }),
            "identities[0].issuer",
        ),
        (json!({ "displayName": "<b>" }), "displayName"),
        (json!({ "id": "0190c2a0-3333-4333-8333-333333333333" }), "id"),
    ] {
        let (status, refused) = program.patch(&at, &body).await;
        assert_eq!((status, &refused["error"]["details"][0]["target"]), (400, &json!(target)), "{refused}");
        assert!(!refused.to_string().contains(PASSWORD));
    }
    assert_eq!(program.delete(&at).await, 204);
    assert_eq!(program.get(&at).await.0, 404);
}

#[tokio::test]
async fn s81_a_token_of_another_tenant_reaches_nothing() {
    let program = Program::new().await;
    let foreign = other(&program.running).await;
    let (_, idp) =
        program.post(PROVIDERS, &provider("https://idp.example/.well-known/openid-configuration", "us", "s")).await;
    let (_, app) = program.post("/applications", &json!({ "displayName": "A" })).await;
    let identity = json!({ "signInType": "userName", "issuerAssignedId": "ada" });
    let (_, user) = program.post("/users", &json!({ "displayName": "Ada", "identities": [identity] })).await;
    let (provider, app, user) =
        (idp["id"].as_str().unwrap(), app["id"].as_str().unwrap(), user["id"].as_str().unwrap());
    let flow = format!("{FLOWS}/B2C_1_signupsignin1");
    let reference = json!({ "@odata.id": format!("{PROVIDERS}/{provider}") });
    let mut objects: Vec<(Method, String, Value)> = Vec::new();
    for object in
        [format!("{PROVIDERS}/{provider}"), flow.clone(), format!("/applications/{app}"), format!("/users/{user}")]
    {
        for method in [Method::GET, Method::PATCH, Method::DELETE] {
            objects.push((method, object.clone(), json!({})));
        }
    }
    objects.extend([
        (Method::GET, format!("{flow}/userFlowIdentityProviders"), json!({})),
        (Method::POST, format!("{flow}/userFlowIdentityProviders/$ref"), reference.clone()),
        (Method::DELETE, format!("{flow}/userFlowIdentityProviders/{provider}/$ref"), json!({})),
        (Method::POST, format!("/applications/{app}/addPassword"), json!({})),
        (Method::POST, format!("/applications/{app}/removePassword"), json!({ "keyId": app })),
        (Method::POST, format!("/users/{user}/revokeSignInSessions"), json!({})),
    ]);
    for (method, path, body) in objects {
        let (status, _) = send(&program, &foreign, method.clone(), &path, &body).await;
        assert_eq!(status, 404, "{method} {path}");
        let own = send(&program, &program.token, Method::GET, path.split("/$ref").next().unwrap(), &json!({})).await;
        assert_ne!(own.0, 401, "the object is still there");
    }
    for list in [PROVIDERS, FLOWS, "/applications", "/users"] {
        let (_, listed) = send(&program, &foreign, Method::GET, list, &json!({})).await;
        for id in [provider, app, user, "signupsignin1"] {
            assert!(!listed.to_string().contains(id), "{list}");
        }
    }
    // Nor does a reference lead into another tenant.
    let (status, own) = send(&program, &foreign, Method::POST, FLOWS, &json!({ "id": "own" })).await;
    assert_eq!(status, 201, "{own}");
    let at = format!("{FLOWS}/B2C_1_own/userFlowIdentityProviders/$ref");
    assert_eq!(send(&program, &foreign, Method::POST, &at, &reference).await.0, 400);
    let by_id = json!({ "id": "own2", "identityProviders": [{ "id": provider }] });
    assert_eq!(send(&program, &foreign, Method::POST, FLOWS, &by_id).await.0, 400);
    assert_eq!(program.get(&format!("{PROVIDERS}/{provider}")).await.0, 200);
    assert_eq!(program.get(&format!("/users/{user}")).await.0, 200);
}
