//! What the machine must have, each brought only when it is missing.
//!
//! Every step checks cheaply first (a file, a link, a stamp with what it was made from), so that a second call costs
//! milliseconds. A step that does something says what, and about how long it takes. Where it cannot, because there is
//! no root, no apt or no network, it says exactly what to install.

mod apt;
mod cargo_deny;
mod cargo_fuzz;
mod chromium;
mod compiler;
mod debian;
mod joserfc;
mod node;
mod postgres;
mod valgrind;
mod wasm_std;
mod xmllint;

use anyhow::Result;

use crate::workspace::Workspace;

pub use cargo_deny::cargo_deny;
pub use cargo_fuzz::cargo_fuzz;
pub use chromium::chromium;
pub use compiler::{Compiler, compiler};
pub use joserfc::{VARIABLE as PYTHON_VARIABLE, joserfc};
pub use node::{WasmOpt, end2end, wasm_opt};
pub use postgres::{VARIABLE as POSTGRES_VARIABLE, durable_postgres, postgres, postgres_programs};
pub use valgrind::valgrind;
pub use xmllint::xmllint;

/// Brings everything, and says what is there.
pub fn everything(workspace: &Workspace) -> Result<()> {
    let compiler = compiler(workspace)?;
    println!("compiler    {}", compiler.describe()?);
    let deny = cargo_deny(workspace, compiler)?;
    println!("cargo-deny  {}", deny.display());
    let _ = wasm_opt(workspace)?;
    println!("wasm-opt    of npm's binaryen");
    end2end(workspace)?;
    println!("end2end     its npm packages");
    println!("browser     {}", chromium()?.display());
    println!("joserfc     {}", joserfc(workspace)?.display());
    let programs = postgres_programs()?;
    println!("postgres    {}", programs.display());
    xmllint()?;
    println!("xmllint     of libxml2");
    Ok(())
}

/// Says what a step does before it does it.
fn announce(what: &str, about: &str) {
    eprintln!("setup: {what} (about {about})");
}
