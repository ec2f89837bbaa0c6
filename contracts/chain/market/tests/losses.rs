//! Losses and recoveries against a plain model that remembers everything.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::float_arithmetic)]

use proptest::prelude::*;
use seawall_market::deficit::{Bearer, Deficit, LossSums};
use seawall_money::DebtAmount;

#[derive(Debug, Clone)]
enum Step {
    Lose(u128),
    Recover(u128),
    Sync(usize),
    Change(usize, u128),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1u128..1_000_000_000).prop_map(Step::Lose),
        (1u128..1_000_000_000).prop_map(Step::Recover),
        (0usize..4).prop_map(Step::Sync),
        (0usize..4, 1u128..1_000_000_000_000).prop_map(|(i, s)| Step::Change(i, s)),
    ]
}

proptest! {
    // INV-12: each gets what the plain model says, never more but for rounding, and all of them
    // together never more than was recovered.
    #[test]
    fn recoveries_follow_the_losses_borne(
        steps in proptest::collection::vec(step(), 1..40),
        shares in proptest::array::uniform4(1_000_000u128..1_000_000_000_000),
    ) {
        let (mut deficit, mut sums) = (Deficit::default(), LossSums::default());
        let mut shares = shares;
        let mut bearers: Vec<Bearer> =
            shares.iter().map(|_| Bearer::from_now(&sums, &deficit)).collect();
        let (mut left, mut back) = ([0f64; 4], [0f64; 4]);
        let mut recovered = 0u128;
        let mut synced = 0usize;
        for step in steps {
            match step {
                Step::Lose(loss) => {
                    let all: u128 = shares.iter().sum();
                    sums.add(&mut deficit, DebtAmount::new(loss), all.into()).unwrap();
                    for i in 0..4 {
                        left[i] += loss as f64 * shares[i] as f64 / all as f64;
                    }
                }
                Step::Recover(amount) => {
                    let before = deficit.total.u128();
                    let taken = deficit.recover(DebtAmount::new(amount)).unwrap().u128();
                    recovered += taken;
                    for i in 0..4 {
                        if before > 0 {
                            let part = left[i] * taken as f64 / before as f64;
                            back[i] += part;
                            left[i] -= part;
                        }
                    }
                }
                Step::Sync(i) | Step::Change(i, _) => {
                    bearers[i].sync(shares[i].into(), &sums, &deficit).unwrap();
                    synced += 1;
                    if let Step::Change(_, new) = step {
                        shares[i] = new;
                    }
                }
            }
        }
        let mut sum = 0;
        for i in 0..4 {
            bearers[i].sync(shares[i].into(), &sums, &deficit).unwrap();
            let owed = bearers[i].owed.u128();
            sum += owed;
            let slack = (synced + 4) as f64 + back[i] / 1e7;
            prop_assert!((owed as f64 - back[i]).abs() <= slack, "{owed} {}", back[i]);
            let lost = bearers[i].lost().unwrap().u128() as f64;
            prop_assert!((lost - left[i]).abs() <= slack + left[i] / 1e7, "{lost} {}", left[i]);
        }
        prop_assert!(sum <= recovered, "{sum} of {recovered}");
    }
}
