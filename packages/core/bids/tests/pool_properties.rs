//! A pool against a naive one that visits every depositor at every step (INV-1, INV-12).
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use cosmwasm_std::Uint256;
use proptest::prelude::*;
use seawall_bids::*;

const SLOTS: usize = 6;
/// Most that one fill gives: so far everybody's share is exact to a base unit.
const MOST: u128 = 1_000_000_000_000_000_000_000_000;
/// The naive pool counts in billionths of a billionth of a base unit, so that it hardly rounds itself.
const FINE: u128 = 1_000_000_000_000_000_000;

#[derive(Clone, Debug)]
enum Step {
    Deposit(usize, u128),
    /// So many thousandths of the pool, at so many millionths of a unit of collateral per unit.
    Fill(u128, u128),
    /// All but this much.
    FillBut(u128),
    Claim(usize),
    /// So many thousandths of what is left.
    Withdraw(usize, u128),
    Wait(u64),
    Lock,
    Unlock,
}

fn amount() -> impl Strategy<Value = u128> {
    (0u32..24, 1u128..1_000).prop_map(|(digits, n)| 10u128.pow(digits) * n / 100 + 1)
}

fn step() -> impl Strategy<Value = Step> {
    let slot = 0..SLOTS;
    prop_oneof![
        5 => (slot.clone(), amount()).prop_map(|(i, n)| Step::Deposit(i, n)),
        6 => (1u128..=1_000, 1u128..1_000_000_000_000).prop_map(|(x, c)| Step::Fill(x, c)),
        1 => (1u128..5).prop_map(Step::FillBut),
        2 => slot.clone().prop_map(Step::Claim),
        3 => (slot, 1u128..=1_000).prop_map(|(i, n)| Step::Withdraw(i, n)),
        4 => (1u64..200).prop_map(Step::Wait),
        1 => Just(Step::Lock),
        1 => Just(Step::Unlock),
    ]
}

fn fine(units: u128) -> Uint256 {
    Uint256::from(units) * Uint256::from(FINE)
}

/// What a pool would do that could visit everyone.
#[derive(Default)]
struct Naive {
    stakes: [Uint256; SLOTS],
    gained: [Uint256; SLOTS],
    total: u128,
}

impl Naive {
    fn fill(&mut self, payment: u128, given: u128) {
        let (whole, rest) = (Uint256::from(self.total), self.total - payment);
        for (stake, gained) in self.stakes.iter_mut().zip(&mut self.gained) {
            *gained += *stake * Uint256::from(given) / whole;
            *stake = *stake * Uint256::from(rest) / whole;
        }
        self.total = rest;
    }
}

/// Never more than the naive number, and less by rounding of less than two base units.
fn is_close(pool: u128, naive: Uint256) -> bool {
    let slack = Uint256::from(FINE / 1_000);
    fine(pool) <= naive + slack && naive < fine(pool + 2)
}

struct Both {
    desk: Desk,
    naive: Naive,
    deposits: [Option<Deposit>; SLOTS],
    put_in: u128,
    taken_out: u128,
    paid: u128,
    given: u128,
    claimed: u128,
    /// Told of the present offer.
    told: (u128, u128),
    /// How often something was rounded, and the most that a unit of money ever bought.
    roundings: u128,
    best_price: u128,
    /// What was nobody's when it was last looked at.
    dust: u128,
}

impl Both {
    fn new() -> Self {
        Self {
            desk: Desk::default(),
            naive: Naive::default(),
            deposits: [None; SLOTS],
            put_in: 0,
            taken_out: 0,
            paid: 0,
            given: 0,
            claimed: 0,
            told: (0, 0),
            roundings: 0,
            best_price: 0,
            dust: 0,
        }
    }

    /// Who has joined counts in the naive pool too, and both agree about everyone.
    fn look(&mut self) {
        self.desk.turn();
        for i in 0..SLOTS {
            let Some(before) = self.deposits[i] else {
                continue;
            };
            let mut deposit = before;
            let (left, gained) = self.desk.worth(&mut deposit);
            self.deposits[i] = Some(deposit);
            if before.waits_with().is_some() && deposit.waits_with().is_none() {
                self.naive.stakes[i] = fine(left);
                self.naive.total += left;
            }
            if deposit.waits_with().is_none() {
                let (stake, naive) = (self.naive.stakes[i], self.naive.gained[i]);
                assert!(is_close(left, stake), "{i}: {left} of {stake}");
                assert!(is_close(gained, naive), "{i}: gained {gained} of {naive}");
            }
        }
        let dust = self.desk.pool.dust.u128();
        assert!(
            dust - self.dust <= self.roundings,
            "a sweep takes what rounding left"
        );
        self.naive.total -= dust - self.dust;
        self.dust = dust;
        assert_eq!(self.desk.pool.total.u128(), self.naive.total);
    }

