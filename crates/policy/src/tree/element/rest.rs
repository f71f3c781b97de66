use super::{Reading, attribute};
use crate::{
    tree::{Origin, Text},
    xml,
};
use std::borrow::Cow;

/// What the schema does not know, kept as it is.
#[derive(Debug, Clone)]
pub enum Unknown {
    /// An attribute.
    Attribute {
        /// Its name as written.
        name: String,
        /// Its value.
        value: Text,
    },
    /// An element that may not stand here, or not once more.
    Element {
        /// It.
        element: xml::Element,
        /// Where it stands.
        origin: Origin,
    },
    /// Text where elements are expected.
    Text(Text),
}

impl Unknown {
    /// Where it stands.
    pub const fn origin(&self) -> &Origin {
        match self {
            Self::Attribute { value, .. } => &value.origin,
            Self::Element { origin, .. } => origin,
            Self::Text(text) => &text.origin,
        }
    }
}

/// The same, wherever it stands.
impl PartialEq for Unknown {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Attribute { name, value }, Self::Attribute { name: name_b, value: value_b }) => {
                name == name_b && value == value_b
            }
            (Self::Element { element, .. }, Self::Element { element: element_b, .. }) => element == element_b,
            (Self::Text(text), Self::Text(text_b)) => text.trim() == text_b.trim(),
            _ => false,
        }
    }
}

/// What an element has beside its fields: nothing, mostly.
#[derive(Debug, Clone, Default)]
pub struct Rest(Option<Box<Beside>>);

#[derive(Debug, Clone, Default)]
struct Beside {
    unknown: Vec<Unknown>,
    earlier: Vec<Origin>,
}

impl Rest {
    /// What the schema does not know.
    pub fn unknown(&self) -> &[Unknown] {
        self.0.as_ref().map_or(&[], |beside| &beside.unknown)
    }

    /// Where the layers below gave the same element, the lowest first.
    pub fn earlier(&self) -> &[Origin] {
        self.0.as_ref().map_or(&[], |beside| &beside.earlier)
    }

    pub(crate) fn keep(&mut self, unknown: Unknown) {
        self.0.get_or_insert_default().unknown.push(unknown);
    }

    pub(crate) fn keep_element(&mut self, element: &xml::Element, reading: &Reading<'_>) {
        let mut kept = element.clone();
        // A policy is written in its default namespace; what is without a prefix and not of it has to say so.
        let declares = kept.declarations.iter().any(|(prefix, _)| prefix.is_none());
        if !reading.is_ours(element) && !element.name.contains(':') && !declares {
            kept.declarations.push((None, element.namespace.as_deref().unwrap_or_default().into()));
        }
        self.keep(Unknown::Element { element: kept, origin: reading.origin(element.span) });
    }

    pub(crate) fn keep_text(&mut self, text: &str, span: xml::Span, reading: &Reading<'_>) {
        if !text.trim().is_empty() {
            self.keep(Unknown::Text(Text { text: text.to_owned(), origin: reading.origin(span) }));
        }
    }

    pub(crate) fn keep_attribute(&mut self, attribute: &xml::Attribute, reading: &Reading<'_>) {
        let value = Text { text: attribute.value.to_string(), origin: reading.origin(attribute.span) };
        self.keep(Unknown::Attribute { name: attribute.name.to_string(), value });
    }

    pub(crate) fn forget_earlier(&mut self) {
        if let Some(beside) = &mut self.0 {
            beside.earlier.clear();
        }
    }

    pub(crate) fn layer(&mut self, child: Self, below: Option<Origin>) {
        if child.0.is_none() && below.is_none() {
            return;
        }
        let beside = self.0.get_or_insert_default();
        beside.earlier.extend(below);
        if let Some(child) = child.0 {
            beside.unknown.extend(child.unknown);
            beside.earlier.extend(child.earlier);
        }
    }

    /// What is unknown, with texts that follow each other as one.
    fn joined(&self) -> Vec<Cow<'_, Unknown>> {
        let mut joined: Vec<Cow<'_, Unknown>> = Vec::new();
        for unknown in self.unknown() {
            if let (Some(last), Unknown::Text(text)) = (joined.last_mut(), unknown)
                && matches!(**last, Unknown::Text(_))
            {
                if let Unknown::Text(before) = last.to_mut() {
                    before.text.push_str(&text.text);
                }
            } else {
                joined.push(Cow::Borrowed(unknown));
            }
        }
        joined
    }

    pub(crate) fn write(&self, element: &mut xml::Element) {
        for unknown in self.unknown() {
            match unknown {
                Unknown::Attribute { name, value } => {
                    element.attributes.push(attribute(name, value));
                }
                Unknown::Element { element: inner, .. } => element.children.push(xml::Node::Element(inner.clone())),
                Unknown::Text(text) => {
                    element.children.push(xml::Node::Text(text.text.as_str().into(), xml::Span::default()));
                }
            }
        }
    }
}

/// The same unknown things. Texts that stood on both sides of a known element follow each other when they are written,
/// and are one text when they are read again.
impl PartialEq for Rest {
    fn eq(&self, other: &Self) -> bool {
        self.joined() == other.joined()
    }
}
