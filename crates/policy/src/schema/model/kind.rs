//! The words that the tables are written in.

use super::values::{TEXT, Value};

/// What an element may hold.
#[derive(Debug)]
pub struct Kind {
    /// What stands inside.
    pub content: Content,
    /// Its attributes.
    pub attributes: &'static [Attribute],
    /// What must differ below it.
    pub keys: &'static [Key],
}

/// What stands inside an element.
#[derive(Debug)]
pub enum Content {
    /// Nothing.
    Empty,
    /// A value.
    Text(Value),
    /// These elements, in this order.
    Sequence(&'static [Child]),
    /// Elements of one of these names.
    Alternatives(&'static [Child]),
    /// Whatever is well-formed.
    Anything,
}

/// An element in another one.
#[derive(Debug)]
pub struct Child {
    /// Its name.
    pub name: &'static str,
    /// What it may hold.
    pub kind: &'static Kind,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be there more than once.
    pub many: bool,
}

/// An attribute.
#[derive(Debug)]
pub struct Attribute {
    /// Its name.
    pub name: &'static str,
    /// What it may be.
    pub value: Value,
    /// Whether it must be there.
    pub required: bool,
}

/// No two elements at this path below have the same value of this attribute.
#[derive(Debug)]
pub struct Key {
    /// Names of elements, from the outside to the inside.
    pub path: &'static [&'static str],
    /// The attribute.
    pub attribute: &'static str,
}

impl Kind {
    const fn new(content: Content) -> Self {
        Self { content, attributes: &[], keys: &[] }
    }

    pub(super) const fn with(self, attributes: &'static [Attribute]) -> Self {
        Self { attributes, ..self }
    }

    pub(super) const fn unique(self, keys: &'static [Key]) -> Self {
        Self { keys, ..self }
    }

    /// The elements that may stand in it.
    pub const fn children(&self) -> &'static [Child] {
        match &self.content {
            Content::Sequence(children) | Content::Alternatives(children) => children,
            Content::Empty | Content::Text(_) | Content::Anything => &[],
        }
    }
}

/// Text without a rule.
pub(super) static PLAIN: Kind = text(TEXT);
/// `true` or `false`.
pub(super) static FLAG: Kind = text(Value::Boolean);
/// Whatever is well-formed.
pub(super) static ANYTHING: Kind = anything();

pub(super) const fn empty() -> Kind {
    Kind::new(Content::Empty)
}

pub(super) const fn text(value: Value) -> Kind {
    Kind::new(Content::Text(value))
}

pub(super) const fn anything() -> Kind {
    Kind::new(Content::Anything)
}

pub(super) const fn sequence(children: &'static [Child]) -> Kind {
    Kind::new(Content::Sequence(children))
}

pub(super) const fn alternatives(children: &'static [Child]) -> Kind {
    Kind::new(Content::Alternatives(children))
}

pub(super) const fn one(name: &'static str, kind: &'static Kind) -> Child {
    Child { name, kind, required: true, many: false }
}

pub(super) const fn maybe(name: &'static str, kind: &'static Kind) -> Child {
    Child { name, kind, required: false, many: false }
}

pub(super) const fn at_least_one(name: &'static str, kind: &'static Kind) -> Child {
    Child { name, kind, required: true, many: true }
}

pub(super) const fn any_number(name: &'static str, kind: &'static Kind) -> Child {
    Child { name, kind, required: false, many: true }
}

pub(super) const fn required(name: &'static str, value: Value) -> Attribute {
    Attribute { name, value, required: true }
}

pub(super) const fn optional(name: &'static str, value: Value) -> Attribute {
    Attribute { name, value, required: false }
}

pub(super) const fn key(path: &'static [&'static str], attribute: &'static str) -> Key {
    Key { path, attribute }
}
