//! Tables: medians of the rounds with their spread, and ratios to the first broker.

use crate::{drive::Run, stats::spread};
use std::fmt::Write as _;

/// One line for each broker and number of clients.
pub fn table(runs: &[Run]) -> String {
    let mut text = String::from(
        "| clients | broker | sign-ins/s (min–max) | p50 ms | p95 ms | p99 ms | CPU ms per sign-in (min–max) | \
         CPU, ratio | round trips | resident MB |\n|--:|---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let mut told: Vec<(usize, &str)> = Vec::new();
    let mut first = None;
    for run in runs {
        if told.contains(&(run.clients, &run.broker)) {
            continue;
        }
        if told.iter().all(|(clients, _)| *clients != run.clients) {
            first = None;
        }
        told.push((run.clients, &run.broker));
        let same: Vec<&Run> =
            runs.iter().filter(|other| other.clients == run.clients && other.broker == run.broker).collect();
        let of = |pick: &dyn Fn(&Run) -> f64| spread(&same.iter().map(|run| pick(run)).collect::<Vec<_>>());
        let rate = of(&|run| run.per_second);
        let [p50, p95, p99] = [0, 1, 2].map(|index| of(&|run| run.milliseconds[index]).0);
        let cpu = of(&|run| run.cpu.unwrap_or(f64::NAN));
        let base = *first.get_or_insert(cpu.0);
        let megabytes = same.last().and_then(|run| run.resident).map_or_else(|| "–".to_owned(), megabytes);
        let told = |value: f64| if value.is_nan() { "–".to_owned() } else { format!("{value:.1}") };
        let round_trips = told(of(&|run| run.round_trips.unwrap_or(f64::NAN)).0);
        let _ = writeln!(
            text,
            "| {} | {} | {:.0} ({:.0}–{:.0}) | {p50:.1} | {p95:.1} | {p99:.1} | {:.2} ({:.2}–{:.2}) | {:.1} | {round_trips} | {megabytes} |",
            run.clients,
            run.broker,
            rate.0,
            rate.1,
            rate.2,
            cpu.0,
            cpu.1,
            cpu.2,
            cpu.0 / base
        );
    }
    text
}

/// Bytes as megabytes of a million, with one decimal.
pub fn megabytes(bytes: u64) -> String {
    format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(broker: &str, clients: usize, cpu: f64) -> Run {
        Run {
            broker: broker.to_owned(),
            clients,
            per_second: 100.0,
            milliseconds: [1.0, 2.0, 3.0],
            cpu: Some(cpu),
            round_trips: (broker == "a").then_some(18.0),
            resident: Some(40_550_000),
        }
    }

    #[test]
    fn a_line_has_the_median_of_its_rounds_and_the_ratio_to_the_first_broker() {
        let table = table(&[run("a", 1, 2.0), run("b", 1, 9.0), run("a", 1, 1.0), run("b", 1, 8.0), run("a", 1, 3.0)]);
        let lines: Vec<&str> = table.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "| 1 | a | 100 (100–100) | 1.0 | 2.0 | 3.0 | 2.00 (1.00–3.00) | 1.0 | 18.0 | 40.5 |",
                "| 1 | b | 100 (100–100) | 1.0 | 2.0 | 3.0 | 9.00 (8.00–9.00) | 4.5 | – | 40.5 |"
            ]
        );
    }
}
