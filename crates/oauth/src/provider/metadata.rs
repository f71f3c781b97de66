//! Our metadata (OpenID Connect Discovery 1.0 §3, RFC 9207, behaviour reference §6.2). Nothing is listed that is not
//! done (S82): the lists come from the code that does it.

use super::{Delivery, Prompt, ResponseTypes, scope::STANDARD_SCOPES, token_endpoint::GRANT_TYPES};
use serde::Serialize;

/// The endpoints of one policy, in the URL form that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Endpoints {
    /// `iss`.
    pub issuer: String,
    /// Authorization endpoint.
    pub authorization: String,
    /// Token endpoint.
    pub token: String,
    /// Keys.
    pub keys: String,
    /// Userinfo.
    pub userinfo: String,
    /// Logout.
    pub end_session: String,
}

/// The document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Metadata {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: String,
    end_session_endpoint: String,
    response_modes_supported: Vec<&'static str>,
    response_types_supported: Vec<&'static str>,
    grant_types_supported: Vec<&'static str>,
    scopes_supported: Vec<String>,
    subject_types_supported: Vec<&'static str>,
    id_token_signing_alg_values_supported: Vec<&'static str>,
    token_endpoint_auth_methods_supported: Vec<&'static str>,
    code_challenge_methods_supported: Vec<&'static str>,
    claims_supported: Vec<String>,
    authorization_response_iss_parameter_supported: bool,
    prompt_values_supported: Vec<&'static str>,
    request_parameter_supported: bool,
    request_uri_parameter_supported: bool,
}

/// Claims that every ID token has, or has when there is something to say.
const TOKEN_CLAIMS: [&str; 8] = ["iss", "iat", "exp", "aud", "sub", "nonce", "auth_time", "ver"];

impl Metadata {
    /// The document of a policy that returns these claims.
    pub fn new(endpoints: Endpoints, claims: impl IntoIterator<Item = String>, extra_scopes: &[&str]) -> Self {
        let mut claims_supported: Vec<String> = claims.into_iter().collect();
        for claim in TOKEN_CLAIMS {
            if !claims_supported.iter().any(|known| known == claim) {
                claims_supported.push(claim.to_owned());
            }
        }
        let scopes_supported = if extra_scopes.is_empty() {
            STANDARD_SCOPES.iter().map(|scope| (*scope).to_owned()).collect()
        } else {
            extra_scopes.iter().map(|scope| (*scope).to_owned()).collect()
        };
        Self {
            issuer: endpoints.issuer,
            authorization_endpoint: endpoints.authorization,
            token_endpoint: endpoints.token,
            jwks_uri: endpoints.keys,
            userinfo_endpoint: endpoints.userinfo,
            end_session_endpoint: endpoints.end_session,
            response_modes_supported: Delivery::ALL.to_vec(),
            response_types_supported: ResponseTypes::ALL.to_vec(),
            grant_types_supported: GRANT_TYPES.into_iter().chain(["implicit"]).collect(),
            scopes_supported,
            subject_types_supported: vec!["public"],
            id_token_signing_alg_values_supported: vec!["RS256"],
            token_endpoint_auth_methods_supported: vec!["client_secret_post", "client_secret_basic", "none"],
            code_challenge_methods_supported: vec!["S256"],
            claims_supported,
            authorization_response_iss_parameter_supported: true,
            prompt_values_supported: Prompt::ALL.to_vec(),
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
        }
    }
}

#[cfg(test)]
mod tests;
