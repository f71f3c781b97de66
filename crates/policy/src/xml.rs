//! XML as policies need it: bytes to a tree that knows where everything stands, and back. A document type definition
//! is refused, and the size, depth and breadth of a file are bounded before anything is built from it (S70).

mod bounds;
mod decode;
mod fault;
mod position;
mod write;

use crate::{Diagnostic, tree::Origin};
use position::Positions;
use std::sync::Arc;

pub use write::write;

/// What a file may weigh. Checked on the text, before a tree is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a file: 1 MiB, as Azure AD B2C has it (behaviour reference §14).
    pub bytes: usize,
    /// Elements inside one another.
    pub depth: usize,
    /// Attributes of one element.
    pub attributes: usize,
    /// Elements, comments, processing instructions and pieces of text.
    pub nodes: usize,
    /// Namespace declarations of a file.
    pub namespaces: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 1024 * 1024, depth: 128, attributes: 256, nodes: 500_000, namespaces: 64 }
    }
}

/// A place in the text of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
}

/// From one byte of the decoded text to before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub struct Document {
    /// Its name.
    pub file: Arc<str>,
    /// Comments and processing instructions before the root.
    pub before: Vec<Node>,
    /// The root element.
    pub root: Element,
    /// Comments and processing instructions after the root.
    pub after: Vec<Node>,
    text: String,
    positions: Positions,
}

/// What two files say, wherever it stands in them.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.before == other.before && self.root == other.root && self.after == other.after
    }
}

/// An element.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name as written, prefix included.
    pub name: Box<str>,
    /// The namespace that it is in.
    pub namespace: Option<Arc<str>>,
    /// The namespaces that it declares: prefix (none for the default one) and name.
    pub declarations: Vec<(Option<Box<str>>, Box<str>)>,
    /// Its attributes in the order of the file, declarations of namespaces apart.
    pub attributes: Vec<Attribute>,
    /// What is in it.
    pub children: Vec<Node>,
    /// From its `<` to after its last `>`.
    pub span: Span,
}

/// The same element, wherever it stands.
impl PartialEq for Element {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
            && self.namespace == other.namespace
            && self.declarations == other.declarations
            && self.attributes == other.attributes
            && self.children == other.children
    }
}

/// An attribute.
#[derive(Debug, Clone)]
pub struct Attribute {
    /// Its name as written, prefix included.
    pub name: Box<str>,
    /// Its value, references replaced.
    pub value: Box<str>,
    /// From its name to after its closing quote.
    pub span: Span,
    /// The value as written, between the quotes.
    pub value_span: Span,
}

/// The same attribute, wherever it stands.
impl PartialEq for Attribute {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}

/// Something in an element.
#[derive(Debug, Clone)]
pub enum Node {
    /// An element.
    Element(Element),
    /// Text, references replaced and marked sections opened.
    Text(Box<str>, Span),
    /// A comment, without its marks.
    Comment(Box<str>, Span),
    /// A processing instruction: target and value.
    Instruction(Box<str>, Option<Box<str>>, Span),
}

/// The same node, wherever it stands.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Element(a), Self::Element(b)) => a == b,
            (Self::Text(a, _), Self::Text(b, _)) | (Self::Comment(a, _), Self::Comment(b, _)) => a == b,
            (Self::Instruction(a, c, _), Self::Instruction(b, d, _)) => a == b && c == d,
            _ => false,
        }
    }
}

impl Element {
    /// An element that stands in no file.
    pub fn new(name: &str, namespace: Option<Arc<str>>) -> Self {
        Self {
            name: name.into(),
            namespace,
            declarations: Vec::new(),
            attributes: Vec::new(),
            children: Vec::new(),
            span: Span::default(),
        }
    }

    /// Its name without a prefix.
    pub fn local_name(&self) -> &str {
        self.name.rsplit_once(':').map_or(&self.name, |(_, local)| local)
    }

