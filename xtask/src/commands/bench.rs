//! `cargo xtask bench`: builds the release and the driver, and measures.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::cli::BenchOptions;
use crate::commands::build;
use crate::process::Program;
use crate::setup;
use crate::workspace::Workspace;

pub fn bench(workspace: &Workspace, options: &BenchOptions) -> Result<()> {
    if options.name == "policy" {
        return policies(workspace, options);
    }
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
    // It runs until the measurements are over.
    let postgres = if options.name == "sign-in" && !options.args.iter().any(|arg| arg == "--database") {
        setup::durable_postgres().inspect_err(|error| eprintln!("{error:#}")).ok()
    } else {
        None
    };
    if let Some(postgres) = &postgres {
        call = call.arg("--database").arg(format!("{}/postgres", postgres.url));
    }
    let peers = workspace.join("../shared/bench-peers");
    if options.name == "sign-in" && peers.is_dir() && !options.args.iter().any(|arg| arg == "--peers") {
        call = call.arg("--peers").arg(peers);
    }
    call.args(&options.args).run()
}

/// The policy language by itself: of the folders that are named, or of the whole corpus.
fn policies(workspace: &Workspace, options: &BenchOptions) -> Result<()> {
    let corpus = workspace.join("../shared/corpus");
    let mut call = setup::compiler(workspace)?
        .cargo(workspace)
        .args(["run", "--quiet", "--release", "--package", "policy", "--example", "speed", "--"])
        .args(&options.args);
    if options.args.is_empty() && corpus.is_dir() {
        for folder in with_policies(&corpus)? {
            call = call.arg(folder);
        }
    }
    call.run()
}

/// The folders below that hold policy files, in order.
fn with_policies(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(folder) = left.pop() {
        let mut has_policies = false;
        for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                left.push(path);
            } else {
                has_policies |= path.extension().is_some_and(|extension| extension == "xml");
            }
        }
        if has_policies {
            found.push(folder);
        }
    }
    found.sort();
    Ok(found)
}
