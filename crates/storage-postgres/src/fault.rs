use sqlx::error::DatabaseError;
use storage::StoreError;

// SQLSTATE, appendix A of PostgreSQL's manual: whole codes, and classes of two characters.
const SERIALIZATION_FAILURE: &str = "40001";
const DEADLOCK: &str = "40P01";
const LOCK_TIMEOUT: &str = "55P03";
const READ_ONLY: &str = "25006";
const NO_DATABASE: &str = "3D000";
const NOT_ALLOWED: &str = "42501";
const NOT_LET_IN: &str = "28";
const INTEGRITY: &str = "23";
const RESOURCES: &str = "53";
const STOPPING: &str = "57P";

/// What stands in an error after which the same transaction is worth another attempt.
pub(crate) const AGAIN: &str = "other changes were in the way; try again";

/// What an error of the driver means to a person: what happened and what to do.
pub(crate) fn fault(error: &sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(error) => of_database(error.as_ref()),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::ColumnNotFound(_) | sqlx::Error::Decode(_) => {
            StoreError::Corrupt(error.to_string())
        }
        sqlx::Error::PoolTimedOut => StoreError::Unavailable(
            "no connection to PostgreSQL came about or became free; see whether it runs and takes enough of them"
                .to_owned(),
        ),
        sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => StoreError::Unavailable("it is closed".to_owned()),
        sqlx::Error::Io(error) => StoreError::Unavailable(format!("PostgreSQL does not answer ({error})")),
        error => StoreError::Unavailable(error.to_string()),
    }
}

/// Without the detail of a message, which may hold values.
fn of_database(error: &dyn DatabaseError) -> StoreError {
    let message = error.message();
    let code = error.code().unwrap_or_default();
    StoreError::Unavailable(match code.as_ref() {
        SERIALIZATION_FAILURE | DEADLOCK => AGAIN.to_owned(),
        LOCK_TIMEOUT => format!("another change holds what is needed; try again ({message})"),
        READ_ONLY => format!("this PostgreSQL server may not be written; name the primary ({message})"),
        NO_DATABASE => format!("there is no such database; make it with createdb ({message})"),
        NOT_ALLOWED => format!("the user of the database may not do this; make it the owner ({message})"),
        code if code.starts_with(NOT_LET_IN) => format!("PostgreSQL does not let this user in ({message})"),
        code if code.starts_with(INTEGRITY) => format!("a change does not fit what is stored ({message})"),
        code if code.starts_with(RESOURCES) => format!("PostgreSQL has no room for this ({message})"),
        code if code.starts_with(STOPPING) => format!("PostgreSQL is stopping ({message})"),
        _ => message.to_owned(),
    })
}

/// Whether a statement failed because of a unique index.
pub(crate) fn is_unique_violation(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(DatabaseError::is_unique_violation)
}
