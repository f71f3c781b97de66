//! The one compiler that builds the product: server, browser, tests, lints.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;

use super::{announce, debian};
use crate::process::{Program, find_on_path};
use crate::stamp;
use crate::workspace::Workspace;

pub const WASM: &str = "wasm32-unknown-unknown";

/// How long rustup may try to reach its server before the target counts as out of reach.
const RUSTUP_LIMIT: Duration = Duration::from_mins(2);

/// Which compiler builds the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compiler {
    /// The one that `rustc` on PATH is.
    Active,
    /// Debian's, linked into rustup under the name `debian`.
    Debian,
}

impl Compiler {
    /// A call of cargo with this compiler, in the repository.
    pub fn cargo(self, workspace: &Workspace) -> Program {
        self.around(Program::new("cargo"), workspace)
    }

    /// A program that will itself call cargo, with this compiler around it.
    pub fn around(self, program: Program, workspace: &Workspace) -> Program {
        let program = program.folder(workspace.root()).env("CARGO_TARGET_DIR", workspace.target());
        match self {
            Self::Active => program,
            Self::Debian => program.env("RUSTUP_TOOLCHAIN", debian::NAME),
        }
    }

    pub fn describe(self) -> Result<String> {
        match self {
            Self::Active => Program::new("rustc").arg("-V").output(),
            Self::Debian => Program::new(debian::RUSTC).arg("-V").output(),
        }
    }
}

/// Finds a compiler with the standard library for wasm32, or makes one.
pub fn compiler(workspace: &Workspace) -> Result<Compiler> {
    let _alone = workspace.lock("setup")?;
    let libraries = active_wasm_libraries()?;
    // Debian's own goes by the Debian route also when it is the active one: its library is ours to keep in step.
    if !libraries.starts_with("/usr/lib") {
        if has_core(&libraries) {
            return Ok(Compiler::Active);
        }
        if debian::is_ready() {
            return Ok(Compiler::Debian);
        }
        if rustup_adds_target(workspace, &libraries)? {
            return Ok(Compiler::Active);
        }
    }
    debian::set_up(workspace)?;
    Ok(Compiler::Debian)
}

fn active_wasm_libraries() -> Result<PathBuf> {
    Program::new("rustc").args(["--print", "target-libdir", "--target", WASM]).output().map(PathBuf::from)
}

/// Whether the folder holds a standard library.
pub fn has_core(libraries: &Path) -> bool {
    fs::read_dir(libraries).is_ok_and(|entries| {
        entries.flatten().any(|entry| entry.file_name().to_str().is_some_and(|name| name.starts_with("libcore-")))
    })
}

/// Asks rustup once; a machine that cannot reach its server is not asked again.
fn rustup_adds_target(workspace: &Workspace, libraries: &Path) -> Result<bool> {
    if find_on_path("rustup").is_none() {
        return Ok(false);
    }
    let refused = workspace.setup().join("rustup-cannot-add-the-target");
    let toolchain = libraries.to_string_lossy();
    if stamp::matches(&refused, &toolchain) {
        return Ok(false);
    }
    announce("adding the wasm32 target with rustup", "20 s");
    let add = Program::new("rustup").args(["target", "add", WASM]);
    // Its own default of retries would outlast our patience on a machine without internet.
    let add = if env::var_os("RUSTUP_MAX_RETRIES").is_none() { add.env("RUSTUP_MAX_RETRIES", "1") } else { add };
    if add.succeeds_within(RUSTUP_LIMIT)? && has_core(libraries) {
        return Ok(true);
    }
    eprintln!("setup: rustup cannot; not asking again until {} is deleted", refused.display());
    stamp::set(&refused, &toolchain)?;
    Ok(false)
}
