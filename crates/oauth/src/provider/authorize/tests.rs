use super::*;
use crate::provider::metadata::{Endpoints, Metadata};
use domain::{ApplicationKind, DisplayName, ImplicitGrant, RedirectUri};
use serde_json::Value;

const CLIENT: &str = "11111111-1111-4111-8111-1111111111aa";
const CALLBACK: &str = "https://app.example/cb";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A confidential application that may do everything and has to prove nothing.
fn application() -> Application {
    let name = DisplayName::parse("App").unwrap();
    Application {
        redirect_uris: vec![RedirectUri::parse(CALLBACK).unwrap()],
        implicit: ImplicitGrant { id_tokens: true, access_tokens: true },
        require_pkce: false,
        ..Application::new(CLIENT.parse().unwrap(), name, ApplicationKind::Web)
    }
}

/// The query of a good request, with these parameters as well or instead; an empty one is taken out.
fn query(changes: &[(&str, &str)]) -> String {
    let mut all = vec![
        ("client_id", CLIENT),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "st"),
    ];
    for (name, value) in changes {
        all.retain(|(known, _)| known != name);
        if !value.is_empty() {
            all.push((name, value));
        }
    }
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(all);
    out.finish()
}

fn check_query(query: &str, application: Option<&Application>) -> Result<AuthorizationRequest, Refusal> {
    let rules = Rules { application, extra_scopes: &["mid_profile"], apis: &[] };
    check(&Parameters::parse(query).unwrap(), rules)
}

fn ask(changes: &[(&str, &str)]) -> Result<AuthorizationRequest, Refusal> {
    check_query(&query(changes), Some(&application()))
}

fn page(result: Result<AuthorizationRequest, Refusal>, what: &str) -> ProtocolError {
    match result {
        Err(Refusal::Page(error)) => error,
        other => panic!("{what}: {other:?}"),
    }
}

/// Told to the client, at the registered redirect URI, with its state.
fn told(result: Result<AuthorizationRequest, Refusal>, mode: Delivery, what: &str) -> (String, String) {
    match result {
        Err(Refusal::ToClient { redirect_uri, response_mode, state, error }) => {
            assert_eq!((redirect_uri.as_str(), response_mode), (CALLBACK, mode), "{what}");
            assert_eq!(state.as_deref(), Some("st"), "{what}");
            (error.code, error.error)
        }
        other => panic!("{what}: {other:?}"),
    }
}

fn told_code(changes: &[(&str, &str)], code: &str, error: &str) {
    let found = told(ask(changes), Delivery::Query, &format!("{changes:?}"));
    assert_eq!(found, (code.to_owned(), error.to_owned()), "{changes:?}");
}

