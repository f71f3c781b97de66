//! Medians, percentiles, and how a figure grows.

use std::time::Duration;

/// The value below which `percent` of the sorted values lie (nearest rank); 0 of none.
pub fn percentile(sorted: &[Duration], percent: usize) -> Duration {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// The middle of figures that came in any order, and the least and the greatest.
pub fn spread(figures: &[f64]) -> (f64, f64, f64) {
    let mut sorted = figures.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    (at(sorted.len() / 2), at(0), at(sorted.len().saturating_sub(1)))
}

/// The exponent `k` of the power law `y = c · x^k` that fits best (least squares of logarithms): 0 is constant, 1 linear.
pub fn exponent(points: &[(f64, f64)]) -> f64 {
    let logarithms: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let mean = |pick: fn(&(f64, f64)) -> f64| logarithms.iter().map(pick).sum::<f64>() / as_float(logarithms.len());
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let both: f64 = logarithms.iter().map(|point| (point.0 - x) * (point.1 - y)).sum();
    let square: f64 = logarithms.iter().map(|point| (point.0 - x).powi(2)).sum();
    both / square
}

/// A count as a figure to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts of a benchmark are far below 2^52")]
pub fn as_float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let values: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        assert_eq!(percentile(&values, 50), Duration::from_millis(100));
        assert_eq!(percentile(&values, 99), Duration::from_millis(198));
        assert_eq!(percentile(&values[..1], 99), Duration::from_millis(1));
        assert_eq!(percentile(&[], 50), Duration::ZERO);
    }

    #[test]
    fn the_exponent_tells_constant_from_linear_from_square() {
        let law = |power: i32| {
            let points: Vec<(f64, f64)> = [1.0_f64, 10.0, 100.0].iter().map(|x| (*x, 3.0 * x.powi(power))).collect();
            exponent(&points)
        };
        for power in 0..3 {
            assert!((law(power) - f64::from(power)).abs() < 1e-9);
        }
    }

    #[test]
    fn the_spread_has_the_middle_and_both_ends() {
        assert_eq!(spread(&[3.0, 1.0, 2.0]), (2.0, 1.0, 3.0));
    }
}
