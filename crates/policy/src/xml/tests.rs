use super::{Document, Limits, Node, Position, write};
use crate::Diagnostic;
use proptest::prelude::*;

fn parse(bytes: impl AsRef<[u8]>) -> Result<Document, Box<Diagnostic>> {
    Document::parse("a.xml", bytes.as_ref(), &Limits::default())
}

fn refused(bytes: impl AsRef<[u8]>) -> String {
    let found = parse(bytes).unwrap_err();
    format!("{} {}", found.origin, found.code)
}

#[test]
fn every_element_attribute_text_and_comment_knows_its_place() {
    let document = parse("\u{feff}<?xml version='1.0'?>\n<!-- é --><a x=\"é&amp;\"\r\n  y='2'>é<b/>t</a>").unwrap();
    let at = |offset| document.position(offset);
    let place = |line, column| Position { line, column };
    assert_eq!(at(document.root.span.start), place(2, 11));
    assert_eq!(at(document.root.attributes[0].span.start), place(2, 14));
    assert_eq!(at(document.root.attributes[0].value_span.start), place(2, 17));
    assert_eq!(&*document.root.attributes[0].value, "é&");
    assert_eq!(at(document.root.attributes[1].span.start), place(3, 3));
    let Node::Text(text, span) = &document.root.children[0] else { panic!("{:?}", document.root) };
    assert_eq!((&**text, at(span.start)), ("é", place(3, 9)));
    let Node::Element(b) = &document.root.children[1] else { panic!("{:?}", document.root) };
    assert_eq!((at(b.span.start), at(b.span.end)), (place(3, 10), place(3, 14)));
    let [Node::Comment(comment, span)] = &document.before[..] else { panic!("{:?}", document.before) };
    assert_eq!((&**comment, at(span.start)), (" é ", place(2, 1)));
    assert_eq!(document.origin(b.span.start).to_string(), "a.xml:3:10");
}

#[test]
fn a_place_in_a_long_line_counts_characters() {
    let text = format!("<a>{}<b/></a>", "é".repeat(10_000));
    let document = parse(&text).unwrap();
    let b = document.root.elements().next().unwrap();
    assert_eq!(document.position(b.span.start), Position { line: 1, column: 10_004 });
    assert_eq!(document.position(u32::MAX), Position { line: 1, column: 10_012 });
}

#[test]
fn names_and_namespaces_are_kept() {
    let document =
        parse("<a xmlns='urn:a' xmlns:p='urn:p'><p:b p:c='1' c='2'/><d xmlns=''/><e xmlns='urn:a'/></a>").unwrap();
    let [b, d, e] = &document.root.elements().collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!((&*b.name, b.local_name(), b.namespace.as_deref()), ("p:b", "b", Some("urn:p")));
    assert_eq!(b.find_attribute("p:c").map(|found| &*found.value), Some("1"));
    assert_eq!(b.find_attribute("c").map(|found| &*found.value), Some("2"));
    assert_eq!(d.namespace.as_deref().unwrap_or_default(), "");
    assert_eq!(e.namespace.as_deref(), Some("urn:a"));
    assert!(e.declarations.is_empty() && b.declarations.is_empty());
    assert_eq!(document.root.declarations.len(), 2);
}

