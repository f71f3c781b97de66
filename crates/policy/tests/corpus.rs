//! Every policy file of the corpus, read as it was published.

#[path = "corpus/files.rs"]
mod files;

use files::{corpus, name};
use policy::xml::{Document, Limits, write};

#[test]
fn every_file_is_read_and_one_is_not_well_formed() {
    let Some(files) = corpus() else { return };
    let mut refused = Vec::new();
    for file in &files {
        match Document::parse(&name(file), &std::fs::read(file).unwrap(), &Limits::default()) {
            Ok(document) => {
                let again = Document::parse("again", write(&document).as_bytes(), &Limits::default()).unwrap();
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
