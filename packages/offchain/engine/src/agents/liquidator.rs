//! A liquidator: buys where selling again pays, with limited money.
//!
//! What it bought it sells at the market at once, and has the money a while later. Selling `x`
//! tokens brings `market · x · (1 − σ_day · √(x / daily volume))`. As long as money is under way
//! the market has not digested those tokens, so they count in `x`: buying in small bites is no
//! way around the impact. It takes the amount at which the last token still earns the margin.

use crate::scenario::Liquidators;

/// What the market of one asset can bear.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Depth {
    /// USD per token.
    pub market: f64,
    /// Standard deviation of the log price over a day.
    pub sigma_day: f64,
    /// Tokens traded in a day.
    pub daily_volume: f64,
}

impl Depth {
    /// What selling `tokens` brings, in USD; never below zero.
    pub fn revenue(&self, tokens: f64) -> f64 {
        let impact = self.impact(tokens);
        (self.market * tokens * (1.0 - impact)).max(0.0)
    }

    /// The share of the price that selling `tokens` costs on average.
    pub fn impact(&self, tokens: f64) -> f64 {
        if tokens <= 0.0 || self.sigma_day <= 0.0 {
            return 0.0;
        }
        if self.daily_volume <= 0.0 {
            return 1.0;
        }
        (self.sigma_day * (tokens / self.daily_volume).sqrt()).min(1.0)
    }

    /// How many tokens can be sold until the last one brings no more than `price`.
    ///
    /// From the derivative of the revenue: `market · (1 − 1.5·σ·√(x/V)) = price`.
    pub fn sellable_above(&self, price: f64) -> f64 {
        let room = 1.0 - price / self.market;
        if room.is_nan() || room < 0.0 {
            return 0.0;
        }
        if self.sigma_day <= 0.0 {
            return f64::INFINITY;
        }
        self.daily_volume.max(0.0) * (room / (1.5 * self.sigma_day)).powi(2)
    }
}

/// A lot as a buyer sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LotView {
    /// The chain that sells it.
    pub chain: u16,
    /// The lot.
    pub lot: u64,
    /// The collateral's place in the market's list.
    pub asset: usize,
    /// What a token costs now, in USD.
    pub price: f64,
    /// Tokens left.
    pub tokens: f64,
    /// USD that end the lot when they are paid.
    pub wanted: f64,
    /// What is left after a take must be nothing, or worth this much in USD.
    pub dust: f64,
    /// What the market of the collateral can bear.
    pub depth: Depth,
}

/// What a liquidator sees in one block.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LiquidatorSnapshot {
    /// Unix seconds.
    pub time: u64,
    /// The open lots.
    pub lots: Vec<LotView>,
}

/// What a liquidator does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LiquidatorAction {
    /// Take part of a lot or all of it.
    Take {
        /// The chain that sells it.
        chain: u16,
        /// The lot.
        lot: u64,
        /// Tokens.
        tokens: f64,
        /// The most it pays for a token, in USD.
        limit: f64,
    },
}

/// Tokens sold whose money is still under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// The collateral's place in the market's list.
    pub asset: usize,
    /// Tokens sold.
    pub tokens: f64,
    /// USD that come.
    pub money: f64,
    /// Unix seconds at which they are there.
    pub ready: u64,
}

/// One liquidator, its money and what it is waiting for.
#[derive(Clone, Debug)]
pub struct Liquidator {
    margin: f64,
    return_seconds: u64,
    free: f64,
    positions: Vec<Position>,
}

impl Liquidator {
    /// A liquidator with an equal share of the scenario's capital; `all_debt` in USD.
    pub fn new(settings: &Liquidators, all_debt: f64) -> Self {
        let shares = f64::from(settings.count.max(1));
        Self::with_capital(settings, settings.capital_share * all_debt / shares)
    }

    /// A liquidator with this much money, in USD.
    pub const fn with_capital(settings: &Liquidators, capital: f64) -> Self {
        Self {
            margin: settings.margin,
            return_seconds: settings.return_seconds,
            free: capital,
            positions: Vec::new(),
        }
    }

    /// Money at hand, in USD.
    pub const fn free(&self) -> f64 {
        self.free
    }

    /// Sales whose money is under way.
    pub fn positions(&self) -> &[Position] {
        &self.positions
    }

    /// What the money that has come by `time` is: it becomes free. Returns how much came.
    pub fn receive(&mut self, time: u64) -> f64 {
        let (here, coming): (Vec<_>, Vec<_>) =
            self.positions.drain(..).partition(|p| p.ready <= time);
        self.positions = coming;
        let came = here.iter().map(|position| position.money).sum();
        self.free += came;
        came
    }

    /// What to buy: the best-paying lot first, while money lasts.
    ///
    /// Money and market are counted as if every answer succeeds; what really succeeded is said
    /// with [`Liquidator::bought`].
    pub fn decide(&mut self, snapshot: &LiquidatorSnapshot) -> Vec<LiquidatorAction> {
        self.receive(snapshot.time);
        let gain = |lot: &LotView| lot.depth.market / lot.price;
        let mut lots: Vec<&LotView> = snapshot.lots.iter().filter(|l| l.price > 0.0).collect();
        lots.sort_by(|a, b| gain(b).total_cmp(&gain(a)).then(a.lot.cmp(&b.lot)));
        let mut money = self.free;
        let mut selling: Vec<(usize, f64)> = self.in_sale();
        let mut actions = Vec::new();
        for lot in lots {
            let before: f64 = selling
                .iter()
                .filter(|s| s.0 == lot.asset)
                .map(|s| s.1)
                .sum();
            let Some(tokens) = self.worth_taking(lot, before, money) else {
                continue;
            };
            money -= tokens * lot.price;
            selling.push((lot.asset, tokens));
            actions.push(LiquidatorAction::Take {
                chain: lot.chain,
                lot: lot.lot,
                tokens,
                limit: lot.price,
            });
        }
        actions
    }

    fn in_sale(&self) -> Vec<(usize, f64)> {
        let in_sale = |position: &Position| (position.asset, position.tokens);
        self.positions.iter().map(in_sale).collect()
    }

    /// Tokens of a lot that still earn the margin when `before` tokens are in sale already.
    fn worth_taking(&self, lot: &LotView, before: f64, money: f64) -> Option<f64> {
        let needed = lot.price * (1.0 + self.margin);
        let all = lot.tokens.min(lot.wanted / lot.price);
        let tokens = (lot.depth.sellable_above(needed) - before)
            .min(money / lot.price)
            .min(all);
        if tokens >= all {
            return (all > 0.0).then_some(all);
        }
        // A take may not leave dust behind: take less, so that a whole piece remains.
        let most = all - lot.dust / lot.price;
        let tokens = tokens.min(most);
        (tokens * lot.price >= lot.dust && tokens > 0.0).then_some(tokens)
    }

    /// It bought `tokens` for `paid` USD and sells them at the market. Returns what that brings.
    pub fn bought(&mut self, time: u64, asset: usize, tokens: f64, paid: f64, depth: Depth) -> f64 {
        let before: f64 = self
            .positions
            .iter()
            .filter(|position| position.asset == asset)
            .map(|position| position.tokens)
            .sum();
        let money = (depth.revenue(before + tokens) - depth.revenue(before)).max(0.0);
        self.free -= paid;
        self.positions.push(Position {
            asset,
            tokens,
            money,
            ready: time + self.return_seconds,
        });
        money
    }
}
