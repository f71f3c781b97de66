use crate::{
    columns::{Columns, to_json},
    fault::{fault, is_unique_violation},
};
use domain::{Kind, TenantId, Timestamp};
use sqlx::{PgConnection, PgPool, postgres::PgRow};
use storage::{Conflict, DocumentKey, DocumentVersion, Expected, Page, StoreError, StoredDocument};

pub(crate) async fn put(
    on: &mut PgConnection,
    key: &DocumentKey,
    expected: Expected,
    lookup: Option<&str>,
    body: &serde_json::Value,
    at: Timestamp,
    by: &str,
) -> Result<(), StoreError> {
    let current = current_version(on, key).await?;
    let expected = match expected {
        Expected::New => None,
        Expected::Version(version) => Some(version),
    };
    if current != expected {
        return Err(Conflict::DocumentVersion { current }.into());
    }
    let version = add_version(on, key, Some(body), at, by).await?;
    sqlx::query(
        "INSERT INTO documents (tenant, kind, id, version, lookup) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant, kind, id) DO UPDATE SET version = excluded.version, lookup = excluded.lookup",
    )
    .bind(&key.tenant.uuid().as_bytes()[..])
    .bind(key.kind.name())
    .bind(key.id.as_str())
    .bind(version)
    .bind(lookup)
    .execute(on)
    .await
    .map_err(|error| if is_unique_violation(&error) { Conflict::DocumentLookup.into() } else { fault(&error) })?;
    Ok(())
}

pub(crate) async fn delete(
    on: &mut PgConnection,
    key: &DocumentKey,
    expected: u32,
    at: Timestamp,
    by: &str,
) -> Result<(), StoreError> {
    let current = current_version(on, key).await?;
    if current != Some(expected) {
        return Err(Conflict::DocumentVersion { current }.into());
    }
    add_version(on, key, None, at, by).await?;
    sqlx::query("DELETE FROM documents WHERE tenant = $1 AND kind = $2 AND id = $3")
        .bind(&key.tenant.uuid().as_bytes()[..])
        .bind(key.kind.name())
        .bind(key.id.as_str())
        .execute(on)
        .await
        .map_err(|error| fault(&error))?;
    Ok(())
}

async fn current_version(on: &mut PgConnection, key: &DocumentKey) -> Result<Option<u32>, StoreError> {
    let row = sqlx::query("SELECT version FROM documents WHERE tenant = $1 AND kind = $2 AND id = $3")
        .bind(&key.tenant.uuid().as_bytes()[..])
        .bind(key.kind.name())
        .bind(key.id.as_str())
        .fetch_optional(on)
        .await
        .map_err(|error| fault(&error))?;
    row.map(|row| Columns(&row).number("version")).transpose()
}

/// Adds the next version there ever was of this document; without a body it is a deletion.
async fn add_version(
    on: &mut PgConnection,
    key: &DocumentKey,
    body: Option<&serde_json::Value>,
    at: Timestamp,
    by: &str,
) -> Result<i64, StoreError> {
    let row = sqlx::query(
        "INSERT INTO document_versions (tenant, kind, id, version, stored_at, stored_by, body)
         SELECT $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6
         FROM document_versions WHERE tenant = $1 AND kind = $2 AND id = $3
         RETURNING version",
    )
    .bind(&key.tenant.uuid().as_bytes()[..])
    .bind(key.kind.name())
    .bind(key.id.as_str())
    .bind(at.as_millis())
    .bind(by)
    .bind(body.map(to_json).transpose()?)
    .fetch_one(on)
    .await
    .map_err(|error| fault(&error))?;
    Columns(&row).number("version")
}

pub(crate) async fn find(readers: &PgPool, key: &DocumentKey) -> Result<Option<StoredDocument>, StoreError> {
    let row = sqlx::query(
        "SELECT id, version, stored_at, stored_by, body FROM documents JOIN document_versions USING (tenant, kind, id, version)
         WHERE tenant = $1 AND kind = $2 AND id = $3",
    )
    .bind(&key.tenant.uuid().as_bytes()[..])
    .bind(key.kind.name())
    .bind(key.id.as_str())
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    row.map(|row| document(&row, key.tenant, key.kind)).transpose()
}

pub(crate) async fn find_by_lookup(
    readers: &PgPool,
    tenant: TenantId,
    kind: Kind,
    lookup: &str,
) -> Result<Option<StoredDocument>, StoreError> {
    let row = sqlx::query(
        "SELECT id, version, stored_at, stored_by, body FROM documents JOIN document_versions USING (tenant, kind, id, version)
         WHERE tenant = $1 AND kind = $2 AND lookup = $3",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(kind.name())
    .bind(lookup)
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    row.map(|row| document(&row, tenant, kind)).transpose()
}

pub(crate) async fn list(
    readers: &PgPool,
    tenant: TenantId,
    kind: Kind,
    after: Option<&str>,
    limit: u32,
) -> Result<Page<StoredDocument>, StoreError> {
    let rows = sqlx::query(
        "SELECT id, version, stored_at, stored_by, body FROM documents JOIN document_versions USING (tenant, kind, id, version)
         WHERE tenant = $1 AND kind = $2 AND id > $3 ORDER BY id LIMIT $4",
    )
    .bind(&tenant.uuid().as_bytes()[..])
    .bind(kind.name())
    .bind(after.unwrap_or_default())
    .bind(i64::from(limit) + 1)
    .fetch_all(readers)
    .await
    .map_err(|error| fault(&error))?;
    crate::position::page(&rows, limit, |row| document(row, tenant, kind))
}

pub(crate) async fn at_version(
    readers: &PgPool,
    key: &DocumentKey,
    version: u32,
) -> Result<Option<StoredDocument>, StoreError> {
    let row = sqlx::query(
        "SELECT id, version, stored_at, stored_by, body FROM document_versions
         WHERE tenant = $1 AND kind = $2 AND id = $3 AND version = $4 AND body IS NOT NULL",
    )
    .bind(&key.tenant.uuid().as_bytes()[..])
    .bind(key.kind.name())
    .bind(key.id.as_str())
    .bind(i64::from(version))
    .fetch_optional(readers)
    .await
    .map_err(|error| fault(&error))?;
    row.map(|row| document(&row, key.tenant, key.kind)).transpose()
}

pub(crate) async fn history(readers: &PgPool, key: &DocumentKey) -> Result<Vec<DocumentVersion>, StoreError> {
    let rows = sqlx::query(
        "SELECT version, stored_at, stored_by, body IS NULL AS deleted FROM document_versions
         WHERE tenant = $1 AND kind = $2 AND id = $3 ORDER BY version DESC",
    )
    .bind(&key.tenant.uuid().as_bytes()[..])
    .bind(key.kind.name())
    .bind(key.id.as_str())
    .fetch_all(readers)
    .await
    .map_err(|error| fault(&error))?;
    let version = |row: &PgRow| {
        let columns = Columns(row);
        Ok(DocumentVersion {
            version: columns.number("version")?,
            at: columns.time("stored_at")?,
            by: columns.get("stored_by")?,
            deleted: columns.get("deleted")?,
        })
    };
    rows.iter().map(version).collect()
}

fn document(row: &PgRow, tenant: TenantId, kind: Kind) -> Result<StoredDocument, StoreError> {
    let columns = Columns(row);
    Ok(StoredDocument {
        key: DocumentKey { tenant, kind, id: columns.get("id")? },
        version: columns.number("version")?,
        body: columns.json("body")?,
        at: columns.time("stored_at")?,
        by: columns.get("stored_by")?,
    })
}
