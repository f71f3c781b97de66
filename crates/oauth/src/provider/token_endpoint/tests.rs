use super::*;
use crate::provider::metadata::{Endpoints, Metadata};
use crate::provider::{grant::Lifetimes, scope::Access};
use domain::{ApplicationKind, ClientSecret, DisplayName};
use serde_json::{Value, json};

const CLIENT: &str = "11111111-1111-4111-8111-1111111111aa";
const OTHER: &str = "22222222-2222-4222-8222-2222222222bb";
const SECRET: &str = "a%b+c&d=é:f g";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const NOW: Timestamp = Timestamp::from_seconds(1_700_000_000);

fn secret(text: &str, expires_at: Timestamp) -> ClientSecret {
    ClientSecret {
        id: OTHER.parse().unwrap(),
        description: "test".to_owned(),
        sha256: secret_hash(text),
        hint: String::new(),
        created_at: Timestamp::from_seconds(0),
        expires_at,
    }
}

fn application(kind: ApplicationKind) -> Application {
    Application {
        secrets: vec![secret("older", NOW.plus_seconds(1)), secret(SECRET, NOW.plus_seconds(60))],
        ..Application::new(CLIENT.parse().unwrap(), DisplayName::parse("App").unwrap(), kind)
    }
}

fn form(pairs: &[(&str, &str)]) -> Parameters {
    let mut out = url::form_urlencoded::Serializer::new(String::new());
    out.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    Parameters::parse(&out.finish()).unwrap()
}

fn encode(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

fn header(id: &str, secret: &str) -> String {
    format!("Basic {}", Base64::encode_string(format!("{}:{}", encode(id), encode(secret)).as_bytes()))
}

/// A request with these credentials, and a code.
fn parse(client_id: &str, client_secret: &str, authorization: Option<&str>) -> Result<TokenRequest, TokenRefusal> {
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("code", "the-code"),
        ("redirect_uri", "https://app.example/cb"),
        ("client_id", client_id),
        ("client_secret", client_secret),
        ("code_verifier", VERIFIER),
    ]);
    TokenRequest::parse(&body, authorization)
}

fn refused(result: Result<impl Sized, TokenRefusal>, status: u16, code: &str, error: &str, what: &str) {
    let Err(refusal) = result else { panic!("{what}: accepted") };
    assert_eq!(
        (refusal.status, refusal.error.code.as_str(), refusal.error.error.as_str()),
        (status, code, error),
        "{what}"
    );
}

#[test]
fn a_good_request_is_read_whole_and_shows_no_secret() {
    let request = parse(CLIENT, "s3cret", None).unwrap();
    assert_eq!(request.client_id.to_string(), CLIENT);
    assert_eq!(
        (request.secret.as_ref().map(Secret::expose), request.authentication),
        (Some("s3cret"), "client_secret_post")
    );
    let Presented::Code { code, redirect_uri, code_verifier } = &request.presented else { panic!("a code") };
    assert_eq!((code.expose(), redirect_uri.as_deref()), ("the-code", Some("https://app.example/cb")));
    assert_eq!(code_verifier.as_ref().map(Secret::expose), Some(VERIFIER));
    let shown = format!("{request:?}");
    for secret in ["s3cret", "the-code", VERIFIER] {
        assert!(!shown.contains(secret), "S79: {shown}");
    }
}

#[test]
fn what_a_request_lacks_is_named() {
    let ask = |pairs: &[(&str, &str)]| TokenRequest::parse(&form(pairs), None);
    refused(ask(&[]), 400, "AADB2C90083", "invalid_request", "no grant_type");
    for grant in [
        "password",
        "client_credentials",
        "implicit",
        "Authorization_Code",
        "urn:ietf:params:oauth:grant-type:device_code",
    ] {
        let asked = ask(&[("grant_type", grant), ("client_id", CLIENT), ("code", "c")]);
        refused(asked, 400, "AADB2C90086", "unsupported_grant_type", grant);
    }
    let code = ("grant_type", "authorization_code");
    refused(ask(&[code, ("code", "c")]), 400, "AADB2C90008", "invalid_request", "no client");
    refused(
        ask(&[code, ("code", "c"), ("client_secret", "s")]),
        400,
        "AADB2C90008",
        "invalid_request",
        "a secret without a client",
    );
    refused(ask(&[code, ("client_id", CLIENT)]), 400, "AADB2C90083", "invalid_request", "no code");
    let refresh = [("grant_type", "refresh_token"), ("client_id", CLIENT), ("code", "c")];
    refused(ask(&refresh), 400, "AADB2C90083", "invalid_request", "no refresh token");
    refused(ask(&[code, ("code", "c"), ("client_id", "contoso")]), 401, "AADB2C90018", "invalid_client", "no id");
}

