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
