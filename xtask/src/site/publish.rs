//! The folder that the server embeds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use super::Asset;
use crate::workspace::{create_folder, write_if_changed};

#[derive(Serialize)]
struct Entry {
    file: String,
    bytes: usize,
    brotli: Option<usize>,
}

/// Writes what is new, removes what is no longer named, and says how many files were written.
pub fn publish(site: &Path, assets: &[Asset]) -> Result<usize> {
    let folder = site.join("assets");
    create_folder(&folder)?;
    let mut manifest = BTreeMap::new();
    let mut named = BTreeSet::new();
    let mut written = 0;
    for asset in assets {
        let file = asset.file_name();
        written += usize::from(write_if_changed(&folder.join(&file), &asset.content)?);
        if let Some(packed) = &asset.brotli {
            let packed_file = format!("{file}.br");
            written += usize::from(write_if_changed(&folder.join(&packed_file), packed)?);
            named.insert(packed_file);
        }
        named.insert(file.clone());
        manifest.insert(&asset.name, Entry { file, bytes: asset.content.len(), brotli: asset.brotli_bytes() });
    }
    remove_others(&folder, &named)?;
    let text = serde_json::to_string_pretty(&manifest).context("the manifest cannot be written as JSON")?;
    written += usize::from(write_if_changed(&site.join("manifest.json"), text.as_bytes())?);
    Ok(written)
}

fn remove_others(folder: &Path, named: &BTreeSet<String>) -> Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries.flatten() {
        if !named.contains(entry.file_name().to_string_lossy().as_ref()) {
            fs::remove_file(entry.path()).with_context(|| format!("{} cannot be removed", entry.path().display()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str, content: &str) -> Asset {
        Asset::made_up(name, content.as_bytes().to_vec(), None)
    }

    #[test]
    fn a_second_publication_of_the_same_writes_nothing_and_a_changed_file_replaces_its_old_self() {
        let site = std::env::temp_dir().join(format!("xtask-publish-{}", std::process::id()));
        let _ = fs::remove_dir_all(&site);
        let first = [asset("a.css", "a{}"), asset("b.css", "b{}")];
        assert_eq!(publish(&site, &first).expect("published"), 3);
        assert_eq!(publish(&site, &first).expect("published"), 0);
        let second = [asset("a.css", "a{top:0}"), asset("b.css", "b{}")];
        assert_eq!(publish(&site, &second).expect("published"), 2);
        assert_eq!(fs::read_dir(site.join("assets")).expect("read").count(), 2);
        let manifest = fs::read_to_string(site.join("manifest.json")).expect("read");
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        assert_eq!(manifest["a.css"]["file"], second[0].file_name());
        assert_eq!(manifest["b.css"]["brotli"], serde_json::Value::Null);
        fs::remove_dir_all(&site).expect("removed");
    }
}
