//! The token endpoint (RFC 6749 §4.1.3, §5; behaviour reference §6.4): who asks, and whether the code is theirs.

use crate::{Parameters, error::ProtocolError, excerpt::printable, pkce};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use domain::{Application, ApplicationId, Check, Outcome, PolicyId, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A refusal at the token endpoint (RFC 6749 §5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRefusal {
    /// 400, or 401 when the client did not prove itself.
    pub status: u16,
    /// What.
    pub error: ProtocolError,
}

impl TokenRefusal {
    fn new(status: u16, code: &str, error: &str, message: &str) -> Self {
        Self { status, error: ProtocolError::new(code, error, message) }
    }
}

/// A token request, read but not yet believed.
#[derive(Debug, Clone)]
pub struct TokenRequest {
    /// Who says to ask.
    pub client_id: ApplicationId,
    /// Their secret, if they sent one.
    pub secret: Option<Secret>,
    /// How it was sent.
    pub authentication: &'static str,
    /// The code.
    pub code: Secret,
    /// `redirect_uri`.
    pub redirect_uri: Option<String>,
    /// `code_verifier`.
    pub code_verifier: Option<Secret>,
}

impl TokenRequest {
    /// Reads a request: its body and its `Authorization` header.
    pub fn parse(body: &Parameters, authorization: Option<&str>) -> Result<Self, TokenRefusal> {
        let invalid = |code: &str, message: &str| TokenRefusal::new(400, code, "invalid_request", message);
        if let Some(name) = body.duplicate() {
            return Err(invalid("AADB2C90122", &format!("The parameter `{}` came more than once.", printable(name))));
        }
        match body.get("grant_type") {
            Some("authorization_code") => {}
            Some(_) => {
                return Err(TokenRefusal::new(
                    400,
                    "AADB2C90086",
                    "unsupported_grant_type",
                    "The `grant_type` is not supported; use authorization_code.",
                ));
            }
            None => return Err(invalid("AADB2C90083", "The request has no `grant_type`.")),
        }
        let (client_id, secret, authentication) = credentials(body, authorization)?;
        let code = body.get("code").ok_or_else(|| invalid("AADB2C90083", "The request has no `code`."))?;
        Ok(Self {
            client_id,
            secret,
            authentication,
            code: Secret::new(code),
            redirect_uri: body.get("redirect_uri").map(str::to_owned),
            code_verifier: body.get("code_verifier").map(Secret::new),
        })
    }
}

fn credentials(
    body: &Parameters,
    authorization: Option<&str>,
) -> Result<(ApplicationId, Option<Secret>, &'static str), TokenRefusal> {
    let bad_client = |message: &str| TokenRefusal::new(401, "AADB2C90081", "invalid_client", message);
    let in_body = (body.get("client_id"), body.get("client_secret"));
    let (id, secret, method) = match (authorization, in_body) {
        (Some(header), (body_id, None)) => {
            let (id, secret) = basic(header)
                .ok_or_else(|| bad_client("The Authorization header is not Basic with an id and a secret."))?;
            if body_id.is_some_and(|other| other != id) {
                return Err(TokenRefusal::new(
                    400,
                    "AADB2C90122",
                    "invalid_request",
                    "The request names two different clients.",
                ));
            }
            (id, Some(Secret::new(secret)), "client_secret_basic")
        }
        (Some(_), (_, Some(_))) => {
            return Err(TokenRefusal::new(
                400,
                "AADB2C90122",
                "invalid_request",
                "The request brings a client secret in two ways (RFC 6749 §2.3).",
            ));
        }
        (None, (Some(id), Some(secret))) => (id.to_owned(), Some(Secret::new(secret)), "client_secret_post"),
        (None, (Some(id), None)) => (id.to_owned(), None, "none"),
        (None, (None, _)) => {
            return Err(TokenRefusal::new(400, "AADB2C90008", "invalid_request", "The request has no `client_id`."));
        }
    };
    let id = id.parse().map_err(|_| unknown_client())?;
    Ok((id, secret, method))
}

/// Id and secret of a Basic header, each form-encoded (RFC 6749 §2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(Base64::decode_vec(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    let decode = |text: &str| {
        // One value, also when a client did not encode its `&`.
        let pair = format!("v={}", text.replace('&', "%26"));
        url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
    };
    Some((decode(id)?, decode(secret)?))
}

fn unknown_client() -> TokenRefusal {
    TokenRefusal::new(
        401,
        "AADB2C90018",
        "invalid_client",
        "No application with this client id is registered in this tenant.",
    )
}

/// The stored form of an application's secret.
pub fn secret_hash(secret: &str) -> String {
    Base64UrlUnpadded::encode_string(&Sha256::digest(secret.as_bytes()))
}

