//! Policy keys: which one is used, which are published, and that none ever comes out again (behaviour reference §3).

use crate::{
    custom_policies::{BASE, LEAF, file, greet},
    running::Running,
    starter_packs::key,
};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{KeyStatus, KeyUsage, Secret, Tenant};
use federation::{
    Error, Federation,
    tenant::{KeyInput, NewKey, PolicyUploadOutcome},
};
use serde_json::Value;

const CONTAINER: &str = "TokenSigningKeyContainer";

async fn server() -> (Running, Tenant) {
    let running = Running::start().await;
    let tenant = running.tenant().await;
    (running, tenant)
}

async fn kids(federation: &Federation, tenant: &Tenant) -> Vec<String> {
    let published = federation.published_keys(tenant.id, CONTAINER).await.unwrap();
    published["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

/// Which key signs now.
async fn signing(running: &Running) -> String {
    let back = running.sign_in(&mut running.browser(), &running.authorize("id_token", &[])).await;
    let token = crate::running::find(&crate::running::parameters(&back), "id_token");
    let header = token.split('.').next().unwrap();
    let header: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(header).unwrap()).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_next_key_is_published_ahead_and_the_old_one_verifies_on() {
    let (running, tenant) = server().await;
    let federation = &running.federation;
    let first = kids(federation, &tenant).await;
    let now = federation.clock().now();
    let next = NewKey { not_before: Some(now.plus_seconds(3600)), ..key(KeyUsage::Signature, KeyInput::GenerateRsa) };
    let set = federation.add_key(tenant.id, CONTAINER, None, next, "test").await.unwrap().document;
    assert_eq!(set.status(&set.keys[1], now), KeyStatus::NotYet);
    assert_eq!(kids(federation, &tenant).await.len(), 2, "clients may fetch it before it signs");
    assert_eq!(signing(&running).await, first[0]);

    let active = NewKey { not_before: Some(now), ..key(KeyUsage::Signature, KeyInput::GenerateRsa) };
    let set = federation.add_key(tenant.id, CONTAINER, None, active, "test").await.unwrap();
    let newest = set.document.keys[2].kid.clone();
    assert_eq!(signing(&running).await, newest);
    assert!(kids(federation, &tenant).await.contains(&first[0]), "tokens of the old one are verified");

    // Switched off, it neither signs nor is published, at once.
    federation.set_key_enabled(tenant.id, CONTAINER, &newest, set.version, false, "test").await.unwrap();
    assert_eq!(signing(&running).await, first[0]);
    assert!(!kids(federation, &tenant).await.contains(&newest));
}

#[tokio::test]
async fn a_key_that_only_encrypts_signs_nothing_and_is_not_published() {
    let (running, tenant) = server().await;
    let federation = &running.federation;
    let encrypts = key(KeyUsage::Encryption, KeyInput::GenerateRsa);
    let set = federation.create_key_set(tenant.id, "Encrypts", Some(encrypts), "test").await.unwrap().document;
    assert_eq!(set.keys[0].public.as_ref().unwrap()["use"], "enc");
    let published = federation.published_keys(tenant.id, "Encrypts").await.unwrap();
    assert_eq!(published["keys"], Value::Array(Vec::new()));
    for (name, material) in [("Text", KeyInput::GenerateSecret), ("Typed", KeyInput::Manual(Secret::new("abc")))] {
        let secret = key(KeyUsage::Signature, material);
        federation.create_key_set(tenant.id, name, Some(secret), "test").await.unwrap();
    }
    for signer in ["Encrypts", "Text", "Typed"] {
        let base = BASE.replace(&format!("B2C_1A_{CONTAINER}"), &format!("B2C_1A_{signer}"));
        let files = vec![file("base.xml", &base), file("leaf.xml", LEAF)];
        let stored = federation.upload_policies(&tenant, files, false, "test").await.unwrap();
        assert!(matches!(stored, PolicyUploadOutcome::Stored { .. }));
        let url = running.policy("B2C_1A_Greet", "discovery/v2.0/keys");
        assert_eq!(running.browser().get(&url).await.body, "{\"keys\":[]}", "{signer}");
        let said = crate::running::find(&greet(&running).await, "error_description");
        assert!(said.starts_with("AADB2C90019: "), "{signer}: {said}");
    }
}

#[tokio::test]
async fn a_key_s_name_is_the_same_however_it_is_typed() {
    let (running, tenant) = server().await;
    let federation = &running.federation;
    let secret = || key(KeyUsage::Signature, KeyInput::Manual(Secret::new("s3cret")));
    let made = federation.create_key_set(tenant.id, " Mobile IDSecret ", Some(secret()), "test").await.unwrap();
    assert_eq!(made.document.name.as_str(), "B2C_1A_MobileIDSecret");
    let found = federation.policy_key(tenant.id, "B2C_1A_MobileIdSecret").await.unwrap();
    assert_eq!(found.document, made.document);
    let again = federation.create_key_set(tenant.id, "mobileidsecret", None, "test").await;
    let Err(Error::Invalid { fields, .. }) = again else { panic!("made twice") };
    assert!(fields["name"].contains("already"), "{fields:?}");
}

#[tokio::test]
async fn s79_a_secret_goes_in_and_never_comes_out() {
    const CANARY: &str = "canary-of-a-policy-key-4711";
    let (running, tenant) = server().await;
    let federation = &running.federation;
    let secret = key(KeyUsage::Signature, KeyInput::Manual(Secret::new(CANARY)));
    assert!(!format!("{secret:?}").contains(CANARY), "not in what is printed");
    let made = federation.create_key_set(tenant.id, "Canary", Some(secret), "test").await.unwrap();
    let shown = serde_json::to_string(&made.document).unwrap();
    assert!(!shown.contains(CANARY) && !format!("{made:?}").contains(CANARY), "not in its document");
    for (path, bytes) in running.on_disk() {
        let found = bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
        assert!(!found, "not in the clear on disk: {}", path.display());
    }
}

#[tokio::test]
async fn a_deleted_set_is_kept_once_and_what_is_kept_is_deleted_for_good() {
    let (running, tenant) = server().await;
    let federation = &running.federation;
    let secret = |text: &str| key(KeyUsage::Signature, KeyInput::Manual(Secret::new(text)));
    let mut references = Vec::new();
    for text in ["first", "second"] {
        let made = federation.create_key_set(tenant.id, "Gone", Some(secret(text)), "test").await.unwrap();
        references.push(made.document.keys[0].private.unwrap());
        let kept = federation.delete_key_set(tenant.id, "Gone", made.version, "test").await.unwrap();
        assert_eq!(kept.unwrap().as_str(), "B2C_1A_Gone.bak");
        assert!(matches!(federation.policy_key(tenant.id, "Gone").await, Err(Error::NotFound)));
    }
    let store = federation.store();
    assert!(store.find_secret(tenant.id, references[0]).await.unwrap().is_none(), "only the last one is kept");
    assert!(store.find_secret(tenant.id, references[1]).await.unwrap().is_some());
    let kept = federation.policy_key(tenant.id, "Gone.bak").await.unwrap();
    assert!(federation.delete_key_set(tenant.id, "Gone.bak", kept.version, "test").await.unwrap().is_none());
    assert!(store.find_secret(tenant.id, references[1]).await.unwrap().is_none());

    // The one that user flows sign with stays.
    let own = federation.policy_key(tenant.id, CONTAINER).await.unwrap();
    let refused = federation.delete_key_set(tenant.id, CONTAINER, own.version, "test").await;
    assert!(matches!(refused, Err(Error::Invalid { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_form_that_makes_no_key_says_why_beside_its_field() {
    let (running, tenant) = server().await;
    let federation = &running.federation;
    let now = federation.clock().now();
    let manual = |text: &str| key(KeyUsage::Signature, KeyInput::Manual(Secret::new(text)));
    let past = NewKey { expires_at: Some(now), ..manual("a") };
    let reversed =
        NewKey { not_before: Some(now.plus_seconds(20)), expires_at: Some(now.plus_seconds(10)), ..manual("a") };
    let nonsense = key(KeyUsage::Signature, KeyInput::Pem(Secret::new("nonsense")));
    let pkcs12 = KeyInput::Pkcs12 { file: b"PK".to_vec(), password: Secret::new("") };
    for (name, new, field) in [
        ("a/b", None, "name"),
        ("A", Some(manual("")), "secret"),
        ("A", Some(past), "expiresAt"),
        ("A", Some(reversed), "expiresAt"),
        ("A", Some(nonsense), "file"),
        ("A", Some(key(KeyUsage::Signature, pkcs12)), "file"),
    ] {
        let refused = federation.create_key_set(tenant.id, name, new, "test").await;
        let Err(Error::Invalid { fields, .. }) = refused else { panic!("{field}: {refused:?}") };
        assert!(fields.contains_key(field), "{field}: {fields:?}");
    }
    assert!(matches!(federation.policy_key(tenant.id, "A").await, Err(Error::NotFound)), "nothing was made");
}
