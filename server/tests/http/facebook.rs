//! `graph.facebook.com` on loopback, with a certificate of an authority that only this test knows: its token endpoint
//! and its claims.

use super::provider::wire::{self, Reply};
use std::sync::Arc;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig, crypto,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

pub const AUTHORITY: &[u8] = include_bytes!("files/facebook_authority.pem");
pub const SECRET: &str = "the secret at Facebook";
const CODE: &str = "a-code-of-facebook";
const TOKEN: &str = "a-token-of-facebook";

/// The server, for as long as it is kept.
pub struct Facebook {
    pub port: u16,
    serving: JoinHandle<()>,
}

impl Drop for Facebook {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Facebook {
    pub async fn open() -> Self {
        let certificate = CertificateDer::from_pem_slice(include_bytes!("files/facebook.pem")).unwrap();
        let key = PrivateKeyDer::from_pem_slice(include_bytes!("files/facebook.key.pem")).unwrap();
        let config = ServerConfig::builder_with_provider(crypto::aws_lc_rs::default_provider().into())
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    wire::converse(stream, &|request| answer(&request)).await;
                });
            }
        });
        Self { port, serving }
    }

    /// The answer that a browser brings back from there.
    pub fn callback(state: &str) -> String {
        crate::running::encode(&[("code", CODE), ("state", state)])
    }
}

fn answer(request: &wire::Request) -> Reply {
    let query = |name: &str| request.query.get(name).map_or("", String::as_str);
    if request.path.ends_with("/access_token") || request.path.ends_with("/oauth/access_token") {
        if (query("code"), query("client_secret")) != (CODE, SECRET) {
            return Reply::json(400, &serde_json::json!({ "error": "invalid_grant" }));
        }
        return Reply::json(200, &serde_json::json!({ "access_token": TOKEN, "token_type": "bearer" }));
    }
    if query("access_token") != TOKEN {
        return Reply::json(401, &serde_json::json!({ "error": "invalid_token" }));
    }
    Reply::json(200, &serde_json::json!({ "id": "4711", "name": "Erika Mustermann", "email": "erika@example.com" }))
}
