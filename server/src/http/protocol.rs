//! The OpenID provider's endpoints: metadata, keys, authorize, token, and the callback of providers. Each under both
//! forms (policy in the path, policy in the query) and under `/tfp`.

use super::{
    Edge, cookies,
    forwarded::Client,
    logout::{logout, logout_by_post},
    metrics, pages,
    target::{Target, TenantTarget},
};
use axum::{
    Extension, Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use domain::Tenant;
use federation::{
    Error, TokenAnswer, TokenCall,
    sign_in::{AuthorizeCall, CallbackCall, Outcome, REPOSTED},
};
use oauth::{Parameters, provider::response, provider::token_endpoint::TokenRefusal};
use serde_json::json;

/// The routes.
pub fn router() -> Router<Edge> {
    Router::new().merge(endpoints()).nest("/tfp", endpoints())
}

fn endpoints() -> Router<Edge> {
    let mut router = Router::new();
    for prefix in ["/{t}/{policy}", "/{t}"] {
        router = router
            .route(&format!("{prefix}/v2.0/.well-known/openid-configuration"), get(metadata).options(preflight))
            .route(&format!("{prefix}/discovery/v2.0/keys"), get(keys).options(preflight))
            .route(&format!("{prefix}/oauth2/v2.0/authorize"), get(authorize).post(authorize_by_post))
            .route(&format!("{prefix}/oauth2/v2.0/token"), post(token).options(preflight).get(token_by_get))
            .route(&format!("{prefix}/oauth2/v2.0/logout"), get(logout).post(logout_by_post))
            .route(&format!("{prefix}/openid/v2.0/userinfo"), get(userinfo).post(userinfo).options(preflight))
            .route(&format!("{prefix}/oauth2/authresp"), get(callback).post(callback_by_post));
    }
    router.route("/{t}/oauth2/authresp/{provider}", get(callback).post(callback_by_post))
}

/// A document that any origin may read.
fn public<T: serde::Serialize>(document: &T) -> Response {
    let mut response = Json(document).into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

async fn metadata(State(edge): State<Edge>, headers: HeaderMap, target: Target) -> Response {
    match edge.federation.metadata(&target.tenant, &target.path).await {
        Ok(Some(document)) => public(&document),
        Ok(None) => pages::nothing_here(&edge, &headers),
        Err(error) => pages::failure(&edge, &headers, &error),
    }
}

async fn keys(State(edge): State<Edge>, headers: HeaderMap, target: Target) -> Response {
    match edge.federation.keys(&target.tenant, &target.path).await {
        Ok(Some(document)) => public(&document),
        Ok(None) => pages::nothing_here(&edge, &headers),
        Err(error) => pages::failure(&edge, &headers, &error),
    }
}

async fn authorize(
    State(edge): State<Edge>,
    client: Option<Extension<Client>>,
    headers: HeaderMap,
    target: Target,
) -> Response {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let call = AuthorizeCall {
        tenant: &target.tenant,
        path: target.path,
        parameters: &target.query,
        binding: cookies::binding(&edge, &headers, &target.tenant.name),
        session: cookies::session(&edge, &headers, &target.tenant.name),
        accept_language: pages::accept_language(&headers),
        user_agent: text(header::USER_AGENT),
        ip_address: client.map(|Extension(Client(address))| address.to_string()),
    };
    match edge.federation.authorize(call).await {
        Ok(begun) => {
            let mut response = outcome(&edge, &headers, &target.tenant, begun.outcome, None).await;
            let cookie =
                begun.new_binding.and_then(|binding| cookies::set_binding(&edge, &target.tenant.name, &binding));
            if let Some(cookie) = cookie {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => pages::failure(&edge, &headers, &error),
    }
}

/// OpenID Connect Core 3.1.2.1 wants POST too. It comes cross-site, without our Lax cookie, so the browser asks again
/// with GET; else a second flow would unbind the first.
async fn authorize_by_post(State(edge): State<Edge>, headers: HeaderMap, target: Target, body: String) -> Response {
    let Ok(parameters) = Parameters::parse(&body) else {
        return pages::nothing_here(&edge, &headers);
    };
    let mut url = target.path.endpoints(String::new()).authorization;
    url.push(if url.contains('?') { '&' } else { '?' });
    url.push_str(&parameters.encode_without("p"));
    see_other(&url)
}

/// What a use-case decided, as a response. `posted` are the parameters to post again.
pub(super) async fn outcome(
    edge: &Edge,
    headers: &HeaderMap,
    tenant: &Tenant,
    outcome: Outcome,
    posted: Option<(String, &Parameters)>,
) -> Response {
    metrics::outcome(&outcome);
    match outcome {
        Outcome::Page { url } | Outcome::Provider { url } => see_other(&url),
        Outcome::Respond(response) => respond(edge, headers, response),
        Outcome::SignedIn { response, session, keep_seconds } => {
            let mut response = respond(edge, headers, response);
            if let Some(cookie) = cookies::set_session(edge, &tenant.name, &session, keep_seconds) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Outcome::Error(view) => pages::error(edge, Some(tenant), &view).await,
        Outcome::PostAgain => match posted {
            Some((url, parameters)) => {
                let mut fields: Vec<(String, String)> =
                    parameters.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
                fields.push((REPOSTED.to_owned(), "1".to_owned()));
                pages::hand_over(edge, pages::language(headers), url, fields)
            }
            None => pages::nothing_here(edge, headers),
        },
    }
}

/// The answer to the application.
fn respond(edge: &Edge, headers: &HeaderMap, response: response::Response) -> Response {
    match response {
        response::Response::Redirect(url) => see_other(&url),
        response::Response::FormPost { action, fields } => {
            pages::hand_over(edge, pages::language(headers), action, fields)
        }
    }
}

/// 303: a POST must not be repeated at the next address (S10).
pub(super) fn see_other(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn callback(State(edge): State<Edge>, headers: HeaderMap, target: TenantTarget) -> Response {
    let parameters = &target.query;
    take_callback(&edge, &headers, &target, "GET", parameters, String::new()).await
}

async fn callback_by_post(
    State(edge): State<Edge>,
    headers: HeaderMap,
    uri: axum::extract::OriginalUri,
    target: TenantTarget,
    body: String,
) -> Response {
    match Parameters::parse(&body) {
        Ok(parameters) => take_callback(&edge, &headers, &target, "POST", &parameters, uri.0.path().to_owned()).await,
        Err(error) => (StatusCode::PAYLOAD_TOO_LARGE, format!("{error}\n")).into_response(),
    }
}

async fn take_callback(
    edge: &Edge,
    headers: &HeaderMap,
    target: &TenantTarget,
    method: &'static str,
    parameters: &Parameters,
    here: String,
) -> Response {
    let binding = cookies::binding(edge, headers, &target.tenant.name);
    let session = cookies::session(edge, headers, &target.tenant.name);
    let call = CallbackCall {
        tenant: &target.tenant,
        address: target.provider.as_deref(),
        method,
        parameters,
        binding: binding.as_ref(),
        session: session.as_ref(),
        reposted: parameters.get(REPOSTED).is_some(),
        accept_language: pages::accept_language(headers),
    };
    match edge.federation.callback(call).await {
        Ok(next) => outcome(edge, headers, &target.tenant, next, Some((here, parameters))).await,
        Err(error) => pages::failure(edge, headers, &error),
    }
}

async fn token(State(edge): State<Edge>, headers: HeaderMap, target: Target, body: Bytes) -> Response {
    let form = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value
            .split(';')
            .next()
            .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
    });
    let parameters = std::str::from_utf8(&body).ok().filter(|_| form).and_then(|text| Parameters::parse(text).ok());
    let Some(parameters) = parameters else {
        return token_error(400, "invalid_request", "AADB2C90122: The body is not application/x-www-form-urlencoded.");
    };
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN);
    let call = TokenCall {
        tenant: &target.tenant,
        path: target.path,
        parameters: &parameters,
        authorization: text(header::AUTHORIZATION),
        origin,
    };
    match edge.federation.redeem(call).await {
        Ok(TokenAnswer { outcome, readable }) => {
            let response = match outcome {
                Ok(tokens) => no_cache(Json(tokens).into_response()),
                Err(TokenRefusal { status, error }) => {
                    let description = format!("{}: {}", error.code, error.message);
                    token_error(status, &error.error, &description)
                }
            };
            readable_by(response, origin.filter(|_| readable))
        }
        Err(error) => {
            tracing::error!(%error, "a token request failed");
            let status = if matches!(error, Error::Store(_)) { 503 } else { 500 };
            token_error(status, "server_error", "AADB2C90085: Passerelle could not answer. Try again.")
        }
    }
}

async fn token_by_get() -> Response {
    token_error(405, "invalid_request", "AADB2C90226: The token endpoint takes POST only.")
}

fn token_error(status: u16, error: &str, description: &str) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = (status, Json(json!({ "error": error, "error_description": description }))).into_response();
    if status == StatusCode::UNAUTHORIZED {
        // RFC 6749 §5.2 wants it for clients that used Basic; it does not hurt the others.
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"passerelle\""));
    }
    no_cache(response)
}

fn no_cache(mut response: Response) -> Response {
    response.headers_mut().insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// Pages of this origin may read the answer: it is one of the client's single-page applications.
fn readable_by(mut response: Response, origin: Option<&str>) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("origin"));
    if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    }
    response
}

/// Userinfo takes no cookies; who has the token may read it, from any origin.
async fn userinfo(State(edge): State<Edge>, headers: HeaderMap, target: Target) -> Response {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let mut response = match edge.federation.userinfo(&target.tenant, &target.path, authorization).await {
        Ok(Ok(claims)) => Json(claims).into_response(),
        Ok(Err(refusal)) => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::UNAUTHORIZED);
            let challenge = match refusal.error() {
                Some(error) => format!("Bearer realm=\"passerelle\", error=\"{error}\""),
                None => "Bearer realm=\"passerelle\"".to_owned(),
            };
            let mut response = status.into_response();
            if let Ok(challenge) = HeaderValue::from_str(&challenge) {
                response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            }
            response
        }
        Err(error) => {
            tracing::error!(%error, "userinfo failed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("www-authenticate"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    no_cache(response)
}

async fn preflight(_: Method) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}
