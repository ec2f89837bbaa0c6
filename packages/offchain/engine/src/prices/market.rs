//! Several assets over the time they have in common, block by block.

use super::error::PriceError;
use super::series::{Print, Series};
use super::walk::PriceWalk;
use crate::utc::utc;

/// Seconds of a day, over which volume and volatility are measured.
pub const DAY: u64 = 86_400;

/// The market of one asset.
#[derive(Clone, Debug)]
pub struct AssetMarket {
    /// The asset's name.
    pub name: String,
    /// Where its prices came from.
    pub source: String,
    /// Its price in every block.
    pub walk: PriceWalk,
    prints: Vec<(u64, f64)>,
    days: Vec<Traded>,
    bar_seconds: u64,
}

/// What was traded up to the end of a bar, cumulative from the first.
#[derive(Clone, Copy, Debug, Default)]
struct Traded {
    time: u64,
    volume: f64,
    squares: f64,
}

/// All assets of a run over one window of blocks.
#[derive(Clone, Debug)]
pub struct Market {
    /// Unix seconds of block 0.
    pub start: u64,
    /// Seconds of a block.
    pub block_seconds: u64,
    /// How many blocks the window has.
    pub blocks: u64,
    /// The assets, in the order they were given; the first is the main collateral.
    pub assets: Vec<AssetMarket>,
}

impl Market {
    /// Aligns series to the window in which all of them have prices.
    /// Errors: `NoFiles`, `TwiceTheSame`, `NoCommonTime`.
    pub fn align(series: &[Series], block_seconds: u64) -> Result<Self, PriceError> {
        only_once(series)?;
        let block_seconds = block_seconds.max(1);
        let (Some(start), Some(end)) = (
            series.iter().map(Series::start).max(),
            series.iter().map(Series::end).min(),
        ) else {
            return Err(PriceError::NoFiles);
        };
        let blocks = end.saturating_sub(start) / block_seconds;
        if blocks == 0 {
            return Err(PriceError::NoCommonTime {
                windows: windows(series),
                block_seconds,
            });
        }
        let assets = series
            .iter()
            .map(|series| AssetMarket::new(series, start, block_seconds))
            .collect();
        Ok(Self {
            start,
            block_seconds,
            blocks,
            assets,
        })
    }

    /// Unix seconds of a block.
    pub const fn time(&self, block: u64) -> u64 {
        self.start + block * self.block_seconds
    }

    /// The place of an asset in the list. Errors: `UnknownAsset`.
    pub fn place(&self, asset: &str) -> Result<usize, PriceError> {
        let wanted = |a: &AssetMarket| a.name.eq_ignore_ascii_case(asset);
        self.assets.iter().position(wanted).ok_or_else(|| {
            let known: Vec<&str> = self.assets.iter().map(|a| a.name.as_str()).collect();
            PriceError::UnknownAsset {
                asset: asset.to_owned(),
                known: known.join(", "),
            }
        })
    }

    /// Makes this asset the main collateral. Errors: `UnknownAsset`.
    pub fn led_by(mut self, asset: &str) -> Result<Self, PriceError> {
        let place = self.place(asset)?;
        if let Some(front) = self.assets.get_mut(..=place) {
            front.rotate_right(1);
        }
        Ok(self)
    }

    /// The market's price of an asset in a block; `None` for no such asset.
    pub fn price(&self, asset: usize, block: u64) -> Option<f64> {
        self.assets
            .get(asset)
            .map(|asset| asset.walk.price_at(block))
    }

    /// What one feeder shows in a block: the market `late_seconds` ago, or the single print that
    /// fell on it then.
    pub fn shown(&self, asset: usize, block: u64, late_seconds: u64, feeder: Feed) -> Option<f64> {
        let asset = self.assets.get(asset)?;
        // A price is known from its block on: the last block at or before that moment counts.
        let seen = block.saturating_sub(late_seconds.div_ceil(self.block_seconds));
        let print = asset.print_at(seen).filter(|_| feeder.shows_prints(seen));
        Some(print.unwrap_or_else(|| asset.walk.price_at(seen)))
    }
}

