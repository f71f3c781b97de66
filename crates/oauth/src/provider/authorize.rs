//! The authorization request (OpenID Connect Core 3.1.2.1, behaviour reference §6.3). An error is typed by where it
//! may go: nothing is ever sent to a redirect URI that is not registered (S3).

use super::scope::{self, Access, Api, Known};
use crate::{Parameters, error::ProtocolError, excerpt::printable, pkce};
use domain::{Application, ApplicationId, ApplicationKind};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What the application asked for, checked. `Debug` shows neither state, nonce, challenge nor hint (S79).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationRequest {
    /// The application.
    pub client_id: ApplicationId,
    /// Where the answer goes: as requested, and registered.
    pub redirect_uri: String,
    /// The platform that the redirect URI is registered for.
    pub platform: ApplicationKind,
    /// What is to be issued.
    pub response_type: ResponseTypes,
    /// How it is delivered.
    pub response_mode: Delivery,
    /// The scope values, without repetition.
    pub scope: Vec<String>,
    /// What an access token is for.
    pub access: Access,
    /// `prompt`.
    pub prompt: Prompt,
    /// Echoed.
    pub state: Option<String>,
    /// Put into the ID token.
    pub nonce: Option<String>,
    /// S256 challenge.
    pub code_challenge: Option<String>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// `domain_hint`.
    pub domain_hint: Option<String>,
    /// `ui_locales`.
    pub ui_locales: Option<String>,
    /// `max_age`, in seconds.
    pub max_age: Option<u32>,
}

impl AuthorizationRequest {
    /// What stands in the place of the request where a journey runs for a refresh token: nothing is sent anywhere.
    pub fn of_refresh(grant: &super::Grant) -> Self {
        Self {
            client_id: grant.client_id,
            redirect_uri: String::new(),
            platform: grant.platform,
            response_type: ResponseTypes { code: false, id_token: false, token: false },
            response_mode: Delivery::Query,
            scope: grant.scope.clone(),
            access: grant.access.clone(),
            prompt: Prompt::Never,
            state: None,
            nonce: None,
            code_challenge: None,
            login_hint: None,
            domain_hint: None,
            ui_locales: None,
            max_age: None,
        }
    }
}

impl fmt::Debug for AuthorizationRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationRequest")
            .field("client_id", &self.client_id)
            .field("redirect_uri", &self.redirect_uri)
            .field("response_type", &self.response_type)
            .field("response_mode", &self.response_mode)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

/// `prompt` (OpenID Connect Core 3.1.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Ask when it is needed. `consent` means the same: an administrator consents, once.
    #[default]
    WhenNeeded,
    /// `none`: never ask.
    Never,
    /// `login`, `select_account`: ask also whoever is signed in.
    Always,
}

impl Prompt {
    /// The values that are understood.
    pub const ALL: [&'static str; 4] = ["none", "login", "consent", "select_account"];

    fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split(' ').collect();
        if words.iter().any(|word| !Self::ALL.contains(word)) || (words.contains(&"none") && words.len() > 1) {
            return None;
        }
        Some(if words.contains(&"none") {
            Self::Never
        } else if words.contains(&"login") || words.contains(&"select_account") {
            Self::Always
        } else {
            Self::WhenNeeded
        })
    }
}

/// The error of `prompt=none` when somebody would have to be asked.
pub fn nobody_is_signed_in() -> ProtocolError {
    ProtocolError::new(
        "AADB2C90077",
        "login_required",
        "Nobody is signed in, or the sign-in is too old, and `prompt=none` does not let us ask.",
    )
}

/// `response_type` as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub struct ResponseTypes {
    /// A code.
    pub code: bool,
    /// An ID token.
    pub id_token: bool,
    /// An access token.
    pub token: bool,
}

impl ResponseTypes {
    /// Every combination that is issued, as metadata lists them.
    pub const ALL: [&'static str; 7] =
        ["code", "code id_token", "code token", "code id_token token", "id_token", "id_token token", "token"];

    fn parse(text: &str) -> Option<Self> {
        let mut types = Self { code: false, id_token: false, token: false };
        for word in text.split(' ') {
            let flag = match word {
                "code" => &mut types.code,
                "id_token" => &mut types.id_token,
                "token" => &mut types.token,
                _ => return None,
            };
            if std::mem::replace(flag, true) {
                return None;
            }
        }
        Some(types)
    }

    /// Whether something secret would travel in the front channel.
    pub fn front_channel_tokens(self) -> bool {
        self.id_token || self.token
    }
}

/// `response_mode` (OAuth 2.0 Multiple Response Types 2.1, OAuth 2.0 Form Post Response Mode).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// In the query.
    Query,
    /// In the fragment.
    Fragment,
    /// In a form that the browser posts.
    FormPost,
}

impl Delivery {
    /// All of them, as metadata lists them.
    pub const ALL: [&'static str; 3] = ["query", "fragment", "form_post"];

    /// As on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Query, Self::Fragment, Self::FormPost].into_iter().find(|mode| mode.name() == text)
    }
}

