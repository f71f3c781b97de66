//! The administration API, shaped like Microsoft Graph: scripts, pipelines and SDKs written for it need another base
//! URL and a token of ours. It takes no cookies. A route and its description are one: `OpenApiRouter` makes
//! `/graph/openapi.json` from what it routes.

mod applications;
mod audit;
mod body;
mod caller;
mod error;
mod identity_providers;
mod key_sets;
mod policies;
mod query;
mod user_flows;
mod users;

use super::Edge;
use axum::{Json, Router, routing::get};
use caller::Caller;
use error::Refusal;
use serde::Serialize;
use serde_json::Value;
use utoipa::{
    OpenApi, ToSchema,
    openapi::{
        Server,
        security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme},
    },
};
use utoipa_axum::router::OpenApiRouter;

/// What the document says about itself.
#[derive(OpenApi)]
#[openapi(info(
    title = "Passerelle administration API",
    description = "Shaped like Microsoft Graph. The tenant is that of the API token (`passerelle admin token`)."
))]
struct Description;

/// A list, page by page.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "the shape that `query` answers in; only its description is used")]
struct List<T> {
    value: Vec<T>,
    #[serde(rename = "@odata.nextLink")]
    next_link: Option<String>,
    #[serde(rename = "@odata.count")]
    count: Option<u64>,
}

/// The routes, under both of Graph's versions, and their description.
pub fn router() -> Router<Edge> {
    let (resources, description) = resources().split_for_parts();
    let resources = resources.fallback(nothing);
    let document = Json(described(description));
    Router::new()
        .nest("/graph/v1.0", resources.clone())
        .nest("/graph/beta", resources)
        .route("/graph/openapi.json", get(move || async move { document }))
}

fn resources() -> OpenApiRouter<Edge> {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(identity_providers::router())
        .merge(user_flows::router())
        .merge(applications::router())
        .merge(users::router())
        .merge(audit::router())
        .merge(policies::router())
        .merge(key_sets::router())
}

/// The description with what holds for every route.
fn described(mut description: utoipa::openapi::OpenApi) -> Value {
    description.servers = Some(vec![Server::new("/graph/v1.0"), Server::new("/graph/beta")]);
    let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
    description.components.get_or_insert_default().add_security_scheme("apiToken", scheme);
    description.security = Some(vec![SecurityRequirement::new("apiToken", Vec::<String>::new())]);
    json(&description)
}

async fn nothing(caller: Caller) -> Refusal {
    Refusal::not_found(&format!("There is no resource at this address of the tenant {}.", caller.tenant.name))
}

/// A resource as JSON. What is written here always can be.
fn json(resource: &impl Serialize) -> Value {
    serde_json::to_value(resource).unwrap_or_default()
}
