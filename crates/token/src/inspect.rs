//! A tolerant reader for the inspector: whatever was pasted is named and shown as far as it can be read, with the place
//! and the reason where it cannot.
//!
//! Nothing here leads to [`Verified`](crate::Verified): to trust a token, parse it with
//! [`Unverified::parse`](crate::Unverified::parse). An [`Inspection`] hands out what an edge needs to *show* whether a
//! signature is good, also for keys and forms that would not be trusted.

pub mod compare;
mod describe;
pub mod dictionary;
pub mod judge;
pub mod many;
mod mark;
pub mod recognise;
pub mod redact;
mod segment;
pub mod signed;
pub mod spans;
mod words;

use std::ops::Range;

use serde_json::Value;

use crate::JwkSet;
use crate::base64::Base64Problem;
use crate::json::JsonProblem;
use crate::jwk::{Jwk, JwkError, JwkSetError};

pub use describe::{Description, describe, describe_header};
pub use mark::sign_in_mark;
pub use words::time_in_words;

/// The most segments that are told apart; what follows is one [`Part::Rest`].
const MAX_SEGMENTS: usize = 5;

/// What the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A signed token (RFC 7515 §7.1).
    SignedToken,
    /// A token without a signature: `alg` is `none`, or the third part is empty or absent (RFC 7519 §6).
    UnsignedToken,
    /// An encrypted token (RFC 7516 §7.1).
    EncryptedToken,
    /// It begins like a token, with a wrong number of parts.
    BrokenToken,
    /// A JSON Web Key (RFC 7517 §4).
    Key,
    /// A JSON Web Key set (RFC 7517 §5).
    KeySet,
    /// A token in JSON serialisation (RFC 7515 §7.2, RFC 7516 §7.2).
    JsonToken,
    /// A signed token with disclosures after `~` (RFC 9901 §4).
    SdJwt,
    /// A key or certificate as PEM (RFC 7468).
    Pem,
    /// Other JSON, or text that begins like JSON.
    Json,
    /// XML, as SAML is.
    Xml,
    /// Text in which nothing is recognised: an opaque token or a code.
    Opaque,
    /// Nothing.
    Empty,
}

/// What a segment of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The protected header.
    Header,
    /// The payload of a signed or unsigned token.
    Payload,
    /// The signature.
    Signature,
    /// The encrypted key (RFC 7516 §2).
    EncryptedKey,
    /// The initialisation vector (RFC 7516 §2).
    InitializationVector,
    /// The ciphertext (RFC 7516 §2).
    Ciphertext,
    /// The authentication tag (RFC 7516 §2).
    Tag,
    /// A disclosure of a claim (RFC 9901 §4.2).
    Disclosure,
    /// The holder's proof (RFC 9901 §4.3).
    KeyBinding,
    /// A whole JSON document.
    Document,
    /// Text that is nothing of the above.
    Rest,
}

/// Why something cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Not base64url.
    #[error(transparent)]
    Base64(#[from] Base64Problem),
    /// Not a JSON object as tokens need it.
    #[error(transparent)]
    Json(#[from] JsonProblem),
    /// A key that cannot be taken.
    #[error(transparent)]
    Key(#[from] JwkError),
    /// No key set.
    #[error(transparent)]
    KeySet(#[from] JwkSetError),
    /// Nothing where something must be.
    #[error("this part is empty")]
    Empty,
    /// A compact token has three parts, or five when it is encrypted.
    #[error("a token has three parts, or five when it is encrypted; this has {0}")]
    Parts(usize),
}

/// Something that cannot be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The octet of the text at which it begins.
    pub position: usize,
    /// Why.
    pub reason: Reason,
}

/// One part of the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// Its octets in the text that was given.
    pub range: Range<usize>,
    /// What it is.
    pub part: Part,
    /// Its decoded octets, as far as they could be decoded.
    pub octets: Vec<u8>,
    /// Its JSON, where it is JSON; with a member twice, the last one, and a problem that says so.
    pub json: Option<Value>,
    /// What is wrong with it.
    pub problem: Option<Problem>,
}

impl Segment {
    /// Its JSON as indented text.
    pub fn pretty(&self) -> Option<String> {
        self.json.as_ref().and_then(|json| serde_json::to_string_pretty(json).ok())
    }

    /// Its decoded octets as text, when they are text; of broken JSON, this is what can still be read.
    pub fn text(&self) -> Option<&str> {
        match std::str::from_utf8(&self.octets) {
            Ok(text) => Some(text),
            Err(error) => std::str::from_utf8(&self.octets[..error.valid_up_to()]).ok().filter(|text| !text.is_empty()),
        }
    }
}

/// What was found in a text.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// What it is.
    pub kind: Kind,
    /// The octets of the text without surrounding blanks and a leading `Bearer`.
    pub range: Range<usize>,
    /// Its parts, in their order.
    pub segments: Vec<Segment>,
    /// What is wrong with the whole.
    pub problem: Option<Problem>,
    /// The keys, when it is a key or a key set; secrets included, since whoever pasted them has them.
    pub keys: Option<JwkSet>,
}

