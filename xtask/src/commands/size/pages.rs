//! What a sign-in page weighs: its HTML, as the snapshots of `app` hold it, and the files that it asks for.

use std::fs;

use anyhow::{Context, Result, bail};

use super::on_the_wire;
use crate::site::Asset;
use crate::workspace::Workspace;

const SNAPSHOTS: &str = "app/src/sign_in/snapshots";
/// Bytes of a page with everything that it loads (`docs/ARCHITECTURE.md`).
pub const BYTES: usize = 14 * 1024;
/// Requests of a page, its own included.
pub const REQUESTS: usize = 3;

/// A page as a browser meets it for the first time.
pub struct Page {
    pub name: String,
    /// Of its HTML, which goes uncompressed: a secret and a person's text stand in one page (BREACH).
    pub html: usize,
    /// With the files it asks for.
    pub whole: usize,
    pub requests: usize,
}

impl Page {
    pub fn is_over(&self) -> bool {
        self.whole > BYTES || self.requests > REQUESTS
    }
}

/// Every sign-in page that `app` has a snapshot of.
pub fn pages(workspace: &Workspace, assets: &[Asset]) -> Result<Vec<Page>> {
    let folder = workspace.join(SNAPSHOTS);
    let entries = fs::read_dir(&folder).with_context(|| format!("{SNAPSHOTS} cannot be read"))?;
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "snap"));
    files.sort();
    if files.is_empty() {
        bail!("{SNAPSHOTS} holds no page to weigh");
    }
    files
        .iter()
        .map(|file| {
            let text = fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))?;
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            let name = name.rsplit_once("__").map_or(name.as_ref(), |(_, name)| name).to_owned();
            // Two lines of dashes part what insta writes from the page.
            let html = text.splitn(3, "---\n").nth(2).unwrap_or_default();
            Ok(page(name, html, assets))
        })
        .collect()
}

fn page(name: String, html: &str, assets: &[Asset]) -> Page {
    let asked: Vec<_> = html.split("=\"/assets/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let files: usize = asked
        .iter()
        .filter_map(|file| {
            // `STEM.HASH.EXT`; the hash in a snapshot is made up.
            let (stem, end) = (file.split('.').next()?, file.rsplit('.').next()?);
            assets.iter().find(|asset| asset.name == format!("{stem}.{end}"))
        })
        .map(on_the_wire)
        .sum();
    Page { name, html: html.len(), whole: html.len() + files, requests: 1 + asked.len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_weighs_what_it_asks_for_too() {
        let assets = [
            Asset::made_up("sign-in.css", vec![0; 500], Some(vec![0; 100])),
            Asset::made_up("main.css", vec![0; 900], None),
        ];
        let html = "<link href=\"/assets/sign-in.0123.css\">";
        let page = page("form".to_owned(), html, &assets);
        assert_eq!((page.html, page.whole, page.requests), (html.len(), html.len() + 100, 2));
        assert!(!page.is_over());
        assert!(Page { requests: 4, ..page }.is_over());
    }
}
