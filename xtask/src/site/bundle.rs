//! The wasm bundles: `app`, once per browser feature.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::asset::{hash, published};
use super::{Asset, Quality, bindings, split};
use crate::process::Program;
use crate::setup::Compiler;
use crate::stamp;
use crate::workspace::{Workspace, create_folder, read};

/// Apart from the server's, so that the two may be built at the same time.
fn target(workspace: &Workspace) -> PathBuf {
    workspace.join("target/browser")
}

/// One build of `app` for the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Bundle {
    Console,
    Inspector,
}

impl Bundle {
    pub const ALL: [Self; 2] = [Self::Console, Self::Inspector];

    /// The name of the bundle is the name of the feature.
    pub fn name(self) -> &'static str {
        match self {
            Self::Console => "console",
            Self::Inspector => "inspector",
        }
    }

    /// The cargo call that everything about this bundle begins with.
    pub fn cargo(self, workspace: &Workspace, compiler: Compiler, word: &str, profile: &str) -> Program {
        compiler
            .cargo(workspace)
            .args([word, "--package", "app", "--lib", "--target", "wasm32-unknown-unknown", "--no-default-features"])
            .args(["--features", self.name(), "--profile", profile, "--target-dir"])
            .arg(target(workspace))
            // Gives each bundle's library a file name of its own below deps/. Without, they overwrite each other
            // there, and every call builds all of them again. An undocumented variable; a cargo that does not know it
            // is slower, and as right.
            .env("__CARGO_DEFAULT_LIB_METADATA", "passerelle")
    }

    /// Whether it is cut into parts that are loaded when somebody goes there.
    fn is_split(self) -> bool {
        self == Self::Console
    }

    /// Its JavaScript and its wasm, and those of its parts.
    pub fn build(self, workspace: &Workspace, compiler: Compiler, quality: &Quality) -> Result<Vec<Asset>> {
        let verb = if self.is_split() { "rustc" } else { "build" };
        let call = self.cargo(workspace, compiler, verb, quality.profile());
        let call = if self.is_split() { call.args(["--", split::LINK_ARGUMENT]) } else { call };
        call.run()?;
        let wasm = target(workspace).join("wasm32-unknown-unknown").join(quality.profile()).join("app.wasm");
        let work = quality.work_folder(workspace);
        let made = Made { bundle: self, folder: work.join(self.name()) };
        let key = key(&read(&wasm)?, quality);
        if !made.is_from(&key) {
            made.make(&wasm, quality, &key)?;
        }
        made.assets(&work, quality.brotli())
    }

    /// The asset of a part's file.
    fn part_name(self, stem: &str) -> String {
        format!("{}-{stem}.wasm", self.name())
    }
}

/// What was made from cargo's wasm, kept until that changes.
struct Made {
    bundle: Bundle,
    folder: PathBuf,
}

impl Made {
    fn script(&self) -> PathBuf {
        self.folder.join(format!("{}.js", self.bundle.name()))
    }

    fn wasm(&self) -> PathBuf {
        self.folder.join(format!("{}_bg.wasm", self.bundle.name()))
    }

    fn stamp(&self) -> PathBuf {
        self.folder.join("made-from")
    }

    fn is_from(&self, key: &str) -> bool {
        self.script().is_file() && self.wasm().is_file() && stamp::matches(&self.stamp(), key)
    }

    fn make(&self, compiled: &Path, quality: &Quality, key: &str) -> Result<()> {
        // First and whole, so that a failure half-way leaves nothing that looks finished, and no part of an older one.
        let _ = fs::remove_dir_all(&self.folder);
        create_folder(&self.folder)?;
        let name = self.bundle.name();
        let mut optimised = vec![self.wasm()];
        if self.bundle.is_split() {
            let main = split::split(compiled, name, &self.folder)?;
            bindings::bind(&main, name, &self.folder, true)?;
            optimised.extend(split::parts(&self.folder)?);
        } else {
            bindings::bind(compiled, name, &self.folder, false)?;
        }
        if let Quality::Release(wasm_opt) = quality {
            for wasm in optimised {
                wasm_opt.program().args(bindings::WASM_OPT).arg(&wasm).arg("-o").arg(&wasm).run()?;
            }
        }
        stamp::set(&self.stamp(), key)
    }

    /// The files name each other, in a circle; so all of a bundle carry the hash of all of it.
    fn assets(&self, work: &Path, brotli: i32) -> Result<Vec<Asset>> {
        let name = self.bundle.name();
        let mut files =
            vec![(format!("{name}.js"), read(&self.script())?), (format!("{name}.wasm"), read(&self.wasm())?)];
        if self.bundle.is_split() {
            let loader = split::loader(name);
            files.push((loader.clone(), read(&self.folder.join(&loader))?));
            for part in split::parts(&self.folder)? {
                let stem = part.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                files.push((self.bundle.part_name(&stem), read(&part)?));
            }
        }
        let all: Vec<u8> = files.iter().flat_map(|(_, content)| hash(content).into_bytes()).collect();
        let all = hash(&all);
        let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
        let prefix = format!("{name}-");
        files
            .into_iter()
            .map(|(file, content)| {
                let content = if file.strip_suffix(".js").is_some() {
                    renamed(&content, &names, &prefix, &all)?
                } else {
                    content
                };
                Asset::of_bundle(&file, content, &all, work, brotli)
            })
            .collect()
    }
}

/// The script with the published names where it imports `"./NAME"` and fetches `"./PART.wasm"`, which is the asset
/// `PREFIXPART.wasm`. The wasm knows its imports by the names of before, so nothing else changes.
fn renamed(script: &[u8], names: &[String], prefix: &str, hash: &str) -> Result<Vec<u8>> {
    let mut text = std::str::from_utf8(script).context("a script of a bundle is not UTF-8")?.to_owned();
    for name in names {
        let local = name.strip_prefix(prefix).filter(|rest| rest.strip_suffix(".wasm").is_some()).unwrap_or(name);
        let published = published(name, hash);
        for (before, quote) in [("from ", '"'), ("from ", '\''), ("new URL(", '"')] {
            let (old, new) =
                (format!("{before}{quote}./{local}{quote}"), format!("{before}{quote}./{published}{quote}"));
            text = text.replace(&old, &new);
        }
    }
    Ok(text.into_bytes())
}

fn key(compiled: &[u8], quality: &Quality) -> String {
    format!("{} {} {}", hash(compiled), bindings::VERSION, quality.profile())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_bundle_name_each_other_as_they_are_published() {
        let names = ["console.js", "console-parts.js", "console-split_users.wasm"].map(str::to_owned);
        let script = br#"import { initSync } from "./console.js";fetch(new URL("./split_users.wasm", x));import a from './console-parts.js';imports={"./console-parts.js": a}"#;
        let text = renamed(script, &names, "console-", "0123456789abcdef").expect("text");
        assert_eq!(
            String::from_utf8(text).expect("text"),
            r#"import { initSync } from "./console.0123456789ab.js";fetch(new URL("./console-split_users.0123456789ab.wasm", x));import a from './console-parts.0123456789ab.js';imports={"./console-parts.js": a}"#
        );
    }
}