#[test]
fn a_good_request_is_read_whole() {
    let request = ask(&[
        ("scope", "openid  offline_access openid mid_profile"),
        ("nonce", "n"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("login_hint", "ada@example.com"),
        ("domain_hint", "mobileid.ch"),
        ("ui_locales", "de-CH fr"),
        ("max_age", "0"),
        ("prompt", "login"),
        ("unknown", "x"),
    ])
    .unwrap();
    assert_eq!(
        request,
        AuthorizationRequest {
            client_id: CLIENT.parse().unwrap(),
            redirect_uri: CALLBACK.to_owned(),
            response_type: ResponseTypes { code: true, id_token: false, token: false },
            response_mode: Delivery::Query,
            scope: ["openid", "offline_access", "mid_profile"].map(str::to_owned).to_vec(),
            platform: ApplicationKind::Web,
            access: Access {
                audience: CLIENT.parse().unwrap(),
                scopes: ["openid", "mid_profile"].map(str::to_owned).to_vec(),
            },
            prompt: Prompt::Always,
            state: Some("st".to_owned()),
            nonce: Some("n".to_owned()),
            code_challenge: Some(CHALLENGE.to_owned()),
            login_hint: Some("ada@example.com".to_owned()),
            domain_hint: Some("mobileid.ch".to_owned()),
            ui_locales: Some("de-CH fr".to_owned()),
            max_age: Some(0),
        }
    );
    let shown = format!("{request:?}");
    for secret in ["\"st\"", "\"n\"", CHALLENGE, "ada@"] {
        assert!(!shown.contains(secret), "S79: {shown}");
    }
}

/// Requests that are wrong in every other way too.
fn other_faults() -> Vec<Vec<(&'static str, &'static str)>> {
    vec![
        vec![],
        vec![("prompt", "evil")],
        vec![("response_type", "evil")],
        vec![("response_type", "")],
        vec![("response_mode", "evil")],
        vec![("response_type", "id_token"), ("response_mode", "query")],
        vec![("scope", "")],
        vec![("scope", "evil")],
        vec![("request", "x.y.z")],
        vec![("request_uri", "https://evil.example")],
        vec![("code_challenge", "x")],
        vec![("max_age", "x")],
    ]
}

#[test]
fn s1_s3_a_redirect_uri_that_is_not_the_registered_one_gives_a_page_and_never_a_redirect() {
    let table: Value =
        serde_json::from_str(include_str!("../../../../domain/tests/data/hostile-redirect-uris.json")).unwrap();
    let mut variants = 0;
    for row in table.as_array().unwrap() {
        let registered = row["registered"].as_str().unwrap();
        let application = Application { redirect_uris: vec![RedirectUri::parse(registered).unwrap()], ..application() };
        let asked = |uri: &str, faults: &[(&str, &str)]| {
            check_query(&query(&[&[("redirect_uri", uri)], faults].concat()), Some(&application))
        };
        assert_eq!(asked(registered, &[]).unwrap().redirect_uri, registered);
        for hostile in row["hostile"].as_array().unwrap().iter().map(|uri| uri.as_str().unwrap()) {
            for faults in other_faults() {
                let error = page(asked(hostile, &faults), &format!("{hostile} {faults:?}"));
                let expected = if hostile.is_empty() { "AADB2C90287" } else { "AADB2C90006" };
                assert_eq!(error.code, expected, "{hostile}");
            }
            variants += 1;
        }
    }
    assert!(variants >= 60, "{variants}");
}

#[test]
fn s1_a_loopback_literal_is_answered_at_the_port_that_asks() {
    for (registered, requested) in
        [("http://127.0.0.1/cb", "http://127.0.0.1:4711/cb"), ("http://[::1]:1/cb", "http://[::1]:4711/cb")]
    {
        let application = Application { redirect_uris: vec![RedirectUri::parse(registered).unwrap()], ..application() };
        let request = check_query(&query(&[("redirect_uri", requested)]), Some(&application)).unwrap();
        assert_eq!(request.redirect_uri, requested);
    }
}

#[test]
fn s1_any_of_the_registered_uris_will_do() {
    let uris = ["https://app.example/a", "https://app.example/b"];
    let application =
        Application { redirect_uris: uris.map(|uri| RedirectUri::parse(uri).unwrap()).to_vec(), ..application() };
    for uri in uris {
        assert_eq!(check_query(&query(&[("redirect_uri", uri)]), Some(&application)).unwrap().redirect_uri, uri);
    }
    page(check_query(&query(&[]), Some(&application)), "none of them");
}

#[test]
fn s3_before_client_and_redirect_uri_are_trusted_every_error_is_a_page() {
    let disabled = Application { enabled: false, ..application() };
    let bare = Application { redirect_uris: Vec::new(), ..application() };
    let mut another = application();
    another.id = "22222222-2222-4222-8222-222222222222".parse().unwrap();
    let good = application();
    for faults in other_faults() {
        let with = |changes: &[(&'static str, &'static str)]| query(&[faults.as_slice(), changes].concat());
        let cases: [(String, Option<&Application>, &str); 12] = [
            (with(&[]), None, "AADB2C90018"),
            (with(&[]), Some(&disabled), "AADB2C90092"),
            (with(&[]), Some(&bare), "AADB2C90007"),
            (with(&[]), Some(&another), "AADB2C90018"),
            (with(&[("client_id", "")]), Some(&good), "AADB2C90008"),
            (with(&[("client_id", "contoso")]), Some(&good), "AADB2C90018"),
            (with(&[("client_id", "22222222-2222-4222-8222-222222222222")]), Some(&good), "AADB2C90018"),
            (with(&[("redirect_uri", "")]), Some(&good), "AADB2C90287"),
            (with(&[("redirect_uri", "https://evil.example/cb")]), Some(&good), "AADB2C90006"),
            (format!("{}&client_id={CLIENT}", with(&[])), Some(&good), "AADB2C90122"),
            (format!("{}&redirect_uri={CALLBACK}", with(&[])), Some(&good), "AADB2C90122"),
            (format!("{}&redirect_uri=", with(&[])), Some(&good), "AADB2C90122"),
        ];
        for (query, application, code) in cases {
            assert_eq!(page(check_query(&query, application), &query).code, code, "{query}");
        }
    }
}

#[test]
fn s3_once_they_are_trusted_every_error_goes_to_the_client() {
    for faults in other_faults().into_iter().skip(1) {
        match ask(&faults) {
            Err(Refusal::ToClient { redirect_uri, state, .. }) => {
                assert_eq!((redirect_uri.as_str(), state.as_deref()), (CALLBACK, Some("st")), "{faults:?}");
            }
            other => panic!("{faults:?}: {other:?}"),
        }
    }
}

#[test]
fn s4_each_parameter_comes_once() {
    for name in [
        "response_type",
        "response_mode",
        "scope",
        "state",
        "nonce",
        "prompt",
        "max_age",
        "code_challenge",
        "code_challenge_method",
        "login_hint",
        "domain_hint",
        "ui_locales",
        "claims",
        "p",
        "unknown",
    ] {
        let extra = format!("{}&{name}=query&{name}=code", query(&[(name, "")]));
        match check_query(&extra, Some(&application())) {
            Err(Refusal::ToClient { redirect_uri, error, .. }) => {
                assert_eq!(redirect_uri, CALLBACK);
                assert_eq!((error.code.as_str(), error.error.as_str()), ("AADB2C90122", "invalid_request"), "{name}");
                assert!(error.message.contains(name), "{}", error.message);
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    let hostile = format!("{}&%0d%0a%3Cb%3E=1&%0d%0a%3Cb%3E=2", query(&[]));
    let Err(Refusal::ToClient { error, .. }) = check_query(&hostile, Some(&application())) else { panic!("a refusal") };
    assert!(error.message.contains("`<b>`") && !error.message.contains('\n'), "S80: {}", error.message);
}

#[test]
fn response_types_are_a_set_without_repetition() {
    for (text, expected) in [
        ("code", Some((true, false, false))),
        ("id_token", Some((false, true, false))),
        ("token", Some((false, false, true))),
        ("token id_token", Some((false, true, true))),
        ("id_token token code", Some((true, true, true))),
        ("code code", None),
        ("code  token", None),
        (" code", None),
        ("code ", None),
        ("Code", None),
        ("none", None),
        ("code,token", None),
        ("code+token", None),
        ("", None),
    ] {
        let parsed = ResponseTypes::parse(text).map(|types| (types.code, types.id_token, types.token));
        assert_eq!(parsed, expected, "{text:?}");
    }
    told_code(&[("response_type", "")], "AADB2C90013", "unsupported_response_type");
    told_code(&[("response_type", "code code")], "AADB2C90013", "unsupported_response_type");
    told_code(&[("response_type", "none")], "AADB2C90013", "unsupported_response_type");
}

#[test]
fn a_token_is_never_delivered_in_a_query() {
    for types in ResponseTypes::ALL {
        let tokens = types != "code";
        let asked = |mode: &str| ask(&[("response_type", types), ("response_mode", mode), ("nonce", "n")]);
        let default = if tokens { Delivery::Fragment } else { Delivery::Query };
        assert_eq!(asked("").unwrap().response_mode, default, "{types}");
        assert_eq!(asked("fragment").unwrap().response_mode, Delivery::Fragment, "{types}");
        assert_eq!(asked("form_post").unwrap().response_mode, Delivery::FormPost, "{types}");
        if tokens {
            let (code, error) = told(asked("query"), Delivery::Fragment, types);
            assert_eq!((code.as_str(), error.as_str()), ("AADB2C90014", "invalid_request"), "{types}");
        } else {
            assert_eq!(asked("query").unwrap().response_mode, Delivery::Query);
        }
        for mode in ["Query", "form-post", "query.jwt", "web_message", "evil"] {
            assert_eq!(told(asked(mode), default, mode).0, "AADB2C90014", "{mode}");
        }
    }
}

#[test]
fn an_error_is_delivered_as_the_answer_would_have_been() {
    for (mode, expected) in
        [("form_post", Delivery::FormPost), ("fragment", Delivery::Fragment), ("query", Delivery::Query)]
    {
        told(ask(&[("response_mode", mode), ("scope", "evil")]), expected, mode);
    }
    told(ask(&[("response_type", "id_token"), ("scope", "evil")]), Delivery::Fragment, "id_token");
}

#[test]
fn request_objects_are_refused_by_their_own_errors() {
    told_code(&[("request", "x.y.z")], "AADB2C90122", "request_not_supported");
    told_code(&[("request_uri", "https://app.example/r")], "AADB2C90122", "request_uri_not_supported");
    told_code(&[("request_uri", "urn:ietf:params:oauth:request_uri:x")], "AADB2C90122", "request_uri_not_supported");
}

#[test]
fn s74_state_nonce_scope_and_hints_have_limits() {
    let long = |length: usize| "a".repeat(length);
    assert_eq!(ask(&[("state", &long(4096))]).unwrap().state, Some(long(4096)));
    match ask(&[("state", &long(4097))]) {
        Err(Refusal::ToClient { state: None, error, .. }) => assert_eq!(error.code, "AADB2C90122"),
        other => panic!("{other:?}"),
    }
    assert!(ask(&[("nonce", &long(1024))]).is_ok());
    told_code(&[("nonce", &long(1025))], "AADB2C90122", "invalid_request");
    assert!(ask(&[("scope", &format!("openid{}", " ".repeat(2042)))]).is_ok());
    told_code(&[("scope", &format!("openid{}", " ".repeat(2043)))], "AADB2C90012", "invalid_scope");
    told_code(&[("scope", &format!("openid {}", long(60_000)))], "AADB2C90012", "invalid_scope");
    for (name, read) in [
        ("login_hint", (|request| request.login_hint) as fn(AuthorizationRequest) -> Option<String>),
        ("domain_hint", |request| request.domain_hint),
        ("ui_locales", |request| request.ui_locales),
    ] {
        assert_eq!(read(ask(&[(name, &long(512))]).unwrap()), Some(long(512)), "{name}");
        assert_eq!(read(ask(&[(name, &long(513))]).unwrap()), None, "{name}");
    }
}

#[test]
fn s73_a_request_is_kept_whole_so_it_has_a_limit() {
    let long = |length: usize| "a".repeat(length);
    assert!(ask(&[("id_token_hint", &long(15_000))]).is_ok());
    told_code(&[("campaign", &long(16 * 1024))], "AADB2C90122", "invalid_request");
    told_code(&[(&long(16 * 1024), "1")], "AADB2C90122", "invalid_request");
}

#[test]
fn a_scope_is_of_known_values_and_has_openid() {
    let upper = CLIENT.to_uppercase();
    for scope in [
        "openid",
        "openid profile email phone address offline_access",
        "mid_profile openid",
        &format!("openid {CLIENT}"),
        &format!("openid {upper}"),
    ] {
        assert!(ask(&[("scope", scope)]).is_ok(), "{scope}");
    }
    told_code(&[("scope", "")], "AADB2C90010", "invalid_scope");
    told_code(&[("scope", " ")], "AADB2C90010", "invalid_scope");
    for scope in [
        "openid evil",
        "openid OPENID",
        "openid,profile",
        "openid 22222222-2222-4222-8222-222222222222",
        "openid\tprofile",
    ] {
        told_code(&[("scope", scope)], "AADB2C90117", "invalid_scope");
    }
    told_code(&[("scope", "profile")], "AADB2C90110", "invalid_scope");
    // The scope of another policy's provider.
    let rules = Rules { application: Some(&application()), extra_scopes: &[], apis: &[] };
    assert!(check(&Parameters::parse(&query(&[("scope", "openid mid_profile")])).unwrap(), rules).is_err());
    for types in ["id_token", "code id_token", "id_token token"] {
        let asked = ask(&[("response_type", types), ("nonce", "n"), ("scope", "profile")]);
        assert_eq!(told(asked, Delivery::Fragment, types).0, "AADB2C90110", "{types}");
    }
    assert!(ask(&[("response_type", "token"), ("scope", CLIENT)]).is_ok());
    let Err(Refusal::ToClient { error, .. }) = ask(&[("scope", "openid <b>\r\nevil")]) else { panic!("a refusal") };
    assert!(error.message.contains("`<b>evil`"), "S80: {}", error.message);
}

#[test]
fn tokens_from_the_authorization_endpoint_must_be_switched_on() {
    for types in ResponseTypes::ALL {
        for id_tokens in [false, true] {
            for access_tokens in [false, true] {
                let application = Application { implicit: ImplicitGrant { id_tokens, access_tokens }, ..application() };
                let asked = check_query(&query(&[("response_type", types), ("nonce", "n")]), Some(&application));
                let words: Vec<&str> = types.split(' ').collect();
                let allowed =
                    (!words.contains(&"id_token") || id_tokens) && (!words.contains(&"token") || access_tokens);
                if allowed {
                    assert!(asked.is_ok(), "{types} {id_tokens} {access_tokens}");
                } else {
                    let (code, error) = told(asked, Delivery::Fragment, types);
                    assert_eq!((code.as_str(), error.as_str()), ("AADB2C90057", "unauthorized_client"), "{types}");
                }
            }
        }
    }
}

#[test]
fn an_id_token_from_the_authorization_endpoint_needs_a_nonce() {
    for types in ResponseTypes::ALL {
        let asked = ask(&[("response_type", types)]);
        if types.contains("id_token") {
            assert_eq!(told(asked, Delivery::Fragment, types).0, "AADB2C90083", "{types}");
        } else {
            assert!(asked.is_ok(), "{types}");
        }
    }
}

#[test]
fn s7_pkce_is_s256_or_refused() {
    let cases = |challenge: &'static str, method: &'static str| {
        vec![("code_challenge", challenge), ("code_challenge_method", method)]
    };
    let mut request = ask(&cases(CHALLENGE, "S256")).unwrap();
    assert_eq!(request.code_challenge.take().as_deref(), Some(CHALLENGE));
    for (changes, code) in [
        (cases(CHALLENGE, "plain"), "AADB2C90184"),
        (cases(CHALLENGE, "s256"), "AADB2C90184"),
        (cases(CHALLENGE, "none"), "AADB2C90184"),
        // Without a method it would be `plain` (RFC 7636 §4.3).
        (cases(CHALLENGE, ""), "AADB2C90184"),
        (cases("", "S256"), "AADB2C90184"),
        (cases("", "plain"), "AADB2C90184"),
        (cases("short", "S256"), "AADB2C90183"),
        (cases("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-c", "S256"), "AADB2C90183"),
        (cases("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cMM", "S256"), "AADB2C90183"),
        (cases("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw+cM", "S256"), "AADB2C90183"),
        (cases("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", "S256"), "AADB2C90183"),
    ] {
        told_code(&changes, code, "invalid_request");
    }
}

#[test]
fn s7_a_page_needs_pkce_though_the_rest_of_its_application_does_not() {
    let on_page = "https://app.example/page";
    for (spa, public) in [(vec![on_page], vec![]), (vec![], vec![on_page])] {
        let uris = |all: Vec<&str>| all.into_iter().map(|uri| RedirectUri::parse(uri).unwrap()).collect();
        let application =
            Application { spa_redirect_uris: uris(spa), public_client_redirect_uris: uris(public), ..application() };
        assert!(check_query(&query(&[]), Some(&application)).is_ok(), "the server's own redirect URI");
        let Err(Refusal::ToClient { error, .. }) =
            check_query(&query(&[("redirect_uri", on_page)]), Some(&application))
        else {
            panic!("a code without PKCE")
        };
        assert_eq!(error.code, "AADB2C99059");
        let bound = [("redirect_uri", on_page), ("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        assert!(check_query(&query(&bound), Some(&application)).is_ok());
    }
}

#[test]
fn s7_a_code_for_who_needs_pkce_is_not_given_without() {
    for (kind, require_pkce, needed) in [
        (ApplicationKind::Web, false, false),
        (ApplicationKind::Web, true, true),
        (ApplicationKind::Spa, false, true),
        (ApplicationKind::PublicClient, false, true),
    ] {
        let application = Application { kind, require_pkce, ..application() };
        for types in ResponseTypes::ALL {
            let code = types.starts_with("code");
            let asked = |challenge: &str, method: &str| {
                let changes = [
                    ("response_type", types),
                    ("nonce", "n"),
                    ("code_challenge", challenge),
                    ("code_challenge_method", method),
                ];
                check_query(&query(&changes), Some(&application))
            };
            let what = format!("{kind:?} {require_pkce} {types}");
            assert!(asked(CHALLENGE, "S256").is_ok(), "{what}");
            if code && needed {
                let mode = if types == "code" { Delivery::Query } else { Delivery::Fragment };
                assert_eq!(
                    told(asked("", ""), mode, &what),
                    ("AADB2C99059".to_owned(), "invalid_request".to_owned()),
                    "{what}"
                );
            } else {
                assert!(asked("", "").is_ok(), "{what}");
            }
            assert!(asked(CHALLENGE, "plain").is_err(), "{what}");
        }
    }
}

#[test]
fn a_prompt_is_of_known_words() {
    for prompt in ["login", "consent", "select_account", "login consent"] {
        assert!(ask(&[("prompt", prompt)]).is_ok(), "{prompt}");
    }
    for prompt in ["Login", "create", "login evil", "none login", "login none", "none none", "login ", " "] {
        told_code(&[("prompt", prompt)], "AADB2C90043", "invalid_request");
    }
    for (prompt, expected) in [
        ("", Prompt::WhenNeeded),
        ("consent", Prompt::WhenNeeded),
        ("login", Prompt::Always),
        ("select_account", Prompt::Always),
        ("login consent", Prompt::Always),
        ("none", Prompt::Never),
    ] {
        assert_eq!(ask(&[("prompt", prompt)]).unwrap().prompt, expected, "{prompt}");
    }
}

#[test]
fn max_age_is_a_number_of_seconds() {
    assert_eq!(ask(&[("max_age", "3600")]).unwrap().max_age, Some(3600));
    assert_eq!(ask(&[]).unwrap().max_age, None);
    for max_age in ["-1", "x", "1.5", "4294967296", "1 "] {
        told_code(&[("max_age", max_age)], "AADB2C90120", "invalid_request");
    }
}

#[test]
fn s79_a_refusal_does_not_show_the_state() {
    let refusal = ask(&[("scope", "evil"), ("state", "secret-state")]).unwrap_err();
    assert!(format!("{refusal:?}").contains("AADB2C90117"));
    assert!(!format!("{refusal:?}").contains("secret-state"));
    let refusal = check_query(&query(&[]), None).unwrap_err();
    assert!(format!("{refusal:?}").starts_with("Page("));
}

#[test]
fn s82_what_the_metadata_advertises_is_accepted() {
    let endpoints = Endpoints::default();
    for extra in [&[][..], &["openid", "profile", "phone", "mid_profile"][..]] {
        let metadata = serde_json::to_value(Metadata::new(endpoints.clone(), [], extra)).unwrap();
        let listed = |name: &str| -> Vec<String> {
            let values = metadata[name].as_array().unwrap_or_else(|| panic!("{name}"));
            assert!(!values.is_empty(), "{name}");
            values.iter().map(|value| value.as_str().unwrap().to_owned()).collect()
        };
        let application = application();
        let accepts = |changes: &[(&str, &str)]| {
            let rules = Rules { application: Some(&application), extra_scopes: extra, apis: &[] };
            check(&Parameters::parse(&query(changes)).unwrap(), rules)
        };
        for types in listed("response_types_supported") {
            assert!(accepts(&[("response_type", &types), ("nonce", "n")]).is_ok(), "{types}");
        }
        for mode in listed("response_modes_supported") {
            assert_eq!(accepts(&[("response_mode", &mode)]).unwrap().response_mode.name(), mode);
        }
        for scope in listed("scopes_supported") {
            assert!(accepts(&[("scope", &format!("openid {scope}"))]).is_ok(), "{scope}");
        }
        for prompt in listed("prompt_values_supported") {
            assert!(accepts(&[("prompt", &prompt)]).is_ok(), "{prompt}");
        }
        for method in listed("code_challenge_methods_supported") {
            assert!(accepts(&[("code_challenge", CHALLENGE), ("code_challenge_method", &method)]).is_ok(), "{method}");
        }
        for (flag, parameter) in
            [("request_parameter_supported", "request"), ("request_uri_parameter_supported", "request_uri")]
        {
            assert_eq!(metadata[flag], accepts(&[(parameter, "x")]).is_ok(), "{flag}");
        }
        let implicit = listed("grant_types_supported").iter().any(|grant| grant == "implicit");
        assert_eq!(implicit, accepts(&[("response_type", "id_token"), ("nonce", "n")]).is_ok());
    }
}
