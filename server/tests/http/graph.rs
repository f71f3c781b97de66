//! The administration API as scripts written for Microsoft Graph use it.

#[path = "graph/audit.rs"]
mod audit;
#[path = "graph/branding.rs"]
mod branding;
#[path = "graph/document.rs"]
mod document;
#[path = "graph/resources.rs"]
mod resources;

use crate::{
    custom_policies::{BASE, LEAF},
    running::Running,
};
use base64ct::{Base64, Encoding};
use reqwest::{Method, Response, header};
use serde_json::{Value, json};
use storage::ApiRole;

const POLICIES: &str = "/trustFramework/policies";
const KEY_SETS: &str = "/trustFramework/keySets";

/// A program with a token for `fabrikam`.
pub struct Program {
    pub running: Running,
    pub token: String,
}

impl Program {
    pub async fn new() -> Self {
        let running = Running::start().await;
        let token = Self::token(&running, "pipeline", ApiRole::Administrator).await;
        Self { running, token }
    }

    pub async fn token(running: &Running, name: &str, role: ApiRole) -> String {
        let tenant = running.tenant().await.id;
        running.federation.create_api_token(tenant, name, role, 1, "test").await.unwrap().expose().to_owned()
    }

    pub fn request(&self, method: Method, path: &str, token: &str) -> reqwest::RequestBuilder {
        let request = self.running.client().request(method, self.running.url(&format!("/graph/beta{path}")));
        if token.is_empty() { request } else { request.header(header::AUTHORIZATION, format!("Bearer {token}")) }
    }

