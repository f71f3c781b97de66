use super::*;
use serde_json::json;

fn all_refused<T: std::fmt::Debug>(parse: impl Fn(&str) -> Result<T, Invalid>, texts: &[&str]) {
    for text in texts {
        assert!(parse(text).is_err(), "{text:?}");
    }
}

#[test]
fn a_value_that_needs_checking_is_checked_also_when_it_is_read_back() {
    macro_rules! refuses {
        ($($name:ident: $text:expr),+ $(,)?) => {$(
            let error = serde_json::from_value::<$name>(json!($text)).unwrap_err();
            assert_eq!(error.to_string(), $name::parse($text).unwrap_err().message);
        )+};
    }
    refuses! {
        RedirectUri: "javascript:alert(1)",
        MetadataUrl: "https://op.example/",
        IssuerUrl: "ftp://op.example",
        Scope: "profile",
        DomainHint: "two words",
        TenantName: "1a",
        PolicyId: "../etc",
        KeySetName: "a/b",
        ClaimName: "",
        DisplayName: "a\nb",
    }
    let read: TenantName = serde_json::from_value(json!("CONTOSO")).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), json!("contoso"));
    assert_eq!((read.as_ref(), read.to_string().as_str()), ("contoso", "contoso"));
}

#[test]
fn a_metadata_url_is_https_and_ends_as_discovery_says() {
    for text in [
        "https://op.example/.well-known/openid-configuration",
        "https://op.example:8443/a/b/.well-known/openid-configuration",
        "https://b2c.example/t/v2.0/.well-known/openid-configuration?p=B2C_1_a",
        "http://localhost:9000/.well-known/openid-configuration",
        "http://op.localhost/.well-known/openid-configuration",
        "http://127.0.0.1:9000/.well-known/openid-configuration",
        "http://127.9.9.9/.well-known/openid-configuration",
        "http://[::1]:9000/.well-known/openid-configuration",
    ] {
        assert_eq!(MetadataUrl::parse(&format!(" {text}\n")).unwrap().as_str(), text);
    }
    all_refused(
        MetadataUrl::parse,
        &[
            "",
            "op.example/.well-known/openid-configuration",
            "https://op.example",
            "https://op.example/.well-known/oauth-authorization-server",
            "https://op.example/.well-known/openid-configuration/",
            "https://op.example/openid-configuration",
            "https://op.example/?x=/.well-known/openid-configuration",
            "http://op.example/.well-known/openid-configuration",
            "http://10.0.0.1/.well-known/openid-configuration",
            "http://[::2]/.well-known/openid-configuration",
            "http://localhost.op.example/.well-known/openid-configuration",
            "ftp://op.example/.well-known/openid-configuration",
            "file:///.well-known/openid-configuration",
            "https://user@op.example/.well-known/openid-configuration",
            "https://:pass@op.example/.well-known/openid-configuration",
            "https://op.example/.well-known/openid-configuration#x",
            "https://op.exa\tmple/.well-known/openid-configuration",
            "https://op.example/a\n/.well-known/openid-configuration",
            "https://op.example/a b/.well-known/openid-configuration",
            "https://op.example\\.well-known/openid-configuration",
            "https://op.example/\u{202e}/.well-known/openid-configuration",
        ],
    );
    let long = |bytes| format!("https://op.example/{}/.well-known/openid-configuration", "a".repeat(bytes));
    assert!(MetadataUrl::parse(&long(1990)).is_ok());
    assert!(MetadataUrl::parse(&long(2048)).is_err());
}

#[test]
fn an_issuer_is_an_https_url_that_is_kept_as_written() {
    for text in [
        "https://op.example",
        "https://op.example/",
        "https://OP.example/t/v2.0/",
        "http://localhost:9000/t/v2.0/",
        "http://127.0.0.1:9000",
    ] {
        assert_eq!(IssuerUrl::parse(text).unwrap().as_str(), text);
    }
    assert_ne!(IssuerUrl::parse("https://op.example"), IssuerUrl::parse("https://op.example/"));
    all_refused(
        IssuerUrl::parse,
        &[
            "",
            "op.example",
            "nothing",
            "http://op.example",
            "urn:op",
            "javascript:alert(1)",
            "https://op.example?x=1",
            "https://op.example#x",
            "https://user@op.example",
            "https://:pass@op.example",
            " https://op.example",
            "https://op.example\n",
            "https://op.exa\tmple",
            "https://op.example/\u{2066}",
        ],
    );
    assert!(IssuerUrl::parse(&format!("https://op.example/{}", "a".repeat(2048 - 19))).is_ok());
    assert!(IssuerUrl::parse(&format!("https://op.example/{}", "a".repeat(2048 - 18))).is_err());
}

