//! S39: how much and how long. And nothing of a request in what is said about it.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};

#[tokio::test]
async fn s39_an_endless_answer_is_cut() {
    let sent = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&sent);
    let provider = Provider::start(move |mut stream| {
        let count = Arc::clone(&count);
        async move {
            request(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").await.unwrap();
            let chunk = [b"1000\r\n".as_slice(), &[b'a'; 0x1000], b"\r\n"].concat();
            while stream.write_all(&chunk).await.is_ok() {
                count.fetch_add(0x1000, Ordering::SeqCst);
            }
        }
    })
    .await;
    let found = outbound(&["127.0.0.1"]).send(get(provider.url("127.0.0.1"))).await;
    assert_eq!(found.unwrap_err(), HttpFailure::TooLarge { host: "127.0.0.1".into(), limit: 1 << 16 });
    // What the sockets' buffers hold, and no more.
    assert!(sent.load(Ordering::SeqCst) < 16 << 20);
}

#[tokio::test]
async fn s39_an_answer_that_announces_too_much_is_not_read() {
    let provider = Provider::start(|mut stream| async move {
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 65537\r\n\r\n").await.unwrap();
        tokio::time::sleep(Duration::from_secs(30)).await;
    })
    .await;
    let found = outbound(&["127.0.0.1"]).send(get(provider.url("127.0.0.1"))).await;
    assert_eq!(found.unwrap_err(), HttpFailure::TooLarge { host: "127.0.0.1".into(), limit: 65_536 });
}

#[tokio::test]
async fn an_answer_of_exactly_the_limit_is_read() {
    let provider = Provider::start(|mut stream| async move {
        request(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n12345678").await.unwrap();
    })
    .await;
    let outbound = outbound(&["127.0.0.1"]);
    let answer = outbound.send(HttpRequest { max_bytes: 8, ..get(provider.url("127.0.0.1")) }).await.unwrap();
    assert_eq!(answer.body, b"12345678");
    let found = outbound.send(HttpRequest { max_bytes: 7, ..get(provider.url("127.0.0.1")) }).await;
    assert_eq!(found.unwrap_err(), HttpFailure::TooLarge { host: "127.0.0.1".into(), limit: 7 });
}

#[tokio::test]
async fn s39_a_dripping_answer_meets_the_deadline() {
    // In the body, in the head, and with nothing at all.
    for head in ["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", "HTTP/1.1 200 OK\r\nx: ", ""] {
        let provider = Provider::start(move |mut stream| async move {
            request(&mut stream).await;
            stream.write_all(head.as_bytes()).await.ok();
            let drip: &[u8] = if head.ends_with("\r\n\r\n") { b"1\r\na\r\n" } else { b"a" };
            while head.is_empty() || stream.write_all(drip).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
        let started = Instant::now();
        let slow = HttpRequest { deadline: Duration::from_millis(400), ..get(provider.url("127.0.0.1")) };
        let found = timeout(Duration::from_secs(5), outbound(&["127.0.0.1"]).send(slow)).await.unwrap();
        assert_eq!(found.unwrap_err(), HttpFailure::Timeout { host: "127.0.0.1".into(), seconds: 1 }, "{head:?}");
        assert!(started.elapsed() < Duration::from_secs(3));
    }
}

#[tokio::test]
async fn s39_a_compressed_answer_is_not_inflated() {
    // Ten bytes of head, a block that repeats, the tail: gzip of a lot of zeros would come like this.
    let bomb: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xec, 0xc1, 1, 1, 0, 0, 0, 0x80, 0x90, 0xfe, 0xaf];
    for encoding in ["gzip", "GZIP", "br", "zstd", "deflate", "identity, gzip"] {
        let provider = Provider::start(move |mut stream| async move {
            request(&mut stream).await;
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-encoding: {encoding}\r\ncontent-length: {}\r\n\r\n", bomb.len());
            stream.write_all(&[head.as_bytes(), bomb].concat()).await.unwrap();
        })
        .await;
        let found = outbound(&["127.0.0.1"]).send(get(provider.url("127.0.0.1"))).await;
        let Err(HttpFailure::Broken { why, .. }) = found else { panic!("{encoding}: {found:?}") };
        assert!(why.contains("compressed"), "{why}");
    }
}

/// S79: whatever goes wrong, nothing of query, headers or bodies is in the sentence, in either direction.
#[tokio::test]
async fn s79_no_failure_repeats_what_was_sent_or_answered() {
    let answers: [&[u8]; 8] = [
        b"",
        b"canary\r\n\r\n",
        b"HTTP/1.1 200 canary\r\ncanary",
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\ncanary",
        b"HTTP/1.1 200 OK\r\ncontent-length: canary\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: canary\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\ncanary",
        b"HTTP/1.1 200 OK\r\nset-cookie: canary\r\ncontent-length: 99999999\r\n\r\n",
    ];
    let mut failures = Vec::new();
    for answer in answers {
        let provider = Provider::start(move |mut stream| async move {
            request(&mut stream).await;
            stream.write_all(answer).await.ok();
        })
        .await;
        let request = |url| HttpRequest {
            method: HttpMethod::Post,
            authorization: Some(Secret::new("Bearer canary")),
            form: Some(Secret::new("client_secret=canary")),
            ..get(url)
        };
        let url = provider.url("127.0.0.1");
        failures.push(outbound(&["127.0.0.1"]).send(request(url.clone())).await.unwrap_err());
        failures.push(outbound(&[]).send(request(url)).await.unwrap_err());
    }
    // Nobody listens; not even HTTP.
    let closed = Provider::start(|_| async {}).await;
    failures.push(outbound(&["127.0.0.1"]).send(get(closed.url("127.0.0.1"))).await.unwrap_err());
    failures.push(outbound(&["127.0.0.1"]).send(get("http://127.0.0.1:1/?canary")).await.unwrap_err());
    let odd = HttpRequest { authorization: Some(Secret::new("canary\n")), ..get("http://127.0.0.1:1/") };
    failures.push(outbound(&["127.0.0.1"]).send(odd).await.unwrap_err());
    failures.push(outbound(&[]).send(get("https://[canary/?canary")).await.unwrap_err());
    assert_eq!(
        failures[failures.len() - 3],
        HttpFailure::Unreachable { host: "127.0.0.1".into(), why: "nothing listens there".into() }
    );
    for failure in failures {
        let (shown, debugged) = (failure.to_string(), format!("{failure:?}"));
        assert!(!shown.contains("canary") && !debugged.contains("canary"), "{debugged}");
    }
}
