//! The standard library for wasm32, built from Debian's sources of the same compiler.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::compiler::{WASM, has_core};
use super::{announce, debian};
use crate::process::Program;
use crate::stamp;
use crate::workspace::{Workspace, create_folder};

/// There when `rust-web-src` is installed.
pub const SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";
const TARGET_FOLDER: &str = "/usr/lib/rustlib/wasm32-unknown-unknown";
/// In the folder of the libraries: the compiler that they belong to.
const STAMP: &str = "built-by-rustc";

/// Whether the library is there and belongs to the compiler of today; a Debian upgrade changes the compiler alone.
pub fn is_current() -> bool {
    let libraries = Path::new(TARGET_FOLDER).join("lib");
    has_core(&libraries) && compiler_version().is_ok_and(|version| stamp::matches(&libraries.join(STAMP), &version))
}

fn compiler_version() -> Result<String> {
    Program::new(debian::RUSTC).arg("-vV").output()
}

pub fn build(workspace: &Workspace) -> Result<()> {
    announce("building the standard library for wasm32, once per compiler", "50 s");
    let folder = workspace.setup().join("wasm-std");
    write_empty_crate(&folder)?;
    Program::new("cargo")
        .args(["build", "--quiet", "-Z", "build-std=std,panic_abort", "--release", "--target", WASM])
        .folder(&folder)
        .env("RUSTUP_TOOLCHAIN", debian::NAME)
        .env("RUSTC", debian::RUSTC)
        // The sources belong to this very compiler, which lets only itself use its unstable parts.
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .run()?;
    install(&folder.join("target").join(WASM).join("release/deps"))?;
    // What was compiled against another build of the library no longer links.
    for stale in ["target/browser", "target/wasm32-unknown-unknown"] {
        remove_folder(&workspace.join(stale))?;
    }
    remove_folder(&folder)
}

fn write_empty_crate(folder: &Path) -> Result<()> {
    remove_folder(folder)?;
    create_folder(&folder.join("src"))?;
    let manifest = "[package]\nname = \"empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest)
        .and_then(|()| fs::write(folder.join("src/lib.rs"), "#![no_std]\n"))
        .with_context(|| format!("{} cannot be written", folder.display()))
}

/// Lays the libraries beside those of the host. Complete or not at all: a half-written folder would look finished.
fn install(built: &Path) -> Result<()> {
    let target = Path::new(TARGET_FOLDER);
    let coming = target.join("lib.new");
    let rights = || format!("{TARGET_FOLDER} cannot be written; call this as root, once");
    fs::create_dir_all(target).with_context(rights)?;
    remove_folder(&coming).with_context(rights)?;
    fs::create_dir(&coming).with_context(rights)?;
    for library in libraries_in(built)? {
        if let Some(name) = library.file_name() {
            fs::copy(&library, coming.join(name)).with_context(rights)?;
        }
    }
    stamp::set(&coming.join(STAMP), &compiler_version()?)?;
    let place = target.join("lib");
    remove_folder(&place).with_context(rights)?;
    fs::rename(&coming, &place).with_context(rights)
}

fn libraries_in(built: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(built).with_context(|| format!("{} cannot be read", built.display()))?;
    Ok(entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            path.extension().is_some_and(|end| end == "rlib") && !name.starts_with("libempty-")
        })
        .collect())
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", folder.display()))
        }
        _ => Ok(()),
    }
}
