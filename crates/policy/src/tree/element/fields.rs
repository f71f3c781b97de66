//! The kinds of fields: attributes, texts, single elements, repeated ones, lists.

use super::{AttributeField, ChildField, Element, Reading, Visitor};
use crate::{
    tree::{List, Meaning, Origin, Text, Value},
    xml,
};
use std::{collections::HashMap, sync::Arc};

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
