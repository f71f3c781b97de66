use super::*;
use serde_json::json;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn key(kid: &str, created: i64, not_before: Option<i64>, expires: Option<i64>) -> SigningKey {
    SigningKey {
        kid: kid.to_owned(),
        public: json!({}),
        private: SecretRef { id: "11111111-1111-4111-8111-111111111111".parse().unwrap(), version: 1 },
        created_at: at(created),
        not_before: not_before.map(at),
        expires_at: expires.map(at),
    }
}

fn active(keys: Vec<SigningKey>, now: i64) -> Option<String> {
    let set = KeySet { name: "B2C_1A_Key".to_owned(), keys };
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

fn application(kind: ApplicationKind, require_pkce: bool) -> Application {
    Application {
        id: "11111111-1111-4111-8111-111111111111".parse().unwrap(),
        name: DisplayName::parse("App").unwrap(),
        kind,
        redirect_uris: Vec::new(),
        implicit: ImplicitGrant::default(),
        require_pkce,
        secrets: Vec::new(),
        enabled: true,
    }
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
    members.remove("implicit");
    members.remove("secrets");
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
    assert_eq!(TokenLifetimes::default(), TokenLifetimes { token_seconds: 3600, code_seconds: 60 });
    assert_eq!(IssuerForm::default(), IssuerForm::AuthorityWithTfp);
}

#[test]
fn a_document_is_found_by_kind_and_id() {
    let application = application(ApplicationKind::Web, true);
    assert_eq!(application.id(), "11111111-1111-4111-8111-111111111111");
    assert_eq!(application.lookup(), None);
    let keys = KeySet { name: "B2C_1A_TokenSigningKeyContainer".to_owned(), keys: vec![] };
    assert_eq!(keys.id(), "b2c_1a_tokensigningkeycontainer");
    let flow = UserFlow {
        id: "22222222-2222-4222-8222-222222222222".parse().unwrap(),
        policy: PolicyId::parse("B2C_1_SUSI").unwrap(),
        kind: UserFlowKind::SignUpOrSignIn,
        providers: vec![],
        claims: vec![],
        issuer: IssuerForm::default(),
        lifetimes: TokenLifetimes::default(),
        skip_single_provider: false,
        enabled: true,
    };
    assert_eq!(
        (flow.id().as_str(), flow.lookup().as_deref()),
        ("22222222-2222-4222-8222-222222222222", Some("b2c_1_susi"))
    );
    for (kind, name) in [
        (Application::KIND, "application"),
        (IdentityProvider::KIND, "identityProvider"),
        (UserFlow::KIND, "userFlow"),
        (KeySet::KIND, "keySet"),
    ] {
        assert_eq!((kind.name(), kind.to_string().as_str()), (name, name));
        assert_eq!(serde_json::to_value(kind).unwrap(), json!(name));
    }
}
