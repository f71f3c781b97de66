//! The console: documents rendered by Leptos, server functions, and the administrator's session.

use super::{Edge, cookies, headers::console_policy, pages};
use crate::console_backend::Backend;
use app::{
    api::{AdminSession, ConsoleBackend},
    sign_in::MessagePage,
};
use axum::{
    Form, Router,
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, Query, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::Secret;
use federation::{Origin, admin::SESSION_SECONDS};
use leptos::{nonce::Nonce, prelude::provide_context};
use std::sync::Arc;
use tower_http::csrf::CsrfLayer;

/// The largest call of an administrator: a folder of policies, in base64.
const MAX_CALL: usize = 16 * 1024 * 1024;
/// The largest call of somebody who is not signed in (yet): what a form holds.
const MAX_CALL_OF_ANYBODY: usize = super::MAX_BODY;

/// The routes. What changes something comes from our own pages only (S23); the one-time link is opened from outside.
pub fn router(edge: &Edge) -> Router<Edge> {
    // Also sets up the executor that rendering needs.
    let _ = leptos_axum::generate_route_list(app::console::App);
    let documents = Router::new().route("/console", get(document)).route("/console/{*place}", get(document));
    let changes = Router::new()
        .route("/console/api/{*function}", post(call).layer(DefaultBodyLimit::max(MAX_CALL)))
        .route("/console/sign-out", post(sign_out))
        .route("/console/first-sign-in", get(first_sign_in).post(first_sign_in_confirmed))
        .layer(CsrfLayer::new());
    documents.merge(changes).with_state(edge.clone())
}

/// What a console request brings into the Leptos context.
#[derive(Clone)]
struct Context {
    backend: Arc<dyn ConsoleBackend>,
    admin: Option<AdminSession>,
    assets: app::assets::AssetUrls,
    nonce: Option<Nonce>,
}

impl Context {
    async fn new(edge: &Edge, headers: &HeaderMap, origin: Option<&Origin>, nonce: Option<Nonce>) -> Self {
        let origin = origin.cloned().unwrap_or_else(|| Origin::new(&edge.public_url.origin()));
        let backend: Arc<dyn ConsoleBackend> = Arc::new(Backend::new(Arc::clone(&edge.federation), origin));
        let admin = match cookies::admin(edge, headers) {
            // An error of the store must not sign anybody in (S81): it counts as signed out.
            Some(cookie) => edge.federation.admin_of_session(&cookie).await.ok().flatten(),
            None => None,
        };
        let admin = admin.map(|admin| AdminSession { name: admin.name });
        Self { backend, admin, assets: (*edge.assets).clone(), nonce }
    }

    fn provide(&self) {
        provide_context(Arc::clone(&self.backend));
        provide_context(self.assets.clone());
        if let Some(admin) = &self.admin {
            provide_context(admin.clone());
        }
        if let Some(nonce) = &self.nonce {
            provide_context(nonce.clone());
        }
    }
}

async fn document(State(edge): State<Edge>, request: Request) -> Response {
    let text = edge.federation.random_nonce();
    let nonce = Nonce::from_value(text.clone());
    let origin = request.extensions().get::<Origin>().cloned();
    let headers = request.headers().clone();
    let context = Context::new(&edge, &headers, origin.as_ref(), Some(nonce)).await;
    if context.admin.is_none() {
        return pages::message(&edge, &headers, StatusCode::UNAUTHORIZED, MessagePage::admin_signed_out());
    }
    let render = leptos_axum::render_app_async_with_context(move || context.provide(), app::console::shell);
    let mut response = render(request).await;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&console_policy(&text)) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert("cross-origin-opener-policy", HeaderValue::from_static("same-origin"));
    response
}

async fn call(State(edge): State<Edge>, request: Request<Body>) -> Response {
    let origin = request.extensions().get::<Origin>().cloned();
    let context = Context::new(&edge, request.headers(), origin.as_ref(), None).await;
    let (parts, body) = request.into_parts();
    let limit = if context.admin.is_some() { MAX_CALL } else { MAX_CALL_OF_ANYBODY };
    let Ok(body) = to_bytes(body, limit).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, format!("A call may have at most {limit} bytes.\n")).into_response();
    };
    let request = Request::from_parts(parts, Body::from(body));
    leptos_axum::handle_server_fns_with_context(move || context.provide(), request).await.into_response()
}

/// What a one-time link carries.
#[derive(serde::Deserialize)]
struct Link {
    #[serde(default)]
    token: String,
}

/// A one-time link. A browser that a person pointed here is signed in at once; anything else that merely opens links
/// (a preview, a scanner) gets a page with a button and uses nothing up.
async fn first_sign_in(State(edge): State<Edge>, headers: HeaderMap, Query(link): Query<Link>) -> Response {
    let is = |name: &str, wanted: &str| headers.get(name).and_then(|value| value.to_str().ok()) == Some(wanted);
    let by_person =
        is("sec-fetch-mode", "navigate") && is("sec-fetch-dest", "document") && !headers.contains_key("sec-purpose");
    if by_person {
        return sign_in(&edge, &headers, &link.token).await;
    }
    let page = MessagePage::admin_sign_in("the administrator", "/console/first-sign-in", link.token);
    pages::message(&edge, &headers, StatusCode::OK, page)
}

async fn first_sign_in_confirmed(State(edge): State<Edge>, headers: HeaderMap, Form(link): Form<Link>) -> Response {
    sign_in(&edge, &headers, &link.token).await
}

async fn sign_in(edge: &Edge, headers: &HeaderMap, token: &str) -> Response {
    match edge.federation.redeem_sign_in_link(&Secret::new(token)).await {
        Ok(Some(session)) => {
            with_cookie(Redirect::to("/console").into_response(), cookies::set_admin(edge, &session, SESSION_SECONDS))
        }
        Ok(None) => pages::message(edge, headers, StatusCode::GONE, MessagePage::admin_link_spent()),
        Err(error) => pages::failure(edge, headers, &error),
    }
}

async fn sign_out(State(edge): State<Edge>, headers: HeaderMap) -> Response {
    if let Some(cookie) = cookies::admin(&edge, &headers)
        && let Err(error) = edge.federation.end_admin_session(&cookie).await
    {
        return pages::failure(&edge, &headers, &error);
    }
    let page = pages::message(&edge, &headers, StatusCode::OK, MessagePage::admin_signed_out());
    with_cookie(page, cookies::set_admin(&edge, &Secret::new(""), 0))
}

fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
