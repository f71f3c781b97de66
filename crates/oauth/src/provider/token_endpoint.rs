//! The token endpoint (RFC 6749 §4.1.3, §5, §6; behaviour reference §6.4): who asks, and whether the code or the refresh
//! token is theirs.

use super::grant::{CodeGrant, Grant};
use crate::{Parameters, error::ProtocolError, excerpt::printable, pkce};
use base64ct::{Base64, Base64UrlUnpadded, Encoding};
use domain::{Application, ApplicationId, ApplicationKind, Check, Outcome, PolicyId, Secret, Timestamp};
use serde::Serialize;
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
    /// `scope`: what a refresh is narrowed to.
    pub scope: Option<String>,
    /// What is presented.
    pub presented: Presented,
}

/// What is exchanged for tokens.
#[derive(Debug, Clone)]
pub enum Presented {
    /// `grant_type=authorization_code`.
    Code {
        /// The code.
        code: Secret,
        /// `redirect_uri`.
        redirect_uri: Option<String>,
        /// `code_verifier`.
        code_verifier: Option<Secret>,
    },
    /// `grant_type=refresh_token`.
    Refresh(Secret),
}

impl Presented {
    /// The `grant_type`.
    pub const fn grant_type(&self) -> &'static str {
        match self {
            Self::Code { .. } => GRANT_TYPES[0],
            Self::Refresh(_) => GRANT_TYPES[1],
        }
    }
}

/// The values of `grant_type` that are taken.
pub const GRANT_TYPES: [&str; 2] = ["authorization_code", "refresh_token"];

