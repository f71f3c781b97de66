//! A provider's userinfo answer (OpenID Connect Core 5.3). It adds claims to a checked ID token, never replaces them,
//! and counts only if it is about the same person (S34).

use crate::excerpt::excerpt;
use domain::{Check, Outcome};
use serde_json::Value;
use token::Members;

const CLAUSE: &str = "OpenID Connect Core 5.3.2";

/// Whether the answer is about the person of the ID token. `sub` is a text and equal, octet for octet.
pub fn check_subject(answer: &Value, subject: &str) -> Check {
    let (found, outcome) = match answer.get("sub") {
        Some(Value::String(found)) if found == subject => (excerpt(found), Outcome::Pass),
        Some(Value::String(found)) => (excerpt(found), Outcome::Fail),
        Some(_) => ("not a text".to_owned(), Outcome::Fail),
        None => ("nothing".to_owned(), Outcome::Fail),
    };
    Check::new("sub of the userinfo", CLAUSE, excerpt(subject), found, outcome)
}

/// The claims of both; the ID token's win, since they are signed.
pub fn merge(id_token: Members, answer: &Value) -> Members {
    let mut merged = answer.as_object().cloned().unwrap_or_default();
    for (name, value) in id_token {
        merged.insert(name, value);
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn s34_userinfo_about_somebody_else_does_not_count() {
        for (answer, fine) in [
            (json!({ "sub": "me" }), true),
            (json!({ "sub": "Me" }), false),
            (json!({ "sub": "me " }), false),
            (json!({ "sub": "" }), false),
            (json!({ "sub": null }), false),
            (json!({ "sub": ["me"] }), false),
            (json!({ "sub": { "me": "me" } }), false),
            (json!({ "sub": 5 }), false),
            (json!({}), false),
            (json!("me"), false),
        ] {
            assert_eq!(!check_subject(&answer, "me").failed(), fine, "{answer}");
        }
    }

    #[test]
    fn what_the_id_token_says_is_not_replaced() {
        let id_token = json!({ "iss": "a", "name": "Erika" }).as_object().unwrap().clone();
        let merged = merge(id_token, &json!({ "iss": "b", "name": "Eve", "email": "e@example.org" }));
        assert_eq!(Value::Object(merged), json!({ "iss": "a", "name": "Erika", "email": "e@example.org" }));
    }
}
