//! Paths into JSON: `personalizations.0.to.0.email` to write, a member or `a.b[0]` to read.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// The largest index of an array that a path writes: a policy's `a.4000000000` must not fill the memory.
const MAX_INDEX: usize = 999;
/// The most steps of a path.
const MAX_STEPS: usize = 32;

/// What a wrong path is answered with.
pub(in crate::transform) const HELP: &str =
    "Write names and numbers with dots between them, such as personalizations.0.to.0.email; numbers up to 999.";

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Member(String),
    Element(usize),
}

/// Where `GenerateJson` puts a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    written: String,
    steps: Vec<Step>,
}

impl Path {
    /// Reads a path; a step of digits is an element of an array.
    pub fn parse(written: &str) -> Option<Self> {
        let steps = written
            .split('.')
            .map(|step| match step {
                "" => None,
                digits if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                    digits.parse().ok().filter(|index| *index <= MAX_INDEX).map(Step::Element)
                }
                name => Some(Step::Member(name.to_owned())),
            })
            .collect::<Option<Vec<_>>>()?;
        (steps.len() <= MAX_STEPS).then(|| Self { written: written.to_owned(), steps })
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Puts a value at its place, making what leads there; `null` is what is not there yet. False when there is
    /// something else already.
    pub(super) fn insert(&self, whole: &mut Value, value: Value) -> bool {
        put(whole, &self.steps, value)
    }
}

fn put(slot: &mut Value, steps: &[Step], value: Value) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        let free = slot.is_null();
        if free {
            *slot = value;
        }
        return free;
    };
    match step {
        Step::Member(name) => {
            if slot.is_null() {
                *slot = Value::Object(Map::new());
            }
            let Value::Object(members) = slot else { return false };
            put(members.entry(name.clone()).or_insert(Value::Null), rest, value)
        }
        Step::Element(index) => {
            if slot.is_null() {
                *slot = Value::Array(Vec::new());
            }
            let Value::Array(items) = slot else { return false };
            if items.len() <= *index {
                items.resize(*index + 1, Value::Null);
            }
            items.get_mut(*index).is_some_and(|item| put(item, rest, value))
        }
    }
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.written)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = String::deserialize(deserializer)?;
        Self::parse(&written).ok_or_else(|| serde::de::Error::custom("no path"))
    }
}

/// What `claimToExtract` names: a member of that exact name, else a path (`$.a.b[0]`, `a.0.b`, `a['b']`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    name: String,
    steps: Option<Vec<Step>>,
}

impl Member {
    /// Reads it.
    pub fn parse(name: &str) -> Self {
        Self { name: name.to_owned(), steps: steps(name) }
    }

    /// As written.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Finds it; `null` is nothing.
    pub(super) fn find<'v>(&self, source: &'v Value) -> Option<&'v Value> {
        let exact = source.as_object().and_then(|members| members.get(&self.name));
        let found = exact.or_else(|| {
            self.steps.as_ref()?.iter().try_fold(source, |value, step| match (step, value) {
                (Step::Member(name), Value::Object(members)) => members.get(name),
                (Step::Element(index), Value::Array(items)) => items.get(*index),
                (Step::Element(index), Value::Object(members)) => members.get(&index.to_string()),
                _ => None,
            })
        });
        found.filter(|value| !value.is_null())
    }
}

fn steps(path: &str) -> Option<Vec<Step>> {
    let mut rest = path.strip_prefix('$').unwrap_or(path);
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(bracket) = rest.strip_prefix('[') {
            let (inner, after) = bracket.split_once(']')?;
            let quoted = ['\'', '"'].into_iter().find_map(|quote| inner.strip_prefix(quote)?.strip_suffix(quote));
            steps.push(match quoted {
                Some(name) => Step::Member(name.to_owned()),
                None => Step::Element(inner.parse().ok()?),
            });
            rest = after;
            continue;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() || steps.len() >= MAX_STEPS {
            return None;
        }
        steps.push(name.parse().map_or_else(|_| Step::Member(name.to_owned()), Step::Element));
        rest = after;
    }
    Some(steps)
}

impl Serialize for Member {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|name| Self::parse(&name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn write(paths: &[&str]) -> Option<Value> {
        let mut whole = Value::Null;
        for path in paths {
            if !Path::parse(path)?.insert(&mut whole, json!(*path)) {
                return None;
            }
        }
        Some(whole)
    }

    #[test]
    fn paths_make_what_leads_to_them() {
        assert_eq!(write(&["a"]), Some(json!({ "a": "a" })));
        assert_eq!(
            write(&["a.1.b", "a.0", "c.d"]),
            Some(json!({ "a": ["a.0", { "b": "a.1.b" }], "c": { "d": "c.d" } }))
        );
        assert_eq!(write(&["1"]), Some(json!([null, "1"])));
    }

    #[test]
    fn paths_that_exclude_each_other_are_refused() {
        for paths in [&["a", "a"][..], &["a", "a.b"], &["a.b", "a"], &["a.b", "a.0"], &["a", "0"]] {
            assert_eq!(write(paths), None, "{paths:?}");
        }
        for path in ["", "a.", ".a", "a..b", "a.1000", "a.99999999999999999999", &["a"; 40].join(".")] {
            assert_eq!(Path::parse(path), None, "{path}");
        }
    }

    #[test]
    fn a_member_is_found_by_its_name_or_a_path() {
        let source = json!({ "a.b": 1, "a": { "b": [2, { "c d": 3 }], "n": null }, "0": 4 });
        for (name, expected) in [
            ("a.b", Some(json!(1))),
            ("$.a.b[0]", Some(json!(2))),
            ("a.b.0", Some(json!(2))),
            ("a.b[1]['c d']", Some(json!(3))),
            ("$['a']['b'][1][\"c d\"]", Some(json!(3))),
            ("$.0", Some(json!(4))),
            ("a.n", None),
            ("a.b[2]", None),
            ("a..b", None),
            ("a[b]", None),
            ("x", None),
        ] {
            assert_eq!(Member::parse(name).find(&source).cloned(), expected, "{name}");
        }
    }
}