#[test]
fn s4_each_parameter_comes_once() {
    for name in
        ["grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier", "scope", "unknown"]
    {
        let text = format!(
            "grant_type=authorization_code&code=c&client_id={CLIENT}&client_secret=s&code_verifier=v&redirect_uri=r&scope=s&unknown=u&{name}=x"
        );
        let asked = TokenRequest::parse(&Parameters::parse(&text).unwrap(), None);
        refused(asked, 400, "AADB2C90122", "invalid_request", name);
    }
}

#[test]
fn s40_a_secret_with_signs_arrives_by_both_ways() {
    let application = application(ApplicationKind::Web);
    let header = header(CLIENT, SECRET);
    for (request, way) in [
        (parse(CLIENT, SECRET, None), "client_secret_post"),
        (parse("", "", Some(&header)), "client_secret_basic"),
        (parse(CLIENT, "", Some(&header)), "client_secret_basic"),
        (parse("", "", Some(&header.replacen("Basic", "bAsIc", 1))), "client_secret_basic"),
    ] {
        let request = request.unwrap();
        assert_eq!(request.authentication, way);
        assert_eq!(authenticate(&request, Some(&application), NOW), Ok(Proof::Secret), "{way}");
    }
}

#[test]
fn s40_a_basic_header_is_form_decoded_whole() {
    for (text, id, secret) in [
        ("id%3A1:a%25b%2Bc+d%26", "id:1", "a%b+c d&"),
        ("id:a&b=c", "id", "a&b=c"),
        ("id:a:b", "id", "a:b"),
        ("id:", "id", ""),
        ("id:%C3%A9é", "id", "éé"),
    ] {
        let header = format!("Basic {}", Base64::encode_string(text.as_bytes()));
        assert_eq!(basic(&header), Some((id.to_owned(), secret.to_owned())), "{text}");
    }
}

#[test]
fn an_authorization_header_that_is_not_basic_is_refused() {
    let of = |octets: &[u8]| format!("Basic {}", Base64::encode_string(octets));
    for header in [
        String::new(),
        "Basic".to_owned(),
        "Basic ".to_owned(),
        "Basic !!!".to_owned(),
        format!("Bearer {}", Base64::encode_string(b"id:secret")),
        format!("Negotiate {}", Base64::encode_string(b"id:secret")),
        of(b"no colon"),
        of(b"id:\xff\xfe"),
    ] {
        refused(parse("", "", Some(&header)), 401, "AADB2C90081", "invalid_client", &header);
        refused(parse(CLIENT, "", Some(&header)), 401, "AADB2C90081", "invalid_client", &header);
    }
}

#[test]
fn a_client_proves_itself_in_one_way() {
    let good = header(CLIENT, SECRET);
    refused(parse(CLIENT, SECRET, Some(&good)), 400, "AADB2C90122", "invalid_request", "both ways");
    refused(parse("", SECRET, Some(&good)), 400, "AADB2C90122", "invalid_request", "a second secret");
    refused(parse(OTHER, "", Some(&good)), 400, "AADB2C90122", "invalid_request", "two clients");
}

