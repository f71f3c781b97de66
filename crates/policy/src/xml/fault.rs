//! What is wrong with a file, in words.

use super::bounds::{Excess, Kind, Mismatch, Scan, name_at};
use super::position::Positions;
use crate::{Diagnostic, tree::Origin};
use roxmltree::Error;
use std::sync::Arc;

type Place<'a> = dyn Fn(usize) -> Origin + 'a;

const MALFORMED: &str = "xml-not-well-formed";

pub(super) fn too_large(file: &Arc<str>, bytes: usize, limit: usize) -> Diagnostic {
    Diagnostic::error(
        "xml-too-large",
        &start(file),
        format!("The file has {bytes} bytes; {limit} are allowed."),
        "Split the policy into several layers.",
    )
}

pub(super) fn encoding(file: &Arc<str>, name: &str) -> Diagnostic {
    Diagnostic::error(
        "xml-encoding",
        &start(file),
        format!("The file is encoded as {}, which is not read.", excerpt(name)),
        "Save it as UTF-8.",
    )
}

pub(super) fn contradiction(file: &Arc<str>, name: &str) -> Diagnostic {
    Diagnostic::error(
        "xml-encoding",
        &start(file),
        format!("The file declares the encoding {}, but its byte-order mark says another.", excerpt(name)),
        "Save it as UTF-8 and declare utf-8.",
    )
}

/// Some byte is not of the encoding; `before` is what was good until there.
pub(super) fn not_in_encoding(file: &Arc<str>, before: &[u8], name: &str) -> Diagnostic {
    let text = String::from_utf8_lossy(before);
    let origin = Positions::new(&text).origin(file, &text, text.len());
    Diagnostic::error(
        "xml-encoding",
        &origin,
        format!("What stands here is not {name}."),
        "Save the file as UTF-8, or declare the encoding that it has.",
    )
}

pub(super) fn no_root(origin: &Origin) -> Diagnostic {
    Diagnostic::error(MALFORMED, origin, "The file has no element.", "A policy file holds one TrustFrameworkPolicy.")
}

pub(super) fn excess(excess: &Excess, place: &Place<'_>) -> Diagnostic {
    let (code, message, help) = match excess.what {
        Kind::Depth(limit) => (
            "xml-too-deep",
            format!("Elements stand more than {limit} deep here."),
            "The schema of policies needs fewer than 20 levels.",
        ),
        Kind::Attributes(limit) => (
            "xml-too-many-attributes",
            format!("This element has more than {limit} attributes."),
            "The schema of policies has fewer than 20 for any element.",
        ),
        Kind::Nodes(limit) => (
            "xml-too-many-nodes",
            format!("The file has more than {limit} elements, comments and pieces of text."),
            "Split the policy into several layers.",
        ),
        Kind::Namespaces(limit) => (
            "xml-too-many-namespaces",
            format!("The file declares more than {limit} namespaces."),
            "Declare namespaces on the root element alone.",
        ),
        Kind::Doctype => (
            "xml-doctype",
            "The file has a document type definition (`<!…`), which is not read.".to_owned(),
            "Take it out; policies need none.",
        ),
    };
    Diagnostic::error(code, &place(excess.at), message, help)
}