    /// The record goes on with whole units; the rest is nobody's.
    fn touched(&mut self, i: usize, deposit: Deposit) {
        self.deposits[i] = (!deposit.is_over()).then_some(deposit);
        if deposit.waits_with().is_none() {
            self.naive.stakes[i] = fine(deposit.amount.u128());
            self.naive.gained[i] = self.naive.gained[i].min(fine(deposit.gained.u128()));
            self.roundings += 2;
        }
    }

    fn fill(&mut self, payment: u128, given: u128) {
        if payment == 0 {
            return;
        }
        if self.desk.pool.lock.is_some() {
            self.told = (self.told.0 + payment, self.told.1 + given);
            self.desk.filled(self.told.0, self.told.1).unwrap();
            // And again.
            self.desk.filled(self.told.0, self.told.1).unwrap();
        } else {
            self.desk.fill(payment, given).unwrap();
        }
        self.naive.fill(payment, given);
        self.paid += payment;
        self.given += given;
        self.roundings += 1;
        self.best_price = self.best_price.max(given / payment + 1);
    }

    fn withdraw(&mut self, i: usize, thousandths: u128) {
        let Some(mut deposit) = self.deposits[i] else {
            return;
        };
        let (left, _) = self.desk.worth(&mut deposit);
        let amount = left * thousandths / 1_000;
        if amount == 0 {
            return;
        }
        let locked = self.desk.pool.lock.is_some() && deposit.waits_with().is_none();
        match self.desk.withdraw(&mut deposit, amount) {
            Err(error) => assert!(locked && error == BidsError::Locked, "{error}"),
            Ok(()) => {
                assert!(!locked);
                if deposit.waits_with().is_none() {
                    self.naive.total -= amount;
                }
                self.taken_out += amount;
                self.touched(i, deposit);
            }
        }
    }

    fn claim(&mut self, i: usize) {
        let Some(mut deposit) = self.deposits[i] else {
            return;
        };
        let claimed = self.desk.claim(&mut deposit);
        assert!(is_close(claimed, self.naive.gained[i]));
        self.naive.gained[i] = Uint256::zero();
        self.claimed += claimed;
        self.touched(i, deposit);
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Deposit(i, n) if self.deposits[i].is_none() => {
                self.deposits[i] = Some(self.desk.deposit(n).unwrap());
                self.put_in += n;
            }
            Step::Deposit(..) => {}
            Step::Fill(x, c) => {
                let payment = self.naive.total * x / 1_000;
                self.fill(payment, (payment * c / 1_000_000).min(MOST) + 1);
            }
            Step::FillBut(rest) => {
                let payment = self.naive.total.saturating_sub(rest);
                self.fill(payment, payment / 3 + 1);
            }
            Step::Claim(i) => self.claim(i),
            Step::Withdraw(i, n) => self.withdraw(i, n),
            Step::Wait(secs) => self.desk.wait(secs),
            Step::Lock => {
                if self.desk.lock().is_ok() {
                    self.told = (0, 0);
                }
            }
            Step::Unlock => {
                let _ = self.desk.unlock();
            }
        }
        self.look();
        self.books();
    }

    fn books(&self) {
        let pool = &self.desk.pool;
        let whole = pool.whole().unwrap().u128() + pool.dust.u128();
        assert_eq!(whole + self.paid + self.taken_out, self.put_in, "INV-1");
        assert_eq!(pool.gains.u128() + self.claimed, self.given, "INV-1");
        assert!((SMALLEST..=ONE).contains(&pool.product.value));
    }

    /// All can leave with all that is theirs, and next to nothing stays.
    fn end(&mut self) {
        let _ = self.desk.unlock();
        self.desk.wait(LONG);
        self.look();
        for i in 0..SLOTS {
            self.withdraw(i, 1_000);
            self.claim(i);
            assert!(self.deposits[i].is_none(), "nobody is kept in");
        }
        self.books();
        let pool = &self.desk.pool;
        assert!(pool.total.u128() + pool.dust.u128() <= self.roundings);
        // Less than a unit of each rounding, and what the money bought that rounding had left.
        assert!(pool.gains.u128() <= self.roundings * (self.best_price + 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn pools_follow_the_naive_model(steps in prop::collection::vec(step(), 1..400)) {
        let mut both = Both::new();
        for step in steps {
            both.take(step);
        }
        both.end();
    }
}

#[test]
fn the_naive_model_would_notice_a_share_too_much() {
    assert!(is_close(10, fine(10)) && is_close(10, fine(11)));
    assert!(!is_close(11, fine(10)) && !is_close(10, fine(12)));
}
