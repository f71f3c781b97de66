//! A tenant's configuration as files, and back, by those who run the binary.

use crate::{
    commands::{Running, free_port, passerelle, said, until_healthy},
    custom_policies::{BASE, LEAF},
    running::Running as Server,
};
use federation::{
    Error,
    tenant::UserFlowInput,
    transfer::{ConfigurationFile, ImportOptions},
};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

const TENANT: &str = "22222222-2222-4222-8222-222222222222";
const APPLICATION: &str = "33333333-3333-4333-8333-333333333333";
const PROVIDER: &str = "44444444-4444-4444-8444-444444444444";
const PROVIDER_SECRET: &str = "canary-of-the-provider";
const CLIENT_SECRET: &str = "canary-of-the-application-with-many-characters";
const POLICY_SECRET: &str = "canary-of-the-policy-key";
/// One pixel.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6,
    0, 0, 0, 0x1f, 0x15, 0xc4, 0x89,
];

/// Data and files of one test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn data(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn json(&self, path: &str, value: &Value) {
        self.file(path, value.to_string());
    }

    /// Files as somebody would write them.
    fn written(&self) {
        let tenant = json!({ "id": TENANT, "name": "fabrikam", "displayName": "Fabrikam" });
        self.json("files/tenant.json", &json!({ "tenant": tenant }));
        self.json("files/identity-providers/mobile.json", &json!({ "identityProvider": provider() }));
        self.json("files/applications/shop.json", &json!({ "application": application() }));
        self.json("files/user-flows/one.json", &json!({ "userFlow": flow() }));
        let keys = json!({ "name": "Partner", "keys": [{ "private": { "secret": "PARTNER" } }] });
        self.json("files/key-sets/partner.json", &json!({ "keySet": keys }));
        self.file("files/policies/base.xml", BASE);
        self.file("files/policies/greet.xml", LEAF);
        let off = json!({ "policy": "B2C_1A_Greet", "enabled": false });
        self.json("files/policies/greet.json", &json!({ "customPolicy": off }));
        let branding = json!({ "accent": "#aa3300", "logo": "logo.png" });
        self.json("files/branding/branding.json", &json!({ "branding": branding }));
        self.file("files/branding/logo.png", PNG);
    }

    fn import(&self, data: &str, words: &[&str]) -> Output {
        let mut all = vec!["import", "--format", "json"];
        all.extend(words);
        let mut command = passerelle(&self.data(data), &all);
        command.current_dir(self.0.path());
        command.env("MOBILE_ID_CLIENT_SECRET", PROVIDER_SECRET).env("SHOP_SECRET", CLIENT_SECRET);
        command.env("PARTNER", POLICY_SECRET).output().unwrap()
    }

    fn export(&self, data: &str, to: &str) -> BTreeMap<String, Vec<u8>> {
        let output = self.exported(data, "fabrikam", to);
        assert!(output.status.success(), "{}", said(&output));
        files(&self.data(to))
    }

    fn exported(&self, data: &str, tenant: &str, to: &str) -> Output {
        let words = ["export", "--tenant", tenant, "--output", to];
        passerelle(&self.data(data), &words).current_dir(self.0.path()).output().unwrap()
    }
}

fn provider() -> Value {
    json!({
        "id": PROVIDER,
        "name": "Mobile ID",
        "metadataUrl": "https://mobileid.example/.well-known/openid-configuration",
        "clientId": "fabrikam",
        "clientSecret": { "secret": "MOBILE_ID_CLIENT_SECRET" },
        "scope": "openid profile",
        "responseType": "code",
        "responseMode": "form_post",
        "claimsMapping": { "userId": "sub", "displayName": "name" },
        "enabled": true,
    })
}

fn application() -> Value {
    json!({
        "id": APPLICATION,
        "name": "Shop",
        "kind": "web",
        "redirectUris": ["https://shop.example/signin-oidc"],
        "requirePkce": false,
        "secrets": [{
            "id": "55555555-5555-4555-8555-555555555555",
            "description": "from Azure",
            "expiresAt": "2098-01-01T00:00:00Z",
            "value": { "secret": "SHOP_SECRET" },
        }],
        "enabled": true,
    })
}

fn flow() -> Value {
    json!({
        "policy": "B2C_1_signupsignin1",
        "kind": "signUpOrSignIn",
        "providers": [PROVIDER],
        "claims": ["displayName", "objectId"],
        "enabled": true,
    })
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap().map(Result::unwrap) {
            if entry.path().is_dir() {
                open.push(entry.path());
            } else {
                let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(path, fs::read(entry.path()).unwrap());
            }
        }
    }
    found
}

