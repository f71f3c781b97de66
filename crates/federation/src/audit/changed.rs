//! What became different of a document, without what is secret or too long to be read.

use domain::Kind;
use serde_json::{Value, json};
use storage::{ChangedProperty, DocumentKey};

/// At most this many characters of a value.
const MAX_VALUE: usize = 1000;

/// What was changed.
pub(super) struct Target {
    pub kind: &'static str,
    pub id: String,
    pub name: String,
}

/// The document of a key.
pub(super) fn target_of(key: &DocumentKey, body: &Value) -> Target {
    let name = ["name", "policy"].into_iter().find_map(|member| body[member].as_str());
    Target { kind: key.kind.name(), id: key.id.clone(), name: name.unwrap_or(&key.id).to_owned() }
}

/// The members that are not what they were.
pub(crate) fn differences(kind: Kind, before: Option<&Value>, after: &Value) -> Vec<ChangedProperty> {
    let empty = serde_json::Map::new();
    let old = before.and_then(Value::as_object).unwrap_or(&empty);
    let new = after.as_object().unwrap_or(&empty);
    let gone = old.keys().filter(|name| !new.contains_key(*name));
    new.keys()
        .chain(gone)
        .filter(|name| old.get(*name).unwrap_or(&Value::Null) != new.get(*name).unwrap_or(&Value::Null))
        .map(|name| ChangedProperty {
            name: name.clone(),
            old: old.get(name).and_then(|value| said(kind, name, value)),
            new: new.get(name).and_then(|value| said(kind, name, value)),
        })
        .collect()
}

/// A value as it may be read; `None` for what is not said.
fn said(kind: Kind, name: &str, value: &Value) -> Option<String> {
    let each = |member: &str| -> Value {
        value.as_array().into_iter().flatten().map(|item| item[member].clone()).collect::<Vec<_>>().into()
    };
    let value = match (kind, name) {
        (_, "clientSecret") | (Kind::CustomPolicy, "xml") => return None,
        (Kind::Application, "secrets") => each("description"),
        (Kind::KeySet, "keys") => each("kid"),
        _ => value.clone(),
    };
    if value.is_null() || value == json!("") {
        return None;
    }
    let text = value.to_string();
    Some(if text.chars().count() > MAX_VALUE {
        text.chars().take(MAX_VALUE).chain("…".chars()).collect()
    } else {
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_different_is_said_and_what_is_secret_is_not() {
        let before = json!({ "name": "A", "clientSecret": { "id": "1", "version": 1 }, "same": [1], "gone": true });
        let after = json!({ "name": "B", "clientSecret": { "id": "1", "version": 2 }, "same": [1] });
        let changed = differences(Kind::IdentityProvider, Some(&before), &after);
        let said: Vec<_> =
            changed.iter().map(|one| (one.name.as_str(), one.old.as_deref(), one.new.as_deref())).collect();
        assert_eq!(
            said,
            [("name", Some("\"A\""), Some("\"B\"")), ("clientSecret", None, None), ("gone", Some("true"), None)]
        );
        let secrets = json!({ "secrets": [{ "description": "ci", "sha256": "canary", "hint": "can" }] });
        let changed = differences(Kind::Application, None, &secrets);
        assert_eq!(changed[0].new.as_deref(), Some("[\"ci\"]"));
        let keys = json!({ "keys": [{ "kid": "k", "private": { "id": "canary" } }] });
        assert_eq!(differences(Kind::KeySet, None, &keys)[0].new.as_deref(), Some("[\"k\"]"));
        let long = json!({ "name": "x".repeat(5000) });
        let changed = differences(Kind::UserFlow, None, &long);
        assert!(changed[0].new.as_ref().is_some_and(|text| text.chars().count() == MAX_VALUE + 1));
        assert_eq!(differences(Kind::CustomPolicy, None, &json!({ "xml": "canary" }))[0].new, None);
    }
}
