//! The inspector: a document of its own, and the document that fetches keys for it. A token that arrives by query or
//! `form_post` is put into the answer and forgotten: nothing here logs or stores it (S27).

use super::Edge;
use app::inspector::{Arrived, ArrivedBy, InspectorDocument, SIGN_IN_PATH, document_html, key_document_html};
use axum::{
    Json, Router,
    extract::{Query, State},
    http::{HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use domain::{JourneyId, TenantId};
use federation::NoInspectedKeys;
use oauth::Parameters;

/// The routes.
pub fn router() -> Router<Edge> {
    Router::new()
        .route("/inspect", get(by_query).post(by_form_post))
        .route("/inspect/keys", get(key_document).post(keys_of_an_issuer))
        .route(SIGN_IN_PATH, get(sign_in_of_a_token))
}

async fn by_query(State(edge): State<Edge>, uri: Uri) -> Response {
    document(&edge, ArrivedBy::Query, uri.query().unwrap_or_default())
}

/// Comes cross-site from whoever issued the token; there is no cookie here that it could use.
async fn by_form_post(State(edge): State<Edge>, body: String) -> Response {
    document(&edge, ArrivedBy::FormPost, &body)
}

/// What the inspector's link says of a token: its tenant, when it was issued, and its grant or its mark.
#[derive(serde::Deserialize)]
struct OfToken {
    tenant: TenantId,
    issued: i64,
    sign_in: Option<JourneyId>,
    token: Option<String>,
}

/// Leads to the sign-in in the console, which asks for an administrator.
async fn sign_in_of_a_token(State(edge): State<Edge>, Query(of): Query<OfToken>) -> Response {
    let tenant = match edge.federation.find_tenant(&of.tenant.to_string()).await {
        Ok(Some(tenant)) => tenant.name,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(_) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
    };
    let is_mark = |mark: &String| mark.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let address = match (of.sign_in, of.token.filter(is_mark)) {
        (Some(id), _) => format!("/console/{tenant}/sign-ins/{id}"),
        (None, Some(mark)) => format!("/console/{tenant}/sign-ins?token={mark}&after={}", last_id_of(of.issued)),
        (None, None) => return StatusCode::BAD_REQUEST.into_response(),
    };
    Redirect::to(&address).into_response()
}

/// The highest id of a sign-in that began before the end of a second: ids begin with the time (RFC 9562 §5.7).
fn last_id_of(second: i64) -> String {
    let millis = u64::try_from(second.saturating_add(1).saturating_mul(1000)).unwrap_or_default() & 0xffff_ffff_ffff;
    format!("{:08x}-{:04x}-7fff-bfff-ffffffffffff", millis >> 16, millis & 0xffff)
}

fn document(edge: &Edge, by: ArrivedBy, encoded: &str) -> Response {
    let parameters: Vec<(String, String)> = Parameters::parse(encoded)
        .map(|parameters| parameters.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
        .unwrap_or_default();
    let arrived = (!parameters.is_empty()).then_some(Arrived { by, parameters });
    let nonce = edge.federation.random_nonce();
    let policy = inspector_policy(edge, &nonce);
    let html = document_html(InspectorDocument { assets: (*edge.assets).clone(), nonce, arrived });
    with_policy(Html(html).into_response(), &policy)
}

/// It may load its own script and wasm and frame its key document; it may talk to nobody.
fn inspector_policy(edge: &Edge, nonce: &str) -> String {
    let origin = edge.public_url.origin();
    let wasm = format!("{origin}{}", edge.assets.inspector_wasm);
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
         connect-src {wasm}; frame-src {origin}/inspect/keys; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The document that fetches keys. It stands in a sandboxed frame and takes no query: a token cannot reach it.
async fn key_document(State(edge): State<Edge>, uri: Uri) -> Response {
    if uri.query().is_some() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let origin = edge.public_url.origin();
    let policy = format!(
        "default-src 'none'; script-src {origin}{}; style-src {origin}; connect-src https: {origin}; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'self'",
        edge.assets.key_document_js
    );
    with_policy(Html(key_document_html(&edge.assets)).into_response(), &policy)
}

/// The public keys of an issuer that does not answer browsers. The body is its address; the key document asks, after a
/// click. There is no cookie here, so any origin may read the answer.
async fn keys_of_an_issuer(State(edge): State<Edge>, uri: Uri, url: String) -> Response {
    if uri.query().is_some() {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let mut response = match edge.federation.inspected_keys(&url).await {
        Ok(keys) => Json(keys).into_response(),
        Err(NoInspectedKeys::Address) => StatusCode::BAD_REQUEST.into_response(),
        Err(NoInspectedKeys::TooMany) => StatusCode::TOO_MANY_REQUESTS.into_response(),
        Err(NoInspectedKeys::NoKeys) => StatusCode::BAD_GATEWAY.into_response(),
    };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

fn with_policy(mut response: Response, policy: &str) -> Response {
    // An answer by query stands in the address while style and script are requested: no request may repeat it.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(policy) = HeaderValue::from_str(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::last_id_of;

    #[test]
    fn ids_of_a_second_come_before_its_last_one() {
        let last = last_id_of(1_700_000_000);
        assert_eq!(last, "018bcfe5-6be8-7fff-bfff-ffffffffffff");
        assert!(last.parse::<domain::JourneyId>().is_ok());
        assert!("018bcfe5-6b00-7abc-8000-000000000000" < last.as_str());
        assert!("018bcfe5-6fff-7abc-8000-000000000000" > last.as_str());
    }
}
