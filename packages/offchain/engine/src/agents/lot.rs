//! A lot as a buyer sees it, and what the market of its collateral can bear.

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

/// What a chain says of a lot; amounts in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LotFacts {
    /// The chain that sells it.
    pub chain: u16,
    /// The lot.
    pub lot: u64,
    /// The collateral's place in the market's list.
    pub asset: usize,
    /// Could it be taken from now?
    pub takeable: bool,
    /// Base units of the debt per base unit of collateral, now.
    pub price: f64,
    /// Collateral left.
    pub rest: u128,
    /// Debt money that ends it; none for a lot that is sold whole.
    pub close_left: Option<u128>,
    /// A rest below this is not left.
    pub min_rest: u128,
    /// Decimals of the collateral's coin.
    pub collateral_decimals: u8,
    /// Decimals of the debt's coin.
    pub debt_decimals: u8,
    /// What a token of the debt is worth, in USD.
    pub debt_usd: f64,
}

impl LotView {
    /// The lot as a buyer sees it; nothing if it cannot be taken from.
    pub fn of(facts: &LotFacts, depth: Depth) -> Option<Self> {
        if !facts.takeable {
            return None;
        }
        let shift = i32::from(facts.collateral_decimals) - i32::from(facts.debt_decimals);
        let price = facts.price * 10f64.powi(shift) * facts.debt_usd;
        let tokens = whole(facts.rest, facts.collateral_decimals);
        let wanted = match facts.close_left {
            Some(left) => whole(left, facts.debt_decimals) * facts.debt_usd,
            None => tokens * price,
        };
        let dust = whole(facts.min_rest, facts.collateral_decimals) * price;
        (tokens > 0.0 && wanted > 0.0).then_some(Self {
            chain: facts.chain,
            lot: facts.lot,
            asset: facts.asset,
            price,
            tokens,
            wanted,
            dust,
            depth,
        })
    }
}

/// A price with 36 decimals, as chains write it.
pub fn pair_price(atomics: &str) -> f64 {
    atomics.parse::<f64>().unwrap_or_default() / 1e36
}

/// Base units in tokens.
pub fn whole(units: u128, decimals: u8) -> f64 {
    units as f64 / 10f64.powi(i32::from(decimals))
}

/// Tokens in base units, rounded down.
pub fn units(tokens: f64, decimals: u8) -> u128 {
    (tokens.max(0.0) * 10f64.powi(i32::from(decimals))) as u128
}

/// Base units to ask for, of `rest` that are there: half a unit of rounding must not leave dust of
/// a whole lot.
pub fn units_wanted(tokens: f64, decimals: u8, rest: u128) -> u128 {
    let exact = units(tokens, decimals);
    // A millionth more, added in whole units: a product of real numbers would lose the last one.
    exact.saturating_add(exact / 1_000_000).min(rest)
}
