//! The assertion of `private_key_jwt` (RFC 7523 §2.2 and §3, behaviour reference §2.2).

use domain::Timestamp;
use serde_json::{Map, Value};

/// `client_assertion_type`.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How long an assertion lives, in seconds.
pub const LIFETIME: i64 = 300;

/// The claims of an assertion by `client_id` for a token endpoint. `unique` is its `jti`: fresh random text.
pub fn claims(client_id: &str, token_endpoint: &str, unique: &str, now: Timestamp) -> Map<String, Value> {
    let now = now.as_seconds();
    [
        ("iss", Value::from(client_id)),
        ("sub", Value::from(client_id)),
        ("aud", Value::from(token_endpoint)),
        ("jti", Value::from(unique)),
        ("iat", Value::from(now)),
        ("nbf", Value::from(now)),
        ("exp", Value::from(now + LIFETIME)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into_iter()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_assertion_is_by_and_about_the_client_for_the_token_endpoint_and_short_lived() {
        let made = claims("me", "https://op.example/token", "once", Timestamp::from_seconds(1_800_000_000));
        assert_eq!(
            Value::Object(made),
            json!({ "iss": "me", "sub": "me", "aud": "https://op.example/token", "jti": "once",
                    "iat": 1_800_000_000, "nbf": 1_800_000_000, "exp": 1_800_000_300 })
        );
    }
}
