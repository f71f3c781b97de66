//! `cargo xtask size`: what the browser loads, against the budgets of `docs/ARCHITECTURE.md`.

mod pages;

use std::fmt::Write as _;

use anyhow::{Result, bail};

use crate::setup;
use crate::site::{self, Asset, Bundle, Quality};
use crate::workspace::Workspace;
use pages::Page;

/// Bytes after brotli that an asset may have.
const BUDGETS: [(&str, usize); 8] = [
    // What the first page of the console waits for; other pages bring parts of their own (docs/adr/0008).
    ("console.wasm", 350_000),
    // What was reached, and a little: whoever adds to it sees what that costs (docs/inspector.md).
    ("inspector.wasm", 248_000),
    ("inspector.js", 8_000),
    // Loaded by who reads the language.
    ("inspector-words-de.js", 16_000),
    ("inspector-words-fr.js", 16_000),
    ("inspector-words-it.js", 16_000),
    ("main.css", 8_000),
    // Of the 14 KB of a sign-in page; its HTML has the rest.
    ("sign-in.css", 4_000),
];

pub fn size(workspace: &Workspace, only: Option<Bundle>) -> Result<()> {
    let compiler = setup::compiler(workspace)?;
    let quality = Quality::Release(setup::wasm_opt(workspace)?);
    let bundles = only.map_or_else(|| Bundle::ALL.to_vec(), |only| vec![only]);
    let assets = site::prepare(workspace, compiler, &quality, &bundles)?;
    let pages = pages::pages(workspace, &assets)?;
    print!("{}\n{}", table(&assets), table_of_pages(&pages));
    let mut over = over_budget(&assets);
    over.extend(pages.iter().filter(|page| page.is_over()).map(|page| page.name.as_str()));
    if over.is_empty() {
        return Ok(());
    }
    bail!("over the budget: {}. Make it smaller, or argue for another budget in an ADR", over.join(", "))
}

fn budget(name: &str) -> Option<usize> {
    BUDGETS.iter().find(|(budgeted, _)| *budgeted == name).map(|(_, bytes)| *bytes)
}

/// What goes over the wire: compressed where that helps.
fn on_the_wire(asset: &Asset) -> usize {
    asset.brotli_bytes().unwrap_or(asset.content.len())
}

fn over_budget(assets: &[Asset]) -> Vec<&str> {
    assets
        .iter()
        .filter(|asset| budget(&asset.name).is_some_and(|bytes| on_the_wire(asset) > bytes))
        .map(|asset| asset.name.as_str())
        .collect()
}

fn table(assets: &[Asset]) -> String {
    let width = assets.iter().map(|asset| asset.name.len()).max().unwrap_or(0).max(5);
    let mut lines = format!("{:width$} {:>10} {:>10} {:>10} {:>6}\n", "asset", "bytes", "brotli", "budget", "used");
    for asset in assets {
        let wire = on_the_wire(asset);
        let (budget, used) = match budget(&asset.name) {
            Some(bytes) => (bytes.to_string(), format!("{} %", (wire * 100).div_ceil(bytes))),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let name = &asset.name;
        let _ = writeln!(lines, "{name:width$} {:>10} {wire:>10} {budget:>10} {used:>6}", asset.content.len());
    }
    lines
}

fn table_of_pages(pages: &[Page]) -> String {
    let width = pages.iter().map(|page| page.name.len()).max().unwrap_or(0).max(12);
    let mut lines = format!(
        "{:width$} {:>10} {:>10} {:>10} {:>6} {:>9}\n",
        "sign-in page", "html", "whole", "budget", "used", "requests"
    );
    for Page { name, html, whole, requests } in pages {
        let used = format!("{} %", (whole * 100).div_ceil(pages::BYTES));
        let _ = writeln!(lines, "{name:width$} {html:>10} {whole:>10} {:>10} {used:>6} {requests:>9}", pages::BYTES);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asset(name: &str, bytes: usize, brotli: Option<usize>) -> Asset {
        Asset::made_up(name, vec![0; bytes], brotli.map(|bytes| vec![0; bytes]))
    }

    #[test]
    fn only_compressed_bytes_over_a_budget_count() {
        let assets = [
            asset("console.wasm", 900_000, Some(350_000)),
            asset("sign-in.css", 20_000, Some(4_001)),
            asset("favicon.svg", 9_000_000, None),
        ];
        assert_eq!(over_budget(&assets), ["sign-in.css"]);
    }

    #[test]
    fn the_table_shows_how_much_of_a_budget_is_used() {
        let table = table(&[asset("console.wasm", 900_000, Some(175_000))]);
        assert!(table.ends_with("console.wasm     900000     175000     350000   50 %\n"), "{table}");
    }
}
