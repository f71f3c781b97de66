use sqlx::error::DatabaseError;
use storage::StoreError;

// Primary result codes of SQLite.
const BUSY: i32 = 5;
const READ_ONLY: i32 = 8;
const IO: i32 = 10;
const DAMAGED: i32 = 11;
const FULL: i32 = 13;
const CANNOT_OPEN: i32 = 14;
const CONSTRAINT: i32 = 19;
const NOT_A_DATABASE: i32 = 26;

/// What an error of the driver means to a person: what happened and what to do.
pub(crate) fn fault(error: &sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(error) => of_database(error.as_ref()),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_) => {
            StoreError::Corrupt(error.to_string())
        }
        sqlx::Error::PoolTimedOut => StoreError::Unavailable("every connection is busy; try again".to_owned()),
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => StoreError::Unavailable("it is closed".to_owned()),
        error => StoreError::Unavailable(error.to_string()),
    }
}

fn of_database(error: &dyn DatabaseError) -> StoreError {
    let message = error.message();
    match primary_code(error) {
        Some(DAMAGED | NOT_A_DATABASE) => StoreError::Corrupt(format!(
            "the database file is damaged; stop the server and restore a backup ({message})"
        )),
        Some(FULL) => StoreError::Unavailable(format!("the disk is full; free some space and try again ({message})")),
        Some(READ_ONLY) => StoreError::Unavailable(format!(
            "the database file or its folder may not be written; check who owns them ({message})"
        )),
        Some(BUSY) => StoreError::Unavailable(format!("another process holds the database; try again ({message})")),
        Some(IO) => StoreError::Unavailable(format!("the disk does not answer as it should; look at it ({message})")),
        Some(CANNOT_OPEN) => StoreError::Unavailable(format!(
            "the database file cannot be opened; check the path and who owns it ({message})"
        )),
        Some(CONSTRAINT) => StoreError::Unavailable(format!("a change does not fit what is stored ({message})")),
        _ => StoreError::Unavailable(message.to_owned()),
    }
}

fn primary_code(error: &dyn DatabaseError) -> Option<i32> {
    error.code().and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff)
}

/// Whether a statement failed because of a unique index.
pub(crate) fn is_unique_violation(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(DatabaseError::is_unique_violation)
}
