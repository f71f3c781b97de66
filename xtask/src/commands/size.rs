//! `cargo xtask size`: what the browser loads, against the budgets of `docs/ARCHITECTURE.md`.

use std::fmt::Write as _;

use anyhow::{Result, bail};

use crate::setup;
use crate::site::{self, Asset, Bundle, Quality};
use crate::workspace::Workspace;

/// What has a budget, in bytes after brotli.
const BUDGETS: [(&str, usize); 2] = [
    // What the first page of the console waits for: its wasm, and the part that is shown first.
    (FIRST_PAGE, 350_000),
    // Of the 14 KB of a sign-in page; its HTML, which the server's own tests weigh, has the rest.
    ("sign-in.css", 8_000),
];
const FIRST_PAGE: &str = "console, first page";

pub fn size(workspace: &Workspace) -> Result<()> {
    let compiler = setup::compiler(workspace)?;
    let quality = Quality::Release(setup::wasm_opt(workspace)?);
    let assets = site::prepare(workspace, compiler, &quality)?;
    let first = Bundle::Console.first_page(workspace, &quality)?;
    let mut rows: Vec<Row> = assets.iter().map(Row::of).collect();
    rows.push(Row::sum(FIRST_PAGE, assets.iter().filter(|asset| first.contains(&asset.name)).map(Row::of)));
    print!("{}", table(&rows));
    let over: Vec<_> = rows.iter().filter(|row| row.is_over()).map(|row| row.name.as_str()).collect();
    if over.is_empty() {
        return Ok(());
    }
    bail!("over the budget: {}. Make it smaller, or argue for another budget in an ADR", over.join(", "))
}

/// A line of the table.
struct Row {
    name: String,
    bytes: usize,
    /// What goes over the wire: compressed where that helps.
    wire: usize,
}

impl Row {
    fn of(asset: &Asset) -> Self {
        let bytes = asset.content.len();
        Self { name: asset.name.clone(), bytes, wire: asset.brotli_bytes().unwrap_or(bytes) }
    }

    fn sum(name: &str, rows: impl Iterator<Item = Self>) -> Self {
        let none = Self { name: name.to_owned(), bytes: 0, wire: 0 };
        rows.fold(none, |sum, row| Self { bytes: sum.bytes + row.bytes, wire: sum.wire + row.wire, ..sum })
    }

    fn budget(&self) -> Option<usize> {
        BUDGETS.iter().find(|(budgeted, _)| *budgeted == self.name).map(|(_, bytes)| *bytes)
    }

    fn is_over(&self) -> bool {
        self.budget().is_some_and(|bytes| self.wire > bytes)
    }
}

fn table(rows: &[Row]) -> String {
    let width = rows.iter().map(|row| row.name.len()).max().unwrap_or(0).max(5);
    let mut lines = format!("{:width$} {:>10} {:>10} {:>10} {:>6}\n", "asset", "bytes", "brotli", "budget", "used");
    for row in rows {
        let (budget, used) = match row.budget() {
            Some(bytes) => (bytes.to_string(), format!("{} %", (row.wire * 100).div_ceil(bytes))),
            None => ("-".to_owned(), "-".to_owned()),
        };
        let Row { name, bytes, wire } = row;
        let _ = writeln!(lines, "{name:width$} {bytes:>10} {wire:>10} {budget:>10} {used:>6}");
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, bytes: usize, brotli: Option<usize>) -> Row {
        Row::of(&Asset::made_up(name, vec![0; bytes], brotli.map(|bytes| vec![0; bytes])))
    }

    #[test]
    fn only_compressed_bytes_over_a_budget_count() {
        assert!(!row(FIRST_PAGE, 900_000, Some(350_000)).is_over());
        assert!(row("sign-in.css", 20_000, Some(8_001)).is_over());
        assert!(!row("inspector.wasm", 9_000_000, None).is_over());
    }

    #[test]
    fn a_first_page_weighs_what_all_its_files_weigh() {
        let files = [row("console.wasm", 900, Some(300_000)), row("console-split_a.wasm", 60_000, Some(50_001))];
        let page = Row::sum(FIRST_PAGE, files.into_iter());
        assert_eq!((page.bytes, page.wire, page.is_over()), (60_900, 350_001, true));
    }

    #[test]
    fn the_table_shows_how_much_of_a_budget_is_used() {
        let table = table(&[row(FIRST_PAGE, 900_000, Some(175_000))]);
        assert!(table.ends_with("console, first page     900000     175000     350000   50 %\n"), "{table}");
    }
}
