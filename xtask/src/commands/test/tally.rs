//! Counting tests from what the test programs print.

/// How many tests passed and failed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u32,
    pub failed: u32,
}

impl Tally {
    /// `test result: ok. 3 passed; 0 failed; 0 ignored; …`, once per test program.
    pub fn see_cargo(&mut self, line: &str) {
        if line.starts_with("test result: ") {
            self.passed += number_before(line, " passed");
            self.failed += number_before(line, " failed");
        }
    }

    /// `  3 passed (2.0s)` and `  1 failed`, on lines of their own at the end. A test that passed only when it was
    /// repeated ("flaky") did not pass.
    pub fn see_playwright(&mut self, line: &str) {
        let line = line.trim();
        let mut words = line.split(' ');
        let Some(number) = words.next().and_then(|word| word.parse::<u32>().ok()) else {
            return;
        };
        match words.next() {
            Some("passed") => self.passed += number,
            Some("failed" | "flaky" | "interrupted") => self.failed += number,
            _ => {}
        }
    }
}

fn number_before(line: &str, word: &str) -> u32 {
    line.split_once(word)
        .and_then(|(before, _)| before.rsplit(' ').next())
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_several_test_programs_add_up() {
        let mut tally = Tally::default();
        tally.see_cargo("running 4 tests");
        tally
            .see_cargo("test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        tally.see_cargo("test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        assert_eq!(tally, Tally { passed: 13, failed: 2 });
    }

    #[test]
    fn the_summary_of_the_browser_tests_is_read() {
        let mut tally = Tally::default();
        for line in ["  ✓  1 a.spec.js:3:1 › 2 passed things (1s)", "  1 failed", "  1 flaky", "  4 passed (2.0s)"]
        {
            tally.see_playwright(line);
        }
        assert_eq!(tally, Tally { passed: 4, failed: 2 });
    }
}
