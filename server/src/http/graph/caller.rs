//! Who calls: the program that has a token, for the tenant of its token.

use super::{super::Edge, error::Refusal};
use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{header, request::Parts},
};
use domain::{Secret, Tenant};
use federation::Origin;
use storage::{ApiRole, ApiToken};

/// A program with a valid token.
pub struct Caller {
    /// The tenant of the token; no request names another one.
    pub tenant: Tenant,
    origin: Origin,
    /// `v1.0` or `beta`.
    version: &'static str,
    token: ApiToken,
}

impl Caller {
    /// Refuses a token without this right.
    pub fn may(&self, right: impl Fn(ApiRole) -> bool) -> Result<(), Refusal> {
        if right(self.token.role) { Ok(()) } else { Err(Refusal::denied(&self.token)) }
    }

    /// The address of a list in the version of the API that was asked.
    pub fn address(&self, resource: &str) -> String {
        format!("{}/graph/{}/{resource}", self.origin.as_str(), self.version)
    }

    /// As histories name it.
    pub fn name(&self) -> String {
        format!("API token {}", self.token.name)
    }
}

impl FromRequestParts<Edge> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer =
            header.and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let secret = bearer.map(|(_, token)| Secret::new(token.trim())).ok_or_else(Refusal::no_token)?;
        let token = edge.federation.api_token(&secret).await?.ok_or_else(Refusal::no_token)?;
        let tenant = edge.federation.find_tenant(&token.tenant.to_string()).await?.ok_or_else(Refusal::no_token)?;
        let origin = parts.extensions.get::<Origin>().cloned();
        let origin = origin.unwrap_or_else(|| Origin::new(&edge.public_url.origin()));
        let original =
            OriginalUri::from_request_parts(parts, edge).await.map_or_else(|_| parts.uri.clone(), |uri| uri.0);
        let version = if original.path().starts_with("/graph/beta/") { "beta" } else { "v1.0" };
        Ok(Self { tenant, origin, version, token })
    }
}

/// A caller who may change providers, user flows, applications and users. Said before a body is read: whoever may not
/// learns nothing from what is wrong with one.
pub struct Administrator(pub Caller);

impl FromRequestParts<Edge> for Administrator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        let caller = Caller::from_request_parts(parts, edge).await?;
        caller.may(ApiRole::changes_configuration)?;
        Ok(Self(caller))
    }
}

/// A caller who may change policy keys.
pub struct KeysetAdministrator(pub Caller);

impl FromRequestParts<Edge> for KeysetAdministrator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, edge: &Edge) -> Result<Self, Refusal> {
        let caller = Caller::from_request_parts(parts, edge).await?;
        caller.may(ApiRole::changes_keys)?;
        Ok(Self(caller))
    }
}
