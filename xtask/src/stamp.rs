//! A file that tells what something was made from.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::workspace::write_if_changed;

/// Whether `path` was stamped with exactly this.
pub fn matches(path: &Path, made_from: &str) -> bool {
    fs::read_to_string(path).is_ok_and(|found| found == made_from)
}

/// Remembers what something was made from.
pub fn set(path: &Path, made_from: &str) -> Result<()> {
    write_if_changed(path, made_from.as_bytes()).map(drop)
}
