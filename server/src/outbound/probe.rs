//! A TLS handshake for *Check*: which version and cipher suite a provider agrees on. Under the same guard as every
//! fetch, with the same authorities; nothing is sent after the handshake.

use super::{
    Outbound,
    failure::tls_words,
    guard::Lane,
    resolve::{Admitting, Pinned, Stop},
};
use federation::ports::{HttpFailure, TlsFacts};
use reqwest::dns::Resolve;
use rustls_platform_verifier::Verifier;
use std::{net::SocketAddr, sync::Arc};
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, ProtocolVersion,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};
use url::{Host, Url};

/// The client's side of a handshake; `None` where this machine's authorities cannot be read.
pub(super) fn configuration(extra: &[CertificateDer<'static>]) -> Option<Arc<ClientConfig>> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Verifier::new_with_extra_roots(extra.iter().cloned(), Arc::clone(&provider)).ok()?;
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().ok()?;
    // rustls calls every verifier but its own so; this one checks against the platform's authorities and ours.
    let authenticating = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    Some(Arc::new(authenticating.with_no_client_auth()))
}

/// The certificates of `--extra-ca`.
pub(super) fn certificates(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem).filter_map(Result::ok).collect()
}

impl Outbound {
    pub(super) async fn handshake(&self, url: &Url, lane: Lane) -> Result<Option<TlsFacts>, HttpFailure> {
        let host = url.host_str().unwrap_or_default().to_owned();
        let (Some(name), Some(configuration)) = (server_name(url), configuration(&self.extra)) else {
            return Ok(None);
        };
        let addresses = self.addresses(url, lane).await.map_err(|stop| match stop {
            Stop::Refused(why) => HttpFailure::Refused { host: host.clone(), why },
            Stop::NoAddress => HttpFailure::NoAddress { host: host.clone() },
            Stop::NotLookedUp => HttpFailure::Unreachable { host: host.clone(), why: stop.to_string() },
        })?;
        let stream = connect(&addresses).await;
        let Some(stream) = stream else {
            return Err(HttpFailure::Unreachable { host, why: "no connection came about".into() });
        };
        let connector = TlsConnector::from(configuration);
        let stream =
            connector.connect(name, stream).await.map_err(|error| HttpFailure::Tls { host, why: tls_words(&error) })?;
        let (_, session) = stream.get_ref();
        let facts = session.protocol_version().zip(session.negotiated_cipher_suite());
        Ok(facts.map(|(version, suite)| TlsFacts {
            version: match version {
                ProtocolVersion::TLSv1_2 => "TLS 1.2".to_owned(),
                ProtocolVersion::TLSv1_3 => "TLS 1.3".to_owned(),
                other => format!("{other:?}"),
            },
            cipher_suite: format!("{:?}", suite.suite()),
        }))
    }

    async fn addresses(&self, url: &Url, lane: Lane) -> Result<Vec<SocketAddr>, Stop> {
        let port = url.port_or_known_default().unwrap_or(443);
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            _ => None,
        };
        let name = url.host_str().unwrap_or_default().to_owned();
        let names = Arc::clone(&self.names);
        let (found, port) = match lane {
            // An address in the URL was judged with the URL.
            Lane::Admitted(_) if literal.is_some() => {
                (literal.map(|ip| SocketAddr::new(ip, 0)).into_iter().collect(), port)
            }
            Lane::Admitted(admission) => {
                (Admitting::admitted(names, name, admission, &self.guard.networks).await?, port)
            }
            Lane::Pinned(index) => {
                let Some(entry) = self.guard.connect_to.get(index) else { return Err(Stop::NoAddress) };
                let pinned = Pinned { address: entry.address.clone(), names };
                let name = "pinned".parse().map_err(|_| Stop::NotLookedUp)?;
                let found = pinned.resolve(name).await.map_err(|_| Stop::NotLookedUp)?;
                (found.collect(), entry.address_port)
            }
        };
        Ok(found.into_iter().map(|address| SocketAddr::new(address.ip(), port)).collect())
    }
}

async fn connect(addresses: &[SocketAddr]) -> Option<TcpStream> {
    for address in addresses {
        if let Ok(stream) = TcpStream::connect(address).await {
            return Some(stream);
        }
    }
    None
}

fn server_name(url: &Url) -> Option<ServerName<'static>> {
    let name = match url.host()? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok()?,
        Host::Ipv4(address) => ServerName::IpAddress(std::net::IpAddr::V4(address).into()),
        Host::Ipv6(address) => ServerName::IpAddress(std::net::IpAddr::V6(address).into()),
    };
    Some(name)
}
