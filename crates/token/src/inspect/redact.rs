//! A copy for a bug report: no signature, no personal value, nothing that would be accepted anywhere.

use serde_json::{Value, json};

use super::{Inspection, dictionary};
use crate::Members;

/// Written where something was taken out.
pub const REDACTED: &str = "[removed]";

/// Members that are credentials or keep two parties bound, besides what the dictionary calls personal.
const SECRET: [&str; 12] = [
    "nonce",
    "at_hash",
    "c_hash",
    "s_hash",
    "jti",
    "sid",
    "ath",
    "idp_access_token",
    "access_token",
    "refresh_token",
    "code",
    "sd_hash",
];

/// Members whose values say how a token is made, not about whom.
const KEPT: [&str; 34] = [
    "iss",
    "aud",
    "exp",
    "nbf",
    "iat",
    "auth_time",
    "ver",
    "tfp",
    "acr",
    "amr",
    "azp",
    "appid",
    "azpacr",
    "appidacr",
    "scp",
    "scope",
    "roles",
    "idp",
    "tid",
    "newUser",
    "email_verified",
    "phone_number_verified",
    "typ",
    "alg",
    "kid",
    "enc",
    "cty",
    "crit",
    "client_id",
    "htm",
    "_sd_alg",
    "vct",
    "token_use",
    "events",
];

/// The header and the claims as JSON, with what is personal or secret replaced. What nobody has described is taken for
/// personal: an extension attribute may be anything.
pub fn redacted(inspection: &Inspection) -> Value {
    let header = inspection.header().and_then(Value::as_object).map(|members| replaced(members, true));
    let claims = inspection.claims().and_then(Value::as_object).map(|members| replaced(members, false));
    json!({ "header": header, "claims": claims, "signature": REDACTED })
}

fn replaced(members: &Members, is_header: bool) -> Members {
    let keep = |name: &str| {
        let personal = dictionary::find(name).is_none_or(|entry| entry.personal);
        !SECRET.contains(&name) && (KEPT.contains(&name) || (!personal && is_header))
    };
    let shown = |(name, value): (&String, &Value)| {
        let value = if keep(name) { value.clone() } else { blank(value) };
        (name.clone(), value)
    };
    members.iter().map(shown).collect()
}

/// The same shape without the content.
fn blank(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(blank).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (name.clone(), blank(value))).collect(),
        Value::Null | Value::Bool(_) => value.clone(),
        _ => REDACTED.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::inspect;
    use crate::testing::token;

    #[test]
    fn nothing_personal_and_no_credential_is_left() {
        let claims = json!({
            "iss": "https://b2c.example/", "aud": "app", "sub": "PERSON", "name": "PERSON", "emails": ["PERSON"],
            "extension_Shoe": "PERSON", "address": {"locality": "PERSON", "since": 1975}, "nonce": "SECRET",
            "idp_access_token": "SECRET", "jti": "SECRET", "exp": 1_700_000_000, "mobile": 41_791_234_567_u64,
        });
        let text = token(r#"{"alg":"RS256","kid":"k"}"#, &claims.to_string(), b"SECRET");
        let copy = redacted(&inspect(&text));
        let written = copy.to_string();
        assert!(!written.contains("PERSON") && !written.contains("SECRET") && !written.contains("4179"), "{written}");
        for part in text.split('.') {
            assert!(!written.contains(part), "{part}");
        }
        assert_eq!(copy["claims"]["iss"], "https://b2c.example/");
        assert_eq!(copy["claims"]["exp"], 1_700_000_000);
        assert_eq!(copy["claims"]["address"]["since"], REDACTED);
        assert_eq!(copy["header"]["kid"], "k");
    }
}
