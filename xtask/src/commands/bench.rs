//! `cargo xtask bench`: builds the release and the driver, and measures.

use anyhow::Result;

use crate::cli::BenchOptions;
use crate::commands::build;
use crate::process::Program;
use crate::setup;
use crate::workspace::Workspace;

pub fn bench(workspace: &Workspace, options: &BenchOptions) -> Result<()> {
    let passerelle = workspace.join("target/release/passerelle");
    if !(options.as_built && passerelle.is_file()) {
        build::build(workspace)?;
    }
    let compiler = setup::compiler(workspace)?;
    compiler.cargo(workspace).args(["build", "--release", "--package", "bench"]).run()?;
    let mut call = Program::new(workspace.join("target/release/bench")).arg(&options.name).folder(workspace.root());
    if options.name != "drive" {
        call = call.arg("--passerelle").arg(passerelle);
    }
    let peers = workspace.join("../shared/bench-peers");
    if options.name == "sign-in" && peers.is_dir() && !options.args.iter().any(|arg| arg == "--peers") {
        call = call.arg("--peers").arg(peers);
    }
    call.args(&options.args).run()
}