/// One feeder among several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Its number, from 0.
    pub number: u64,
    /// How many there are.
    pub of: u64,
}

impl Feed {
    /// Is it this feeder's turn to show a single print of that block?
    pub const fn shows_prints(self, block: u64) -> bool {
        match block.checked_rem(self.of) {
            Some(turn) => turn == self.number,
            None => false,
        }
    }
}

impl AssetMarket {
    fn new(series: &Series, start: u64, block_seconds: u64) -> Self {
        let block = |print: &Print| {
            let after = print.time.checked_sub(start)?;
            Some((after / block_seconds, print.price))
        };
        Self {
            name: series.asset.clone(),
            source: series.source.clone(),
            walk: PriceWalk::new(series, start, block_seconds),
            prints: series.prints().iter().filter_map(block).collect(),
            days: traded(series),
            bar_seconds: series.bar_seconds(),
        }
    }

    /// The single prints: block and price, in rising order.
    pub fn prints(&self) -> &[(u64, f64)] {
        &self.prints
    }

    /// The single print of a block, if there is one.
    pub fn print_at(&self, block: u64) -> Option<f64> {
        let place = self.prints.binary_search_by_key(&block, |(b, _)| *b).ok()?;
        self.prints.get(place).map(|(_, price)| *price)
    }

    /// Tokens traded in the day before `time` (unix seconds).
    ///
    /// Where less than a day is known it is the first day's; a shorter file is scaled to a day.
    pub fn daily_volume(&self, time: u64) -> f64 {
        let (traded, seconds) = self.day(time);
        traded.volume * DAY as f64 / seconds
    }

    /// Standard deviation of the log price over the day before `time`, from closes of bars.
    /// Short files as in [`AssetMarket::daily_volume`].
    pub fn sigma_day(&self, time: u64) -> f64 {
        let (traded, seconds) = self.day(time);
        (traded.squares * DAY as f64 / seconds).sqrt()
    }

    fn day(&self, time: u64) -> (Traded, f64) {
        let (Some(first), Some(last)) = (self.days.first(), self.days.last()) else {
            return (Traded::default(), DAY as f64);
        };
        let begin = first.time.saturating_sub(self.bar_seconds);
        let to = time.max(begin + DAY).min(last.time);
        let from = to.saturating_sub(DAY).max(begin);
        let (upto, before) = (self.upto(to), self.upto(from));
        let day = Traded {
            time: to,
            volume: upto.volume - before.volume,
            squares: (upto.squares - before.squares).max(0.0),
        };
        (day, (to - from).max(1) as f64)
    }

    fn upto(&self, time: u64) -> Traded {
        let after = self.days.partition_point(|traded| traded.time <= time);
        after
            .checked_sub(1)
            .and_then(|place| self.days.get(place))
            .copied()
            .unwrap_or_default()
    }
}

fn traded(series: &Series) -> Vec<Traded> {
    let mut sum = Traded::default();
    let mut last: Option<f64> = None;
    let mut days = Vec::with_capacity(series.bars().len());
    for bar in series.bars() {
        let change = (bar.close / last.unwrap_or(bar.open)).ln();
        last = Some(bar.close);
        sum.time = bar.time + series.bar_seconds();
        sum.volume += bar.volume;
        sum.squares += change * change;
        days.push(sum);
    }
    days
}

fn only_once(series: &[Series]) -> Result<(), PriceError> {
    for (place, one) in series.iter().enumerate() {
        let before = series.iter().take(place);
        if let Some(first) = before.into_iter().find(|other| other.asset == one.asset) {
            return Err(PriceError::TwiceTheSame {
                asset: one.asset.clone(),
                first: first.source.clone(),
                second: one.source.clone(),
            });
        }
    }
    Ok(())
}

fn windows(series: &[Series]) -> String {
    let window = |series: &Series| {
        let (start, end) = (utc(series.start()), utc(series.end()));
        format!("{} has {start} to {end} UTC", series.source)
    };
    series.iter().map(window).collect::<Vec<_>>().join(", ")
}
