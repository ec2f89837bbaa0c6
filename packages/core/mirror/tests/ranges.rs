//! The mirror against a reference vault and market, with every outcome in every order.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use seawall_mirror::{index_bounds, CollateralMirror, DebtMirror};
use seawall_money::{CollateralAmount, DebtShares, Index};
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{AccountLine, VaultLine};

/// What happens to one order: executed or not, and which of the hub's messages come when.
#[derive(Debug, Clone)]
struct Fate {
    amount: u128,
    executed: bool,
    seizure: bool,
    returned_percent: u128,
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let one = (1u128..50, any::<bool>(), any::<bool>(), 0u128..=100);
    let one = one.prop_map(|(amount, executed, seizure, returned_percent)| Fate {
        amount,
        executed,
        seizure,
        returned_percent,
    });
    prop::collection::vec(one, 1..7)
}

/// Steps: an order reaches the chain, its outcome reaches the hub, a report is made and merged.
#[derive(Debug, Clone, Copy)]
enum Step {
    Execute(usize),
    Outcome(usize),
    Report,
}

fn steps(count: usize) -> impl Strategy<Value = Vec<Step>> {
    let mut all = vec![];
    for at in 0..count {
        all.extend([Step::Execute(at), Step::Outcome(at), Step::Report]);
    }
    Just(all).prop_shuffle()
}

#[derive(Default)]
struct Vault {
    held: u128,
    returned: u128,
    released: u128,
    seized: u128,
    done: Vec<bool>,
}

impl Vault {
    fn execute(&mut self, at: usize, fate: &Fate) {
        if std::mem::replace(&mut self.done[at], true) || !fate.executed {
            return;
        }
        self.held -= fate.amount;
        if fate.seizure {
            let back = fate.amount * fate.returned_percent / 100;
            self.seized += fate.amount;
            self.returned += back;
            self.held += back;
        } else {
            self.released += fate.amount;
        }
    }

    fn line(&self) -> VaultLine {
        VaultLine {
            account: AccountId(1),
            listing: ListingId(1),
            returned: CollateralAmount::new(self.returned),
            released: CollateralAmount::new(self.released),
            seized: CollateralAmount::new(self.seized),
        }
    }
}

proptest! {
    // INV-3, INV-7: whatever is in flight the vault holds what the worst case says and no more than
    // the best; once everything is known both are exact.
    #[test]
    fn a_vault_is_always_within_the_mirrors_range(
        (fates, steps) in fates().prop_flat_map(|f| { let n = f.len(); (Just(f), steps(n)) })
    ) {
        let admitted = 1_000u128;
        let mut mirror = CollateralMirror::new(ListingId(1));
        mirror.admit(CollateralAmount::new(admitted), 0, 0).unwrap();
        let done = vec![false; fates.len()];
        let mut vault = Vault { held: admitted, done, ..Vault::default() };
        for fate in &fates {
            mirror.order(CollateralAmount::new(fate.amount)).unwrap();
        }
        for step in steps {
            match step {
                Step::Execute(at) => vault.execute(at, &fates[at]),
                Step::Outcome(at) => {
                    // An outcome is known only after the chain did, or can no longer do, the work.
                    vault.execute(at, &fates[at]);
                    let amount = CollateralAmount::new(fates[at].amount);
                    if fates[at].executed {
                        mirror.decide_done(amount);
                    } else {
                        mirror.decide_undone(amount).unwrap();
                    }
                }
                Step::Report => { mirror.merge(&vault.line()); }
            }
            let worst = mirror.worst().unwrap().u128();
            prop_assert!(worst <= vault.held, "worst {worst}, vault {}", vault.held);
        }
        mirror.merge(&vault.line());
        prop_assert_eq!(mirror.worst().unwrap().u128(), vault.held);
        prop_assert_eq!(mirror.best().unwrap().u128(), vault.held);
    }

    // INV-3: what a market has booked is within the mirror's range; exact once everything is known.
    #[test]
    fn a_market_is_always_within_the_mirrors_range(
        (fates, steps) in fates().prop_flat_map(|f| { let n = f.len(); (Just(f), steps(n)) })
    ) {
        let mut mirror = DebtMirror::new(ListingId(2));
        let shares = DebtShares::new;
        let (mut decided, mut minted, mut burned) = (0u128, 0u128, 0u128);
        let mut done = vec![false; fates.len()];
        for fate in &fates {
            mirror.approve(shares(fate.amount)).unwrap();
        }
        for step in steps {
            match step {
                Step::Execute(at) | Step::Outcome(at) => {
                    let fate = &fates[at];
                    if !std::mem::replace(&mut done[at], true) && fate.executed {
                        decided += fate.amount;
                        let mints = fate.amount * fate.returned_percent / 100;
                        minted += mints;
                        burned += if fate.seizure { mints / 2 } else { 0 };
                    }
                    if matches!(step, Step::Outcome(_)) && !fate.executed {
                        mirror.undo(shares(fate.amount)).unwrap();
                    }
                }
                Step::Report => {
                    mirror.merge(&line(decided, minted, burned));
                }
            }
            let owed = minted - burned;
            prop_assert!(mirror.worst().unwrap().u128() >= owed);
        }
        mirror.merge(&line(decided, minted, burned));
        prop_assert_eq!(mirror.best().u128(), minted - burned);
        prop_assert_eq!(mirror.worst().unwrap().u128(), minted - burned);
    }

    // INV-3, in value: however often a market compounds, its index stays below the worst case.
    #[test]
    fn a_compounding_market_stays_below_the_worst_case(
        rate in 1u64..400,
        parts in prop::collection::vec(1u64..2_000_000, 1..40),
    ) {
        let rate = Decimal::percent(rate);
        let mut market = Index::ONE;
        let reported = (Index::ONE, 1_000);
        let mut now = 1_000;
        for part in parts {
            market = market.grown(rate, part).unwrap();
            now += part;
            let (best, worst) = index_bounds(reported, rate, now, 0).unwrap();
            prop_assert!(best <= market && market <= worst, "{market:?} {worst:?}");
        }
    }
}

fn line(decided: u128, minted: u128, burned: u128) -> AccountLine {
    let shares = DebtShares::new;
    let account = AccountId(1);
    AccountLine {
        account,
        decided: shares(decided),
        minted: shares(minted),
        burned: shares(burned),
    }
}

#[test]
fn the_worst_case_index_is_close_to_continuous_compounding() {
    let reported = (Index::ONE, 0);
    let year = seawall_money::SECONDS_PER_YEAR;
    let (_, worst) = index_bounds(reported, Decimal::one(), year, 0).unwrap();
    // e = 2.71828…; the bound is at most 1 % above it.
    assert!(worst >= Index::new("2.718281828459045235".parse().unwrap()));
    assert!(worst <= Index::new("2.7455".parse().unwrap()), "{worst:?}");
}

#[test]
fn new_vouchers_count_from_nothing_to_all_and_a_second_deposit_does_not_reset_the_first() {
    let mut mirror = CollateralMirror::new(ListingId(1));
    let amount = CollateralAmount::new;
    mirror.admit(amount(1_000), 0, 100).unwrap();
    assert_eq!(mirror.ramped(0, 100).unwrap(), amount(0));
    assert_eq!(mirror.ramped(50, 100).unwrap(), amount(500));
    mirror.admit(amount(1_000), 50, 100).unwrap();
    assert_eq!(mirror.ramped(50, 100).unwrap(), amount(500));
    assert_eq!(mirror.ramped(150, 100).unwrap(), amount(2_000));
}