#[test]
fn s70_encodings_are_read_by_mark_and_declaration() {
    let text = "<?xml version=\"1.0\" encoding=\"utf-16\"?><a b=\"é€😀\"/>";
    let little: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    for bytes in [&little, &big] {
        assert_eq!(&*parse(bytes).unwrap().root.attributes[0].value, "é€😀");
        // Half a character, and half a pair of surrogates.
        let odd: Vec<u8> = bytes.iter().copied().chain([b'<']).collect();
        assert!(refused(&odd).ends_with("xml-encoding"), "{}", refused(&odd));
        let lone: Vec<u8> = bytes.iter().copied().chain([0xD8, 0xD8]).collect();
        assert!(refused(&lone).ends_with("xml-encoding"));
    }
    let declared = |name: &str, byte: u8| {
        let mut bytes = format!("<?xml version='1.0' encoding='{name}'?><a b='").into_bytes();
        bytes.extend([byte, b'\'', b'/', b'>']);
        bytes
    };
    let value = |bytes: Vec<u8>| parse(bytes).unwrap().root.attributes[0].value.to_string();
    assert_eq!(value(declared("ISO-8859-1", 0xE9)), "é");
    assert_eq!(value(declared("Windows-1252", 0x80)), "€");
    assert_eq!(value(declared("US-ASCII", b'e')), "e");
    assert_eq!(value(declared("UTF-8", b'e')), "e");
    assert_eq!(refused(declared("us-ascii", 0xE9)), "a.xml:1:48 xml-encoding");
    assert_eq!(refused(declared("utf-8", 0xE9)), "a.xml:1:45 xml-encoding");
    for (bytes, place) in [
        (&b"<a>\n\xff</a>"[..], "a.xml:2:1"),
        (b"<?xml version='1.0' encoding='UTF-7'?><a b='+ADw-b+AD4-'/>", "a.xml:1:1"),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>", "a.xml:1:1"),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='iso-8859-1'?><a/>", "a.xml:1:1"),
        (b"\xff\xfe\0\0<\0\0\0", "a.xml:1:1"),
        (b"\0\0\0<\0\0\0a", "a.xml:1:1"),
        (b"<\0a\0/\0>\0", "a.xml:1:1"),
        (b"\0<\0a\0/\0>", "a.xml:1:1"),
    ] {
        assert_eq!(refused(bytes), format!("{place} xml-encoding"), "{bytes:?}");
    }
}

#[test]
fn s70_a_document_type_definition_is_refused() {
    let billion_laughs = "<?xml version='1.0'?>\n<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;</a>";
    assert_eq!(refused(billion_laughs), "a.xml:2:1 xml-doctype");
    for text in [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
        "<!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1/x.dtd'><a/>",
        "<!doctype a><a/>",
        "<!ELEMENT a ANY><a/>",
    ] {
        assert_eq!(refused(text), "a.xml:1:1 xml-doctype", "{text}");
    }
    // What only looks like one is text.
    assert!(parse("<a><!-- <!DOCTYPE a> --><![CDATA[<!DOCTYPE a>]]></a>").is_ok());
    assert_eq!(refused("<a>\n&xxe;</a>"), "a.xml:2:1 xml-not-well-formed");
}

#[test]
fn s70_depth_attributes_nodes_and_namespaces_are_bounded_before_a_tree_is_built() {
    let limits = Limits { bytes: 64 << 20, ..Limits::default() };
    let code = |text: String, limits: &Limits| Document::parse("a.xml", text.as_bytes(), limits).map_err(|it| it.code);
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(code(deep(128), &limits).is_ok());
    assert_eq!(code(deep(129), &limits).unwrap_err(), "xml-too-deep");
    assert_eq!(code(deep(1_000_000), &limits).unwrap_err(), "xml-too-deep");
    assert_eq!(code("<a>".repeat(1_000_000), &limits).unwrap_err(), "xml-too-deep");

    let broad = |count: usize| {
        let attributes = (0..count).map(|number| format!(" a{number}='/>'")).collect::<Vec<_>>().concat();
        format!("<a{attributes}/>")
    };
    assert!(code(broad(256), &limits).is_ok());
    assert_eq!(code(broad(257), &limits).unwrap_err(), "xml-too-many-attributes");
    assert_eq!(code(broad(100_000), &limits).unwrap_err(), "xml-too-many-attributes");

    let many = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count));
    let few = Limits { nodes: 100, ..limits };
    assert!(code(many(98), &few).is_ok());
    assert_eq!(code(many(100), &few).unwrap_err(), "xml-too-many-nodes");
    assert_eq!(code(format!("<a>{}</a>", "t<!---->".repeat(50)), &few).unwrap_err(), "xml-too-many-nodes");

    let spaces = |count: usize| {
        let inner =
            (0..count).map(|number| format!("<b xmlns:n{number}='urn:{number}'/>")).collect::<Vec<_>>().concat();
        format!("<a>{inner}</a>")
    };
    assert!(code(spaces(64), &limits).is_ok());
    assert_eq!(code(spaces(65), &limits).unwrap_err(), "xml-too-many-namespaces");

    let small = Limits { bytes: 10, ..limits };
    assert!(code("<abcdefg/>".to_owned(), &small).is_ok());
    assert_eq!(code("<abcdefgh/>".to_owned(), &small).unwrap_err(), "xml-too-large");
}

