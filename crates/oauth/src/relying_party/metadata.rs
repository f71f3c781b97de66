//! A provider's metadata (OpenID Connect Discovery 1.0 §3). A missing field never lowers a check (S31).

use crate::excerpt::excerpt;
use domain::{Check, IssuerUrl, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use token::Algorithm;

const CLAUSE: &str = "OpenID Connect Discovery 1.0 §3";

/// What a sign-in needs of a provider's metadata beside authorization endpoint and keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// To exchange a code.
    pub token_endpoint: bool,
    /// To ask for more claims.
    pub userinfo_endpoint: bool,
}

/// What we use of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// `issuer`.
    pub issuer: IssuerUrl,
    /// `authorization_endpoint`.
    pub authorization_endpoint: String,
    /// `token_endpoint`; there, or the response type is not `code`.
    pub token_endpoint: Option<String>,
    /// `userinfo_endpoint`; there if it was asked for.
    #[serde(default)]
    pub userinfo_endpoint: Option<String>,
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
    /// Reads a document for what a sign-in needs of it. The rows say what was found; without all of them passing there
    /// is no metadata.
    pub fn read(document: &Value, needs: Needs) -> (Option<Self>, Vec<Check>) {
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
        let needed = [
            ("authorization_endpoint", true),
            ("token_endpoint", needs.token_endpoint),
            ("jwks_uri", true),
            ("userinfo_endpoint", needs.userinfo_endpoint),
        ];
        for (name, _) in needed.into_iter().filter(|(_, needed)| *needed) {
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
        // An endpoint that is not needed and is no https URL is as if it were not there.
        let endpoint = |name: &str| text(name).filter(|text| is_endpoint(text)).map(str::to_owned);
        let metadata = match (issuer, endpoint("authorization_endpoint"), endpoint("jwks_uri")) {
            (Some(Ok(issuer)), Some(authorization_endpoint), Some(jwks_uri)) => Some(Self {
                issuer,
                authorization_endpoint,
                token_endpoint: endpoint("token_endpoint"),
                userinfo_endpoint: endpoint("userinfo_endpoint"),
                jwks_uri,
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
