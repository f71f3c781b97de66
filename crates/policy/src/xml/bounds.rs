//! One pass over the text, before a tree is built: how deep, how broad, how many, and which element stays open. Its
//! work is linear in the text and its memory is bounded by the depth.

use super::Limits;

/// What a scan learned.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// The first closing tag that does not close what is open, or the end of the text where something is open.
    pub(super) mismatch: Option<Mismatch>,
    /// Where the text ends within a tag, comment or section: its `<`.
    pub(super) unfinished: Option<usize>,
}

/// A closing tag that is wrong or lacks.
#[derive(Debug)]
pub(super) struct Mismatch {
    /// Where it stands, or the end of the text.
    pub(super) at: usize,
    /// The `<` of the element that is open there; none where nothing is.
    pub(super) open: Option<usize>,
    /// What stands in its place: the name of the closing tag; none at the end of the text.
    pub(super) found: Option<String>,
}

/// What is too much, and where.
#[derive(Debug)]
pub(super) struct Excess {
    pub(super) at: usize,
    pub(super) what: Kind,
}

/// Which limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Depth(usize),
    Attributes(usize),
    Nodes(usize),
    Namespaces(usize),
    Doctype,
}

pub(super) fn scan(text: &str, limits: &Limits) -> Result<Scan, Excess> {
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let mut open: Vec<usize> = Vec::new();
    let (mut at, mut nodes, mut namespaces) = (0, 0, 0);
    while let Some(found) = find(bytes, at, b"<") {
        // The text before, if any, and the markup.
        nodes += 1 + usize::from(found > at);
        if nodes > limits.nodes {
            return Err(Excess { at: found, what: Kind::Nodes(limits.nodes) });
        }
        let rest = &bytes[found..];
        let end = if rest.starts_with(b"<!--") {
            find(bytes, found + 4, b"-->").map(|end| end + 3)
        } else if rest.starts_with(b"<![CDATA[") {
            find(bytes, found + 9, b"]]>").map(|end| end + 3)
        } else if rest.starts_with(b"<!") {
            return Err(Excess { at: found, what: Kind::Doctype });
        } else if rest.starts_with(b"<?") {
            find(bytes, found + 2, b"?>").map(|end| end + 2)
        } else if rest.starts_with(b"</") {
            let end = find(bytes, found + 2, b">");
            if let Some(end) = end {
                close(text, found, end, &mut open, &mut scan);
            }
            end.map(|end| end + 1)
        } else {
            let tag = tag(bytes, found, limits, &mut namespaces)?;
            if tag.is_some_and(|end| bytes[end - 2] != b'/') {
                open.push(found);
                if open.len() > limits.depth {
                    return Err(Excess { at: found, what: Kind::Depth(limits.depth) });
                }
            }
            tag
        };
        let Some(end) = end else {
            scan.unfinished = Some(found);
            break;
        };
        at = end;
    }
    if let (None, Some(last)) = (&scan.mismatch, open.last()) {
        scan.mismatch = Some(Mismatch { at: text.len(), open: Some(*last), found: None });
    }
    Ok(scan)
}

/// The name that stands after `<`.
pub(super) fn name_at(text: &str, at: usize) -> &str {
    let rest = text.get(at + 1..).unwrap_or_default();
    let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(rest.len());
    &rest[..end]
}

fn close(text: &str, at: usize, end: usize, open: &mut Vec<usize>, scan: &mut Scan) {
    let name = text[at + 2..end].trim_end();
    let last = open.pop();
    if scan.mismatch.is_none() && last.is_none_or(|last| name_at(text, last) != name) {
        scan.mismatch = Some(Mismatch { at, open: last, found: Some(name.to_owned()) });
    }
}

/// The end of an opening tag, its attributes counted.
fn tag(bytes: &[u8], start: usize, limits: &Limits, namespaces: &mut usize) -> Result<Option<usize>, Excess> {
    let (mut at, mut attributes, mut name) = (start + 1, 0, start + 1);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'>' => return Ok(Some(at + 1)),
            // Not well-formed: the parser will say so, at this place.
            b'<' => return Ok(None),
            b'"' | b'\'' => match find(bytes, at + 1, &[*byte]) {
                Some(end) => at = end,
                None => return Ok(None),
            },
            b'=' => {
                attributes += 1;
                if attributes > limits.attributes {
                    return Err(Excess { at: name, what: Kind::Attributes(limits.attributes) });
                }
                if bytes[name..].starts_with(b"xmlns") {
                    *namespaces += 1;
                    if *namespaces > limits.namespaces {
                        return Err(Excess { at: name, what: Kind::Namespaces(limits.namespaces) });
                    }
                }
            }
            _ if !byte.is_ascii_whitespace() && !is_name(bytes[at - 1]) => name = at,
            _ => {}
        }
        at += 1;
    }
    Ok(None)
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.' | 0x80..)
}

fn find(bytes: &[u8], from: usize, what: &[u8]) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let first = *what.first()?;
    let mut at = 0;
    while let Some(next) = rest[at..].iter().position(|byte| *byte == first) {
        if rest[at + next..].starts_with(what) {
            return Some(from + at + next);
        }
        at += next + 1;
    }
    None
}
