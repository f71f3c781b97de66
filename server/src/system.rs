//! The machine's clock and its source of randomness.

use domain::{Clock, Entropy, Timestamp};
use std::{
    process,
    time::{SystemTime, UNIX_EPOCH},
};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one clock that everything else takes as an argument")]
    fn now(&self) -> Timestamp {
        let now = SystemTime::now();
        let millis = match now.duration_since(UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
        };
        Timestamp::from_millis(millis)
    }
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    /// Never returns with a buffer that is not random: without randomness no secret can be made, no request can be
    /// answered safely, and there is nothing to wait for. So the process ends, without unwinding into code that
    /// would go on.
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            eprintln!("The operating system gives no random numbers ({error}), so Passerelle ends.");
            process::abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_in_this_century() {
        let now = SystemClock.now();
        assert!(now > Timestamp::from_seconds(1_767_225_600), "{now}");
        assert!(now < Timestamp::from_seconds(4_102_444_800), "{now}");
    }

    #[test]
    fn two_draws_differ_and_fill_the_whole_buffer() {
        let entropy: &dyn Entropy = &SystemEntropy;
        let (one, two): ([u8; 64], [u8; 64]) = (entropy.bytes(), entropy.bytes());
        assert_ne!(one, two);
        assert!(one[48..].iter().any(|octet| *octet != 0));
        entropy.fill(&mut []);
    }
}
