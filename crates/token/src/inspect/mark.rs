//! How a console finds the sign-in that a token came from without being told any part of the token.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::base64;

/// 96 bits tell the sign-ins of a tenant apart; from them nothing of the token can be told.
const OCTETS: usize = 12;

/// The mark of an ID token's sign-in: a hash over what every ID token of one sign-in says. Whoever recorded the claims that
/// were issued computes the same; the nonce is never recorded, so two sign-ins of one person to one application in
/// the same second have one mark, and both are listed.
pub fn sign_in_mark(claims: &Value) -> Option<String> {
    let text = |name: &str| claims.get(name).map(Value::to_string).unwrap_or_default();
    let signed_in = claims.get("auth_time")?.as_i64()?;
    claims.get("sub")?.as_str()?;
    let all = ["sign-in", &text("sub"), &text("aud"), &signed_in.to_string()].join("\n");
    Some(base64::encode(&Sha256::digest(all)[..OCTETS]))
}

#[cfg(test)]
mod tests {
    use super::sign_in_mark;
    use serde_json::json;

    #[test]
    fn tokens_of_one_sign_in_have_one_mark_and_others_another() {
        let claims = json!({"sub": "s", "aud": "a", "auth_time": 5, "iat": 6, "exp": 7});
        let mark = sign_in_mark(&claims).unwrap();
        assert_eq!(mark.len(), 16);
        let mut later = claims.clone();
        later["iat"] = 60.into();
        later["at_hash"] = "x".into();
        assert_eq!(sign_in_mark(&later).as_ref(), Some(&mark));
        for (name, value) in [("sub", json!("t")), ("aud", json!("b")), ("auth_time", json!(6))] {
            let mut other = claims.clone();
            other[name] = value;
            assert_ne!(sign_in_mark(&other).as_ref(), Some(&mark), "{name}");
        }
        assert_eq!(sign_in_mark(&json!({"sub": "s"})), None);
    }
}
