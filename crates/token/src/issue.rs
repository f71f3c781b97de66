//! Issuing: a header and claims to a compact JWS (RFC 7515 §3.1, §5.1).

use serde::Serialize;

use crate::algorithm::Algorithm;
use crate::port::{Sign, SignError};
use crate::{Members, base64};

/// The protected header of a token that is being issued; its members are written in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Header<'a> {
    /// The algorithm (RFC 7515 §4.1.1).
    pub alg: Algorithm,
    /// The key (RFC 7515 §4.1.4).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kid: Option<&'a str>,
    /// The kind of token (RFC 7519 §5.1, RFC 8725 §3.11).
    pub typ: &'a str,
}

/// A token without its signature. Equal header and claims give equal octets.
pub struct Unsigned {
    signing_input: String,
}

impl Unsigned {
    /// Writes header and claims, members in their given order.
    pub fn new(header: &Header<'_>, claims: &Members) -> Result<Self, IssueError> {
        let header = serde_json::to_vec(header).map_err(|error| IssueError::Json(error.to_string()))?;
        let payload = serde_json::to_vec(claims).map_err(|error| IssueError::Json(error.to_string()))?;
        Ok(Self { signing_input: format!("{}.{}", base64::encode(&header), base64::encode(&payload)) })
    }

    /// What is to be signed (RFC 7515 §5.1).
    pub fn signing_input(&self) -> &[u8] {
        self.signing_input.as_bytes()
    }

    /// The compact JWS (RFC 7515 §7.1).
    pub fn signed(self, signature: &[u8]) -> String {
        let mut token = self.signing_input;
        token.push('.');
        token.push_str(&base64::encode(signature));
        token
    }
}

/// The token could not be issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// Header or claims could not be written.
    #[error("the token could not be written: {0}")]
    Json(String),
    /// The key could not sign.
    #[error(transparent)]
    Sign(#[from] SignError),
}

/// Issues a token of the kind `typ`, signed by `signer`, whose algorithm and `kid` the header names.
pub fn issue<S: Sign + ?Sized>(typ: &str, claims: &Members, signer: &S) -> Result<String, IssueError> {
    let header = Header { alg: signer.algorithm(), kid: Some(signer.kid()), typ };
    let unsigned = Unsigned::new(&header, claims)?;
    let signature = signer.sign(unsigned.signing_input())?;
    Ok(unsigned.signed(&signature))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{AwsLc, EcSigner};
    use crate::{JwkSet, Unverified};
    use serde_json::json;

    #[test]
    fn members_are_written_in_their_given_order() {
        let claims = json!({"z": 1, "a": "ü"}).as_object().unwrap().clone();
        let header = Header { alg: Algorithm::Rs256, kid: Some("k"), typ: "JWT" };
        let token = Unsigned::new(&header, &claims).unwrap().signed(b"s");
        let parts: Vec<_> =
            token.split('.').map(|part| String::from_utf8(base64::decode(part).unwrap()).unwrap()).collect();
        assert_eq!(parts, [r#"{"alg":"RS256","kid":"k","typ":"JWT"}"#, r#"{"z":1,"a":"ü"}"#, "s"]);
    }

    #[test]
    fn an_issued_token_verifies_with_the_published_key() {
        let signer = EcSigner::new("key-1");
        let claims = json!({"iss": "https://b2c.example", "aud": "app", "exp": 5}).as_object().unwrap().clone();
        let token = issue("JWT", &claims, &signer).unwrap();
        let published = serde_json::to_vec(&json!({"keys": [signer.jwk()]})).unwrap();
        let keys = JwkSet::parse(&published).unwrap();
        let verified =
            Unverified::parse(&token).unwrap().expect(&[Algorithm::Es256]).unwrap().verify(&keys, &AwsLc).unwrap();
        assert_eq!(verified.claims(), &claims);
        assert_eq!(verified.header().kid(), Some("key-1"));
        assert_eq!(verified.header().typ(), Some("JWT"));
    }

    #[test]
    fn a_key_that_cannot_sign_says_so() {
        struct Broken;
        impl Sign for Broken {
            fn algorithm(&self) -> Algorithm {
                Algorithm::Rs256
            }
            fn kid(&self) -> &'static str {
                "k"
            }
            fn sign(&self, _: &[u8]) -> Result<Vec<u8>, SignError> {
                Err(SignError("the key is sealed".into()))
            }
        }
        let error = issue("JWT", &Members::new(), &Broken).unwrap_err();
        assert_eq!(error.to_string(), "the token could not be signed: the key is sealed");
    }
}
