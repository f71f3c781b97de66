//! An OpenID provider that costs next to nothing and signs everybody in at once: stateless, its code carries the
//! request. 1,000 users take turns.

use anyhow::{Context, Result};
use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
    serve::Listener,
};
use base64ct::{Base64UrlUnpadded as Base64, Encoding};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{SystemTime, UNIX_EPOCH},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
    server::TlsStream,
};

const USERS: u64 = 1_000;

/// The running upstream.
pub struct Upstream {
    /// Its issuer.
    pub issuer: String,
    /// Its certificate, which is its own authority.
    pub certificate: String,
    /// The certificate's private key, for brokers that want to be https themselves.
    pub key: String,
    operator: Arc<Operator>,
}

struct Operator {
    issuer: String,
    pair: KeyPair,
    next_user: AtomicU64,
    tokens: AtomicU64,
}

impl Upstream {
    /// Listens on loopback; port 0 takes a free one.
    pub async fn start(port: u16) -> Result<Self> {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).context("no certificate")?;
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).map_err(anyhow::Error::msg)?;
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key)
            .context("the certificate does not fit")?;
        let tcp = TcpListener::bind(("127.0.0.1", port))
            .await
            .with_context(|| format!("port {port} of loopback is taken: end what listens there"))?;
        let issuer = format!("https://localhost:{}", tcp.local_addr()?.port());
        let operator = Arc::new(Operator {
            issuer: issuer.clone(),
            pair: KeyPair::generate(KeySize::Rsa2048).context("no key")?,
            next_user: AtomicU64::new(0),
            tokens: AtomicU64::new(0),
        });
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/jwks", get(keys))
            .route("/authorize", get(authorize))
            .route("/token", post(token))
            .route("/userinfo", get(user_info))
            .with_state(Arc::clone(&operator));
        let listener = Tls { tcp, acceptor: TlsAcceptor::from(Arc::new(config)) };
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Ok(Self { issuer, certificate: made.cert.pem(), key: made.signing_key.serialize_pem(), operator })
    }

    /// How often its token endpoint was called.
    pub fn token_calls(&self) -> u64 {
        self.operator.tokens.load(Ordering::Relaxed)
    }
}

struct Tls {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for Tls {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.tcp.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

async fn metadata(State(operator): State<Arc<Operator>>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", operator.issuer);
    Json(json!({
        "issuer": operator.issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "userinfo_endpoint": at("userinfo"),
        "jwks_uri": at("jwks"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "subject_types_supported": ["public"],
        "scopes_supported": ["openid", "profile", "email"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }))
}

async fn keys(State(operator): State<Arc<Operator>>) -> Response {
    let Some((n, e)) = public(&operator.pair) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let key = json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "bench", "n": n, "e": e });
    Json(json!({ "keys": [key] })).into_response()
}

async fn authorize(State(operator): State<Arc<Operator>>, Query(asked): Query<HashMap<String, String>>) -> Response {
    let get = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let user = operator.next_user.fetch_add(1, Ordering::Relaxed) % USERS;
    let request = json!({ "client_id": get("client_id"), "nonce": get("nonce"), "user": user });
    let code = Base64::encode_string(request.to_string().as_bytes());
    let Ok(mut back) = url::Url::parse(get("redirect_uri")) else { return StatusCode::BAD_REQUEST.into_response() };
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", get("state"));
    Redirect::to(back.as_str()).into_response()
}

async fn token(State(operator): State<Arc<Operator>>, Form(given): Form<HashMap<String, String>>) -> Response {
    operator.tokens.fetch_add(1, Ordering::Relaxed);
    let request = given.get("code").and_then(|code| Base64::decode_vec(code).ok());
    let request: Option<Value> = request.and_then(|bytes| serde_json::from_slice(&bytes).ok());
    let Some(request) = request else { return StatusCode::BAD_REQUEST.into_response() };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut claims = person(request["user"].as_u64().unwrap_or_default());
    for (name, value) in [
        ("iss", json!(operator.issuer)),
        ("aud", request["client_id"].clone()),
        ("iat", json!(now)),
        ("exp", json!(now + 600)),
    ] {
        claims[name] = value;
    }
    if request["nonce"].as_str().is_some_and(|nonce| !nonce.is_empty()) {
        claims["nonce"] = request["nonce"].clone();
    }
    let header = json!({ "alg": "RS256", "kid": "bench", "typ": "JWT" });
    let encode = |part: &Value| Base64::encode_string(part.to_string().as_bytes());
    let input = format!("{}.{}", encode(&header), encode(&claims));
    let mut signature = vec![0; operator.pair.public_modulus_len()];
    if operator.pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), input.as_bytes(), &mut signature).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let id_token = format!("{input}.{}", Base64::encode_string(&signature));
    let access_token = format!("user-{}", request["user"]);
    Json(json!({ "access_token": access_token, "token_type": "Bearer", "expires_in": 600, "id_token": id_token }))
        .into_response()
}

async fn user_info(headers: HeaderMap) -> Response {
    let bearer = headers.get("authorization").and_then(|value| value.to_str().ok());
    let user = bearer.and_then(|bearer| bearer.strip_prefix("Bearer user-")?.parse().ok());
    user.map_or(StatusCode::UNAUTHORIZED.into_response(), |user| Json(person(user)).into_response())
}

fn person(user: u64) -> Value {
    json!({
        "sub": format!("u{user}"), "name": format!("User {user}"), "given_name": "User",
        "family_name": user.to_string(), "email": format!("u{user}@example.test"), "email_verified": true,
    })
}

/// Modulus and exponent, from the DER of `RSAPublicKey` (RFC 8017, appendix A.1.1) of a key of 2048 bits: a sequence
/// with a length of two octets, the modulus likewise and with a zero in front, the exponent in one octet's length.
fn public(pair: &KeyPair) -> Option<(String, String)> {
    let der = pair.public_key().as_ref();
    let modulus = der.get(9..9 + 256)?;
    let exponent = der.get(9 + 256 + 2..)?;
    Some((Base64::encode_string(modulus), Base64::encode_string(exponent)))
}