#[test]
fn a_scope_is_kept_as_typed_and_sent_with_spaces() {
    for (typed, sent) in [
        ("openid", "openid"),
        ("openid profile", "openid profile"),
        ("openid, profile, phone, mid_profile", "openid profile phone mid_profile"),
        ("profile,openid", "profile openid"),
        ("openid\tprofile", "openid profile"),
        ("openid ,, profile", "openid profile"),
        ("openid https://graph.example/.default", "openid https://graph.example/.default"),
    ] {
        let scope = Scope::parse(&format!(" {typed} ")).unwrap();
        assert_eq!((scope.as_typed(), scope.on_the_wire().as_str()), (typed, sent));
        assert_eq!(scope.values().collect::<Vec<_>>().join(" "), sent);
        assert_eq!(String::from(scope), typed);
    }
    all_refused(
        Scope::parse,
        &[
            "",
            "profile",
            "openid_connect",
            "OPENID",
            "openid\nprofile",
            "openid \u{202e}",
            "openid é",
            "openid \"x\"",
            "openid a\\b",
        ],
    );
    assert!(Scope::parse(&format!("openid {}", "a".repeat(2041))).is_ok());
    assert!(Scope::parse(&format!("openid {}", "a".repeat(2042))).is_err());
}

#[test]
fn a_domain_hint_is_one_word_and_compares_without_case() {
    let hint = DomainHint::parse(" mobileid.ch ").unwrap();
    assert_eq!(hint.as_str(), "mobileid.ch");
    assert!(hint.matches("MobileID.ch") && hint.matches(" mobileid.ch "));
    assert!(!hint.matches("mobileid.ch.evil.example") && !hint.matches("") && !hint.matches("mobileid"));
    all_refused(DomainHint::parse, &["", " ", "two words", "a\tb", "a\u{0}b", "a\u{202e}b"]);
    assert!(DomainHint::parse(&"a".repeat(253)).is_ok());
    assert!(DomainHint::parse(&"a".repeat(254)).is_err());
}

#[test]
fn a_tenant_name_is_a_lower_case_label() {
    for text in ["contoso", "CONTOSO", " contoso ", "contoso.onmicrosoft.com", "Contoso.OnMicrosoft.com"] {
        let name = TenantName::parse(text).unwrap();
        assert_eq!((name.as_str(), name.domain().as_str()), ("contoso", "contoso.onmicrosoft.com"));
    }
    all_refused(
        TenantName::parse,
        &["", "ab", "1abc", "a-b-c", "a.b.c", "con toso", "contoso.example", "çontoso", "con/toso", ".onmicrosoft.com"],
    );
    assert!(TenantName::parse(&"a".repeat(63)).is_ok());
    assert!(TenantName::parse(&"a".repeat(64)).is_err());
    assert!(TenantName::parse("abc").is_ok());
}

#[test]
fn a_policy_id_is_kept_as_written_and_compared_without_case() {
    let id = PolicyId::parse("B2C_1A_SignUp-v2.1").unwrap();
    assert_eq!((id.as_str(), id.folded().as_str()), ("B2C_1A_SignUp-v2.1", "b2c_1a_signup-v2.1"));
    assert_eq!(id, PolicyId::parse("b2c_1a_SIGNUP-V2.1").unwrap());
    assert_ne!(id, PolicyId::parse("B2C_1A_SignUp-v2.2").unwrap());
    all_refused(PolicyId::parse, &["", ".", "..", "a/b", "a b", "B2C_1_é", "a%2e", "a\\b", "B2C_1_a.", "a\nb"]);
    assert!(PolicyId::parse(&"a".repeat(128)).is_ok());
    assert!(PolicyId::parse(&"a".repeat(129)).is_err());
}

#[test]
fn a_user_flow_gets_its_prefix_once() {
    for text in ["signupsignin1", " signupsignin1 ", "B2C_1_signupsignin1", "b2c_1_signupsignin1"] {
        assert_eq!(PolicyId::parse_user_flow(text).unwrap().as_str(), "B2C_1_signupsignin1");
    }
    all_refused(PolicyId::parse_user_flow, &["", "B2C_1_", "sign-up", "sign.up", "sign up", "é", "aaaaaé", "a/b"]);
    assert!(PolicyId::parse_user_flow(&"a".repeat(122)).is_ok());
    assert!(PolicyId::parse_user_flow(&"a".repeat(123)).is_err());
}

#[test]
fn a_claim_name_is_one_word_with_its_case() {
    assert_eq!(ClaimName::parse(" sub ").unwrap().as_str(), "sub");
    assert_ne!(ClaimName::parse("sub"), ClaimName::parse("Sub"));
    assert!(ClaimName::parse("https://op.example/claims/näme").is_ok());
    all_refused(ClaimName::parse, &["", "  ", "given name", "a\tb", "a\u{0}b", "a\u{2069}b"]);
    assert!(ClaimName::parse(&"a".repeat(256)).is_ok());
    assert!(ClaimName::parse(&"a".repeat(257)).is_err());
}

#[test]
fn a_display_name_is_one_line() {
    assert_eq!(DisplayName::parse(" Mobile ID é ").unwrap().as_str(), "Mobile ID é");
    all_refused(DisplayName::parse, &["", "  ", "a\nb", "a\rb", "a\u{0}b", "a\u{202e}b", "a\u{2066}b", "a\u{85}b"]);
    assert!(DisplayName::parse(&"é".repeat(256)).is_ok());
    assert!(DisplayName::parse(&"é".repeat(257)).is_err());
}

