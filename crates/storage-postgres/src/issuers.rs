use crate::{
    columns::{Columns, corrupt},
    fault::fault,
    tenants,
    write::Write,
};
use domain::{Kind, ProviderId, TenantId};
use sqlx::{PgConnection, postgres::PgExecutor};
use storage::{Sealer, StoreError};

/// Who has an issuer. A provider that was deleted has none.
pub(crate) async fn holder(
    on: impl PgExecutor<'_>,
    tenant: TenantId,
    issuer: &str,
) -> Result<Option<ProviderId>, StoreError> {
    let row = sqlx::query(
        "SELECT provider FROM provider_issuers AS held WHERE tenant = $1 AND issuer = $2
             AND EXISTS (SELECT 1 FROM documents WHERE tenant = $1 AND kind = $3 AND id = held.provider)",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(issuer)
    .bind(Kind::IdentityProvider.name())
    .fetch_optional(on)
    .await
    .map_err(|error| fault(&error))?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    let provider: &str = columns.get("provider")?;
    provider.parse().map(Some).map_err(|_| corrupt("provider_issuers.provider"))
}

/// Gives an issuer to a provider, unless another one has it.
pub(crate) struct Claim {
    pub(crate) tenant: TenantId,
    pub(crate) issuer: String,
    pub(crate) provider: ProviderId,
}

impl Write for Claim {
    type Output = ProviderId;

    async fn apply(&self, on: &mut PgConnection, _: &Sealer) -> Result<ProviderId, StoreError> {
        // Nobody takes it between the question and the answer, and no provider is deleted meanwhile.
        tenants::lock(on, self.tenant).await?;
        if let Some(holder) = holder(&mut *on, self.tenant, &self.issuer).await? {
            return Ok(holder);
        }
        sqlx::query(
            "INSERT INTO provider_issuers (tenant, issuer, provider) VALUES ($1, $2, $3)
             ON CONFLICT (tenant, issuer) DO UPDATE SET provider = excluded.provider",
        )
        .bind(&self.tenant.uuid().as_bytes()[..])
        .bind(&self.issuer)
        .bind(self.provider.to_string())
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
        Ok(self.provider)
    }
}
