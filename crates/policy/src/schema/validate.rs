//! Holding a file against the model.

mod order;
mod report;
mod values;

use super::{
    NAMESPACE,
    model::{
        self,
        kind::{Content, Kind},
    },
    nearest::nearest,
};
use crate::{
    Diagnostic, Severity,
    xml::{Attribute, Document, Element, Span},
};
use report::{name_span, text_span};
use std::collections::BTreeSet;

/// Where attributes like `schemaLocation` come from.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Whose rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Ours: those of the schema with the [`super::EXCEPTIONS`].
    Service,
    /// Those of the schema, its patterns mended.
    Schema,
}

/// Holds a file against the model: what stands where, how often, in which order, and with which values. Ids that must
/// differ are compared as written; that ids which differ in case alone are the same is a matter of the merge.
pub fn validate(document: &Document, rules: Rules) -> Vec<Diagnostic> {
    let mut validator = Validator { document, rules, found: Vec::new(), settings: BTreeSet::new() };
    let root = &document.root;
    if root.local_name() == model::ROOT_NAME {
        validator.element(root, model::root());
    } else {
        let name = root.local_name();
        let span = name_span(root);
        validator.report(
            Severity::Error,
            "not-a-policy",
            span,
            format!("The outermost element is {name}, not {}.", model::ROOT_NAME),
            "A policy file holds one TrustFrameworkPolicy.",
        );
    }
    validator.found
}

struct Validator<'a> {
    document: &'a Document,
    rules: Rules,
    found: Vec<Diagnostic>,
    /// Settings already complained about.
    settings: BTreeSet<String>,
}

impl<'a> Validator<'a> {
    /// Recursion no deeper than the model, whose deepest element stands 13 deep.
    fn element(&mut self, element: &'a Element, kind: &'static Kind) {
        if element.namespace.as_deref() != Some(NAMESPACE) {
            let span = name_span(element);
            self.report(
                Severity::Error,
                "wrong-namespace",
                span,
                format!("{} is not in the namespace of policies.", element.local_name()),
                format!("Declare xmlns=\"{NAMESPACE}\" on the root element, and no other default below it."),
            );
            return;
        }
        self.attributes(element, kind);
        match kind.content {
            Content::Anything if self.rules == Rules::Schema => {}
            Content::Anything => self.elements_in_text(element),
            Content::Text(value) => {
                self.elements_in_text(element);
                let text = element.text();
                let span = text_span(element).unwrap_or_else(|| name_span(element));
                self.value(element.local_name(), value, &text, span);
            }
            Content::Empty => {
                self.text_among_elements(element, true);
                self.sequence(element, &[]);
            }
            Content::Sequence(children) => {
                self.text_among_elements(element, false);
                self.sequence(element, children);
            }
            Content::Alternatives(children) => {
                self.text_among_elements(element, false);
                self.alternatives(element, children);
            }
        }
        for key in kind.keys {
            self.unique(element, key);
        }
    }

    fn attributes(&mut self, element: &'a Element, kind: &'static Kind) {
        for attribute in &element.attributes {
            let name = &*attribute.name;
            match kind.attributes.iter().find(|known| known.name == name) {
                Some(known) => {
                    let span = attribute.value_span;
                    self.value(name, known.value, &attribute.value, span);
                }
                None if self.is_instance(name, element) => {}
                None => self.unknown_attribute(element, kind, attribute),
            }
        }
        for known in kind.attributes.iter().filter(|known| known.required) {
            if element.find_attribute(known.name).is_none() {
                let span = name_span(element);
                self.report(
                    Severity::Error,
                    "missing-attribute",
                    span,
                    format!("{} lacks the attribute {}.", element.local_name(), known.name),
                    format!("Give it; it must be {}.", known.value.describe()),
                );
            }
        }
    }

    fn unknown_attribute(&mut self, element: &Element, kind: &'static Kind, attribute: &Attribute) {
        let name = &*attribute.name;
        let absent =
            kind.attributes.iter().map(|known| known.name).filter(|known| element.find_attribute(known).is_none());
        let near = nearest(name, absent);
        let length = u32::try_from(name.len()).unwrap_or(u32::MAX);
        let span = Span { start: attribute.span.start, end: attribute.span.start.saturating_add(length) };
        let help = match near {
            Some(near) => format!("Did you mean {near}?"),
            None if kind.attributes.is_empty() => "It has no attributes; take it out.".to_owned(),
            None => format!(
                "Take it out; known are {}.",
                kind.attributes.iter().map(|known| known.name).collect::<Vec<_>>().join(", ")
            ),
        };
        self.report(
            Severity::Error,
            "unknown-attribute",
            span,
            format!("{} has no attribute {name}.", element.local_name()),
            help,
        );
        // A difference in case alone cannot have meant anything else.
        if let Some(near) = near.filter(|near| near.eq_ignore_ascii_case(name)) {
            self.fix(format!("Rename to {near}"), vec![self.edit(span, near)]);
        }
    }

    /// Attributes of the schema's own namespace, such as `xsi:schemaLocation`.
    fn is_instance(&self, name: &str, element: &Element) -> bool {
        let Some((prefix, local)) = name.split_once(':') else { return false };
        let declared = |element: &Element| {
            element.declarations.iter().find(|(known, _)| known.as_deref() == Some(prefix)).map(|(_, uri)| uri.clone())
        };
        matches!(local, "schemaLocation" | "noNamespaceSchemaLocation")
            && declared(element).or_else(|| declared(&self.document.root)).as_deref() == Some(INSTANCE)
    }
}
