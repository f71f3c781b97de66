//! `cargo xtask …`: everything a developer runs, from an empty machine to a release.
//!
//! `setup` brings what the machine lacks, `site` builds what the browser loads, `commands` are the words of the
//! command line. Errors are one sentence and what to do.

mod cli;
mod clock;
mod commands;
mod process;
mod setup;
mod site;
mod stamp;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let call = cli::Call::parse();
    match workspace::Workspace::find().and_then(|workspace| commands::dispatch(&workspace, call.command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
