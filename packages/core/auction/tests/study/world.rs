//! The market that all modes sell in: worth per block, buyers, who proposes which block.

use cosmwasm_std::Uint256;
use seawall_auction::SaleTerms;
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};

use crate::common::dec;

/// How many lots each figure is over.
pub const LOTS: u64 = 200;
/// Units of a lot.
pub const UNITS: u128 = 1_000_000;
/// Where no lot is sold below, of the price it was planned at.
pub const FLOOR: f64 = 0.9;
/// Below the worth, what each buyer demands; each can pay for 0.4 of a lot.
pub const MARGINS: [f64; 5] = [0.005, 0.01, 0.015, 0.02, 0.03];
pub const CAPACITY: u128 = 400_000;
/// What the adversary demands.
pub const GREED: f64 = 0.002;

/// What a lot came to.
pub struct Outcome {
    /// Money for each unit sold, of its worth.
    pub brought: f64,
    /// The adversary's share of what was sold.
    pub share: f64,
    /// The adversary's profit, of the worth of the lot.
    pub profit: f64,
}

pub struct Market {
    /// Its number, and its lot's.
    pub seed: u64,
    /// What a unit is worth in each block.
    pub worth: Vec<f64>,
}

/// Numbers that look random, the same on every machine.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) % n
    }
}

impl Market {
    /// A walk of up to 0.1 % per block.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut worth = vec![1.0];
        while worth.len() < 400 {
            let step = dice.below(2_001) as f64 / 1_000_000.0 - 0.001;
            worth.push(worth[worth.len() - 1] * (1.0 + step));
        }
        Self { seed, worth }
    }

    /// The same proposers, a market that stands still.
    pub fn still(seed: u64) -> Self {
        let worth = vec![1.0; 400];
        Self { seed, worth }
    }

    /// The same, but all is worth 15 % more right after the lot was planned.
    pub fn jumped(&self) -> Self {
        let worth = self.worth.iter().map(|w| w * 1.15).collect();
        let seed = self.seed;
        Self { seed, worth }
    }

    /// Which blocks the adversary proposes: `part` of `of`, drawn.
    pub fn schedule(&self, part: u64, of: u64) -> Vec<bool> {
        let mut dice = Dice::new(self.seed ^ 0xbeef);
        (0..400).map(|_| dice.below(of) < part).collect()
    }

    /// What buyer `n` pays for a unit in a block.
    pub fn pays(&self, n: usize, block: usize) -> f64 {
        self.worth[block] * (1.0 - MARGINS[n])
    }
}

pub fn price(of: f64) -> PairPrice {
    PairPrice::from_atomics(Uint256::from((of * 1e9) as u128) * Uint256::from(10u128.pow(27)))
}

pub fn number(price: PairPrice) -> f64 {
    let billionths = price.atomics() / Uint256::from(10u128.pow(27));
    cosmwasm_std::Uint128::try_from(billionths).unwrap().u128() as f64 / 1e9
}

/// Sold whole, for as much as it brings.
pub fn terms() -> SaleTerms {
    SaleTerms {
        put_up: CollateralAmount::new(UNITS),
        repay: DebtAmount::MAX,
        close_at: DebtAmount::MAX,
        fee: dec("0"),
        pair_price: price(1.0),
        buffer: dec("1.1"),
        floor: price(FLOOR),
        min_rest: CollateralAmount::new(10_000),
    }
}

pub fn average(all: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for one in all {
        sum += one;
        count += 1.0;
    }
    sum / count
}
