//! The claims of the tokens we issue (behaviour reference §7, OpenID Connect Core 2).

use domain::{ApplicationId, Timestamp};
use serde_json::{Map, Value};
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
    /// Seconds.
    pub lifetime: u32,
}

/// Claims that only the protocol sets; a policy's claim of such a name does not get through.
const PROTOCOL_CLAIMS: [&str; 13] =
    ["iss", "sub", "aud", "exp", "nbf", "iat", "nonce", "auth_time", "at_hash", "c_hash", "azp", "scp", "ver"];

impl Facts<'_> {
    fn common(&self) -> Members {
        let now = self.now.as_seconds();
        let mut token = Members::new();
        token.insert("ver".to_owned(), "1.0".into());
        token.insert("iss".to_owned(), self.issuer.into());
        token.insert("sub".to_owned(), self.subject.into());
        token.insert("aud".to_owned(), self.client_id.to_string().into());
        token.insert("exp".to_owned(), now.saturating_add(i64::from(self.lifetime)).into());
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
        let mut token = self.common();
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

    /// The claims of an access token with this scope. It has `scp` and `azp` and no `nonce`, which tells it from an ID
    /// token (S54).
    pub fn access_token(&self, scope: &[String]) -> Members {
        let mut token = self.common();
        token.insert("azp".to_owned(), self.client_id.to_string().into());
        token.insert("scp".to_owned(), scope.join(" ").into());
        token
    }
}

#[cfg(test)]
mod tests;
