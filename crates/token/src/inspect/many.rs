//! Many tokens at once: found in any text, and glanced at quickly, for a list.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::Deserialize;

use crate::base64;

/// The most tokens that are found in one text.
pub const MAX_TOKENS: usize = 100_000;

/// Finds what looks like compact tokens, wherever they stand: a log, a command line, a JSON answer, one per line.
/// Calling it again with `from` continues; so a long text can be read in pieces.
pub fn next_token(text: &str, from: usize) -> Option<Range<usize>> {
    let octets = text.as_bytes();
    let mut at = from;
    // The rest of a word is no word.
    if let Some(before) = from.checked_sub(1)
        && octets.get(before).is_some_and(|octet| class(*octet) != OTHER)
    {
        at = end_of_word(octets, at).0;
    }
    loop {
        at += octets.get(at..)?.iter().position(|octet| class(*octet) != OTHER)?;
        let (end, dots) = end_of_word(octets, at);
        let word = &octets[at..end];
        let begins = matches!(word, [b'e', b'y', b'J' | b'A', ..] | [b'e', b'w', b'o' | b'0', ..]);
        if begins && (matches!(dots, 2..=4) || (dots == 1 && word.len() > 20)) {
            return Some(at..end);
        }
        at = end;
    }
}

/// Where the word ends, and how many dots are in it: one look at each octet, since a file may have many millions.
fn end_of_word(octets: &[u8], from: usize) -> (usize, usize) {
    let (mut at, mut dots) = (from, 0);
    while let Some(octet) = octets.get(at) {
        match class(*octet) {
            OTHER => break,
            DOT => dots += 1,
            _ => {}
        }
        at += 1;
    }
    (at, dots)
}

const OTHER: u8 = 0;
const DOT: u8 = 1;
/// Of base64url, or the `~` of disclosures.
const CHARACTER: u8 = 2;

/// What each octet is in a compact token.
const CLASSES: [u8; 256] = {
    let mut classes = [OTHER; 256];
    let mut octet: u8 = 0;
    while octet < 128 {
        if octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_' | b'~') {
            classes[octet as usize] = CHARACTER;
        }
        octet += 1;
    }
    classes[b'.' as usize] = DOT;
    classes
};

const fn class(octet: u8) -> u8 {
    CLASSES[octet as usize]
}

/// As much of a token as a list shows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glance {
    /// The algorithm.
    pub algorithm: Option<Arc<str>>,
    /// Which key.
    pub kid: Option<Arc<str>>,
    /// The issuer.
    pub issuer: Option<Arc<str>>,
    /// The subject.
    pub subject: Option<String>,
    /// When it expires.
    pub expires: Option<i64>,
    /// Whether header and payload could be read; those of an encrypted token are its header alone.
    pub is_readable: bool,
    /// Whether it has five parts.
    pub is_encrypted: bool,
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    alg: Option<Cow<'a, str>>,
    #[serde(borrow)]
    kid: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Claims<'a> {
    #[serde(borrow)]
    iss: Option<Cow<'a, str>>,
    #[serde(borrow)]
    sub: Option<Cow<'a, str>>,
    exp: Option<f64>,
}

/// Reads many tokens; neighbours have the same header and issuer most of the time.
#[derive(Debug, Default)]
pub struct Glancer {
    last_header: String,
    last: Glance,
    issuer: Option<Arc<str>>,
    octets: Vec<u8>,
}

impl Glancer {
    /// Reads one.
    pub fn glance(&mut self, token: &str) -> Glance {
        let mut parts = token.split('.');
        let (header, payload) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if header != self.last_header || self.last_header.is_empty() {
            header.clone_into(&mut self.last_header);
            self.last = read_header(header);
        }
        let mut glance = self.last.clone();
        glance.is_encrypted = parts.count() == 3;
        if glance.is_encrypted || !glance.is_readable {
            return glance;
        }
        let octets = &mut self.octets;
        match base64::decode_public(payload.as_bytes(), octets).then(|| serde_json::from_slice::<Claims<'_>>(octets)) {
            Some(Ok(claims)) => {
                if self.issuer.as_deref() != claims.iss.as_deref() {
                    self.issuer = claims.iss.map(|issuer| issuer.as_ref().into());
                }
                glance.issuer.clone_from(&self.issuer);
                glance.subject = claims.sub.map(Cow::into_owned);
                glance.expires = claims.exp.map(whole);
            }
            _ => glance.is_readable = false,
        }
        glance
    }
}

fn read_header(encoded: &str) -> Glance {
    let octets = base64::decode(encoded).unwrap_or_default();
    match serde_json::from_slice::<Header<'_>>(&octets) {
        Ok(header) => Glance {
            algorithm: header.alg.map(|name| name.as_ref().into()),
            kid: header.kid.map(|name| name.as_ref().into()),
            is_readable: true,
            ..Glance::default()
        },
        Err(_) => Glance::default(),
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a time outside of i64 saturates, and is far away either way")]
fn whole(seconds: f64) -> i64 {
    seconds.floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{RFC7515_A1, RFC7515_A3, token};

    fn all(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(range) = next_token(text, from) {
            from = range.end;
            found.push(&text[range]);
        }
        found
    }

    #[test]
    fn tokens_are_found_in_any_text() {
        let text = format!(
            "curl -H 'Authorization: Bearer {RFC7515_A1}' …\n{{\"id_token\":\"{RFC7515_A3}\"}}\nkeyJ1 eyJ eyJx.é"
        );
        assert_eq!(all(&text), [RFC7515_A1, RFC7515_A3]);
        let encrypted = "eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA";
        let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.";
        assert_eq!(all(&format!("{encrypted}\r\n{unsigned}\n")), [encrypted, unsigned]);
        assert!(all("eyJ...............").is_empty() && all("").is_empty() && next_token("eyJ", 10).is_none());
    }

    #[test]
    fn a_glance_tells_issuer_subject_key_and_end() {
        let mut glancer = Glancer::default();
        let one =
            token(r#"{"alg":"RS256","kid":"k"}"#, r#"{"iss":"a\u0062","sub":"s","exp":5.9,"x":[1,{"y":null}]}"#, b"s");
        let glance = glancer.glance(&one);
        assert_eq!(
            (glance.issuer.as_deref(), glance.subject.as_deref(), glance.expires),
            (Some("ab"), Some("s"), Some(5))
        );
        assert_eq!((glance.algorithm.as_deref(), glance.kid.as_deref()), (Some("RS256"), Some("k")));
        assert!(glance.is_readable && !glance.is_encrypted);
        assert!(!glancer.glance("eyJ!.x.y").is_readable);
        assert!(!glancer.glance(&token(r#"{"alg":"RS256","kid":"k"}"#, "x", b"s")).is_readable);
        assert!(glancer.glance("eyJhbGciOiJkaXIifQ..AAAA.AAAA.AAAA").is_encrypted);
    }
}
