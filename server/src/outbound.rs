//! Outbound HTTP: everything that is fetched from providers, behind one guard (S39).
//!
//! Public https addresses only, unless an operator allowed more. Whether a URL may be fetched at all is judged from
//! its scheme, host and port; which address of a name is connected to, where the connection is made, so that what
//! was checked is what is connected to. No redirects, cookies, proxies, decompression; bounded in bytes and time.

mod address;
mod allow;
mod failure;
mod guard;
mod probe;
mod resolve;

pub use address::Cidr;
pub use allow::{AllowUpstream, ConnectTo, NotAllowable, NotConnectable};

use async_trait::async_trait;
use federation::ports::{Http, HttpFailure, HttpMethod, HttpRequest, HttpResponse, TlsFacts};
use guard::{Guard, Lane};
use reqwest::{
    Certificate, Client, Response,
    header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HOST, HeaderName, HeaderValue},
    redirect::Policy,
};
use resolve::{Admitting, Names, Pinned, SystemNames};
use std::{
    collections::HashMap,
    fs,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout};
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

/// What an operator may change about fetching.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OutboundOptions {
    /// What is allowed beyond public addresses.
    pub allow: Vec<AllowUpstream>,
    /// Certificates in PEM of authorities that are trusted beside the system's.
    pub extra_ca: Option<PathBuf>,
    /// Names that lead elsewhere.
    pub connect_to: Vec<ConnectTo>,
}

/// Why nothing can be fetched at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundError {
    /// The file of `--extra-ca` is not readable or holds no certificate.
    #[error(
        "the certificates in {path} cannot be used ({why}); --extra-ca takes a PEM file with one or more CERTIFICATE blocks"
    )]
    ExtraCa {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// There is nothing to verify servers with.
    #[error(
        "this machine has no list of trusted certificate authorities; install the package ca-certificates, or give --extra-ca FILE"
    )]
    NoAuthorities,
}

/// Fetches from providers.
pub struct Outbound {
    guard: Guard,
    names: Arc<dyn Names>,
    authorities: Vec<Certificate>,
    /// The same, for handshakes of our own.
    extra: Vec<CertificateDer<'static>>,
    /// One client per way to connect, each with its own connections. Most servers only ever use one.
    clients: Mutex<HashMap<Lane, Client>>,
}

impl std::fmt::Debug for Outbound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Outbound").field("guard", &self.guard).finish_non_exhaustive()
    }
}

impl Outbound {
    /// Ready to fetch. Reads the certificate authorities; opens no connection.
    pub fn new(options: &OutboundOptions) -> Result<Self, OutboundError> {
        Self::with_names(options, Arc::new(SystemNames))
    }

    fn with_names(options: &OutboundOptions, names: Arc<dyn Names>) -> Result<Self, OutboundError> {
        let (authorities, extra) = match &options.extra_ca {
            Some(path) => {
                let failure = |why: &str| OutboundError::ExtraCa { path: path.display().to_string(), why: why.into() };
                let pem = fs::read(path).map_err(|error| failure(&error.to_string()))?;
                let read = Certificate::from_pem_bundle(&pem).map_err(|_| failure("it is not valid PEM"))?;
                if read.is_empty() {
                    return Err(failure("it holds no certificate"));
                }
                (read, probe::certificates(&pem))
            }
            None => (Vec::new(), Vec::new()),
        };
        let outbound = Self {
            guard: Guard::new(&options.allow, &options.connect_to),
            names,
            authorities,
            extra,
            clients: Mutex::default(),
        };
        // The one that nearly everything uses, so that what is wrong with certificates is said at the start.
        outbound.client(guard::PUBLIC).ok_or_else(|| match &options.extra_ca {
            Some(path) => OutboundError::ExtraCa {
                path: path.display().to_string(),
                why: "a certificate in it is no authority's".into(),
            },
            None => OutboundError::NoAuthorities,
        })?;
        Ok(outbound)
    }