impl Inspection {
    /// The first segment that is this part.
    pub fn segment(&self, part: Part) -> Option<&Segment> {
        self.segments.iter().find(|segment| segment.part == part)
    }

    /// The header's members.
    pub fn header(&self) -> Option<&Value> {
        self.segment(Part::Header)?.json.as_ref()
    }

    /// The claims.
    pub fn claims(&self) -> Option<&Value> {
        self.segment(Part::Payload)?.json.as_ref()
    }

    /// Where in the text the octets lie over which a signature is computed (RFC 7515 §5.1).
    pub fn signing_input(&self) -> Option<Range<usize>> {
        let (header, payload) = (self.segment(Part::Header)?, self.segment(Part::Payload)?);
        Some(header.range.start..payload.range.end)
    }

    /// The decoded signature, if it is whole.
    pub fn signature(&self) -> Option<&[u8]> {
        let segment = self.segment(Part::Signature)?;
        segment.problem.is_none().then_some(&segment.octets)
    }
}

/// Reads any text as far as it goes.
pub fn inspect(text: &str) -> Inspection {
    let range = content(text);
    let content = &text[range.clone()];
    match content.chars().next() {
        None => Inspection::of(Kind::Empty, range, Vec::new()),
        Some('{' | '[') => document(content, range),
        Some('<') => plain(Kind::Xml, content, range),
        Some(_) if content.contains("-----BEGIN ") => plain(Kind::Pem, content, range),
        Some(_) if looks_like_a_token(content) => match content.find('~') {
            Some(end) => with_disclosures(content, end, range),
            None => token(content, range),
        },
        Some(_) => plain(Kind::Opaque, content, range),
    }
}

impl Inspection {
    fn of(kind: Kind, range: Range<usize>, segments: Vec<Segment>) -> Self {
        Self { kind, range, segments, problem: None, keys: None }
    }
}

/// Without the blanks and quotes around, and without the name and scheme of a header (RFC 6750 §2.1, RFC 9449 §7.1).
fn content(text: &str) -> Range<usize> {
    let mut content = text.trim();
    for start in ["authorization:", "dpop:", "bearer ", "dpop "] {
        if content.get(..start.len()).is_some_and(|found| found.eq_ignore_ascii_case(start)) {
            content = content[start.len()..].trim_start();
        }
    }
    let mut end = text.trim_end().len();
    if let Some(inner) = content.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        content = inner;
        end -= 1;
    }
    end - content.len()..end
}

/// A part begins as `{"` or `{ ` encoded does, or decodes to a JSON object.
fn looks_like_a_token(content: &str) -> bool {
    let mut parts = content.splitn(3, '.');
    let (header, payload) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let begins = |part: &str| ["eyJ", "eyA", "ewo", "ewk", "ew0"].iter().any(|start| part.starts_with(start));
    begins(header) || begins(payload) || segment::is_object(header)
}

fn token(content: &str, range: Range<usize>) -> Inspection {
    let count = content.split('.').count();
    let mut segments = Vec::with_capacity(MAX_SEGMENTS + 1);
    let mut start = 0;
    for (index, text) in content.splitn(MAX_SEGMENTS + 1, '.').enumerate() {
        segments.push(segment::read(part(index, count), text, range.start + start));
        start += text.len() + 1;
    }
    // Signed content need not be claims (RFC 7515 §1): what does not begin as an object is none, and not broken for that.
    if let Some(payload) = segments.get_mut(1).filter(|segment| segment.part == Part::Payload)
        && payload.octets.iter().find(|octet| !octet.is_ascii_whitespace()).is_some_and(|octet| *octet != b'{')
        && matches!(payload.problem, Some(Problem { reason: Reason::Json(_), .. }))
    {
        payload.problem = None;
    }
    let unsigned = match count {
        2 => true,
        3 => segments.get(2).is_some_and(|signature| signature.range.is_empty()) || says_none(segments.first()),
        _ => false,
    };
    let kind = match count {
        2 | 3 if unsigned => Kind::UnsignedToken,
        3 => Kind::SignedToken,
        5 => Kind::EncryptedToken,
        _ => Kind::BrokenToken,
    };
    let problem = (!matches!(count, 3 | 5)).then_some(Problem { position: range.end, reason: Reason::Parts(count) });
    Inspection { problem, ..Inspection::of(kind, range, segments) }
}