/// Why an authorization request was refused, and who may be told. `Debug` does not show the state (S79).
#[derive(Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The application or its redirect URI is not trusted: a page of ours, no redirect.
    Page(ProtocolError),
    /// The application is told at its registered redirect URI.
    ToClient {
        /// The registered redirect URI.
        redirect_uri: String,
        /// How.
        response_mode: Delivery,
        /// Echoed.
        state: Option<String>,
        /// What.
        error: ProtocolError,
    },
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page(error) => f.debug_tuple("Page").field(error).finish(),
            Self::ToClient { redirect_uri, response_mode, error, .. } => f
                .debug_struct("ToClient")
                .field("redirect_uri", redirect_uri)
                .field("response_mode", response_mode)
                .field("error", error)
                .finish_non_exhaustive(),
        }
    }
}

/// What of the tenant and policy the request is checked against.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The application with the requested `client_id`, if the tenant has it.
    pub application: Option<&'a Application>,
    /// Scope values of the policy beside those of every policy.
    pub extra_scopes: &'a [&'a str],
    /// APIs that the application has permissions for.
    pub apis: &'a [Api<'a>],
}

/// At most this many bytes of parameters: a sign-in keeps them all, for claim resolvers, and anybody can begin one (S73).
const MAX_REQUEST: usize = 16 * 1024;
const MAX_STATE: usize = 4096;
const MAX_NONCE: usize = 1024;
const MAX_HINT: usize = 512;

/// Checks a request.
///
/// # Errors
/// The first rule that does not hold, typed by where it may be told.
pub fn check(parameters: &Parameters, rules: Rules<'_>) -> Result<AuthorizationRequest, Refusal> {
    let application = trusted_client(parameters, rules.application).map_err(Refusal::Page)?;
    let (platform, redirect_uri) = trusted_redirect(parameters, application).map_err(Refusal::Page)?;

    let response_type = parameters.get("response_type").and_then(ResponseTypes::parse);
    let front_channel = response_type.is_some_and(ResponseTypes::front_channel_tokens);
    let default_mode = if front_channel { Delivery::Fragment } else { Delivery::Query };
    let asked_mode = parameters.get("response_mode");
    let response_mode = match asked_mode.and_then(Delivery::parse) {
        Some(Delivery::Query) if front_channel => default_mode,
        Some(mode) => mode,
        None => default_mode,
    };
    let state = parameters.get("state").filter(|state| state.len() <= MAX_STATE).map(str::to_owned);
    let refuse = |code: &str, error: &str, message: &str| Refusal::ToClient {
        redirect_uri: redirect_uri.clone(),
        response_mode,
        state: state.clone(),
        error: ProtocolError::new(code, error, message),
    };
    let invalid = |code: &str, message: &str| refuse(code, "invalid_request", message);

    if let Some(name) = parameters.duplicate() {
        return Err(invalid("AADB2C90122", &format!("The parameter `{}` came more than once.", printable(name))));
    }
    let response_type = response_type.ok_or_else(|| {
        refuse(
            "AADB2C90013",
            "unsupported_response_type",
            "The `response_type` is missing or is not one that the metadata lists.",
        )
    })?;
    if asked_mode.is_some_and(|mode| Delivery::parse(mode).is_none() || (mode == "query" && front_channel)) {
        return Err(invalid(
            "AADB2C90014",
            "The `response_mode` is not query, fragment or form_post, or is query for a token, which a URL must not carry.",
        ));
    }
    if parameters.get("request").is_some() {
        return Err(refuse(
            "AADB2C90122",
            "request_not_supported",
            "Request objects are not supported; send plain parameters.",
        ));
    }
    if parameters.get("request_uri").is_some() {
        return Err(refuse(
            "AADB2C90122",
            "request_uri_not_supported",
            "`request_uri` is not supported; send plain parameters.",
        ));
    }
    if parameters.get("state").is_some() && state.is_none() {
        return Err(invalid("AADB2C90122", "The `state` is longer than 4096 bytes."));
    }

    let scope = scope::read(parameters, Known { application, extra: rules.extra_scopes, apis: rules.apis })
        .map_err(|(code, error, message)| refuse(code, error, &message))?;
    let openid = scope.has("openid");
    if !openid && (response_type.id_token || response_type.code) {
        return Err(refuse("AADB2C90110", "invalid_scope", "The scope must contain `openid`."));
    }
    if response_type.id_token && !application.implicit.id_tokens {
        return Err(refuse(
            "AADB2C90057",
            "unauthorized_client",
            "The application does not allow ID tokens from the authorization endpoint. Switch on “ID tokens” in its registration, or ask for a code.",
        ));
    }
    if response_type.token && !application.implicit.access_tokens {
        return Err(refuse(
            "AADB2C90057",
            "unauthorized_client",
            "The application does not allow access tokens from the authorization endpoint. Switch on “Access tokens” in its registration, or ask for a code.",
        ));
    }

    let nonce = parameters.get("nonce").map(str::to_owned);
    if nonce.as_ref().is_some_and(|nonce| nonce.len() > MAX_NONCE) {
        return Err(invalid("AADB2C90122", "The `nonce` is longer than 1024 bytes."));
    }
    if nonce.is_none() && response_type.id_token {
        return Err(invalid(
            "AADB2C90083",
            "A `nonce` is required when an ID token comes from the authorization endpoint.",
        ));
    }

    let needs_pkce = application.needs_pkce() || platform != ApplicationKind::Web;
    let code_challenge =
        challenge(parameters, needs_pkce, response_type).map_err(|(code, message)| invalid(code, message))?;

    let prompt = parameters.get("prompt").map_or(Some(Prompt::default()), Prompt::parse);
    let prompt =
        prompt.ok_or_else(|| invalid("AADB2C90043", "The `prompt` is none, login, consent or select_account."))?;
    let max_age = match parameters.get("max_age").map(str::parse) {
        None => None,
        Some(Ok(seconds)) => Some(seconds),
        Some(Err(_)) => {
            return Err(invalid("AADB2C90120", "The `max_age` is a number of seconds."));
        }
    };
    let hint = |name: &str| parameters.get(name).filter(|value| value.len() <= MAX_HINT).map(str::to_owned);

    if parameters.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > MAX_REQUEST {
        return Err(invalid("AADB2C90122", &format!("The parameters are longer than {MAX_REQUEST} bytes together.")));
    }
    Ok(AuthorizationRequest {
        client_id: application.id,
        login_hint: hint("login_hint"),
        domain_hint: hint("domain_hint"),
        ui_locales: hint("ui_locales"),
        redirect_uri,
        platform,
        response_type,
        response_mode,
        scope: scope.values,
        access: scope.access,
        prompt,
        state,
        nonce,
        code_challenge,
        max_age,
    })
}

