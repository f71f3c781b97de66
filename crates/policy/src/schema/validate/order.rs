//! Which elements stand where.

use super::{Validator, name_span, nearest};
use crate::{
    Severity,
    schema::model::kind::Child,
    xml::{Element, Span},
};
use std::collections::BTreeMap;

impl<'a> Validator<'a> {
    pub(super) fn sequence(&mut self, element: &'a Element, children: &'static [Child]) {
        let mut seen: BTreeMap<usize, &Element> = BTreeMap::new();
        let mut latest = 0;
        for child in element.elements() {
            let Some((at, known)) = self.known(element, child, children) else { continue };
            if at < latest {
                self.out_of_order(element, child, children, at, &seen);
            } else if seen.contains_key(&at) && !known.many {
                self.repeated(element, child);
            }
            seen.entry(at).or_insert(child);
            latest = latest.max(at);
            self.element(child, known.kind);
        }
        for (at, known) in children.iter().enumerate().filter(|(_, known)| known.required) {
            if !seen.contains_key(&at) {
                let span = name_span(element);
                self.report(
                    Severity::Error,
                    "missing-element",
                    span,
                    format!("{} lacks {}.", element.local_name(), known.name),
                    format!("Add {} to it.", known.name),
                );
            }
        }
    }

    pub(super) fn alternatives(&mut self, element: &'a Element, children: &'static [Child]) {
        let mut first: Option<(usize, &Element)> = None;
        for child in element.elements() {
            let Some((at, known)) = self.known(element, child, children) else { continue };
            match first {
                None => first = Some((at, child)),
                Some((chosen, other)) if chosen != at => {
                    let span = name_span(child);
                    self.report(
                        Severity::Error,
                        "element-order",
                        span,
                        format!(
                            "{} holds either {} or {}, not both.",
                            element.local_name(),
                            other.local_name(),
                            child.local_name()
                        ),
                        "Keep one of them.",
                    );
                }
                Some(_) if !known.many => self.repeated(element, child),
                Some(_) => {}
            }
            self.element(child, known.kind);
        }
    }

    pub(super) fn known(
        &mut self,
        parent: &Element,
        child: &Element,
        children: &'static [Child],
    ) -> Option<(usize, &'static Child)> {
        let name = child.local_name();
        let known = children.iter().enumerate().find(|(_, known)| known.name == name);
        if known.is_none() {
            let span = name_span(child);
            let near = nearest(name, children.iter().map(|known| known.name));
            let help = match near {
                Some(near) => format!("Did you mean {near}?"),
                None if children.is_empty() => "It holds no elements; take it out.".to_owned(),
                None => format!(
                    "Move it to where it belongs, or take it out; known here are {}.",
                    children.iter().map(|known| known.name).collect::<Vec<_>>().join(", ")
                ),
            };
            self.report(
                Severity::Error,
                "unknown-element",
                span,
                format!("{name} may not stand in {}.", parent.local_name()),
                help,
            );
            if let Some(near) = near.filter(|near| near.eq_ignore_ascii_case(name)) {
                let edits = self.rename(child, near);
                self.fix(format!("Rename to {near}"), edits);
            }
        }
        known
    }

    pub(super) fn out_of_order(
        &mut self,
        parent: &Element,
        child: &Element,
        children: &'static [Child],
        at: usize,
        seen: &BTreeMap<usize, &Element>,
    ) {
        let span = name_span(child);
        let name = child.local_name();
        // The first element that must come after it.
        let Some((_, next)) = seen.range(at + 1..).min_by_key(|(_, element)| element.span.start) else { return };
        let order: Vec<&str> = children.iter().map(|known| known.name).collect();
        self.report(
            Severity::Error,
            "element-order",
            span,
            format!("{name} stands after {} in {}, but must stand before it.", next.local_name(), parent.local_name()),
            format!("Move it; the order is {}.", order.join(", ")),
        );
        let text = self.document.source().get(child.span.start as usize..child.span.end as usize).unwrap_or_default();
        let moved = format!("{text}{}", self.indentation(next));
        let edits = vec![
            self.edit(Span { start: next.span.start, end: next.span.start }, &moved),
            self.edit(self.with_blanks_before(child.span), ""),
        ];
        self.fix(format!("Move {name} before {}", next.local_name()), edits);
    }

    pub(super) fn repeated(&mut self, parent: &Element, child: &Element) {
        let span = name_span(child);
        self.report(
            Severity::Error,
            "repeated-element",
            span,
            format!("{} stands in {} more than once.", child.local_name(), parent.local_name()),
            "Keep one, and put into it what the others hold.",
        );
    }
}
