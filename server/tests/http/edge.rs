//! What is refused before a sign-in begins.

use crate::running::{POLICY, Running, encode};
use federation::demo::TEST_APP;

#[tokio::test]
async fn s78_a_host_that_is_not_listed_is_misdirected() {
    let running = Running::start().await;
    let metadata = running.policy(POLICY, "v2.0/.well-known/openid-configuration");
    let (browser, port) = (running.browser(), running.port);
    for (host, status) in [
        (format!("localhost:{port}"), 200),
        (format!("fabrikam.localhost:{port}"), 200),
        (format!("nobody.localhost:{port}"), 421),
        (format!("127.0.0.1:{port}"), 421),
        ("localhost".to_owned(), 421),
        ("evil.example".to_owned(), 421),
    ] {
        assert_eq!(browser.get_as_host(&metadata, &host).await, status, "{host}");
    }
}

#[tokio::test]
async fn s3_nothing_is_sent_to_a_redirect_uri_that_is_not_registered() {
    let running = Running::start().await;
    for redirect_uri in ["https://evil.example/", &running.url("/inspect/"), &running.url("/inspect?x=1")] {
        let pairs = [
            ("client_id", TEST_APP),
            ("redirect_uri", redirect_uri),
            ("response_type", "code"),
            ("scope", "openid"),
            ("prompt", "none"),
        ];
        let url = running.policy(POLICY, &format!("oauth2/v2.0/authorize?{}", encode(&pairs)));
        let page = running.browser().get_once(&url).await;
        assert_eq!((page.status, page.location.as_deref()), (400, None), "{redirect_uri}");
        assert!(page.body.contains("<h1"), "{redirect_uri}: no page");
    }
}

/// Pages and answers, with what may frame them.
#[tokio::test]
async fn s24_s25_every_answer_has_the_headers_that_protect_it() {
    let running = Running::start().await;
    let mut browser = running.browser();
    let page = browser.get(&running.authorize("id_token", &[])).await.url;
    let account = running.federation.ensure_admin("admin").await.unwrap();
    let link = running.federation.sign_in_link(account.id).await.unwrap();
    let session = running.federation.redeem_sign_in_link(&link).await.unwrap().unwrap();
    let policy = |rest: &str| running.policy(POLICY, rest);
    let nobody = running.url("/nobody.onmicrosoft.com/b2c_1_x/oauth2/v2.0/authorize");
    for (what, url, status, console) in [
        ("a sign-in page", page.clone(), 200, false),
        ("a page of nobody", nobody, 404, false),
        ("a refusal", policy("oauth2/v2.0/authorize?client_id=x"), 400, false),
        ("a callback", running.url("/fabrikam.onmicrosoft.com/oauth2/authresp?state=x"), 400, false),
        ("userinfo", policy("openid/v2.0/userinfo"), 401, false),
        ("the token endpoint", policy("oauth2/v2.0/token"), 405, false),
        ("the console", running.url("/console"), 200, true),
        ("a page of the console", running.url("/console/fabrikam/user-flows"), 200, true),
        ("the inspector", running.inspect(), 200, false),
        ("the inspector's keys", running.url("/inspect/keys"), 200, false),
        ("nothing", running.url("/nothing/here"), 404, false),
    ] {
        if console {
            browser.set_cookie("passerelle-admin", session.expose());
        }
        let (found, headers) = browser.headers(&url).await;
        assert_eq!(found, status, "{what}");
        let header = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap());
        for (name, value) in
            [("x-content-type-options", "nosniff"), ("cache-control", "no-store"), ("strict-transport-security", "")]
        {
            assert_eq!(header(name), value, "{what}: {name}");
        }
        assert!(matches!(header("referrer-policy"), "same-origin" | "no-referrer"), "{what}");
        assert!(header("permissions-policy").contains("camera=()"), "{what}");
        let readers = if what == "userinfo" { "cross-origin" } else { "same-origin" };
        assert_eq!(header("cross-origin-resource-policy"), readers, "{what}");
        let csp = header("content-security-policy");
        let has = |directive: &str| csp.split(';').any(|found| found.trim() == directive);
        assert!(has("default-src 'none'") && has("base-uri 'none'"), "{what}: {csp}");
        assert!(!csp.contains("unsafe-inline") && !csp.contains("'unsafe-eval'"), "{what}: {csp}");
        // The document that fetches keys stands in the inspector's own frame.
        let frames = if what == "the inspector's keys" { "frame-ancestors 'self'" } else { "frame-ancestors 'none'" };
        assert!(has(frames), "{what}: {csp}");
        assert_eq!(csp.contains("'wasm-unsafe-eval'"), console || what == "the inspector", "{what}: {csp}");
        if console {
            assert!(has("form-action 'self'"), "{what}: {csp}");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin", "{what}");
            assert!(csp.contains("script-src 'self' 'nonce-"), "{what}: {csp}");
        }
        if what.contains("page") && !console {
            assert!(!csp.contains("script-src") && !csp.contains("form-action"), "{what}: {csp}");
        }
        if !what.contains("userinfo") {
            assert_eq!(header("access-control-allow-origin"), "", "{what}");
        }
    }
    // Documents for everybody are for everybody, and nothing runs in them.
    for rest in ["v2.0/.well-known/openid-configuration", "discovery/v2.0/keys"] {
        let (status, headers) = browser.headers(&policy(rest)).await;
        let header = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap());
        assert_eq!((status, header("access-control-allow-origin")), (200, "*"), "{rest}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{rest}");
        assert!(header("content-security-policy").contains("default-src 'none'"), "{rest}");
    }
    // A nonce is used once.
    let nonce = async || browser.headers(&running.url("/console")).await.1["content-security-policy"].clone();
    assert_ne!(nonce().await, nonce().await);
}

