//! What the use-cases need from outside, as traits. `server` implements them.

use async_trait::async_trait;
use domain::Secret;
use std::{fmt, sync::Arc, time::Duration};

/// Fetches from providers. An implementation guards against server-side request forgery (S39): public https addresses
/// only, unless an address was allowed; no redirects; bounded in bytes and time.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends a request and reads the whole answer.
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure>;

    /// Shakes hands with the host of an https URL, under the same guard, and says what was agreed; sends nothing more.
    /// `None` where that cannot be told.
    async fn probe_tls(&self, _url: &str, _deadline: Duration) -> Result<Option<TlsFacts>, HttpFailure> {
        Ok(None)
    }
}

/// What a TLS handshake agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFacts {
    /// Such as `TLS 1.3`.
    pub version: String,
    /// Such as `TLS13_AES_256_GCM_SHA384`.
    pub cipher_suite: String,
}

/// A request to a provider. `Debug` shows its address without the query, which may hold a secret (S79).
#[derive(Clone)]
pub struct HttpRequest {
    /// `GET` without a body, `POST` with one.
    pub method: HttpMethod,
    /// The whole URL.
    pub url: String,
    /// The `Authorization` header, if any.
    pub authorization: Option<Secret>,
    /// More headers.
    pub headers: Vec<(String, Secret)>,
    /// The body of a `POST`: `application/x-www-form-urlencoded`.
    pub form: Option<Secret>,
    /// The body of a `POST`: `application/json`.
    pub json: Option<Secret>,
    /// At most this many bytes of answer.
    pub max_bytes: usize,
    /// At most this long, connecting included.
    pub deadline: Duration,
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.url.split(['?', '#']).next())
            .finish_non_exhaustive()
    }
}

/// The method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HttpMethod {
    /// `GET`.
    Get,
    /// `POST`.
    Post,
}

impl HttpMethod {
    /// As on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct HttpResponse {
    /// Its status.
    pub status: u16,
    /// Its `Content-Type`, without parameters, in lower case.
    pub content_type: Option<String>,
    /// Its body.
    pub body: Vec<u8>,
    /// How long it took.
    pub took: Duration,
}

/// Why no answer came. Each is a sentence for an administrator; none holds a body, a header or a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpFailure {
    /// The guard refused the address.
    #[error("Passerelle does not fetch {host}: {why}")]
    Refused {
        /// The host.
        host: String,
        /// Why, and what allows it.
        why: String,
    },
    /// The name has no address.
    #[error("the name {host} has no address")]
    NoAddress {
        /// The host.
        host: String,
    },
    /// No connection.
    #[error("{host} cannot be reached: {why}")]
    Unreachable {
        /// The host.
        host: String,
        /// Why.
        why: String,
    },
    /// TLS did not come about.
    #[error("no secure connection to {host}: {why}")]
    Tls {
        /// The host.
        host: String,
        /// Why.
        why: String,
    },
    /// Too slow.
    #[error("{host} did not answer within {seconds} seconds")]
    Timeout {
        /// The host.
        host: String,
        /// The limit.
        seconds: u64,
    },
    /// Too much.
    #[error("the answer of {host} is larger than {limit} bytes")]
    TooLarge {
        /// The host.
        host: String,
        /// The limit.
        limit: usize,
    },
    /// Broken off in the middle.
    #[error("the answer of {host} broke off: {why}")]
    Broken {
        /// The host.
        host: String,
        /// Why.
        why: String,
    },
}

/// Sends e-mail.
#[async_trait]
pub trait Mail: Send + Sync {
    /// Hands a message over to be delivered.
    async fn send(&self, to: &str, subject: &str, text: &str) -> Result<(), SendFailure>;
}

/// Sends messages to telephones.
#[async_trait]
pub trait Messages: Send + Sync {
    /// Hands a message over to be delivered. `to` is a number in E.164 form.
    async fn send(&self, to: &str, text: &str) -> Result<(), SendFailure>;
}

/// Why a message was not sent: a sentence for an administrator, without its text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SendFailure(pub String);

/// Nothing is configured to send with.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoTransport;

#[async_trait]
impl Mail for NoTransport {
    async fn send(&self, _: &str, _: &str, _: &str) -> Result<(), SendFailure> {
        Err(SendFailure("no mail server is configured; start with --smtp-url and --smtp-from".to_owned()))
    }
}

#[async_trait]
impl Messages for NoTransport {
    async fn send(&self, _: &str, _: &str) -> Result<(), SendFailure> {
        Err(SendFailure("no gateway for messages is configured; start with --sms-gateway".to_owned()))
    }
}

/// Keys and signatures.
#[async_trait]
pub trait Crypto: Send + Sync {
    /// Makes an RSA key of 2048 bits. Slow: never on a request's path.
    async fn generate_rsa(&self) -> Result<GeneratedKey, CryptoFailure>;
    /// Reads an uploaded RSA key.
    async fn import(&self, upload: KeyUpload) -> Result<ImportedKey, CryptoFailure>;
    /// A signer (RS256) for a private key that `generate_rsa` made or `import` read.
    fn signer(&self, private: &Secret, kid: &str) -> Result<Arc<dyn token::Sign + Send + Sync>, CryptoFailure>;
    /// Verifies signatures.
    fn verifier(&self) -> &(dyn token::Verify + Send + Sync);
}

/// A key pair.
#[derive(Debug)]
pub struct GeneratedKey {
    /// PKCS#8, base64.
    pub private: Secret,
    /// The public half as a JWK, with `kid` (its RFC 7638 thumbprint), `use` and `alg`.
    pub public: serde_json::Value,
    /// The `kid`.
    pub kid: String,
}

/// A file that holds an RSA key.
pub enum KeyUpload {
    /// PKCS#12: a private key with its certificates, under a password.
    Pkcs12 {
        /// The file.
        file: Vec<u8>,
        /// Its password; some files have an empty one.
        password: Secret,
    },
    /// PEM: a private key, certificates, or both; or one certificate as DER or base64.
    Pem(Secret),
}

/// What an uploaded file holds.
#[derive(Debug)]
pub struct ImportedKey {
    /// PKCS#8, base64; `None`: a certificate without its private key.
    pub private: Option<Secret>,
    /// The public half as a JWK, with `kid` (its RFC 7638 thumbprint), `use` and `alg`; and the certificates as `x5c`
    /// with `x5t`, where there are some.
    pub public: serde_json::Value,
    /// The `kid`.
    pub kid: String,
    /// From when to when the certificate is valid.
    pub validity: Option<(domain::Timestamp, domain::Timestamp)>,
}

/// A key that cannot be made or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CryptoFailure(pub String);
