//! Node, and what comes from npm: the packages of the browser tests, and wasm-opt.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::announce;
use crate::process::Program;
use crate::stamp;
use crate::workspace::{Workspace, create_folder, read, write_if_changed};

const OLDEST: u32 = 20;

/// wasm-opt, as npm's binaryen ships it.
pub struct WasmOpt(PathBuf);

impl WasmOpt {
    pub fn program(&self) -> Program {
        Program::new("node").arg(&self.0)
    }
}

/// The packages of `end2end/`.
pub fn end2end(workspace: &Workspace) -> Result<()> {
    install_packages(&workspace.end2end(), "the npm packages of end2end/", "20 s")
}

/// wasm-opt, locked like everything else; only releases are worth its time.
pub fn wasm_opt(workspace: &Workspace) -> Result<WasmOpt> {
    let folder = workspace.tools().join("node");
    create_folder(&folder)?;
    for file in ["package.json", "package-lock.json"] {
        write_if_changed(&folder.join(file), &read(&workspace.join("xtask/npm").join(file))?)?;
    }
    install_packages(&folder, "wasm-opt from npm", "5 s")?;
    Ok(WasmOpt(folder.join("node_modules/binaryen/bin/wasm-opt")))
}

/// `npm ci` unless exactly this lock file was installed already.
fn install_packages(folder: &Path, what: &str, about: &str) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read_to_string(&lock).with_context(|| format!("{} cannot be read", lock.display()))?;
    let installed = folder.join("node_modules/.installed-from-package-lock.json");
    if stamp::matches(&installed, &wanted) {
        return Ok(());
    }
    refuse_without_node()?;
    announce(&format!("installing {what}"), about);
    Program::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--loglevel=error"])
        .folder(folder)
        // The browser is the machine's own.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .run_quietly()
        .with_context(|| format!("{what} cannot be installed; is the npm registry within reach?"))?;
    stamp::set(&installed, &wanted)
}

fn refuse_without_node() -> Result<()> {
    let version = Program::new("node").arg("--version").output().unwrap_or_default();
    if major(&version) >= OLDEST {
        return Ok(());
    }
    let found = if version.is_empty() { "none is on PATH".to_owned() } else { format!("PATH has {version}") };
    bail!(
        "Node {OLDEST} or newer is needed and {found}; install it from https://nodejs.org. `cargo xtask run` and \
         `cargo xtask test --fast` do without"
    )
}

fn major(version: &str) -> u32 {
    version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_by_their_major_number() {
        assert_eq!(major("v20.20.2"), 20);
        assert_eq!(major(""), 0);
    }
}
