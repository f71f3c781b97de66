//! `passerelle`.

use clap::Parser;
use server::{commands, config::cli::Cli};
use std::process::ExitCode;

/// Many small values live as long as one request, which it is quicker with than the system's: docs/benchmarks.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[tokio::main]
async fn main() -> ExitCode {
    match commands::run(Cli::parse()).await {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("passerelle: {failure}");
            ExitCode::FAILURE
        }
    }
}
