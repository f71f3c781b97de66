use super::KeyStatus::{Active, Disabled, Expired, NotYet, Standby};
use super::*;
use crate::{KeySetName, PolicyId, RedirectUri};
use serde_json::json;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn key(kid: &str, created: i64, not_before: Option<i64>, expires: Option<i64>) -> PolicyKey {
    PolicyKey {
        kid: kid.to_owned(),
        usage: KeyUsage::Signature,
        public: Some(json!({})),
        private: Some(SecretRef { id: "11111111-1111-4111-8111-111111111111".parse().unwrap(), version: 1 }),
        created_at: at(created),
        not_before: not_before.map(at),
        expires_at: expires.map(at),
        enabled: true,
    }
}

fn set(keys: Vec<PolicyKey>) -> KeySet {
    KeySet { name: KeySetName::parse("Key").unwrap(), keys }
}

fn active(keys: Vec<PolicyKey>, now: i64) -> Option<String> {
    let set = set(keys);
    set.active(at(now)).map(|key| key.kid.clone())
}

#[test]
fn the_key_that_was_activated_last_signs() {
    let keys = || vec![key("old", 1, Some(10), None), key("new", 2, Some(20), None), key("next", 3, Some(30), None)];
    assert_eq!(active(keys(), 9), None);
    assert_eq!(active(keys(), 10).as_deref(), Some("old"));
    assert_eq!(active(keys(), 20).as_deref(), Some("new"));
    assert_eq!(active(keys(), 29).as_deref(), Some("new"));
    assert_eq!(active(keys(), 30).as_deref(), Some("next"));
}

#[test]
fn an_undated_key_signs_only_when_no_dated_one_does() {
    let keys = || vec![key("undated", 99, None, None), key("dated", 1, Some(10), Some(20))];
    assert_eq!(active(keys(), 15).as_deref(), Some("dated"));
    assert_eq!(active(keys(), 5).as_deref(), Some("undated"));
    assert_eq!(active(vec![key("a", 1, None, None), key("b", 2, None, None)], 5).as_deref(), Some("b"));
}

#[test]
fn an_expired_key_never_signs() {
    let keys = || vec![key("only", 1, Some(10), Some(20))];
    assert_eq!(active(keys(), 19).as_deref(), Some("only"));
    assert_eq!(active(keys(), 20), None);
    assert_eq!(active(vec![], 0), None);
}

#[test]
fn when_the_active_key_expires_or_is_switched_off_another_takes_over() {
    let keys = || vec![key("safety net", 1, None, None), key("dated", 2, Some(10), Some(20))];
    assert_eq!(active(keys(), 20).as_deref(), Some("safety net"));
    let mut off = keys();
    off[1].enabled = false;
    assert_eq!(active(off, 15).as_deref(), Some("safety net"));
}

#[test]
fn a_key_says_where_it_stands() {
    let keys = set(vec![
        key("old", 1, Some(10), None),
        key("new", 2, Some(20), None),
        key("next", 3, Some(99), None),
        key("gone", 4, Some(5), Some(15)),
        PolicyKey { enabled: false, ..key("off", 5, Some(20), None) },
    ]);
    let status: Vec<KeyStatus> = keys.keys.iter().map(|key| keys.status(key, at(30))).collect();
    assert_eq!(status, [Standby, Active, NotYet, Expired, Disabled]);
}

#[test]
fn what_is_published_verifies_older_tokens_and_is_known_ahead() {
    let keys = set(vec![
        key("old", 1, Some(10), None),
        key("active", 2, Some(20), None),
        key("next", 3, Some(99), None),
        key("expired", 4, Some(5), Some(15)),
        PolicyKey { enabled: false, ..key("off", 5, None, None) },
        PolicyKey { usage: KeyUsage::Encryption, ..key("encrypts", 6, None, None) },
        PolicyKey { public: None, ..key("a secret", 7, None, None) },
    ]);
    let published: Vec<&str> = keys.published(at(30)).map(|key| key.kid.as_str()).collect();
    assert_eq!(published, ["old", "active", "next"]);
}

#[test]
fn keys_of_an_earlier_version_are_signing_keys_that_are_on() {
    let stored = json!({ "kid": "k", "public": { "kty": "RSA" }, "createdAt": 0, "notBefore": null, "expiresAt": null,
        "private": { "id": "11111111-1111-4111-8111-111111111111", "version": 1 } });
    let key: PolicyKey = serde_json::from_value(stored).unwrap();
    assert_eq!((key.usage, key.kind(), key.enabled), (KeyUsage::Signature, KeyType::Rsa, true));
}

fn application(kind: ApplicationKind, require_pkce: bool) -> Application {
    let id = "11111111-1111-4111-8111-111111111111".parse().unwrap();
    Application { require_pkce, ..Application::new(id, DisplayName::parse("App").unwrap(), kind) }
}

