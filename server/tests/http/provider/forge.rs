//! Keys and tokens of the provider, honest and forged.

use aws_lc_rs::{hmac, rand};
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{Clock, Secret};
use federation::ports::Crypto;
use serde_json::{Map, Value, json};
use server::{keys::AwsLc, system::SystemClock};
use std::sync::Arc;
use token::Sign;

pub type Claims = Map<String, Value>;

/// A key pair with its published half.
pub struct Pair {
    pub public: Value,
    pub signer: Arc<dyn Sign + Send + Sync>,
}

impl Pair {
    async fn new() -> Self {
        let made = AwsLc.generate_rsa().await.unwrap();
        let signer = AwsLc.signer(&Secret::new(made.private.expose()), &made.kid).unwrap();
        Self { public: made.public, signer }
    }
}

/// The provider's key, and one that it never published.
pub struct Forge {
    pub own: Pair,
    pub foreign: Pair,
}

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    Base64UrlUnpadded::encode_string(bytes.as_ref())
}

pub fn random() -> String {
    let mut bytes = [0; 24];
    rand::fill(&mut bytes).unwrap();
    encode(bytes)
}

pub fn now() -> i64 {
    SystemClock.now().as_seconds()
}

/// Making keys is slow; all providers of one run share them.
static SHARED: tokio::sync::OnceCell<Arc<Forge>> = tokio::sync::OnceCell::const_new();

#[allow(clippy::unused_self, reason = "a test asks the forge for everything that it makes")]
impl Forge {
    pub async fn shared() -> Arc<Self> {
        let make = || async { Arc::new(Self { own: Pair::new().await, foreign: Pair::new().await }) };
        Arc::clone(SHARED.get_or_init(make).await)
    }

    /// The document of keys.
    pub fn published(&self) -> Value {
        json!({ "keys": [self.own.public] })
    }

    /// Honest claims.
    pub fn claims(&self, issuer: &str, audience: &str, nonce: &str) -> Claims {
        let now = now();
        let claims = json!({
            "iss": issuer, "aud": audience, "sub": "person-1", "name": "Erika Muster", "nonce": nonce,
            "iat": now, "exp": now + 300,
        });
        claims.as_object().unwrap().clone()
    }

    pub fn sign(&self, claims: &Claims) -> String {
        token::issue::issue("JWT", claims, &*self.own.signer).unwrap()
    }

    /// Signed by a key, under a header of the test's choice. `alg` of the header is not what signs.
    pub fn sign_as(&self, pair: &Pair, header: &Value, claims: &Claims) -> String {
        let input = format!("{}.{}", encode(header.to_string()), encode(Value::from(claims.clone()).to_string()));
        let signature = pair.signer.sign(input.as_bytes()).unwrap();
        format!("{input}.{}", encode(signature))
    }

    pub fn own_header(&self) -> Value {
        json!({ "alg": "RS256", "typ": "JWT", "kid": self.own.signer.kid() })
    }

    /// `alg: none`, with this in place of the signature.
    pub fn unsigned(claims: &Claims, alg: &str, signature: &str) -> String {
        let header = json!({ "alg": alg, "typ": "JWT" });
        format!("{}.{}.{signature}", encode(header.to_string()), encode(Value::from(claims.clone()).to_string()))
    }

    /// HS256 with these octets as the secret.
    pub fn hmac(header: &Value, claims: &Claims, secret: &[u8]) -> String {
        let input = format!("{}.{}", encode(header.to_string()), encode(Value::from(claims.clone()).to_string()));
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
        format!("{input}.{}", encode(tag.as_ref()))
    }
}
