//! The use-cases: drive a journey, administer a tenant, redeem a code. Ports as traits.
//!
//! [`Federation`] is what the edge calls. It holds the only awaits between the pure crates and the world.

pub mod admin;
mod api_tokens;
mod audit;
mod clients;
mod configuration;
pub mod demo;
pub mod discovery;
mod error;
mod inspected_keys;
mod keys;
mod logout;
pub mod page_content;
mod password;
pub mod ports;
mod programs;
mod provider_documents;
mod redeem;
mod refresh;
mod refusals;
mod session;
pub mod sign_in;
pub mod tenant;
mod trace;
pub mod transfer;
mod upkeep;
mod urls;
mod userinfo;

pub use error::{Error, Fields, KeyFault};
pub use inspected_keys::NoInspectedKeys;
pub use logout::{LoggedOut, LogoutCall};
pub use redeem::{TokenAnswer, TokenCall};
pub use refusals::RefusedRequest;
pub use urls::{Origin, PolicyForm, PolicyPath};

use domain::{Clock, Entropy};
use ports::{Crypto, Http, Mail, Messages};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use storage::{Digest, Store};

/// The use-cases over their ports.
pub struct Federation {
    store: Arc<dyn Store>,
    http: Arc<dyn Http>,
    crypto: Arc<dyn Crypto>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    demo: bool,
    programs: programs::Cache,
    configuration: configuration::Cache,
    documents: provider_documents::Cache,
    refusals: refusals::Ring,
    signers: keys::Signers,
    inspected: inspected_keys::Bucket,
    mail: Arc<dyn Mail>,
    messages: Arc<dyn Messages>,
    passwords: password::Passwords,
    brandings: tenant::BrandingCache,
    contents: page_content::Cache,
}

/// What [`Federation`] is built from.
pub struct Ports {
    /// The store.
    pub store: Arc<dyn Store>,
    /// Outbound HTTP.
    pub http: Arc<dyn Http>,
    /// Keys and signatures.
    pub crypto: Arc<dyn Crypto>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Outgoing e-mail.
    pub mail: Arc<dyn Mail>,
    /// Messages to telephones.
    pub messages: Arc<dyn Messages>,
    /// Whether the demo's built-in programs are reachable.
    pub demo: bool,
}

impl Federation {
    /// Over these ports.
    pub fn new(ports: Ports) -> Self {
        Self {
            store: ports.store,
            http: ports.http,
            crypto: ports.crypto,
            clock: ports.clock,
            entropy: ports.entropy,
            demo: ports.demo,
            programs: programs::Cache::default(),
            configuration: configuration::Cache::default(),
            documents: provider_documents::Cache::default(),
            refusals: refusals::Ring::default(),
            signers: keys::Signers::default(),
            inspected: inspected_keys::Bucket::default(),
            mail: ports.mail,
            messages: ports.messages,
            passwords: password::Passwords::default(),
            brandings: tenant::BrandingCache::default(),
            contents: page_content::Cache::default(),
        }
    }

    /// The store, for upkeep.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// A nonce for a content security policy.
    pub fn random_nonce(&self) -> String {
        use base64ct::{Base64, Encoding};
        Base64::encode_string(&self.entropy.bytes::<16>())
    }

    /// 256 random bits as base64url: a cookie, a state, a code, a secret.
    fn random_token(&self) -> domain::Secret {
        use base64ct::{Base64UrlUnpadded, Encoding};
        domain::Secret::new(Base64UrlUnpadded::encode_string(&self.entropy.bytes::<32>()))
    }
}

/// The digest under which a one-time value is stored. The kind keeps the namespaces apart (S6): a code is never found
/// as a state.
fn digest(kind: &str, value: &str) -> Digest {
    let mut hash = Sha256::new();
    hash.update(kind.as_bytes());
    hash.update([0]);
    hash.update(value.as_bytes());
    hash.finalize().into()
}
