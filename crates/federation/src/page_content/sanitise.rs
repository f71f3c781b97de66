//! What of custom page content is shown: elements and attributes of a list, written anew. Whatever was made of the
//! source, what is written is balanced, its texts and values are escaped, and it holds nothing that runs, posts,
//! frames or loads from elsewhere than the list says.

use super::CustomContent;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use url::Url;

/// Elements that are kept.
const ELEMENTS: [&str; 48] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
    "ul",
    "wbr",
];
/// Elements without content.
const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];
/// Elements whose content goes with them.
const OPAQUE: [&str; 20] = [
    "applet",
    "audio",
    "button",
    "canvas",
    "frameset",
    "iframe",
    "math",
    "noembed",
    "noframes",
    "noscript",
    "object",
    "picture",
    "plaintext",
    "script",
    "select",
    "svg",
    "template",
    "textarea",
    "video",
    "xmp",
];
/// Elements of a document that is not ours, whose content stays.
const TRANSPARENT: [&str; 3] = ["html", "head", "body"];
/// Attributes that are kept on every element.
const ATTRIBUTES: [&str; 9] = ["alt", "class", "dir", "height", "id", "lang", "role", "title", "width"];
/// At most so deep.
const MAX_DEPTH: usize = 100;

/// Reads a document that was loaded from `base`. `None` where nothing in it has the id `api`.
pub(super) fn sanitise(source: &str, base: &Url) -> Option<CustomContent> {
    let mut reader =
        Reader { rest: source, base, open: Vec::new(), out: String::new(), content: CustomContent::default() };
    reader.read();
    let Reader { mut out, open, mut content, .. } = reader;
    close(&mut out, open);
    content.after = out;
    content.origin = base.origin().ascii_serialization();
    content.has_place.then_some(content)
}

struct Reader<'a> {
    rest: &'a str,
    base: &'a Url,
    open: Vec<&'static str>,
    out: String,
    content: CustomContent,
}

impl Reader<'_> {
    fn read(&mut self) {
        while let Some(at) = self.rest.find('<') {
            let (text, tag) = self.rest.split_at(at);
            self.text(text);
            self.rest = tag.get(1..).unwrap_or_default();
            if let Some(comment) = self.rest.strip_prefix("!--") {
                self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            } else if self.rest.starts_with(['!', '?']) {
                self.rest = self.rest.split_once('>').map_or("", |(_, rest)| rest);
            } else if let Some(end) = self.rest.strip_prefix('/') {
                let (name, rest) = end.split_once('>').unwrap_or((end, ""));
                self.rest = rest;
                self.end(&name.trim().to_ascii_lowercase());
            } else if self.rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
                self.start();
            } else {
                self.text("<");
            }
        }
        let text = std::mem::take(&mut self.rest);
        self.text(text);
    }

    fn text(&mut self, text: &str) {
        escape(&mut self.out, text);
    }

    fn end(&mut self, name: &str) {
        if let Some(position) = self.open.iter().rposition(|open| *open == name) {
            let ended = self.open.split_off(position);
            close(&mut self.out, ended);
        }
    }

    fn strip(&mut self, what: String) {
        if self.content.stripped.len() < 50 {
            self.content.stripped.insert(what);
        }
    }

    fn start(&mut self) {
        let length = self.rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(length);
        let name = name.to_ascii_lowercase();
        let (attributes, rest) = attributes(rest);
        self.rest = rest;
        let value = |wanted: &str| attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
        match name.as_str() {
            "link" => {
                let sheet = value("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("stylesheet"));
                match value("href").and_then(|href| self.address(href)).filter(|_| sheet) {
                    Some(url) if url.origin() == self.base.origin() => self.content.style_sheets.push(url.into()),
                    Some(url) => self.strip(format!("a style sheet of {}", url.origin().ascii_serialization())),
                    None => self.strip("<link>".to_owned()),
                }
                return;
            }
            "style" => {
                let sheet = self.until_end("style").to_owned();
                self.content.styles.push(sheet);
                return;
            }
            "title" => {
                self.until_end("title");
                return;
            }
            // Only what the page says of itself; the policy of the page and its encoding are ours.
            "meta" => {
                if value("http-equiv").is_some() {
                    self.strip("<meta http-equiv>".to_owned());
                }
                return;
            }
            _ => {}
        }
        if OPAQUE.contains(&name.as_str()) {
            self.until_end(&name);
            self.strip(format!("<{name}>"));
            return;
        }
        let known = ELEMENTS.iter().find(|known| **known == name);
        let Some(known) = known.filter(|_| self.open.len() < MAX_DEPTH) else {
            if !TRANSPARENT.contains(&name.as_str()) {
                self.strip(format!("<{name}>"));
            }
            return;
        };
        if value("id") == Some("api") && !self.content.has_place && !VOID.contains(known) {
            self.place(known, &attributes);
            return;
        }
        self.tag(known, &attributes);
        if !VOID.contains(known) {
            self.open.push(known);
        }
    }

    /// Our part of the page goes in here; what stood in its place is left out, as it is in the browser.
    fn place(&mut self, name: &'static str, attributes: &[(String, String)]) {
        self.content.has_place = true;
        self.tag(name, attributes);
        self.content.before = std::mem::take(&mut self.out);
        let outside = std::mem::take(&mut self.open);
        let mut depth = 1_usize;
        while depth > 0 {
            let Some(at) = self.rest.find('<') else {
                self.rest = "";
                break;
            };
            let tag = self.rest.get(at + 1..).unwrap_or_default();
            let named = |tag: &str| {
                tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
                    && tag.get(name.len()..).is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
            };
            if let Some(comment) = tag.strip_prefix("!--") {
                self.rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            if named(tag) {
                depth += 1;
            } else if tag.strip_prefix('/').is_some_and(named) {
                depth -= 1;
            }
            self.rest = tag.split_once('>').map_or("", |(_, rest)| rest);
        }
        self.out.clear();
        close(&mut self.out, vec![name]);
        self.open = outside;
    }

    fn tag(&mut self, name: &str, attributes: &[(String, String)]) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            let url = matches!((name, attribute.as_str()), ("a", "href") | ("img", "src"));
            let kept = if url {
                let address = self.address(value);
                // A picture of anywhere else would be the only thing on the page that the administrator did not name.
                address.filter(|url| name == "a" || url.origin() == self.base.origin()).map(String::from)
            } else if ATTRIBUTES.contains(&attribute.as_str())
                || attribute.starts_with("aria-")
                || attribute.starts_with("data-")
            {
                Some(decoded(value))
            } else {
                None
            };
            match kept {
                Some(value) => {
                    self.out.push(' ');
                    self.out.push_str(attribute);
                    self.out.push_str("=\"");
                    escape_value(&mut self.out, &value);
                    self.out.push('"');
                }
                None => self.strip(format!("{attribute} of <{name}>")),
            }
        }
        if name == "a" {
            self.out.push_str(" rel=\"noopener noreferrer\"");
        }
        self.out.push('>');
    }

    /// An address of the web, read as a browser reads it.
    fn address(&self, value: &str) -> Option<Url> {
        let url = self.base.join(decoded(value).trim()).ok()?;
        (url.scheme() == "https" || url.origin() == self.base.origin()).then_some(url)
    }

    fn until_end(&mut self, name: &str) -> &str {
        let whole = self.rest;
        let mut from = 0;
        while let Some(at) = whole.get(from..).and_then(|rest| rest.find("</")).map(|at| from + at) {
            let tag = whole.get(at + 2..).unwrap_or_default();
            if tag.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
                self.rest = tag.split_once('>').map_or("", |(_, rest)| rest);
                return whole.get(..at).unwrap_or_default();
            }
            from = at + 2;
        }
        self.rest = "";
        whole
    }
}

