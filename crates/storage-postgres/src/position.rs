use domain::Timestamp;
use sqlx::postgres::PgRow;
use storage::{Page, StoreError};
use uuid::Uuid;

/// Makes a page of up to `limit` items from rows of which one more was asked for.
pub(crate) fn page<T>(
    rows: &[PgRow],
    limit: u32,
    item: impl Fn(&PgRow) -> Result<T, StoreError>,
) -> Result<Page<T>, StoreError> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let items = rows.iter().take(limit).map(item).collect::<Result<_, _>>()?;
    Ok(Page { items, more: rows.len() > limit })
}

/// When a row that is gone was made, as its id tells it: a list that was being read goes on although its last row was
/// deleted. Ids that hold no time (imported ones) end the list.
pub(crate) fn time_of(id: Uuid) -> Timestamp {
    let millis = id.get_timestamp().filter(|_| id.get_version_num() == 7).map(|time| {
        let (seconds, nanos) = time.to_unix();
        i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000).saturating_add(i64::from(nanos / 1_000_000))
    });
    Timestamp::from_millis(millis.unwrap_or(i64::MIN))
}
