//! cargo-deny, which checks licences, bans and sources.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use super::{Compiler, announce};
use crate::process::find_on_path;
use crate::workspace::Workspace;

const VERSION: &str = "0.20.2";

/// The one on PATH, or our own below `target/`.
pub fn cargo_deny(workspace: &Workspace, compiler: Compiler) -> Result<PathBuf> {
    if let Some(path) = find_on_path("cargo-deny") {
        return Ok(path);
    }
    let own = workspace.tools().join("bin/cargo-deny");
    if own.is_file() {
        return Ok(own);
    }
    announce("building cargo-deny", "70 s");
    let build = workspace.tools().join("build");
    compiler
        .cargo(workspace)
        .args(["install", "cargo-deny", "--quiet", "--locked", "--no-default-features", "--version", VERSION, "--root"])
        .arg(workspace.tools())
        // It runs for seconds: what counts is how soon it is built.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
        .env("CARGO_TARGET_DIR", &build)
        .run()
        .context("cargo-deny cannot be built; install it on PATH, or try again when crates.io is within reach")?;
    // Some hundred megabytes that nobody needs again.
    let _ = fs::remove_dir_all(build);
    Ok(own)
}