#[test]
fn s7_only_a_web_application_can_do_without_pkce() {
    for (kind, require, confidential, needs) in [
        (ApplicationKind::Web, false, true, false),
        (ApplicationKind::Web, true, true, true),
        (ApplicationKind::Spa, false, false, true),
        (ApplicationKind::PublicClient, false, false, true),
    ] {
        let application = application(kind, require);
        assert_eq!((application.is_confidential(), application.needs_pkce()), (confidential, needs), "{kind:?}");
    }
}

#[test]
fn what_a_document_leaves_out_is_the_safe_choice() {
    let mut stored = serde_json::to_value(application(ApplicationKind::Web, true)).unwrap();
    let members = stored.as_object_mut().unwrap();
    for member in [
        "implicit",
        "secrets",
        "spaRedirectUris",
        "publicClientRedirectUris",
        "offlineAccess",
        "logoutUrl",
        "appIdUri",
        "scopes",
        "permissions",
    ] {
        assert!(members.remove(member).is_some(), "{member}");
    }
    let read: Application = serde_json::from_value(stored).unwrap();
    assert_eq!(read, application(ApplicationKind::Web, true));
    assert!(!read.implicit.id_tokens && !read.implicit.access_tokens);

    let provider: IdentityProvider = serde_json::from_value(json!({
        "id": "11111111-1111-4111-8111-111111111111",
        "name": "Mobile ID",
        "metadataUrl": "https://op.example/.well-known/openid-configuration",
        "clientId": "me",
        "clientSecret": null,
        "scope": "openid, profile",
        "responseType": "code",
        "responseMode": "form_post",
        "claimsMapping": {"userId": "sub"},
        "enabled": true,
    }))
    .unwrap();
    assert_eq!(provider.clock_tolerance_seconds, 60);
    assert_eq!(provider.client_authentication, ClientAuthentication::ClientSecretPost);
    assert_eq!(provider.pkce, Pkce::WhenOffered);
    assert_eq!(provider.domain_hint, None);
    assert_eq!((ResponseMode::FormPost.as_str(), ResponseMode::Query.as_str()), ("form_post", "query"));
    let lifetimes: TokenLifetimes = serde_json::from_value(json!({"tokenSeconds": 3600, "codeSeconds": 60})).unwrap();
    assert_eq!(lifetimes, TokenLifetimes::default());
    assert_eq!((lifetimes.refresh_seconds, lifetimes.sliding_window_seconds), (1_209_600, Some(7_776_000)));
    let session: SessionSettings = serde_json::from_value(json!({})).unwrap();
    assert_eq!((session.lifetime_seconds, session.kind), (86_400, SessionKind::Rolling));
    assert_eq!((session.single_sign_on, session.keep_signed_in_days), (SingleSignOn::Tenant, 0));
    assert!(!session.require_id_token_in_logout);
    assert_eq!(IssuerForm::default(), IssuerForm::AuthorityWithTfp);
}

#[test]
fn a_document_is_found_by_kind_and_id() {
    let application = application(ApplicationKind::Web, true);
    assert_eq!(application.id(), "11111111-1111-4111-8111-111111111111");
    assert_eq!(application.lookup().as_deref(), Some("11111111-1111-4111-8111-111111111111"), "its object id");
    let keys = KeySet { name: KeySetName::parse("TokenSigningKeyContainer").unwrap(), keys: vec![] };
    assert_eq!(keys.id(), "b2c_1a_tokensigningkeycontainer");
    let id = "22222222-2222-4222-8222-222222222222".parse().unwrap();
    let flow = UserFlow::new(id, PolicyId::parse("B2C_1_SUSI").unwrap(), UserFlowKind::SignUpOrSignIn);
    assert_eq!(
        (flow.id().as_str(), flow.lookup().as_deref()),
        ("22222222-2222-4222-8222-222222222222", Some("b2c_1_susi"))
    );
    for (kind, name) in [
        (Application::KIND, "application"),
        (IdentityProvider::KIND, "identityProvider"),
        (UserFlow::KIND, "userFlow"),
        (KeySet::KIND, "keySet"),
        (CustomPolicy::KIND, "customPolicy"),
    ] {
        assert_eq!((kind.name(), kind.to_string().as_str()), (name, name));
        assert_eq!(serde_json::to_value(kind).unwrap(), json!(name));
    }
}

