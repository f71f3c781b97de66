//! JSON objects of headers and payloads, strictly: a member twice is an error (RFC 7515 §4, RFC 7519 §4), since two
//! readers that pick different ones would see two different tokens.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Number, Value};

use crate::Members;
use crate::excerpt::excerpt;

/// How deep arrays and objects may nest. Tokens need four or five; a stack has an end.
const MAX_DEPTH: usize = 32;

/// Why octets are not the JSON object that a token needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonProblem {
    /// It is not JSON.
    #[error("it is not JSON: {0}")]
    Syntax(String),
    /// JSON, but not an object.
    #[error("it is not a JSON object")]
    NotAnObject,
    /// A member occurs twice.
    #[error("the member {0:?} occurs twice")]
    DuplicateMember(String),
    /// Nested too deeply.
    #[error("it is nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
}

/// The members of the object, or the octet in `json` at which reading stopped, and why.
pub(crate) fn object(json: &[u8]) -> Result<Members, (usize, JsonProblem)> {
    let reason = RefCell::new(None);
    let mut reader = serde_json::Deserializer::from_slice(json);
    let value = Strict { depth: 0, reason: &reason }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| {
            let problem = reason.take().unwrap_or_else(|| JsonProblem::Syntax(without_position(&error)));
            (position(json, &error), problem)
        })?;
    match value {
        Value::Object(members) => Ok(members),
        _ => Err((0, JsonProblem::NotAnObject)),
    }
}

/// The octet at which `error` was noticed.
pub(crate) fn position(json: &[u8], error: &serde_json::Error) -> usize {
    let lines_before = error.line().saturating_sub(1);
    let line_start: usize = json.split_inclusive(|octet| *octet == b'\n').take(lines_before).map(<[u8]>::len).sum();
    (line_start + error.column().saturating_sub(1)).min(json.len())
}

/// The message without its "at line 1 column 2": the position is told apart, in the terms of the token.
pub(crate) fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rfind(" at line ").map_or(text.as_str(), |end| &text[..end]).to_owned()
}

/// Reads one value; `reason` carries out what serde's text-only errors cannot.
struct Strict<'a> {
    depth: usize,
    reason: &'a RefCell<Option<JsonProblem>>,
}

impl Strict<'_> {
    fn refuse<E: serde::de::Error>(&self, problem: JsonProblem) -> E {
        let error = E::custom(&problem);
        self.reason.replace(Some(problem));
        error
    }

    fn inner<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth == MAX_DEPTH {
            return Err(self.refuse(JsonProblem::TooDeep));
        }
        Ok(Self { depth: self.depth + 1, reason: self.reason })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner::<A::Error>()?)? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Members::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(self.refuse(JsonProblem::DuplicateMember(excerpt(&name))));
            }
            let value = members.next_value_seed(self.inner::<A::Error>()?)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_keep_their_order() {
        let members = object(br#"{"z":1,"a":[true,null,-1,1.5,"x"],"m":{"b":{}}}"#).unwrap();
        assert_eq!(serde_json::to_string(&members).unwrap(), r#"{"z":1,"a":[true,null,-1,1.5,"x"],"m":{"b":{}}}"#);
    }

    #[test]
    fn a_member_twice_is_refused_also_when_it_is_written_otherwise() {
        let (position, problem) = object(br#"{"sub":"a","s\u0075b":"b"}"#).unwrap_err();
        assert_eq!(problem, JsonProblem::DuplicateMember("sub".into()));
        assert!((11..=21).contains(&position), "{position}");
        assert_eq!(
            object(br#"{"cnf":{"jwk":{"x":1,"x":2}}}"#).unwrap_err().1,
            JsonProblem::DuplicateMember("x".into())
        );
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels: usize| format!("{{\"a\":{}1{}}}", "[".repeat(levels), "]".repeat(levels));
        assert!(object(nested(MAX_DEPTH - 1).as_bytes()).is_ok());
        assert_eq!(object(nested(MAX_DEPTH).as_bytes()).unwrap_err().1, JsonProblem::TooDeep);
        assert_eq!(object(nested(30_000).as_bytes()).unwrap_err().1, JsonProblem::TooDeep);
    }

    #[test]
    fn syntax_errors_have_a_place() {
        let (position, problem) = object(b"{\"a\":1,\n\"b\":x}").unwrap_err();
        assert_eq!(position, 12);
        assert_eq!(problem, JsonProblem::Syntax("expected value".into()));
        assert_eq!(object(b"").unwrap_err().0, 0);
        assert!(matches!(object(b"{}x").unwrap_err(), (2, JsonProblem::Syntax(_))));
        assert!(matches!(object(b"{\"a\":\"\xff\"}").unwrap_err().1, JsonProblem::Syntax(_)));
        assert!(matches!(object(br#"{"a":1e999}"#).unwrap_err().1, JsonProblem::Syntax(_)));
    }

    #[test]
    fn what_is_no_object_is_refused() {
        for json in ["[]", "1", "\"a\"", "null", "true"] {
            assert_eq!(object(json.as_bytes()), Err((0, JsonProblem::NotAnObject)));
        }
    }
}