/// The issuer's token up to octet `end`, then the disclosures, then perhaps a proof (RFC 9901 §4).
fn with_disclosures(content: &str, end: usize, range: Range<usize>) -> Inspection {
    const MOST: usize = 2 * crate::sd_jwt::MAX_DISCLOSURES;
    let mut inspection = token(&content[..end], range.start..range.start + end);
    if inspection.kind == Kind::EncryptedToken || inspection.kind == Kind::BrokenToken {
        return token(content, range);
    }
    let mut start = range.start + end + 1;
    let parts: Vec<_> = content[end + 1..].splitn(MOST, '~').collect();
    for (index, text) in parts.iter().enumerate() {
        let is_last = index + 1 == parts.len();
        if !(is_last && text.is_empty()) {
            let part = if is_last { Part::KeyBinding } else { Part::Disclosure };
            inspection.segments.push(segment::read(part, text, start));
        }
        start += text.len() + 1;
    }
    if inspection.kind == Kind::SignedToken {
        inspection.kind = Kind::SdJwt;
    }
    Inspection { range, ..inspection }
}

fn part(index: usize, count: usize) -> Part {
    match (index, count) {
        (0, _) => Part::Header,
        (1, 5) => Part::EncryptedKey,
        (2, 5) => Part::InitializationVector,
        (3, 5) => Part::Ciphertext,
        (4, 5) => Part::Tag,
        (1, _) => Part::Payload,
        (2, _) => Part::Signature,
        _ => Part::Rest,
    }
}

/// `alg` in any case: what some reader might take for `none`.
fn says_none(header: Option<&Segment>) -> bool {
    let algorithm = header.and_then(|segment| segment.json.as_ref()?.get("alg")?.as_str());
    algorithm.is_some_and(|name| name.eq_ignore_ascii_case("none"))
}

fn document(content: &str, range: Range<usize>) -> Inspection {
    let segment = segment::document(content, range.start);
    let has = |name: &str| segment.json.as_ref().is_some_and(|json| json.get(name).is_some());
    let kind = if has("keys") {
        Kind::KeySet
    } else if has("kty") {
        Kind::Key
    } else if has("signatures") || has("ciphertext") || (has("payload") && has("signature")) {
        Kind::JsonToken
    } else {
        Kind::Json
    };
    if kind == Kind::JsonToken {
        return json_token(content, range, segment);
    }
    let keys = match kind {
        Kind::KeySet => JwkSet::parse_with_secrets(content.as_bytes()).map_err(Reason::KeySet),
        Kind::Key => segment.json.as_ref().map_or_else(
            || Ok(JwkSet::default()),
            |json| Jwk::from_json(json).map(|key| JwkSet::from_iter([key])).map_err(Reason::Key),
        ),
        _ => return Inspection::of(kind, range, vec![segment]),
    };
    let problem = keys.as_ref().err().map(|reason| Problem { position: range.start, reason: reason.clone() });
    Inspection { keys: keys.ok(), problem, ..Inspection::of(kind, range, vec![segment]) }
}

/// A token in JSON: its first header and its payload beside the document (RFC 7515 §7.2).
fn json_token(content: &str, range: Range<usize>, document: Segment) -> Inspection {
    let encoded = |name: &str| {
        let json = document.json.as_ref()?;
        let first = json.get("signatures").and_then(|all| all.get(0));
        json.get(name).or_else(|| first?.get(name))?.as_str().map(str::to_owned)
    };
    let mut segments = Vec::with_capacity(3);
    for (part, name) in [(Part::Header, "protected"), (Part::Payload, "payload")] {
        if let Some(text) = encoded(name).filter(|text| !text.is_empty()) {
            let start = content.find(&text).map_or(range.end, |at| range.start + at);
            let mut segment = segment::read(part, &text, start);
            segment.range.end = segment.range.end.min(range.end);
            segment.problem = segment.problem.map(|mut problem| {
                problem.position = problem.position.min(range.end);
                problem
            });
            segments.push(segment);
        }
    }
    segments.insert(0, document);
    Inspection::of(Kind::JsonToken, range, segments)
}

fn plain(kind: Kind, content: &str, range: Range<usize>) -> Inspection {
    let segment = Segment {
        range: range.clone(),
        part: Part::Rest,
        octets: content.as_bytes().to_vec(),
        json: None,
        problem: None,
    };
    Inspection::of(kind, range, vec![segment])
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