fn trusted_client<'a>(
    parameters: &Parameters,
    application: Option<&'a Application>,
) -> Result<&'a Application, ProtocolError> {
    if parameters.is_duplicate("client_id") {
        return Err(ProtocolError::new(
            "AADB2C90122",
            "invalid_request",
            "The parameter `client_id` came more than once.",
        ));
    }
    let asked = parameters
        .get("client_id")
        .ok_or_else(|| ProtocolError::new("AADB2C90008", "invalid_request", "The request has no `client_id`."))?;
    // Whoever looked the application up, it is the one that is asked for.
    let application = application.filter(|found| asked.parse() == Ok(found.id)).ok_or_else(|| {
        ProtocolError::new(
            "AADB2C90018",
            "unauthorized_client",
            "No application with this client id is registered in this tenant.",
        )
    })?;
    if application.enabled {
        Ok(application)
    } else {
        Err(ProtocolError::new("AADB2C90092", "unauthorized_client", "The application is disabled."))
    }
}

fn trusted_redirect(
    parameters: &Parameters,
    application: &Application,
) -> Result<(ApplicationKind, String), ProtocolError> {
    if parameters.is_duplicate("redirect_uri") {
        return Err(ProtocolError::new(
            "AADB2C90122",
            "invalid_request",
            "The parameter `redirect_uri` came more than once.",
        ));
    }
    if application.redirects().next().is_none() {
        return Err(ProtocolError::new("AADB2C90007", "invalid_request", "The application has no redirect URI."));
    }
    let requested = parameters
        .get("redirect_uri")
        .ok_or_else(|| ProtocolError::new("AADB2C90287", "invalid_request", "The request has no `redirect_uri`."))?;
    if let Some(platform) = application.platform_of(requested) {
        Ok((platform, requested.to_owned()))
    } else {
        Err(ProtocolError::new(
            "AADB2C90006",
            "invalid_request",
            "The redirect URI of the request is not registered for the application.",
        ))
    }
}

fn challenge(
    parameters: &Parameters,
    needed: bool,
    types: ResponseTypes,
) -> Result<Option<String>, (&'static str, &'static str)> {
    let (challenge, method) = (parameters.get("code_challenge"), parameters.get("code_challenge_method"));
    match (challenge, method) {
        (Some(challenge), Some("S256")) if pkce::is_challenge(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some("S256")) => {
            Err(("AADB2C90183", "The `code_challenge` is no S256 challenge: 43 characters of base64url."))
        }
        // Without a method RFC 7636 §4.3 means `plain`, which protects nothing that the front channel leaks (S7).
        (Some(_), _) => Err(("AADB2C90184", "The `code_challenge_method` must be S256.")),
        (None, Some(_)) => Err(("AADB2C90184", "There is a `code_challenge_method` without a `code_challenge`.")),
        (None, None) if types.code && needed => {
            Err(("AADB2C99059", "The application needs PKCE: send `code_challenge` and `code_challenge_method=S256`."))
        }
        (None, None) => Ok(None),
    }
}

#[cfg(test)]
mod tests;
