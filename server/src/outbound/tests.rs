//! S39 by its parts, against a provider that misbehaves.

mod addresses;
mod limits;
mod server;
mod tls;

use super::*;
use domain::Secret;
use server::{Provider, Script, request};
use tokio::io::AsyncWriteExt;

fn get(url: impl Into<String>) -> HttpRequest {
    HttpRequest {
        method: HttpMethod::Get,
        url: url.into(),
        authorization: None,
        headers: Vec::new(),
        form: None,
        json: None,
        max_bytes: 1 << 16,
        deadline: Duration::from_secs(5),
    }
}

fn allowing(allowed: &[&str]) -> OutboundOptions {
    OutboundOptions { allow: allowed.iter().map(|text| text.parse().unwrap()).collect(), ..OutboundOptions::default() }
}

fn outbound(allowed: &[&str]) -> Outbound {
    Outbound::new(&allowing(allowed)).unwrap()
}

fn outbound_with(allowed: &[&str], names: &Arc<Script>) -> Outbound {
    Outbound::with_names(&allowing(allowed), Arc::clone(names) as Arc<dyn Names>).unwrap()
}

fn refusal(found: Result<HttpResponse, HttpFailure>) -> String {
    match found {
        Err(failure @ HttpFailure::Refused { .. }) => failure.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

async fn ok(mut stream: tokio::net::TcpStream) {
    request(&mut stream).await;
    let answer = "HTTP/1.1 200 OK\r\ncontent-type: Application/JSON; charset=utf-8\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
    stream.write_all(answer.as_bytes()).await.unwrap();
}

/// Answers with what it was asked.
async fn echo(mut stream: tokio::net::TcpStream) {
    let asked = request(&mut stream).await;
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{asked}", asked.len());
    stream.write_all(answer.as_bytes()).await.unwrap();
}

#[tokio::test]
async fn an_allowed_loopback_host_answers_over_plain_http() {
    let provider = Provider::start(ok).await;
    let port = provider.address.port();
    for allowed in ["127.0.0.0/8", "127.0.0.1", &format!("127.0.0.1:{port}")] {
        let answer = outbound(&[allowed]).send(get(provider.url("127.0.0.1"))).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"{}".as_slice()), "{allowed}");
        assert_eq!(answer.content_type.as_deref(), Some("application/json"));
    }
    for allowed in ["localhost", "127.0.0.1", &format!("localhost:{port}")] {
        let answer = outbound(&[allowed]).send(get(provider.url("localhost"))).await.unwrap();
        assert_eq!(answer.status, 200, "{allowed}");
    }
    assert_eq!(provider.taken(), 6);
}

#[tokio::test]
async fn an_allowed_host_is_allowed_on_its_port_alone() {
    let provider = Provider::start(ok).await;
    for allowed in ["127.0.0.1:1", "localhost:1", "127.0.0.2", "127.0.0.2/31", "other.test"] {
        refusal(outbound(&[allowed]).send(get(provider.url("127.0.0.1"))).await);
    }
    assert_eq!(provider.taken(), 0);
}

#[tokio::test]
async fn s39_plain_http_is_refused_unless_it_is_allowed_and_on_this_machine() {
    let text = refusal(outbound(&[]).send(get("http://idp.example/x?code=canary")).await);
    assert!(text.contains("https") && !text.contains("canary"), "{text}");
    refusal(outbound(&["idp.example"]).send(get("http://93.184.216.34/")).await);
    // The name is allowed, but it is not this machine's.
    let names = Script::new(&[&["93.184.216.34"]]);
    refusal(outbound_with(&["idp.test"], &names).send(get("http://idp.test/")).await);
    let names = Script::new(&[&["10.0.0.1"]]);
    refusal(outbound_with(&["10.0.0.0/8"], &names).send(get("http://idp.test/")).await);
}

#[tokio::test]
async fn s39_only_https_is_fetched_and_only_from_usual_ports() {
    for url in
        ["ftp://idp.example/", "file:///etc/passwd", "gopher://idp.example/", "data:text/plain,x", "", "idp.example"]
    {
        refusal(outbound(&[]).send(get(url)).await);
    }
    for port in [1, 22, 25, 80, 4444, 8080, 6379, 9200] {
        let text = refusal(outbound(&[]).send(get(format!("https://idp.example:{port}/"))).await);
        assert!(text.contains("8443"), "{text}");
    }
    // Also when something else is allowed.
    let names = Script::new(&[&["93.184.216.34"]]);
    refusal(outbound_with(&["10.0.0.0/8"], &names).send(get("https://idp.test:22/")).await);
}

