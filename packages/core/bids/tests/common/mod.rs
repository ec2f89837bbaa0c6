//! A desk as small as can be: it keeps what pools tell it to keep.
#![allow(
    missing_docs,
    dead_code,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects
)]

pub mod insurer;
pub mod remote;

use std::collections::BTreeMap;
use std::str::FromStr;

use cosmwasm_std::{Decimal, Uint256};
use seawall_bids::*;
use seawall_money::*;

pub const TERMS: PoolTerms = PoolTerms {
    min_deposit: DebtAmount::new(1),
    period_secs: 60,
    periods: 2,
    gap_secs: 30,
};

/// Longer than any deposit waits.
pub const LONG: u64 = 200;

pub fn debt(units: u128) -> DebtAmount {
    DebtAmount::new(units)
}

pub fn coll(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

pub fn pair(text: &str) -> PairPrice {
    PairPrice::from_atomics(Uint256::from(dec(text).atomics()) * Uint256::from(10u128.pow(18)))
}

#[derive(Default)]
pub struct Desk {
    pub pool: Pool,
    pub marks: BTreeMap<u64, Mark>,
    pub sums: BTreeMap<SumKey, Uint256>,
    pub now: u64,
}

impl Desk {
    pub fn turn(&mut self) {
        let (pool, mark) = self.pool.clone().turn(TERMS.period(self.now)).unwrap();
        self.pool = pool;
        self.marks.extend(mark.map(|m| (m.upto, m)));
    }

    pub fn wait(&mut self, secs: u64) {
        self.now += secs;
        self.turn();
    }

    pub fn deposit(&mut self, amount: u128) -> BidsResult<Deposit> {
        self.turn();
        let (pool, deposit) = self.pool.clone().deposit(&TERMS, self.now, debt(amount))?;
        self.pool = pool;
        Ok(deposit)
    }

    /// A deposit that counts already.
    pub fn member(&mut self, amount: u128) -> Deposit {
        let deposit = self.deposit(amount).unwrap();
        self.wait(LONG);
        self.joined(deposit)
    }

    pub fn keep(&mut self, done: (Pool, Option<Sealed>)) {
        let (pool, sealed) = done;
        self.pool = pool;
        self.sums.extend(sealed.map(|s| (s.key, s.sum)));
    }

    pub fn fill(&mut self, payment: u128, given: u128) -> BidsResult<()> {
        self.turn();
        let done = self.pool.clone().fill(debt(payment), coll(given))?;
        self.keep(done);
        Ok(())
    }

    pub fn filled(&mut self, payment: u128, given: u128) -> BidsResult<()> {
        let done = self.pool.clone().filled(debt(payment), coll(given))?;
        self.keep(done);
        Ok(())
    }

    pub fn lock(&mut self) -> BidsResult<u128> {
        self.turn();
        let (pool, offered) = self.pool.clone().lock(self.now)?;
        self.pool = pool;
        Ok(offered.u128())
    }

    pub fn unlock(&mut self) -> BidsResult<()> {
        self.pool = self.pool.clone().unlock(&TERMS, self.now)?;
        Ok(())
    }

    /// What a deposit is with its mark, if there is one yet.
    pub fn joined(&mut self, deposit: Deposit) -> Deposit {
        let Some(batch) = deposit.waits_with() else {
            return deposit;
        };
        let Some((upto, mark)) = self.marks.range(batch..).next().map(|(u, m)| (*u, *m)) else {
            return deposit;
        };
        match mark.used() {
            Some(mark) => self.marks.insert(upto, mark),
            None => self.marks.remove(&upto),
        };
        deposit.joined(&mark).unwrap()
    }

    pub fn sums(&self, deposit: &Deposit) -> Vec<Uint256> {
        let keys = deposit.sum_keys(&self.pool);
        let kept = |key: &SumKey| self.sums.get(key).copied().unwrap_or_default();
        keys.iter().map(kept).collect()
    }

    /// What is left and what was gained.
    pub fn worth(&mut self, deposit: &mut Deposit) -> (u128, u128) {
        *deposit = self.joined(*deposit);
        let position = self.pool.position(deposit, &self.sums(deposit)).unwrap();
        (position.left.u128(), position.gained.u128())
    }

    pub fn claim(&mut self, deposit: &mut Deposit) -> u128 {
        *deposit = self.joined(*deposit);
        let sums = self.sums(deposit);
        let (pool, after, claimed) = self.pool.clone().claim(*deposit, &sums).unwrap();
        self.pool = pool;
        *deposit = after;
        claimed.u128()
    }

    pub fn withdraw(&mut self, deposit: &mut Deposit, amount: u128) -> BidsResult<()> {
        *deposit = self.joined(*deposit);
        let sums = self.sums(deposit);
        let (pool, after) = self.pool.clone().withdraw(*deposit, debt(amount), &sums)?;
        self.pool = pool;
        *deposit = after;
        Ok(())
    }
}
