#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails where it cannot go on")]

//! The element model agrees with the published schema: `xmllint` judges the corpus and mutations of it.

#[path = "corpus/files.rs"]
mod files;
#[path = "schema/mutate.rs"]
mod mutate;

use mutate::Mutations;
use policy::{
    Severity,
    schema::{Rules, validate},
    xml::{Document, Limits},
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Patterns that the schema writes in another dialect than schemas have, and what they mean; see `schema::EXCEPTIONS`.
const MENDED: [(&str, &str); 3] = [
    (
        r#""^(http://|https://|~/)([\w.,@?^=%&amp;:~+#\-_$!’();]+/)*([\w.,@?^=%&amp;:~+#\-_$!’();]+/?)$""#,
        r#""(http://|https://|~/)([\w.,@?\^=%&amp;:~+#\-_$!’();]+/)*([\w.,@?\^=%&amp;:~+#\-_$!’();]+/?)""#,
    ),
    (
        r#""^urn:[a-z0-9][a-z0-9-]{0,31}:[a-z0-9()+,\/\-.:=@;$_!*'%\/?#]+$""#,
        r#""urn:[a-z0-9][a-z0-9\-]{0,31}:[a-z0-9()+,/\-.:=@;$_!*'%/?#]+""#,
    ),
    (
        r#""^(https://)([\w.,@?^=%&amp;:~+#\-_$!’();]+/)*([\w.,@?^=%&amp;:~+#\-_$!’();]+/?)$""#,
        r#""(https://)([\w.,@?\^=%&amp;:~+#\-_$!’();]+/)*([\w.,@?\^=%&amp;:~+#\-_$!’();]+/?)""#,
    ),
];

struct Judge {
    folder: tempfile::TempDir,
    schema: PathBuf,
}

impl Judge {
    /// None, loudly, where there is no `xmllint` or no corpus; a failure where there must be.
    fn find() -> Option<(Self, Vec<PathBuf>)> {
        let files = files::corpus()?;
        if Command::new("xmllint").arg("--version").output().is_err() {
            assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "xmllint (Debian's libxml2-utils) is absent");
            eprintln!("SKIPPED: xmllint (Debian's libxml2-utils) is absent");
            return None;
        }
        let corpus = files[0].ancestors().find(|path| path.ends_with("shared/corpus")).unwrap();
        let published = "active-directory-b2c-custom-policy-starterpack/TrustFrameworkPolicy_0.3.0.0.xsd";
        let mut schema = fs::read_to_string(corpus.join(published)).unwrap();
        for (written, meant) in MENDED {
            assert_eq!(schema.matches(written).count(), 1, "{written}");
            schema = schema.replace(written, meant);
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mended.xsd");
        fs::write(&path, schema).unwrap();
        Some((Self { folder, schema: path }, files))
    }

    /// Which texts the schema accepts.
    fn accepts(&self, texts: &[String]) -> Vec<bool> {
        let mut verdicts = Vec::with_capacity(texts.len());
        for chunk in texts.chunks(200) {
            let paths: Vec<PathBuf> = (0..chunk.len()).map(|n| self.folder.path().join(format!("{n}.xml"))).collect();
            for (path, text) in paths.iter().zip(chunk) {
                fs::write(path, text).unwrap();
            }
            let output =
                Command::new("xmllint").args(["--noout", "--schema"]).arg(&self.schema).args(&paths).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            let valid: BTreeMap<&str, bool> = said
                .lines()
                .filter_map(|line| {
                    line.strip_suffix(" validates")
                        .map(|path| (path, true))
                        .or_else(|| line.strip_suffix(" fails to validate").map(|path| (path, false)))
                })
                .collect();
            for path in &paths {
                verdicts
                    .push(*valid.get(path.to_str().unwrap()).unwrap_or_else(|| panic!("{}: {said}", path.display())));
            }
        }
        verdicts
    }
}

/// What we say about a text that is XML.
fn errors(text: &str, rules: Rules) -> Option<Vec<String>> {
    let document = Document::parse("mutated.xml", text.as_bytes(), &Limits::default()).ok()?;
    let found = validate(&document, rules).into_iter();
    Some(found.filter(|found| found.severity == Severity::Error).map(|found| found.to_string()).collect())
}

fn compare(judge: &Judge, cases: &[(String, String)]) {
    let texts: Vec<String> = cases.iter().map(|(_, text)| text.clone()).collect();
    let mut different = Vec::new();
    let (mut valid, mut invalid) = (0, 0);
    for ((what, text), accepted) in cases.iter().zip(judge.accepts(&texts)) {
        let ours = errors(text, Rules::Schema).unwrap();
        if ours.is_empty() == accepted {
            if accepted { valid += 1 } else { invalid += 1 }
        } else {
            different.push(format!(
                "{what}: the schema {} it; we say {ours:#?}",
                if accepted { "accepts" } else { "refuses" }
            ));
        }
    }
    println!("{valid} valid, {invalid} invalid, {} judged differently", different.len());
    assert!(
        different.is_empty(),
        "{} differ, the first:\n{}",
        different.len(),
        different.iter().take(12).cloned().collect::<Vec<_>>().join("\n")
    );
}

fn text(path: &Path) -> String {
    String::from_utf8(fs::read(path).unwrap()).unwrap().trim_start_matches('\u{feff}').to_owned()
}

#[test]
fn the_corpus_is_judged_as_the_schema_judges_it() {
    let Some((judge, files)) = Judge::find() else { return };
    let cases: Vec<_> = files
        .iter()
        .map(|path| (files::name(path), text(path)))
        .filter(|(_, text)| errors(text, Rules::Schema).is_some())
        .collect();
    assert!(cases.len() > 100);
    compare(&judge, &cases);
}

#[test]
fn mutations_are_judged_as_the_schema_judges_them() {
    mutations(600, 1);
}

/// `cargo test -p policy --test schema -- --ignored`
#[test]
#[ignore = "minutes; cargo xtask ci --long runs it"]
fn thousands_of_mutations_are_judged_as_the_schema_judges_them() {
    mutations(20_000, 2);
}

fn mutations(count: usize, seed: u64) {
    let Some((judge, files)) = Judge::find() else { return };
    // Large files say little more than small ones, and cost more.
    let sources: Vec<String> = files.iter().map(|path| text(path)).filter(|text| text.len() < 90_000).collect();
    let sources: Vec<String> =
        sources.into_iter().filter(|text| errors(text, Rules::Schema).is_some_and(|found| found.is_empty())).collect();
    let mut mutations = Mutations::new(seed);
    let mut cases = Vec::new();
    while cases.len() < count {
        let source = &sources[mutations.below(sources.len())];
        let (what, mutated) = mutations.mutate(source);
        if mutated != *source && errors(&mutated, Rules::Schema).is_some() {
            cases.push((what, mutated));
        }
    }
    compare(&judge, &cases);
}