#[tokio::test]
async fn s39_a_user_name_in_the_url_is_refused_and_not_shown() {
    for url in ["https://canary@idp.example/", "https://u:canary@idp.example/", "https://127.0.0.1@idp.example/"] {
        let text = refusal(outbound(&["idp.example"]).send(get(url)).await);
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn s39_a_redirect_is_not_followed() {
    let target = Provider::start(ok).await;
    let location = target.url("127.0.0.1");
    let provider = Provider::start(move |mut stream| {
        let location = location.clone();
        async move {
            request(&mut stream).await;
            let answer = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    })
    .await;
    let answer = outbound(&["127.0.0.0/8"]).send(get(provider.url("127.0.0.1"))).await.unwrap();
    assert_eq!(answer.status, 302);
    assert_eq!(target.taken(), 0);
}

#[tokio::test]
async fn s40_a_form_and_an_authorization_arrive_as_they_are() {
    let provider = Provider::start(echo).await;
    let request = HttpRequest {
        method: HttpMethod::Post,
        authorization: Some(Secret::new("Basic Y2FuYXJ5")),
        form: Some(Secret::new("client_secret=a%25%2B%26%C3%A9")),
        ..get(provider.url("127.0.0.1"))
    };
    let answer = outbound(&["127.0.0.1"]).send(request).await.unwrap();
    let text = String::from_utf8(answer.body).unwrap();
    let port = provider.address.port();
    assert!(text.starts_with("POST /here?code=canary HTTP/1.1\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\nclient_secret=a%25%2B%26%C3%A9"), "{text}");
    for header in [
        "authorization: Basic Y2FuYXJ5",
        "content-type: application/x-www-form-urlencoded",
        "accept-encoding: identity",
        concat!("user-agent: Passerelle/", env!("CARGO_PKG_VERSION")),
        &format!("host: 127.0.0.1:{port}"),
    ] {
        assert!(text.contains(&format!("\r\n{header}\r\n")), "{header} in {text}");
    }
    assert!(!text.contains("cookie") && !text.contains("referer"), "{text}");
}

#[tokio::test]
async fn a_cookie_is_forgotten() {
    let provider = Provider::start(|mut stream| async move {
        let asked = request(&mut stream).await;
        let answer = format!(
            "HTTP/1.1 200 OK\r\nset-cookie: a=b\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{asked}",
            asked.len()
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
    })
    .await;
    let outbound = outbound(&["127.0.0.1"]);
    for _ in 0..2 {
        let answer = outbound.send(get(provider.url("127.0.0.1"))).await.unwrap();
        assert!(!String::from_utf8(answer.body).unwrap().to_lowercase().contains("cookie"));
    }
}

#[tokio::test]
async fn a_connection_is_used_again() {
    let provider = Provider::start(|mut stream| async move {
        while !request(&mut stream).await.is_empty() {
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        }
    })
    .await;
    let outbound = outbound(&["127.0.0.1"]);
    for _ in 0..5 {
        assert_eq!(outbound.send(get(provider.url("127.0.0.1"))).await.unwrap().status, 200);
    }
    assert_eq!(provider.taken(), 1);
}

#[tokio::test]
async fn connect_to_keeps_the_name_and_changes_the_address() {
    let provider = Provider::start(echo).await;
    let port = provider.address.port();
    for (listed, url, host) in
        [("idp.test:80", "http://idp.test/", "idp.test"), ("idp.test:8000", "http://idp.test:8000/", "idp.test:8000")]
    {
        let options = OutboundOptions {
            connect_to: vec![format!("{listed}:127.0.0.1:{port}").parse().unwrap()],
            ..OutboundOptions::default()
        };
        let outbound = Outbound::new(&options).unwrap();
        let answer = outbound.send(get(url)).await.unwrap();
        let text = String::from_utf8(answer.body).unwrap().to_lowercase();
        assert!(text.contains(&format!("\r\nhost: {host}\r\n")), "{text}");
        // Another port or name, and the address itself, are as forbidden as before.
        for other in ["http://idp.test:81/", "http://other.test/", &provider.url("127.0.0.1")] {
            refusal(outbound.send(get(other)).await);
        }
    }
    let options =
        OutboundOptions { connect_to: vec!["idp.test:80:10.0.0.1:80".parse().unwrap()], ..OutboundOptions::default() };
    refusal(Outbound::new(&options).unwrap().send(get("http://idp.test/")).await);
}

#[tokio::test]
async fn s39_no_policy_sets_a_header_of_the_connection_or_one_that_proves_who_asks() {
    let outbound = outbound(&["127.0.0.1:9"]);
    for name in [
        "host",
        "Content-Type",
        "content-length",
        "Transfer-Encoding",
        "connection",
        "cookie",
        "authorization",
        "TE",
        "upgrade",
        "expect",
        "accept-encoding",
        "proxy-authorization",
        "proxy-connection",
        "trailer",
        "range",
        "keep-alive",
        "sec-fetch-site",
        "not a name",
    ] {
        let headers = vec![(name.to_owned(), domain::Secret::new("x"))];
        let refused = refusal(outbound.send(HttpRequest { headers, ..get("http://127.0.0.1:9/") }).await);
        assert!(refused.contains("cannot be sent"), "{name}: {refused}");
    }
    let headers = vec![("x-correlation-id".to_owned(), domain::Secret::new("a\r\nb: c"))];
    let refused = refusal(outbound.send(HttpRequest { headers, ..get("http://127.0.0.1:9/") }).await);
    assert!(refused.contains("cannot be sent"), "{refused}");
}
