//! A price feeder: publishes when the price moved or silence lasted too long.

use crate::prices::{Feed, Market};
use crate::scenario::Oracle;

/// 100.5 is half a percent above 100, whatever binary fractions make of it.
const ROUNDING: f64 = 1e-12;

/// What a feeder sees of one asset in one block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FeederSnapshot {
    /// Unix seconds of the block.
    pub time: u64,
    /// The asset's place in the market's list.
    pub asset: usize,
    /// The price it is shown, already late, in quote units per token.
    pub price: f64,
}

/// What a feeder does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FeederAction {
    /// Tell the oracle this price.
    Publish {
        /// The asset's place in the market's list.
        asset: usize,
        /// Quote units per token.
        price: f64,
    },
}

/// One feeder and what it published last, asset by asset.
#[derive(Clone, Debug)]
pub struct Feeder {
    feed: Feed,
    deviation: f64,
    heartbeat: u64,
    last: Vec<Option<(u64, f64)>>,
}

impl Feeder {
    /// The `number`th feeder (from 0) of a scenario.
    pub fn new(number: u32, oracle: &Oracle) -> Self {
        Self {
            feed: Feed {
                number: number.into(),
                of: oracle.feeders.into(),
            },
            deviation: oracle.deviation,
            heartbeat: oracle.heartbeat_seconds,
            last: Vec::new(),
        }
    }

    /// Which of the feeders it is: the market shows it its own single prints.
    pub const fn feed(&self) -> Feed {
        self.feed
    }

    /// Publishes if the price moved by the deviation, or the last one is a heartbeat old.
    pub fn decide(&mut self, snapshot: FeederSnapshot) -> Vec<FeederAction> {
        let FeederSnapshot { time, asset, price } = snapshot;
        if self.last.len() <= asset {
            self.last.resize(asset + 1, None);
        }
        let Some(last) = self.last.get_mut(asset) else {
            return Vec::new();
        };
        let due = last.is_none_or(|(when, published)| {
            let moved = (price / published - 1.0).abs();
            moved >= self.deviation - ROUNDING || time.saturating_sub(when) >= self.heartbeat
        });
        if !due {
            return Vec::new();
        }
        *last = Some((time, price));
        vec![FeederAction::Publish { asset, price }]
    }

    /// What it says in a block of a market that it sees `late` seconds late. After the last asset of
    /// the market comes the quote unit itself, at one.
    pub fn words(&mut self, market: &Market, block: u64, late: u64) -> Vec<FeederAction> {
        let time = market.time(block);
        let quote = market.assets.len();
        let mut words = Vec::new();
        for asset in 0..=quote {
            let shown = if asset == quote {
                Some(1.0)
            } else {
                market.shown(asset, block, late, self.feed)
            };
            let Some(price) = shown else { continue };
            words.extend(self.decide(FeederSnapshot { time, asset, price }));
        }
        words
    }

    /// The time and price of its last word on an asset.
    pub fn last(&self, asset: usize) -> Option<(u64, f64)> {
        self.last.get(asset).copied().flatten()
    }

    /// When it speaks next even if the price stands; `None` before its first word.
    pub fn silent_until(&self, asset: usize) -> Option<u64> {
        self.last(asset).map(|(when, _)| when + self.heartbeat)
    }
}
