//! The edge of the network: time and size of what arrives, TLS, proxies, and the end of a server.

use crate::running::{POLICY, Running};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use server::listener::{self, tls::Certificate};
use std::{fs, path::Path, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    time::Instant,
};

async fn answer_to(port: u16, sent: &[u8], limit: Duration) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let _ = stream.write_all(sent).await;
    let mut answer = Vec::new();
    // Whoever is hung up on while still sending gets a reset behind the answer.
    let _ = tokio::time::timeout(limit, stream.read_to_end(&mut answer)).await.ok()?;
    Some(String::from_utf8_lossy(&answer).into_owned())
}

#[tokio::test]
async fn f11_who_does_not_finish_a_head_is_hung_up_on() {
    let running = Running::start().await;
    let begun = Instant::now();
    // Nothing at all, half a head, and a whole request whose connection then stays idle.
    let host = format!("localhost:{}", running.port);
    let whole = format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\n\r\n");
    let (nothing, half, idle) = tokio::join!(
        answer_to(running.port, b"", Duration::from_secs(25)),
        answer_to(running.port, b"GET /healthz HTTP/1.1\r\nhost: lo", Duration::from_secs(25)),
        answer_to(running.port, whole.as_bytes(), Duration::from_secs(25)),
    );
    assert!(nothing.is_some() && half.is_some(), "the connection is still open after {:?}", begun.elapsed());
    assert!(idle.expect("an idle connection stays open").starts_with("HTTP/1.1 200"));
    assert!(begun.elapsed() >= Duration::from_secs(10), "a slow line is given no time: {:?}", begun.elapsed());
}

#[tokio::test]
async fn f12_heads_that_are_too_large_are_refused() {
    let running = Running::start().await;
    let host = format!("localhost:{}", running.port);
    let long = "a".repeat(100 * 1024);
    for (head, expected) in [
        (format!("GET /healthz?{long} HTTP/1.1\r\nhost: {host}\r\n\r\n"), ["414", "431"]),
        (format!("GET /healthz HTTP/1.1\r\nhost: {host}\r\ncookie: {long}\r\n\r\n"), ["431", "431"]),
    ] {
        let answer = answer_to(running.port, head.as_bytes(), Duration::from_secs(10)).await.expect("an answer");
        assert!(expected.iter().any(|status| answer.starts_with(&format!("HTTP/1.1 {status}"))), "{answer:.60}");
    }
}

#[tokio::test]
async fn s78_a_proxy_is_believed_when_it_is_trusted_and_nobody_else_is() {
    let running = Running::start().await;
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let path = format!("/fabrikam.onmicrosoft.com/{POLICY}/v2.0/.well-known/openid-configuration");
    let ask = async |base: &str, host: &str| {
        let request = client.get(format!("{base}{path}")).header("host", "broker.internal");
        request.header("x-forwarded-host", host).send().await.unwrap()
    };
    let trusted = running.behind_trusted("https://broker.example", vec!["127.0.0.0/8".parse().unwrap()]).await;
    let answer = ask(&trusted, "evil.example, broker.example").await;
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.unwrap().contains("\"issuer\":\"https://broker.example/"));
    assert_eq!(ask(&trusted, "broker.example, evil.example").await.status(), 421);
    for range in ["10.0.0.0/8", "127.0.0.2"] {
        let other = running.behind_trusted("https://broker.example", vec![range.parse().unwrap()]).await;
        assert_eq!(ask(&other, "broker.example").await.status(), 421, "{range}");
    }
}

/// A certificate for `localhost` in two files; itself, for a client to trust.
fn certificate(folder: &Path) -> reqwest::Certificate {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), signing_key.serialize_pem()).unwrap();
    reqwest::Certificate::from_pem(cert.pem().as_bytes()).unwrap()
}

fn trusting(certificate: &reqwest::Certificate) -> reqwest::Client {
    reqwest::Client::builder().no_proxy().tls_certs_only([certificate.clone()]).build().unwrap()
}

#[tokio::test]
async fn a_certificate_is_served_and_read_again_when_it_changes() {
    let running = Running::start().await;
    let folder = tempfile::tempdir().unwrap();
    let first = certificate(folder.path());
    let files = [folder.path().join("cert.pem"), folder.path().join("key.pem")];
    let served = Arc::new(Certificate::read(&files[0], &files[1]).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = running.router(&format!("https://localhost:{port}"));
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async move {
        let _ = stopped.await;
    };
    let serving = tokio::spawn(listener::serve(listener, Some(Arc::clone(&served)), router, stopped));
    let url =
        format!("https://localhost:{port}/fabrikam.onmicrosoft.com/{POLICY}/v2.0/.well-known/openid-configuration");

    let old = trusting(&first);
    let answer = old.get(&url).send().await.unwrap();
    assert_eq!(answer.version(), reqwest::Version::HTTP_2);
    assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
    assert!(answer.text().await.unwrap().contains(&format!("https://localhost:{port}/")));

    assert!(!served.refresh().unwrap(), "nothing changed");
    // A key that does not fit replaces nothing.
    let other = tempfile::tempdir().unwrap();
    certificate(other.path());
    fs::copy(other.path().join("key.pem"), &files[1]).unwrap();
    touch(&files, 10);
    assert!(served.refresh().unwrap_err().to_string().contains("does not fit"));
    assert_eq!(trusting(&first).get(&url).send().await.unwrap().status(), 200);
    let second = certificate(folder.path());
    touch(&files, 20);
    assert!(served.refresh().unwrap());
    assert_eq!(trusting(&second).get(&url).send().await.unwrap().status(), 200);
    assert!(trusting(&first).get(&url).send().await.is_err(), "the old certificate is served still");
    assert_eq!(old.get(&url).send().await.unwrap().status(), 200, "an open connection goes on");

    stop.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(20), serving).await.expect("it does not end").unwrap();
    assert!(trusting(&second).get(&url).send().await.is_err());
}

/// Files that changed within one tick of the clock look the same.
fn touch(files: &[impl AsRef<Path>], seconds: u64) {
    for path in files {
        let file = fs::File::options().append(true).open(path).unwrap();
        let modified = file.metadata().unwrap().modified().unwrap();
        file.set_modified(modified + Duration::from_secs(seconds)).unwrap();
    }
}