fn plan(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

/// What a plan changes, as `add application Shop`.
fn changes(output: &Output) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let list = plan(output)["changes"].as_array().unwrap().clone();
    list.iter().map(|one| [&one["action"], &one["kind"], &one["name"]].map(word).join(" ")).collect()
}

/// Where it says that something is wrong.
fn places(output: &Output) -> Vec<String> {
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let list = plan(output)["problems"].as_array().unwrap().clone();
    list.iter().map(|one| [&one["file"], &one["field"]].map(word).join(": ")).collect()
}

#[test]
fn what_was_exported_is_imported_elsewhere_and_exported_the_same() {
    let place = Place::new();
    place.written();
    let planned = place.import("data", &["files"]);
    assert!(planned.status.success(), "{} {}", said(&planned), String::from_utf8_lossy(&planned.stdout));
    let expected = [
        "add tenant fabrikam",
        "add keySet B2C_1A_Partner",
        "add identityProvider Mobile ID",
        "add application Shop",
        "add userFlow B2C_1_signupsignin1",
        "add customPolicy B2C_1A_Base",
        "add customPolicy B2C_1A_Greet",
        "add branding branding",
    ];
    assert_eq!(changes(&planned), expected);
    assert_eq!(plan(&planned)["applied"], false);
    let none = passerelle(&place.data("data"), &["tenant", "list"]).output().unwrap();
    assert!(none.status.success() && none.stdout.is_empty(), "a plan changes nothing");

    let applied = place.import("data", &["files", "--apply"]);
    assert!(applied.status.success() && plan(&applied)["applied"] == true, "{}", said(&applied));
    let again = place.import("data", &["files", "--apply", "--prune"]);
    assert_eq!(changes(&again), [""; 0], "{}", String::from_utf8_lossy(&again.stdout));

    let first = place.export("data", "first");
    let names: Vec<&str> = first.keys().map(String::as_str).collect();
    let expected = [
        "applications/shop.json",
        "branding/branding.json",
        "branding/logo.png",
        "identity-providers/mobile-id.json",
        "key-sets/B2C_1A_Partner.json",
        "key-sets/B2C_1A_TokenSigningKeyContainer.json",
        "policies/B2C_1A_Base.xml",
        "policies/B2C_1A_Greet.json",
        "policies/B2C_1A_Greet.xml",
        "tenant.json",
        "user-flows/B2C_1_signupsignin1.json",
    ];
    assert_eq!(names, expected);
    assert_eq!(
        (first["policies/B2C_1A_Base.xml"].as_slice(), first["branding/logo.png"].as_slice()),
        (BASE.as_bytes(), PNG)
    );

    // The names of secrets are those that an export gives; what was written by hand had one other name.
    let secrets = format!(
        "SHOP_SECRET = \"{CLIENT_SECRET}\"\nB2C_1A_PARTNER = '{POLICY_SECRET}'\nMOBILE_ID_CLIENT_SECRET = \"{PROVIDER_SECRET}\"\n"
    );
    place.file("secrets.toml", secrets);
    let moved = passerelle(&place.data("other"), &["import", "first", "--secrets", "secrets.toml", "--apply"])
        .current_dir(place.0.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&moved.stdout).into_owned();
    assert!(moved.status.success() && text.contains("fabrikam: 9 changes made"), "{text}{}", said(&moved));
    assert!(text.contains("The signing key") && text.contains("does not come along"), "{text}");
    let mut second = place.export("other", "second");
    let container = "key-sets/B2C_1A_TokenSigningKeyContainer.json";
    assert_ne!(second.insert(container.to_owned(), first[container].clone()), Some(first[container].clone()));
    assert_eq!(second, first, "only the signing key is another one");
}

#[test]
fn s79_no_secret_is_in_an_exported_file() {
    let place = Place::new();
    place.written();
    assert!(place.import("data", &["files", "--apply"]).status.success());
    let exported = place.export("data", "out");
    let hash = {
        use base64ct::Encoding as _;
        use sha2::Digest as _;
        base64ct::Base64UrlUnpadded::encode_string(&sha2::Sha256::digest(CLIENT_SECRET))
    };
    for (path, content) in exported {
        let text = String::from_utf8_lossy(&content);
        for secret in [PROVIDER_SECRET, CLIENT_SECRET, POLICY_SECRET, "canary", &hash, "\"d\""] {
            assert!(!text.contains(secret), "{path} holds {secret}");
        }
    }
}