#[test]
fn what_is_not_well_formed_is_one_diagnostic_at_its_place() {
    for (text, place) in [
        ("", "1:1"),
        ("text", "1:1"),
        ("<!-- only -->", "1:14"),
        ("<a>\n <b>\n </c>\n</a>", "3:2"),
        ("<a>\n <b>\n</a>", "3:1"),
        ("<a>\n <b>\n", "3:1"),
        ("<a/>\n</a>", "2:1"),
        ("<a/>\n<b/>", "2:1"),
        ("<a>\n <b x='1' x='2'/></a>", "2:11"),
        ("<a>\n <b x='1/></a>", "2:11"),
        ("<a x='<'/>", "1:7"),
        ("<a>\n & </a>", "2:2"),
        ("<a>\n &nbsp; </a>", "2:2"),
        ("<a>\n <p:b/></a>", "2:3"),
        ("<a>\n <!-- -- --></a>", "2:2"),
        ("<a>\n <!-- </a>", "2:2"),
        ("<a> & <!-- </a>", "1:5"),
        ("<a>]]></a>", "1:7"),
        ("<a>\n \u{1}</a>", "2:2"),
        ("\n<?xml version='1.0'?><a/>", "2:1"),
        ("<a>\n < b/></a>", "2:3"),
    ] {
        assert_eq!(refused(text), format!("a.xml:{place} xml-not-well-formed"), "{text:?}");
    }
}

#[test]
fn the_message_of_an_open_element_says_where_it_was_opened() {
    let found = parse("<a>\n <b>\n</a>").unwrap_err();
    assert_eq!(found.message, "`</a>` stands where `</b>` is expected; b was opened at a.xml:2:2.");
}

/// Elements, attributes, text with everything that needs a reference, comments and instructions.
fn arbitrary_xml() -> impl Strategy<Value = String> {
    let text = "[ -%'-;=?-~é€😀\t\n]{0,12}";
    let leaf = prop_oneof![
        text.prop_map(|text| text.replace("]]>", "")),
        Just("&amp;&lt;&gt;&quot;&apos;&#13;&#10;&#9;&#233;".to_owned()),
        Just("<![CDATA[<&>\r\n]]>".to_owned()),
        Just("<!-- - comment -->".to_owned()),
        Just("<?target value ?>".to_owned()),
    ];
    leaf.prop_recursive(6, 48, 6, move |inner| {
        let children = prop::collection::vec(inner, 0..6);
        (prop_oneof![Just("a"), Just("b.c-d"), Just("p:é"), Just("_x")], text, children, any::<bool>()).prop_map(
            |(name, value, children, declare)| {
                let value = value.replace('\'', "&apos;");
                let declare = if declare { " xmlns='urn:other' xmlns:q='urn:q' q:z='&#10;'" } else { "" };
                format!("<{name} v='{value}'{declare}>{}</{name}>", children.concat())
            },
        )
    })
    .prop_map(|inner| format!("<!-- b --><r xmlns:p='urn:p'>{inner}</r><?after?>"))
}

proptest! {
    #[test]
    fn parse_write_parse_is_the_identity(text in arbitrary_xml()) {
        let first = parse(&text).unwrap();
        let written = write(&first);
        prop_assert_eq!(&parse(&written).unwrap(), &first, "{}", written);
        // What was written once is written the same again.
        prop_assert_eq!(write(&parse(&written).unwrap()), written);
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_mutation_makes_the_reader_panic(text in arbitrary_xml(), edits in prop::collection::vec((any::<usize>(), any::<u8>()), 1..8)) {
        let mut bytes = text.into_bytes();
        for (at, byte) in edits {
            let at = at % bytes.len();
            bytes[at] = if byte % 2 == 0 { b"<>/'\"&;=! -[]?:"[usize::from(byte) / 2 % 15] } else { byte };
        }
        if let Err(found) = parse(&bytes) {
            prop_assert!(found.origin.to_string().starts_with("a.xml:"));
        }
    }
}
