//! What the edge adds to answers and refuses of requests, whatever they are about: attributes of cookies, sizes, links
//! that a program opens.

use crate::running::{POLICY, Running, encode};
use base64ct::Encoding;
use reqwest::header::{HOST, HeaderMap, SET_COOKIE, STRICT_TRANSPORT_SECURITY};

/// The value of a cookie is 43 characters of base64url; with it taken out, what is left is compared.
fn without_value(cookie: &str) -> String {
    let (name, rest) = cookie.split_once('=').unwrap();
    let (value, attributes) = rest.split_once(';').unwrap();
    assert_eq!(value.len(), 43, "{name}");
    format!("{name};{attributes}")
}

#[tokio::test]
async fn s20_s25_cookies_are_out_of_reach_of_scripts_and_of_forms_of_other_sites() {
    let running = Running::start().await;
    let mut browser = running.browser();
    running.sign_in(&mut browser, &running.authorize("id_token", &[])).await;
    let account = running.federation.ensure_admin("admin").await.unwrap();
    let link = running.federation.sign_in_link(account.id).await.unwrap();
    browser.post(&running.url("/console/first-sign-in"), &[("token", link.expose())]).await;
    let mut cookies: Vec<String> = browser.set_cookies.iter().map(|cookie| without_value(cookie)).collect();
    cookies.sort();
    cookies.dedup();
    for (name, age) in [
        ("passerelle-t-fabrikam", "; Max-Age=34560000"),
        ("passerelle-t-mobileid", "; Max-Age=34560000"),
        ("passerelle-session-fabrikam", ""),
        ("passerelle-admin", "; Max-Age=43200"),
    ] {
        let expected = format!("{name}; Path=/{age}; HttpOnly; SameSite=Lax");
        assert!(cookies.contains(&expected), "{expected}: {cookies:?}");
    }
    for cookie in cookies {
        assert!(cookie.ends_with("; HttpOnly; SameSite=Lax") && !cookie.contains("Domain"), "{cookie}");
    }
}

#[tokio::test]
async fn s20_s25_behind_tls_cookies_are_of_this_host_and_of_https_alone() {
    let running = Running::start().await;
    let (behind, host) = (running.behind("https://broker.example").await, "broker.example");
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
    let cookies = |headers: &HeaderMap| -> Vec<String> {
        headers.get_all(SET_COOKIE).iter().map(|cookie| without_value(cookie.to_str().unwrap())).collect()
    };
    let authorize = running.authorize("id_token", &[]).replace(&running.url(""), &behind);
    let begun = client.get(&authorize).header(HOST, host).send().await.unwrap();
    assert_eq!(begun.status(), 303);
    assert_eq!(
        cookies(begun.headers()),
        ["__Host-passerelle-t-fabrikam; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure"]
    );
    let page = begun.headers()["location"].to_str().unwrap();
    assert!(page.starts_with("https://broker.example/") || page.starts_with('/'), "{page}");

    let account = running.federation.ensure_admin("admin").await.unwrap();
    let link = running.federation.sign_in_link(account.id).await.unwrap();
    let body = encode(&[("token", link.expose())]);
    let signed_in = client
        .post(format!("{behind}/console/first-sign-in"))
        .header(HOST, host)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(
        cookies(signed_in.headers()),
        ["__Host-passerelle-admin; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"]
    );
    for path in ["/console", "/healthz", "/nothing/here", "/assets/none"] {
        let answer = client.get(format!("{behind}{path}")).header(HOST, host).send().await.unwrap();
        assert_eq!(answer.headers()[STRICT_TRANSPORT_SECURITY], "max-age=31536000", "{path}");
    }
    // The name that a proxy says it was asked by is nobody's (S78).
    for name in ["x-forwarded-host", "forwarded", "x-original-host"] {
        let metadata = format!("{behind}/fabrikam.onmicrosoft.com/{POLICY}/v2.0/.well-known/openid-configuration");
        let answer = client.get(metadata).header(HOST, host).header(name, "host=evil.example").send().await.unwrap();
        let text = answer.text().await.unwrap();
        assert!(text.contains("https://broker.example/") && !text.contains("evil.example"), "{name}: {text}");
    }
}

