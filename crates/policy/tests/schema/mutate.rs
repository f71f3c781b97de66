#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]

//! Small changes of a policy file, each of a kind that people make.

use policy::xml::{Document, Element, Limits, Node, Span};

/// Names that elements and attributes are renamed to.
const NAMES: [&str; 20] = [
    "Id",
    "Item",
    "DisplayName",
    "Domain",
    "Metadata",
    "OutputClaims",
    "InputClaims",
    "InputClaim",
    "OutputClaim",
    "Value",
    "Pattern",
    "Enumeration",
    "Protocol",
    "Action",
    "Description",
    "TechnicalProfile",
    "Key",
    "Name",
    "Type",
    "Nothing",
];

/// Values and texts that others are replaced by.
const VALUES: [&str; 34] = [
    "",
    " ",
    "true",
    "True",
    " false ",
    "1",
    "0",
    "+5",
    "-0",
    "2147483648",
    "1.5",
    "x",
    "JWT",
    "JSON",
    "Proprietary",
    "OpenIdConnect",
    "string",
    " string",
    "ClaimsExchange",
    "SendClaims",
    "ClaimsExist",
    "en",
    "en-us",
    "EN",
    "pt-BR-x1",
    "0.3.0.0",
    "http://a b",
    "http://a/{b}?c#d",
    "http://a:b",
    "urn:com:x",
    "~/a/b.cshtml",
    "~//a",
    "https://a",
    "é",
];

/// A source of mutations: the same for the same seed.
pub struct Mutations(u64);

impl Mutations {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below another one (splitmix64).
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((z ^ (z >> 31)) % limit as u64).unwrap()
    }

    /// What was done, and the text after it.
    pub fn mutate(&mut self, source: &str) -> (String, String) {
        let document = Document::parse("source.xml", source.as_bytes(), &Limits::default()).unwrap();
        let mut all = Vec::new();
        collect(&document.root, &mut all);
        let element = all[self.below(all.len())];
        let at = |span: Span| &source[span.start as usize..span.end as usize];
        let replace = |span: Span, text: &str| {
            format!("{}{text}{}", &source[..span.start as usize], &source[span.end as usize..])
        };
        let value = VALUES[self.below(VALUES.len())];
        let name = NAMES[self.below(NAMES.len())];
        let line = document.position(element.span.start).line;
        let of = |what: &str| format!("{what} {} of line {line}", element.name);
        let attribute =
            (!element.attributes.is_empty()).then(|| &element.attributes[self.below(element.attributes.len())]);
        match (self.below(12), attribute) {
            (0, _) => (of("delete"), replace(element.span, "")),
            (1, _) => (of("duplicate"), replace(element.span, &at(element.span).repeat(2))),
            (2, _) => {
                let other = all[self.below(all.len())].span;
                (of("copy another after"), replace(element.span, &format!("{}{}", at(element.span), at(other))))
            }
            (3, _) => match swap(element, &mut |limit| self.below(limit)) {
                Some((first, second)) => {
                    let between = Span { start: first.end, end: second.start };
                    let swapped = format!("{}{}{}", at(second), at(between), at(first));
                    (of("swap children of"), replace(Span { start: first.start, end: second.end }, &swapped))
                }
                None => (of("delete childless"), replace(element.span, "")),
            },
            (4, _) => {
                let text = at(element.span);
                let length = element.name.len();
                let renamed = match text.strip_suffix('>').filter(|text| !text.ends_with('/')) {
                    Some(_) => {
                        let close = text.rfind("</").unwrap();
                        format!("<{name}{}</{name}>", &text[1 + length..close])
                    }
                    None => format!("<{name}{}", &text[1 + length..]),
                };
                (format!("{} to {name}", of("rename")), replace(element.span, &renamed))
            }
            (5, Some(attribute)) => {
                (format!("{}: {}", of("delete attribute"), attribute.name), replace(attribute.span, ""))
            }
            (6, Some(attribute)) => {
                let span = Span {
                    start: attribute.span.start,
                    end: attribute.span.start + u32::try_from(attribute.name.len()).unwrap(),
                };
                (format!("{}: {} to {name}", of("rename attribute"), attribute.name), replace(span, name))
            }
            (7 | 8, Some(attribute)) => (
                format!("{}: {} = {value:?}", of("set attribute"), attribute.name),
                replace(attribute.value_span, value),
            ),
            (9, _) => {
                let inside = at(element.span);
                if let Some(open) = inside.strip_suffix("/>") {
                    let blanks = format!("{open}> \n </{}>", element.name);
                    (of("put blanks into"), replace(element.span, &blanks))
                } else {
                    let (before, after) = inside.split_at(inside.rfind("</").unwrap());
                    let longer = format!("{before}{value}{after}");
                    (format!("{}: {value:?}", of("append text to")), replace(element.span, &longer))
                }
            }
            _ => match element.children.iter().find_map(|child| match child {
                Node::Text(_, span) => Some(*span),
                _ => None,
            }) {
                Some(span) => (format!("{}: {value:?}", of("set text of")), replace(span, value)),
                None => (of("delete textless"), replace(element.span, "")),
            },
        }
    }
}

fn collect<'a>(element: &'a Element, all: &mut Vec<&'a Element>) {
    all.push(element);
    for child in element.elements() {
        collect(child, all);
    }
}

/// Two children, the first before the second.
fn swap(element: &Element, below: &mut dyn FnMut(usize) -> usize) -> Option<(Span, Span)> {
    let children: Vec<Span> = element.elements().map(|child| child.span).collect();
    if children.len() < 2 {
        return None;
    }
    let first = below(children.len() - 1);
    Some((children[first], children[first + 1]))
}
