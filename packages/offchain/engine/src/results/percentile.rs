//! Percentiles of small samples.

/// The smallest value that at least the share `part` (0 to 1) of the sample is not above: the
/// nearest-rank percentile, always a value that occurred. Zero for an empty sample.
pub fn percentile(values: &[f64], part: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (part.clamp(0.0, 1.0) * sorted.len() as f64).ceil() as usize;
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::percentile;

    #[test]
    fn hand_worked_ranks() {
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        for (part, value) in [
            (0.5, 5.0),
            (0.95, 10.0),
            (0.9, 9.0),
            (1.0, 10.0),
            (0.0, 1.0),
        ] {
            assert_eq!(percentile(&ten, part), value, "{part}");
        }
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(&hundred, 0.95), 95.0);
    }

    #[test]
    fn one_value_is_every_percentile_and_none_is_zero() {
        assert_eq!(percentile(&[7.0], 0.5), 7.0);
        assert_eq!(percentile(&[7.0], 0.95), 7.0);
        assert_eq!(percentile(&[], 0.5), 0.0);
    }
}
