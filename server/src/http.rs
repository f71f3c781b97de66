//! The HTTP edge: parse, call one use-case, render.

mod branding;
mod console;
mod cookies;
mod forwarded;
mod graph;
mod headers;
mod hosts;
mod inspector;
mod logout;
pub mod metrics;
mod pages;
mod protocol;
mod sign_in;
mod target;

use crate::{assets, config::PublicUrl, outbound::Cidr};
use app::assets::AssetUrls;
use axum::{
    Router,
    extract::{DefaultBodyLimit, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use federation::Federation;
use std::{sync::Arc, time::Duration};
use tower_http::{catch_panic::CatchPanicLayer, timeout::TimeoutLayer};

/// What every handler has.
#[derive(Clone)]
pub struct Edge {
    /// The use-cases.
    pub federation: Arc<Federation>,
    /// The public URL.
    pub public_url: Arc<PublicUrl>,
    /// Proxies whose word is taken.
    pub trusted_proxies: Arc<[Cidr]>,
    /// The browser builds.
    pub assets: Arc<AssetUrls>,
}

impl Edge {
    /// Over these use-cases, at this public URL.
    pub fn new(federation: Arc<Federation>, public_url: PublicUrl) -> Self {
        Self {
            federation,
            public_url: Arc::new(public_url),
            trusted_proxies: Arc::new([]),
            assets: Arc::new(assets::urls()),
        }
    }

    /// Takes the word of proxies in these ranges.
    #[must_use]
    pub fn behind(self, proxies: Vec<Cidr>) -> Self {
        Self { trusted_proxies: proxies.into(), ..self }
    }

    /// Whether browsers reach us by https; then cookies are `__Host-` and `Secure`.
    pub fn is_secure(&self) -> bool {
        !self.public_url.is_plain()
    }
}

/// The longest that a request may take; longer than the calls to a provider that one may need.
const REQUEST_SECONDS: u64 = 30;
/// The largest body, except in the console.
const MAX_BODY: usize = 256 * 1024;

/// Goes on with a request whose browser has gone: a step of a sign-in that has begun is finished, so that its lease is
/// given back and its trace says what happened.
async fn to_the_end(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    }
}

/// Everything that is served.
pub fn router(edge: Edge) -> Router {
    let served = Router::new()
        .merge(protocol::router().merge(sign_in::router()).layer(middleware::from_fn(to_the_end)))
        .merge(branding::router())
        .merge(console::router(&edge))
        .merge(inspector::router())
        .merge(graph::router())
        .route("/", get(entrance))
        .fallback(pages::not_found)
        .route_layer(middleware::from_fn(metrics::measure))
        // Outermost of those that know hosts: nothing below sees a host that is not listed.
        .layer(middleware::from_fn_with_state(edge.clone(), hosts::listed));
    Router::new()
        .merge(served)
        .route("/assets/{name}", get(assets::serve))
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .layer(middleware::from_fn(uncompressed))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(REQUEST_SECONDS)))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(edge.clone(), headers::common))
        .layer(middleware::from_fn_with_state(edge.clone(), forwarded::read))
        .with_state(edge)
}

/// What is for those who run the server, on a listener of its own: nothing of it is for browsers.
pub fn operations(edge: Edge, metrics: metrics::Handle) -> Router {
    Router::new()
        .route("/healthz", get(health))
        .route("/readyz", get(ready))
        .route(
            "/metrics",
            get(move |State(edge): State<Edge>| async move { metrics.answer(&**edge.federation.store()) }),
        )
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(REQUEST_SECONDS)))
        .layer(CatchPanicLayer::new())
        .with_state(edge)
}

/// Bodies are read as they come: what inflates has no bound, and what is compressed is no form (S72).
async fn uncompressed(request: Request, next: Next) -> Response {
    let encoding = request.headers().get(header::CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Compressed bodies are not taken.\n").into_response();
    }
    next.run(request).await
}

/// `/` leads to the console.
async fn entrance() -> impl IntoResponse {
    axum::response::Redirect::to("/console")
}

/// Alive.
async fn health() -> &'static str {
    "ok\n"
}

/// Alive, and the store answers.
async fn ready(State(edge): State<Edge>) -> impl IntoResponse {
    match edge.federation.store().ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n"),
    }
}
