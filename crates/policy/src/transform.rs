//! Claims transformations as pure functions (behaviour reference §10.8): those that user flows and the demo use.

use crate::tree::ClaimsTransformation;
use domain::ClaimValue;
use serde::{Deserialize, Serialize};

/// A method with its parameters read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Method {
    /// `key`, `identityProvider` → `alternativeSecurityId`.
    CreateAlternativeSecurityId,
    /// `inputClaim` → `outputClaim`, by a format with `{0}`.
    FormatStringClaim {
        /// `stringFormat`.
        format: String,
    },
    /// `item`, `collection` → `collection`.
    AddItemToStringCollection,
}

impl Method {
    /// Reads the method of a transformation.
    ///
    /// # Errors
    /// A sentence that names what is missing or not supported.
    pub fn parse(transformation: &ClaimsTransformation) -> Result<Self, String> {
        let parameter = |id: &str| {
            transformation
                .parameters
                .iter()
                .find(|parameter| parameter.id.is(id))
                .map(|parameter| parameter.value.to_string())
                .ok_or_else(|| format!("The transformation {} lacks the parameter {id}.", transformation.id))
        };
        match &*transformation.method {
            "CreateAlternativeSecurityId" => Ok(Self::CreateAlternativeSecurityId),
            "FormatStringClaim" => Ok(Self::FormatStringClaim { format: parameter("stringFormat")? }),
            "AddItemToStringCollection" => Ok(Self::AddItemToStringCollection),
            other => Err(format!("The transformation method {other} of {} is not supported.", transformation.id)),
        }
    }

    /// The method's name.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::CreateAlternativeSecurityId => "CreateAlternativeSecurityId",
            Self::FormatStringClaim { .. } => "FormatStringClaim",
            Self::AddItemToStringCollection => "AddItemToStringCollection",
        }
    }

    /// Runs it. `input` gives the value of an input by its transformation claim type; the result names outputs the
    /// same way. An input without a value gives no output.
    pub fn run<'a>(&self, input: impl Fn(&str) -> Option<&'a ClaimValue>) -> Vec<(&'static str, ClaimValue)> {
        match self {
            Self::CreateAlternativeSecurityId => {
                let (Some(key), Some(issuer)) =
                    (input("key").and_then(ClaimValue::text), input("identityProvider").and_then(ClaimValue::text))
                else {
                    return Vec::new();
                };
                vec![("alternativeSecurityId", ClaimValue::Text(alternative_security_id(&issuer, &key)))]
            }
            Self::FormatStringClaim { format } => input("inputClaim")
                .and_then(ClaimValue::text)
                .map(|value| ("outputClaim", ClaimValue::Text(format.replace("{0}", &value))))
                .into_iter()
                .collect(),
            Self::AddItemToStringCollection => {
                let mut items = match input("collection") {
                    Some(ClaimValue::Texts(items)) => items.clone(),
                    _ => Vec::new(),
                };
                let Some(item) = input("item").and_then(ClaimValue::text) else {
                    return Vec::new();
                };
                items.push(item);
                vec![("collection", ClaimValue::Texts(items))]
            }
        }
    }
}

/// The value of an alternative security id: how the directory keys a federated account.
pub fn alternative_security_id(issuer: &str, key: &str) -> String {
    serde_json::json!({ "type": 6, "identityProvider": issuer, "key": key }).to_string()
}

/// Issuer and key of an alternative security id.
pub fn read_alternative_security_id(text: &str) -> Option<(String, String)> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let part = |name: &str| value.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    Some((part("identityProvider")?, part("key")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alternative_security_id_cannot_be_confused_by_quotes() {
        let hostile = r#"https://a.example","key":"victim"#;
        let text = alternative_security_id(hostile, "me");
        assert_eq!(read_alternative_security_id(&text), Some((hostile.to_owned(), "me".to_owned())));
    }

    #[test]
    fn an_input_without_a_value_gives_no_output() {
        assert!(
            Method::CreateAlternativeSecurityId
                .run(|name| (name == "key").then_some(&ClaimValue::Boolean(true)))
                .is_empty()
        );
    }

    fn transformation(method: &str, parameters: &[(&str, &str)]) -> ClaimsTransformation {
        crate::user_flow::transformation("T", method, &[], parameters, &[], &crate::tree::Origin::form("test"))
    }

    #[test]
    fn a_method_is_read_with_its_parameters() {
        let format = Method::FormatStringClaim { format: "cpim_{0}".to_owned() };
        for (method, parameters, expected) in [
            ("CreateAlternativeSecurityId", &[][..], Some(Method::CreateAlternativeSecurityId)),
            ("AddItemToStringCollection", &[], Some(Method::AddItemToStringCollection)),
            ("FormatStringClaim", &[("STRINGFORMAT", "cpim_{0}")], Some(format)),
            ("FormatStringClaim", &[], None),
            ("formatstringclaim", &[("stringFormat", "x")], None),
            ("Hash", &[], None),
        ] {
            let read = Method::parse(&transformation(method, parameters));
            assert_eq!(read.as_ref().ok(), expected.as_ref(), "{method}");
            match read {
                Ok(read) => assert_eq!(read.name(), method),
                Err(message) => assert!(message.contains(" T "), "{message}"),
            }
        }
    }

    #[test]
    fn a_method_gives_its_output() {
        let text = |text: &str| ClaimValue::Text(text.to_owned());
        let texts = |texts: &[&str]| ClaimValue::Texts(texts.iter().map(|text| (*text).to_owned()).collect());
        let run = |method: &Method, inputs: &[(&str, ClaimValue)]| {
            method.run(|name| inputs.iter().find(|(known, _)| *known == name).map(|(_, value)| value))
        };
        let format = Method::FormatStringClaim { format: "{0}-x-{0}".to_owned() };
        assert_eq!(run(&format, &[("inputClaim", text("a"))]), [("outputClaim", text("a-x-a"))]);
        assert_eq!(run(&format, &[("inputClaim", text("{0}"))]), [("outputClaim", text("{0}-x-{0}"))]);
        assert_eq!(run(&format, &[]), []);
        let add = Method::AddItemToStringCollection;
        assert_eq!(
            run(&add, &[("item", text("b")), ("collection", texts(&["a"]))]),
            [("collection", texts(&["a", "b"]))]
        );
        assert_eq!(run(&add, &[("item", text("b"))]), [("collection", texts(&["b"]))]);
        assert_eq!(run(&add, &[("collection", texts(&["a"]))]), []);
        let key = Method::CreateAlternativeSecurityId;
        let id = text(r#"{"type":6,"identityProvider":"https://op.example","key":"ada"}"#);
        assert_eq!(
            run(&key, &[("key", text("ada")), ("identityProvider", text("https://op.example"))]),
            [("alternativeSecurityId", id)]
        );
        assert_eq!(run(&key, &[("identityProvider", text("https://op.example"))]), []);
    }

    #[test]
    fn s35_half_an_alternative_security_id_finds_nobody() {
        for text in [
            "",
            "x",
            "[]",
            r#"{"identityProvider":"i"}"#,
            r#"{"key":"k"}"#,
            r#"{"identityProvider":"","key":"k"}"#,
            r#"{"identityProvider":"i","key":""}"#,
            r#"{"identityProvider":"i","key":5}"#,
            r#"{"identityProvider":["i"],"key":"k"}"#,
        ] {
            assert_eq!(read_alternative_security_id(text), None, "{text}");
        }
    }
}
