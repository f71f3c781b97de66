//! libxml2's validator, which judges our schema checker.

use anyhow::{Result, bail};

use super::{announce, apt};
use crate::process::find_on_path;

const PACKAGE: &str = "libxml2-utils";

pub fn xmllint() -> Result<()> {
    if find_on_path("xmllint").is_some() {
        return Ok(());
    }
    if apt::is_usable() {
        announce("installing xmllint for the tests of the policy schema", "10 s");
        apt::update()?;
        apt::install(&[PACKAGE])?;
    }
    if find_on_path("xmllint").is_some() {
        return Ok(());
    }
    bail!("the tests that compare with xmllint will be left out; on Debian, as root: {}", apt::by_hand(&[PACKAGE]))
}
