//! Debian's packages.

use anyhow::{Context, Result};

use crate::process::{Program, find_on_path};

/// Whether packages can be installed here.
pub fn is_usable() -> bool {
    find_on_path("apt-get").is_some() && is_root()
}

/// Whether we may do everything here.
pub fn is_root() -> bool {
    Program::new("id").arg("-u").output().is_ok_and(|id| id == "0")
}

/// Brings the lists up to date; without them a fresh image knows no package.
pub fn update() -> Result<()> {
    Program::new("apt-get")
        .args(["update", "-q"])
        .run_quietly()
        .context("Debian's package lists cannot be fetched; check /etc/apt/sources.list and the network")
}

pub fn install(packages: &[&str]) -> Result<()> {
    Program::new("apt-get")
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run_quietly()
        .with_context(|| format!("install by hand: {}", by_hand(packages)))
}

/// What a person types where we may not.
pub fn by_hand(packages: &[&str]) -> String {
    format!("apt-get update && apt-get install -y --no-install-recommends {}", packages.join(" "))
}