/// Whether the client is who it says (RFC 6749 §3.2.1). Every secret is compared, in constant time (S57).
pub fn authenticate(
    request: &TokenRequest,
    application: Option<&Application>,
    now: Timestamp,
) -> Result<(), TokenRefusal> {
    let refuse = |code: &str, message: &str| Err(TokenRefusal::new(401, code, "invalid_client", message));
    let presented = request.secret.as_ref().map(|secret| secret_hash(secret.expose()));
    // Whoever looked the application up, it is the one that is asked for.
    let Some(application) = application.filter(|found| found.id == request.client_id) else {
        return Err(unknown_client());
    };
    if !application.enabled {
        return refuse("AADB2C90092", "The application is disabled.");
    }
    match (application.is_confidential(), presented) {
        (true, None) => refuse("AADB2C90079", "The application must send its client secret."),
        (false, Some(_)) => refuse("AADB2C90084", "A public client must not send a client secret."),
        (false, None) => Ok(()),
        (true, Some(presented)) => {
            let mut matched = false;
            for secret in &application.secrets {
                let same: bool = secret.sha256.as_bytes().ct_eq(presented.as_bytes()).into();
                matched |= same && now < secret.expires_at;
            }
            if matched { Ok(()) } else { refuse("AADB2C90081", "The client secret is wrong or has expired.") }
        }
    }
}

/// What a code stands for. Stored sealed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeGrant {
    /// For whom.
    pub client_id: ApplicationId,
    /// By which policy.
    pub policy: PolicyId,
    /// Where it was sent.
    pub redirect_uri: String,
    /// S256 challenge.
    pub code_challenge: Option<String>,
    /// Granted scope values.
    pub scope: Vec<String>,
    /// `nonce` of the request.
    pub nonce: Option<String>,
    /// `iss` of its tokens.
    pub issuer: String,
    /// `sub`.
    pub subject: String,
    /// Claims of the policy, by token name.
    pub claims: Map<String, Value>,
    /// When the person signed in.
    pub auth_time: Timestamp,
    /// Lifetime of tokens.
    pub token_seconds: u32,
    /// Key container that signs.
    pub key_container: String,
}

/// Whether a code is this client's to redeem here: every binding of S5 and the PKCE matrix of S7, as rows.
pub fn check_grant(grant: &CodeGrant, policy: &PolicyId, request: &TokenRequest) -> Vec<Check> {
    let verifier = request.code_verifier.as_ref();
    let (expected, found, outcome) = match (&grant.code_challenge, verifier) {
        (None, None) => ("no verifier", "none", Outcome::Skipped),
        (None, Some(_)) => ("no verifier, since the request had no challenge", "a verifier", Outcome::Fail),
        (Some(_), None) => ("the verifier of the challenge", "none", Outcome::Fail),
        (Some(challenge), Some(verifier)) => {
            let verifier = verifier.expose();
            if pkce::is_verifier(verifier) && pkce::matches(verifier, challenge) {
                ("the verifier of the challenge", "the verifier of the challenge", Outcome::Pass)
            } else {
                ("the verifier of the challenge", "another one", Outcome::Fail)
            }
        }
    };
    vec![
        Check::equal("client", "RFC 6749 §4.1.3", grant.client_id.to_string(), request.client_id.to_string()),
        Check::equal(
            "policy",
            "Azure AD B2C: a code belongs to the policy that issued it",
            grant.policy.folded(),
            policy.folded(),
        ),
        Check::equal(
            "redirect_uri",
            "RFC 6749 §4.1.3",
            grant.redirect_uri.as_str(),
            request.redirect_uri.as_deref().unwrap_or("none"),
        ),
        Check::new("code_verifier", "RFC 7636 §4.6", expected, found, outcome),
    ]
}

/// The refusal for a failed row of [`check_grant`].
pub fn refusal(check: &Check) -> TokenRefusal {
    let (code, message) = match check.name.as_ref() {
        "client" => ("AADB2C90279", "The code was issued to another client."),
        "policy" => ("AADB2C90088", "The code was issued by another policy."),
        "redirect_uri" => ("AADB2C90287", "The `redirect_uri` is not the one that the code was sent to."),
        _ if check.found == "none" => ("AADB2C90183", "The `code_verifier` is missing."),
        _ if check.found == "a verifier" => {
            ("AADB2C90183", "There is a `code_verifier`, but the authorization request had no challenge.")
        }
        _ => ("AADB2C90182", "The `code_verifier` does not match the challenge."),
    };
    TokenRefusal::new(400, code, "invalid_grant", message)
}

/// The refusal for a code that is unknown, used or late. All three sound the same to the client.
pub fn code_refusal() -> TokenRefusal {
    TokenRefusal::new(400, "AADB2C90080", "invalid_grant", "The code is unknown, was used before, or has expired.")
}

/// What a successful call answers (RFC 6749 §5.1, OpenID Connect Core 3.1.3.3).
#[derive(Serialize)]
pub struct TokenResponse {
    /// The ID token.
    pub id_token: String,
    /// The access token.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// From when, in seconds since 1970.
    pub not_before: i64,
    /// Seconds.
    pub expires_in: u32,
    /// Until when, in seconds since 1970.
    pub expires_on: i64,
    /// Who the access token is for.
    pub resource: String,
    /// Granted scope.
    pub scope: String,
    /// `profile_info`/`client_info`: who signed in, as MSAL reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_info: Option<String>,
}

/// MSAL's `client_info`: ids by which it files an account.
pub fn client_info(subject: &str, policy: &PolicyId, tenant: &str) -> String {
    let json = serde_json::json!({ "uid": format!("{subject}-{}", policy.folded()), "utid": tenant });
    Base64UrlUnpadded::encode_string(json.to_string().as_bytes())
}

#[cfg(test)]
mod tests;
