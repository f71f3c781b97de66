//! Debian's Rust, for machines where rustup can download nothing.
//!
//! Debian packages a current compiler with its sources (`rustc-web`), but no standard library for wasm32. We build
//! that from the sources, lay it beside the others, and link the whole into rustup as the toolchain `debian`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{announce, apt, wasm_std};
use crate::process::{Program, find_on_path};
use crate::workspace::Workspace;

/// The toolchain's name in rustup.
pub const NAME: &str = "debian";
pub const RUSTC: &str = "/usr/bin/rustc";
const LINKER: &str = "/usr/bin/rust-lld";
/// The linker's package beside the compiler of today, for people; we follow the link.
const LINKER_PACKAGE: &str = "lld-22";
const PACKAGES: [&str; 5] = ["rustc-web", "rust-web-src", "rust-web-llvm", "rust-web-clippy", "rustfmt-web"];
const FILES: [&str; 4] = [RUSTC, "/usr/bin/clippy-driver", "/usr/bin/rustfmt", wasm_std::SOURCES];
/// Debian's cargo of the same version. rustup would otherwise lend any other toolchain's, maybe a nightly one.
const CARGO_PACKAGE: &str = "cargo-web";
const CARGO: &str = "/usr/bin/cargo";

/// Whether everything is there already.
pub fn is_ready() -> bool {
    is_installed() && is_linked() && wasm_std::is_current()
}

/// Installs, builds and links what is missing.
pub fn set_up(workspace: &Workspace) -> Result<()> {
    if !is_installed() {
        install()?;
    }
    refuse_older_than_we_need()?;
    if !is_linked() {
        link()?;
    }
    if !wasm_std::is_current() {
        wasm_std::build(workspace)?;
    }
    Ok(())
}

fn is_installed() -> bool {
    FILES.iter().chain([&LINKER]).all(|file| Path::new(file).exists())
}

fn install() -> Result<()> {
    if !apt::is_usable() {
        bail!(
            "this Rust cannot build for the browser. Either `rustup target add wasm32-unknown-unknown`, or as root on \
             Debian: {}; then call this again as root, once, so that it can build the library for wasm32",
            apt::by_hand(&[&PACKAGES[..], &[LINKER_PACKAGE, CARGO_PACKAGE]].concat())
        );
    }
    announce("installing Debian's Rust, since rustup has no wasm32 target to give", "40 s");
    apt::update()?;
    apt::install(&PACKAGES)?;
    // The linker comes apart, and its package carries LLVM's version in its name: the link says which.
    if let (false, Ok(linker)) = (Path::new(LINKER).exists(), fs::read_link(LINKER)) {
        apt::install(&[&linker.to_string_lossy()])?;
    }
    if !Path::new(CARGO).exists() && apt::install(&[CARGO_PACKAGE]).is_err() {
        eprintln!("setup: going on without {CARGO_PACKAGE}; rustup lends another toolchain's cargo");
    }
    if is_installed() {
        return Ok(());
    }
    bail!(
        "Debian's packages are installed, but one of {} {LINKER} is still missing; is this Debian 12 with its \
         security updates?",
        FILES.join(" ")
    )
}

/// An older Debian package would fail much later, with a puzzling error from the middle of a build.
fn refuse_older_than_we_need() -> Result<()> {
    let version = Program::new(RUSTC).arg("-V").output()?;
    let needed = env!("CARGO_PKG_RUST_VERSION");
    if minor(version.trim_start_matches("rustc ")) >= minor(needed) {
        return Ok(());
    }
    bail!(
        "Debian's compiler is `{version}`, but Rust {needed} is needed; enable Debian's security updates and upgrade rustc-web"
    )
}

fn minor(version: &str) -> u32 {
    version.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(0)
}

fn rustup_link() -> Option<PathBuf> {
    let home = env::var_os("RUSTUP_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".rustup")))?;
    Some(home.join("toolchains").join(NAME))
}

fn is_linked() -> bool {
    rustup_link().and_then(|link| fs::canonicalize(link).ok()).is_some_and(|to| to == Path::new("/usr"))
}

fn link() -> Result<()> {
    if find_on_path("rustup").is_none() {
        bail!("rustup is not on PATH; install it from https://rustup.rs, or add its bin folder to PATH");
    }
    announce("linking Debian's Rust into rustup under the name `debian`", "1 s");
    Program::new("rustup").args(["toolchain", "link", NAME, "/usr"]).run()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_minor_number() {
        assert_eq!(minor("1.96.0 (ac68faa20 2026-05-25)"), 96);
        assert!(minor("1.85.0") < minor(env!("CARGO_PKG_RUST_VERSION")));
    }
}