#[test]
fn s57_who_asks_is_proved_by_the_rules_of_its_kind() {
    use ApplicationKind::{PublicClient, Spa, Web};
    let cases: &[(ApplicationKind, &str, Result<(), &str>)] = &[
        (Web, SECRET, Ok(())),
        (Web, "older", Ok(())),
        (Web, "", Err("AADB2C90079")),
        (Web, "wrong", Err("AADB2C90081")),
        (Web, "older ", Err("AADB2C90081")),
        (Web, "olde", Err("AADB2C90081")),
        (Spa, "", Ok(())),
        (Spa, SECRET, Err("AADB2C90084")),
        (Spa, "wrong", Err("AADB2C90084")),
        (PublicClient, "", Ok(())),
        (PublicClient, SECRET, Err("AADB2C90084")),
    ];
    for (kind, secret, expected) in cases {
        for basic in [false, true] {
            if basic && secret.is_empty() {
                continue;
            }
            let header = header(CLIENT, secret);
            let request = if basic { parse("", "", Some(&header)) } else { parse(CLIENT, secret, None) }.unwrap();
            let what = format!("{kind:?} {secret} basic: {basic}");
            match expected {
                Ok(()) => {
                    let proof = if secret.is_empty() { Proof::Nothing } else { Proof::Secret };
                    assert_eq!(authenticate(&request, Some(&application(*kind)), NOW), Ok(proof), "{what}");
                }
                Err(code) => {
                    refused(authenticate(&request, Some(&application(*kind)), NOW), 401, code, "invalid_client", &what);
                }
            }
        }
    }
    // The stored form of a secret proves nothing.
    let stored = parse(CLIENT, &secret_hash(SECRET), None).unwrap();
    refused(authenticate(&stored, Some(&application(Web)), NOW), 401, "AADB2C90081", "invalid_client", "the hash");
    // An empty secret in the header is a secret, and a wrong one.
    let empty = parse("", "", Some(&header(CLIENT, ""))).unwrap();
    refused(authenticate(&empty, Some(&application(Web)), NOW), 401, "AADB2C90081", "invalid_client", "empty");
    let bare = Application { secrets: Vec::new(), ..application(Web) };
    refused(
        authenticate(&parse(CLIENT, SECRET, None).unwrap(), Some(&bare), NOW),
        401,
        "AADB2C90081",
        "invalid_client",
        "no secrets",
    );
}

#[test]
fn an_expired_secret_is_a_wrong_one_and_the_other_still_works() {
    let application = application(ApplicationKind::Web);
    let (older, newer) = (parse(CLIENT, "older", None).unwrap(), parse(CLIENT, SECRET, None).unwrap());
    let at = |millis: i64| Timestamp::from_millis(NOW.as_millis() + millis);
    assert_eq!(authenticate(&older, Some(&application), at(999)), Ok(Proof::Secret));
    refused(authenticate(&older, Some(&application), at(1000)), 401, "AADB2C90081", "invalid_client", "at its end");
    assert_eq!(authenticate(&newer, Some(&application), at(1000)), Ok(Proof::Secret));
    refused(authenticate(&newer, Some(&application), at(60_000)), 401, "AADB2C90081", "invalid_client", "both");
}

#[test]
fn s37_a_disabled_or_unknown_application_is_nobody() {
    for kind in [ApplicationKind::Web, ApplicationKind::Spa, ApplicationKind::PublicClient] {
        let disabled = Application { enabled: false, ..application(kind) };
        let mut another = application(kind);
        another.id = OTHER.parse().unwrap();
        for secret in ["", SECRET, "wrong"] {
            let request = parse(CLIENT, secret, None).unwrap();
            refused(authenticate(&request, Some(&disabled), NOW), 401, "AADB2C90092", "invalid_client", "disabled");
            refused(authenticate(&request, None, NOW), 401, "AADB2C90018", "invalid_client", "unknown");
            refused(authenticate(&request, Some(&another), NOW), 401, "AADB2C90018", "invalid_client", "another one");
        }
    }
}

#[test]
fn s82_every_advertised_way_to_authenticate_works() {
    let endpoints = Endpoints::default();
    let metadata = serde_json::to_value(Metadata::new(endpoints, [], &[])).unwrap();
    let methods: Vec<_> = metadata["token_endpoint_auth_methods_supported"].as_array().unwrap().clone();
    assert_eq!(methods.len(), 3);
    for method in methods {
        let (request, kind) = match method.as_str().unwrap() {
            "client_secret_post" => (parse(CLIENT, SECRET, None), ApplicationKind::Web),
            "client_secret_basic" => (parse("", "", Some(&header(CLIENT, SECRET))), ApplicationKind::Web),
            "none" => (parse(CLIENT, "", None), ApplicationKind::Spa),
            other => panic!("{other}"),
        };
        let request = request.unwrap();
        assert_eq!(request.authentication, method);
        assert!(authenticate(&request, Some(&application(kind)), NOW).is_ok(), "{method}");
    }
}

