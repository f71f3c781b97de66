//! What claims and header members mean, in words.

use serde_json::Value;

use super::dictionary;
use crate::Members;
use crate::claims::numeric_date;
use crate::phrase::Phrase;

/// A claim explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// What the claim is.
    pub what: &'static str,
    /// Who defines it.
    pub defined_by: &'static str,
    /// Its value in words, where the value alone does not say it; several belong together.
    pub words: Vec<Phrase>,
    /// Its value as a time, in seconds since 1970.
    pub time: Option<i64>,
}

/// The claims whose values are times.
const TIMES: [&str; 5] = ["exp", "nbf", "iat", "auth_time", "updated_at"];

/// Explains a claim of a payload. `None` for a claim that is nobody's standard.
pub fn describe(claim_name: &str, value: &Value) -> Option<Description> {
    let entry = dictionary::find(claim_name)?;
    let mut time = None;
    let words = match claim_name {
        name if TIMES.contains(&name) => {
            let members = Members::from_iter([(name.to_owned(), value.clone())]);
            match numeric_date(&members, name) {
                Ok(Some(date)) => {
                    time = Some(date.unix());
                    vec![]
                }
                _ => vec!["not a time in seconds since 1970".into()],
            }
        }
        "aud" => match value.as_array().map(Vec::len) {
            Some(count @ 2..) => vec![Phrase::with("for {0} recipients", [&count])],
            _ => vec![],
        },
        "amr" => texts(value).map(|name| amr(name).map_or_else(|| Phrase::verbatim(name), Phrase::plain)).collect(),
        "acr" | "tfp" => value.as_str().and_then(acr).map(Phrase::plain).into_iter().collect(),
        "scp" | "scope" => value.as_str().into_iter().flat_map(str::split_whitespace).map(scope).collect(),
        "emails" => texts(value).map(Phrase::verbatim).collect(),
        "appidacr" | "azpacr" => one(
            value,
            &[
                ("0", "a public client, without authentication"),
                ("1", "with a client secret"),
                ("2", "with a certificate"),
            ],
        ),
        "idtyp" => one(value, &[("app", "an application"), ("user", "a person")]),
        "acct" => one(value, &[("0", "a member of the tenant"), ("1", "a guest of the tenant")]),
        "tid" | "tenantId" => one(
            value,
            &[
                ("9188040d-6c67-4c5b-b112-36a304b66dad", "personal Microsoft accounts"),
                ("f8cdef31-a31e-4b4a-93e4-5f571e91255a", "Microsoft's own services"),
            ],
        ),
        "idp" | "identityProvider" => one(
            value,
            &[
                ("https://accounts.google.com", "Google"),
                ("google.com", "Google"),
                ("facebook.com", "Facebook"),
                ("live.com", "personal Microsoft accounts"),
                ("linkedin.com", "LinkedIn"),
                ("github.com", "GitHub"),
                ("twitter.com", "X (Twitter)"),
                ("apple.com", "Apple"),
                ("https://appleid.apple.com", "Apple"),
                ("mobileid.ch", "Mobile ID"),
                ("https://openid.mobileid.ch", "Mobile ID"),
            ],
        ),
        "authenticationSource" => one(
            value,
            &[
                ("localAccountAuthentication", "a local account"),
                ("socialIdpAuthentication", "an account of an identity provider"),
            ],
        ),
        "token_use" => one(value, &[("id", "ID token"), ("access", "access token")]),
        "cnf" => confirmation(value).into_iter().collect(),
        "events" => events(value),
        _ => value.as_bool().map(|yes| Phrase::plain(if yes { "yes" } else { "no" })).into_iter().collect(),
    };
    Some(Description { what: entry.what, defined_by: entry.by, words, time })
}