#[tokio::test]
async fn s20_a_cookie_that_is_none_of_ours_by_its_form_is_not_looked_at() {
    let running = Running::start().await;
    let mut browser = running.browser();
    let page = browser.get(&running.authorize("id_token", &[])).await;
    let value = browser.cookie("passerelle-t-fabrikam").unwrap();
    for planted in ["", "x", &value[..42], &format!("{value}A")] {
        browser.set_cookie("passerelle-t-fabrikam", planted);
        assert_eq!(browser.get_once(&page.url).await.status, 400, "{planted}");
    }
    // One of a wrong form in front hides no good one.
    let line = format!("passerelle-t-fabrikam=x; passerelle-t-fabrikam={value}");
    assert_eq!(running.browser().get_with(&page.url, &[("cookie", &line)]).await, 200);
}

#[tokio::test]
async fn f12_a_body_that_is_too_large_is_refused() {
    let running = Running::start().await;
    let body = format!("grant_type={}", "a".repeat(256 * 1024));
    let browser = running.browser();
    let same = [("sec-fetch-site", "same-origin")];
    for url in [
        running.policy(POLICY, "oauth2/v2.0/token"),
        running.policy(POLICY, "oauth2/v2.0/authorize"),
        running.policy(POLICY, "oauth2/v2.0/logout"),
        running.policy(POLICY, "sign-in/01890000-0000-7000-8000-0000000000ff"),
        running.url("/fabrikam.onmicrosoft.com/oauth2/authresp"),
        running.url("/console/first-sign-in"),
    ] {
        assert_eq!(browser.post_with(&url, &body, &same).await.0, 413, "{url}");
        assert_ne!(browser.post_with(&url, &body[..1000], &same).await.0, 413, "{url}");
    }
}

#[tokio::test]
async fn s23_a_program_that_opens_a_sign_in_link_does_not_use_it_up() {
    let running = Running::start().await;
    let account = running.federation.ensure_admin("admin").await.unwrap();
    let link = running.federation.sign_in_link(account.id).await.unwrap();
    let url = running.url(&format!("/console/first-sign-in?token={}", link.expose()));
    let browser = running.browser();
    let (mode, dest) = (("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document"));
    for headers in [
        vec![],
        vec![mode],
        vec![dest],
        vec![("sec-fetch-mode", "no-cors"), dest],
        vec![mode, ("sec-fetch-dest", "iframe")],
        vec![mode, dest, ("sec-purpose", "prefetch")],
    ] {
        assert_eq!(browser.get_with(&url, &headers).await, 200, "{headers:?}: a page with a button");
    }
    assert_eq!(browser.get_with(&url, &[mode, dest]).await, 303, "a person");
    assert_eq!(browser.get_with(&url, &[mode, dest]).await, 410, "once");
}

/// A folder of policies is larger than any form; who is not signed in sends nothing large.
#[tokio::test]
async fn s73_only_an_administrator_sends_the_console_much() {
    let running = Running::start().await;
    let call = |kilobytes: usize| {
        let content = base64ct::Base64::encode_string("<x/>".repeat(kilobytes * 192).as_bytes());
        serde_json::json!({ "tenant": "fabrikam",
            "form": { "files": [{ "name": "Large.xml", "content": content }], "overwrite": false, "allowBreaking": false } })
    };
    let url = running.url("/console/api/upload-policies");
    let admin = crate::forms::administrator(&running).await;
    // Read, and refused for what it is.
    let (status, answer) = admin.call(&url, &call(900)).await;
    assert!(status == 200 && answer.contains("Large.xml"), "{status} {answer}");
    assert_eq!(admin.call(&url, &call(17 * 1024)).await.0, 413);
    assert_eq!(running.browser().call(&url, &call(300)).await.0, 413);
    assert_ne!(running.browser().call(&url, &call(100)).await.0, 413);
}