    /// An attribute by its name as written.
    pub fn find_attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name == name)
    }

    /// The elements in it.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|child| if let Node::Element(element) = child { Some(element) } else { None })
    }

    /// The text in it, without what its elements hold.
    pub fn text(&self) -> String {
        self.children
            .iter()
            .filter_map(|child| if let Node::Text(text, _) = child { Some(&**text) } else { None })
            .collect()
    }
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// One diagnostic, at the place where the file stops being what may be read.
    pub fn parse(file: &str, bytes: &[u8], limits: &Limits) -> Result<Self, Box<Diagnostic>> {
        let file: Arc<str> = Arc::from(file);
        if bytes.len() > limits.bytes {
            return Err(fault::too_large(&file, bytes.len(), limits.bytes).into());
        }
        let text = decode::decode(&file, bytes)?;
        let positions = Positions::new(&text);
        let place = |offset: usize| positions.origin(&file, &text, offset);
        let scan = bounds::scan(&text, limits).map_err(|excess| fault::excess(&excess, &place))?;
        let options = roxmltree::ParsingOptions {
            nodes_limit: u32::try_from(limits.nodes.saturating_add(2)).unwrap_or(u32::MAX),
            ..roxmltree::ParsingOptions::default()
        };
        let parsed = roxmltree::Document::parse_with_options(&text, options)
            .map_err(|error| fault::malformed(&error, &file, &text, &scan, &place))?;
        let (mut before, mut root, mut after) = (Vec::new(), None, Vec::new());
        let mut reading = Reading { text: &text, namespaces: Vec::new() };
        for child in parsed.root().children() {
            match (reading.node(child), &root) {
                (Some(Node::Element(element)), _) => root = Some(element),
                (Some(other), None) => before.push(other),
                (Some(other), Some(_)) => after.push(other),
                (None, _) => {}
            }
        }
        drop(parsed);
        match root {
            Some(root) => Ok(Self { file, before, root, after, text, positions }),
            None => Err(fault::no_root(&place(text.len())).into()),
        }
    }

    /// The line and column of a byte of the text.
    pub fn position(&self, offset: u32) -> Position {
        self.positions.at(&self.text, offset as usize)
    }

    /// The same as an origin.
    pub fn origin(&self, offset: u32) -> Origin {
        self.positions.origin(&self.file, &self.text, offset as usize)
    }

    /// The text of the file, decoded, without its byte-order mark.
    pub fn source(&self) -> &str {
        &self.text
    }
}

struct Reading<'a> {
    text: &'a str,
    /// Names of namespaces already seen: few, and shared by all elements.
    namespaces: Vec<Arc<str>>,
}

impl Reading<'_> {
    /// Recursion no deeper than [`Limits::depth`].
    fn node(&mut self, node: roxmltree::Node<'_, '_>) -> Option<Node> {
        let span = span(&node.range());
        if node.is_element() {
            return Some(Node::Element(self.element(node, span)));
        }
        if let Some(instruction) = node.pi() {
            return Some(Node::Instruction(instruction.target.into(), instruction.value.map(Into::into), span));
        }
        let text = node.text()?;
        Some(if node.is_comment() { Node::Comment(text.into(), span) } else { Node::Text(text.into(), span) })
    }

    fn element(&mut self, node: roxmltree::Node<'_, '_>, span: Span) -> Element {
        let tag = &self.text[node.range().start + 1..];
        let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>').unwrap_or(tag.len());
        Element {
            name: tag[..end].into(),
            namespace: node.tag_name().namespace().map(|name| self.namespace(name)),
            declarations: declarations(node),
            attributes: node
                .attributes()
                .map(|attribute| Attribute {
                    name: self.text[attribute.range_qname()].into(),
                    value: attribute.value().into(),
                    span: self::span(&attribute.range()),
                    value_span: self::span(&attribute.range_value()),
                })
                .collect(),
            children: node.children().filter_map(|child| self.node(child)).collect(),
            span,
        }
    }

    fn namespace(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.namespaces.iter().find(|known| &***known == name) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(name);
        self.namespaces.push(Arc::clone(&new));
        new
    }
}

fn declarations(node: roxmltree::Node<'_, '_>) -> Vec<(Option<Box<str>>, Box<str>)> {
    let parent = node.parent_element();
    node.namespaces()
        .filter(|declared| declared.name() != Some("xml"))
        .filter(|declared| {
            parent.and_then(|parent| parent.lookup_namespace_uri(declared.name())) != Some(declared.uri())
        })
        .map(|declared| (declared.name().map(Into::into), declared.uri().into()))
        .collect()
}

fn span(range: &std::ops::Range<usize>) -> Span {
    // A file is far below 4 GiB: its bytes were counted.
    let of = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span { start: of(range.start), end: of(range.end) }
}

#[cfg(test)]
mod tests;
