//! A provider's metadata (OpenID Connect Discovery 1.0 §3). A missing field never lowers a check (S31).

use crate::excerpt::excerpt;
use domain::{Check, IssuerUrl, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use token::Algorithm;

const CLAUSE: &str = "OpenID Connect Discovery 1.0 §3";

/// What we use of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// `issuer`.
    pub issuer: IssuerUrl,
    /// `authorization_endpoint`.
    pub authorization_endpoint: String,
    /// `token_endpoint`.
    pub token_endpoint: String,
    /// `jwks_uri`.
    pub jwks_uri: String,
    /// Algorithms that its ID tokens may be signed with: what it lists, without `none` and without those that need a
    /// shared secret. RS256 when it lists nothing (its default).
    pub algorithms: Vec<Algorithm>,
    /// Whether it offers PKCE with S256.
    pub offers_s256: bool,
    /// Whether its answers carry `iss` (RFC 9207 §3); then a missing one is refused.
    pub sends_iss: bool,
}

impl Metadata {
    /// Reads a document. The rows say what was found; without all of them passing there is no metadata.
    pub fn read(document: &Value) -> (Option<Self>, Vec<Check>) {
        let text = |name: &str| document.get(name).and_then(Value::as_str);
        let mut checks = Vec::new();
        let issuer = text("issuer").map(IssuerUrl::parse);
        checks.push(Check::holds(
            "issuer",
            CLAUSE,
            "an https URL",
            excerpt(text("issuer").unwrap_or("nothing")),
            matches!(issuer, Some(Ok(_))),
        ));
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            let found = text(name);
            checks.push(Check::holds(
                name,
                CLAUSE,
                "an https URL",
                excerpt(found.unwrap_or("nothing")),
                found.is_some_and(is_endpoint),
            ));
        }
        let listed: Option<Vec<&str>> = document
            .get("id_token_signing_alg_values_supported")
            .and_then(Value::as_array)
            .map(|values| values.iter().filter_map(Value::as_str).take(50).collect());
        let algorithms: Vec<Algorithm> = match &listed {
            None => vec![Algorithm::Rs256],
            Some(names) => names
                .iter()
                .filter_map(|name| Algorithm::parse(name).ok())
                .filter(|algorithm| !algorithm.is_symmetric())
                .collect(),
        };
        checks.push(Check::new(
            "id_token_signing_alg_values_supported",
            CLAUSE,
            "RS256 or another signature by key pair",
            listed.map_or_else(|| "nothing, which means RS256".to_owned(), |names| excerpt(&names.join(" "))),
            if algorithms.is_empty() { Outcome::Fail } else { Outcome::Pass },
        ));
        if checks.iter().any(Check::failed) {
            return (None, checks);
        }
        let lists = |name: &str, wanted: &str| {
            document
                .get(name)
                .and_then(Value::as_array)
                .is_some_and(|values| values.iter().any(|value| value == wanted))
        };
        let metadata = match (issuer, text("authorization_endpoint"), text("token_endpoint"), text("jwks_uri")) {
            (Some(Ok(issuer)), Some(authorization), Some(token), Some(keys)) => Some(Self {
                issuer,
                authorization_endpoint: authorization.to_owned(),
                token_endpoint: token.to_owned(),
                jwks_uri: keys.to_owned(),
                algorithms,
                offers_s256: lists("code_challenge_methods_supported", "S256"),
                sends_iss: document.get("authorization_response_iss_parameter_supported") == Some(&Value::Bool(true)),
            }),
            _ => None,
        };
        (metadata, checks)
    }
}

/// An endpoint is an https URL; plain http only on loopback, and even that is fetched only where it was allowed.
fn is_endpoint(text: &str) -> bool {
    let Ok(url) = url::Url::parse(text) else {
        return false;
    };
    // A parser of URLs drops tabs and line breaks; who joins a query to the text would send them.
    let clean = text.len() <= 2048 && text.bytes().all(|b| b.is_ascii_graphic());
    let loopback = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let scheme = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    clean && scheme && url.username().is_empty() && url.password().is_none() && url.fragment().is_none()
}

#[cfg(test)]
mod tests;
