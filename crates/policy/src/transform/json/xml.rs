//! XML as JSON, as Json.NET writes it: attributes with `@`, text of an element with attributes or children as `#text`,
//! elements of one name as an array, an empty element as `null`.

use roxmltree::{Document, Node, ParsingOptions};
use serde_json::{Map, Value};

/// Elements nested deeper are refused.
const MAX_DEPTH: usize = 64;
/// More nodes are refused.
const MAX_NODES: u32 = 20_000;

pub(super) fn to_json(text: &str) -> Result<Value, String> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text.trim_start(), options)
        .map_err(|error| format!("the XML is not well-formed ({error})"))?;
    let root = document.root_element();
    let mut whole = Map::new();
    whole.insert(name(root), element(root, 0)?);
    Ok(Value::Object(whole))
}

fn element(node: Node<'_, '_>, depth: usize) -> Result<Value, String> {
    if depth > MAX_DEPTH {
        return Err(format!("the XML is nested deeper than {MAX_DEPTH} elements"));
    }
    let mut members = Map::new();
    for attribute in node.attributes() {
        members.insert(format!("@{}", attribute.name()), Value::from(attribute.value()));
    }
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            let value = element(child, depth + 1)?;
            match members.get_mut(&name(child)) {
                Some(Value::Array(items)) => items.push(value),
                Some(single) => *single = Value::Array(vec![single.take(), value]),
                None => {
                    members.insert(name(child), value);
                }
            }
        } else if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    let blank = text.trim().is_empty();
    Ok(match (members.is_empty(), blank) {
        (true, true) if text.is_empty() => Value::Null,
        (true, _) => Value::from(text),
        (false, true) => Value::Object(members),
        (false, false) => {
            members.insert("#text".to_owned(), Value::from(text));
            Value::Object(members)
        }
    })
}

/// With its prefix, as written.
fn name(node: Node<'_, '_>) -> String {
    let text = node.document().input_text();
    let written = text.get(node.range()).unwrap_or_default();
    let end = written.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(written.len());
    written.get(1..end).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::to_json;
    use serde_json::json;

    #[test]
    fn elements_attributes_and_text_become_members() {
        for (xml, expected) in [
            ("<a/>", json!({ "a": null })),
            ("<a> </a>", json!({ "a": " " })),
            ("<?xml version='1.0'?>\n<a>1</a>", json!({ "a": "1" })),
            ("<a><b>1</b><b/><b>3</b></a>", json!({ "a": { "b": ["1", null, "3"] } })),
            ("<a x='1'>t</a>", json!({ "a": { "@x": "1", "#text": "t" } })),
            ("<p:a xmlns:p='urn:x'><p:b>&lt;</p:b></p:a>", json!({ "p:a": { "p:b": "<" } })),
            ("<a><![CDATA[<x>]]><!-- no --></a>", json!({ "a": "<x>" })),
        ] {
            assert_eq!(to_json(xml), Ok(expected), "{xml}");
        }
    }

    #[test]
    fn s70_hostile_xml_is_refused() {
        let deep = "<a>".repeat(100) + &"</a>".repeat(100);
        let wide = format!("<a>{}</a>", "<b/>".repeat(30_000));
        for xml in ["", "text", "<a>", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", &deep, &wide] {
            assert!(to_json(xml).is_err(), "{}", xml.get(..20).unwrap_or(xml));
        }
    }
}
