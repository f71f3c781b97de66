//! One segment: decoded as far as it can be.

use serde_json::Value;

use super::{Part, Problem, Reason, Segment};
use crate::json::JsonProblem;
use crate::{base64, json};

/// Reads a segment that begins at octet `start` of the text.
pub(super) fn read(part: Part, text: &str, start: usize) -> Segment {
    let mut segment = Segment { range: start..start + text.len(), part, octets: Vec::new(), json: None, problem: None };
    if matches!(part, Part::Rest | Part::KeyBinding) {
        segment.octets = text.as_bytes().to_vec();
        return segment;
    }
    if text.is_empty() {
        // An encrypted key is empty with `dir` and ECDH-ES (RFC 7516 §5.1); an empty signature makes the token an
        // unsigned one, which its kind says.
        let may_be_empty = matches!(part, Part::EncryptedKey | Part::Signature);
        segment.problem = (!may_be_empty).then_some(Problem { position: start, reason: Reason::Empty });
        return segment;
    }
    match base64::decode(text) {
        Ok(octets) => segment.octets = octets,
        Err((position, problem)) => {
            segment.octets = readable(text, position);
            segment.problem = Some(Problem { position: start + position, reason: problem.into() });
        }
    }
    if part == Part::Disclosure && segment.problem.is_none() {
        segment.json = serde_json::from_slice(&segment.octets).ok();
    }
    if matches!(part, Part::Header | Part::Payload) {
        let (value, problem) = tolerant(&segment.octets);
        segment.json = value;
        // What is wrong with the encoding comes first: the JSON is broken because of it.
        if segment.problem.is_none() {
            segment.problem = problem.map(|(position, reason)| Problem {
                // The character that holds the first bits of that octet.
                position: start + (position * 4 / 3).min(text.len()),
                reason,
            });
        }
    }
    segment
}

/// Reads a whole text as JSON.
pub(super) fn document(text: &str, start: usize) -> Segment {
    let (value, problem) = match json::object(text.as_bytes()) {
        // An array is no problem here: it is just another document.
        Err((_, JsonProblem::NotAnObject)) => (serde_json::from_str(text).ok(), None),
        _ => tolerant(text.as_bytes()),
    };
    Segment {
        range: start..start + text.len(),
        part: Part::Document,
        octets: text.as_bytes().to_vec(),
        json: value,
        problem: problem.map(|(position, reason)| Problem { position: start + position, reason }),
    }
}

/// Whether the encoded text is a JSON object.
pub(super) fn is_object(text: &str) -> bool {
    base64::decode(text).is_ok_and(|octets| json::object(&octets).is_ok())
}

/// The octets before the problem, or all of them where padding or stray bits are all that is wrong.
fn readable(text: &str, position: usize) -> Vec<u8> {
    let whole = text[..position].trim_end_matches('=');
    let mut end = whole.len();
    // Whole groups of four decode on their own; of a last group, what is left after its stray bits.
    loop {
        if let Ok(octets) = base64::decode(&whole[..end]) {
            return octets;
        }
        if end == 0 {
            return Vec::new();
        }
        end -= 1;
    }
}

/// The JSON as any reader would take it, and what a strict one says.
fn tolerant(octets: &[u8]) -> (Option<Value>, Option<(usize, Reason)>) {
    match json::object(octets) {
        Ok(members) => (Some(Value::Object(members)), None),
        Err((position, problem)) => (serde_json::from_slice(octets).ok(), Some((position, problem.into()))),
    }
}
