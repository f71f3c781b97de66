//! Claims read by type, for rules that belong to others (RFC 7519 §2, §4.1).
//!
//! An absent claim is `Ok(None)`; one of the wrong type is an error, never "absent" (RFC 8725 §3.11).

use serde_json::Value;

use crate::Members;

/// A claim is there, but is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClaimError {
    /// It has another JSON type.
    #[error("the claim {name:?} must be {expected}, but is {found}")]
    WrongType {
        /// The claim.
        name: String,
        /// What it must be.
        expected: &'static str,
        /// What it is.
        found: &'static str,
    },
    /// It is no time between 1970 and 9999; milliseconds are the usual mistake.
    #[error("the claim {name:?} is no time in seconds since 1970: {found}")]
    OutOfRange {
        /// The claim.
        name: String,
        /// The number as written.
        found: String,
    },
}

/// Seconds since 1970-01-01T00:00:00Z, a fraction cut off (RFC 7519 §2). Always between 1970 and 9999, so that adding
/// a tolerance cannot overflow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumericDate(i64);

impl NumericDate {
    /// The last second of the year 9999.
    pub const MAX: Self = Self(253_402_300_799);

    /// The time, if it lies between 1970 and 9999.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        (0..=Self::MAX.0).contains(&seconds).then_some(Self(seconds))
    }

    /// Whole seconds since 1970.
    pub const fn unix(self) -> i64 {
        self.0
    }
}

/// Who a token is for: one name or several (RFC 7519 §4.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience<'a> {
    /// Written as a string.
    One(&'a str),
    /// Written as an array; never empty.
    Several(Vec<&'a str>),
}

impl<'a> Audience<'a> {
    /// Each audience, as written.
    pub fn names(&self) -> &[&'a str] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::Several(names) => names,
        }
    }

    /// Whether `name` is among them, compared exactly.
    pub fn contains(&self, name: &str) -> bool {
        self.names().contains(&name)
    }
}

/// The claim as a string.
pub fn string<'a>(claims: &'a Members, name: &str) -> Result<Option<&'a str>, ClaimError> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(wrong_type(name, "a string", other)),
    }
}

/// The claim as a boolean.
pub fn boolean(claims: &Members, name: &str) -> Result<Option<bool>, ClaimError> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Bool(value)) => Ok(Some(*value)),
        Some(other) => Err(wrong_type(name, "true or false", other)),
    }
}

/// The claim as an array of strings, such as `amr` (OpenID Connect Core §2).
pub fn strings<'a>(claims: &'a Members, name: &str) -> Result<Option<Vec<&'a str>>, ClaimError> {
    claims.get(name).map(|value| array_of_strings(name, value, "an array of strings")).transpose()
}

/// The claim as a time: a JSON number, fraction allowed, never a string (RFC 7519 §2).
pub fn numeric_date(claims: &Members, name: &str) -> Result<Option<NumericDate>, ClaimError> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::Number(number)) => whole_seconds(number)
            .and_then(NumericDate::from_unix)
            .map(Some)
            .ok_or_else(|| ClaimError::OutOfRange { name: name.to_owned(), found: number.to_string() }),
        Some(other) => Err(wrong_type(name, "a number", other)),
    }
}

/// The claim `aud`: a string, or an array of strings with at least one (RFC 7519 §4.1.3).
pub fn audience(claims: &Members) -> Result<Option<Audience<'_>>, ClaimError> {
    const EXPECTED: &str = "a string or an array of strings";
    match claims.get("aud") {
        None => Ok(None),
        Some(Value::String(name)) => Ok(Some(Audience::One(name))),
        Some(Value::Array(names)) if names.is_empty() => {
            Err(ClaimError::WrongType { name: "aud".to_owned(), expected: EXPECTED, found: "an empty array" })
        }
        Some(value) => array_of_strings("aud", value, EXPECTED).map(|names| Some(Audience::Several(names))),
    }
}

fn array_of_strings<'a>(name: &str, value: &'a Value, expected: &'static str) -> Result<Vec<&'a str>, ClaimError> {
    value
        .as_array()
        .and_then(|items| items.iter().map(Value::as_str).collect())
        .ok_or_else(|| wrong_type(name, expected, value))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "outside of i64 the cast saturates, and the range check refuses it"
)]
fn whole_seconds(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| number.as_f64().map(|seconds| seconds.floor() as i64))
}

fn wrong_type(name: &str, expected: &'static str, found: &Value) -> ClaimError {
    ClaimError::WrongType { name: name.to_owned(), expected, found: type_name(found) }
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(items) if items.iter().all(Value::is_string) => "an array of strings",
        Value::Array(_) => "an array of other things",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: &Value) -> Members {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn times_are_numbers_and_a_fraction_is_cut_off() {
        let date = |value: Value| numeric_date(&claims(&json!({ "exp": value })), "exp");
        assert_eq!(date(json!(1_300_819_380)).unwrap().unwrap().unix(), 1_300_819_380);
        assert_eq!(date(json!(1_300_819_380.9)).unwrap().unwrap().unix(), 1_300_819_380);
        assert_eq!(date(json!(1.3e9)).unwrap().unwrap().unix(), 1_300_000_000);
        assert_eq!(numeric_date(&Members::new(), "exp"), Ok(None));
        for wrong in [json!("1300819380"), json!(null), json!([1]), json!(true)] {
            assert!(matches!(date(wrong), Err(ClaimError::WrongType { .. })));
        }
        for far in [json!(-1), json!(-0.5), json!(1_300_819_380_000_i64), json!(u64::MAX), json!(1e300)] {
            assert!(matches!(date(far.clone()), Err(ClaimError::OutOfRange { .. })), "{far}");
        }
    }

    #[test]
    fn an_audience_is_a_string_or_some_strings() {
        let one = claims(&json!({"aud": "a"}));
        assert_eq!(audience(&one).unwrap(), Some(Audience::One("a")));
        let several = claims(&json!({"aud": ["a", "b"]}));
        let audience_of_several = audience(&several).unwrap().unwrap();
        assert_eq!(audience_of_several.names(), ["a", "b"]);
        assert!(audience_of_several.contains("b") && !audience_of_several.contains("B"));
        assert_eq!(audience(&Members::new()), Ok(None));
        for wrong in [json!([]), json!(["a", 1]), json!({"a": "b"}), json!(1), json!(null), json!([["a"]])] {
            assert!(matches!(audience(&claims(&json!({ "aud": wrong }))), Err(ClaimError::WrongType { .. })));
        }
    }

    #[test]
    fn a_claim_of_the_wrong_type_is_not_an_absent_claim() {
        let claims = claims(&json!({"nonce": 5, "newUser": "true", "amr": "pwd", "sub": null}));
        assert_eq!(
            string(&claims, "nonce").unwrap_err().to_string(),
            "the claim \"nonce\" must be a string, but is a number"
        );
        assert!(string(&claims, "sub").is_err());
        assert!(boolean(&claims, "newUser").is_err());
        assert!(strings(&claims, "amr").is_err());
        assert_eq!(string(&claims, "acr"), Ok(None));
    }
}
