//! A liquidator: buys where selling again pays, with limited money.
//!
//! What it bought it sells at the market at once, and has the money a while later. Selling `x`
//! tokens brings `market · x · (1 − σ_day · √(x / daily volume))`. As long as money is under way
//! the market has not digested those tokens, so they count in `x`: buying in small bites is no
//! way around the impact. It takes the amount at which the last token still earns the margin.

use super::lot::{Depth, LotView};
use crate::scenario::Liquidators;

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

/// Why a liquidator leaves a lot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Skip {
    /// Nothing is left of it.
    Nothing,
    /// It costs more than the margin allows.
    TooDear {
        /// The most it would pay for a token, in USD, before the market's impact.
        most: f64,
    },
    /// What it has in sale already is all that the market bears above that price.
    MarketFull,
    /// Its money does not pay for the least that may be taken.
    TooLittleMoney {
        /// What it has, in USD.
        has: f64,
    },
    /// What the market bears is less than the least that may be taken or left.
    Dust,
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
        let judged = self.judge_all(snapshot).into_iter();
        let take = |(lot, verdict): (LotView, Result<f64, Skip>)| {
            verdict.ok().map(|tokens| LiquidatorAction::Take {
                chain: lot.chain,
                lot: lot.lot,
                tokens,
                limit: lot.price,
            })
        };
        judged.filter_map(take).collect()
    }

    /// Every lot with the tokens to take, or the one reason to leave it; in the order in which they
    /// are bought.
    pub fn judge_all(
        &mut self,
        snapshot: &LiquidatorSnapshot,
    ) -> Vec<(LotView, Result<f64, Skip>)> {
        self.receive(snapshot.time);
        let gain = |lot: &LotView| lot.depth.market / lot.price;
        let (mut lots, none): (Vec<LotView>, Vec<LotView>) =
            snapshot.lots.iter().partition(|lot| lot.price > 0.0);
        lots.sort_by(|a, b| gain(b).total_cmp(&gain(a)).then(a.lot.cmp(&b.lot)));
        let mut money = self.free;
        let mut selling: Vec<(usize, f64)> = self.in_sale();
        let mut judged = Vec::new();
        for lot in lots {
            let before: f64 = selling
                .iter()
                .filter(|s| s.0 == lot.asset)
                .map(|s| s.1)
                .sum();
            let verdict = self.judge(&lot, before, money);
            if let Ok(tokens) = verdict {
                money -= tokens * lot.price;
                selling.push((lot.asset, tokens));
            }
            judged.push((lot, verdict));
        }
        judged.extend(none.into_iter().map(|lot| (lot, Err(Skip::Nothing))));
        judged
    }

    fn in_sale(&self) -> Vec<(usize, f64)> {
        let in_sale = |position: &Position| (position.asset, position.tokens);
        self.positions.iter().map(in_sale).collect()
    }

    /// Tokens of a lot that still earn the margin when `before` tokens are in sale already and so
    /// much `money` is free; or the one reason not to take.
    pub fn judge(&self, lot: &LotView, before: f64, money: f64) -> Result<f64, Skip> {
        if lot.price.is_nan() || lot.price <= 0.0 {
            return Err(Skip::Nothing);
        }
        let needed = lot.price * (1.0 + self.margin);
        let all = lot.tokens.min(lot.wanted / lot.price);
        let sellable = lot.depth.sellable_above(needed);
        let affordable = money / lot.price;
        let tokens = (sellable - before).min(affordable).min(all);
        if tokens >= all {
            return if all > 0.0 {
                Ok(all)
            } else {
                Err(Skip::Nothing)
            };
        }
        // A take may not leave dust behind: take less, so that a whole piece remains.
        let most = all - lot.dust / lot.price;
        let piece = tokens.min(most);
        if piece * lot.price >= lot.dust && piece > 0.0 {
            return Ok(piece);
        }
        Err(if needed > lot.depth.market {
            let most = lot.depth.market / (1.0 + self.margin);
            Skip::TooDear { most }
        } else if sellable - before <= 0.0 {
            Skip::MarketFull
        } else if affordable <= sellable - before {
            Skip::TooLittleMoney { has: money }
        } else {
            Skip::Dust
        })
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
