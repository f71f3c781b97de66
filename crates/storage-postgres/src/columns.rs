use crate::fault::fault;
use domain::Timestamp;
use sqlx::{Row, postgres::PgRow};
use storage::{Digest, StoreError};
use uuid::Uuid;

/// Reads the columns of a row in the types of the domain; what does not fit is [`StoreError::Corrupt`].
pub(crate) struct Columns<'r>(pub(crate) &'r PgRow);

impl Columns<'_> {
    pub(crate) fn get<'a, T>(&'a self, column: &'static str) -> Result<T, StoreError>
    where
        T: sqlx::Decode<'a, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        self.0.try_get(column).map_err(|error| fault(&error))
    }

    pub(crate) fn uuid(&self, column: &'static str) -> Result<Uuid, StoreError> {
        Uuid::from_slice(self.get(column)?).map_err(|_| corrupt(column))
    }

    pub(crate) fn uuid_or_null(&self, column: &'static str) -> Result<Option<Uuid>, StoreError> {
        let bytes: Option<&[u8]> = self.get(column)?;
        bytes.map(|bytes| Uuid::from_slice(bytes).map_err(|_| corrupt(column))).transpose()
    }

    pub(crate) fn digest(&self, column: &'static str) -> Result<Digest, StoreError> {
        let bytes: &[u8] = self.get(column)?;
        bytes.try_into().map_err(|_| corrupt(column))
    }

    pub(crate) fn time(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        self.get(column).map(Timestamp::from_millis)
    }

    pub(crate) fn time_or_null(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        let millis: Option<i64> = self.get(column)?;
        Ok(millis.map(Timestamp::from_millis))
    }

    pub(crate) fn number<N: TryFrom<i64>>(&self, column: &'static str) -> Result<N, StoreError> {
        N::try_from(self.get::<i64>(column)?).map_err(|_| corrupt(column))
    }

    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(self.get(column)?).map_err(|error| StoreError::Corrupt(format!("{column}: {error}")))
    }
}

pub(crate) fn corrupt(column: &str) -> StoreError {
    StoreError::Corrupt(format!("{column} does not have the form it should have"))
}

/// A value as JSON text.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// What was sealed, or why it does not open, naming its place.
pub(crate) fn open(sealer: &storage::Sealer, place: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
    sealer.open(place, value).map_err(|error| StoreError::Corrupt(format!("{place}: {error}")))
}

/// Seals a value for its place.
pub(crate) fn seal(sealer: &storage::Sealer, place: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
    sealer.seal(place, value).map_err(|error| StoreError::Unavailable(format!("{place}: {error}")))
}