#[test]
fn a_setting_out_of_its_range_is_named() {
    let day = 86_400;
    let fine = TokenLifetimes::default();
    for (what, lifetimes, expected) in [
        ("the defaults", fine, &[][..]),
        ("shortest", TokenLifetimes { token_seconds: 300, refresh_seconds: day, ..fine }, &[]),
        ("longest", TokenLifetimes { token_seconds: day, refresh_seconds: 90 * day, ..fine }, &[]),
        ("too short a token", TokenLifetimes { token_seconds: 299, ..fine }, &["tokenSeconds"]),
        ("too long a token", TokenLifetimes { token_seconds: day + 1, ..fine }, &["tokenSeconds"]),
        ("too short a code", TokenLifetimes { code_seconds: 59, ..fine }, &["codeSeconds"]),
        ("too long a code", TokenLifetimes { code_seconds: 601, ..fine }, &["codeSeconds"]),
        ("too short a refresh token", TokenLifetimes { refresh_seconds: day - 1, ..fine }, &["refreshSeconds"]),
        (
            "too long a refresh token",
            TokenLifetimes { refresh_seconds: 90 * day + 1, sliding_window_seconds: None, ..fine },
            &["refreshSeconds"],
        ),
        ("no expiry", TokenLifetimes { sliding_window_seconds: None, ..fine }, &[]),
        (
            "too long a window",
            TokenLifetimes { sliding_window_seconds: Some(365 * day + 1), ..fine },
            &["slidingWindowSeconds"],
        ),
        (
            "a window that ends before the token",
            TokenLifetimes { sliding_window_seconds: Some(13 * day), ..fine },
            &["slidingWindowSeconds"],
        ),
    ] {
        let fields: Vec<_> = lifetimes.out_of_range().iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, expected, "{what}");
    }
    let fine = SessionSettings::default();
    for (what, session, expected) in [
        ("the defaults", fine, &[][..]),
        ("shortest", SessionSettings { lifetime_seconds: 900, keep_signed_in_days: 90, ..fine }, &[]),
        ("too short", SessionSettings { lifetime_seconds: 899, ..fine }, &["lifetimeSeconds"]),
        ("too long", SessionSettings { lifetime_seconds: day + 1, ..fine }, &["lifetimeSeconds"]),
        ("too many days", SessionSettings { keep_signed_in_days: 91, ..fine }, &["keepSignedInDays"]),
    ] {
        let fields: Vec<_> = session.out_of_range().iter().map(|wrong| wrong.field).collect();
        assert_eq!(fields, expected, "{what}");
    }
}

#[test]
fn a_redirect_uri_has_a_platform() {
    let uri = |text: &str| RedirectUri::parse(text).unwrap();
    let mut application = application(ApplicationKind::Web, true);
    application.set_redirects(
        vec![uri("https://app.example/web")],
        vec![uri("https://app.example/spa")],
        vec![uri("http://127.0.0.1/cb")],
    );
    for (text, platform) in [
        ("https://app.example/web", Some(ApplicationKind::Web)),
        ("https://app.example/spa", Some(ApplicationKind::Spa)),
        ("http://127.0.0.1:4711/cb", Some(ApplicationKind::PublicClient)),
        ("https://app.example/other", None),
    ] {
        assert_eq!(application.platform_of(text), platform, "{text}");
    }
    application.set_redirects(vec![], vec![uri("https://app.example/spa")], vec![uri("my.app:/cb")]);
    assert_eq!(application.kind, ApplicationKind::Spa);
    assert_eq!(application.redirects_of(ApplicationKind::Spa).count(), 1);
    assert_eq!(application.redirects_of(ApplicationKind::PublicClient).count(), 1);
    assert_eq!(application.redirects_of(ApplicationKind::Web).count(), 0);
    application.set_redirects(vec![], vec![], vec![]);
    assert_eq!((application.kind, application.redirects().count()), (ApplicationKind::Spa, 0));
}

#[test]
fn s2_a_logout_url_and_an_app_id_uri_have_a_scheme_that_is_harmless() {
    use crate::{AppIdUri, LogoutUrl, ScopeName};
    for fine in ["https://app.example/signout", "http://localhost:3000/out?x=1"] {
        assert_eq!(LogoutUrl::parse(fine).unwrap().as_str(), fine);
    }
    for bad in [
        "",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "http://app.example/out",
        "https://user@app.example/",
        "https://app.example/\\evil",
        "https://app.example/#x",
        "my.app:/out",
    ] {
        assert!(LogoutUrl::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(
        AppIdUri::parse("https://c.onmicrosoft.com/tasks/").unwrap().as_str(),
        "https://c.onmicrosoft.com/tasks"
    );
    for bad in ["", "tasks", "javascript:x", "https://c.example/a b", "https://c.example/a?b", "http://c.example/a"] {
        assert!(AppIdUri::parse(bad).is_err(), "{bad}");
    }
    for bad in ["", "a b", "a/b", "ä", "a\"b"] {
        assert!(ScopeName::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(ScopeName::parse("tasks.read").unwrap().as_str(), "tasks.read");
}
