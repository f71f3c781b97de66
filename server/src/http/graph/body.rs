//! Bodies in JSON. What is wrong with one names the property and never repeats a value, which may be a secret.

use super::{super::Edge, Refusal};
use axum::{
    Json,
    extract::{FromRequest, Request},
};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// A body in its type.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Edge> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, edge: &Edge) -> Result<Self, Refusal> {
        let read = Json::<Value>::from_request(request, edge).await;
        let Json(mut value) = read.map_err(|_| Refusal::bad_request("The body is no JSON object."))?;
        if let Some(members) = value.as_object_mut() {
            // What was read is written back as it came, with its annotations.
            members
                .retain(|name, _| !name.starts_with("@odata.") || matches!(name.as_str(), "@odata.type" | "@odata.id"));
        }
        read_value(value).map(Self)
    }
}

fn read_value<T: DeserializeOwned>(value: Value) -> Result<T, Refusal> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let text = error.inner().to_string();
        let named = text.split('`').nth(1).unwrap_or_default();
        let within = path.strip_suffix(named).unwrap_or(&path).trim_end_matches('.');
        let inside = |name: &str| if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") };
        if text.starts_with("unknown field") {
            let name = inside(named);
            Refusal::of_property(&name, format!("There is no property {name} here."))
        } else if text.starts_with("missing field") {
            let name = inside(named);
            Refusal::of_property(&name, format!("The property {name} is missing."))
        } else {
            Refusal::of_property(&path, format!("The value of {path} is not one that it takes."))
        }
    })
}

/// A text of which `null` removes what is there.
pub fn text_or_null<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Some(Option::<String>::deserialize(deserializer)?.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[derive(Debug, Default, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "what is read of it is whether it can be read")]
    struct Outer {
        #[serde(default)]
        inner: Option<Inner>,
        #[serde(default, deserialize_with = "text_or_null")]
        hint: Option<String>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "as above")]
    struct Inner {
        texts: Vec<String>,
    }

    fn refused(value: Value) -> String {
        let refusal = read_value::<Outer>(value).unwrap_err();
        format!("{refusal:?}")
    }

    #[test]
    fn what_is_wrong_is_named_and_its_value_is_not_repeated() {
        assert!(refused(json!({ "innr": {} })).contains("There is no property innr here."));
        assert!(refused(json!({ "inner": { "texts": [], "canary": 1 } })).contains("no property inner.canary here"));
        assert!(refused(json!({ "inner": {} })).contains("The property inner.texts is missing."));
        let wrong = refused(json!({ "inner": { "texts": ["a", { "canary": 1 }] } }));
        assert!(wrong.contains("inner.texts[1]") && !wrong.contains("canary"), "{wrong}");
        let wrong = refused(json!({ "inner": { "texts": "canary" } }));
        assert!(wrong.contains("The value of inner.texts") && !wrong.contains("canary"), "{wrong}");
    }

    #[test]
    fn null_removes_and_nothing_leaves() {
        assert_eq!(read_value::<Outer>(json!({ "hint": null })).unwrap().hint.as_deref(), Some(""));
        assert_eq!(read_value::<Outer>(json!({})).unwrap().hint, None);
    }
}
