//! Static files: everything below `public/`, by its path there.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::Asset;
use crate::workspace::{Workspace, read};

pub fn files(workspace: &Workspace, work: &Path, brotli: i32) -> Result<Vec<Asset>> {
    let folder = workspace.join("public");
    let mut paths = Vec::new();
    if folder.is_dir() {
        collect(&folder, &mut paths)?;
    }
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
            Asset::new(&name, read(path)?, work, brotli)
        })
        .collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("{} cannot be read", folder.display()))?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if !path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
            paths.push(path);
        }
    }
    Ok(())
}
