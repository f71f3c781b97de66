use super::{Document, Element, Node};

/// The text of a file, as it was: what [`Document::parse`] makes the same document of.
pub fn write(document: &Document) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    for node in &document.before {
        write_node(&mut out, node);
        out.push('\n');
    }
    write_element(&mut out, &document.root);
    out.push('\n');
    for node in &document.after {
        write_node(&mut out, node);
        out.push('\n');
    }
    out
}

impl Element {
    /// The element as a file, without the white space that it does not have.
    pub fn to_xml(&self) -> String {
        let mut out = String::new();
        write_element(&mut out, self);
        out
    }
}

fn write_node(out: &mut String, node: &Node) {
    match node {
        Node::Element(element) => write_element(out, element),
        Node::Text(text, _) => escape(out, text, false),
        Node::Comment(text, _) => {
            out.push_str("<!--");
            out.push_str(text);
            out.push_str("-->");
        }
        Node::Instruction(target, value, _) => {
            out.push_str("<?");
            out.push_str(target);
            if let Some(value) = value {
                out.push(' ');
                out.push_str(value);
            }
            out.push_str("?>");
        }
    }
}

fn write_element(out: &mut String, element: &Element) {
    out.push('<');
    out.push_str(&element.name);
    for (prefix, name) in &element.declarations {
        out.push_str(" xmlns");
        if let Some(prefix) = prefix {
            out.push(':');
            out.push_str(prefix);
        }
        out.push_str("=\"");
        escape(out, name, true);
        out.push('"');
    }
    for attribute in &element.attributes {
        out.push(' ');
        out.push_str(&attribute.name);
        out.push_str("=\"");
        escape(out, &attribute.value, true);
        out.push('"');
    }
    if element.children.is_empty() {
        out.push_str(" />");
        return;
    }
    out.push('>');
    for child in &element.children {
        write_node(out, child);
    }
    out.push_str("</");
    out.push_str(&element.name);
    out.push('>');
}

/// White space other than blanks would be normalised in a value, and a carriage return everywhere.
fn escape(out: &mut String, text: &str, value: bool) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '"' if value => out.push_str("&quot;"),
            '\n' if value => out.push_str("&#10;"),
            '\t' if value => out.push_str("&#9;"),
            other => out.push(other),
        }
    }
}