fn grant(code_challenge: Option<&str>) -> CodeGrant {
    let client_id = CLIENT.parse().unwrap();
    CodeGrant {
        grant: Grant {
            client_id,
            platform: ApplicationKind::Spa,
            policy: PolicyId::parse("B2C_1_SUSI").unwrap(),
            scope: vec!["openid".to_owned(), "offline_access".to_owned()],
            access: Access { audience: client_id, scopes: vec!["openid".to_owned()] },
            nonce: None,
            issuer: "https://op.example/".to_owned(),
            subject: "ada".to_owned(),
            user: None,
            provider: None,
            claims: serde_json::Map::new(),
            auth_time: NOW,
            signed_in_at: None,
            lifetimes: Lifetimes {
                access_seconds: 3600,
                id_seconds: 3600,
                refresh_seconds: 1_209_600,
                sliding_window_seconds: None,
            },
            key_container: "B2C_1A_TokenSigningKeyContainer".to_owned(),
        },
        redirect_uri: "https://app.example/cb".to_owned(),
        code_challenge: code_challenge.map(str::to_owned),
    }
}

fn presented(redirect_uri: Option<&str>, verifier: Option<&str>) -> TokenRequest {
    let presented = Presented::Code {
        code: Secret::new("the-code"),
        redirect_uri: redirect_uri.map(str::to_owned),
        code_verifier: verifier.map(Secret::new),
    };
    TokenRequest { presented, ..parse(CLIENT, "", None).unwrap() }
}

fn request(verifier: Option<&str>) -> TokenRequest {
    presented(Some("https://app.example/cb"), verifier)
}

/// The one row that refuses, if one does.
fn failed_row(grant: &CodeGrant, policy: &str, request: &TokenRequest) -> Option<Check> {
    let rows = check_code(grant, &PolicyId::parse(policy).unwrap(), request, Proof::Nothing);
    let names: Vec<_> = rows.iter().map(|row| row.name.as_ref()).collect();
    assert_eq!(names, ["client", "policy", "client authentication", "redirect_uri", "code_verifier"]);
    let mut failed = rows.into_iter().filter(Check::failed);
    let first = failed.next();
    assert_eq!(failed.next(), None);
    first
}

#[test]
fn s57_a_grant_of_a_server_needs_its_secret_though_the_application_is_a_page_too() {
    use ApplicationKind::{PublicClient, Spa, Web};
    for (platform, proof, fine) in [
        (Web, Proof::Secret, true),
        (Web, Proof::Nothing, false),
        (Spa, Proof::Nothing, true),
        (Spa, Proof::Secret, true),
        (PublicClient, Proof::Nothing, true),
    ] {
        let grant = Grant { platform, ..grant(None).grant };
        let rows = check_grant(&grant, &grant.policy, &request(None), proof);
        let failed = rows.iter().find(|row| row.failed());
        assert_eq!(failed.is_none(), fine, "{platform:?} {proof:?}");
        if let Some(row) = failed {
            refused(Err::<(), _>(refusal(row)), 401, "AADB2C90079", "invalid_client", "no secret");
        }
    }
    // It comes that far only if it has redirect URIs of a platform that keeps no secret.
    let mut application = application(Web);
    let bare = parse(CLIENT, "", None).unwrap();
    refused(authenticate(&bare, Some(&application), NOW), 401, "AADB2C90079", "invalid_client", "a server only");
    application.spa_redirect_uris = vec![domain::RedirectUri::parse("https://app.example/spa").unwrap()];
    assert_eq!(authenticate(&bare, Some(&application), NOW), Ok(Proof::Nothing));
    let wrong = parse(CLIENT, "wrong", None).unwrap();
    refused(authenticate(&wrong, Some(&application), NOW), 401, "AADB2C90081", "invalid_client", "a wrong one");
}

