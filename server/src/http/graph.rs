//! The administration API, shaped like Microsoft Graph: scripts, pipelines and SDKs written for it need another base
//! URL and a token of ours. It takes no cookies.

mod caller;
mod error;
mod key_sets;
mod policies;
mod query;

use super::Edge;
use axum::Router;
use caller::Caller;
use error::Refusal;

/// The routes, under both of Graph's versions.
pub fn router() -> Router<Edge> {
    Router::new().nest("/graph/v1.0", resources()).nest("/graph/beta", resources())
}

fn resources() -> Router<Edge> {
    Router::new()
        .nest("/trustFramework/policies", policies::router())
        .nest("/trustFramework/keySets", key_sets::router())
        .fallback(nothing)
}

async fn nothing(caller: Caller) -> Refusal {
    Refusal::not_found(&format!("There is no resource at this address of the tenant {}.", caller.tenant.name))
}
