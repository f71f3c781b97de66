//! Claims: what a journey knows, in the data types of the policy language (behaviour reference §10.3).

use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// The data types a claim can be declared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DataType {
    /// `true` or `false`; compared as `True` and `False`.
    Boolean,
    /// A day.
    Date,
    /// A moment.
    DateTime,
    /// An ISO 8601 duration.
    Duration,
    /// 32 bits.
    Int,
    /// 64 bits.
    Long,
    /// Text.
    String,
    /// A list of texts.
    StringCollection,
    /// A list of alternative security ids.
    AlternativeSecurityIdCollection,
    /// One identity of a user.
    UserIdentity,
    /// Several identities of a user.
    UserIdentityCollection,
    /// A telephone number in E.164 form.
    PhoneNumber,
    /// Schema only.
    ObjectIdentity,
    /// Schema only.
    ObjectIdentityCollection,
}

/// A value that stored state holds sealed and no recording, log or page shows: a typed password, a provider's token.
///
/// It serialises as it is, because a journey's state is sealed as a whole; everything that leaves the state goes
/// through [`ClaimValue::shown`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sensitive(String);

impl Sensitive {
    /// Marks a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text, for predicates, transformations and requests.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Sensitive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sensitive(…)")
    }
}

impl Drop for Sensitive {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// The value of one claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ClaimValue {
    /// A boolean.
    Boolean(bool),
    /// An int or a long.
    Integer(i64),
    /// Any text type: string, date, dateTime, duration, phoneNumber; the declaration says which.
    Text(String),
    /// A collection of texts.
    Texts(Vec<String>),
    /// A structured value: identities, or what a provider sent as an object.
    Json(serde_json::Value),
    /// A value nobody may see.
    Sensitive(Sensitive),
}

/// What a recording shows in the place of a sensitive value.
pub const REDACTED: &str = "•••";

impl ClaimValue {
    /// The value as a token, a page or a recording may show it; sensitive ones as a mark.
    pub fn shown(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Boolean(value) => Value::Bool(*value),
            Self::Integer(value) => Value::from(*value),
            Self::Text(value) => Value::from(value.as_str()),
            Self::Texts(values) => Value::from(values.clone()),
            Self::Json(value) => value.clone(),
            Self::Sensitive(_) => Value::from(REDACTED),
        }
    }

    /// The value as text, as preconditions compare it: booleans are `True` and `False` (behaviour reference §15.18).
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Boolean(true) => Some("True".to_owned()),
            Self::Boolean(false) => Some("False".to_owned()),
            Self::Integer(value) => Some(value.to_string()),
            Self::Text(value) => Some(value.clone()),
            Self::Sensitive(value) => Some(value.expose().to_owned()),
            Self::Texts(_) | Self::Json(_) => None,
        }
    }

    /// Reads what a provider's token holds, as the declared type; `None` when it cannot be that type.
    pub fn from_json(value: &serde_json::Value, data_type: DataType) -> Option<Self> {
        use serde_json::Value;
        match (data_type, value) {
            (_, Value::Null) => None,
            (DataType::Boolean, Value::Bool(value)) => Some(Self::Boolean(*value)),
            (DataType::Int | DataType::Long, Value::Number(number)) => Self::parse(&number.to_string(), data_type),
            (DataType::Boolean | DataType::Int | DataType::Long, Value::String(text)) => Self::parse(text, data_type),
            (DataType::StringCollection, Value::Array(items)) => {
                items.iter().map(scalar_text).collect::<Option<Vec<_>>>().map(Self::Texts)
            }
            (DataType::StringCollection, single) => scalar_text(single).map(|text| Self::Texts(vec![text])),
            (
                DataType::AlternativeSecurityIdCollection
                | DataType::UserIdentity
                | DataType::UserIdentityCollection
                | DataType::ObjectIdentity
                | DataType::ObjectIdentityCollection,
                value,
            ) => Some(Self::Json(value.clone())),
            (DataType::Boolean | DataType::Int | DataType::Long, _) => None,
            (_, value) => scalar_text(value).map(Self::Text),
        }
    }

    /// Reads a constant of a policy, as the declared type.
    pub fn parse(text: &str, data_type: DataType) -> Option<Self> {
        match data_type {
            DataType::Boolean => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" => Some(Self::Boolean(true)),
                "false" | "0" => Some(Self::Boolean(false)),
                _ => None,
            },
            DataType::Int => text.trim().parse::<i32>().ok().map(|value| Self::Integer(i64::from(value))),
            DataType::Long => text.trim().parse().ok().map(Self::Integer),
            DataType::StringCollection => Some(Self::Texts(vec![text.to_owned()])),
            DataType::AlternativeSecurityIdCollection
            | DataType::UserIdentity
            | DataType::UserIdentityCollection
            | DataType::ObjectIdentity
            | DataType::ObjectIdentityCollection => serde_json::from_str(text).ok().map(Self::Json),
            _ => Some(Self::Text(text.to_owned())),
        }
    }
}

fn scalar_text(value: &serde_json::Value) -> Option<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The claims bag of a running journey: claim ids in their declared spelling, to values.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Claims(BTreeMap<String, ClaimValue>);

impl Claims {
    /// An empty bag.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a claim.
    pub fn get(&self, id: &str) -> Option<&ClaimValue> {
        self.0.get(id)
    }

    /// The value of a claim as text.
    pub fn text(&self, id: &str) -> Option<String> {
        self.get(id).and_then(ClaimValue::text)
    }

    /// Sets a claim.
    pub fn set(&mut self, id: impl Into<String>, value: ClaimValue) {
        self.0.insert(id.into(), value);
    }

    /// Removes a claim.
    pub fn remove(&mut self, id: &str) -> Option<ClaimValue> {
        self.0.remove(id)
    }

    /// Whether there is such a claim.
    pub fn contains(&self, id: &str) -> bool {
        self.0.contains_key(id)
    }

    /// All claims, in the order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &ClaimValue)> {
        self.0.iter().map(|(id, value)| (id.as_str(), value))
    }

    /// As a recording may show them.
    pub fn shown(&self) -> BTreeMap<String, serde_json::Value> {
        self.0.iter().map(|(id, value)| (id.clone(), value.shown())).collect()
    }
}

#[cfg(test)]
mod tests;
