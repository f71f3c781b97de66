use crate::{
    columns::{Columns, open, seal},
    fault::fault,
    grants,
    write::Write,
};
use domain::{JourneyId, TenantId, Timestamp};
use sqlx::{PgConnection, PgPool, postgres::PgRow};
use std::fmt::Write as _;
use storage::{CodeRedemption, Digest, NewCode, Revoked, Sealer, StoreError, StoredCode};

fn place(tenant: TenantId, code: &Digest) -> String {
    let mut place = format!("codes.payload:{tenant}/");
    for byte in code {
        let _ = write!(place, "{byte:02x}");
    }
    place
}

pub(crate) async fn create(on: &mut PgConnection, sealer: &Sealer, code: &NewCode) -> Result<(), StoreError> {
    let payload = seal(sealer, &place(code.tenant, &code.code), &code.payload)?;
    sqlx::query("INSERT INTO codes (code, tenant, journey, expires_at, payload) VALUES ($1, $2, $3, $4, $5)")
        .bind(&code.code[..])
        .bind(&code.tenant.uuid().as_bytes()[..])
        .bind(&code.journey.uuid().as_bytes()[..])
        .bind(code.expires_at.as_millis())
        .bind(payload)
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

pub(crate) async fn find(
    readers: &PgPool,
    sealer: &Sealer,
    tenant: TenantId,
    code: Digest,
) -> Result<Option<StoredCode>, StoreError> {
    let row = sqlx::query("SELECT journey, redeemed_at, payload FROM codes WHERE code = $1 AND tenant = $2")
        .bind(&code[..])
        .bind(&tenant.uuid().as_bytes()[..])
        .fetch_optional(readers)
        .await
        .map_err(|error| fault(&error))?;
    let Some(row) = row else { return Ok(None) };
    let columns = Columns(&row);
    Ok(Some(StoredCode {
        journey: journey(&row)?,
        redeemed: columns.time_or_null("redeemed_at")?.is_some(),
        payload: open(sealer, &place(tenant, &code), columns.get("payload")?)?,
    }))
}

/// Redeems a code.
pub(crate) struct Redeem {
    pub(crate) code: Digest,
    pub(crate) tenant: TenantId,
    pub(crate) now: Timestamp,
}

impl Write for Redeem {
    type Output = CodeRedemption;

    async fn apply(&self, on: &mut PgConnection, sealer: &Sealer) -> Result<CodeRedemption, StoreError> {
        let first = sqlx::query(
            "UPDATE codes SET redeemed_at = $3 WHERE code = $1 AND tenant = $2 AND redeemed_at IS NULL AND expires_at > $3
             RETURNING journey, payload",
        );
        if let Some(row) = self.matching(first).fetch_optional(&mut *on).await.map_err(|error| fault(&error))? {
            let payload = open(sealer, &place(self.tenant, &self.code), Columns(&row).get("payload")?)?;
            return Ok(CodeRedemption::First { journey: journey(&row)?, payload });
        }
        let again = sqlx::query(
            "UPDATE codes SET revoked_at = coalesce(revoked_at, $3)
             WHERE code = $1 AND tenant = $2 AND redeemed_at IS NOT NULL RETURNING journey",
        );
        if let Some(row) = self.matching(again).fetch_optional(&mut *on).await.map_err(|error| fault(&error))? {
            let journey = journey(&row)?;
            // In the same transaction: whatever the first redemption gave is dead before anybody hears of it (S5).
            grants::revoke(on, self.tenant, Revoked::Journey(journey), self.now).await?;
            return Ok(CodeRedemption::Again { journey });
        }
        let expired = sqlx::query("SELECT journey FROM codes WHERE code = $1 AND tenant = $2");
        let expired = expired.bind(self.code.to_vec()).bind(self.tenant.uuid().as_bytes().to_vec());
        match expired.fetch_optional(on).await.map_err(|error| fault(&error))? {
            Some(row) => Ok(CodeRedemption::Expired { journey: journey(&row)? }),
            None => Ok(CodeRedemption::Unknown),
        }
    }
}

type Query<'q> = sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments>;

impl Redeem {
    fn matching<'q>(&self, query: Query<'q>) -> Query<'q> {
        query.bind(self.code.to_vec()).bind(self.tenant.uuid().as_bytes().to_vec()).bind(self.now.as_millis())
    }
}

fn journey(row: &PgRow) -> Result<JourneyId, StoreError> {
    Columns(row).uuid("journey").map(JourneyId::from_uuid)
}
