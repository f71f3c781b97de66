//! The wasm bundles: `app`, once per browser feature.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::asset::hash;
use super::{Asset, Quality, bindings};
use crate::process::Program;
use crate::setup::Compiler;
use crate::stamp;
use crate::workspace::{Workspace, read};

/// Apart from the server's, so that the two may be built at the same time.
fn target(workspace: &Workspace) -> PathBuf {
    workspace.join("target/browser")
}

/// One build of `app` for the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    /// Its JavaScript and its wasm.
    pub fn build(self, workspace: &Workspace, compiler: Compiler, quality: &Quality) -> Result<[Asset; 2]> {
        self.cargo(workspace, compiler, "build", quality.profile()).run()?;
        let wasm = target(workspace).join("wasm32-unknown-unknown").join(quality.profile()).join("app.wasm");
        let work = quality.work_folder(workspace);
        let made = Made::in_folder(&work, self.name());
        let key = key(&read(&wasm)?, quality);
        if !made.is_from(&key) {
            made.make(&wasm, self.name(), quality, &key)?;
        }
        Ok([
            Asset::new(&format!("{}.js", self.name()), read(&made.script)?, &work, quality.brotli())?,
            Asset::new(&format!("{}.wasm", self.name()), read(&made.wasm)?, &work, quality.brotli())?,
        ])
    }
}

/// What was made from cargo's wasm, kept until that changes.
struct Made {
    folder: PathBuf,
    script: PathBuf,
    wasm: PathBuf,
    key: PathBuf,
}

impl Made {
    fn in_folder(work: &Path, name: &str) -> Self {
        let folder = work.join(name);
        Self {
            script: folder.join(format!("{name}.js")),
            wasm: folder.join(format!("{name}_bg.wasm")),
            key: folder.join("made-from"),
            folder,
        }
    }

    fn is_from(&self, key: &str) -> bool {
        self.script.is_file() && self.wasm.is_file() && stamp::matches(&self.key, key)
    }

    fn make(&self, compiled: &Path, name: &str, quality: &Quality, key: &str) -> Result<()> {
        // First, so that a failure half-way leaves nothing that looks finished.
        let _ = fs::remove_file(&self.key);
        bindings::bind(compiled, name, &self.folder)?;
        if let Quality::Release(wasm_opt) = quality {
            wasm_opt.program().args(bindings::WASM_OPT).arg(&self.wasm).arg("-o").arg(&self.wasm).run()?;
        }
        stamp::set(&self.key, key)
    }
}

fn key(compiled: &[u8], quality: &Quality) -> String {
    format!("{} {} {}", hash(compiled), bindings::VERSION, quality.profile())
}
