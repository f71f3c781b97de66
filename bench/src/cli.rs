//! The words of the command line.

use crate::passerelle::Kind;
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Measures federated sign-ins
#[derive(Parser)]
#[command(name = "bench")]
pub struct Call {
    #[command(subcommand)]
    pub command: Word,
}

#[derive(Subcommand)]
pub enum Word {
    /// Complete federated sign-ins of Passerelle, and of the other brokers that can be had, in one run
    SignIn(SignIn),
    /// Complete federated sign-ins of a broker that runs already and whose upstream is the one printed
    Drive(Drive),
    /// From starting the process to the first valid discovery document
    Start(Start),
    /// Resident memory idle, and after many sign-ins
    Memory(Memory),
    /// How start, memory, the authorize request and a sign-in grow with what there is
    Growth(Growth),
}

#[derive(Args)]
pub struct SignIn {
    /// The release's binary
    #[arg(long, value_name = "FILE")]
    pub passerelle: PathBuf,
    /// How many browsers at once, one run each
    #[arg(long, value_delimiter = ',', default_value = "1,8,32")]
    pub clients: Vec<usize>,
    /// Sign-ins of a run
    #[arg(long, default_value_t = 400)]
    pub sign_ins: usize,
    /// Runs of each broker, alternating
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// An empty PostgreSQL database: Passerelle is measured on it, too
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// A folder with set-ups of other brokers; without it Passerelle is measured alone
    #[arg(long, value_name = "DIR")]
    pub peers: Option<PathBuf>,
    /// Draw the CPU time per sign-in of each broker into this SVG file
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
    /// Where what the other brokers need is installed
    #[arg(long, value_name = "DIR", default_value = "target/bench-peers")]
    pub installed: PathBuf,
}

#[derive(Args)]
pub struct Drive {
    /// Its name in the table
    #[arg(long)]
    pub broker: String,
    /// Its authorization endpoint
    #[arg(long, value_name = "URL")]
    pub authorize: url::Url,
    /// Its token endpoint
    #[arg(long, value_name = "URL")]
    pub token: url::Url,
    #[arg(long, default_value = "app")]
    pub client_id: String,
    #[arg(long, default_value = "")]
    pub client_secret: String,
    #[arg(long, default_value = "http://localhost:4900/cb")]
    pub redirect_uri: String,
    /// Its process, whose CPU time and memory are read, with those that it started
    #[arg(long)]
    pub pid: Option<u32>,
    /// Where our upstream listens on loopback
    #[arg(long, default_value_t = 4000)]
    pub upstream_port: u16,
    #[arg(long, default_value_t = 8)]
    pub clients: usize,
    #[arg(long, default_value_t = 400)]
    pub sign_ins: usize,
}

#[derive(Args)]
pub struct Start {
    /// The release's binary
    #[arg(long, value_name = "FILE")]
    pub passerelle: PathBuf,
    /// Providers and applications, one measurement each
    #[arg(long, value_delimiter = ',', default_value = "1,10000")]
    pub counts: Vec<usize>,
    /// Starts of each
    #[arg(long, default_value_t = 9)]
    pub rounds: usize,
}

#[derive(Args)]
pub struct Memory {
    /// The release's binary
    #[arg(long, value_name = "FILE")]
    pub passerelle: PathBuf,
    /// Sign-ins after which memory is read again
    #[arg(long, default_value_t = 100_000)]
    pub sign_ins: usize,
}

#[derive(Args)]
pub struct Growth {
    /// The release's binary
    #[arg(long, value_name = "FILE")]
    pub passerelle: PathBuf,
    /// What there is ever more of
    #[arg(long, value_enum, default_value = "providers")]
    pub of: Kind,
    /// How many, one measurement each, in ascending order
    #[arg(long, value_delimiter = ',', default_value = "1,10,100,1000,10000")]
    pub counts: Vec<usize>,
    /// Draw the figures into this SVG file
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
}
