//! Saying what is wrong, where, and which edit mends it.

use super::Validator;
use crate::{
    Diagnostic, Severity,
    diagnostic::{Edit, Fix, Place},
    xml::{Element, Node, Span},
};
use std::sync::Arc;

impl Validator<'_> {
    pub(super) fn report(
        &mut self,
        severity: Severity,
        code: &str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let end = self.document.position(span.end);
        let mut diagnostic = Diagnostic::new(severity, code, &self.document.origin(span.start), message, help);
        diagnostic.end = Some(Place { line: end.line, column: end.column });
        self.found.push(diagnostic);
    }

    /// Adds a fix to what was reported last.
    pub(super) fn fix(&mut self, title: String, edits: Vec<Edit>) {
        if let Some(last) = self.found.last_mut() {
            last.fix = Some(Fix { title, edits });
        }
    }

    pub(super) fn edit(&self, span: Span, text: &str) -> Edit {
        Edit { file: Arc::clone(&self.document.file), start: span.start, end: span.end, text: text.to_owned() }
    }

    /// Both names of an element, the opening and the closing one.
    pub(super) fn rename(&self, element: &Element, name: &str) -> Vec<Edit> {
        let length = u32::try_from(element.name.len()).unwrap_or(u32::MAX);
        let prefix = element.name.len() - element.local_name().len();
        let prefix = u32::try_from(prefix).unwrap_or_default();
        let start = element.span.start + 1;
        let mut edits = vec![self.edit(Span { start: start + prefix, end: start + length }, name)];
        let text =
            self.document.source().get(element.span.start as usize..element.span.end as usize).unwrap_or_default();
        if !text.ends_with("/>")
            && let Some(close) = text.rfind("</")
        {
            let start = element.span.start + u32::try_from(close + 2).unwrap_or_default();
            edits.push(self.edit(Span { start: start + prefix, end: start + length }, name));
        }
        edits
    }

    /// The blanks before an element, from the line's beginning.
    pub(super) fn indentation(&self, element: &Element) -> String {
        let before = self.document.source().get(..element.span.start as usize).unwrap_or_default();
        before[before.trim_end_matches([' ', '\t', '\r', '\n']).len()..].to_owned()
    }

    pub(super) fn with_blanks_before(&self, span: Span) -> Span {
        let before = self.document.source().get(..span.start as usize).unwrap_or_default();
        let kept = before.trim_end_matches([' ', '\t', '\r', '\n']).len();
        Span { start: u32::try_from(kept).unwrap_or(span.start), end: span.end }
    }
}

/// From an element's `<` to the end of its name.
pub(super) fn name_span(element: &Element) -> Span {
    let length = u32::try_from(element.name.len() + 1).unwrap_or(u32::MAX);
    Span { start: element.span.start, end: element.span.start.saturating_add(length) }
}

/// Where the text of an element stands.
pub(super) fn text_span(element: &Element) -> Option<Span> {
    let mut spans = element.children.iter().filter_map(|child| match child {
        Node::Text(_, span) => Some(*span),
        _ => None,
    });
    let first = spans.next()?;
    let end = spans.next_back().unwrap_or(first).end;
    Some(Span { start: first.start, end })
}
