//! The steps of a run, how they ended, and how long they took.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::Result;

use crate::clock::{Stopwatch, readable};

/// What was done so far.
#[derive(Default)]
pub struct Steps(Vec<Step>);

struct Step {
    name: String,
    passed: bool,
    time: Duration,
}

impl Steps {
    /// A step after whose failure the others still have something to say.
    pub fn note(&mut self, name: &str, step: impl FnOnce() -> Result<()>) {
        if let Err(error) = self.must(name, step) {
            eprintln!("{name}: {error:#}");
        }
    }

    /// A step that the others need.
    pub fn must<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T>) -> Result<T> {
        eprintln!("\n== {name}");
        let watch = Stopwatch::start();
        let result = step();
        self.0.push(Step { name: name.to_owned(), passed: result.is_ok(), time: watch.elapsed() });
        result
    }

    pub fn failed(&self) -> Vec<&str> {
        self.0.iter().filter(|step| !step.passed).map(|step| step.name.as_str()).collect()
    }

    pub fn table(&self) -> String {
        let total: Duration = self.0.iter().map(|step| step.time).sum();
        let mut lines = String::from("\n");
        for step in &self.0 {
            let verdict = if step.passed { "ok" } else { "FAILED" };
            let _ = writeln!(lines, "{:20} {verdict:6} {:>12}", step.name, readable(step.time));
        }
        let _ = writeln!(lines, "{:20} {:6} {:>12}", "all", "", readable(total));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_is_named_and_the_next_one_still_runs() {
        let mut steps = Steps::default();
        steps.note("first", || anyhow::bail!("no"));
        steps.note("second", || Ok(()));
        assert_eq!(steps.failed(), ["first"]);
        assert!(steps.table().contains("second               ok"));
    }
}
