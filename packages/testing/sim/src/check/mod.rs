//! The invariants, judged after every step over what the step touched, and over everything now and
//! then and at the end.
//!
//! What must always hold: a check reads, it never acts; it uses what anyone can query, and for prices
//! and money its own arithmetic; a text of a violation begins with the invariant. Nothing that a step
//! changed is left out: what cannot change unless a contract speaks is judged when it has spoken, what
//! changes with time alone (interest) in turn.

mod accounts;
mod custody;
mod judge;
mod rights;
mod rounding;
mod sales;

use std::cell::Cell;
use std::collections::BTreeMap;

use anyhow::{ensure, Result};
use cosmwasm_std::{Addr, Decimal};
use seawall_fixtures::invariants;
use simnet::ChainIx;

use crate::stage::{Stage, Touched, Unstaked};

/// What a contract is for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Role {
    Vault,
    House,
    Market(u32),
    Pool,
    /// Sends or collects: its balance is the route's money.
    Courier,
    Oracle,
    Other,
}

/// Judges a stage.
pub struct Checker {
    /// What scenarios are judged by, where one answer is enough.
    books: invariants::Checker,
    roles: BTreeMap<(ChainIx, Addr), Role>,
    checks: Cell<u64>,
    /// Worth of a million lender shares and debt index when last seen, by market.
    market_before: BTreeMap<u32, (Decimal, Decimal, u128)>,
    /// The step at hand wrote a provision down: lenders have less, and it is recorded as such.
    written_down: bool,
    /// What each pool had, had paid and held when last seen.
    pools_before: BTreeMap<(ChainIx, Addr), rights::PoolSeen>,
    /// Who left a pool in the step at hand.
    unstaked: Vec<Unstaked>,
    turn: usize,
}

impl Checker {
    /// For a stage.
    pub fn new(stage: &Stage) -> Self {
        let mut roles = BTreeMap::new();
        let hub = stage.world.hub;
        roles.insert((hub, stage.world.coordinator.clone()), Role::Other);
        roles.insert((hub, stage.world.oracle.clone()), Role::Oracle);
        for site in stage.world.sites.values() {
            let ix = site.ix;
            roles.insert((ix, site.vault.clone()), Role::Vault);
            roles.insert((ix, site.auction_house.clone()), Role::House);
            for (listing, market) in &site.markets {
                roles.insert((ix, market.clone()), Role::Market(*listing));
            }
            for pool in site.pools.values() {
                roles.insert((ix, pool.clone()), Role::Pool);
            }
            for route in site.routes.values() {
                roles.insert((ix, route.pool.clone()), Role::Pool);
                roles.insert((ix, route.sender.clone()), Role::Courier);
            }
        }
        Self {
            books: invariants::Checker::of(&stage.world),
            roles,
            checks: Cell::new(0),
            market_before: BTreeMap::new(),
            written_down: false,
            pools_before: BTreeMap::new(),
            unstaked: vec![],
            turn: 0,
        }
    }

    /// Comparisons so far.
    pub fn checks(&self) -> u64 {
        self.checks.get() + self.books.counts().checks
    }

    fn holds(&self, holds: bool, what: impl FnOnce() -> String) -> Result<()> {
        self.checks.set(self.checks.get() + 1);
        ensure!(holds, "{}", what());
        Ok(())
    }

    /// What a step touched.
    ///
    /// # Errors
    /// With the first invariant that does not hold.
    pub fn touched(&mut self, stage: &Stage, touched: &Touched) -> Result<()> {
        self.written_down = touched.written_down;
        self.unstaked.clone_from(&touched.unstaked);
        for (ix, contract) in &touched.contracts {
            self.contract(stage, *ix, contract)?;
        }
        for exchange in &touched.exchanged {
            self.rounded(stage, exchange)?;
        }
        for channel in &touched.channels {
            self.transfers(stage, *channel)?;
        }
        for account in &touched.accounts {
            self.account(stage, *account)?;
        }
        self.holds(touched.unannounced.is_empty(), || {
            let which = &touched.unannounced;
            format!("liquidations {which:?} went on and no event had told of their beginning")
        })?;
        for liquidation in &touched.planned {
            self.planned(stage, *liquidation)?;
        }
        for account in &touched.risked {
            self.risked(stage, *account)?;
        }
        for liquidation in &touched.liquidations {
            self.liquidation(stage, *liquidation)?;
        }
        for (ix, lot) in self.lots_of(touched) {
            self.lot(stage, ix, lot)?;
        }
        self.unstaked.clear();
        let mut spoke = touched.contracts.iter().map(|key| self.roles.get(key));
        if spoke.any(|role| role == Some(&Role::Oracle)) {
            // Before anybody sweeps: each of the unsafe must be within reach of a sweep.
            for account in &stage.accounts {
                self.findable(stage, account.id)?;
            }
        }
        if touched.time {
            self.supply(stage)?;
            self.next_account(stage)?;
        }
        Ok(())
    }

    /// Interest changes every debt: one account after the other is looked at again.
    fn next_account(&mut self, stage: &Stage) -> Result<()> {
        self.turn = self.turn.wrapping_add(1);
        let at = self.turn.checked_rem(stage.accounts.len()).unwrap_or(0);
        match stage.accounts.get(at) {
            Some(found) => self.account(stage, found.id.0),
            None => Ok(()),
        }
    }

    /// Everything there is.
    ///
    /// # Errors
    /// With the first invariant that does not hold.
    pub fn everything(&mut self, stage: &Stage) -> Result<()> {
        self.supply(stage)?;
        stage.world.net.check_ics20()?;
        let contracts: Vec<_> = self.roles.keys().cloned().collect();
        for (ix, contract) in contracts {
            self.contract(stage, ix, &contract)?;
        }
        for account in stage.world.accounts()? {
            self.account(stage, account.0)?;
            self.priced(stage, account)?;
            self.findable(stage, account)?;
        }
        self.claims(stage)?;
        self.shares_add_up(stage)?;
        let liquidations: Vec<u64> = {
            let seen = stage.seen.borrow();
            let open = seen.liquidations.iter().filter(|(_, over)| !**over);
            open.map(|(id, _)| *id).collect()
        };
        for liquidation in liquidations {
            self.liquidation(stage, liquidation)?;
        }
        Ok(())
    }
}
