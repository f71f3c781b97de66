//! What claims and header members mean, in words.

use serde_json::Value;

use super::words::time_in_words;
use crate::Members;
use crate::claims::numeric_date;

/// A claim explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// What the claim is.
    pub what: &'static str,
    /// Its value in words, where the value alone does not say it.
    pub value_in_words: Option<String>,
}

/// Explains a claim of a payload; `now_unix` is the time to which times are told. `None` for a claim that is nobody's
/// standard.
pub fn describe(claim_name: &str, value: &Value, now_unix: i64) -> Option<Description> {
    let (_, what) = CLAIMS.iter().find(|(name, _)| *name == claim_name)?;
    let value_in_words = match claim_name {
        "exp" | "nbf" | "iat" | "auth_time" => Some(time(claim_name, value, now_unix)),
        "aud" => {
            value.as_array().filter(|names| names.len() > 1).map(|names| format!("for {} recipients", names.len()))
        }
        "amr" => amr(value),
        "acr" => value.as_str().and_then(acr).map(str::to_owned),
        "scp" | "scope" => value.as_str().map(|scopes| listed(scopes.split_whitespace())),
        "newUser" | "email_verified" => value.as_bool().map(|yes| if yes { "yes" } else { "no" }.to_owned()),
        "emails" => value.as_array().map(|emails| listed(emails.iter().filter_map(Value::as_str))),
        _ => None,
    };
    Some(Description { what, value_in_words: value_in_words.filter(|words| !words.is_empty()) })
}

/// Explains a member of a header.
pub fn describe_header(member_name: &str, value: &Value) -> Option<Description> {
    let (_, what) = HEADER.iter().find(|(name, _)| *name == member_name)?;
    let words = match (member_name, value.as_str()) {
        ("alg", Some(name)) => algorithm(name),
        ("typ", Some(name)) => token_type(name),
        _ => None,
    };
    Some(Description { what, value_in_words: words.map(str::to_owned) })
}

/// RFC 7519 §4.1, OpenID Connect Core §2, §5.1 and §3.1.3.6, RFC 8693 §4.2, Azure AD B2C, Microsoft Entra, Mobile ID.
const CLAIMS: &[(&str, &str)] = &[
    ("iss", "Issuer: who made this token"),
    ("sub", "Subject: whom it is about; unique and never reassigned at its issuer"),
    ("aud", "Audience: the application it is for"),
    ("exp", "Expires: not to be accepted from this time on"),
    ("nbf", "Not before: not to be accepted earlier"),
    ("iat", "Issued at"),
    ("jti", "Token ID: unique to this token, so that a replay can be noticed"),
    ("auth_time", "When the person authenticated"),
    ("nonce", "The value that the application sent with its request; binds the token to it"),
    ("at_hash", "Left half of the hash of the access token that came along"),
    ("c_hash", "Left half of the hash of the authorization code that came along"),
    ("acr", "Authentication context: how strongly, or by which policy, the person was authenticated"),
    ("amr", "Authentication methods that were used"),
    ("azp", "Authorized party: the client to which the token was issued"),
    ("tfp", "The user flow or custom policy that issued this token (Azure AD B2C)"),
    ("idp", "The identity provider at which the person signed in (Azure AD B2C)"),
    ("name", "Full name"),
    ("given_name", "Given name"),
    ("family_name", "Family name"),
    ("emails", "E-mail addresses (Azure AD B2C)"),
    ("email", "E-mail address"),
    ("email_verified", "Whether the issuer has verified the e-mail address"),
    ("oid", "Object ID: the user object in the directory (Azure AD B2C, Microsoft Entra)"),
    ("ver", "Version of the token's format"),
    ("newUser", "Whether the account was created in this journey (Azure AD B2C)"),
    ("scp", "Scopes: what the client may do"),
    ("scope", "Scopes: what the client may do"),
    ("tid", "Tenant ID (Azure AD B2C, Microsoft Entra)"),
    ("idp_access_token", "The identity provider's own access token, passed on (Azure AD B2C)"),
    ("mid_profile", "The Mobile ID profile of the person (Mobile ID)"),
    ("phone_number", "Phone number"),
];

/// RFC 7515 §4.1, RFC 7516 §4.1.
const HEADER: &[(&str, &str)] = &[
    ("alg", "Algorithm: how the token is signed, or how its key is encrypted"),
    ("kid", "Key ID: which of the issuer's keys was used"),
    ("typ", "Type: the kind of token"),
    ("cty", "Content type: what is inside; JWT for a nested token"),
    ("enc", "Content encryption algorithm"),
    ("crit", "Critical: extensions that a reader must understand"),
    ("x5t", "Thumbprint of the certificate of the key"),
    ("jwk", "A key sent along; never to be trusted for that"),
    ("jku", "An address of keys; never to be followed blindly"),
    ("x5u", "An address of certificates; never to be followed blindly"),
    ("x5c", "Certificates sent along; never to be trusted for that"),
];

fn time(name: &str, value: &Value, now: i64) -> String {
    match numeric_date(&Members::from_iter([(name.to_owned(), value.clone())]), name) {
        Ok(Some(date)) => time_in_words(date.unix(), now),
        _ => "not a time in seconds since 1970".to_owned(),
    }
}

