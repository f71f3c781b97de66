//! Versions that only work together.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]

use std::fs;
use std::path::Path;

/// wasm-bindgen writes what its command-line support reads, in a format of that one version.
#[test]
fn wasm_bindgen_and_its_command_line_support_are_of_one_version() {
    let lock = read("Cargo.lock");
    let library = locked(&lock, "wasm-bindgen");
    assert_eq!(library, locked(&lock, "wasm-bindgen-cli-support"));
    assert_eq!(library.len(), 1, "one version of wasm-bindgen: {library:?}");
    let pinned = format!("wasm-bindgen = \"={}\"", library[0]);
    assert!(read("Cargo.toml").contains(&pinned), "Cargo.toml must pin it: {pinned}");
    let support = format!("wasm-bindgen-cli-support = \"={}\"", library[0]);
    assert!(read("xtask/Cargo.toml").contains(&support), "xtask/Cargo.toml must pin it: {support}");
    let named = format!("VERSION: &str = \"{}\"", library[0]);
    assert!(read("xtask/src/site/bindings.rs").contains(&named), "xtask's bindings.rs must say {named}");
}

/// A lock file that names a registry's host works only where that host can be reached.
#[test]
fn lock_files_of_npm_name_no_host() {
    for lock in ["end2end/package-lock.json", "xtask/npm/package-lock.json"] {
        let text = read(lock);
        assert!(!text.contains("\"resolved\""), "{lock}: npm config set omit-lockfile-registry-resolved true");
    }
}

fn locked(lock: &str, name: &str) -> Vec<String> {
    let head = format!("name = \"{name}\"\nversion = \"");
    lock.match_indices(&head)
        .filter_map(|(at, _)| lock[at + head.len()..].split('"').next())
        .map(str::to_owned)
        .collect()
}

fn read(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is in the workspace");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
