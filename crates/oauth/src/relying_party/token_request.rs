//! The token request to a provider and its answer (RFC 6749 §4.1.3, §5).

use crate::excerpt::excerpt;
use base64ct::{Base64, Encoding};
use domain::{Secret, claims::Sensitive};
use serde_json::Value;

/// How we prove ourselves at a token endpoint.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// Not at all: the id alone.
    None,
    /// `client_secret_post`.
    SecretInBody(&'a Secret),
    /// `client_secret_basic`.
    SecretInHeader(&'a Secret),
    /// `private_key_jwt`: a signed assertion.
    Assertion(&'a Secret),
}

/// A token request ready to be sent: its body, and its `Authorization` header.
pub fn build(
    proof: Proof<'_>,
    client_id: &str,
    code: &str,
    redirect_uri: &str,
    verifier: Option<&str>,
) -> (Secret, Option<Secret>) {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("grant_type", "authorization_code");
    form.append_pair("code", code);
    form.append_pair("redirect_uri", redirect_uri);
    if let Some(verifier) = verifier {
        form.append_pair("code_verifier", verifier);
    }
    if let Proof::SecretInHeader(secret) = proof {
        return (Secret::new(form.finish()), Some(basic(client_id, secret.expose())));
    }
    form.append_pair("client_id", client_id);
    match proof {
        Proof::SecretInBody(secret) => {
            form.append_pair("client_secret", secret.expose());
        }
        Proof::Assertion(assertion) => {
            form.append_pair("client_assertion_type", super::client_assertion::TYPE);
            form.append_pair("client_assertion", assertion.expose());
        }
        Proof::None | Proof::SecretInHeader(_) => {}
    }
    (Secret::new(form.finish()), None)
}

/// `Basic`, with id and secret form-encoded first (RFC 6749 §2.3.1).
fn basic(id: &str, secret: &str) -> Secret {
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    Secret::new(format!("Basic {}", Base64::encode_string(format!("{}:{}", encode(id), encode(secret)).as_bytes())))
}

/// A provider's token answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenAnswer {
    /// Tokens.
    Tokens {
        /// The ID token.
        id_token: Sensitive,
        /// The access token.
        access_token: Option<Sensitive>,
    },
    /// An OAuth error (RFC 6749 §5.2).
    Error {
        /// `error`, cut.
        error: String,
        /// `error_description`, cut.
        description: Option<String>,
    },
    /// Tokens without an ID token.
    NoIdToken {
        /// It is there, but not a text.
        malformed: bool,
    },
    /// Another status than 200, and no OAuth error.
    Status,
    /// Something that is no JSON object.
    NoObject,
}

/// Reads an answer.
pub fn read(status: u16, body: &Value) -> TokenAnswer {
    if status != 200 {
        return match body.get("error").and_then(Value::as_str) {
            Some(error) => TokenAnswer::Error {
                error: excerpt(error),
                description: body.get("error_description").and_then(Value::as_str).map(excerpt),
            },
            None => TokenAnswer::Status,
        };
    }
    if !body.is_object() {
        return TokenAnswer::NoObject;
    }
    match body.get("id_token") {
        Some(Value::String(id_token)) => TokenAnswer::Tokens {
            id_token: Sensitive::new(id_token.as_str()),
            access_token: body.get("access_token").and_then(Value::as_str).map(Sensitive::new),
        },
        other => TokenAnswer::NoIdToken { malformed: other.is_some() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TYPE_ENCODED: &str = "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";

    #[test]
    fn s40_a_secret_with_signs_reaches_the_body_and_the_header_encoded() {
        let secret = Secret::new("a%b+c&d=é");
        let (form, header) = build(Proof::SecretInBody(&secret), "me", "c", "https://b/cb", Some("v"));
        assert_eq!(
            form.expose(),
            "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fb%2Fcb&code_verifier=v&client_id=me&client_secret=a%25b%2Bc%26d%3D%C3%A9"
        );
        assert!(header.is_none());
        let (form, header) = build(Proof::SecretInHeader(&secret), "me", "c", "https://b/cb", None);
        assert!(!form.expose().contains("client"));
        assert_eq!(header.unwrap().expose(), format!("Basic {}", Base64::encode_string(b"me:a%25b%2Bc%26d%3D%C3%A9")));
    }

    #[test]
    fn s40_the_secret_travels_in_one_way_only() {
        let secret = Secret::new("s3cret");
        let assertion = format!("&client_id=me&client_assertion_type={TYPE_ENCODED}&client_assertion=s3cret");
        for (proof, verifier, form_has, header_is) in [
            (Proof::SecretInBody(&secret), None, "&client_id=me&client_secret=s3cret", None),
            (Proof::None, None, "&client_id=me", None),
            (Proof::Assertion(&secret), None, assertion.as_str(), None),
            (Proof::SecretInHeader(&secret), None, "", Some("Basic bWU6czNjcmV0")),
            (Proof::SecretInHeader(&secret), Some("v"), "&code_verifier=v", Some("Basic bWU6czNjcmV0")),
        ] {
            let (form, header) = build(proof, "me", "c&d", "https://b/cb", verifier);
            assert_eq!(
                form.expose(),
                format!("grant_type=authorization_code&code=c%26d&redirect_uri=https%3A%2F%2Fb%2Fcb{form_has}")
            );
            assert_eq!(header.as_ref().map(Secret::expose), header_is);
            assert!(!format!("{form:?}{header:?}{proof:?}").contains("s3cret"));
        }
        // A colon would end the id.
        let (_, header) = build(Proof::SecretInHeader(&secret), "a:b", "c", "https://b/cb", None);
        assert_eq!(header.unwrap().expose(), format!("Basic {}", Base64::encode_string(b"a%3Ab:s3cret")));
    }

    #[test]
    fn an_answer_is_tokens_an_error_or_unusable() {
        let tokens = |access_token: Option<&str>| TokenAnswer::Tokens {
            id_token: Sensitive::new("i"),
            access_token: access_token.map(Sensitive::new),
        };
        assert_eq!(read(200, &json!({"id_token": "i", "access_token": "a"})), tokens(Some("a")));
        assert_eq!(read(200, &json!({"id_token": "i"})), tokens(None));
        assert_eq!(read(200, &json!({"id_token": "i", "access_token": 5})), tokens(None));
        for (status, body, expected) in [
            (200, json!({"access_token": "a"}), TokenAnswer::NoIdToken { malformed: false }),
            (200, json!({"id_token": 5}), TokenAnswer::NoIdToken { malformed: true }),
            (200, json!({"id_token": null}), TokenAnswer::NoIdToken { malformed: true }),
            (200, json!({"error": "invalid_grant"}), TokenAnswer::NoIdToken { malformed: false }),
            (200, json!("html"), TokenAnswer::NoObject),
            (200, json!([{"id_token": "i"}]), TokenAnswer::NoObject),
            (201, json!({"id_token": "i"}), TokenAnswer::Status),
            (302, json!({"id_token": "i"}), TokenAnswer::Status),
            (400, json!({"id_token": "i"}), TokenAnswer::Status),
            (500, json!({"error": 5}), TokenAnswer::Status),
            (503, json!(null), TokenAnswer::Status),
        ] {
            assert_eq!(read(status, &body), expected, "{status} {body}");
        }
        assert_eq!(
            read(400, &json!({"error": "invalid_grant", "error_description": "a\r\nb", "id_token": "i"})),
            TokenAnswer::Error { error: "invalid_grant".to_owned(), description: Some("ab".to_owned()) }
        );
        let TokenAnswer::Error { error, description } =
            read(401, &json!({"error": "e".repeat(600), "error_description": "d".repeat(600)}))
        else {
            panic!("an error")
        };
        assert_eq!((error.len(), description.map(|text| text.len())), (500, Some(500)));
    }

    #[test]
    fn s79_tokens_are_not_shown() {
        let shown = format!("{:?}", read(200, &json!({"id_token": "iiii", "access_token": "aaaa"})));
        assert!(!shown.contains("iiii") && !shown.contains("aaaa"), "{shown}");
    }
}