pub(super) fn malformed(error: &Error, file: &Arc<str>, text: &str, scan: &Scan, place: &Place<'_>) -> Diagnostic {
    let at = |pos: &roxmltree::TextPos| Origin::File { file: Arc::clone(file), line: pos.row, column: pos.col };
    let say = |origin: &Origin, message: String, help: &str| Diagnostic::error(MALFORMED, origin, message, help);
    // The parser reports the end of the text; where it began helps more, unless something before it is wrong.
    let reported = error.pos();
    let not_before = |origin: &Origin| matches!(origin, Origin::File { line, column, .. } if (reported.row, reported.col) >= (*line, *column));
    let begun = scan.unfinished.filter(|at| text[*at..].starts_with("<!")).map(place).filter(not_before);
    if let Some(begun) = begun {
        return say(
            &begun,
            "The comment or section that begins here does not end.".to_owned(),
            "End it with `-->`, or `]]>`.",
        );
    }
    match error {
        Error::UnexpectedCloseTag(..) | Error::UnclosedRootNode | Error::UnexpectedEndOfStream => {
            if let Some(begun) = scan.unfinished {
                return say(
                    &place(begun),
                    format!("What begins here with `<{}` does not end.", excerpt(name_at(text, begun))),
                    "End it with `>`, and its values with the quotation mark that they begin with.",
                );
            }
            if let Some(mismatch) = &scan.mismatch {
                return unclosed(mismatch, text, place);
            }
            say(&place(text.len()), "The file ends too early.".to_owned(), "Is all of it there?")
        }
        Error::NoRootNode => no_root(&place(text.len())),
        Error::DtdDetected => excess(&Excess { at: 0, what: Kind::Doctype }, place),
        Error::NodesLimitReached | Error::AttributesLimitReached | Error::NamespacesLimitReached => {
            Diagnostic::error("xml-too-many-nodes", &start(file), "The file has too many nodes.", "Split the policy.")
        }
        Error::DuplicatedAttribute(name, pos) => {
            say(&at(pos), format!("The attribute {} is given twice.", excerpt(name)), "Keep one of them.")
        }
        Error::UnknownEntityReference(name, pos) => say(
            &at(pos),
            format!("The reference `&{};` means nothing here.", excerpt(name)),
            "XML knows &amp; &lt; &gt; &quot; and &apos; by name; write others as numbers, such as &#160;.",
        ),
        Error::MalformedEntityReference(pos) => {
            say(&at(pos), "This `&` begins no reference.".to_owned(), "Write `&amp;` for an ampersand.")
        }
        Error::InvalidAttributeValue(pos) => {
            say(&at(pos), "A value holds a `<`.".to_owned(), "Write `&lt;`; or a quotation mark lacks before it.")
        }
        Error::UnknownNamespace(name, pos) => say(
            &at(pos),
            format!("The prefix {} is not declared.", excerpt(name)),
            "Declare it with xmlns:, or leave it out.",
        ),
        Error::NonXmlChar(character, pos) => say(
            &at(pos),
            format!("The character U+{:04X} may not stand in XML.", u32::from(*character)),
            "Take it out.",
        ),
        Error::UnexpectedDeclaration(pos) => say(
            &at(pos),
            "An XML declaration stands here, but it may only be the very beginning of the file.".to_owned(),
            "Move it to the beginning, or leave it out.",
        ),
        Error::InvalidComment(pos) => say(
            &at(pos),
            "The comment holds `--` or ends with `-`.".to_owned(),
            "Comments may not; write another mark.",
        ),
        Error::InvalidCharacterData(pos) => say(&at(pos), "The text holds `]]>`.".to_owned(), "Write `]]&gt;`."),
        Error::InvalidName(pos) => {
            say(&at(pos), "A name is expected here.".to_owned(), "If this is text, write `&lt;` for `<`.")
        }
        other => {
            say(&at(&other.pos()), format!("This is not XML: {}.", without_place(other)), "Mend it at this place.")
        }
    }
}

fn unclosed(mismatch: &Mismatch, text: &str, place: &Place<'_>) -> Diagnostic {
    let open = mismatch.open.map(|at| (excerpt(name_at(text, at)), place(at)));
    let (message, help) = match (open, mismatch.found.as_deref().map(excerpt)) {
        (Some((open, at)), Some(found)) => (
            format!("`</{found}>` stands where `</{open}>` is expected; {open} was opened at {at}."),
            format!("Close {open} before this place."),
        ),
        (Some((open, at)), None) => (
            format!("The file ends where `</{open}>` is expected; {open} was opened at {at}."),
            format!("Close {open}."),
        ),
        (None, found) => (
            format!("`</{}>` closes nothing.", found.unwrap_or_default()),
            "Take it out, or open the element before it.".to_owned(),
        ),
    };
    Diagnostic::error(MALFORMED, &place(mismatch.at), message, help)
}

fn without_place(error: &Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at ").map_or(text.clone(), |(message, _)| message.to_owned())
}

/// A name from the file, short enough for a message.
fn excerpt(text: &str) -> String {
    if text.chars().count() > 60 { text.chars().take(60).chain(['…']).collect() } else { text.to_owned() }
}

fn start(file: &Arc<str>) -> Origin {
    Origin::File { file: Arc::clone(file), line: 1, column: 1 }
}
