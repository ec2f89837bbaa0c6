//! Backers of the buyer of last resort against a naive model that visits each of them at every step.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use std::collections::BTreeMap;

use common::insurer::*;
use proptest::prelude::*;
use seawall_bids::*;

#[derive(Debug, Clone)]
enum Step {
    Back(usize, u128),
    Buy(u128, u128),
    Close,
    /// Puts up what is due of the oldest series, and sells so many hundredths of it.
    Sell(u128),
    Claim(usize),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4usize, 1_000u128..1_000_000_000).prop_map(|(i, n)| Step::Back(i, n)),
        4 => (1u128..700, 1u128..3_000).prop_map(|(x, c)| Step::Buy(x, c)),
        2 => Just(Step::Close),
        4 => (0u128..=100).prop_map(Step::Sell),
        1 => (0..4usize).prop_map(Step::Claim),
        3 => (1u64..400).prop_map(Step::Wait),
    ]
}

/// What backers would own who were visited at every step, in billionths.
#[derive(Default)]
struct Naive {
    money: [u128; 4],
    /// By series: collateral.
    bought: BTreeMap<u32, [u128; 4]>,
    earned: [u128; 4],
}

const FINE: u128 = 1_000_000_000;

struct Both {
    insurer: Insurer,
    naive: Naive,
    backers: [Option<Backer>; 4],
    oldest: u32,
    paid_in: u128,
}

impl Both {
    fn take(&mut self, step: Step) {
        match step {
            Step::Back(i, n) if self.backers[i].is_none() => {
                self.backers[i] = Some(self.insurer.back(n));
                self.naive.money[i] = n * FINE;
                self.paid_in += n;
            }
            Step::Back(..) => {}
            Step::Buy(thousandths, price) => self.buy(thousandths, price),
            Step::Close => {
                let _ = self.insurer.close();
            }
            Step::Sell(hundredths) => self.sell(hundredths),
            Step::Claim(i) => self.claim(i),
            Step::Wait(secs) => self.insurer.wait(secs),
        }
    }

    fn buy(&mut self, thousandths: u128, price: u128) {
        let total = self.insurer.resort.pool.total.u128();
        let payment = total * thousandths / 1_000;
        if payment == 0 {
            return;
        }
        let collateral = payment * price / 1_000 + 1;
        let number = self.insurer.resort.series;
        self.insurer.buy(payment, collateral);
        let bought = self.naive.bought.entry(number).or_default();
        for (money, bought) in self.naive.money.iter_mut().zip(bought) {
            *bought += *money * collateral / total;
            *money =
                *money / total * (total - payment) + *money % total * (total - payment) / total;
        }
    }

    fn sell(&mut self, hundredths: u128) {
        let number = self.oldest;
        if number >= self.insurer.resort.series {
            return;
        }
        if let Some(part) = self.insurer.put_up(number) {
            let sold = part * hundredths / 100;
            let proceeds = sold * 3 / 2;
            let unsold = self.insurer.series[&number].unsold.u128();
            self.insurer.sold(number, sold, proceeds);
            let bought = self.naive.bought.entry(number).or_default();
            for (earned, bought) in self.naive.earned.iter_mut().zip(bought) {
                *earned += *bought / unsold * proceeds + *bought % unsold * proceeds / unsold;
                *bought = *bought / unsold * (unsold - sold)
                    + *bought % unsold * (unsold - sold) / unsold;
            }
        }
        if self.insurer.series[&number].unsold.is_zero() {
            self.oldest += 1;
        }
    }

    fn claim(&mut self, i: usize) {
        let Some(mut backer) = self.backers[i] else {
            return;
        };
        let (collateral, money) = self.insurer.claim_all(&mut backer);
        self.backers[i] = Some(backer);
        // The record goes on with whole units.
        self.naive.money[i] = backer.deposit.amount.u128() * FINE;
        let mut own = 0;
        for bought in self.naive.bought.values_mut() {
            own += std::mem::take(&mut bought[i]);
        }
        // Each series and each claim round down once or twice; what others left behind is little.
        let slack = 3 * (u128::from(self.insurer.resort.series) + 1) + 20;
        let (own, earned) = (own / FINE, std::mem::take(&mut self.naive.earned[i]) / FINE);
        assert!(
            collateral.abs_diff(own) <= slack,
            "{i}: {collateral} of {own}"
        );
        assert!(money.abs_diff(earned) <= slack, "{i}: {money} of {earned}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn backers_own_what_they_paid_for(steps in prop::collection::vec(step(), 1..120)) {
        let mut both = Both {
            insurer: Insurer::default(),
            naive: Naive::default(),
            backers: [None; 4],
            oldest: 0,
            paid_in: 0,
        };
        for step in steps {
            both.take(step);
            // INV-12: shares that backers have are at most those that series know of.
            let shares: u128 = both.insurer.series.values().map(|s| s.shares.u128()).sum();
            prop_assert_eq!(shares, both.insurer.resort.pool.gains.u128());
        }
        for i in 0..4 {
            both.claim(i);
        }
        // All that is left behind is what rounding left.
        let left: u128 = both.insurer.series.values().map(|s| s.unsold.u128()).sum();
        let money: u128 = both.insurer.series.values().map(|s| s.money.u128()).sum();
        let bound = 8 * (u128::from(both.insurer.resort.series) + 1) + 100;
        prop_assert!(left <= bound && money <= bound, "{} {}", left, money);
        let insured = both.insurer.resort.pool.whole().unwrap().u128();
        prop_assert!(insured <= both.paid_in);
    }
}
