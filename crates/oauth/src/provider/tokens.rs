//! The claims of the tokens we issue (behaviour reference §7, OpenID Connect Core 2).

use super::scope::Access;
use base64ct::{Base64UrlUnpadded, Encoding};
use domain::{ApplicationId, JourneyId, PolicyId, ProviderId, Timestamp, UserId};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::fmt;
use token::{Algorithm, Members, half_hash};

/// What all tokens of one answer share.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// `iss`.
    pub issuer: &'a str,
    /// `sub`.
    pub subject: &'a str,
    /// The application.
    pub client_id: ApplicationId,
    /// Claims of the policy, by token name.
    pub claims: &'a Map<String, Value>,
    /// `nonce`.
    pub nonce: Option<&'a str>,
    /// When the person signed in.
    pub auth_time: Timestamp,
    /// Now.
    pub now: Timestamp,
    /// Of ID tokens, in seconds.
    pub id_lifetime: u32,
    /// Of access tokens, in seconds.
    pub access_lifetime: u32,
}

/// Claims that only the protocol sets; a policy's claim of such a name does not get through.
pub const PROTOCOL_CLAIMS: [&str; 14] =
    ["iss", "sub", "aud", "exp", "nbf", "iat", "nonce", "auth_time", "at_hash", "c_hash", "azp", "scp", "ver", "jti"];

/// The `jti` of an access token: which grant, policy, user and provider it belongs to, so that userinfo can refuse it once
/// one of them is gone, and 64 random bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TokenId {
    /// The grant: the journey it came from.
    pub journey: JourneyId,
    /// The user, if the directory knows them.
    pub user: Option<UserId>,
    /// The provider by which they came, if it is one of the tenant's.
    pub provider: Option<ProviderId>,
    policy: [u8; 8],
    unique: [u8; 8],
}

const TOKEN_ID_BYTES: usize = 16 + 16 + 16 + 8 + 8;

impl TokenId {
    /// A new one.
    pub fn new(
        journey: JourneyId,
        user: Option<UserId>,
        provider: Option<ProviderId>,
        policy: &PolicyId,
        unique: [u8; 8],
    ) -> Self {
        Self { journey, user, provider, policy: policy_tag(policy), unique }
    }

    /// Reads a `jti` of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0_u8; TOKEN_ID_BYTES];
        let read = Base64UrlUnpadded::decode(text, &mut bytes).ok()?;
        let (journey, rest) = read.split_first_chunk::<16>()?;
        let (user, rest) = rest.split_first_chunk::<16>()?;
        let (provider, rest) = rest.split_first_chunk::<16>()?;
        let (policy, unique) = rest.split_first_chunk::<8>()?;
        let user = uuid::Uuid::from_bytes(*user);
        let provider = uuid::Uuid::from_bytes(*provider);
        Some(Self {
            journey: JourneyId::from_uuid(uuid::Uuid::from_bytes(*journey)),
            user: (!user.is_nil()).then(|| UserId::from_uuid(user)),
            provider: (!provider.is_nil()).then(|| ProviderId::from_uuid(provider)),
            policy: *policy,
            unique: unique.try_into().ok()?,
        })
    }

    /// Whether a token of this id came from a policy.
    pub fn is_of(&self, policy: &PolicyId) -> bool {
        self.policy == policy_tag(policy)
    }
}

fn policy_tag(policy: &PolicyId) -> [u8; 8] {
    let hash = Sha256::digest(policy.folded().as_bytes());
    let mut tag = [0; 8];
    tag.copy_from_slice(&hash[..8]);
    tag
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = Vec::with_capacity(TOKEN_ID_BYTES);
        bytes.extend_from_slice(self.journey.uuid().as_bytes());
        bytes.extend_from_slice(self.user.map_or(uuid::Uuid::nil(), UserId::uuid).as_bytes());
        bytes.extend_from_slice(self.provider.map_or(uuid::Uuid::nil(), ProviderId::uuid).as_bytes());
        bytes.extend_from_slice(&self.policy);
        bytes.extend_from_slice(&self.unique);
        f.write_str(&Base64UrlUnpadded::encode_string(&bytes))
    }
}

impl Facts<'_> {
    fn common(&self, audience: ApplicationId, lifetime: u32) -> Members {
        let now = self.now.as_seconds();
        let mut token = Members::new();
        token.insert("ver".to_owned(), "1.0".into());
        token.insert("iss".to_owned(), self.issuer.into());
        token.insert("sub".to_owned(), self.subject.into());
        token.insert("aud".to_owned(), audience.to_string().into());
        token.insert("exp".to_owned(), now.saturating_add(i64::from(lifetime)).into());
        token.insert("nbf".to_owned(), now.into());
        token.insert("iat".to_owned(), now.into());
        token.insert("auth_time".to_owned(), self.auth_time.as_seconds().into());
        for (name, value) in self.claims {
            if !PROTOCOL_CLAIMS.contains(&name.as_str()) {
                token.insert(name.clone(), value.clone());
            }
        }
        token
    }

    /// The claims of an ID token that comes with this code and this access token.
    pub fn id_token(&self, algorithm: Algorithm, code: Option<&str>, access_token: Option<&str>) -> Members {
        let mut token = self.common(self.client_id, self.id_lifetime);
        if let Some(nonce) = self.nonce {
            token.insert("nonce".to_owned(), nonce.into());
        }
        if let Some(code) = code {
            token.insert("c_hash".to_owned(), half_hash(algorithm, code).into());
        }
        if let Some(access_token) = access_token {
            token.insert("at_hash".to_owned(), half_hash(algorithm, access_token).into());
        }
        token
    }

    /// The claims of an access token. It has `scp`, `azp` and `jti` and no `nonce`, which tells it from an ID token
    /// (S54).
    pub fn access_token(&self, access: &Access, jti: &TokenId) -> Members {
        let mut token = self.common(access.audience, self.access_lifetime);
        token.insert("azp".to_owned(), self.client_id.to_string().into());
        token.insert("scp".to_owned(), access.scopes.join(" ").into());
        token.insert("jti".to_owned(), jti.to_string().into());
        token
    }
}

#[cfg(test)]
mod tests;