impl TokenRequest {
    /// Reads a request: its body and its `Authorization` header.
    pub fn parse(body: &Parameters, authorization: Option<&str>) -> Result<Self, TokenRefusal> {
        let invalid = |code: &str, message: &str| TokenRefusal::new(400, code, "invalid_request", message);
        if let Some(name) = body.duplicate() {
            return Err(invalid("AADB2C90122", &format!("The parameter `{}` came more than once.", printable(name))));
        }
        let grant_type = body.get("grant_type");
        match grant_type {
            Some(kind) if GRANT_TYPES.contains(&kind) => {}
            Some(_) => {
                return Err(TokenRefusal::new(
                    400,
                    "AADB2C90086",
                    "unsupported_grant_type",
                    "The `grant_type` is not supported; use authorization_code or refresh_token.",
                ));
            }
            None => return Err(invalid("AADB2C90083", "The request has no `grant_type`.")),
        }
        let (client_id, secret, authentication) = credentials(body, authorization)?;
        let presented = if grant_type == Some(GRANT_TYPES[1]) {
            let token = body.get("refresh_token");
            Presented::Refresh(Secret::new(
                token.ok_or_else(|| invalid("AADB2C90083", "The request has no `refresh_token`."))?,
            ))
        } else {
            let code = body.get("code").ok_or_else(|| invalid("AADB2C90083", "The request has no `code`."))?;
            Presented::Code {
                code: Secret::new(code),
                redirect_uri: body.get("redirect_uri").map(str::to_owned),
                code_verifier: body.get("code_verifier").map(Secret::new),
            }
        };
        Ok(Self { client_id, secret, authentication, scope: body.get("scope").map(str::to_owned), presented })
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

/// By what a client has proved itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Its secret.
    Secret,
    /// It keeps none.
    Nothing,
}

/// Whether the client is who it says (RFC 6749 §3.2.1). Every secret is compared, in constant time (S57).
pub fn authenticate(
    request: &TokenRequest,
    application: Option<&Application>,
    now: Timestamp,
) -> Result<Proof, TokenRefusal> {
    let refuse = |code: &str, message: &str| Err(TokenRefusal::new(401, code, "invalid_client", message));
    let presented = request.secret.as_ref().map(|secret| secret_hash(secret.expose()));
    // Whoever looked the application up, it is the one that is asked for.
    let Some(application) = application.filter(|found| found.id == request.client_id) else {
        return Err(unknown_client());
    };
    if !application.enabled {
        return refuse("AADB2C90092", "The application is disabled.");
    }
    // An application with redirect URIs of several platforms proves itself or not, as the grant needs it.
    let also_public = application.redirects().any(|(platform, _)| platform != ApplicationKind::Web);
    match (application.is_confidential(), presented) {
        (true, None) if also_public => Ok(Proof::Nothing),
        (true, None) => refuse("AADB2C90079", "The application must send its client secret."),
        (false, Some(_)) => refuse("AADB2C90084", "A public client must not send a client secret."),
        (false, None) => Ok(Proof::Nothing),
        (true, Some(presented)) => {
            let mut matched = false;
            for secret in &application.secrets {
                let same: bool = secret.sha256.as_bytes().ct_eq(presented.as_bytes()).into();
                matched |= same && now < secret.expires_at;
            }
            if matched {
                Ok(Proof::Secret)
            } else {
                refuse("AADB2C90081", "The client secret is wrong or has expired.")
            }
        }
    }
}

/// Whether a code is this client's to redeem here: every binding of S5 and the PKCE matrix of S7, as rows.
pub fn check_code(grant: &CodeGrant, policy: &PolicyId, request: &TokenRequest, proof: Proof) -> Vec<Check> {
    let (redirect_uri, verifier) = match &request.presented {
        Presented::Code { redirect_uri, code_verifier, .. } => (redirect_uri.as_deref(), code_verifier.as_ref()),
        Presented::Refresh(_) => (None, None),
    };
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
    let mut checks = check_grant(&grant.grant, policy, request, proof);
    checks.push(Check::equal(
        "redirect_uri",
        "RFC 6749 §4.1.3",
        grant.redirect_uri.as_str(),
        redirect_uri.unwrap_or("none"),
    ));
    checks.push(Check::new("code_verifier", "RFC 7636 §4.6", expected, found, outcome));
    checks
}

/// Whether the client that presents a code is the one that it was given to, by the rows of [`check_code`]. What anybody
/// else presents neither uses a code up nor revokes anything (RFC 6749 §10.5).
pub fn is_own(checks: &[Check]) -> bool {
    !checks.iter().any(|check| matches!(check.name.as_ref(), "client" | "client authentication") && check.failed())
}

/// Whether a grant is this client's to use here: what codes and refresh tokens have in common.
pub fn check_grant(grant: &Grant, policy: &PolicyId, request: &TokenRequest, proof: Proof) -> Vec<Check> {
    let needs_secret = grant.platform == ApplicationKind::Web;
    let outcome = if needs_secret && proof == Proof::Nothing { Outcome::Fail } else { Outcome::Pass };
    vec![
        Check::equal("client", "RFC 6749 §4.1.3", grant.client_id.to_string(), request.client_id.to_string()),
        Check::equal(
            "policy",
            "Azure AD B2C: a grant belongs to the policy that issued it",
            grant.policy.folded(),
            policy.folded(),
        ),
        Check::new(
            "client authentication",
            "RFC 6749 §3.2.1",
            if needs_secret { "the client secret" } else { "none, on this platform" },
            if proof == Proof::Secret { "the client secret" } else { "none" },
            outcome,
        ),
    ]
}

/// The scope of a refresh: what was granted, or the part of it that is asked for (RFC 6749 §6, S52). The client's own id,
/// by which MSAL asks for a token for the application itself, is granted with every sign-in and adds nothing.
///
/// # Errors
/// When a value was not granted.
pub fn narrowed(granted: &[String], asked: Option<&str>, client: ApplicationId) -> Result<Vec<String>, TokenRefusal> {
    let Some(asked) = asked else { return Ok(granted.to_vec()) };
    let mut scope: Vec<String> = Vec::new();
    let own = client.to_string();
    for value in asked.split(' ').filter(|value| !value.is_empty() && !value.eq_ignore_ascii_case(&own)) {
        if !granted.iter().any(|known| known == value) {
            return Err(TokenRefusal::new(
                400,
                "AADB2C90117",
                "invalid_scope",
                &format!("The scope value `{}` was not granted.", printable(value)),
            ));
        }
        if !scope.iter().any(|seen| seen == value) {
            scope.push(value.to_owned());
        }
    }
    Ok(if scope.is_empty() { granted.to_vec() } else { scope })
}

/// The refusal for a failed row of [`check_code`] or [`check_grant`].
pub fn refusal(check: &Check) -> TokenRefusal {
    let (code, message) = match check.name.as_ref() {
        "client" => ("AADB2C90279", "The grant was given to another client."),
        "policy" => ("AADB2C90088", "The grant was given by another policy."),
        "client authentication" => {
            return TokenRefusal::new(
                401,
                "AADB2C90079",
                "invalid_client",
                "The application must send its client secret.",
            );
        }
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

/// The refusal for a refresh token that is none, is revoked or has expired. All sound the same to the client.
pub fn refresh_refusal() -> TokenRefusal {
    TokenRefusal::new(
        400,
        "AADB2C90080",
        "invalid_grant",
        "The refresh token is unknown, was revoked, or has expired. The person has to sign in again.",
    )
}

/// The refusal for a grant whose account or provider is gone or switched off.
pub fn account_refusal() -> TokenRefusal {
    TokenRefusal::new(
        400,
        "AADB2C90128",
        "invalid_grant",
        "The account behind this grant, or its identity provider, is no longer there.",
    )
}

/// The refusal for a grant whose API is gone or switched off, or whose permission for it was withdrawn.
pub fn permission_refusal() -> TokenRefusal {
    TokenRefusal::new(
        400,
        "AADB2C90205",
        "invalid_grant",
        "The API of this grant is disabled, or the application no longer has the permission for its scopes. Ask for a \
         sign-in without them, or have the permission granted again.",
    )
}

/// What a successful call answers (RFC 6749 §5.1, OpenID Connect Core 3.1.3.3, behaviour reference §6.4). All times are
/// numbers.
#[derive(Serialize)]
pub struct TokenResponse {
    /// The ID token, when `openid` was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_expires_in: Option<u32>,
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
    /// The refresh token, when `offline_access` was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_expires_in: Option<i64>,
    /// Who signed in, as older clients read it.
    pub profile_info: String,
    /// Who signed in, as MSAL reads it; when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_info: Option<String>,
}

/// `profile_info`: the ID token's most used claims, base64url.
pub fn profile_info(grant: &Grant, tenant: &str) -> String {
    let claim = |name: &str| grant.claims.get(name).cloned().unwrap_or_default();
    let json = serde_json::json!({
        "ver": "1.0",
        "tid": tenant,
        "sub": grant.subject,
        "name": claim("name"),
        "preferred_username": claim("preferred_username"),
        "idp": claim("idp"),
    });
    Base64UrlUnpadded::encode_string(json.to_string().as_bytes())
}

/// MSAL's `client_info`: ids by which it files an account.
pub fn client_info(subject: &str, policy: &PolicyId, tenant: &str) -> String {
    let json = serde_json::json!({ "uid": format!("{subject}-{}", policy.folded()), "utid": tenant });
    Base64UrlUnpadded::encode_string(json.to_string().as_bytes())
}

#[cfg(test)]
mod tests;