/// RFC 8176 §2.
fn amr(value: &Value) -> Option<String> {
    let method = |name| match name {
        "face" => "face recognition",
        "fpt" => "fingerprint",
        "geo" => "location",
        "hwk" => "hardware key",
        "iris" => "iris scan",
        "kba" => "knowledge questions",
        "mca" => "several channels",
        "mfa" => "several factors",
        "otp" => "one-time password",
        "pin" => "PIN",
        "pop" => "proof of a key",
        "pwd" => "password",
        "rba" => "risk assessment",
        "retina" => "retina scan",
        "sc" => "smart card",
        "sms" => "text message",
        "swk" => "software key",
        "tel" => "telephone call",
        "user" => "presence test",
        "vbm" => "voice",
        "wia" => "Windows integrated authentication",
        other => other,
    };
    Some(listed(value.as_array()?.iter().filter_map(Value::as_str).map(method)))
}

fn acr(value: &str) -> Option<&'static str> {
    match value {
        // OpenID Connect Core §2.
        "0" => Some("no confidence that it is the same person"),
        _ if value.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("b2c_1_")) => {
            Some("the user flow that issued this token")
        }
        _ if value.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("b2c_1a_")) => {
            Some("the custom policy that issued this token")
        }
        _ => None,
    }
}

/// RFC 7518 §3.1, §4.1, RFC 8037 §3.1.
fn algorithm(name: &str) -> Option<&'static str> {
    Some(match name {
        "RS256" => "RSA signature (PKCS #1) with SHA-256",
        "RS384" => "RSA signature (PKCS #1) with SHA-384",
        "RS512" => "RSA signature (PKCS #1) with SHA-512",
        "PS256" => "RSA signature (PSS) with SHA-256",
        "PS384" => "RSA signature (PSS) with SHA-384",
        "PS512" => "RSA signature (PSS) with SHA-512",
        "ES256" => "ECDSA signature on P-256 with SHA-256",
        "ES384" => "ECDSA signature on P-384 with SHA-384",
        "ES512" => "ECDSA signature on P-521 with SHA-512",
        "EdDSA" => "Edwards-curve signature",
        "HS256" => "HMAC with SHA-256: whoever can verify it can also make it",
        "HS384" => "HMAC with SHA-384: whoever can verify it can also make it",
        "HS512" => "HMAC with SHA-512: whoever can verify it can also make it",
        "dir" => "encrypted directly with a shared key",
        "RSA-OAEP" | "RSA-OAEP-256" => "key encrypted with RSA OAEP",
        "ECDH-ES" | "ECDH-ES+A128KW" | "ECDH-ES+A192KW" | "ECDH-ES+A256KW" => {
            "key agreed by elliptic-curve Diffie-Hellman"
        }
        _ if name.eq_ignore_ascii_case("none") => "not signed: anybody can have written this",
        _ => return None,
    })
}

/// RFC 7519 §5.1, RFC 9068 §2.1, OpenID Connect Back-Channel Logout §2.4, RFC 9449 §4.2. A prefix `application/` may be
/// there or not (RFC 7515 §4.1.9), in any case.
fn token_type(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    match name.strip_prefix("application/").unwrap_or(&name) {
        "jwt" => Some("JSON Web Token"),
        "at+jwt" => Some("access token"),
        "logout+jwt" => Some("logout token"),
        "dpop+jwt" => Some("proof of possession (DPoP)"),
        "secevent+jwt" => Some("security event"),
        "client-authentication+jwt" => Some("client assertion"),
        _ => None,
    }
}

fn listed<'a>(items: impl Iterator<Item = &'a str>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_700_000_000;

    fn words(name: &str, value: &Value) -> Option<String> {
        describe(name, value, NOW).unwrap().value_in_words
    }

    #[test]
    fn the_standard_claims_are_described() {
        let standard = "iss sub aud exp nbf iat auth_time nonce at_hash c_hash acr amr azp tfp idp name given_name \
                        family_name emails email oid ver newUser scp tid idp_access_token mid_profile phone_number";
        for name in standard.split_whitespace() {
            assert!(describe(name, &json!("x"), NOW).is_some(), "{name}");
        }
        assert_eq!(describe("extension_Colour", &json!("red"), NOW), None);
        for name in ["alg", "kid", "typ"] {
            assert!(describe_header(name, &json!("x")).is_some(), "{name}");
        }
    }

    #[test]
    fn values_are_told_in_words() {
        assert_eq!(words("exp", &json!(NOW + 720)).as_deref(), Some("in 12 minutes"));
        assert_eq!(words("iat", &json!(NOW - 3 * 3_600)).as_deref(), Some("3 hours ago"));
        assert_eq!(words("nbf", &json!("soon")).as_deref(), Some("not a time in seconds since 1970"));
        assert_eq!(words("exp", &json!(NOW * 1_000)).as_deref(), Some("not a time in seconds since 1970"));
        assert_eq!(words("amr", &json!(["pwd", "otp", "own"])).as_deref(), Some("password, one-time password, own"));
        assert_eq!(words("amr", &json!([])), None);
        assert_eq!(words("newUser", &json!(true)).as_deref(), Some("yes"));
        assert_eq!(words("scp", &json!("read  write")).as_deref(), Some("read, write"));
        assert_eq!(words("acr", &json!("b2c_1_susi")).as_deref(), Some("the user flow that issued this token"));
        assert_eq!(words("acr", &json!("B2C_1A_susi")).as_deref(), Some("the custom policy that issued this token"));
        assert_eq!(words("acr", &json!("é")), None);
        assert_eq!(words("aud", &json!("one")), None);
        let header = |name, value: &str| describe_header(name, &json!(value)).unwrap().value_in_words;
        assert_eq!(header("typ", "application/at+JWT").as_deref(), Some("access token"));
        assert_eq!(header("alg", "nOnE").as_deref(), Some("not signed: anybody can have written this"));
        assert_eq!(header("kid", "k"), None);
    }
}
