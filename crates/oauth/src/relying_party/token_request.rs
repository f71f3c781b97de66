//! The token request to a provider and its answer (RFC 6749 §4.1.3, §5).

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
    let cut = |text: &str| text.chars().filter(|c| !c.is_control()).take(500).collect::<String>();
    if status != 200 {
        return match body.get("error").and_then(Value::as_str) {
            Some(error) => TokenAnswer::Error {
                error: cut(error),
                description: body.get("error_description").and_then(Value::as_str).map(cut),
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
        None => TokenAnswer::Unusable("The token answer has no `id_token`. The scope must contain `openid`.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s40_a_secret_with_signs_reaches_the_body_and_the_header_encoded() {
        let secret = Secret::new("a%b+c&d=é");
        let (form, header) = build(ClientAuthentication::ClientSecretPost, "me", Some(&secret), "c", "https://b/cb", Some("v"));
        assert_eq!(
            form.expose(),
            "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fb%2Fcb&code_verifier=v&client_id=me&client_secret=a%25b%2Bc%26d%3D%C3%A9"
        );
        assert!(header.is_none());
        let (form, header) = build(ClientAuthentication::ClientSecretBasic, "me", Some(&secret), "c", "https://b/cb", None);
        assert!(!form.expose().contains("client"));
        assert_eq!(header.unwrap().expose(), format!("Basic {}", Base64::encode_string(b"me:a%25b%2Bc%26d%3D%C3%A9")));
    }
}