#[test]
fn parameters_for_a_provider_are_lines_and_never_those_of_the_protocol() {
    let read = AuthorizationParameters::parse(" acr_values = mid_al3 \n\nclaims={\"a\":1}\r\nempty=").unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(read.pairs(), [pair("acr_values", "mid_al3"), pair("claims", "{\"a\":1}"), pair("empty", "")]);
    assert_eq!(AuthorizationParameters::parse(&read.as_lines()).unwrap(), read);
    assert_eq!(AuthorizationParameters::parse(" \n").unwrap(), AuthorizationParameters::default());
    all_refused(
        AuthorizationParameters::parse,
        &["acr_values", "=x", "a b=c", "a&b=c", "a%3d=c", "a=b\na=c", "a=\u{7}", "é=x"],
    );
    for name in ["client_id", "State", "NONCE", "redirect_uri", "response_type", "code_challenge", "request"] {
        assert!(AuthorizationParameters::parse(&format!("{name}=x")).is_err(), "{name}");
    }
    let many = |count: usize| (0..count).map(|index| format!("p{index}=x")).collect::<Vec<_>>().join("\n");
    assert!(AuthorizationParameters::parse(&many(20)).is_ok() && AuthorizationParameters::parse(&many(21)).is_err());
    // Deserialising checks as well.
    assert!(serde_json::from_str::<AuthorizationParameters>(r#"[["state","x"]]"#).is_err());
    assert!(serde_json::from_str::<AuthorizationParameters>(r#"[["prompt","login"]]"#).is_ok());
}

#[test]
fn a_policy_key_is_found_however_its_name_was_typed() {
    let key = KeySetName::parse(" Mobile IDSecret ").unwrap();
    assert_eq!(key.as_str(), "B2C_1A_MobileIDSecret");
    for same in ["B2C_1A_MobileIdSecret", "b2c_1a_mobileidsecret", "MobileIDSecret", "\tMobile\u{a0}ID Secret\n"] {
        assert_eq!(KeySetName::parse(same).unwrap(), key, "{same:?}");
    }
    assert_ne!(KeySetName::parse("B2C_1A_MobileIdSecret.bak").unwrap(), key);
    all_refused(KeySetName::parse, &["", "  ", "B2C_1A_", "provider/x", "a\0b", "é", &"a".repeat(122)]);
}

#[test]
fn a_deleted_key_is_kept_under_one_other_name() {
    let kept = KeySetName::parse("Secret").unwrap().backup().unwrap();
    assert_eq!((kept.as_str(), kept.is_backup(), kept.backup()), ("B2C_1A_Secret.bak", true, None));
}

#[test]
fn the_prefix_of_a_custom_policy_is_added_once() {
    for (text, id) in [
        ("signup", "B2C_1A_signup"),
        (" B2C_1A_Signup ", "B2C_1A_Signup"),
        ("b2c_1a_signup", "B2C_1A_signup"),
        ("B2C_1_signup", "B2C_1A_B2C_1_signup"),
    ] {
        assert_eq!(PolicyId::parse_custom(text).unwrap().as_str(), id);
    }
    all_refused(PolicyId::parse_custom, &["", " ", "a b", "a/b", "a."]);
}

#[test]
fn s2_a_logout_url_is_https_or_on_this_machine_and_bounded() {
    use super::LogoutUrl;
    let long = |length: usize| format!("https://app.example/{}", "a".repeat(length - 20));
    for fine in ["https://app.example/out?x=1", "http://localhost:3000/out", &long(2048)] {
        assert!(LogoutUrl::parse(fine).is_ok(), "{fine}");
    }
    all_refused(
        LogoutUrl::parse,
        &[
            &long(2049),
            "https://app.example/\u{1}",
            "https://app.example/a\nb",
            "https://app.example/\u{e9}",
            "https://ad\u{e4}.example/",
            "https://:secret@app.example/",
            "https://me@app.example/",
            "ftp://localhost/out",
            "ws://localhost/out",
            "http://app.example/out",
            "https://app.example/#x",
            "https://app.example/*",
        ],
    );
}

#[test]
fn s74_names_and_values_of_an_api_and_of_parameters_are_bounded() {
    use super::{AppIdUri, ScopeName};
    let uri = |length: usize| format!("https://api.example/{}", "a".repeat(length - 20));
    assert!(AppIdUri::parse(&uri(255)).is_ok());
    all_refused(
        AppIdUri::parse,
        &[&uri(256), "https://api.example/\u{e9}", "https://api.example/a\tb", "api:tasks", "api:///tasks", "api://"],
    );
    assert!(ScopeName::parse(&"a".repeat(120)).is_ok() && ScopeName::parse(&"a".repeat(121)).is_err());
    let parameter =
        |name: usize, value: usize| AuthorizationParameters::try_from(vec![("n".repeat(name), "v".repeat(value))]);
    assert!(parameter(64, 1024).is_ok());
    assert!(parameter(65, 1).is_err() && parameter(1, 1025).is_err());
}
