//! Parts of a bundle that a browser loads when somebody goes there, each a wasm file of its own.
//!
//! The functions that lead into a part are marked in `app`; here the linked wasm is cut at them. What several parts
//! share becomes a chunk of its own, which comes with the first of them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::{Options, transform};

use crate::workspace::read;

/// What the linker must keep so that the wasm can be cut.
pub const LINK_ARGUMENT: &str = "-Clink-arg=--emit-relocs";

/// The script that loads parts. The bundle's own script asks for it by this name.
pub fn loader(bundle: &str) -> String {
    format!("{bundle}-parts.js")
}

/// Cuts `compiled` and writes everything to `folder`; gives the path of the main part, which wasm-bindgen reads.
pub fn split(compiled: &Path, bundle: &str, folder: &Path) -> Result<PathBuf> {
    let input = read(compiled)?;
    let main = folder.join("main.wasm");
    let (link_name, main_module) = (format!("./{}", loader(bundle)), format!("./{bundle}.js"));
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &main;
    options.link_name = &link_name;
    options.main_module = &main_module;
    transform(options).map_err(|error| anyhow!("{} cannot be cut into parts: {error:#}", compiled.display()))?;
    Ok(main)
}

/// The files of the parts in `folder`, in the order of their names.
pub fn parts(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    let is_part =
        |name: &str| name.strip_suffix(".wasm").is_some() && (name.starts_with("split_") || name.starts_with("chunk_"));
    let mut parts: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().and_then(|name| name.to_str()).is_some_and(is_part))
        .collect();
    parts.sort();
    Ok(parts)
}
