//! The inspector in other languages: a script for each, made of one table, so that nobody loads what they do not read.

use std::path::Path;

use anyhow::{Context, Result, bail};

use super::Asset;
use crate::workspace::{Workspace, read};

const TABLE: &str = "app/src/inspector/words.tsv";
/// The columns after English.
const LANGUAGES: [&str; 3] = ["de", "fr", "it"];

pub fn files(workspace: &Workspace, work: &Path, brotli: i32) -> Result<Vec<Asset>> {
    let table = String::from_utf8(read(&workspace.join(TABLE))?).with_context(|| format!("{TABLE} is not UTF-8"))?;
    LANGUAGES
        .iter()
        .enumerate()
        .map(|(index, language)| {
            let script = script(&table, index + 1)?;
            Asset::new(&format!("inspector-words-{language}.js"), script.into_bytes(), work, brotli)
        })
        .collect()
}

/// A module whose default export is a text: a line each with English and the other language.
fn script(table: &str, column: usize) -> Result<String> {
    let mut lines = Vec::new();
    for line in table.lines() {
        let cells: Vec<_> = line.split('\t').collect();
        let (Some(english), Some(other)) = (cells.first(), cells.get(column)) else {
            bail!("a line of {TABLE} has no column {column}: {line}");
        };
        lines.push(format!("{english}\t{other}"));
    }
    Ok(format!("export default{}", serde_json::Value::from(lines.join("\n"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_holds_english_and_one_language() {
        let made = script("Key\tSchlüssel\tClé\n\"A\"\t„A“\t«A»\n", 2).expect("made");
        assert_eq!(made, "export default\"Key\\tClé\\n\\\"A\\\"\\t«A»\"");
        assert!(script("Key\n", 1).is_err());
    }
}