    pub async fn send(&self, method: Method, path: &str, content_type: &str, body: &str) -> Response {
        let request = self.request(method, path, &self.token);
        let request = if content_type.is_empty() { request } else { request.header("content-type", content_type) };
        request.body(body.to_owned()).send().await.unwrap()
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        answer(self.send(Method::GET, path, "", "").await).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        answer(self.send(Method::POST, path, "application/json", &body.to_string()).await).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> (u16, Value) {
        answer(self.send(Method::PATCH, path, "application/json", &body.to_string()).await).await
    }

    pub async fn delete(&self, path: &str) -> u16 {
        self.send(Method::DELETE, path, "", "").await.status().as_u16()
    }

    async fn xml(&self, method: Method, path: &str, body: &str) -> Response {
        self.send(method, path, "application/xml", body).await
    }
}

pub async fn answer(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

#[tokio::test]
async fn policies_are_uploaded_read_changed_and_deleted() {
    let program = Program::new().await;
    let made = program.xml(Method::POST, POLICIES, BASE).await;
    assert_eq!(made.status().as_u16(), 201);
    assert_eq!(made.headers()["content-type"], "application/xml; charset=utf-8");
    assert_eq!(made.text().await.unwrap(), BASE);
    let again = program.xml(Method::POST, POLICIES, BASE).await;
    assert_eq!(again.status().as_u16(), 400, "a POST makes a policy and overwrites none");

    let value = format!("{POLICIES}/B2C_1A_Greet/$value");
    assert_eq!(program.xml(Method::PUT, &value, LEAF).await.status().as_u16(), 201);
    let changed = program.xml(Method::PUT, &value, &LEAF.replace("somebody", "nobody")).await;
    assert_eq!((changed.status().as_u16(), &changed.headers()["etag"]), (200, &"\"2\"".parse().unwrap()));
    let read = program.xml(Method::GET, &format!("{POLICIES}/b2c_1a_greet/$value"), "").await;
    assert!(read.text().await.unwrap().contains("nobody"));
    let stale = program.request(Method::PUT, &value, &program.token).header("if-match", "\"1\"").body(LEAF);
    assert_eq!(stale.send().await.unwrap().status().as_u16(), 409);

    let (_, listed) = program.get(&format!("{POLICIES}?$filter=startswith(id,'B2C_1A_G')")).await;
    assert_eq!(listed["value"], json!([{ "id": "B2C_1A_Greet" }]));
    let (_, first) = program.get(&format!("{POLICIES}?$top=1&$count=true")).await;
    assert_eq!((&first["value"][0]["id"], &first["@odata.count"]), (&json!("B2C_1A_Base"), &json!(2)));
    let next = first["@odata.nextLink"].as_str().unwrap();
    let path = next.strip_prefix(&program.running.url("/graph/beta")).expect("the address that was asked");
    assert_eq!(program.get(path).await.1["value"], json!([{ "id": "B2C_1A_Greet" }]));

    let base = format!("{POLICIES}/B2C_1A_Base");
    let (status, refused) = answer(program.xml(Method::DELETE, &base, "").await).await;
    assert_eq!(status, 400);
    assert!(refused["error"]["message"].as_str().unwrap().contains("B2C_1A_Greet builds on it"), "{refused}");
    for path in [format!("{POLICIES}/B2C_1A_Greet"), base.clone()] {
        assert_eq!(program.xml(Method::DELETE, &path, "").await.status().as_u16(), 204);
    }
    assert_eq!(program.get(&base).await.0, 404);
}

#[tokio::test]
async fn a_refused_policy_is_told_with_places_and_one_that_breaks_others_names_them() {
    let program = Program::new().await;
    let (status, refused) = answer(program.xml(Method::POST, POLICIES, LEAF).await).await;
    let error = &refused["error"];
    assert_eq!((status, &error["code"]), (400, &json!("Request_BadRequest")));
    assert!(error["message"].as_str().unwrap().contains("error[undefined-base-policy]"), "{refused}");
    assert_eq!(error["details"][0]["code"], "undefined-base-policy");
    assert!(error["details"][0]["target"].as_str().unwrap().starts_with("policy.xml:2:"), "{refused}");

    let other = format!("{POLICIES}/B2C_1A_Other/$value");
    let (status, refused) = answer(program.xml(Method::PUT, &other, BASE).await).await;
    assert_eq!(status, 400, "the address and the file must name one policy");
    assert!(refused["error"]["message"].as_str().unwrap().contains("B2C_1A_Other"), "{refused}");

    program.xml(Method::POST, POLICIES, BASE).await;
    program.xml(Method::POST, POLICIES, LEAF).await;
    let base = format!("{POLICIES}/B2C_1A_Base/$value");
    let breaking = program.xml(Method::PUT, &base, &BASE.replace("Id=\"Greet\"", "Id=\"Other\"")).await;
    assert_eq!(breaking.headers()["passerelle-broken-policies"], "B2C_1A_Greet");
    let large = program.xml(Method::PUT, &base, &" ".repeat(1024 * 1024 + 1)).await;
    let (status, refused) = answer(large).await;
    assert_eq!(status, 400, "{refused}");
}

#[tokio::test]
async fn key_sets_are_made_filled_and_deleted_and_give_no_secret_away() {
    const SECRET: &str = "canary-of-the-administration-api";
    let program = Program::new().await;
    let (status, made) = program.post(KEY_SETS, &json!({ "id": "MobileIdSecret" })).await;
    assert_eq!((status, made), (201, json!({ "id": "B2C_1A_MobileIdSecret", "keys": [] })));
    let set = format!("{KEY_SETS}/B2C_1A_MobileIdSecret");
    assert_eq!(program.get(&format!("{set}/getActiveKey")).await.0, 404);
    let exp = program.running.federation.clock().now().as_seconds() + 3600;
    let secret = json!({ "use": "sig", "k": SECRET, "nbf": 1_500_000_000, "exp": exp });
    let (status, key) = program.post(&format!("{set}/uploadSecret"), &secret).await;
    assert_eq!(
        (status, &key["kty"], &key["use"], &key["exp"]),
        (200, &json!("oct"), &json!("sig"), &json!(exp)),
        "{key}"
    );
    assert_eq!(program.get(&format!("{set}/getActiveKey")).await.1["kid"], key["kid"]);

    let rsa = json!({ "use": "sig", "kty": "RSA" });
    let (_, generated) = program.post(&format!("{set}/generateKey"), &rsa).await;
    assert_eq!((&generated["kty"], &generated["e"]), (&json!("RSA"), &json!("AQAB")));
    let file = Base64::encode_string(include_bytes!("../../src/keys/import/files/modern.p12"));
    let (status, uploaded) =
        program.post(&format!("{set}/uploadPkcs12"), &json!({ "key": file, "password": "secret" })).await;
    assert_eq!(status, 200, "{uploaded}");
    assert_eq!(uploaded["x5c"].as_array().unwrap().len(), 1);
    let certificate = include_str!("../../src/keys/import/files/other.pem");
    let (status, _) = program.post(&format!("{set}/uploadCertificate"), &json!({ "key": certificate })).await;
    assert_eq!(status, 200);

    let (_, whole) = program.get(&set).await;
    assert_eq!(whole["keys"].as_array().unwrap().len(), 4);
    let (_, listed) = program.get(&format!("{KEY_SETS}?$filter=id eq 'b2c_1a_mobileidsecret'")).await;
    assert_eq!(listed["value"], json!([whole]));
    for key in whole["keys"].as_array().unwrap() {
        for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(secret).is_none_or(Value::is_null), "{key}");
        }
    }
    assert!(!listed.to_string().contains(SECRET));

