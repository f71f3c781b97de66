//! How elements are read, written and laid over one another: once for every kind of field, so that a declaration with
//! [`element!`] is all that an element of the schema needs.

mod declare;
mod fields;
mod rest;

use super::Origin;
use crate::xml;
use std::sync::Arc;

pub(crate) use declare::{element, layer_child, stray};
pub(crate) use fields::attribute;
pub use rest::{Rest, Unknown};

/// A file while it is read.
pub(crate) struct Reading<'a> {
    pub(crate) document: &'a xml::Document,
}

impl Reading<'_> {
    pub(crate) fn origin(&self, span: xml::Span) -> Origin {
        self.document.origin(span.start)
    }

    /// Whether an element is of the policy's namespace, which is the root's.
    pub(crate) fn is_ours(&self, element: &xml::Element) -> bool {
        element.namespace == self.document.root.namespace
    }
}

/// Sees every element and attribute of a tree, from the outside to the inside.
pub(crate) trait Visitor {
    /// An element begins. `key` tells it from others of its list: mostly its folded id.
    fn enter(&mut self, name: &'static str, key: &dyn Fn() -> String, text: Option<&str>, origin: &Origin);
    /// The element that began last ends.
    fn leave(&mut self);
    /// An attribute of the element that began last.
    fn attribute(&mut self, name: &'static str, text: &str, origin: &Origin);
}

/// An element of the schema.
pub(crate) trait Element: Sized {
    /// Shows it and what is in it to a visitor.
    fn visit(&self, name: &'static str, visitor: &mut dyn Visitor);
    /// Reads it; cannot fail, because what is unknown is kept.
    fn read(element: &xml::Element, reading: &Reading<'_>) -> Self;
    /// Writes it under a name.
    fn write(&self, name: &str, namespace: Option<&Arc<str>>) -> xml::Element;
    /// Lays the same element of a child policy over it.
    fn layer(&mut self, child: Self);
    /// What tells it from others in a list.
    fn key(&self) -> String;
    /// What tells it from others of the same key within one layer.
    fn variant(&self) -> String {
        String::new()
    }
}

/// A field that is an attribute.
pub(crate) trait AttributeField {
    /// The field of an element that does not have it.
    fn absent(origin: &Origin) -> Self;
    fn set(&mut self, text: &str, origin: Origin);
    fn get(&self) -> Option<&str>;
    fn visit(&self, name: &'static str, visitor: &mut dyn Visitor);
    fn layer(&mut self, child: Self);
}

/// A field that is a child element, or several.
pub(crate) trait ChildField: Default {
    /// Takes an element of the field's name; false when there may be no second one.
    fn take(&mut self, element: &xml::Element, item: &str, reading: &Reading<'_>) -> bool;
    fn write(&self, name: &str, item: &str, namespace: Option<&Arc<str>>, out: &mut Vec<xml::Node>);
    /// Shows it to a visitor.
    fn visit(&self, name: &'static str, item: &'static str, visitor: &mut dyn Visitor);
    /// Joined with a child's.
    fn layer(&mut self, child: Self);
    /// Replaced by a child's, if it gives any.
    fn replace(&mut self, child: Self);
}

/// What a form gives beside the schema: a child's value wins.
pub(crate) fn layer_extra<T: PartialEq + Default>(below: &mut T, child: T) {
    if child != T::default() {
        *below = child;
    }
}

/// An id, folded: ids compare without case.
pub(crate) fn fold(id: &str) -> String {
    id.trim().to_ascii_lowercase()
}
