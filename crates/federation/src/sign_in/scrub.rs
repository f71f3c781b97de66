//! Secrets of ours that a provider sends back in a text must not come into the trace (S79).

use domain::claims::{REDACTED, Sensitive};
use serde_json::Value;

/// What is shorter may stand in any text by chance.
const SHORTEST: usize = 16;

/// Replaces secrets in what a trace shows of an answer: its error. The tokens beside it stay as they are, or a short
/// secret that occurs in one by chance would spoil its signature.
pub(super) fn error(body: &mut Value, hidden: &[&str]) {
    for name in ["error", "error_description", "error_uri"] {
        if let Some(Value::String(text)) = body.get_mut(name) {
            replace(text, hidden.iter().copied().filter(|secret| !secret.is_empty()));
        }
    }
}

/// Replaces a token in all texts of an answer.
pub(super) fn everywhere(body: &mut Value, hidden: &str) {
    match body {
        Value::String(text) => replace(text, Some(hidden).filter(|secret| secret.len() >= SHORTEST)),
        Value::Array(items) => items.iter_mut().for_each(|item| everywhere(item, hidden)),
        Value::Object(members) => members.values_mut().for_each(|member| everywhere(member, hidden)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A parameter that came back by the browser: what was drawn for the request is in none but its own.
pub(super) fn parameter<'s>(name: &str, value: &str, hidden: impl Iterator<Item = &'s str>) -> Sensitive {
    if matches!(name, "state" | "code" | "id_token" | "iss") {
        return Sensitive::new(value);
    }
    let mut text = value.to_owned();
    replace(&mut text, hidden.filter(|secret| secret.len() >= SHORTEST));
    Sensitive::new(text)
}

fn replace<'s>(text: &mut String, hidden: impl IntoIterator<Item = &'s str>) {
    for secret in hidden {
        if text.contains(secret) {
            *text = text.replace(secret, REDACTED);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn s79_a_secret_that_a_provider_echoes_is_not_shown_and_a_token_that_holds_it_by_chance_stays_whole() {
        let mut body = json!({
            "error": "abc",
            "error_description": "client_secret abc is wrong for code xyz",
            "id_token": "e30.abcxyz.abc",
            "access_token": "xyz",
        });
        super::error(&mut body, &["abc", "xyz", ""]);
        assert_eq!(body["error"], "•••");
        assert_eq!(body["error_description"], "client_secret ••• is wrong for code •••");
        assert_eq!((&body["id_token"], &body["access_token"]), (&json!("e30.abcxyz.abc"), &json!("xyz")));
    }

    #[test]
    fn s79_a_token_that_userinfo_echoes_is_not_shown() {
        let token = "0123456789abcdef";
        let mut body = json!({ "sub": "a", "list": [1, format!("Bearer {token}")], "deep": { "token": token } });
        super::everywhere(&mut body, token);
        assert_eq!(body, json!({ "sub": "a", "list": [1, "Bearer •••"], "deep": { "token": "•••" } }));
        super::everywhere(&mut body, "a");
        assert_eq!(body["sub"], "a", "a short one stands in any text");
    }

    #[test]
    fn s79_a_state_that_a_provider_echoes_is_not_shown() {
        let state = "0123456789abcdef";
        let shown = |name| super::parameter(name, &format!("about {state}"), [state].into_iter()).expose().to_owned();
        assert_eq!(shown("error_description"), "about •••");
        assert_eq!(shown("whatever"), "about •••");
        for needed in ["state", "code", "id_token", "iss"] {
            assert_eq!(shown(needed), format!("about {state}"), "{needed}");
        }
    }
}
