//! `cargo xtask size`: what the browser loads, against the budgets of `docs/ARCHITECTURE.md`.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use crate::setup;
use crate::site::{self, Asset, Quality};
use crate::workspace::Workspace;

/// Bytes after brotli that an asset may have.
const BUDGETS: [(&str, usize); 2] = [
    // What the first page of the console waits for; other pages bring parts of their own (docs/adr/0008).
    ("console.wasm", 350_000),
    // Of the 14 KB of a sign-in page; its HTML, which the server's own tests weigh, has the rest.
    ("sign-in.css", 8_000),
];

pub fn size(workspace: &Workspace) -> Result<()> {
    let compiler = setup::compiler(workspace)?;
    let quality = Quality::Release(setup::wasm_opt(workspace)?);
    let assets = site::prepare(workspace, compiler, &quality)?;
    print!("{}", table(&assets));
    let over = over_budget(&assets);
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
            asset("sign-in.css", 20_000, Some(8_001)),
            asset("inspector.wasm", 9_000_000, None),
        ];
        assert_eq!(over_budget(&assets), ["sign-in.css"]);
    }

    #[test]
    fn the_table_shows_how_much_of_a_budget_is_used() {
        let table = table(&[asset("console.wasm", 900_000, Some(175_000))]);
        assert!(table.ends_with("console.wasm     900000     175000     350000   50 %\n"), "{table}");
    }
}
