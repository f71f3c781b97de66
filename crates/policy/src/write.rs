//! A policy as a file: in the order of the schema, indented.

use crate::{
    Policy,
    xml::{Element, Node},
};

/// The text of a policy file. Read again it is the same policy.
pub fn write(policy: &Policy) -> String {
    let mut root = policy.to_element();
    indent(&mut root, 0);
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{}\n", root.to_xml())
}

/// Puts every child of an element without text on its own line; what was read from a file and is unknown stays as it
/// is. Recursion no deeper than the schema, or than what a
/// file was allowed that unknown elements come from.
fn indent(element: &mut Element, depth: usize) {
    let read = element.span != crate::xml::Span::default();
    if read || element.children.is_empty() || element.children.iter().any(|child| matches!(child, Node::Text(..))) {
        return;
    }
    let white = |depth: usize| Node::Text(format!("\n{}", "  ".repeat(depth)).into(), crate::xml::Span::default());
    let mut children = Vec::with_capacity(element.children.len() * 2 + 1);
    for mut child in std::mem::take(&mut element.children) {
        if let Node::Element(inner) = &mut child {
            indent(inner, depth + 1);
        }
        children.push(white(depth + 1));
        children.push(child);
    }
    children.push(white(depth));
    element.children = children;
}