#[tokio::test]
async fn s26_a_sign_out_leads_to_a_registered_address_or_nowhere() {
    let running = Running::start().await;
    let mut browser = running.browser();
    let back = running.sign_in(&mut browser, &running.authorize("id_token", &[])).await;
    let token = crate::running::find(&crate::running::parameters(&back), "id_token");
    let inspect = running.inspect();
    let host = format!("localhost:{}", running.port);
    for address in [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%09/evil.example",
        "\t//evil.example",
        "https:evil.example",
        "https:///evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/inspect",
        &format!("{inspect}/"),
        &format!("{inspect}?x=1"),
        &format!("{inspect}#x"),
        &format!("{inspect}/../console"),
        &format!("{inspect}%2f"),
        &format!(" {inspect}"),
        &inspect.replace("http:", "HTTP:"),
        &inspect.replace("http:", "https:"),
        &format!("http://{host}@evil.example/inspect"),
        &format!("http://{host}.evil.example/inspect"),
        &format!("http://evil.example\\@{host}/inspect"),
    ] {
        for pairs in [
            vec![("id_token_hint", token.as_str()), ("post_logout_redirect_uri", address)],
            vec![("client_id", TEST_APP), ("post_logout_redirect_uri", address)],
        ] {
            let page =
                browser.get_once(&running.policy(POLICY, &format!("oauth2/v2.0/logout?{}", encode(&pairs)))).await;
            assert_eq!((page.status, page.location.as_deref()), (400, None), "{address:?}");
            assert_eq!(page.refresh, None, "{address:?}");
        }
    }
    // Nor does an address of ours that carries one lead there.
    for path in ["//evil.example/", "/%2f%2fevil.example/", "/\\evil.example", "/console//evil.example"] {
        let page = browser.get_once(&running.url(path)).await;
        assert!(page.location.as_deref().is_none_or(|location| location.starts_with("/console")), "{path}");
    }
}

#[tokio::test]
async fn s72_a_compressed_request_is_not_inflated() {
    let running = Running::start().await;
    let body = encode(&[("grant_type", "authorization_code"), ("client_id", TEST_APP), ("code", "x")]);
    let browser = running.browser();
    for url in [
        running.policy(POLICY, "oauth2/v2.0/token"),
        running.policy(POLICY, "oauth2/v2.0/authorize"),
        running.policy(POLICY, "oauth2/v2.0/logout"),
        running.url("/fabrikam.onmicrosoft.com/oauth2/authresp"),
    ] {
        for encoding in ["gzip", "deflate", "br", "zstd", "gzip, gzip"] {
            let (status, _) = browser.post_with(&url, &body, &[("content-encoding", encoding)]).await;
            assert_eq!(status, 415, "{url} {encoding}");
        }
        assert_ne!(browser.post_with(&url, &body, &[("content-encoding", "identity")]).await.0, 415, "{url}");
    }
}

#[tokio::test]
async fn s9_an_issuer_is_the_same_wherever_it_stands() {
    let running = Running::start().await;
    let tenant = running.tenant().await.id;
    let mut issuers = std::collections::BTreeSet::new();
    for base in [
        running.policy(POLICY, ""),
        running.policy("B2C_1_SignUpSignIn1", ""),
        running.url(&format!("/{tenant}/{POLICY}/")),
        running.url(&format!("/tfp/fabrikam.onmicrosoft.com/{POLICY}/")),
        running.url(&format!("/fabrikam.onmicrosoft.com/?p={POLICY}")),
    ] {
        let (base, query) = base.split_once('?').map_or((base.as_str(), ""), |(base, query)| (base, query));
        let metadata =
            running.browser().get_once(&format!("{base}v2.0/.well-known/openid-configuration?{query}")).await;
        let metadata: serde_json::Value = serde_json::from_str(&metadata.body).unwrap();
        let issuer = metadata["issuer"].as_str().unwrap().to_owned();
        let endpoint = metadata["authorization_endpoint"].as_str().unwrap();
        let asked = running.authorize("id_token", &[]);
        let separator = if endpoint.contains('?') { '&' } else { '?' };
        let url = format!("{endpoint}{separator}{}", asked.split_once('?').unwrap().1);
        let back = crate::running::parameters(&running.sign_in(&mut running.browser(), &url).await);
        assert_eq!(crate::running::find(&back, "iss"), issuer, "{base}");
        let token = crate::running::payload(&crate::running::find(&back, "id_token"));
        assert_eq!(token["iss"], issuer.as_str(), "{base}");
        let refused = running.browser().get_once(&format!("{url}&prompt=none")).await.location.unwrap();
        assert_eq!(crate::running::find(&crate::running::parameters(&refused), "iss"), issuer, "{base}: an error");
        issuers.insert(issuer);
    }
    assert_eq!(issuers.len(), 1, "one policy has one issuer: {issuers:?}");
}
