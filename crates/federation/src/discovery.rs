//! Metadata and keys of a policy.

use crate::{Error, Federation, PolicyPath};
use domain::Tenant;
use oauth::provider::metadata::Metadata;
use serde_json::Value;

impl Federation {
    /// The metadata document of a policy; `None` when there is no such policy.
    pub async fn metadata(&self, tenant: &Tenant, path: &PolicyPath) -> Result<Option<Metadata>, Error> {
        let Some(compiled) = self.program(tenant, &path.policy).await? else { return Ok(None) };
        let Some(issuer) = compiled.program.jwt_issuer() else { return Ok(None) };
        let endpoints = path.endpoints(path.issuer(tenant, issuer.issuer));
        let claims = compiled
            .program
            .relying_party
            .output_claims
            .iter()
            .map(|used| used.partner.clone().unwrap_or_else(|| used.claim.clone()));
        Ok(Some(Metadata::new(endpoints, claims, compiled.extra_scopes)))
    }

    /// The keys by which a policy's tokens are verified; `None` when there is no such policy.
    pub async fn keys(&self, tenant: &Tenant, path: &PolicyPath) -> Result<Option<Value>, Error> {
        let Some(compiled) = self.program(tenant, &path.policy).await? else { return Ok(None) };
        let Some(issuer) = compiled.program.jwt_issuer() else { return Ok(None) };
        self.published_keys(tenant.id, &issuer.key_container).await.map(Some)
    }
}
