//! From text to a [`Jwe`]: compact, flattened and general serialisation (RFC 7516 §7).

use serde_json::Value;

use super::Jwe;
use crate::phrase::Phrase;
use crate::{Members, base64, json};

/// The most recipients that are read.
const MAX_RECIPIENTS: usize = 20;

impl Jwe {
    /// Reads a message; one value per recipient.
    pub fn parse(text: &str) -> Result<Vec<Self>, Phrase> {
        let text = text.trim();
        if text.starts_with('{') {
            return general(text);
        }
        let parts: Vec<_> = text.splitn(6, '.').collect();
        let [header, encrypted_key, iv, ciphertext, tag] = parts[..] else {
            return Err("An encrypted token has five parts.".into());
        };
        let octets = |name: &'static str, text: &str| {
            base64::decode(text)
                .map_err(|(_, problem)| Phrase::with("The {0} is not base64url: {1}.", [&name, &problem]))
        };
        Ok(vec![Self {
            header: members(header)?,
            additional: header.as_bytes().to_vec(),
            encrypted_key: octets("encrypted key", encrypted_key)?,
            iv: octets("initialization vector", iv)?,
            ciphertext: octets("ciphertext", ciphertext)?,
            tag: octets("authentication tag", tag)?,
        }])
    }
}

fn members(encoded: &str) -> Result<Members, Phrase> {
    let octets = base64::decode(encoded)
        .map_err(|(_, problem)| Phrase::with("The {0} is not base64url: {1}.", [&"header", &problem]))?;
    json::object(&octets).map_err(|(_, problem)| Phrase::with("The header cannot be read: {0}.", [&problem]))
}

fn general(text: &str) -> Result<Vec<Jwe>, Phrase> {
    let document = json::object(text.as_bytes()).map_err(|(_, problem)| Phrase::verbatim(problem.to_string()))?;
    let encoded = |from: &Members, name: &'static str| match from.get(name) {
        None => Ok(Vec::new()),
        Some(value) => value
            .as_str()
            .and_then(|text| base64::decode(text).ok())
            .ok_or_else(|| Phrase::with("The {0} is not base64url: {1}.", [&name, value])),
    };
    let protected = document.get("protected").and_then(Value::as_str).unwrap_or_default();
    let mut shared = if protected.is_empty() { Members::new() } else { members(protected)? };
    join(&mut shared, document.get("unprotected"))?;
    // With `aad`, it follows the protected header (RFC 7516 §5.1, step 14).
    let additional = match document.get("aad").and_then(Value::as_str) {
        Some(aad) => format!("{protected}.{aad}"),
        None => protected.to_owned(),
    };
    let one = |own: &Members| {
        let mut header = shared.clone();
        join(&mut header, own.get("header"))?;
        Ok(Jwe {
            header,
            additional: additional.clone().into_bytes(),
            encrypted_key: encoded(own, "encrypted_key")?,
            iv: encoded(&document, "iv")?,
            ciphertext: encoded(&document, "ciphertext")?,
            tag: encoded(&document, "tag")?,
        })
    };
    match document.get("recipients").and_then(Value::as_array) {
        None => Ok(vec![one(&document)?]),
        Some(recipients) if recipients.is_empty() => Err("The token has no recipients.".into()),
        Some(recipients) => {
            recipients.iter().take(MAX_RECIPIENTS).map(|own| one(own.as_object().unwrap_or(&Members::new()))).collect()
        }
    }
}

/// The members of two headers must differ (RFC 7516 §7.2.1).
fn join(into: &mut Members, more: Option<&Value>) -> Result<(), Phrase> {
    let Some(more) = more else { return Ok(()) };
    let more = more.as_object().ok_or(Phrase::plain("A header of the token is not a JSON object."))?;
    for (name, value) in more {
        if into.insert(name.clone(), value.clone()).is_some() {
            return Err(Phrase::with("The header member {0} occurs twice.", [name]));
        }
    }
    Ok(())
}
