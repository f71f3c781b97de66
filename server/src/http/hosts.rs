//! Only listed hosts are served (421 otherwise): the public URL's, and sub-domains of it that are tenants. What is put
//! into `iss`, metadata and callbacks follows the host, so an unlisted one must not get that far (S78).

use super::Edge;
use axum::{
    extract::{Request, State},
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::TenantName;
use federation::Origin;

/// Puts the request's [`Origin`] into its extensions, or refuses it.
pub async fn listed(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    let host = request
        .uri()
        .authority()
        .map(|authority| authority.as_str().to_owned())
        .or_else(|| request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).map(str::to_owned))
        .map(|host| host.to_ascii_lowercase());
    let public = edge.public_url.authority();
    let known = match host.as_deref() {
        Some(host) if host == public => true,
        Some(host) => match host.strip_suffix(&format!(".{public}")).map(TenantName::parse) {
            Some(Ok(name)) => matches!(edge.federation.find_tenant(&name.domain()).await, Ok(Some(_))),
            _ => false,
        },
        None => false,
    };
    let Some(host) = host.filter(|_| known) else {
        let text = format!("This server answers at {} only.\n", edge.public_url.origin());
        return (StatusCode::MISDIRECTED_REQUEST, text).into_response();
    };
    request
        .extensions_mut()
        .insert(Origin::new(&format!("{}://{host}", if edge.is_secure() { "https" } else { "http" })));
    next.run(request).await
}
