//! cargo-fuzz, which builds and runs the fuzz targets.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};

use super::{Compiler, announce};
use crate::process::{Program, find_on_path};
use crate::workspace::Workspace;

const VERSION: &str = "0.13.2";

/// The one on PATH, or our own below `target/`; with a nightly compiler for it.
pub fn cargo_fuzz(workspace: &Workspace, compiler: Compiler) -> Result<PathBuf> {
    let toolchains = Program::new("rustup").args(["toolchain", "list"]).output().unwrap_or_default();
    ensure!(
        toolchains.lines().any(|name| name.starts_with("nightly")),
        "fuzzing needs a nightly compiler: `rustup toolchain install nightly --profile minimal`"
    );
    if let Some(path) = find_on_path("cargo-fuzz") {
        return Ok(path);
    }
    let own = workspace.tools().join("bin/cargo-fuzz");
    if own.is_file() {
        return Ok(own);
    }
    announce("building cargo-fuzz", "40 s");
    let build = workspace.tools().join("build-fuzz");
    compiler
        .cargo(workspace)
        .args(["install", "cargo-fuzz", "--quiet", "--locked", "--debug", "--version", VERSION, "--root"])
        .arg(workspace.tools())
        .env("CARGO_TARGET_DIR", &build)
        .run()
        .context("cargo-fuzz cannot be built; install it on PATH, or try again when crates.io is within reach")?;
    let _ = fs::remove_dir_all(build);
    Ok(own)
}
