//! `cargo xtask test`: every test.

mod tally;

use anyhow::{Result, bail};

use crate::cli::TestOptions;
use crate::process::Program;
use crate::setup::{self, Compiler};
use crate::site::{self, Quality};
use crate::workspace::Workspace;
use tally::Tally;

pub fn test(workspace: &Workspace, options: &TestOptions) -> Result<()> {
    let compiler = setup::compiler(workspace)?;
    site::build(workspace, compiler, &Quality::Quick)?;
    all(workspace, compiler, options.fast, false)
}

/// Runs all of them, goes on after a failure, and says how many there were.
pub fn all(workspace: &Workspace, compiler: Compiler, fast: bool, long: bool) -> Result<()> {
    let mut tally = Tally::default();
    let mut broken = Vec::new();
    let mut note = |result: Result<()>| {
        if let Err(error) = result {
            broken.push(format!("{error:#}"));
        }
    };
    note(product(workspace, compiler, long, &mut tally));
    note(own(workspace, &mut tally));
    if !fast {
        note(browser(workspace, compiler, long, &mut tally));
        note(bench(workspace, compiler));
    }
    for error in &broken {
        eprintln!("{error}");
    }
    println!("{} passed, {} failed", tally.passed, tally.failed);
    if broken.is_empty() {
        return Ok(());
    }
    bail!("not every test passed; the first failure is the one to read")
}

/// All crates at once: `app` is built for the server then, because `server` asks for that.
fn product(workspace: &Workspace, compiler: Compiler, long: bool, tally: &mut Tally) -> Result<()> {
    if let Err(error) = setup::xmllint() {
        // The tests say so too, and fail for it where CI=true.
        eprintln!("{error:#}");
    }
    // It runs until the tests are over.
    let postgres = setup::postgres().inspect_err(|error| eprintln!("{error:#}")).ok();
    let call = compiler.cargo(workspace).args(["test", "--workspace", "--exclude", "xtask", "--no-fail-fast"]);
    // F1 reads the variable: 200 rounds in place of a few.
    let call = match &postgres {
        Some(server) => call.env(setup::POSTGRES_VARIABLE, &server.url),
        None => call,
    };
    let call = if long { call.args(["--", "--include-ignored"]).env("PASSERELLE_LONG", "1") } else { call };
    call.run_seeing(|line| tally.see_cargo(line))
}

/// xtask's own, in its own folder and with its own compiler, where most of it is built already.
fn own(workspace: &Workspace, tally: &mut Tally) -> Result<()> {
    Compiler::Active
        .cargo(workspace)
        .args(["test", "--package", "xtask", "--no-fail-fast", "--target-dir", "target/xtask"])
        .run_seeing(|line| tally.see_cargo(line))
}

/// Whole journeys in a real browser, against the binary that `cargo xtask run` starts.
fn browser(workspace: &Workspace, compiler: Compiler, long: bool, tally: &mut Tally) -> Result<()> {
    let chromium = setup::chromium()?;
    setup::end2end(workspace)?;
    compiler.cargo(workspace).args(["build", "--package", "server"]).run()?;
    let call = match setup::joserfc(workspace) {
        Ok(python) => Program::new("node").env(setup::PYTHON_VARIABLE, python),
        Err(error) => {
            // The test says so too, and fails for it where CI=true.
            eprintln!("{error:#}");
            Program::new("node")
        }
    };
    let call = if long { call.env("PASSERELLE_LONG", "1") } else { call };
    call.args(["node_modules/@playwright/test/cli.js", "test"])
        .folder(&workspace.end2end())
        .env("PASSERELLE_CHROMIUM", chromium)
        .env("PASSERELLE_BINARY", workspace.join("target/debug/passerelle"))
        .run_seeing(|line| tally.see_playwright(line))
}

/// Five sign-ins by the bench: it speaks to the server from outside only, so nothing else notices when the two part.
fn bench(workspace: &Workspace, compiler: Compiler) -> Result<()> {
    let binary = workspace.join("target/debug/passerelle");
    compiler
        .cargo(workspace)
        .args(["run", "--quiet", "--package", "bench", "--", "sign-in", "--passerelle"])
        .arg(binary)
        .args(["--clients", "1", "--sign-ins", "5", "--rounds", "1"])
        .run()
}
