//! Over TLS: whose certificates are taken, and for which name.

use super::*;
use std::io::Write;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        self, ServerConfig, crypto,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

const AUTHORITY: &[u8] = include_bytes!("data/authority.pem");

/// A server with a certificate for `idp.test`, by an authority that only `--extra-ca` makes known.
async fn provider() -> Provider {
    provider_with(rustls::DEFAULT_VERSIONS).await
}

async fn provider_with(versions: &[&'static rustls::SupportedProtocolVersion]) -> Provider {
    let certificate = CertificateDer::from_pem_slice(include_bytes!("data/server.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("data/server.key.pem")).unwrap();
    let mut config = ServerConfig::builder_with_provider(crypto::aws_lc_rs::default_provider().into())
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Provider::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            let asked = request(&mut stream).await;
            let answer =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{asked}", asked.len());
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.ok();
        }
    })
    .await
}

fn authority() -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(AUTHORITY).unwrap();
    file
}

fn leading(host: &str, provider: &Provider, extra_ca: Option<&tempfile::NamedTempFile>) -> Outbound {
    let options = OutboundOptions {
        connect_to: vec![format!("{host}:443:127.0.0.1:{}", provider.address.port()).parse().unwrap()],
        extra_ca: extra_ca.map(|file| file.path().to_owned()),
        ..OutboundOptions::default()
    };
    Outbound::new(&options).unwrap()
}

#[tokio::test]
async fn an_extra_authority_is_trusted_and_connect_to_keeps_the_name() {
    let (provider, authority) = (provider().await, authority());
    let answer = leading("idp.test", &provider, Some(&authority)).send(get("https://idp.test/x")).await.unwrap();
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.starts_with("GET /x HTTP/1.1\r\n") && text.contains("host: idp.test\r\n"), "{text}");

    // The same by resolving the name.
    let names = Script::new(&[&["127.0.0.1"]]);
    let options = OutboundOptions { extra_ca: Some(authority.path().to_owned()), ..allowing(&["idp.test"]) };
    let outbound = Outbound::with_names(&options, names).unwrap();
    let url = format!("https://idp.test:{}/", provider.address.port());
    assert_eq!(outbound.send(get(url)).await.unwrap().status, 200);
}

#[tokio::test]
async fn an_unknown_authority_and_another_name_are_not_trusted() {
    let (provider, authority) = (provider().await, authority());
    let unknown = leading("idp.test", &provider, None).send(get("https://idp.test/?code=canary")).await;
    let other = leading("other.test", &provider, Some(&authority)).send(get("https://other.test/?code=canary")).await;
    for found in [unknown, other] {
        let Err(HttpFailure::Tls { why, .. }) = &found else { panic!("{found:?}") };
        assert!(why.contains("certificate") && !why.contains("canary"), "{why}");
    }
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_failure() {
    let provider = Provider::start(|mut stream| async move {
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        request(&mut stream).await;
    })
    .await;
    let found = leading("idp.test", &provider, None).send(get("https://idp.test/")).await;
    assert!(matches!(found, Err(HttpFailure::Tls { .. })), "{found:?}");
}

#[test]
fn an_unusable_authority_stops_the_start_with_a_sentence() {
    let empty = tempfile::NamedTempFile::new().unwrap();
    let mut garbage = tempfile::NamedTempFile::new().unwrap();
    garbage.write_all(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").unwrap();
    let missing = PathBuf::from("/nowhere/authority.pem");
    for path in [empty.path(), garbage.path(), &missing] {
        let options = OutboundOptions { extra_ca: Some(path.to_owned()), ..OutboundOptions::default() };
        let error = Outbound::new(&options).unwrap_err().to_string();
        assert!(error.contains("--extra-ca") && error.contains(&path.display().to_string()), "{error}");
    }
}

const BRIEFLY: Duration = Duration::from_secs(5);

#[tokio::test]
async fn a_probe_says_which_version_and_cipher_suite_were_agreed_on() {
    let authority = authority();
    for (version, expected, suite) in
        [(&rustls::version::TLS13, "TLS 1.3", "TLS13_"), (&rustls::version::TLS12, "TLS 1.2", "TLS_ECDHE_")]
    {
        let provider = provider_with(&[version]).await;
        let outbound = leading("idp.test", &provider, Some(&authority));
        let found = outbound.probe_tls("https://idp.test/.well-known/x", BRIEFLY).await.unwrap().unwrap();
        assert_eq!(found.version, expected);
        assert!(found.cipher_suite.starts_with(suite) && !found.cipher_suite.contains("CBC"), "{found:?}");
    }
}

#[tokio::test]
async fn a_probe_of_a_server_without_a_common_cipher_suite_or_with_a_foreign_certificate_fails() {
    // What a server that has CBC suites alone answers: a fatal alert, handshake_failure (RFC 5246 §7.2).
    let cbc_alone = Provider::start(|mut stream| async move {
        let mut hello = [0; 5];
        tokio::io::AsyncReadExt::read_exact(&mut stream, &mut hello).await.unwrap();
        stream.write_all(&[0x15, 3, 3, 0, 2, 2, 40]).await.unwrap();
        stream.shutdown().await.ok();
    })
    .await;
    let found = leading("idp.test", &cbc_alone, None).probe_tls("https://idp.test/", BRIEFLY).await;
    let Err(HttpFailure::Tls { why, .. }) = &found else { panic!("{found:?}") };
    assert!(why.contains("HandshakeFailure"), "{why}");
    let found = leading("idp.test", &provider().await, None).probe_tls("https://idp.test/", BRIEFLY).await;
    assert!(matches!(found, Err(HttpFailure::Tls { .. })), "{found:?}");
}

#[tokio::test]
async fn s39_a_probe_goes_only_where_a_fetch_may_go() {
    let names = Script::new(&[&["10.0.0.1"], &["169.254.169.254"], &["127.0.0.1"]]);
    let outbound = Outbound::with_names(&OutboundOptions::default(), names).unwrap();
    for url in [
        "https://a.test/",
        "https://b.test/",
        "https://c.test/",
        "https://10.0.0.1/",
        "https://[::1]/",
        "https://idp.test:8444/",
        "ftp://idp.test/",
        "http://idp.test/",
    ] {
        let found = outbound.probe_tls(url, BRIEFLY).await;
        assert!(matches!(found, Err(HttpFailure::Refused { .. })), "{url}: {found:?}");
    }
}