/// Explains a member of a header.
pub fn describe_header(member_name: &str, value: &Value) -> Option<Description> {
    let entry = dictionary::find_in_header(member_name)?;
    let words = match (member_name, value.as_str()) {
        ("alg", Some(name)) => algorithm(name),
        ("enc", Some(name)) => encryption(name),
        ("typ" | "cty", Some(name)) => token_type(name),
        _ => None,
    };
    Some(Description {
        what: entry.what,
        defined_by: entry.by,
        words: words.map(Phrase::plain).into_iter().collect(),
        time: None,
    })
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let single = value.as_str().into_iter();
    single.chain(value.as_array().into_iter().flatten().filter_map(Value::as_str))
}

/// The words of one of a few known values; numbers are known by their digits.
fn one(value: &Value, known: &[(&str, &'static str)]) -> Vec<Phrase> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    known.iter().filter(|(name, _)| *name == text).map(|(_, words)| Phrase::plain(words)).collect()
}

/// RFC 8176 §2, and what Mobile ID and Microsoft write beside it.
fn amr(name: &str) -> Option<&'static str> {
    Some(match name {
        "face" => "face recognition",
        "fpt" => "fingerprint",
        "geo" => "location",
        "hwk" => "hardware key",
        "iris" => "iris scan",
        "kba" => "knowledge questions",
        "mca" => "several channels",
        "mfa" | "ngcmfa" => "several factors",
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
        "rsa" => "certificate or key of the device",
        "fed" => "another identity provider",
        _ => return None,
    })
}

fn acr(value: &str) -> Option<&'static str> {
    let begins = |start: &str| value.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start));
    match value {
        // OpenID Connect Core §2.
        "0" => Some("no confidence that it is the same person"),
        "1" => Some("an account that is no guest's"),
        _ if begins("mid_al2") => Some("Mobile ID, assurance level 2"),
        _ if begins("mid_al3") => Some("Mobile ID, assurance level 3"),
        _ if begins("mid_al4") => Some("Mobile ID, assurance level 4"),
        // RFC 9470 and the multi-factor profile of REFEDS.
        "phr" => Some("resistant to phishing"),
        "phrh" => Some("resistant to phishing, with hardware"),
        "https://refeds.org/profile/mfa" => Some("several factors"),
        _ if begins("b2c_1a_") => Some("the custom policy that issued this token"),
        _ if begins("b2c_1_") => Some("the user flow that issued this token"),
        _ => None,
    }
}

/// OpenID Connect Core §5.4, §11.
fn scope(name: &str) -> Phrase {
    match name {
        "openid" => "openid: an ID token".into(),
        "profile" => "profile: name and the like".into(),
        "email" => "email: e-mail address".into(),
        "phone" => "phone: phone number".into(),
        "address" => "address: postal address".into(),
        "offline_access" => "offline_access: a refresh token".into(),
        "mid_profile" => "mid_profile: the Mobile ID profile".into(),
        name => Phrase::verbatim(name),
    }
}

/// RFC 7800 §3, RFC 8705 §3.1, RFC 9449 §6.1.
fn confirmation(value: &Value) -> Option<Phrase> {
    let has = |name: &str| value.get(name).is_some();
    if has("jkt") {
        Some("whoever proves this key by DPoP".into())
    } else if has("x5t#S256") {
        Some("whoever has the certificate on the connection (mTLS)".into())
    } else {
        has("jwk").then_some(Phrase::plain("whoever has the private half of this key"))
    }
}

fn events(value: &Value) -> Vec<Phrase> {
    let kinds = value.as_object().into_iter().flatten().map(|(kind, _)| kind.as_str());
    kinds
        .map(|kind| match kind {
            super::recognise::LOGOUT_EVENT => "sign out".into(),
            other => Phrase::verbatim(other),
        })
        .collect()
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
        "EdDSA" | "Ed25519" => "Edwards-curve signature",
        "HS256" | "HS384" | "HS512" => "HMAC with a shared secret: whoever can verify it can also make it",
        "dir" => "encrypted directly with a shared key",
        "RSA-OAEP" | "RSA-OAEP-256" => "key encrypted with RSA OAEP",
        "RSA1_5" => "key encrypted with RSA PKCS #1, which can be attacked",
        "A128KW" | "A192KW" | "A256KW" => "key wrapped with a shared key",
        "ECDH-ES" | "ECDH-ES+A128KW" | "ECDH-ES+A192KW" | "ECDH-ES+A256KW" => {
            "key agreed by elliptic-curve Diffie-Hellman"
        }
        _ if name.eq_ignore_ascii_case("none") => "not signed: anybody can have written this",
        _ => return None,
    })
}

