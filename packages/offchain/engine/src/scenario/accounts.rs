//! Draws the borrowers: debts, health and collateral, from the seed.

use super::Scenario;
use crate::seeded::{Chance, Purpose};

/// Tokens of one collateral.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holding {
    /// The asset's place in the market's list; 0 is the main collateral.
    pub asset: usize,
    /// Tokens (whole units, not base units).
    pub tokens: f64,
}

/// One borrower at the first bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Borrower {
    /// Number, from 1.
    pub number: u64,
    /// Debt in USD.
    pub debt: f64,
    /// Health factor at the first prices.
    pub health: f64,
    /// What backs the debt.
    pub collateral: Vec<Holding>,
}

/// Draws all borrowers. `first_prices` are USD per token of each asset at the first bar.
///
/// Debts are Pareto, health is log-uniform. Every `second_collateral_every`th account holds half
/// of its collateral's value in another asset, in turn where there are several. Each account
/// takes two draws and no more, so a change of one setting moves nothing else.
pub fn draw(scenario: &Scenario, first_prices: &[f64]) -> Vec<Borrower> {
    let settings = &scenario.accounts;
    let mut chance = Chance::new(scenario.seed, Purpose::Accounts);
    (1..=u64::from(settings.count))
        .map(|number| {
            let debt = chance.pareto(settings.debt_shape, settings.debt_min, settings.debt_max);
            let health = chance.log_uniform(settings.health_min, settings.health_max);
            let value = debt * health / scenario.risk.liquidation_threshold;
            Borrower {
                number,
                debt,
                health,
                collateral: split(
                    settings.second_collateral_every,
                    number,
                    value,
                    first_prices,
                ),
            }
        })
        .collect()
}

fn split(every: u32, number: u64, value: f64, prices: &[f64]) -> Vec<Holding> {
    let others = prices.len().saturating_sub(1) as u64;
    let turn = number.checked_div(u64::from(every)).unwrap_or(0);
    let mixed = others > 0 && every > 0 && number % u64::from(every) == 0;
    let parts = if mixed {
        let second = 1 + ((turn - 1) % others) as usize;
        vec![(0, value / 2.0), (second, value / 2.0)]
    } else {
        vec![(0, value)]
    };
    parts
        .into_iter()
        .filter_map(|(asset, value)| {
            let tokens = value / prices.get(asset)?;
            Some(Holding { asset, tokens })
        })
        .collect()
}
