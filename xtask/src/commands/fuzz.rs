//! The fuzz targets, a minute each: `cargo xtask ci --long` runs them. `fuzz/README.md` says what each holds.

use std::fs;

use anyhow::Result;

use crate::process::Program;
use crate::setup::{self, Compiler};
use crate::workspace::Workspace;

/// The folder of a set of targets, and whether the corpus of policies seeds it.
const TARGETS: [(&str, &str, bool); 6] = [
    ("fuzz", "policy_load", true),
    ("fuzz", "policy_merge", true),
    ("fuzz", "policy_compile", true),
    ("fuzz", "policy_settings", false),
    ("fuzz/token", "inspect", false),
    ("fuzz/token", "keyring", false),
];
const SECONDS: u32 = 60;

pub fn all(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    let cargo_fuzz = setup::cargo_fuzz(workspace, compiler)?;
    let seeds = workspace.join("../shared/corpus");
    for (folder, target, policies) in TARGETS {
        let learned = workspace.join("target/fuzz-learned").join(target);
        fs::create_dir_all(&learned)?;
        let mut call = Program::new(&cargo_fuzz)
            .args(["run", "--fuzz-dir", folder, "--target-dir", "target/fuzz", target])
            .arg(&learned)
            .folder(workspace.root())
            // cargo-fuzz asks for sanitizers, which only that compiler has.
            .env("RUSTUP_TOOLCHAIN", "nightly");
        if policies && seeds.is_dir() {
            call = call.arg(&seeds);
        }
        call.args(["--", &format!("-max_total_time={SECONDS}"), "-max_len=200000", "-print_final_stats=1"]).run()?;
    }
    Ok(())
}
