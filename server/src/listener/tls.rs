//! The server's certificate: read from its files, and read again when they change.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, SystemTime},
};
use tokio_rustls::rustls::{
    ServerConfig,
    crypto::{CryptoProvider, aws_lc_rs},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};

/// How HTTP/2 is called in a handshake (RFC 9113 §3.1).
pub const HTTP_2: &[u8] = b"h2";
/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// A certificate chain and its key, from two PEM files.
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: RwLock<(Arc<CertifiedKey>, Changed)>,
}

type Changed = [Option<SystemTime>; 2];

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate").field("chain", &self.chain).finish_non_exhaustive()
    }
}

/// A certificate that cannot be used: one sentence, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CertificateError(String);

impl Certificate {
    /// Reads both files.
    pub fn read(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let changed = changed(chain, key);
        let read = read(chain, key)?;
        Ok(Self { chain: chain.to_owned(), key: key.to_owned(), current: RwLock::new((Arc::new(read), changed)) })
    }

    /// How to accept connections with it: TLS 1.2 and 1.3.
    pub fn config(self: Arc<Self>) -> Arc<ServerConfig> {
        let builder = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()));
        let mut config = match builder.with_safe_default_protocol_versions() {
            Ok(builder) => builder,
            Err(error) => unreachable!("the provider has both versions: {error}"),
        }
        .with_no_client_auth()
        .with_cert_resolver(self);
        config.alpn_protocols = vec![HTTP_2.to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    }

    /// Reads the files again when they changed. What cannot be used replaces nothing. Whether something was replaced.
    pub fn refresh(&self) -> Result<bool, CertificateError> {
        let now = changed(&self.chain, &self.key);
        if self.current.read().unwrap_or_else(PoisonError::into_inner).1 == now {
            return Ok(false);
        }
        let read = Arc::new(read(&self.chain, &self.key)?);
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = (read, now);
        Ok(true)
    }

    /// Looks at the files for as long as the server runs.
    pub async fn keep_fresh(self: Arc<Self>) {
        let mut said = None;
        loop {
            tokio::time::sleep(LOOK_EVERY).await;
            match self.refresh() {
                Ok(true) => tracing::info!("the certificate is read anew"),
                Ok(false) => {}
                Err(error) if said.as_ref() == Some(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "the certificate changed and cannot be used; the one before stays");
                    said = Some(error);
                }
            }
        }
    }
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner).0))
    }
}

fn changed(chain: &Path, key: &Path) -> Changed {
    [chain, key].map(|path| fs::metadata(path).and_then(|file| file.modified()).ok())
}

fn read(chain: &Path, key: &Path) -> Result<CertifiedKey, CertificateError> {
    let wrong = |path: &Path, what: &str| CertificateError(format!("{}: {what}", path.display()));
    let certificates: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(chain).and_then(Iterator::collect).map_err(|error| {
            wrong(chain, &format!("no certificates can be read ({error}); give a PEM file, the server's own first"))
        })?;
    if certificates.is_empty() {
        return Err(wrong(chain, "there is no certificate in it; give a PEM file, the server's own first"));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| {
        wrong(key, &format!("no private key can be read ({error}); give a PEM file, not encrypted"))
    })?;
    let provider: CryptoProvider = aws_lc_rs::default_provider();
    CertifiedKey::from_der(certificates, private, &provider).map_err(|error| {
        wrong(
            key,
            &format!("the key does not fit the certificate of {} ({error}); give those made together", chain.display()),
        )
    })
}