/// The attributes of a tag, and what comes after it.
fn attributes(mut rest: &str) -> (Vec<(String, String)>, &str) {
    let mut found: Vec<(String, String)> = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return (found, "");
        }
        if let Some(after) = rest.strip_prefix('>') {
            return (found, after);
        }
        let length = rest
            .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))
            .unwrap_or(rest.len())
            .max(rest.chars().next().map_or(0, char::len_utf8));
        let (name, after) = rest.split_at(length);
        let after_blanks = after.trim_start();
        let (value, after) = match after_blanks.strip_prefix('=').map(str::trim_start) {
            None => ("", after),
            Some(quoted) => {
                if let Some(quote @ ('"' | '\'')) = quoted.chars().next() {
                    let inner = quoted.get(1..).unwrap_or_default();
                    inner.split_once(quote).unwrap_or((inner, ""))
                } else {
                    let length = quoted.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(quoted.len());
                    quoted.split_at(length)
                }
            }
        };
        rest = after;
        let name = name.to_ascii_lowercase();
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if plain && found.len() < 50 && !found.iter().any(|(known, _)| *known == name) {
            found.push((name, value.to_owned()));
        }
    }
}

/// A value of an attribute, with the few references that templates write read. Others stay, and are shown as written.
fn decoded(value: &str) -> String {
    value.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

/// Text stays as it was written, references too: they can become nothing but text.
fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\0' => {}
            other => out.push(other),
        }
    }
}

/// A value that was read: every reference in it is written out, so that the browser reads what was checked.
fn escape_value(out: &mut String, value: &str) {
    for character in value.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\0' => {}
            other => out.push(other),
        }
    }
}

fn close(out: &mut String, open: Vec<&'static str>) {
    for name in open.into_iter().rev() {
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
}

/// What a content security policy names a style sheet by that stands in the page.
pub(super) fn hash(sheet: &str) -> String {
    use base64ct::{Base64, Encoding};
    format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(sheet.as_bytes())))
}

/// The list, for those who read the trace.
pub(super) fn sentence(stripped: &BTreeSet<String>) -> Vec<&str> {
    stripped.iter().map(String::as_str).collect()
}