#[test]
fn s52_a_refresh_never_widens_the_scope() {
    let granted = ["openid", "offline_access", "https://api.example/read"].map(str::to_owned);
    for (asked, expected) in [
        (None, Some("openid offline_access https://api.example/read")),
        (Some(" "), Some("openid offline_access https://api.example/read")),
        (Some("openid"), Some("openid")),
        (Some("offline_access openid openid"), Some("offline_access openid")),
        (Some("profile"), None),
        (Some("openid https://api.example/write"), None),
        (Some("openid https://api.example"), None),
        (Some("OPENID"), None),
        (Some(CLIENT), Some("openid offline_access https://api.example/read")),
        (Some("22222222-2222-4222-8222-222222222222"), None),
    ] {
        let scope = narrowed(&granted, asked, CLIENT.parse().unwrap()).map(|scope| scope.join(" "));
        match expected {
            Some(expected) => assert_eq!(scope.unwrap(), expected, "{asked:?}"),
            None => refused(scope, 400, "AADB2C90117", "invalid_scope", asked.unwrap_or_default()),
        }
    }
}

#[test]
fn s5_a_code_is_bound_to_client_policy_and_redirect_uri() {
    let grant = grant(Some(CHALLENGE));
    let good = || request(Some(VERIFIER));
    assert_eq!(failed_row(&grant, "B2C_1_SUSI", &good()), None);
    assert_eq!(failed_row(&grant, "b2c_1_susi", &good()), None);
    let uri = |text: Option<&str>| presented(text, Some(VERIFIER));
    let cases = [
        ("B2C_1_SUSI", TokenRequest { client_id: OTHER.parse().unwrap(), ..good() }, "client", "AADB2C90279"),
        ("B2C_1_SUSI2", good(), "policy", "AADB2C90088"),
        ("B2C_1_edit", good(), "policy", "AADB2C90088"),
        ("B2C_1_SUSI", uri(None), "redirect_uri", "AADB2C90287"),
        ("B2C_1_SUSI", uri(Some("none")), "redirect_uri", "AADB2C90287"),
        ("B2C_1_SUSI", uri(Some("https://app.example/cb/")), "redirect_uri", "AADB2C90287"),
        ("B2C_1_SUSI", uri(Some("https://APP.example/cb")), "redirect_uri", "AADB2C90287"),
        ("B2C_1_SUSI", uri(Some("https://app.example/cb?x=1")), "redirect_uri", "AADB2C90287"),
    ];
    for (policy, request, name, code) in cases {
        let row = failed_row(&grant, policy, &request).unwrap_or_else(|| panic!("{name} is not bound"));
        assert_eq!(row.name, name);
        refused(Err::<(), _>(refusal(&row)), 400, code, "invalid_grant", name);
    }
}

#[test]
fn s7_the_verifier_is_the_one_of_the_challenge() {
    for (challenge, verifier, code) in [
        (Some(CHALLENGE), Some(VERIFIER), None),
        (None, None, None),
        (Some(CHALLENGE), None, Some("AADB2C90183")),
        (Some(CHALLENGE), Some("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl"), Some("AADB2C90182")),
        // `plain` would take the challenge itself.
        (Some(CHALLENGE), Some(CHALLENGE), Some("AADB2C90182")),
        (Some(CHALLENGE), Some("short"), Some("AADB2C90182")),
        (Some(CHALLENGE), Some(""), Some("AADB2C90182")),
    ] {
        let row = failed_row(&grant(challenge), "B2C_1_SUSI", &request(verifier));
        let found = row.as_ref().map(refusal);
        assert_eq!(found.as_ref().map(|refusal| refusal.error.code.as_str()), code, "{challenge:?} {verifier:?}");
        if let Some(row) = row {
            assert_eq!(row.name, "code_verifier");
            refused(Err::<(), _>(refusal(&row)), 400, code.unwrap_or_default(), "invalid_grant", "verifier");
            assert!(!format!("{row:?}").contains(CHALLENGE) && !format!("{row:?}").contains(VERIFIER), "S79");
        }
    }
}

#[test]
fn s7_a_verifier_that_is_none_by_its_form_is_refused_though_its_hash_fits() {
    for verifier in ["short".to_owned(), "a".repeat(129), format!("{}+", "a".repeat(50))] {
        let challenge = pkce::challenge(&verifier);
        let row = failed_row(&grant(Some(&challenge)), "B2C_1_SUSI", &request(Some(&verifier)));
        assert!(row.is_some(), "{verifier}");
    }
}

#[test]
fn s7_a_verifier_without_a_challenge_is_refused() {
    let row = failed_row(&grant(None), "B2C_1_SUSI", &request(Some(VERIFIER))).unwrap();
    refused(Err::<(), _>(refusal(&row)), 400, "AADB2C90183", "invalid_grant", "a verifier");
    assert!(refusal(&row).error.message.contains("had no challenge"));
}

