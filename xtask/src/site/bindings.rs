//! wasm-bindgen as a library, so that its version is the lock file's.

use std::path::Path;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

/// Of wasm-bindgen and of its command-line support, which only work together; a test compares it with the lock file.
pub const VERSION: &str = "0.2.130";

/// What rustc's wasm uses, and every browser of the last years has.
pub const WASM_OPT: [&str; 7] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-multivalue",
];

/// Makes `NAME.js` and `NAME_bg.wasm` in `folder`. The script is told the address of its wasm by whoever calls it.
/// `for_parts`: what parts of the bundle refer to by the linker's names stays exported.
pub fn bind(compiled: &Path, name: &str, folder: &Path, for_parts: bool) -> Result<()> {
    let failed = || format!("wasm-bindgen {VERSION} cannot read {}", compiled.display());
    let mut output = Bindgen::new()
        .input_path(compiled)
        .web(true)
        .with_context(failed)?
        .typescript(false)
        .omit_default_module_path(true)
        .keep_lld_exports(for_parts)
        .demangle(!for_parts)
        .remove_name_section(true)
        .remove_producers_section(true)
        .out_name(name)
        .generate_output()
        .with_context(failed)?;
    let snippets = output.snippets().iter().filter(|(_, texts)| !texts.is_empty()).map(|(name, _)| name);
    let files: Vec<&String> = snippets.chain(output.local_modules().keys()).collect();
    if !files.is_empty() {
        bail!("crates of the browser half bring JavaScript of their own, which the site has no place for: {files:?}");
    }
    output.emit(folder).with_context(|| format!("{} cannot be written", folder.display()))
}
