//! Times in words.

/// The time `then` as seen from `now`, both in seconds since 1970: "in 12 minutes", "3 hours ago", "now".
pub fn time_in_words(then: i64, now: i64) -> String {
    let distance = then.abs_diff(now);
    let (size, unit) = match distance {
        0 => return "now".to_owned(),
        1..60 => (1, "second"),
        60..3_600 => (60, "minute"),
        3_600..86_400 => (3_600, "hour"),
        86_400..2_592_000 => (86_400, "day"),
        2_592_000..31_536_000 => (2_592_000, "month"),
        _ => (31_536_000, "year"),
    };
    let count = distance / size;
    let plural = if count == 1 { "" } else { "s" };
    if then > now { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

#[cfg(test)]
mod tests {
    use super::time_in_words;

    #[test]
    fn times_are_told_from_now() {
        let now = 1_700_000_000;
        let cases = [
            (0, "now"),
            (1, "in 1 second"),
            (-59, "59 seconds ago"),
            (60, "in 1 minute"),
            (12 * 60 + 30, "in 12 minutes"),
            (-3 * 3_600 - 100, "3 hours ago"),
            (86_400, "in 1 day"),
            (-40 * 86_400, "1 month ago"),
            (730 * 86_400, "in 2 years"),
        ];
        for (distance, words) in cases {
            assert_eq!(time_in_words(now + distance, now), words);
        }
        assert!(time_in_words(i64::MAX, i64::MIN).starts_with("in "));
        assert!(time_in_words(i64::MIN, i64::MAX).ends_with(" years ago"));
    }
}
