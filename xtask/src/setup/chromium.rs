//! The browser of the tests.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::{announce, apt};
use crate::process::find_on_path;

/// Names a browser that is not found by itself.
pub const VARIABLE: &str = "PASSERELLE_CHROMIUM";
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ON_A_MAC: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = env::var_os(VARIABLE).map(PathBuf::from) {
        if path.is_file() {
            return Ok(path);
        }
        bail!("{VARIABLE} names {}, which is not there; name a Chromium or Chrome", path.display());
    }
    if let Some(path) = find() {
        return Ok(path);
    }
    if apt::is_usable() {
        announce("installing Chromium for the browser tests", "40 s");
        apt::update()?;
        apt::install(&["chromium"])?;
    }
    match find() {
        Some(path) => Ok(path),
        None => bail!(
            "the browser tests need Chromium or Chrome: as root on Debian {}; elsewhere install it and name it in \
             {VARIABLE}; or leave these tests out with --fast",
            apt::by_hand(&["chromium"])
        ),
    }
}

fn find() -> Option<PathBuf> {
    let on_path = NAMES.iter().find_map(|name| find_on_path(name));
    on_path.or_else(|| ON_A_MAC.iter().map(Path::new).find(|path| path.is_file()).map(Path::to_path_buf))
}