#[test]
fn an_imported_secret_works_and_stays_when_it_is_not_given_again() {
    let place = Place::new();
    place.written();
    assert!(place.import("data", &["files", "--apply"]).status.success());
    // Without any of the secrets: they are there.
    let data = place.data("data");
    let without = passerelle(&data, &["import", "files", "--apply", "--format", "json"])
        .current_dir(place.0.path())
        .output()
        .unwrap();
    assert!(without.status.success() && changes(&without).is_empty(), "{}", String::from_utf8_lossy(&without.stdout));
    // Another value is another version, and the plan says so without the value.
    let rolled = passerelle(&data, &["import", "files", "--apply", "--format", "json"])
        .current_dir(place.0.path())
        .env("MOBILE_ID_CLIENT_SECRET", "canary-two")
        .env("PARTNER", "canary-three")
        .output()
        .unwrap();
    assert_eq!(changes(&rolled), ["update keySet B2C_1A_Partner", "update identityProvider Mobile ID"]);
    assert!(!String::from_utf8_lossy(&rolled.stdout).contains("canary"));

    let port = free_port();
    let mut command = passerelle(&data, &["serve", "--listen", &format!("127.0.0.1:{port}")]);
    let _child = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    until_healthy(port);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let url = format!("http://localhost:{port}/fabrikam.onmicrosoft.com/B2C_1_signupsignin1/oauth2/v2.0/token");
    let error = |secret: &str| {
        let form = [
            ("grant_type", "authorization_code"),
            ("client_id", APPLICATION),
            ("client_secret", secret),
            ("code", "none"),
            ("redirect_uri", "https://shop.example/signin-oidc"),
        ];
        runtime.block_on(async {
            let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
            let request = reqwest::Client::new().post(&url).body(body);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let answer = request.send().await.unwrap();
            serde_json::from_slice::<Value>(&answer.bytes().await.unwrap()).unwrap()["error"].clone()
        })
    };
    assert_eq!(error(CLIENT_SECRET), "invalid_grant");
    assert_eq!(error("another secret with many characters"), "invalid_client");
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_nothing_is_changed() {
    let place = Place::new();
    place.written();
    let mut wrong = provider();
    wrong["scpe"] = "openid".into();
    place.json("files/identity-providers/misspelt.json", &json!({ "identityProvider": wrong }));
    let mut wrong = provider();
    wrong["id"] = "66666666-6666-4666-8666-666666666666".into();
    wrong["clientSecret"] = "canary written into the file".into();
    place.json("files/identity-providers/open.json", &json!({ "identityProvider": wrong }));
    let mut wrong = provider();
    wrong["id"] = "77777777-7777-4777-8777-777777777777".into();
    wrong["clientSecret"]["secret"] = "NOT_GIVEN".into();
    place.json("files/identity-providers/without.json", &json!({ "identityProvider": wrong }));
    let mut wrong = provider();
    wrong["id"] = "88888888-8888-4888-8888-888888888888".into();
    wrong["clockToleranceSeconds"] = 200.into();
    place.json("files/identity-providers/clock.json", &json!({ "identityProvider": wrong }));
    let mut wrong = application();
    wrong["redirectUris"] = json!(["javascript:alert(1)"]);
    wrong["id"] = TENANT.into();
    place.json("files/applications/script.json", &json!({ "application": wrong }));
    let mut wrong = flow();
    wrong["policy"] = "B2C_1_two".into();
    wrong["providers"] = json!(["99999999-9999-4999-8999-999999999999"]);
    place.json("files/user-flows/two.json", &json!({ "userFlow": wrong }));
    let mut wrong = flow();
    wrong["policy"] = "B2C_1_three".into();
    wrong["session"] = json!({ "lifetimeSeconds": 1 });
    place.json("files/user-flows/three.json", &json!({ "userFlow": wrong }));
    place.json("files/user-flows/twice.json", &json!({ "userFlow": flow() }));
    place.json("files/other.json", &json!({ "widget": {} }));
    place.file("files/broken.json", "{");
    place.json("files/branding/branding.json", &json!({ "branding": { "logo": "none.png" } }));
    place.file("files/policies/base.xml", BASE.replace("\"Greet\"", "\"Other\""));

    let refused = place.import("data", &["files", "--apply"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    let mut found = places(&refused);
    found.sort();
    let expected = [
        "applications/script.json: redirectUris[0]",
        "branding/branding.json: logo",
        "broken.json: ",
        "identity-providers/clock.json: clockToleranceSeconds",
        "identity-providers/misspelt.json: scpe",
        "identity-providers/open.json: clientSecret",
        "identity-providers/without.json: clientSecret",
        "other.json: ",
        "user-flows/three.json: session.lifetimeSeconds",
        "user-flows/twice.json: policy",
        "user-flows/two.json: providers",
    ];
    let text = String::from_utf8_lossy(&refused.stdout).into_owned();
    assert_eq!(found, expected, "{text}");
    assert!(!text.contains("canary"), "{text}");
    assert!(plan(&refused)["diagnostics"].as_array().unwrap().iter().any(|one| one["severity"] == "error"), "{text}");
    let none = passerelle(&place.data("data"), &["tenant", "list"]).output().unwrap();
    assert!(none.status.success() && none.stdout.is_empty(), "nothing of it is there");
}

#[test]
fn what_no_file_has_stays_until_it_is_to_be_pruned() {
    let place = Place::new();
    place.written();
    assert!(place.import("data", &["files", "--apply"]).status.success());
    for path in
        ["user-flows/one.json", "identity-providers/mobile.json", "applications/shop.json", "key-sets/partner.json"]
    {
        fs::remove_file(place.data("files").join(path)).unwrap();
    }
    for name in ["base.xml", "greet.xml", "greet.json"] {
        fs::remove_file(place.data("files/policies").join(name)).unwrap();
    }
    assert!(changes(&place.import("data", &["files", "--apply"])).is_empty());
    let pruned = place.import("data", &["files", "--apply", "--prune"]);
    let expected = [
        "delete userFlow B2C_1_signupsignin1",
        "delete customPolicy B2C_1A_Base",
        "delete customPolicy B2C_1A_Greet",
        "delete application Shop",
        "delete identityProvider Mobile ID",
        "delete keySet B2C_1A_Partner",
    ];
    assert_eq!(changes(&pruned), expected, "{}", said(&pruned));
    let left = place.export("data", "out");
    let names: Vec<&str> = left.keys().map(String::as_str).collect();
    let expected =
        ["branding/branding.json", "branding/logo.png", "key-sets/B2C_1A_TokenSigningKeyContainer.json", "tenant.json"];
    assert_eq!(names, expected);
}

/// Links to users must not pass to another issuer (S35).
#[test]
fn s35_an_import_moves_no_provider_to_another_issuer() {
    let place = Place::new();
    place.written();
    assert!(place.import("data", &["files", "--apply"]).status.success());
    let mut other = provider();
    other["metadataUrl"] = "https://other.example/.well-known/openid-configuration".into();
    place.json("files/identity-providers/mobile.json", &json!({ "identityProvider": other }));
    let refused = place.import("data", &["files", "--apply"]);
    assert_eq!(places(&refused), ["identity-providers/mobile.json: metadataUrl"]);
}

#[test]
fn an_import_renames_no_user_flow() {
    let place = Place::new();
    place.written();
    assert!(place.import("data", &["files", "--apply"]).status.success());
    let exported = place.export("data", "out");
    let (path, bytes) = exported.iter().find(|(path, _)| path.starts_with("user-flows/")).unwrap();
    let mut renamed: Value = serde_json::from_slice(bytes).unwrap();
    assert!(renamed["userFlow"]["id"].is_string(), "{renamed}");
    renamed["userFlow"]["policy"] = "B2C_1_another".into();
    place.json(&format!("out/{path}"), &renamed);
    let refused = place.import("data", &["out", "--apply"]);
    assert_eq!(places(&refused), [format!("{path}: policy")]);
    // Without its id it is another one.
    renamed["userFlow"].as_object_mut().unwrap().remove("id");
    place.json(&format!("out/{path}"), &renamed);
    assert_eq!(changes(&place.import("data", &["out"])), ["add userFlow B2C_1_another"]);
}

#[test]
fn an_export_takes_away_what_it_wrote_before_and_touches_nothing_else() {
    let place = Place::new();
    place.written();
    assert!(place.import("data", &["files", "--apply"]).status.success());
    place.export("data", "out");
    place.json("files/applications/shop.json", &json!({ "application": { "name": "Store" } }));
    let mut renamed = application();
    renamed["name"] = "Store".into();
    place.json("files/applications/shop.json", &json!({ "application": renamed }));
    place.file("out/README.md", "mine");
    assert!(place.import("data", &["files", "--apply"]).status.success());
    let files = place.export("data", "out");
    assert!(files.contains_key("applications/store.json") && files.contains_key("README.md"), "{:?}", files.keys());
    assert!(!files.contains_key("applications/shop.json"));

    place.file("mine/thesis.txt", "mine");
    let refused = place.exported("data", "fabrikam", "mine");
    assert!(!refused.status.success() && said(&refused).contains("holds other files"), "{}", said(&refused));
    assert!(passerelle(&place.data("data"), &["tenant", "create", "contoso"]).output().unwrap().status.success());
    let refused = place.exported("data", "contoso", "out");
    assert!(!refused.status.success() && said(&refused).contains("another tenant"), "{}", said(&refused));
    let refused = place.exported("data", "nobody", "none");
    assert!(!refused.status.success() && said(&refused).contains("there is no tenant nobody"), "{}", said(&refused));
}

#[test]
fn files_of_one_tenant_go_into_another_when_that_is_said() {
    let place = Place::new();
    place.written();
    fs::remove_dir_all(place.data("files/policies")).unwrap();
    let create = ["tenant", "create", "contoso"];
    assert!(passerelle(&place.data("data"), &create).output().unwrap().status.success());
    let imported = place.import("data", &["files", "--tenant", "contoso", "--apply"]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stdout));
    assert!(!changes(&imported).iter().any(|one| one.contains("tenant")));
    // A tenant of the name with another id is not the tenant of the files.
    let create = ["tenant", "create", "fabrikam"];
    assert!(passerelle(&place.data("data"), &create).output().unwrap().status.success());
    let refused = place.import("data", &["files"]);
    assert!(!refused.status.success() && said(&refused).contains("--tenant fabrikam"), "{}", said(&refused));
    fs::remove_file(place.data("files/tenant.json")).unwrap();
    let refused = place.import("data", &["files"]);
    assert!(!refused.status.success() && said(&refused).contains("no tenant.json"), "{}", said(&refused));
}

#[test]
fn a_plan_can_be_read() {
    let place = Place::new();
    place.written();
    assert!(place.import("data", &["files", "--apply"]).status.success());
    let mut changed = provider();
    changed["scope"] = "openid email".into();
    place.json("files/identity-providers/mobile.json", &json!({ "identityProvider": changed }));
    let text = |words: &[&str]| {
        let output = passerelle(&place.data("data"), words).current_dir(place.0.path()).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let expected = format!(
        "~ identity provider Mobile ID ({PROVIDER})\n    scope: \"openid profile\" → \"openid email\"\n\
         fabrikam: 1 change, 6 objects without a difference. Nothing was changed; --apply does it.\n"
    );
    assert_eq!(text(&["import", "files"]), (Some(0), expected));
    assert!(
        text(&["import", "files", "--apply"]).1.ends_with("fabrikam: 1 change made, 6 objects without a difference.\n")
    );
    let same = "fabrikam is as the files have it: 7 objects without a difference.\n".to_owned();
    assert_eq!(text(&["import", "files", "--apply"]), (Some(0), same));
    place.file("files/policies/base.xml", BASE.replace("TechnicalProfile Id=\"Ask\"", "TechnicalProfile Id=\"Asked\""));
    let (code, said) = text(&["import", "files", "--apply"]);
    assert_eq!(code, Some(1));
    assert!(
        said.contains("policies/base.xml:") && said.ends_with("fabrikam cannot be imported so; nothing was changed.\n"),
        "{said}"
    );
}

/// Somebody else was there between plan and import.
#[tokio::test]
async fn a_plan_of_before_a_change_is_not_applied() {
    let server = Server::start().await;
    let tenant = server.tenant().await;
    let federation = &server.federation;
    let mut files = federation.export_configuration(&tenant).await.unwrap();
    let renamed = |file: &mut ConfigurationFile| {
        let text = String::from_utf8(file.content.clone()).unwrap();
        file.content = text.replace("\"testapp1\"", "\"renamed\"").replace("\"displayName\",", "").into_bytes();
    };
    files.iter_mut().filter(|file| file.path.contains('/')).for_each(renamed);
    let options = ImportOptions { into: None, secrets: &|_| None, prune: false, by: "test" };
    let plan = federation.plan_import(files, &options).await.unwrap();
    assert!(plan.is_possible() && plan.changes.len() == 2, "{:?} {:?}", plan.problems, plan.changes);
    let flow = federation.every_user_flow(tenant.id).await.unwrap().remove(0);
    let input = UserFlowInput { enabled: false, ..UserFlowInput::from(&flow.document) };
    federation.update_user_flow(tenant.id, flow.document.id, flow.version, &input, "else").await.unwrap();
    assert!(matches!(federation.apply_import(plan, "test").await, Err(Error::Conflict)));
    let applications = federation.every_application(tenant.id).await.unwrap();
    assert_eq!(applications[0].document.name.as_str(), "testapp1", "none of it was done");
}
