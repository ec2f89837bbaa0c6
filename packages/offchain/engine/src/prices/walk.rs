//! One asset's price in every block.
//!
//! A bar becomes a track: four waypoints (open, the two extremes, close) at whole blocks, with
//! steps of equal size between them. The open is the bar's first block, the close its last, so
//! every price a bar states is really shown. After the close, it stands until the next bar.

use super::series::{Bar, Series};

/// One bar on the grid of blocks.
#[derive(Clone, Copy, Debug)]
struct Track {
    /// The first block of the bar; negative where the grid begins inside of it.
    first: i64,
    /// The waypoints: open, first extreme, second extreme, close.
    points: [f64; 4],
    /// Blocks after `first` at which they are reached; the first is zero.
    after: [i64; 4],
}

impl Track {
    fn of(bar: Bar, first: i64, blocks: i64) -> Self {
        // A bar that rises goes up first, all others down.
        let (one, two) = if bar.close > bar.open {
            (bar.high, bar.low)
        } else {
            (bar.low, bar.high)
        };
        let points = [bar.open, one, two, bar.close];
        Self {
            first,
            points,
            after: waypoints(points, blocks - 1),
        }
    }

    fn price(&self, block: i64) -> f64 {
        let [open, one, two, close] = self.points;
        let [_, at_one, at_two, at_close] = self.after;
        let after = (block - self.first).max(0);
        if after >= at_close {
            close
        } else if after >= at_two {
            between(two, close, after - at_two, at_close - at_two)
        } else if after >= at_one {
            between(one, two, after - at_one, at_two - at_one)
        } else {
            between(open, one, after, at_one)
        }
    }

    fn range(&self) -> (f64, f64) {
        let [open, one, two, close] = self.points;
        (
            open.min(one).min(two).min(close),
            open.max(one).max(two).max(close),
        )
    }
}

fn between(from: f64, to: f64, step: i64, steps: i64) -> f64 {
    from + (to - from) * (step as f64 / steps as f64)
}

/// Where the waypoints fall when `steps` equal steps walk the whole way.
///
/// They are moved to whole blocks, and apart where there is room, so that an extreme is a price
/// of some block and not only passed.
fn waypoints(points: [f64; 4], steps: i64) -> [i64; 4] {
    let [open, one, two, close] = points;
    let legs = [(one - open).abs(), (two - one).abs(), (close - two).abs()];
    let way: f64 = legs.iter().sum();
    if way <= 0.0 || steps <= 0 {
        return [0, 0, 0, steps.max(0)];
    }
    let [first, second, _] = legs;
    let place = |walked: f64| (walked / way * steps as f64).round() as i64;
    if steps < 3 {
        let at_one = place(first);
        return [0, at_one, place(first + second).max(at_one), steps];
    }
    let at_one = place(first).clamp(i64::from(one != open), steps - 2);
    let last = steps - i64::from(two != close);
    let at_two = place(first + second).clamp(at_one + 1, last.max(at_one + 1));
    [0, at_one, at_two, steps]
}

/// The price of one asset in every block of a grid.
#[derive(Clone, Debug)]
pub struct PriceWalk {
    tracks: Vec<Track>,
}

impl PriceWalk {
    /// Lays a series on the grid whose block 0 is at `origin` (unix seconds).
    ///
    /// A block shows what a bar that opened at or before its time says. Bars shorter than a block
    /// are joined, so their extremes are not lost.
    pub fn new(series: &Series, origin: u64, block_seconds: u64) -> Self {
        let block_seconds = block_seconds.max(1);
        let grid = |time: u64| block_at_or_after(time, origin, block_seconds);
        let bars = series.bars();
        let nexts = bars.iter().skip(1).map(|next| next.time);
        let nexts = nexts.chain(std::iter::once(series.end()));
        let mut tracks = Vec::with_capacity(bars.len());
        let mut short: Option<Bar> = None;
        for (bar, next) in bars.iter().zip(nexts) {
            let end = grid(next.min(bar.time + series.bar_seconds()));
            let bar = short.take().map_or(*bar, |before| before.joined(*bar));
            let first = grid(bar.time);
            if grid(next) <= first {
                short = Some(bar);
                continue;
            }
            tracks.push(Track::of(bar, first, (end - first).max(1)));
        }
        if let Some(bar) = short {
            tracks.push(Track::of(bar, grid(bar.time), 1));
        }
        Self { tracks }
    }

    /// The price in a block: the open of the first bar before it, the last close after the end.
    pub fn price_at(&self, block: u64) -> f64 {
        let block = block as i64;
        self.track(self.index(block))
            .map_or(0.0, |track| track.price(block))
    }

    /// The first block at or after `from` and before `until` whose price differs from `reference`
    /// by at least the share `by` of it. Whole bars that cannot are passed over at once.
    pub fn next_beyond(&self, from: u64, until: u64, reference: f64, by: f64) -> Option<u64> {
        let (from, until) = (from as i64, until as i64);
        let (bottom, top) = (reference * (1.0 - by), reference * (1.0 + by));
        let beyond = |price: f64| price <= bottom || price >= top;
        let mut index = self.index(from);
        while let Some(track) = self.track(index) {
            let start = track.first.max(from);
            if start >= until {
                return None;
            }
            let end = self
                .track(index + 1)
                .map_or(i64::MAX, |next| next.first)
                .min(until);
            let (low, high) = track.range();
            if beyond(low) || beyond(high) {
                // Past the close nothing moves: one block more shows all there is.
                let moving = end.min((track.first + track.after[3] + 1).max(start + 1));
                if let Some(block) = (start..moving).find(|block| beyond(track.price(*block))) {
                    return Some(block as u64);
                }
            }
            index += 1;
        }
        None
    }

    /// The prices of block after block, from `from` on and without end.
    pub fn steps(&self, from: u64) -> Steps<'_> {
        Steps {
            walk: self,
            index: self.index(from as i64),
            block: from as i64,
        }
    }

    fn track(&self, index: usize) -> Option<&Track> {
        self.tracks.get(index)
    }

    /// The track that speaks for a block: the last that begins at or before it, else the first.
    fn index(&self, block: i64) -> usize {
        self.tracks
            .partition_point(|track| track.first <= block)
            .saturating_sub(1)
    }
}

fn block_at_or_after(time: u64, origin: u64, block_seconds: u64) -> i64 {
    let (time, origin, step) = (time as i64, origin as i64, block_seconds as i64);
    (time - origin + step - 1).div_euclid(step)
}

/// Prices of consecutive blocks; see [`PriceWalk::steps`].
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    walk: &'a PriceWalk,
    index: usize,
    block: i64,
}

impl Iterator for Steps<'_> {
    type Item = f64;

    fn next(&mut self) -> Option<f64> {
        while self
            .walk
            .track(self.index + 1)
            .is_some_and(|next| next.first <= self.block)
        {
            self.index += 1;
        }
        let price = self.walk.track(self.index)?.price(self.block);
        self.block += 1;
        Some(price)
    }
}
