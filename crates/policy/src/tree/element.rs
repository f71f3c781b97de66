//! How elements are read, written and laid over one another: once for every kind of field, so that a declaration with
//! [`element!`] is all that an element of the schema needs.

use super::{List, Meaning, Origin, Text, Value};
use crate::xml;
use std::{collections::HashMap, sync::Arc};

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

/// The same unknown things.
impl PartialEq for Rest {
    fn eq(&self, other: &Self) -> bool {
        self.unknown() == other.unknown()
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

impl AttributeField for Text {
    fn absent(origin: &Origin) -> Self {
        Self::new("", origin)
    }

    fn set(&mut self, text: &str, origin: Origin) {
        *self = Self { text: text.to_owned(), origin };
    }

    fn get(&self) -> Option<&str> {
        (!self.text.is_empty()).then_some(&self.text)
    }

    fn visit(&self, name: &'static str, visitor: &mut dyn Visitor) {
        if !self.text.is_empty() {
            visitor.attribute(name, &self.text, &self.origin);
        }
    }

    fn layer(&mut self, child: Self) {
        if !child.is_empty() {
            *self = child;
        }
    }
}

impl AttributeField for Option<Text> {
    fn absent(_: &Origin) -> Self {
        None
    }

    fn set(&mut self, text: &str, origin: Origin) {
        *self = Some(Text { text: text.to_owned(), origin });
    }

    fn get(&self) -> Option<&str> {
        self.as_deref()
    }

    fn visit(&self, name: &'static str, visitor: &mut dyn Visitor) {
        if let Some(value) = self {
            visitor.attribute(name, &value.text, &value.origin);
        }
    }

    fn layer(&mut self, child: Self) {
        if child.is_some() {
            *self = child;
        }
    }
}

impl<T: Meaning> AttributeField for Option<Value<T>> {
    fn absent(_: &Origin) -> Self {
        None
    }

    fn set(&mut self, text: &str, origin: Origin) {
        *self = Some(Value::read(text, origin));
    }

    fn get(&self) -> Option<&str> {
        self.as_ref().map(|value| value.text.as_str())
    }

    fn visit(&self, name: &'static str, visitor: &mut dyn Visitor) {
        if let Some(value) = self {
            visitor.attribute(name, &value.text, &value.origin);
        }
    }

    fn layer(&mut self, child: Self) {
        if child.is_some() {
            *self = child;
        }
    }
}

impl Element for Text {
    fn visit(&self, name: &'static str, visitor: &mut dyn Visitor) {
        visitor.enter(name, &|| self.key(), Some(&self.text), &self.origin);
        visitor.leave();
    }

    fn read(element: &xml::Element, reading: &Reading<'_>) -> Self {
        Self { text: element.text(), origin: reading.origin(element.span) }
    }

    fn write(&self, name: &str, namespace: Option<&Arc<str>>) -> xml::Element {
        write_text(name, &self.text, namespace)
    }

    fn layer(&mut self, child: Self) {
        *self = child;
    }

    fn key(&self) -> String {
        self.text.trim().to_ascii_lowercase()
    }
}

impl<T: Meaning> Element for Value<T> {
    fn visit(&self, name: &'static str, visitor: &mut dyn Visitor) {
        visitor.enter(name, &|| self.key(), Some(&self.text), &self.origin);
        visitor.leave();
    }

    fn read(element: &xml::Element, reading: &Reading<'_>) -> Self {
        Self::read(&element.text(), reading.origin(element.span))
    }

    fn write(&self, name: &str, namespace: Option<&Arc<str>>) -> xml::Element {
        write_text(name, &self.text, namespace)
    }

    fn layer(&mut self, child: Self) {
        *self = child;
    }

    fn key(&self) -> String {
        self.text.trim().to_ascii_lowercase()
    }
}

impl<T: Element> ChildField for Option<T> {
    fn visit(&self, name: &'static str, _: &'static str, visitor: &mut dyn Visitor) {
        if let Some(element) = self {
            element.visit(name, visitor);
        }
    }

    fn take(&mut self, element: &xml::Element, _: &str, reading: &Reading<'_>) -> bool {
        if self.is_some() {
            return false;
        }
        *self = Some(T::read(element, reading));
        true
    }

    fn write(&self, name: &str, _: &str, namespace: Option<&Arc<str>>, out: &mut Vec<xml::Node>) {
        out.extend(self.iter().map(|element| xml::Node::Element(element.write(name, namespace))));
    }

    fn layer(&mut self, child: Self) {
        match (self.as_mut(), child) {
            (Some(below), Some(child)) => below.layer(child),
            (None, child) => *self = child,
            (Some(_), None) => {}
        }
    }

    fn replace(&mut self, child: Self) {
        if child.is_some() {
            *self = child;
        }
    }
}

impl<T: Element> ChildField for Vec<T> {
    fn visit(&self, name: &'static str, _: &'static str, visitor: &mut dyn Visitor) {
        for element in self {
            element.visit(name, visitor);
        }
    }

    fn take(&mut self, element: &xml::Element, _: &str, reading: &Reading<'_>) -> bool {
        self.push(T::read(element, reading));
        true
    }

    fn write(&self, name: &str, _: &str, namespace: Option<&Arc<str>>, out: &mut Vec<xml::Node>) {
        out.extend(self.iter().map(|element| xml::Node::Element(element.write(name, namespace))));
    }

    fn layer(&mut self, child: Self) {
        join(self, child);
    }

    fn replace(&mut self, child: Self) {
        if !child.is_empty() {
            *self = child;
        }
    }
}

impl<T: Element> ChildField for List<T> {
    fn visit(&self, name: &'static str, item: &'static str, visitor: &mut dyn Visitor) {
        let Some(origin) = &self.origin else { return };
        visitor.enter(name, &String::new, None, origin);
        for element in &self.items {
            element.visit(item, visitor);
        }
        visitor.leave();
    }

    /// The schema allows some lists several times; what they hold counts together.
    fn take(&mut self, element: &xml::Element, item: &str, reading: &Reading<'_>) -> bool {
        self.origin.get_or_insert_with(|| reading.origin(element.span));
        for attribute in &element.attributes {
            self.rest.keep_attribute(attribute, reading);
        }
        for child in &element.children {
            match child {
                xml::Node::Element(inner) if reading.is_ours(inner) && inner.local_name() == item => {
                    self.items.push(T::read(inner, reading));
                }
                xml::Node::Element(inner) => self.rest.keep_element(inner, reading),
                xml::Node::Text(text, span) => self.rest.keep_text(text, *span, reading),
                xml::Node::Comment(..) | xml::Node::Instruction(..) => {}
            }
        }
        true
    }

    fn write(&self, name: &str, item: &str, namespace: Option<&Arc<str>>, out: &mut Vec<xml::Node>) {
        if self.origin.is_none() && self.items.is_empty() {
            return;
        }
        let mut list = xml::Element::new(name, namespace.cloned());
        list.children.extend(self.items.iter().map(|element| xml::Node::Element(element.write(item, namespace))));
        self.rest.write(&mut list);
        out.push(xml::Node::Element(list));
    }

    fn layer(&mut self, child: Self) {
        join(&mut self.items, child.items);
        self.rest.layer(child.rest, None);
        if child.origin.is_some() {
            self.origin = child.origin;
        }
    }

    fn replace(&mut self, child: Self) {
        if child.origin.is_some() || !child.items.is_empty() {
            *self = child;
        }
    }
}

/// Joins the items of a child policy with those below: the same key is laid over, others are added behind. Items of
/// one layer are never joined with one another, so that two of one key stay two, for the checker to find.
pub(crate) fn join<T: Element>(below: &mut Vec<T>, child: Vec<T>) {
    if below.is_empty() {
        *below = child;
        return;
    }
    if child.is_empty() {
        return;
    }
    // By key and variant, the first on top; and by key alone how many are left, with the sum of their places: of one
    // that is left, the sum is its place.
    let mut exact: HashMap<(String, String), Vec<usize>> = HashMap::with_capacity(below.len());
    let mut left: HashMap<String, (usize, usize)> = HashMap::with_capacity(below.len());
    for (place, item) in below.iter().enumerate().rev() {
        exact.entry((item.key(), item.variant())).or_default().push(place);
        let (count, sum) = left.entry(item.key()).or_default();
        (*count, *sum) = (*count + 1, *sum + place);
    }
    // What fits exactly goes first: of `objectId` as `sub` and `objectId` as `oid`, each finds its own.
    let mut targets: Vec<Option<usize>> = vec![None; child.len()];
    for (item, target) in child.iter().zip(&mut targets) {
        let key = (item.key(), item.variant());
        *target = exact.get_mut(&key).and_then(Vec::pop);
        if let (Some(place), Some((count, sum))) = (*target, left.get_mut(&key.0)) {
            (*count, *sum) = (*count - 1, *sum - place);
        }
    }
    for (item, target) in child.iter().zip(&mut targets).filter(|(_, target)| target.is_none()) {
        // One of this key below is what is meant; several, and nobody can tell which.
        if let Some((count, sum)) = left.get_mut(&item.key())
            && *count == 1
        {
            *target = Some(*sum);
            *count = 0;
        }
    }
    for (item, target) in child.into_iter().zip(targets) {
        match target.and_then(|index| below.get_mut(index)) {
            Some(same) => same.layer(item),
            None => below.push(item),
        }
    }
}

fn write_text(name: &str, text: &str, namespace: Option<&Arc<str>>) -> xml::Element {
    let mut element = xml::Element::new(name, namespace.cloned());
    if !text.is_empty() {
        element.children.push(xml::Node::Text(text.into(), xml::Span::default()));
    }
    element
}

pub(crate) fn attribute(name: &str, value: &str) -> xml::Attribute {
    xml::Attribute {
        name: name.into(),
        value: value.into(),
        span: xml::Span::default(),
        value_span: xml::Span::default(),
    }
}

/// Declares an element of the schema: its attributes, its text, and its children in the order of the schema. A list is
/// `field: List<T> = "Container" "Item"`. What is marked `[replaced]` takes the place of what is below; the rest is
/// joined.
macro_rules! element {
    (
        $(#[$meta:meta])*
        $name:ident |$it:ident| $key:expr $(, $variant:expr)?;
        attributes { $($(#[$ameta:meta])* $attr:ident: $aty:ty = $aname:literal,)* }
        $(text { $(#[$tmeta:meta])* $text:ident })?
        children { $($(#[$cmeta:meta])* $child:ident: $cty:ty = $cname:literal $($citem:literal)? $([$mode:ident])?,)* }
        $(extra { $($(#[$xmeta:meta])* $extra:ident: $xty:ty,)* })?
        $(layer $layer:path;)?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[$ameta])* #[doc = concat!("`@", $aname, "`.")] pub $attr: $aty,)*
            $($(#[$tmeta])* pub $text: $crate::tree::Text,)?
            $($(#[$cmeta])* #[doc = concat!("`", $cname, $("/", $citem,)? "`.")] pub $child: $cty,)*
            $($($(#[$xmeta])* pub $extra: $xty,)*)?
            /// Where it came from; where it was given last, if several layers give it.
            pub origin: $crate::tree::Origin,
            /// What it has beside.
            pub rest: $crate::tree::Rest,
        }

        /// The same element, wherever it stands.
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $(self.$attr == other.$attr &&)*
                $(self.$text == other.$text &&)?
                $(self.$child == other.$child &&)*
                $($(self.$extra == other.$extra &&)*)?
                self.rest == other.rest
            }
        }

        impl $name {
            /// One with nothing in it.
            pub fn empty(origin: &$crate::tree::Origin) -> Self {
                Self {
                    $($attr: $crate::tree::element::AttributeField::absent(origin),)*
                    $($text: $crate::tree::Text::new("", origin),)?
                    $($child: Default::default(),)*
                    $($($extra: Default::default(),)*)?
                    origin: origin.clone(),
                    rest: $crate::tree::Rest::default(),
                }
            }

            #[allow(dead_code, reason = "those that are laid over by hand may not use it")]
            fn layer_fields(&mut self, child: Self) {
                $($crate::tree::element::AttributeField::layer(&mut self.$attr, child.$attr);)*
                $(self.$text = child.$text;)?
                $($crate::tree::element::layer_child!(self.$child, child.$child $(, $mode)?);)*
                $($($crate::tree::element::layer_extra(&mut self.$extra, child.$extra);)*)?
                let below = std::mem::replace(&mut self.origin, child.origin);
                self.rest.layer(child.rest, Some(below));
            }
        }

        impl $crate::tree::element::Element for $name {
            fn visit(&self, name: &'static str, visitor: &mut dyn $crate::tree::element::Visitor) {
                let text = None::<&str>;
                $(let text = text.or(Some(&self.$text));)?
                visitor.enter(name, &|| $crate::tree::element::Element::key(self), text, &self.origin);
                $($crate::tree::element::AttributeField::visit(&self.$attr, $aname, visitor);)*
                $($crate::tree::element::ChildField::visit(&self.$child, $cname, concat!($($citem)?), visitor);)*
                visitor.leave();
            }

            fn read(element: &$crate::xml::Element, reading: &$crate::tree::element::Reading<'_>) -> Self {
                let mut read = Self::empty(&reading.origin(element.span));
                for attribute in &element.attributes {
                    match &*attribute.name {
                        $($aname => $crate::tree::element::AttributeField::set(
                            &mut read.$attr,
                            &attribute.value,
                            reading.origin(attribute.span),
                        ),)*
                        _ => read.rest.keep_attribute(attribute, reading),
                    }
                }
                $(read.$text.text = element.text();)?
                for child in &element.children {
                    match child {
                        $crate::xml::Node::Element(inner) => {
                            let name = if reading.is_ours(inner) { inner.local_name() } else { "" };
                            let taken = match name {
                                $($cname => $crate::tree::element::ChildField::take(
                                    &mut read.$child,
                                    inner,
                                    concat!($($citem)?),
                                    reading,
                                ),)*
                                _ => false,
                            };
                            if !taken {
                                read.rest.keep_element(inner, reading);
                            }
                        }
                        #[allow(unused_variables, reason = "an element with text has taken it")]
                        $crate::xml::Node::Text(text, span) => {
                            $crate::tree::element::stray!(read, text, span, reading $(, $text)?);
                        }
                        $crate::xml::Node::Comment(..) | $crate::xml::Node::Instruction(..) => {}
                    }
                }
                read
            }

            fn write(&self, name: &str, namespace: Option<&std::sync::Arc<str>>) -> $crate::xml::Element {
                #[allow(unused_mut, reason = "an element may have nothing to write")]
                let mut element = $crate::xml::Element::new(name, namespace.cloned());
                $(if let Some(value) = $crate::tree::element::AttributeField::get(&self.$attr) {
                    element.attributes.push($crate::tree::element::attribute($aname, value));
                })*
                $(if !self.$text.is_empty() {
                    let text = self.$text.text.as_str().into();
                    element.children.push($crate::xml::Node::Text(text, $crate::xml::Span::default()));
                })?
                $($crate::tree::element::ChildField::write(
                    &self.$child,
                    $cname,
                    concat!($($citem)?),
                    namespace,
                    &mut element.children,
                );)*
                self.rest.write(&mut element);
                element
            }

            #[allow(unreachable_code, reason = "what is laid over by hand returns first")]
            fn layer(&mut self, child: Self) {
                $(return $layer(self, child);)?
                self.layer_fields(child);
            }

            fn key(&self) -> String {
                let $it = self;
                $key
            }

            $(fn variant(&self) -> String {
                let $it = self;
                $variant
            })?
        }
    };
}

/// Text between elements is kept as unknown, unless the element holds text.
macro_rules! stray {
    ($read:ident, $text:ident, $span:ident, $reading:ident, $field:ident) => {};
    ($read:ident, $text:ident, $span:ident, $reading:ident) => {
        $read.rest.keep_text($text, *$span, $reading)
    };
}

/// A child is joined with the one below, or takes its place.
macro_rules! layer_child {
    ($below:expr, $child:expr, replaced) => {
        $crate::tree::element::ChildField::replace(&mut $below, $child)
    };
    ($below:expr, $child:expr) => {
        $crate::tree::element::ChildField::layer(&mut $below, $child)
    };
}

pub(crate) use {element, layer_child, stray};

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
