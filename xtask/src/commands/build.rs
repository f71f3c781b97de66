//! `cargo xtask build`: the release.

use anyhow::Result;

use crate::clock::{Stopwatch, readable};
use crate::setup;
use crate::site::{self, Quality};
use crate::workspace::{Workspace, read};

pub fn build(workspace: &Workspace) -> Result<()> {
    let watch = Stopwatch::start();
    let compiler = setup::compiler(workspace)?;
    let wasm_opt = setup::wasm_opt(workspace)?;
    site::build(workspace, compiler, &Quality::Release(wasm_opt))?;
    compiler.cargo(workspace).args(["build", "--release", "--package", "server"]).run()?;
    let binary = workspace.join("target/release/passerelle");
    let bytes = read(&binary)?.len();
    println!("{} ({bytes} bytes, {})", binary.display(), readable(watch.elapsed()));
    Ok(())
}
