//! Texts, values, and ids that must differ.

use super::{Rules, Validator, name_span, nearest};
use crate::{
    Severity,
    schema::{
        model::{kind::Key, values::Value},
        placeholder::{is_open, open_settings},
    },
    xml::{Element, Node, Span},
};
use std::collections::HashMap;

impl<'a> Validator<'a> {
    pub(super) fn elements_in_text(&mut self, element: &Element) {
        for child in element.elements() {
            let span = name_span(child);
            self.report(
                Severity::Error,
                "unknown-element",
                span,
                format!("{} may not stand in {}, which holds text.", child.local_name(), element.local_name()),
                "Take it out, or write `&lt;` where text is meant.",
            );
        }
    }

    pub(super) fn text_among_elements(&mut self, element: &Element, strictly: bool) {
        let strictly = strictly && self.rules == Rules::Schema;
        for child in &element.children {
            let Node::Text(text, span) = child else { continue };
            let blanks = text.len() - text.trim_start().len();
            if blanks == text.len() && !strictly {
                continue;
            }
            let written = self.document.source().get(span.start as usize..span.end as usize).unwrap_or_default();
            let before = u32::try_from(written.len() - written.trim_start().len()).unwrap_or_default();
            let after = u32::try_from(written.len() - written.trim_end().len()).unwrap_or_default();
            let span =
                Span { start: span.start + before, end: span.end.saturating_sub(after).max(span.start + before) };
            self.report(
                Severity::Error,
                "unexpected-text",
                span,
                format!("Text stands in {}, which holds none.", element.local_name()),
                "Take it out; a comment stands between <!-- and -->.",
            );
        }
    }

    pub(super) fn value(&mut self, name: &str, value: Value, text: &str, span: Span) {
        if self.rules == Rules::Service {
            for setting in open_settings(text) {
                // A tenant's name is filled when the policy is loaded.
                if setting.to_ascii_lowercase().contains("tenant") || !self.settings.insert(setting.to_owned()) {
                    continue;
                }
                self.report(
                    Severity::Warning,
                    "unfilled-setting",
                    span,
                    format!("The setting {setting} is not filled."),
                    format!("Give a file with it: --settings FILE, which holds \"{setting}\"."),
                );
            }
        }
        if value.accepts(text) {
            return;
        }
        let mut severity = Severity::Error;
        if self.rules == Rules::Service {
            let named = matches!(value, Value::Tenant | Value::PolicyId | Value::PolicyIdPattern | Value::Uri);
            if named && is_open(text) || open_settings(text).next().is_some() {
                return;
            }
            if name == "InstrumentationKey" {
                severity = Severity::Warning;
            }
        }
        let near = match value {
            Value::OneOf(words) => nearest(text.trim(), words.iter().copied())
                .or_else(|| words.iter().copied().find(|word| *word == text.trim())),
            Value::Boolean => ["true", "false"].into_iter().find(|word| word.eq_ignore_ascii_case(text.trim())),
            _ => None,
        };
        let help = match near {
            Some(near) => format!("Did you mean {near}?"),
            None => format!("It must be {}.", value.describe()),
        };
        let shown = shorten(text);
        self.report(
            severity,
            "invalid-value",
            span,
            format!("{name} is “{shown}”, but must be {}.", value.describe()),
            help,
        );
        if let Some(near) = near.filter(|near| near.eq_ignore_ascii_case(text.trim())) {
            self.fix(format!("Write {near}"), vec![self.edit(span, near)]);
        }
    }

    pub(super) fn unique(&mut self, element: &'a Element, key: &'static Key) {
        let mut found = vec![element];
        for name in key.path {
            found = found.into_iter().flat_map(Element::elements).filter(|child| child.local_name() == *name).collect();
        }
        let mut seen: HashMap<&str, u32> = HashMap::new();
        for element in found {
            let Some(attribute) = element.find_attribute(key.attribute) else { continue };
            // A number is the same number however it is written.
            let value = if key.attribute == "Order" { canonical(&attribute.value) } else { &*attribute.value };
            match seen.get(value) {
                None => {
                    seen.insert(value, attribute.value_span.start);
                }
                Some(first) => {
                    let line = self.document.position(*first).line;
                    self.report(
                        Severity::Error,
                        "duplicate-id",
                        attribute.value_span,
                        format!(
                            "Another {} of this file has the {} {} (line {line}).",
                            element.local_name(),
                            key.attribute,
                            shorten(&attribute.value)
                        ),
                        "Give it another one, or join the two.",
                    );
                }
            }
        }
    }
}

fn canonical(number: &str) -> &str {
    let number = number.trim().trim_start_matches('+');
    let digits = number.trim_start_matches('0');
    if digits.is_empty() { "0" } else { digits }
}

/// A value in a message: not all of a file.
fn shorten(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
