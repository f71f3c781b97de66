//! What a protocol URL names: tenant, policy, and the form in which it names them.

use super::{Edge, pages};
use axum::{
    extract::{FromRequestParts, OriginalUri, RawPathParams},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{PolicyId, Tenant};
use federation::{Origin, PolicyForm, PolicyPath};
use oauth::Parameters;

/// A tenant and a policy, as a URL names them; with the parameters of its query.
pub struct Target {
    pub tenant: Tenant,
    pub path: PolicyPath,
    pub query: Parameters,
}

/// A tenant, as a URL names it.
pub struct TenantTarget {
    pub tenant: Tenant,
    pub query: Parameters,
    /// `{provider}` of the URL.
    pub provider: Option<String>,
}

impl FromRequestParts<Edge> for TenantTarget {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Response> {
        let params = params(parts).await?;
        let segment = params.find("t").unwrap_or_default();
        let tenant = match edge.federation.find_tenant(segment).await {
            Ok(Some(tenant)) => tenant,
            Ok(None) => return Err(pages::nothing_here(edge, &parts.headers)),
            Err(error) => return Err(pages::failure(edge, &parts.headers, &error)),
        };
        let query = Parameters::parse(parts.uri.query().unwrap_or_default())
            .map_err(|error| (StatusCode::URI_TOO_LONG, format!("{error}\n")).into_response())?;
        Ok(Self { tenant, query, provider: params.find("provider").map(str::to_owned) })
    }
}

impl FromRequestParts<Edge> for Target {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Response> {
        let TenantTarget { tenant, query, .. } = TenantTarget::from_request_parts(parts, edge).await?;
        let params = params(parts).await?;
        let (policy, form) = match params.find("policy") {
            Some(policy) => (Some(policy.to_owned()), PolicyForm::Path),
            None => (query.get("p").map(str::to_owned), PolicyForm::Query),
        };
        let policy = policy.and_then(|policy| PolicyId::parse(&policy).ok());
        let origin = parts.extensions.get::<Origin>().cloned();
        let (Some(policy), Some(origin)) = (policy, origin) else {
            return Err(pages::nothing_here(edge, &parts.headers));
        };
        let original =
            OriginalUri::from_request_parts(parts, edge).await.map_or_else(|_| parts.uri.clone(), |uri| uri.0);
        let tfp = original.path().starts_with("/tfp/");
        let tenant_segment = params.find("t").unwrap_or_default().to_ascii_lowercase();
        let path = PolicyPath { origin, tenant: tenant_segment, tfp, policy, form };
        Ok(Self { tenant, path, query })
    }
}

struct Params(Vec<(String, String)>);

impl Params {
    fn find(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

async fn params(parts: &mut Parts) -> Result<Params, Response> {
    let raw = RawPathParams::from_request_parts(parts, &()).await.map_err(IntoResponse::into_response)?;
    Ok(Params(raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()))
}