    for (action, body) in [
        ("uploadSecret", json!({ "use": "sig" })),
        ("uploadSecret", json!({ "use": "sign", "k": SECRET })),
        ("uploadSecret", json!({ "k": "" })),
        ("generateKey", json!({ "kty": "EC" })),
        ("uploadPkcs12", json!({ "key": "%%%" })),
        ("uploadPkcs12", json!({ "key": file, "password": "wrong" })),
        ("uploadCertificate", json!({ "key": SECRET })),
    ] {
        let (status, refused) = program.post(&format!("{set}/{action}"), &body).await;
        assert_eq!(status, 400, "{action} {body}");
        assert!(!refused.to_string().contains(SECRET), "S79: {refused}");
    }
    let deleted = program.send(Method::DELETE, &set, "", "").await;
    assert_eq!(deleted.status().as_u16(), 204);
    assert_eq!(program.get(&set).await.0, 404);
    assert_eq!(program.get(&format!("{set}.bak")).await.0, 200);
}

#[tokio::test]
async fn a_token_is_good_for_its_tenant_its_role_and_its_time() {
    let program = Program::new().await;
    let running = &program.running;
    // Another tenant's token sees nothing of this one.
    program.xml(Method::POST, POLICIES, BASE).await;
    let other = running.federation.find_tenant("mobileid.onmicrosoft.com").await.unwrap().unwrap();
    let foreign = running.federation.create_api_token(other.id, "x", ApiRole::Administrator, 1, "test").await.unwrap();
    let path = format!("{POLICIES}/B2C_1A_Base");
    let seen = program.request(Method::GET, &path, foreign.expose()).send().await.unwrap();
    assert_eq!(seen.status().as_u16(), 404, "s81");

    let policy = format!("{path}/$value");
    for (role, reads, policies, keys) in [
        (ApiRole::Reader, 200, 403, 403),
        (ApiRole::PolicyAdministrator, 200, 200, 403),
        (ApiRole::KeysetAdministrator, 200, 403, 201),
    ] {
        let token = Program::token(running, role.name(), role).await;
        let read = program.request(Method::GET, &path, &token).send().await.unwrap();
        assert_eq!(read.status().as_u16(), reads, "{role:?}");
        let put = program.request(Method::PUT, &policy, &token).body(BASE).send().await.unwrap();
        assert_eq!(put.status().as_u16(), policies, "{role:?}");
        let made = program.request(Method::POST, KEY_SETS, &token).header("content-type", "application/json");
        let made = made.body(json!({ "id": role.name() }).to_string()).send().await.unwrap();
        assert_eq!(made.status().as_u16(), keys, "{role:?}");
        if policies == 403 {
            for method in [Method::DELETE, Method::POST] {
                let address = if method == Method::POST { POLICIES } else { &path };
                let refused = program.request(method, address, &token).body(BASE).send().await.unwrap();
                assert_eq!(refused.status().as_u16(), 403, "{role:?}");
            }
        }
        if keys == 403 {
            let set = format!("{KEY_SETS}/TokenSigningKeyContainer");
            for (method, address) in [
                (Method::DELETE, set.clone()),
                (Method::POST, format!("{set}/generateKey")),
                (Method::POST, format!("{set}/uploadSecret")),
            ] {
                let body = json!({ "kty": "RSA", "k": "x" }).to_string();
                let request = program.request(method, &address, &token).header("content-type", "application/json");
                assert_eq!(request.body(body).send().await.unwrap().status().as_u16(), 403, "{role:?} {address}");
            }
        }
    }

    let tenant = running.tenant().await.id;
    running.federation.revoke_api_token(tenant, "pipeline", "test").await.unwrap();
    for token in [program.token.as_str(), "", "abc"] {
        let refused = program.request(Method::GET, &path, token).send().await.unwrap();
        assert_eq!(refused.headers()["www-authenticate"], "Bearer");
        let (status, body) = answer(refused).await;
        assert_eq!((status, &body["error"]["code"]), (401, &json!("InvalidAuthenticationToken")));
    }
    // A cookie is no token: no page of another site can use it.
    let (status, _) = answer(program.request(Method::GET, "/nothing", "").send().await.unwrap()).await;
    assert_eq!(status, 401, "who may not ask learns nothing");
}
