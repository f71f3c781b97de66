//! Diagnostics as text, JSON and SARIF 2.1.0.

use crate::{
    Diagnostic, Severity,
    diagnostic::codes::{self, CATALOGUE},
    tree::Origin,
};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// For people: a line `file:line:column: severity[CODE]: text`, then what to do, for each; then how many there are.
pub fn text(found: &[Diagnostic]) -> String {
    let mut out = String::new();
    for diagnostic in found {
        let _ = writeln!(out, "{diagnostic}\n  help: {}", diagnostic.help);
    }
    let count = |severity| found.iter().filter(|found| found.severity == severity).count();
    let _ = writeln!(
        out,
        "{}, {}, {}",
        counted(count(Severity::Error), "error"),
        counted(count(Severity::Warning), "warning"),
        counted(count(Severity::Note), "note"),
    );
    out
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn place(origin: &Origin) -> (&str, u32, u32) {
    match origin {
        Origin::File { file, line, column } => (file, *line, *column),
        Origin::Form(place) => (place, 1, 1),
    }
}

/// `{"diagnostics":[{file,line,column,severity,code,message,help}]}`; an end and a fix where there are some.
pub fn json(found: &[Diagnostic]) -> Value {
    let diagnostics: Vec<Value> = found
        .iter()
        .map(|diagnostic| {
            let (file, line, column) = place(&diagnostic.origin);
            let mut value = json!({
                "file": file, "line": line, "column": column, "severity": diagnostic.severity.name(),
                "code": diagnostic.code, "message": diagnostic.message, "help": diagnostic.help,
            });
            if let (Some(end), Some(object)) = (diagnostic.end, value.as_object_mut()) {
                object.insert("endLine".to_owned(), end.line.into());
                object.insert("endColumn".to_owned(), end.column.into());
            }
            if let (Some(fix), Some(object)) = (&diagnostic.fix, value.as_object_mut()) {
                object.insert("fix".to_owned(), json!({ "title": fix.title, "edits": fix.edits }));
            }
            value
        })
        .collect();
    json!({ "diagnostics": diagnostics })
}

/// SARIF 2.1.0, with the catalogue of codes as its rules.
pub fn sarif(found: &[Diagnostic], version: &str) -> Value {
    let level = |severity: Severity| severity.name();
    let all = || CATALOGUE.iter().flat_map(|section| section.codes);
    let rules: Vec<Value> = all()
        .map(|code| {
            json!({
                "id": code.name,
                "shortDescription": { "text": code.meaning },
                "help": { "text": code.remedy },
                "defaultConfiguration": { "level": level(code.severity) },
            })
        })
        .collect();
    let results: Vec<Value> = found
        .iter()
        .map(|diagnostic| {
            let (file, line, column) = place(&diagnostic.origin);
            let mut region = json!({ "startLine": line, "startColumn": column });
            if let (Some(end), Some(object)) = (diagnostic.end, region.as_object_mut()) {
                object.insert("endLine".to_owned(), end.line.into());
                object.insert("endColumn".to_owned(), end.column.into());
            }
            let mut result = json!({
                "ruleId": diagnostic.code,
                "level": level(diagnostic.severity),
                "message": { "text": format!("{} {}", diagnostic.message, diagnostic.help) },
                "locations": [{
                    "physicalLocation": { "artifactLocation": { "uri": uri(file) }, "region": region },
                }],
            });
            let index = codes::find(&diagnostic.code).and_then(|code| all().position(|known| known.name == code.name));
            if let (Some(index), Some(object)) = (index, result.as_object_mut()) {
                object.insert("ruleIndex".to_owned(), index.into());
            }
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "passerelle", "version": version, "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// A path as a URI reference: what a URI may not hold is escaped.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Vec<Diagnostic> {
        let origin = Origin::File { file: "a b/é.xml".into(), line: 3, column: 7 };
        vec![
            Diagnostic::error("undefined-claim-type", &origin, "There is no claim type x.", "Define it."),
            Diagnostic::note("without-effect", &origin, "It has no effect.", "Nothing to do."),
        ]
    }

    #[test]
    fn text_has_a_line_for_each_and_its_help() {
        assert_eq!(
            text(&found()),
            "a b/é.xml:3:7: error[undefined-claim-type]: There is no claim type x.\n  help: Define it.\n\
             a b/é.xml:3:7: note[without-effect]: It has no effect.\n  help: Nothing to do.\n\
             1 error, 0 warnings, 1 note\n"
        );
    }

    #[test]
    fn json_has_the_names_that_others_rely_on() {
        let value = json(&found());
        assert_eq!(
            value["diagnostics"][0],
            json!({
                "file": "a b/é.xml", "line": 3, "column": 7, "severity": "error", "code": "undefined-claim-type",
                "message": "There is no claim type x.", "help": "Define it.",
            })
        );
    }

    #[test]
    fn sarif_names_its_rules_and_escapes_paths() {
        let value = sarif(&found(), "1.2.3");
        assert_eq!(value["version"], "2.1.0");
        let run = &value["runs"][0];
        let result = &run["results"][0];
        assert_eq!(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "a%20b/%C3%A9.xml");
        assert_eq!(result["level"], "error");
        assert_eq!(run["results"][1]["level"], "note");
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "undefined-claim-type");
    }
}
