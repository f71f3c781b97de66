//! The words of the command line.

use clap::{Args, Parser, Subcommand};

use crate::site::Bundle;

/// Everything a developer of Passerelle runs.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub struct Call {
    #[command(subcommand)]
    pub command: Word,
}

#[derive(Subcommand)]
pub enum Word {
    /// Build quickly and start the server with the demo
    ///
    /// Installs what the build needs, builds with profiles made for a quick start, then becomes
    /// `passerelle serve --demo`. Node is not needed.
    Run(RunOptions),
    /// Build the release: target/release/passerelle with everything it serves inside it
    Build,
    /// Run every test, the browser's included
    ///
    /// Installs what the tests need: Chromium, and the npm packages of end2end/ (Node 20 or newer must be there).
    /// Ends with the line `N passed, N failed`.
    Test(TestOptions),
    /// Everything that must hold before a change is merged
    ///
    /// Formatting, lints of the server's and the browser's half, cargo deny, all tests, the size budgets, and a
    /// working tree without changes. Goes on after a failure, and ends with a table of steps and times.
    Ci(CiOptions),
    /// Weigh what the browser loads, against the budgets
    ///
    /// Builds the browser's half as for a release; exits with 1 when something is over its budget.
    Size(SizeOptions),
    /// Measure: `sign-in`, `start`, `memory`, `growth`, or `drive` for a broker that runs already
    ///
    /// Builds the release first. docs/benchmarks.md says how the figures are to be read; `cargo xtask bench NAME --
    /// --help` lists the options of each.
    Bench(BenchOptions),
    /// Install what is missing on this machine, and nothing else
    Setup,
}

#[derive(Args)]
pub struct RunOptions {
    /// The port on 127.0.0.1
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
    /// More options for `passerelle serve`
    #[arg(last = true, value_name = "ARGS")]
    pub args: Vec<String>,
}

#[derive(Args)]
pub struct BenchOptions {
    /// What to measure
    #[arg(default_value = "sign-in")]
    pub name: String,
    /// Measure the release that is there, without building it anew
    #[arg(long)]
    pub as_built: bool,
    /// More options of the benchmark
    #[arg(last = true, value_name = "ARGS")]
    pub args: Vec<String>,
}

#[derive(Args)]
pub struct TestOptions {
    /// Leave the browser tests out
    #[arg(long)]
    pub fast: bool,
}

#[derive(Args)]
pub struct SizeOptions {
    /// Build and weigh one bundle alone, with its neighbours that are no wasm
    #[arg(long, value_name = "BUNDLE")]
    pub only: Option<Bundle>,
}

#[derive(Args)]
pub struct CiOptions {
    /// Add what takes long: tests that are marked `#[ignore]`
    #[arg(long)]
    pub long: bool,
}
