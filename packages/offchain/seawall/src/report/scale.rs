//! Axes: where a value stands on paper, and which values are labelled.

/// A straight scale from values to coordinates.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Values from `low` to `high` at the coordinates `from` to `to`.
    pub fn new(low: f64, high: f64, from: f64, to: f64) -> Self {
        // A scale of a single value still needs a width.
        let high = if high > low { high } else { low + 1.0 };
        Self {
            low,
            high,
            from,
            to,
        }
    }

    /// Like [`Scale::new`] with the ends moved outwards to round values.
    pub fn round(low: f64, high: f64, from: f64, to: f64) -> Self {
        let plain = Self::new(low, high, from, to);
        let step = step(plain.high - plain.low, 5.0);
        let low = (plain.low / step).floor() * step;
        let high = (plain.high / step).ceil() * step;
        Self::new(low, high, from, to)
    }

    /// Where a value stands.
    pub fn at(&self, value: f64) -> f64 {
        self.from + (value - self.low) / (self.high - self.low) * (self.to - self.from)
    }

    /// Round values within the scale, about `count`.
    pub fn ticks(&self, count: f64) -> Vec<f64> {
        ticks(self.low, self.high, step(self.high - self.low, count))
    }

    /// Times within the scale that people would choose, in seconds.
    pub fn times(&self) -> Vec<f64> {
        let span = self.high - self.low;
        let steps = [
            60.0,
            300.0,
            600.0,
            1800.0,
            3600.0,
            7200.0,
            14_400.0,
            21_600.0,
            43_200.0,
            86_400.0,
            172_800.0,
            604_800.0,
            2_592_000.0,
            7_776_000.0,
            31_536_000.0,
        ];
        let fits = |step: &&f64| span / **step <= 7.0;
        let step = steps.iter().find(fits).copied().unwrap_or(span);
        ticks(self.low, self.high, step)
    }
}

fn ticks(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-9).ceil();
    let last = (high / step + 1e-9).floor();
    let count = (last - first).clamp(0.0, 50.0) as u32;
    (0..=count).map(|n| (first + f64::from(n)) * step).collect()
}

/// 1, 2 or 5 times a power of ten, so that about `count` of them fill the span.
fn step(span: f64, count: f64) -> f64 {
    let raw = (span / count).max(1e-12);
    let power = 10.0_f64.powf(raw.log10().floor());
    let part = raw / power;
    let round = if part <= 1.0 {
        1.0
    } else if part <= 2.0 {
        2.0
    } else if part <= 5.0 {
        5.0
    } else {
        10.0
    };
    round * power
}

/// Seconds from the start as a label: minutes, hours or days.
pub fn time_label(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round();
    if minutes < 60.0 {
        format!("{minutes} min")
    } else if minutes < 2880.0 {
        let hours = (minutes / 60.0 * 10.0).round() / 10.0;
        format!("{hours} h")
    } else {
        let days = (minutes / 1440.0 * 10.0).round() / 10.0;
        format!("{days} d")
    }
}

/// A value as a label: thousands and millions are shortened.
pub fn value_label(value: f64) -> String {
    let (value, unit) = if value.abs() >= 1e6 {
        (value / 1e6, " M")
    } else if value.abs() >= 1e4 {
        (value / 1e3, " k")
    } else {
        (value, "")
    };
    format!("{}{unit}", (value * 1000.0).round() / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        let scale = Scale::new(0.0, 100.0, 0.0, 1.0);
        assert_eq!(scale.ticks(5.0), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        let scale = Scale::round(43.0, 187.0, 0.0, 1.0);
        assert_eq!(scale.ticks(5.0), [0.0, 50.0, 100.0, 150.0, 200.0]);
    }

    #[test]
    fn times_are_hours_people_would_choose() {
        let scale = Scale::new(0.0, 12_240.0, 0.0, 1.0);
        let labels: Vec<String> = scale.times().into_iter().map(time_label).collect();
        assert_eq!(labels.join(" "), "0 min 30 min 1 h 1.5 h 2 h 2.5 h 3 h");
    }

    #[test]
    fn a_scale_of_one_value_is_no_division_by_zero() {
        let scale = Scale::new(5.0, 5.0, 0.0, 100.0);
        assert_eq!(scale.at(5.0), 0.0);
        assert!(scale.ticks(4.0).len() > 1);
    }

    #[test]
    fn values_are_shortened() {
        let labels = [0.25, 950.0, 12_000.0, 1_500_000.0].map(value_label);
        assert_eq!(labels, ["0.25", "950", "12 k", "1.5 M"]);
    }
}