#[test]
fn s5_an_unknown_a_used_and_a_late_code_sound_the_same() {
    refused(Err::<(), _>(code_refusal()), 400, "AADB2C90080", "invalid_grant", "code");
}

#[test]
fn a_code_is_stored_and_read_back() {
    let grant = grant(Some(CHALLENGE));
    let stored = serde_json::to_string(&grant).unwrap();
    assert!(serde_json::from_str::<CodeGrant>(&stored).unwrap() == grant);
}

#[test]
fn an_answer_has_numbers_and_no_empty_member() {
    let answer = TokenResponse {
        id_token: Some("i".to_owned()),
        id_token_expires_in: Some(3600),
        access_token: "a".to_owned(),
        token_type: "Bearer",
        not_before: 1,
        expires_in: 3600,
        expires_on: 3601,
        resource: CLIENT.to_owned(),
        scope: "openid".to_owned(),
        refresh_token: None,
        refresh_token_expires_in: None,
        profile_info: "p".to_owned(),
        client_info: None,
    };
    assert_eq!(
        serde_json::to_value(&answer).unwrap(),
        json!({
            "id_token": "i", "id_token_expires_in": 3600, "access_token": "a", "token_type": "Bearer", "not_before": 1,
            "expires_in": 3600, "expires_on": 3601, "resource": CLIENT, "scope": "openid", "profile_info": "p",
        })
    );
    let info = profile_info(&grant(None).grant, "t");
    let decoded: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(&info).unwrap()).unwrap();
    assert_eq!((&decoded["sub"], &decoded["tid"], &decoded["name"]), (&json!("ada"), &json!("t"), &Value::Null));
    let info = client_info("ada", &PolicyId::parse("B2C_1_SUSI").unwrap(), "t");
    let decoded: Value = serde_json::from_slice(&Base64UrlUnpadded::decode_vec(&info).unwrap()).unwrap();
    assert_eq!(decoded, json!({"uid": "ada-b2c_1_susi", "utid": "t"}));
}

#[test]
fn s57_a_secret_is_stored_as_its_sha_256() {
    // FIPS 180-2, appendix B.1.
    assert_eq!(secret_hash("abc"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
}

#[test]
fn s5_what_a_stranger_presents_is_told_from_what_the_client_got_wrong() {
    let code = grant(Some(CHALLENGE));
    let code = CodeGrant { grant: Grant { platform: ApplicationKind::Web, ..code.grant.clone() }, ..code };
    let policy = PolicyId::parse("B2C_1_SUSI").unwrap();
    let own = |request: &TokenRequest, proof| is_own(&check_code(&code, &policy, request, proof));
    assert!(own(&request(Some(VERIFIER)), Proof::Secret));
    for mistaken in [request(None), presented(None, Some(VERIFIER)), presented(Some("https://evil.example/"), None)] {
        assert!(own(&mistaken, Proof::Secret), "the client's own mistake: {mistaken:?}");
    }
    let stranger = TokenRequest { client_id: OTHER.parse().unwrap(), ..request(Some(VERIFIER)) };
    assert!(!own(&stranger, Proof::Secret), "another client");
    assert!(!own(&request(Some(VERIFIER)), Proof::Nothing), "nobody who proved to be the client");
}

#[test]
fn s57_an_application_of_the_web_alone_is_not_let_in_without_its_secret() {
    let web = Application {
        redirect_uris: vec![domain::RedirectUri::parse("https://app.example/cb").unwrap()],
        ..application(ApplicationKind::Web)
    };
    let request = parse(CLIENT, "", None).unwrap();
    refused(authenticate(&request, Some(&web), NOW), 401, "AADB2C90079", "invalid_client", "no secret");
}

#[test]
fn s52_a_grant_has_what_was_granted_and_nothing_else() {
    let grant = grant(None).grant;
    for scope in ["openid", "offline_access", "email", "", "open"] {
        assert_eq!(
            grant.has(scope),
            grant.scope.iter().map(String::as_str).collect::<Vec<_>>().contains(&scope),
            "{scope}"
        );
    }
    assert!(grant.has("openid") && !grant.has("email"));
}
