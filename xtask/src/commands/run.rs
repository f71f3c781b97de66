//! `cargo xtask run`: from a fresh checkout to a running demo.

use anyhow::Result;

use crate::cli::RunOptions;
use crate::process::Program;
use crate::setup;
use crate::site::{self, Quality};
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace, options: &RunOptions) -> Result<()> {
    let compiler = setup::compiler(workspace)?;
    site::build(workspace, compiler, &Quality::Quick)?;
    compiler.cargo(workspace).args(["build", "--package", "server"]).run()?;
    let port = options.port;
    Program::new(workspace.join("target/debug/passerelle"))
        .args(["serve", "--demo", "--listen"])
        .arg(format!("127.0.0.1:{port}"))
        .arg("--public-url")
        .arg(format!("http://localhost:{port}"))
        .args(&options.args)
        .become_it()
}
