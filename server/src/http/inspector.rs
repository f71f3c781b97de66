//! The inspector: a document of its own, and the document that fetches keys for it. A token that arrives by query or
//! `form_post` is put into the answer and forgotten: nothing here logs or stores it (S27).

use super::Edge;
use app::inspector::{Arrived, ArrivedBy, InspectorDocument, document_html, key_document_html};
use axum::{
    Json, Router,
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use federation::NoInspectedKeys;
use oauth::Parameters;

/// The routes.
pub fn router() -> Router<Edge> {
    Router::new()
        .route("/inspect", get(by_query).post(by_form_post))
        .route("/inspect/keys", get(key_document).post(keys_of_an_issuer))
}

async fn by_query(State(edge): State<Edge>, uri: Uri) -> Response {
    document(&edge, ArrivedBy::Query, uri.query().unwrap_or_default())
}

/// Comes cross-site from whoever issued the token; there is no cookie here that it could use.
async fn by_form_post(State(edge): State<Edge>, body: String) -> Response {
    document(&edge, ArrivedBy::FormPost, &body)
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