    fn client(&self, lane: Lane) -> Option<Client> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&lane) {
            return Some(client.clone());
        }
        let names = Arc::clone(&self.names);
        let client = Client::builder()
            .user_agent(concat!("Passerelle/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            .no_proxy()
            // Not compiled in; said here in case another crate asks reqwest for it.
            .no_gzip()
            .no_brotli()
            .no_deflate()
            .no_zstd()
            .connect_timeout(Duration::from_secs(4))
            .pool_idle_timeout(Duration::from_secs(55))
            .pool_max_idle_per_host(16)
            .tls_certs_merge(self.authorities.iter().cloned());
        let client = match lane {
            Lane::Admitted(admission) => client.https_only(!admission.loopback_only).dns_resolver(Admitting {
                admission,
                networks: Arc::clone(&self.guard.networks),
                names,
            }),
            Lane::Pinned(index) => {
                let address = self.guard.connect_to.get(index)?.address.clone();
                // HTTP/1.1 has a header for the host, which a changed port in the URL leaves alone.
                client.http1_only().dns_resolver(Pinned { address, names })
            }
        };
        let client = client.build().ok()?;
        clients.insert(lane, client.clone());
        Some(client)
    }

    async fn exchange(&self, mut url: Url, lane: Lane, request: &HttpRequest) -> Result<Answer, HttpFailure> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let client = self.client(lane).ok_or_else(|| HttpFailure::Tls {
            host: host.clone(),
            why: "the trusted certificate authorities of this machine cannot be read".into(),
        })?;
        url.set_fragment(None);
        let named = match (lane, url.port()) {
            (Lane::Pinned(_), Some(port)) => format!("{host}:{port}"),
            _ => host.clone(),
        };
        if let Lane::Pinned(index) = lane {
            let port = self.guard.connect_to.get(index).map(|entry| entry.address_port);
            url.set_port(port).ok();
        }
        let mut sending = match request.method {
            HttpMethod::Get => client.get(url),
            HttpMethod::Post => client.post(url),
        };
        if matches!(lane, Lane::Pinned(_)) {
            sending = sending.header(HOST, named);
        }
        sending = sending.header(ACCEPT, "application/json, */*;q=0.5").header(ACCEPT_ENCODING, "identity");
        if let Some(authorization) = &request.authorization {
            let refused = |_| HttpFailure::Refused {
                host: host.clone(),
                why: "the Authorization header holds characters that HTTP cannot carry".into(),
            };
            let mut value = HeaderValue::from_str(authorization.expose()).map_err(refused)?;
            value.set_sensitive(true);
            sending = sending.header(AUTHORIZATION, value);
        }
        if let (HttpMethod::Post, Some(form)) = (request.method, &request.form) {
            sending = sending.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form.expose().to_owned());
        }
        if let (HttpMethod::Post, Some(json)) = (request.method, &request.json) {
            sending = sending.header(CONTENT_TYPE, "application/json").body(json.expose().to_owned());
        }
        for (name, value) in &request.headers {
            let refused =
                || HttpFailure::Refused { host: host.clone(), why: format!("the header {name} cannot be sent") };
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
            // What decides where a request goes and how it is read is ours alone.
            if is_ours(name.as_str()) {
                return Err(refused());
            }
            let mut value = HeaderValue::from_str(value.expose()).map_err(|_| refused())?;
            value.set_sensitive(true);
            sending = sending.header(name, value);
        }
        let response = sending.send().await.map_err(|error| failure::sending(&error, &host))?;
        read(response, &host, request.max_bytes).await
    }
}

/// Headers that no policy sets: those of the connection, those that say how a body is read, and those that prove who
/// asks, which policies have words of their own for.
fn is_ours(name: &str) -> bool {
    const OURS: [&str; 16] = [
        "accept-encoding",
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "expect",
        "host",
        "http2-settings",
        "keep-alive",
        "range",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    OURS.contains(&name) || name.starts_with("proxy-") || name.starts_with("sec-")
}

/// What came over the wire.
struct Answer {
    status: u16,
    content_type: Option<String>,
    body: Vec<u8>,
}

async fn read(mut response: Response, host: &str, limit: usize) -> Result<Answer, HttpFailure> {
    let too_large = || HttpFailure::TooLarge { host: host.to_owned(), limit };
    let headers = response.headers();
    // Nobody asked for it, and what it inflates to has no bound.
    if headers.get_all(CONTENT_ENCODING).iter().any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(HttpFailure::Broken {
            host: host.to_owned(),
            why: "it is compressed, which was not asked for".to_owned(),
        });
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(media_type);
    if response.content_length().is_some_and(|announced| announced > limit as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| failure::reading(host))? {
        if chunk.len() > limit.saturating_sub(body.len()) {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status: response.status().as_u16(), content_type, body })
}

fn media_type(header: &str) -> String {
    let media_type = header.split(';').next().unwrap_or_default().trim();
    media_type.chars().take(128).collect::<String>().to_ascii_lowercase()
}

#[async_trait]
impl Http for Outbound {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, HttpFailure> {
        let started = Instant::now();
        let answer = self.send_measured(request, started).await;
        let result = match &answer {
            Ok(response) if response.status < 400 => "ok",
            Ok(_) => "refused",
            Err(HttpFailure::Timeout { .. }) => "timeout",
            Err(_) => "failed",
        };
        crate::http::metrics::outbound(result, started.elapsed());
        answer
    }

    async fn probe_tls(&self, url: &str, deadline: Duration) -> Result<Option<TlsFacts>, HttpFailure> {
        let Ok(url) = Url::parse(url) else { return Ok(None) };
        let lane = self.guard.judge(&url)?;
        if url.scheme() != "https" {
            return Ok(None);
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        let seconds = deadline.as_secs();
        timeout(deadline, self.handshake(&url, lane)).await.map_err(|_| HttpFailure::Timeout { host, seconds })?
    }
}

impl Outbound {
    async fn send_measured(&self, request: HttpRequest, started: Instant) -> Result<HttpResponse, HttpFailure> {
        let url = Url::parse(&request.url).map_err(|_| HttpFailure::Refused {
            host: "this URL".into(),
            why: "it cannot be read; write it like https://idp.example/path".into(),
        })?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let lane = self.guard.judge(&url)?;
        let Answer { status, content_type, body } = timeout(request.deadline, self.exchange(url, lane, &request))
            .await
            .map_err(|_| HttpFailure::Timeout {
                host,
                seconds: request.deadline.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX),
            })??;
        Ok(HttpResponse { status, content_type, body, took: started.elapsed() })
    }
}

#[cfg(test)]
mod tests;
