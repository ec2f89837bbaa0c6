//! What every account is worth at the market's price, block by block, beside what the hub thinks.

use anyhow::Result;
use seawall_engine::scenario::Scenario;
use seawall_fixtures::spec::USD;
use seawall_fixtures::World;
use seawall_wire::ids::AccountId;

use super::setup::{listing, whole};

/// One account as the books have it: tokens of each asset, debt in USD.
#[derive(Clone, Debug, Default)]
pub struct Held {
    /// Tokens by the asset's place.
    pub tokens: Vec<f64>,
    /// USD owed.
    pub debt: f64,
    /// Is it unsafe at the market's price?
    pub is_unsafe: bool,
}

/// All accounts.
pub struct Accounts {
    ids: Vec<AccountId>,
    held: Vec<Held>,
    threshold: f64,
    evaluated: Vec<f64>,
    stale: bool,
}

impl Accounts {
    /// Reads them all.
    pub fn new(world: &World, ids: Vec<AccountId>, scenario: &Scenario) -> Result<Self> {
        let mut accounts = Self {
            held: vec![Held::default(); ids.len()],
            ids,
            threshold: scenario.risk.liquidation_threshold,
            evaluated: vec![],
            stale: true,
        };
        for place in 0..accounts.ids.len() {
            accounts.refresh(world, place)?;
        }
        Ok(accounts)
    }

    /// Their numbers.
    pub fn ids(&self) -> &[AccountId] {
        &self.ids
    }

    /// Where an account stands in the list.
    pub fn place(&self, account: AccountId) -> Option<usize> {
        self.ids.binary_search(&account).ok()
    }

    /// Reads one again: what the vault has locked, what the market says it owes.
    pub fn refresh(&mut self, world: &World, place: usize) -> Result<()> {
        let Some(id) = self.ids.get(place).copied() else {
            return Ok(());
        };
        let assets = world.spec.collaterals.len();
        let mut tokens = Vec::with_capacity(assets);
        for asset in 0..assets {
            let holding = world.holding(id, listing(asset))?;
            tokens.push(whole(
                u128::try_from(holding.locked.i128()).unwrap_or_default(),
            ));
        }
        let debt = whole(world.owed(id, USD)?.debt.u128());
        if let Some(held) = self.held.get_mut(place) {
            (held.tokens, held.debt) = (tokens, debt);
        }
        self.stale = true;
        Ok(())
    }

    /// Health of all at these prices, those without debt left out.
    pub fn healths(&self, prices: &[f64]) -> Vec<f64> {
        let all = self
            .held
            .iter()
            .map(|held| health(held, prices, self.threshold));
        all.filter(|h| h.is_finite()).collect()
    }

    /// Was this one unsafe at the market's price when it was last looked at?
    pub fn is_unsafe(&self, account: AccountId) -> bool {
        let held = self.place(account).and_then(|place| self.held.get(place));
        held.is_some_and(|held| held.is_unsafe)
    }

    /// How many are unsafe.
    pub fn count_unsafe(&self) -> u64 {
        self.held.iter().filter(|held| held.is_unsafe).count() as u64
    }

    /// Those that became unsafe, and those that became safe, since the last look.
    pub fn changes(&mut self, prices: &[f64]) -> (Vec<AccountId>, Vec<AccountId>) {
        if !self.stale && self.evaluated == prices {
            return (vec![], vec![]);
        }
        self.evaluated = prices.to_vec();
        self.stale = false;
        let (mut worse, mut better) = (vec![], vec![]);
        for (held, id) in self.held.iter_mut().zip(&self.ids) {
            let is_unsafe = health(held, prices, self.threshold) < 1.0;
            if is_unsafe != held.is_unsafe {
                held.is_unsafe = is_unsafe;
                let list = if is_unsafe { &mut worse } else { &mut better };
                list.push(*id);
            }
        }
        (worse, better)
    }
}

fn health(held: &Held, prices: &[f64], threshold: f64) -> f64 {
    // A cent of debt is rounding, not risk.
    if held.debt < 0.01 {
        return f64::INFINITY;
    }
    let value: f64 = held.tokens.iter().zip(prices).map(|(t, p)| t * p).sum();
    value * threshold / held.debt
}
