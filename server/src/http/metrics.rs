//! Figures for those who run the server, in the text format of Prometheus. Labels have few values, all of them ours:
//! nothing that a request brings becomes one.

use axum::{
    extract::{MatchedPath, Request},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use federation::sign_in::Outcome;
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use std::time::Duration;
use tokio::time::Instant;

const REQUESTS: &str = "passerelle_http_requests_total";
const REQUEST_SECONDS: &str = "passerelle_http_request_duration_seconds";
const SIGN_INS: &str = "passerelle_sign_ins_total";
const DATABASE: &str = "passerelle_database_round_trips_total";
const OUTBOUND: &str = "passerelle_outbound_requests_total";
const OUTBOUND_SECONDS: &str = "passerelle_outbound_request_duration_seconds";
/// Bounds of the histograms, in seconds.
const BUCKETS: [f64; 9] = [0.002, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Where figures are read.
#[derive(Clone)]
pub struct Handle(PrometheusHandle);

/// Starts counting, once in a process. Without it the macros count nothing, and cost nothing.
pub fn start() -> Result<Handle, BuildError> {
    let handle = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
    describe_counter!(REQUESTS, "Requests, by route, method and status");
    describe_histogram!(REQUEST_SECONDS, Unit::Seconds, "How long requests took, by route");
    describe_counter!(SIGN_INS, "Sign-ins begun and ended, by outcome");
    describe_counter!(DATABASE, "How often the store was asked to read or to write");
    describe_counter!(OUTBOUND, "Calls to providers and other services, by result");
    describe_histogram!(OUTBOUND_SECONDS, Unit::Seconds, "How long calls to providers and other services took");
    Ok(Handle(handle))
}

impl Handle {
    pub(super) fn answer(&self, store: &dyn storage::Store) -> impl IntoResponse + use<> {
        counter!(DATABASE).absolute(store.round_trips());
        self.0.run_upkeep();
        ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], self.0.render())
    }
}

/// Counts a request. Those without a route are not counted: they would fill the figures with what strangers try.
pub(super) async fn measure(request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let route = request.extensions().get::<MatchedPath>().map_or_else(String::new, |path| path.as_str().to_owned());
    let method = match request.method().as_str() {
        method @ ("GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" | "HEAD") => method.to_owned(),
        _ => "other".to_owned(),
    };
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    histogram!(REQUEST_SECONDS, "route" => route.clone()).record(begun.elapsed());
    counter!(REQUESTS, "route" => route, "method" => method, "status" => status).increment(1);
    response
}

/// Counts what became of a sign-in.
pub(super) fn outcome(outcome: &Outcome) {
    let word = match outcome {
        Outcome::SignedIn { .. } => "signed_in",
        Outcome::Respond(_) => "answered",
        Outcome::Error(_) => "error_page",
        Outcome::Provider { .. } => "sent_to_provider",
        Outcome::Page { .. } | Outcome::PostAgain => return,
    };
    counter!(SIGN_INS, "outcome" => word).increment(1);
}

/// Counts a call to somebody else.
pub(crate) fn outbound(result: &'static str, took: Duration) {
    counter!(OUTBOUND, "result" => result).increment(1);
    histogram!(OUTBOUND_SECONDS).record(took);
}
