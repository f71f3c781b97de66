//! `cargo xtask ci`: everything that must hold.

mod steps;

use anyhow::{Result, bail};

use super::{fuzz, instructions, size, test};
use crate::cli::CiOptions;
use crate::process::Program;
use crate::setup::{self, Compiler};
use crate::site::{self, Bundle, Quality};
use crate::workspace::Workspace;
use steps::Steps;

pub fn ci(workspace: &Workspace, options: &CiOptions) -> Result<()> {
    let mut steps = Steps::default();
    let verdict = all(workspace, options, &mut steps);
    print!("{}", steps.table());
    verdict?;
    let failed = steps.failed();
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

/// Ends early only where nothing further could be said.
fn all(workspace: &Workspace, options: &CiOptions, steps: &mut Steps) -> Result<()> {
    let compiler = steps.must("setup", || setup::compiler(workspace))?;
    steps.note("formatting", || compiler.cargo(workspace).args(["fmt", "--all", "--check"]).run());
    // The server embeds it, so that nothing of the server compiles without.
    steps.must("site", || site::build(workspace, compiler, &Quality::Quick))?;
    steps.note("lints, server", || lint_server(workspace, compiler));
    for bundle in Bundle::ALL {
        steps.note(&format!("lints, {}", bundle.name()), || {
            bundle.cargo(workspace, compiler, "clippy", "wasm-quick").args(["--", "-D", "warnings"]).run()
        });
    }
    steps.note("lints, xtask", || {
        compiler
            .cargo(workspace)
            .args(["clippy", "--package", "xtask", "--all-targets", "--target-dir", "target/xtask", "--"])
            .args(["-D", "warnings"])
            .run()
    });
    steps.note("dependencies", || dependencies(workspace, compiler));
    steps.note("tests", || test::all(workspace, compiler, false, options.long));
    steps.note("instructions", || instructions::gate(workspace, compiler));
    if options.long {
        steps.note("fuzzing", || fuzz::all(workspace, compiler));
    }
    steps.note("sizes", || size::size(workspace, None));
    steps.note("clean tree", || clean_tree(workspace));
    Ok(())
}

/// `app` comes along as the server has it.
fn lint_server(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    compiler
        .cargo(workspace)
        .args(["clippy", "--workspace", "--exclude", "xtask", "--all-targets", "--", "-D", "warnings"])
        .run()
}

/// Licences, bans and sources always; advisories where their database can be had.
fn dependencies(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    let deny = setup::cargo_deny(workspace, compiler)?;
    let deny = || compiler.around(Program::new(&deny), workspace);
    deny().args(["check", "--hide-inclusion-graph", "bans", "licenses", "sources"]).run()?;
    if deny().args(["--log-level", "error", "fetch", "db"]).run().is_err() {
        eprintln!("\nSKIPPED: known vulnerabilities were not looked up, the advisory database is out of reach here.\n");
        return Ok(());
    }
    deny().args(["check", "--disable-fetch", "advisories"]).run()
}

/// A build or a test that writes into the repository, or a lock file that did not fit, shows here.
fn clean_tree(workspace: &Workspace) -> Result<()> {
    let changed = Program::new("git").args(["status", "--porcelain"]).folder(workspace.root()).output()?;
    if changed.is_empty() {
        return Ok(());
    }
    bail!("the working tree has changes; commit them, or find out which step made them:\n{changed}")
}
