//! Identities of external accounts: issuer, and the id that it gave, which is written in Base64.

use super::{Failure, call::Call};
use base64ct::{Base64, Encoding};
use domain::ClaimValue;
use serde_json::{Value, json};

/// The value of an alternative security id: how the directory keys a federated account.
pub fn alternative_security_id(issuer: &str, key: &str) -> String {
    json!({ "type": 6, "identityProvider": issuer, "key": Base64::encode_string(key.as_bytes()) }).to_string()
}

/// Issuer and key of an alternative security id.
pub fn read_alternative_security_id(text: &str) -> Option<(String, String)> {
    read_identity(&serde_json::from_str(text).ok()?)
}

/// Issuer and user id of one identity, in either spelling. Half an identity is none (S35).
pub fn read_identity(value: &Value) -> Option<(String, String)> {
    let (issuer, key) = parts(value)?;
    let key = String::from_utf8(Base64::decode_vec(key).ok()?).ok()?;
    Some((issuer.to_owned(), key))
}

/// Issuer and user id as written.
fn parts(value: &Value) -> Option<(&str, &str)> {
    let part =
        |names: [&str; 2]| names.into_iter().find_map(|name| value.get(name)?.as_str()).filter(|text| !text.is_empty());
    Some((part(["identityProvider", "issuer"])?, part(["key", "issuerUserId"])?))
}

/// The identities of a collection; texts in it are read as JSON.
pub(super) fn read_all(value: &ClaimValue) -> Option<Vec<Value>> {
    let items: Vec<Value> = match value {
        ClaimValue::Json(Value::Array(items)) => items.clone(),
        ClaimValue::Json(single @ Value::Object(_)) => vec![single.clone()],
        ClaimValue::Texts(texts) => {
            texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>().ok()?
        }
        ClaimValue::Text(text) => match serde_json::from_str(text).ok()? {
            Value::Array(items) => items,
            single => vec![single],
        },
        _ => return None,
    };
    items
        .into_iter()
        .map(|item| match item {
            Value::String(text) => serde_json::from_str(&text).ok().filter(|item| parts(item).is_some()),
            item => parts(&item).is_some().then_some(item),
        })
        .collect()
}

pub(super) fn create_alternative_security_id(call: &mut Call<'_>) -> Result<(), Failure> {
    let (key, issuer) = (some(call, "key")?, some(call, "identityProvider")?);
    call.set_text("alternativeSecurityId", alternative_security_id(&issuer, &key))
}

pub(super) fn create_user_identity(call: &mut Call<'_>) -> Result<(), Failure> {
    let (key, issuer) = (some(call, "issuerUserId")?, some(call, "issuer")?);
    let identity = json!({ "issuer": issuer, "issuerUserId": Base64::encode_string(key.as_bytes()) });
    call.set("userIdentity", ClaimValue::Json(identity))
}

/// A text that is not empty: an account without an issuer or an id would be anybody's (S35).
fn some(call: &Call<'_>, role: &str) -> Result<String, Failure> {
    Some(call.text(role)?).filter(|text| !text.is_empty()).ok_or_else(|| call.missing(role))
}

/// Appends an identity that is not there yet. Without one, the collection stays.
pub(super) fn add(call: &mut Call<'_>) -> Result<(), Failure> {
    let Some(item) = call.identities("item")? else { return Ok(()) };
    let mut collection = call.identities("collection")?.unwrap_or_default();
    for item in item {
        if !collection.iter().any(|known| same(known, &item)) {
            collection.push(item);
        }
    }
    call.set("collection", ClaimValue::Json(Value::Array(collection)))
}

pub(super) fn issuers(call: &mut Call<'_>, from: &str, to: &str) -> Result<(), Failure> {
    let mut issuers: Vec<String> = Vec::new();
    for (issuer, _) in call.identities(from)?.unwrap_or_default().iter().filter_map(parts) {
        if !issuers.iter().any(|known| known == issuer) {
            issuers.push(issuer.to_owned());
        }
    }
    call.set(to, ClaimValue::Texts(issuers))
}

pub(super) fn remove(call: &mut Call<'_>, issuer_role: &str) -> Result<(), Failure> {
    let issuer = call.text(issuer_role)?;
    let Some(mut collection) = call.identities("collection")? else { return Ok(()) };
    collection.retain(|item| parts(item).is_none_or(|(known, _)| !known.eq_ignore_ascii_case(&issuer)));
    call.set("collection", ClaimValue::Json(Value::Array(collection)))
}

fn same(left: &Value, right: &Value) -> bool {
    parts(left).zip(parts(right)).is_some_and(|((left_issuer, left_id), (right_issuer, right_id))| {
        left_id == right_id && left_issuer.eq_ignore_ascii_case(right_issuer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alternative_security_id_cannot_be_confused_by_quotes() {
        let hostile = r#"https://a.example","key":"victim"#;
        for key in ["me", r#"","identityProvider":"x"#, "é\u{0}"] {
            let text = alternative_security_id(hostile, key);
            assert_eq!(read_alternative_security_id(&text), Some((hostile.to_owned(), key.to_owned())));
        }
    }

    #[test]
    fn both_spellings_of_an_identity_are_read() {
        for text in [
            r#"{"type":6,"identityProvider":"live.com","key":"MTIzNDU="}"#,
            r#"{"issuer":"live.com","issuerUserId":"MTIzNDU="}"#,
        ] {
            assert_eq!(read_alternative_security_id(text), Some(("live.com".to_owned(), "12345".to_owned())), "{text}");
        }
    }

    #[test]
    fn s35_half_an_alternative_security_id_finds_nobody() {
        for text in [
            "",
            "x",
            "[]",
            r#"{"identityProvider":"i"}"#,
            r#"{"key":"aw=="}"#,
            r#"{"identityProvider":"","key":"aw=="}"#,
            r#"{"identityProvider":"i","key":""}"#,
            r#"{"identityProvider":"i","key":5}"#,
            r#"{"identityProvider":["i"],"key":"aw=="}"#,
            r#"{"identityProvider":"i","key":"no base64"}"#,
            r#"{"identityProvider":"i","key":"/w=="}"#,
        ] {
            assert_eq!(read_alternative_security_id(text), None, "{text}");
        }
    }
}
