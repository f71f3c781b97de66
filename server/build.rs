//! The browser builds are embedded from `target/site`; a plain `cargo build` without them gets an empty folder, and
//! the server then says how to make them.

fn main() {
    let site = std::path::Path::new("../target/site");
    if let Err(error) = std::fs::create_dir_all(site) {
        println!("cargo::error=the folder target/site cannot be made: {error}");
    }
    println!("cargo::rerun-if-changed=../target/site/manifest.json");
}
