//! The token request to a provider and its answer (RFC 6749 §4.1.3, §5).

use crate::excerpt::excerpt;
use base64ct::{Base64, Encoding};
use domain::{ClientAuthentication, Secret, claims::Sensitive};
use serde_json::Value;

/// A token request ready to be sent: its body, and its `Authorization` header.
pub fn build(
    authentication: ClientAuthentication,
    client_id: &str,
    secret: Option<&Secret>,
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
    let header = match (authentication, secret) {
        (ClientAuthentication::ClientSecretBasic, Some(secret)) => Some(basic(client_id, secret.expose())),
        (_, secret) => {
            form.append_pair("client_id", client_id);
            if let Some(secret) = secret {
                form.append_pair("client_secret", secret.expose());
            }
            None
        }
    };
    (Secret::new(form.finish()), header)
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
    /// Something else; the sentence says what.
    Unusable(String),
}

/// Reads an answer.
pub fn read(status: u16, body: &Value) -> TokenAnswer {
    if status != 200 {
        return match body.get("error").and_then(Value::as_str) {
            Some(error) => TokenAnswer::Error {
                error: excerpt(error),
                description: body.get("error_description").and_then(Value::as_str).map(excerpt),
            },
            None => TokenAnswer::Unusable(format!("The token endpoint answered {status} without an OAuth error.")),
        };
    }
    match body.get("id_token") {
        Some(Value::String(id_token)) => TokenAnswer::Tokens {
            id_token: Sensitive::new(id_token.as_str()),
            access_token: body.get("access_token").and_then(Value::as_str).map(Sensitive::new),
        },
        Some(_) => TokenAnswer::Unusable("The `id_token` of the token answer is not a text.".to_owned()),
        None => {
            TokenAnswer::Unusable("The token answer has no `id_token`. The scope must contain `openid`.".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn s40_a_secret_with_signs_reaches_the_body_and_the_header_encoded() {
        let secret = Secret::new("a%b+c&d=é");
        let (form, header) =
            build(ClientAuthentication::ClientSecretPost, "me", Some(&secret), "c", "https://b/cb", Some("v"));
        assert_eq!(
            form.expose(),
            "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fb%2Fcb&code_verifier=v&client_id=me&client_secret=a%25b%2Bc%26d%3D%C3%A9"
        );
        assert!(header.is_none());
        let (form, header) =
            build(ClientAuthentication::ClientSecretBasic, "me", Some(&secret), "c", "https://b/cb", None);
        assert!(!form.expose().contains("client"));
        assert_eq!(header.unwrap().expose(), format!("Basic {}", Base64::encode_string(b"me:a%25b%2Bc%26d%3D%C3%A9")));
    }

    #[test]
    fn s40_the_secret_travels_in_one_way_only() {
        let secret = Secret::new("s3cret");
        for (authentication, secret, verifier, form_has, header_is) in [
            (ClientAuthentication::ClientSecretPost, Some(&secret), None, "&client_id=me&client_secret=s3cret", None),
            (ClientAuthentication::ClientSecretPost, None, None, "&client_id=me", None),
            (ClientAuthentication::ClientSecretBasic, Some(&secret), None, "", Some("Basic bWU6czNjcmV0")),
            (ClientAuthentication::ClientSecretBasic, None, None, "&client_id=me", None),
            (
                ClientAuthentication::ClientSecretBasic,
                Some(&secret),
                Some("v"),
                "&code_verifier=v",
                Some("Basic bWU6czNjcmV0"),
            ),
        ] {
            let (form, header) = build(authentication, "me", secret, "c&d", "https://b/cb", verifier);
            assert_eq!(
                form.expose(),
                format!("grant_type=authorization_code&code=c%26d&redirect_uri=https%3A%2F%2Fb%2Fcb{form_has}")
            );
            assert_eq!(header.as_ref().map(Secret::expose), header_is);
            assert!(!format!("{form:?}{header:?}").contains("s3cret"));
        }
        // A colon would end the id.
        let (_, header) =
            build(ClientAuthentication::ClientSecretBasic, "a:b", Some(&secret), "c", "https://b/cb", None);
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
        for (status, body) in [
            (200, json!({"access_token": "a"})),
            (200, json!({"id_token": 5})),
            (200, json!({"id_token": null})),
            (200, json!({"error": "invalid_grant"})),
            (200, json!("html")),
            (201, json!({"id_token": "i"})),
            (302, json!({"id_token": "i"})),
            (400, json!({"id_token": "i"})),
            (500, json!({"error": 5})),
            (503, json!(null)),
        ] {
            assert!(matches!(read(status, &body), TokenAnswer::Unusable(_)), "{status} {body}");
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
