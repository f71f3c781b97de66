//! `passerelle`.

use clap::Parser;
use server::{commands, config::cli::Cli};
use std::process::ExitCode;

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
