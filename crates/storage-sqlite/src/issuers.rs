use crate::{
    columns::{Columns, corrupt},
    fault::fault,
    writer::Write,
};
use domain::{Kind, ProviderId, TenantId};
use sqlx::{SqliteConnection, sqlite::SqliteExecutor};
use storage::{Sealer, StoreError};

/// Who has an issuer. A provider that was deleted has none.
pub(crate) async fn holder(
    on: impl SqliteExecutor<'_>,
    tenant: TenantId,
    issuer: &str,
) -> Result<Option<ProviderId>, StoreError> {
    let row = sqlx::query(
        "SELECT provider FROM provider_issuers AS held WHERE tenant = ?1 AND issuer = ?2
             AND EXISTS (SELECT 1 FROM documents WHERE tenant = ?1 AND kind = ?3 AND id = held.provider)",
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

    async fn apply(self, on: &mut SqliteConnection, _: &Sealer) -> Result<ProviderId, StoreError> {
        // One transaction after the other writes: nobody takes it between the question and the answer.
        if let Some(holder) = holder(&mut *on, self.tenant, &self.issuer).await? {
            return Ok(holder);
        }
        sqlx::query("INSERT OR REPLACE INTO provider_issuers (tenant, issuer, provider) VALUES (?, ?, ?)")
            .bind(&self.tenant.uuid().as_bytes()[..])
            .bind(&self.issuer)
            .bind(self.provider.to_string())
            .execute(on)
            .await
            .map_err(|error| fault(&error))?;
        Ok(self.provider)
    }
}
