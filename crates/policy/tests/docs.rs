//! What `docs/` says about codes and support is what the code says. `UPDATE_DOCS=1` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

use policy::{
    Severity,
    diagnostic::codes::CATALOGUE,
    schema::EXCEPTIONS,
    support::{COMMON, ELEMENTS, KINDS, METADATA, METHODS, RELYING_PARTY, RESOLVERS, Row, Support, VALUES},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// Holds what stands between a mark and the next `<!-- end -->` of a file to a text.
fn hold(file: &str, mark: &str, made: &str) {
    let path = workspace().join("docs").join(file);
    let text = fs::read_to_string(&path).unwrap();
    let begin = format!("<!-- {mark}: made from the code -->\n");
    let (before, rest) = text.split_once(&begin).unwrap();
    let (found, after) = rest.split_once("<!-- end -->").unwrap();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, format!("{before}{begin}{made}<!-- end -->{after}")).unwrap();
    } else {
        assert_eq!(found, made, "docs/{file} is out of date: UPDATE_DOCS=1 cargo test -p policy --test docs");
    }
}

#[test]
fn the_codes_are_those_of_the_catalogue() {
    let mut made = String::new();
    for section in CATALOGUE {
        writeln!(made, "## {}\n\n| code | severity | meaning | what to do |\n|---|---|---|---|", section.title)
            .unwrap();
        for code in section.codes {
            writeln!(made, "| `{}` | {} | {} | {} |", code.name, code.severity.name(), code.meaning, code.remedy)
                .unwrap();
        }
        made.push('\n');
    }
    hold("diagnostics.md", "codes", &made);
}

#[test]
fn the_support_table_is_the_one_of_the_code() {
    let mut made = String::new();
    let mut table = |title: &str, rows: &mut dyn Iterator<Item = (&str, &Row)>| {
        writeln!(made, "### {title}\n\n| | tier | |\n|---|---|---|").unwrap();
        for (name, row) in rows {
            let becomes = match row.support {
                Support::Runs => "runs".to_owned(),
                Support::WithoutEffect { reason, .. } => format!("no effect: {reason}"),
                Support::Refused { reason } => format!("**refused**: {reason}"),
            };
            writeln!(made, "| `{name}` | {} | {becomes} |", row.tier).unwrap();
        }
        made.push('\n');
    };
    let plain = |row: &'static Row| (row.name, row);
    table("Technical profiles", &mut KINDS.iter().map(|(_, row)| (row.name, row)));
    table("Transformation methods", &mut METHODS.iter().map(plain));
    table("Claim resolvers", &mut RESOLVERS.iter().map(plain));
    table("Metadata of every profile", &mut COMMON.iter().map(plain));
    for keys in METADATA.iter().filter(|keys| !keys.rows.is_empty()) {
        let kinds: Vec<_> = keys.kinds.iter().filter_map(|kind| kind.row()).map(|row| row.name).collect();
        table(&format!("Metadata of {}", kinds.join("; ")), &mut keys.rows.iter().map(plain));
    }
    table("Metadata of the relying party", &mut RELYING_PARTY.iter().map(plain));
    for section in ELEMENTS {
        table(&format!("Elements: {}", section.title), &mut section.rows.iter().map(plain));
    }
    for values in VALUES {
        let places: Vec<_> = values.places.iter().map(|place| format!("`{place}`")).collect();
        table(&format!("Words of {}", places.join(", ")), &mut values.rows.iter().map(plain));
    }
    hold("policy-language.md", "table", &made);
}

#[test]
fn the_exceptions_are_those_of_the_code() {
    let mut made = "| the schema | here |\n|---|---|\n".to_owned();
    for (published, done) in EXCEPTIONS {
        writeln!(made, "| {published} | {done} |").unwrap();
    }
    hold("policy-language.md", "exceptions", &made);
}

/// The sources of this crate without their tests, each with its text.
fn sources() -> Vec<(PathBuf, String)> {
    let (mut found, mut folders) = (Vec::new(), vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" && name != "codes" {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs" {
                let text = fs::read_to_string(&path).unwrap();
                // Tests at the end of a file are none of its sources.
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
                found.push((path, text));
            }
        }
    }
    found
}

#[test]
fn every_code_that_is_reported_is_in_the_catalogue_and_no_other() {
    let catalogue: BTreeMap<&str, Severity> =
        CATALOGUE.iter().flat_map(|section| section.codes).map(|code| (code.name, code.severity)).collect();
    assert_eq!(catalogue.len(), CATALOGUE.iter().map(|section| section.codes.len()).sum::<usize>());
    let mut reported = BTreeSet::new();
    let mut unknown = Vec::new();
    for (path, text) in sources() {
        for literal in text.split('"').skip(1) {
            let words = literal.split('-').count();
            let is_code = words > 1
                && literal
                    .split('-')
                    .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase()));
            if is_code && catalogue.contains_key(literal) {
                reported.insert(literal.to_owned());
            } else if is_code && is_reported(&text, literal) {
                unknown.push(format!("{literal} in {}", path.display()));
            }
        }
    }
    assert_eq!(unknown, Vec::<String>::new(), "add it to crates/policy/src/diagnostic/codes");
    let silent: Vec<_> = catalogue.keys().filter(|code| !reported.contains(**code)).collect();
    assert_eq!(silent, Vec::<&&str>::new(), "nothing reports these");
}

/// Whether a literal stands where a code is given.
fn is_reported(text: &str, literal: &str) -> bool {
    let literal = format!("\"{literal}\"");
    text.match_indices(&literal).any(|(at, _)| {
        let before = text[..at].trim_end().trim_end_matches("Severity::Error,").trim_end();
        ["error(", "warning(", "note(", "report(", "code: ", "(code, "]
            .iter()
            .any(|call| before.ends_with(call.trim_end()))
    })
}
