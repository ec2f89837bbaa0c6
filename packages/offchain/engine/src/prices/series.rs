//! One asset's bars, with what was only a single print taken out of them.

/// An extreme further than this factor from both open and close is a single print.
pub const PRINT_FACTOR: f64 = 10.0;

/// One bar of trading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Unix seconds at which it opens.
    pub time: u64,
    /// First price, in quote units per token.
    pub open: f64,
    /// Highest price.
    pub high: f64,
    /// Lowest price.
    pub low: f64,
    /// Last price.
    pub close: f64,
    /// Tokens traded.
    pub volume: f64,
}

impl Bar {
    /// This bar and the later one as one.
    pub fn joined(self, later: Self) -> Self {
        Self {
            time: self.time,
            open: self.open,
            high: self.high.max(later.high),
            low: self.low.min(later.low),
            close: later.close,
            volume: self.volume + later.volume,
        }
    }
}

/// A price that one venue showed for a moment and no other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Print {
    /// Unix seconds.
    pub time: u64,
    /// Quote units per token.
    pub price: f64,
}

/// The prices of one asset over one window, in rising order of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The asset's name.
    pub asset: String,
    /// Where it came from, for messages.
    pub source: String,
    bars: Vec<Bar>,
    prints: Vec<Print>,
    bar_seconds: u64,
}

impl Series {
    /// From bars in rising order of time; single prints are taken out of them.
    ///
    /// How long a bar lasts is the most common distance between two; 60 s where there is but one.
    pub fn new(asset: impl Into<String>, source: impl Into<String>, bars: Vec<Bar>) -> Self {
        let bar_seconds = usual_distance(&bars);
        let mut prints = Vec::new();
        let bars = bars
            .into_iter()
            .map(|bar| without_prints(bar, bar_seconds, &mut prints))
            .collect();
        Self {
            asset: asset.into(),
            source: source.into(),
            bars,
            prints,
            bar_seconds,
        }
    }

    /// From bars and prints that are already told apart.
    pub(super) fn of_parts(
        asset: String,
        source: String,
        bars: Vec<Bar>,
        prints: Vec<Print>,
        bar_seconds: u64,
    ) -> Self {
        Self {
            asset,
            source,
            bars,
            prints,
            bar_seconds,
        }
    }

    /// The bars, single prints taken out.
    pub fn bars(&self) -> &[Bar] {
        &self.bars
    }

    /// The single prints, in rising order of time.
    pub fn prints(&self) -> &[Print] {
        &self.prints
    }

    /// How long a bar lasts, in seconds.
    pub const fn bar_seconds(&self) -> u64 {
        self.bar_seconds
    }

    /// When the first bar opens, in unix seconds; zero without bars.
    pub fn start(&self) -> u64 {
        self.bars.first().map_or(0, |bar| bar.time)
    }

    /// When the last bar ends, in unix seconds; zero without bars.
    pub fn end(&self) -> u64 {
        self.bars
            .last()
            .map_or(0, |bar| bar.time + self.bar_seconds)
    }
}

fn usual_distance(bars: &[Bar]) -> u64 {
    let mut distances: Vec<u64> = bars
        .iter()
        .zip(bars.iter().skip(1))
        .map(|(a, b)| b.time.saturating_sub(a.time))
        .collect();
    distances.sort_unstable();
    let mut best = (0_usize, 60_u64);
    for group in distances.chunk_by(|a, b| a == b) {
        // The first of equally common ones is the shorter: gaps are longer, never shorter.
        if let Some(distance) = group.first().filter(|_| group.len() > best.0) {
            best = (group.len(), *distance);
        }
    }
    best.1
}

fn without_prints(mut bar: Bar, bar_seconds: u64, prints: &mut Vec<Print>) -> Bar {
    let (bottom, top) = (bar.open.min(bar.close), bar.open.max(bar.close));
    let third = bar_seconds / 3;
    // The walk is at its first extreme a third into the bar, at its second two thirds in.
    let (low_after, high_after) = if bar.close > bar.open {
        (2 * third, third)
    } else {
        (third, 2 * third)
    };
    let mut found = Vec::new();
    if bar.low * PRINT_FACTOR < bottom {
        found.push((low_after, bar.low));
        bar.low = bottom;
    }
    if bar.high > top * PRINT_FACTOR {
        found.push((high_after, bar.high));
        bar.high = top;
    }
    found.sort_by_key(|(after, _)| *after);
    prints.extend(found.into_iter().map(|(after, price)| Print {
        time: bar.time + after,
        price,
    }));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(time: u64, open: f64, high: f64, low: f64, close: f64) -> Bar {
        Bar {
            time,
            open,
            high,
            low,
            close,
            volume: 1.0,
        }
    }

    #[test]
    fn a_print_ten_times_below_leaves_the_bar_and_is_kept_apart() {
        let series = Series::new(
            "LINK",
            "test",
            vec![
                bar(0, 2.0, 2.1, 0.0001, 1.9),
                bar(3600, 1.9, 2.0, 1.8, 1.85),
            ],
        );
        assert_eq!(series.bars().first().map(|b| b.low), Some(1.9));
        assert_eq!(
            series.prints(),
            [Print {
                time: 1200,
                price: 0.0001
            }]
        );
    }

    #[test]
    fn a_print_ten_times_above_leaves_the_bar_too() {
        let series = Series::new("OSMO", "test", vec![bar(0, 0.9, 12.5, 0.88, 0.91)]);
        assert_eq!(series.bars().first().map(|b| b.high), Some(0.91));
        assert_eq!(series.prints().len(), 1);
    }

    #[test]
    fn a_fall_that_the_close_confirms_is_no_print() {
        let series = Series::new("LUNA", "test", vec![bar(0, 10.0, 10.0, 0.1, 0.5)]);
        assert!(series.prints().is_empty());
        assert_eq!(series.bars().first().map(|b| b.low), Some(0.1));
    }

    #[test]
    fn a_bar_lasts_as_long_as_most_of_them() {
        let at = |time| bar(time, 1.0, 1.0, 1.0, 1.0);
        let series = Series::new("A", "test", vec![at(0), at(300), at(600), at(1800)]);
        assert_eq!(series.bar_seconds(), 300);
        assert_eq!((series.start(), series.end()), (0, 2100));
        assert_eq!(Series::new("A", "test", vec![at(0)]).bar_seconds(), 60);
    }
}
