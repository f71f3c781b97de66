//! Tokens of the administration API: 256 random bits, shown once, kept as a digest, for one tenant and one role.

use crate::{Error, Federation};
use domain::{ApiTokenId, Secret, TenantId};
use storage::{ApiRole, ApiToken, Change};

/// How long one may be good for.
const MAX_DAYS: u32 = 730;

impl Federation {
    /// Makes a token. It is shown once.
    pub async fn create_api_token(
        &self,
        tenant: TenantId,
        name: &str,
        role: ApiRole,
        days: u32,
        by: &str,
    ) -> Result<Secret, Error> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 64 || name.chars().any(char::is_control) {
            return Err(Error::field("name", "The name of an API token has 1 to 64 characters."));
        }
        if !(1..=MAX_DAYS).contains(&days) {
            return Err(Error::field("days", format!("An API token is good for 1 to {MAX_DAYS} days.")));
        }
        let token = self.random_token();
        let now = self.clock.now();
        let api = ApiToken {
            id: ApiTokenId::new(&*self.clock, &*self.entropy),
            tenant,
            name: name.to_owned(),
            role,
            created_at: now,
            expires_at: now.plus_seconds(i64::from(days) * 86_400),
        };
        let token_digest = crate::digest("api-token", token.expose());
        self.commit_by(by, vec![Change::CreateApiToken { token: token_digest, api }]).await?;
        Ok(token)
    }

    /// Revokes the token of a name; one that is gone already is no error.
    pub async fn revoke_api_token(&self, tenant: TenantId, name: &str, by: &str) -> Result<(), Error> {
        Ok(self.commit_by(by, vec![Change::RevokeApiToken { tenant, name: name.trim().to_owned() }]).await?)
    }

    /// What a token is, if it is one and has not expired.
    pub async fn api_token(&self, token: &Secret) -> Result<Option<ApiToken>, Error> {
        Ok(self.store.find_api_token(crate::digest("api-token", token.expose()), self.clock.now()).await?)
    }
}
