//! Valgrind, which counts instructions: the same number on a busy machine and on a quiet one.

use std::path::PathBuf;

use anyhow::{Result, bail};

use super::{announce, apt};
use crate::process::find_on_path;

const PACKAGE: &str = "valgrind";

pub fn valgrind() -> Result<PathBuf> {
    if find_on_path("valgrind").is_none() && apt::is_usable() {
        announce("installing valgrind, which counts the engine's instructions", "20 s");
        apt::update()?;
        apt::install(&[PACKAGE])?;
    }
    match find_on_path("valgrind") {
        Some(path) => Ok(path),
        None => bail!("the engine's instructions cannot be counted; on Debian, as root: {}", apt::by_hand(&[PACKAGE])),
    }
}
