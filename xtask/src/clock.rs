//! How long things took. The one place of this crate that reads a clock.

use std::time::{Duration, Instant};

/// Started when made.
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[allow(clippy::disallowed_methods, reason = "build times are for people to read; nothing here is replayed")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

/// `3.2 s`, or `4 min 10 s` from a minute on.
pub fn readable(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_as_seconds_then_as_minutes() {
        assert_eq!(readable(Duration::from_millis(3_240)), "3.2 s");
        assert_eq!(readable(Duration::from_secs(250)), "4 min 10 s");
    }
}
