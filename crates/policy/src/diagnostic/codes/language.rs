//! What is wrong with a file before anybody asks what it means.

use super::{Section, error, warning};

pub(super) const FILE: Section = Section {
    title: "The file",
    codes: &[
        error("xml-doctype", "The file has a document type definition.", "Take it out; policies need none."),
        error("xml-encoding", "The bytes are not in the encoding that the file has or declares.", "Save it as UTF-8."),
        error("xml-not-well-formed", "The file is not XML from this place on.", "Mend it there."),
        error("xml-too-deep", "Elements stand deeper than any policy needs.", "Flatten it."),
        error("xml-too-large", "The file is larger than a policy may be.", "Split the policy into several layers."),
        error("xml-too-many-attributes", "An element has more attributes than any policy needs.", "Take some out."),
        error(
            "xml-too-many-namespaces",
            "The file declares more namespaces than any policy needs.",
            "Declare them on the root element alone.",
        ),
        error(
            "xml-too-many-nodes",
            "The file has more elements, comments and pieces of text than any policy needs.",
            "Split the policy into several layers.",
        ),
    ],
};

pub(super) const SCHEMA: Section = Section {
    title: "The schema",
    codes: &[
        error(
            "duplicate-id",
            "Two elements of a file that must differ have one id.",
            "Give one of them another id, or join the two.",
        ),
        error(
            "element-order",
            "An element stands after one that must come later, or beside one that excludes it.",
            "Move it; the message says where.",
        ),
        error(
            "invalid-value",
            "A value is not of its type, or not one of the words that are allowed; a warning where it has no effect.",
            "Write one of the allowed values.",
        ),
        error("missing-attribute", "A required attribute lacks.", "Give it."),
        error("missing-element", "A required element lacks.", "Add it."),
        error(
            "repeated-element",
            "An element stands more than once where it may stand once.",
            "Keep one, with what the others hold.",
        ),
        error("unexpected-text", "Text stands where only elements may.", "Take it out."),
        warning("unfilled-setting", "A `{Settings:…}` is not filled.", "Give a file with it: `--settings FILE`."),
        error("unknown-attribute", "The element has no such attribute.", "Rename it or take it out."),
        error("unknown-element", "No such element may stand there.", "Rename it, move it, or take it out."),
        error(
            "wrong-namespace",
            "An element is not in the namespace of policies.",
            "Declare the namespace on the root element.",
        ),
    ],
};
