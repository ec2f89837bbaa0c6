//! Product-sum accounting against a naive model that touches every staker at every step.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{Decimal, Uint128, Uint256};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Stake(usize, u128),
    Leave(usize),
    Claim(usize),
    Payout(u128),
    Premium(u128),
}

/// Amounts in a billion of a base unit's billionth, so that the model itself hardly rounds.
const FINE: u128 = 1_000_000_000;

/// What a pool would do that could visit everyone.
#[derive(Default)]
struct Naive {
    stakes: [Uint256; 4],
    earned: [Uint256; 4],
}

impl Naive {
    fn total(&self) -> Uint256 {
        self.stakes.iter().fold(Uint256::zero(), |sum, s| sum + s)
    }

    fn lose(&mut self, loss: u128, capital: u128) {
        for stake in &mut self.stakes {
            *stake = *stake * Uint256::from(capital - loss) / Uint256::from(capital);
        }
    }

    fn earn(&mut self, premium: u128) {
        let total = self.total();
        for (stake, earned) in self.stakes.iter().zip(&mut self.earned) {
            *earned += Uint256::from(premium) * Uint256::from(FINE) * stake / total;
        }
    }
}

fn units(fine: Uint256) -> u128 {
    Uint128::try_from(fine / Uint256::from(FINE))
        .unwrap()
        .u128()
}

fn step() -> impl Strategy<Value = Step> {
    let amount = 1_000..10u128.pow(12);
    prop_oneof![
        4 => (0..4usize, amount.clone()).prop_map(|(i, n)| Step::Stake(i, n)),
        1 => (0..4usize).prop_map(Step::Leave),
        1 => (0..4usize).prop_map(Step::Claim),
        3 => (0..1_000u128).prop_map(Step::Payout),
        3 => amount.prop_map(Step::Premium),
    ]
}

/// Does one step in the pool and in the model; a payout takes a share in thousandths, never all.
fn take(p: &mut Pool, naive: &mut Naive, step: Step, number: usize) {
    match step {
        Step::Stake(i, n) => {
            p.stake(i, n).unwrap();
            naive.stakes[i] += Uint256::from(n) * Uint256::from(FINE);
        }
        Step::Leave(i) if p.staker(i).shares.u128() > 0 => {
            let _ = p.leave(i).unwrap();
            naive.stakes[i] = Uint256::zero();
        }
        Step::Claim(i) if p.staker(i).premium.u128() > 0 => {
            let _ = p.claim(i).unwrap();
            naive.earned[i] = Uint256::zero();
        }
        Step::Payout(thousandths) => {
            let capital = p.capital();
            let reserve = p.status().reserve.u128();
            let loss = (Uint256::from(capital) * Uint256::from(thousandths)
                / Uint256::from(1_000u128))
            .to_string()
            .parse::<u128>()
            .unwrap();
            assert_eq!(
                p.payout(&number.to_string(), loss + reserve).unwrap(),
                loss + reserve
            );
            if loss > 0 {
                naive.lose(loss, capital);
            }
        }
        Step::Premium(n) => {
            let shared = p.stakes().iter().sum::<u128>() > 0;
            p.premium(n).unwrap();
            if shared {
                naive.earn(n);
            }
        }
        Step::Leave(_) | Step::Claim(_) => {}
    }
}

/// Never more than the model, and less only by rounding: a base unit per step at most, and for
/// premiums what a stake that is a base unit smaller would have earned less.
fn compare(p: &Pool, naive: &Naive, steps: usize) {
    let slack = 2 * steps as u128 + 2;
    for i in 0..4 {
        let staker = p.staker(i);
        let (stake, model) = (staker.stake.u128(), units(naive.stakes[i]));
        // When others' rounding is left in the capital, a loss takes a little less from each.
        assert!(stake <= model + slack, "stake {i}: {stake}, model {model}");
        assert!(stake + slack >= model, "stake {i}: {stake}, model {model}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn stakes_follow_the_naive_model(steps in prop::collection::vec(step(), 1..40)) {
        // INV-2, INV-12
        let mut p = pool(Decimal::one());
        let mut naive = Naive::default();
        for (number, step) in steps.into_iter().enumerate() {
            take(&mut p, &mut naive, step, number);
            p.assert_covered();
            compare(&p, &naive, number);
        }
    }

    #[test]
    fn premiums_follow_the_naive_model_when_stakes_stay(
        stakes in prop::array::uniform4(10u128.pow(6)..10u128.pow(15)),
        events in prop::collection::vec((any::<bool>(), 1..900u128), 1..40),
    ) {
        let mut p = pool(Decimal::one());
        let mut naive = Naive::default();
        for (i, n) in stakes.into_iter().enumerate() {
            take(&mut p, &mut naive, Step::Stake(i, n), 0);
        }
        for (number, (loss, size)) in events.into_iter().enumerate() {
            if p.capital() < 10u128.pow(5) {
                break;
            }
            let step = if loss { Step::Payout(size) } else { Step::Premium(size * 1_000) };
            take(&mut p, &mut naive, step, number);
            p.assert_covered();
            for i in 0..4 {
                let (earned, model) = (p.staker(i).premium.u128(), units(naive.earned[i]));
                let slack = 2 + model / 1_000 + number as u128;
                prop_assert!(earned.abs_diff(model) <= slack, "{earned}, model {model}");
            }
        }
    }

    #[test]
    fn no_round_trip_makes_a_profit(
        others in 1..10u128.pow(12),
        mine in 1..10u128.pow(12),
        losses in prop::collection::vec(0..999u128, 0..5),
        pieces in 1..5u128,
    ) {
        // INV-12: in and out, in one piece or several, with or without losses between.
        let mut p = pool(Decimal::one());
        p.stake(0, others).unwrap();
        for (number, loss) in losses.iter().enumerate() {
            let amount = p.capital() * loss / 1_000;
            p.payout(&number.to_string(), amount).unwrap();
        }
        let before = p.wealth(1);
        let old = p.stakes()[0];
        p.stake(1, mine).unwrap();
        for _ in 0..pieces {
            let shares = p.staker(1).shares.u128() / pieces;
            if shares > 0 {
                p.start(1, shares).unwrap();
                p.wait(COOLDOWN);
                p.finish(1).unwrap();
            }
        }
        if p.staker(1).shares.u128() > 0 {
            p.leave(1).unwrap();
        }
        prop_assert!(p.wealth(1) <= before);
        prop_assert!(p.stakes()[0] >= old, "others lost by it");
        p.assert_covered();
    }
}
