//! Every policy file of the corpus, read as it was published.

#[path = "corpus/files.rs"]
mod files;

use files::{corpus, name};
use policy::{
    Policy, write,
    xml::{self, Document, Limits},
};

#[test]
fn every_file_is_read_and_one_is_not_well_formed() {
    let Some(files) = corpus() else { return };
    let mut refused = Vec::new();
    for file in &files {
        match Document::parse(&name(file), &std::fs::read(file).unwrap(), &Limits::default()) {
            Ok(document) => {
                let again = Document::parse("again", xml::write(&document).as_bytes(), &Limits::default()).unwrap();
                assert_eq!(again, document, "{}", file.display());
            }
            Err(found) => refused.push(format!("{found}")),
        }
    }
    assert_eq!(
        refused,
        ["InviteExternalUserSignUp.xml:35:1: error[xml-not-well-formed]: `</TrustFrameworkPolicy>` stands where \
             `</RelyingParty>` is expected; RelyingParty was opened at InviteExternalUserSignUp.xml:17:3."]
    );
}

#[test]
fn every_policy_has_a_tree_without_unknown_parts_and_is_the_same_when_written() {
    let Some(files) = corpus() else { return };
    let mut unknown = Vec::new();
    for file in &files {
        let Ok(document) = Document::parse(&name(file), &std::fs::read(file).unwrap(), &Limits::default()) else {
            continue;
        };
        let tree = Policy::read(&document).unwrap();
        if format!("{tree:?}").contains("Beside") {
            unknown.push(name(file));
        }
        let written = write(&tree);
        let again = Document::parse("again", written.as_bytes(), &Limits::default()).unwrap();
        assert_eq!(Policy::read(&again).unwrap(), tree, "{}", file.display());
        assert_eq!(write(&tree), written);
    }
    assert_eq!(unknown, Vec::<String>::new());
}
