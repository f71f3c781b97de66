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
                .find(|(name, _)| name.eq_ignore_ascii_case(id))
                .map(|(_, value)| value.clone())
                .ok_or_else(|| {
                    format!(
                        "The transformation {} lacks the parameter {id}.",
                        transformation.id
                    )
                })
        };
        match transformation.method.as_str() {
            "CreateAlternativeSecurityId" => Ok(Self::CreateAlternativeSecurityId),
            "FormatStringClaim" => Ok(Self::FormatStringClaim {
                format: parameter("stringFormat")?,
            }),
            "AddItemToStringCollection" => Ok(Self::AddItemToStringCollection),
            other => Err(format!(
                "The transformation method {other} of {} is not supported.",
                transformation.id
            )),
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
    pub fn run<'a>(
        &self,
        input: impl Fn(&str) -> Option<&'a ClaimValue>,
    ) -> Vec<(&'static str, ClaimValue)> {
        match self {
            Self::CreateAlternativeSecurityId => {
                let (Some(key), Some(issuer)) = (
                    input("key").and_then(ClaimValue::text),
                    input("identityProvider").and_then(ClaimValue::text),
                ) else {
                    return Vec::new();
                };
                vec![(
                    "alternativeSecurityId",
                    ClaimValue::Text(alternative_security_id(&issuer, &key)),
                )]
            }
            Self::FormatStringClaim { format } => input("inputClaim")
                .and_then(ClaimValue::text)
                .map(|value| {
                    (
                        "outputClaim",
                        ClaimValue::Text(format.replace("{0}", &value)),
                    )
                })
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
    let part = |name: &str| {
        value
            .get(name)?
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    Some((part("identityProvider")?, part("key")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alternative_security_id_cannot_be_confused_by_quotes() {
        let hostile = r#"https://a.example","key":"victim"#;
        let text = alternative_security_id(hostile, "me");
        assert_eq!(
            read_alternative_security_id(&text),
            Some((hostile.to_owned(), "me".to_owned()))
        );
    }

    #[test]
    fn an_input_without_a_value_gives_no_output() {
        assert!(
            Method::CreateAlternativeSecurityId
                .run(|name| (name == "key").then_some(&ClaimValue::Boolean(true)))
                .is_empty()
        );
    }
}
