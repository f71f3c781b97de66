//! A compact JWS that has been read and not yet verified (RFC 7515 §5.2, steps 1 to 7).

use std::fmt;

use jwt_compact::UntrustedToken;
use serde_json::Value;

use crate::algorithm::{Algorithm, UnknownAlgorithm};
use crate::base64::Base64Problem;
use crate::excerpt::excerpt;
use crate::json::JsonProblem;
use crate::jwk::MAX_KID_CHARS;
use crate::verified::{Expected, UnexpectedAlgorithm};
use crate::{Members, base64, json};

/// The longest token that is read, in octets.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;

/// A part of a compact JWS (RFC 7515 §7.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The protected header.
    Header,
    /// The payload.
    Payload,
    /// The signature.
    Signature,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Payload => "payload",
            Self::Signature => "signature",
        })
    }
}

/// Why text is not a JWS that can be verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Longer than any token should be.
    #[error("the token has {0} octets; {MAX_TOKEN_BYTES} are the most")]
    TooLong(usize),
    /// Not three parts (RFC 7515 §7.1); five are an encrypted token (RFC 7516 §7.1).
    #[error("a signed token has three parts, this has {0}")]
    Parts(usize),
    /// A part is not base64url (RFC 7515 §2).
    #[error("the {part} is not base64url: octet {position} of the token: {problem}")]
    Base64 {
        /// Which part.
        part: Part,
        /// The octet of the token.
        position: usize,
        /// The problem.
        problem: Base64Problem,
    },
    /// A part is not the JSON object that it must be (RFC 7515 §4, RFC 7519 §7.2).
    #[error("the {part} cannot be read: octet {position} of its JSON: {problem}")]
    Json {
        /// Which part.
        part: Part,
        /// The octet of the decoded part.
        position: usize,
        /// The problem.
        problem: JsonProblem,
    },
    /// The header has no `alg` (RFC 7515 §4.1.1).
    #[error("the header has no \"alg\"")]
    NoAlgorithm,
    /// The header's `alg` is `none` or unknown (RFC 8725 §3.1, §3.2).
    #[error(transparent)]
    Algorithm(#[from] UnknownAlgorithm),
    /// The header's `crit` names extensions, and none is understood here (RFC 7515 §4.1.11).
    #[error("the header has \"crit\", and no extension is understood: {0}")]
    Critical(String),
    /// A header member is not a string.
    #[error("the header member {0:?} must be a string")]
    NotAString(&'static str),
    /// A `kid` that is too long to be one.
    #[error("the kid has {0} characters; {MAX_KID_CHARS} are the most")]
    KidTooLong(usize),
    /// The payload is said to be something else than claims: a nested token (RFC 7519 §5.2), for example.
    #[error("the content type {0:?} is not supported")]
    ContentType(String),
    /// Another header member is malformed.
    #[error("the header is malformed: {0}")]
    Header(String),
    /// The third part is empty.
    #[error("the token has no signature")]
    NoSignature,
}

/// The protected header of a token (RFC 7515 §4).
#[derive(Clone)]
pub struct Header {
    algorithm: Algorithm,
    kid: Option<String>,
    typ: Option<String>,
    members: Members,
}

impl Header {
    /// The algorithm that the token claims. It decides nothing by itself (RFC 8725 §3.1).
    pub fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Which key of the issuer to use (RFC 7515 §4.1.4).
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The kind of token, as written (RFC 7515 §4.1.9, RFC 8725 §3.11).
    pub fn typ(&self) -> Option<&str> {
        self.typ.as_deref()
    }

    /// All members, to show. Keys and addresses of keys among them (`jwk`, `jku`, `x5u`, `x5c`) come from whoever wrote
    /// the token and are never followed (RFC 8725 §3.10).
    pub fn members(&self) -> &Members {
        &self.members
    }

    fn from_members(members: Members) -> Result<Self, ParseError> {
        if let Some(critical) = members.get("crit") {
            return Err(ParseError::Critical(excerpt(&critical.to_string())));
        }
        let algorithm = Algorithm::parse(text(&members, "alg")?.ok_or(ParseError::NoAlgorithm)?)?;
        let kid = text(&members, "kid")?.map(str::to_owned);
        if let Some(length) = kid.as_ref().map(|kid| kid.chars().count()).filter(|length| *length > MAX_KID_CHARS) {
            return Err(ParseError::KidTooLong(length));
        }
        let typ = text(&members, "typ")?.map(str::to_owned);
        Ok(Self { algorithm, kid, typ, members })
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header")
            .field("alg", &self.algorithm)
            .field("kid", &self.kid)
            .field("typ", &self.typ)
            .finish_non_exhaustive()
    }
}

/// A well-formed signed token whose signature nobody has checked: everything in it is a claim of whoever wrote it.
#[derive(Clone)]
pub struct Unverified {
    pub(crate) header: Header,
    pub(crate) claims: Members,
    pub(crate) signing_input: String,
    pub(crate) signature: Vec<u8>,
}

impl Unverified {
    /// Reads a compact JWS with a JSON object as payload (RFC 7515 §7.1, RFC 7519 §7.2). Strict: one text, one meaning.
    pub fn parse(token: &str) -> Result<Self, ParseError> {
        if token.len() > MAX_TOKEN_BYTES {
            return Err(ParseError::TooLong(token.len()));
        }
        let parts: Vec<_> = token.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(ParseError::Parts(parts.len()));
        };
        let payload_start = header.len() + 1;
        let signature_start = payload_start + payload.len() + 1;

        let header = Header::from_members(object(Part::Header, header, 0)?)?;
        let claims = object(Part::Payload, payload, payload_start)?;
        if signature.is_empty() {
            return Err(ParseError::NoSignature);
        }
        octets(Part::Signature, signature, signature_start)?;

        // jwt-compact has the last word on form; the steps above give what it does not: a place, and one meaning.
        let untrusted = UntrustedToken::new(token).map_err(|error| from_jwt_compact(error, parts.len()))?;
        Ok(Self {
            signature: untrusted.signature_bytes().to_vec(),
            signing_input: token[..signature_start - 1].to_owned(),
            header,
            claims,
        })
    }

    /// The protected header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The claims as somebody wrote them: good for choosing whose rules to apply, never for a decision.
    pub fn unverified_claims(&self) -> &Members {
        &self.claims
    }

    /// Takes the token on if its algorithm is one of `algorithms`, which come from configuration (RFC 8725 §3.1).
    pub fn expect(self, algorithms: &[Algorithm]) -> Result<Expected, UnexpectedAlgorithm> {
        let found = self.header.algorithm;
        if algorithms.contains(&found) {
            Ok(Expected::new(self))
        } else {
            Err(UnexpectedAlgorithm { found, expected: algorithms.to_vec() })
        }
    }
}

/// A token is a credential: it is not shown.
impl fmt::Debug for Unverified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified").field("header", &self.header).finish_non_exhaustive()
    }
}

fn text<'a>(members: &'a Members, name: &'static str) -> Result<Option<&'a str>, ParseError> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(ParseError::NotAString(name)),
    }
}

fn octets(part: Part, text: &str, start: usize) -> Result<Vec<u8>, ParseError> {
    base64::decode(text).map_err(|(position, problem)| ParseError::Base64 { part, position: start + position, problem })
}

fn object(part: Part, text: &str, start: usize) -> Result<Members, ParseError> {
    json::object(&octets(part, text, start)?).map_err(|(position, problem)| ParseError::Json {
        part,
        position,
        problem,
    })
}

fn from_jwt_compact(error: jwt_compact::ParseError, parts: usize) -> ParseError {
    use jwt_compact::ParseError as Theirs;
    match error {
        Theirs::InvalidTokenStructure => ParseError::Parts(parts),
        Theirs::UnsupportedContentType(content_type) => ParseError::ContentType(excerpt(&content_type)),
        Theirs::MalformedHeader(error) => ParseError::Header(excerpt(&json::without_position(&error))),
        other => ParseError::Header(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
