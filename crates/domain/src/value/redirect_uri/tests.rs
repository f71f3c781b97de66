use super::*;

fn registered(text: &str) -> RedirectUri {
    RedirectUri::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn s1_https_loopback_http_and_private_schemes_can_be_registered() {
    for text in [
        "https://app.example",
        "https://app.example/",
        "https://app.example/signin-oidc",
        "https://app.example:8443/cb?tenant=1&mode=a",
        "https://xn--bcher-kva.example/cb",
        "https://app.example/a%20b",
        "http://localhost",
        "http://localhost:3000/cb",
        "http://app.localhost:3000/cb",
        "http://127.0.0.1/cb",
        "http://127.0.0.1:4711/cb",
        "http://[::1]:4711/cb",
        "com.example.app:/oauth2redirect",
        "myapp://auth",
        "msal11111111-1111-4111-8111-111111111111://auth",
    ] {
        assert_eq!(registered(text).as_str(), text);
    }
    assert_eq!(registered("  https://app.example/cb\n").as_str(), "https://app.example/cb");
}

#[test]
fn s1_what_a_browser_could_read_otherwise_is_not_registered() {
    for text in [
        "",
        " ",
        "app.example/cb",
        "/cb",
        "//app.example/cb",
        "https://",
        "https:app.example/cb",
        "https:/app.example/cb",
        "https:///app.example/cb",
        "http:localhost/cb",
        "https://app.example/#",
        "https://app.example/cb#frag",
        "https://app.example/cb#code=1",
        "https://*.app.example/cb",
        "https://app.example/*",
        "https://app.example/a b",
        "https://app.example\\cb",
        "https://app.example/\\evil.example",
        "https://app.example/\tcb",
        "https://app.example/\ncb",
        "https://app.example/c\u{7f}b",
        "https://app.example/\u{202e}cb",
        "https://bücher.example/cb",
        "https://app.example/é",
        "https://user@app.example/cb",
        "https://user:pass@app.example/cb",
        "https://:pass@app.example/cb",
        "https://app.example/@evil.example",
        "https://app.example/cb?x=a@b",
        "http://app.example/cb",
        "http://192.168.1.1/cb",
        "http://0.0.0.0/cb",
        "http://localhost.evil.example/cb",
        "http://localhost./cb",
        "http://127.0.0.1.evil.example/cb",
        "http://[::2]/cb",
        "http://[::ffff:127.0.0.1]/cb",
    ] {
        assert!(RedirectUri::parse(text).is_err(), "{text:?}");
    }
    let long = format!("https://app.example/{}", "a".repeat(2048 - 20));
    assert_eq!(long.len(), 2048);
    assert!(RedirectUri::parse(&long).is_ok());
    assert!(RedirectUri::parse(&format!("{long}a")).is_err());
}

#[test]
fn s2_schemes_that_run_open_or_show_something_are_refused_in_any_case() {
    for scheme in HOSTILE_SCHEMES {
        for text in [
            format!("{scheme}:alert(1)"),
            format!("{scheme}://app.example/%0aalert(1)"),
            format!("{scheme}:/cb"),
            format!("{}:/cb", scheme.to_ascii_uppercase()),
        ] {
            assert!(RedirectUri::parse(&text).is_err(), "{text}");
        }
    }
    for text in [
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "javascript:/alert(1)",
        "data:text/html,<script>1</script>",
        "view-source:https://app.example/",
        "feed:javascript:alert(1)",
        "urn:ietf:wg:oauth:2.0:oob",
        "myapp:auth",
        "c:/windows/system32",
        "ab:/cb",
    ] {
        assert!(RedirectUri::parse(text).is_err(), "{text:?}");
    }
    // The list itself is a rule.
    for scheme in ["javascript", "data", "vbscript", "file", "blob", "about", "view-source", "intent"] {
        assert!(HOSTILE_SCHEMES.contains(&scheme));
    }
}

#[test]
fn s4_a_registered_uri_cannot_bring_a_part_of_the_answer() {
    for name in [
        "code",
        "state",
        "iss",
        "error",
        "error_description",
        "error_uri",
        "id_token",
        "access_token",
        "token_type",
        "session_state",
        "expires_in",
        "scope",
        "client_info",
        "%63ode",
        "s%74ate",
    ] {
        for text in [
            format!("https://app.example/cb?{name}=x"),
            format!("https://app.example/cb?a=1&{name}=x"),
            format!("https://app.example/cb?{name}"),
            format!("com.example.app:/cb?{name}=x"),
            format!("https://app.example/cb#{name}=x"),
        ] {
            assert!(RedirectUri::parse(&text).is_err(), "{text}");
        }
    }
    assert!(RedirectUri::parse("https://app.example/cb?coded=x&mycode=y").is_ok());
}

/// What is registered, and requests that must not be taken for it; a browser can be fed with the same list.
fn hostile() -> Vec<(String, Vec<String>)> {
    let table: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/data/hostile-redirect-uris.json")).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    table
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let hostile = row["hostile"].as_array().unwrap().iter().map(text);
            (text(&row["registered"]), hostile.collect())
        })
        .collect()
}

#[test]
fn s1_a_redirect_uri_is_the_registered_text_or_it_is_not() {
    let mut variants = 0;
    for (text, hostile) in hostile() {
        let uri = registered(&text);
        assert!(uri.matches(&text));
        for requested in hostile {
            assert!(!uri.matches(&requested), "{requested:?} is not {text}");
            variants += 1;
        }
    }
    assert!(variants >= 60, "{variants}");
}

#[test]
fn s1_only_a_loopback_literal_may_be_asked_for_with_another_port() {
    for (text, requested) in [
        ("http://127.0.0.1/cb", "http://127.0.0.1:4711/cb"),
        ("http://127.0.0.1:3000/cb", "http://127.0.0.1:4711/cb"),
        ("http://127.0.0.1:3000/cb", "http://127.0.0.1/cb"),
        ("http://127.0.0.1:3000/cb?a=1", "http://127.0.0.1:65535/cb?a=1"),
        ("http://127.0.0.1", "http://127.0.0.1:80"),
        ("http://[::1]/cb", "http://[::1]:4711/cb"),
        ("http://[::1]:1/cb", "http://[::1]:2/cb"),
    ] {
        assert!(registered(text).matches(requested), "{requested} is {text}");
    }
}