/// RFC 7518 §5.1.
fn encryption(name: &str) -> Option<&'static str> {
    Some(match name {
        "A128GCM" | "A192GCM" | "A256GCM" => "AES in Galois/Counter mode",
        "A128CBC-HS256" | "A192CBC-HS384" | "A256CBC-HS512" => "AES in CBC mode with HMAC",
        _ => return None,
    })
}

/// RFC 7519 §5.1, RFC 9068 §2.1, OpenID Connect Back-Channel Logout §2.4, RFC 9449 §4.2. A prefix `application/` may be
/// there or not (RFC 7515 §4.1.9), in any case.
fn token_type(name: &str) -> Option<&'static str> {
    match super::recognise::media_type(name).as_str() {
        "jwt" => Some("JSON Web Token"),
        "at+jwt" => Some("access token"),
        "logout+jwt" => Some("logout token"),
        "dpop+jwt" => Some("proof of possession (DPoP)"),
        "secevent+jwt" => Some("security event"),
        "client-authentication+jwt" => Some("client assertion"),
        "oauth-authz-req+jwt" => Some("authorization request"),
        "kb+jwt" => Some("proof of the holder's key"),
        "sd-jwt" | "sd+jwt" | "vc+sd-jwt" | "dc+sd-jwt" => Some("token with selective disclosure"),
        "token-introspection+jwt" => Some("answer of an introspection"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(name: &str, value: &Value) -> String {
        let words = describe(name, value).unwrap().words;
        words.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn the_standard_claims_are_described() {
        let standard = "iss sub aud exp nbf iat auth_time nonce at_hash c_hash acr amr azp tfp idp name given_name \
                        family_name emails email oid ver newUser scp tid idp_access_token mid_profile phone_number \
                        extension_Colour";
        for name in standard.split_whitespace() {
            assert!(describe(name, &json!("x")).is_some(), "{name}");
        }
        assert_eq!(describe("colour", &json!("red")), None);
        for name in ["alg", "kid", "typ"] {
            assert!(describe_header(name, &json!("x")).is_some(), "{name}");
        }
    }

    #[test]
    fn values_are_told_in_words() {
        assert_eq!(describe("exp", &json!(1_700_000_000)).unwrap().time, Some(1_700_000_000));
        assert_eq!(words("nbf", &json!("soon")), "not a time in seconds since 1970");
        assert_eq!(words("exp", &json!(1_700_000_000_000_i64)), "not a time in seconds since 1970");
        assert_eq!(words("amr", &json!(["pwd", "otp", "own"])), "password, one-time password, own");
        assert_eq!(words("amr", &json!([])), "");
        assert_eq!(words("newUser", &json!(true)), "yes");
        assert_eq!(words("scp", &json!("openid  write")), "openid: an ID token, write");
        assert_eq!(words("acr", &json!("b2c_1_susi")), "the user flow that issued this token");
        assert_eq!(words("acr", &json!("B2C_1A_susi")), "the custom policy that issued this token");
        assert_eq!(words("acr", &json!("é")), "");
        assert_eq!(words("aud", &json!("one")), "");
        assert_eq!(words("azpacr", &json!("1")), "with a client secret");
        let header =
            |name, value: &str| describe_header(name, &json!(value)).unwrap().words.first().map(ToString::to_string);
        assert_eq!(header("typ", "application/at+JWT").as_deref(), Some("access token"));
        assert_eq!(header("alg", "nOnE").as_deref(), Some("not signed: anybody can have written this"));
        assert_eq!(header("kid", "k"), None);
    }
}
