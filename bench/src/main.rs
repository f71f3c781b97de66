//! Measures what a broker costs: complete federated sign-ins through an upstream that is cheap, by a driver that is the
//! same for every broker. Knows brokers from outside only: HTTP, and what the kernel counts for their processes.
//!
//! `cargo xtask bench` builds the release and calls it; docs/benchmarks.md has the method and figures.
#![expect(clippy::disallowed_methods, reason = "it measures time: that is what it is for")]

mod baseline;
mod broker;
mod cli;
mod drive;
mod growth;
mod passerelle;
mod peers;
mod picture;
mod process;
mod report;
mod sign_in;
mod stats;
mod upstream;

use anyhow::Result;
use clap::Parser;

#[tokio::main]
async fn main() -> Result<()> {
    let call = cli::Call::parse();
    match call.command {
        cli::Word::SignIn(options) => drive::sign_in(&options).await,
        cli::Word::Drive(options) => drive::any(&options).await,
        cli::Word::Start(options) => growth::start(&options).await,
        cli::Word::Memory(options) => growth::memory(&options).await,
        cli::Word::Growth(options) => growth::growth(&options).await,
    }
}
