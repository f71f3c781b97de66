//! Userinfo.

use crate::{Error, Federation, PolicyPath, trace::Traced};
use domain::Tenant;
use journey::recording::Item;
use oauth::provider::userinfo::{self, Refusal, Rules, UserInfo};
use serde_json::{Map, Value};
use token::{Algorithm, JwkSet, Unverified};

impl Federation {
    /// What an access token says about the person, if it still may (S37, S54).
    pub async fn userinfo(
        &self,
        tenant: &Tenant,
        path: &PolicyPath,
        authorization: Option<&str>,
    ) -> Result<Result<Map<String, Value>, Refusal>, Error> {
        let Some(token) = userinfo::bearer(authorization) else { return Ok(Err(Refusal::Missing)) };
        let invalid = Ok(Err(Refusal::InvalidToken));
        let Some(compiled) = self.program(tenant, &path.policy).await? else { return invalid };
        let Some(issuer) = compiled.program.jwt_issuer() else { return invalid };
        let published = self.published_keys(tenant.id, &issuer.key_container).await?;
        let keys = JwkSet::from_json(&published).map_err(|error| Error::Internal(error.to_string()))?;
        let verified = Unverified::parse(token)
            .ok()
            .and_then(|token| token.expect(&[Algorithm::Rs256]).ok())
            .and_then(|token| token.verify(&keys, self.crypto.verifier()).ok());
        let Some(verified) = verified else { return invalid };
        let iss = path.issuer(tenant, issuer.issuer);
        let rules = Rules { issuer: &iss, policy: &path.policy, now: self.clock.now().as_seconds() };
        let info = match userinfo::read(verified.claims(), rules) {
            Ok(info) => info,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let dead = self.is_dead(tenant, &info).await?;
        let error = dead.then(|| "invalid_token".to_owned());
        let traced = Traced {
            tenant: tenant.id,
            journey: info.token.journey,
            policy: &compiled.program.policy,
            application: info.client_id,
        };
        self.append(traced, Item::UserInfo { error }).await;
        if dead { invalid } else { Ok(Ok(info.claims)) }
    }

    /// Whether what stands behind a token is gone, revoked or switched off (S37).
    async fn is_dead(&self, tenant: &Tenant, info: &UserInfo) -> Result<bool, Error> {
        let client = self.find_client(tenant.id, Some(&info.client_id.to_string())).await?;
        Ok(client.is_none_or(|client| !client.enabled)
            || self.store.grant_is_revoked(tenant.id, info.token.journey).await?
            || !self.is_alive(tenant, info.token.user, info.token.provider).await?)
    }
}
