//! Style sheets: plain CSS, `@import`ed files drawn in, minified.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use lightningcss::printer::PrinterOptions;
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, StyleSheet};

use super::Asset;
use crate::workspace::Workspace;

/// The console and the inspector share one sheet; sign-in pages must stay small, and have their own.
const ENTRIES: [&str; 2] = ["main.css", "sign-in.css"];

pub fn sheets(workspace: &Workspace, work: &Path, brotli: i32) -> Result<Vec<Asset>> {
    let folder = workspace.join("style");
    ENTRIES
        .iter()
        .map(|entry| {
            let whole = inline(&folder, entry, &mut Vec::new())?;
            Asset::new(entry, minify(entry, &whole)?.into_bytes(), work, brotli)
        })
        .collect()
}

/// Puts the text of imported files where their `@import` stands. Only lines of the forms `@import url("file");` and
/// `@import "file";` are known, both also with `layer(name)`, which is what our sheets use.
fn inline(folder: &Path, file: &str, within: &mut Vec<String>) -> Result<String> {
    if within.iter().any(|outer| outer == file) {
        bail!("style/{file} imports itself, by way of {}; take one @import out", within.join(", "));
    }
    let path = folder.join(file);
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    within.push(file.to_owned());
    let mut whole = String::with_capacity(text.len());
    for line in text.lines() {
        match line.trim_start().strip_prefix("@import ") {
            None => whole.push_str(line),
            Some(rest) => {
                let (name, layer) = import(rest).with_context(|| format!("in style/{file}: `{line}`"))?;
                let imported = inline(folder, name, within)?;
                match layer {
                    Some(layer) => whole.extend(["@layer ", layer, " {\n", &imported, "}"]),
                    None => whole.push_str(&imported),
                }
            }
        }
        whole.push('\n');
    }
    within.pop();
    Ok(whole)
}

/// The file that is imported, and the layer it goes into.
fn import(rest: &str) -> Result<(&str, Option<&str>)> {
    let parts = || {
        let rest = rest.trim_end().strip_suffix(';')?;
        let (name, after) = match rest.strip_prefix("url(\"") {
            Some(rest) => rest.split_once("\")")?,
            None => rest.strip_prefix('"')?.split_once('"')?,
        };
        match after.trim() {
            "" => Some((name, None)),
            after => Some((name, Some(after.strip_prefix("layer(")?.strip_suffix(')')?))),
        }
    };
    parts().context("write it as `@import url(\"file.css\");` or `@import url(\"file.css\") layer(name);`")
}

fn minify(name: &str, text: &str) -> Result<String> {
    let refused = |error: &dyn std::fmt::Display| anyhow!("style/{name}, with its imports, is not valid CSS: {error}");
    let mut sheet = StyleSheet::parse(text, ParserOptions::default()).map_err(|error| refused(&error))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| refused(&error))?;
    let printed =
        sheet.to_css(PrinterOptions { minify: true, ..Default::default() }).map_err(|error| refused(&error))?;
    Ok(printed.code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str, files: &[(&str, &str)]) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("xtask-style-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("made");
        for (file, text) in files {
            fs::write(folder.join(file), text).expect("written");
        }
        folder
    }

    #[test]
    fn imports_are_drawn_in_and_keep_their_layer() {
        let files = [
            (
                "main.css",
                "@layer base, pages;\n@import \"a.css\" layer(base);\n@import url(\"b.css\");\np { color: red }\n",
            ),
            ("a.css", "a { color: #ff0000; & b { top: 0px } }\n"),
            ("b.css", "@layer pages { i { color: blue } }\n"),
        ];
        let whole = inline(&folder("ok", &files), "main.css", &mut Vec::new()).expect("whole");
        assert_eq!(
            minify("main.css", &whole).expect("minified"),
            "@layer base{a{color:red;& b{top:0}}}@layer pages{i{color:#00f}}p{color:red}"
        );
    }

    #[test]
    fn a_circle_of_imports_is_an_error() {
        let files = [("a.css", "@import \"b.css\";\n"), ("b.css", "@import \"a.css\";\n")];
        let error = inline(&folder("circle", &files), "a.css", &mut Vec::new()).expect_err("refused");
        assert!(format!("{error:#}").contains("imports itself"), "{error:#}");
    }

    #[test]
    fn an_import_in_another_form_is_an_error() {
        let files = [("a.css", "@import url(b.css) print;\n")];
        let error = inline(&folder("form", &files), "a.css", &mut Vec::new()).expect_err("refused");
        assert!(format!("{error:#}").contains("write it as"), "{error:#}");
    }

    #[test]
    fn broken_css_is_an_error() {
        assert!(minify("a.css", "a { color: red").is_ok(), "CSS closes blocks by itself");
        assert!(minify("a.css", "a }{ color").is_err());
    }
}
