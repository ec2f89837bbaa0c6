//! Random lives of a market: custody, paid for, no free lunch.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use proptest::prelude::*;
use seawall_interfaces::market::{ExecuteMsg, StatusResponse};
use seawall_money::LenderShares;

#[derive(Debug, Clone)]
enum Step {
    Lend(bool, u128),
    Leave(bool, u128),
    Finish(u64),
    Borrow(u64, u128),
    Repay(u64, u128),
    Arrive(u128),
    Settle(u64, u128),
    Cover(u64, u128),
    Provision(u64, u128, u64),
    Recover(u128),
    Claim(bool),
    Premium,
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let amount = 1u128..500_000;
    prop_oneof![
        3 => (any::<bool>(), amount.clone()).prop_map(|(who, a)| Step::Lend(who, a)),
        3 => (any::<bool>(), 1u128..1_000).prop_map(|(who, a)| Step::Leave(who, a)),
        2 => (1u64..6).prop_map(Step::Finish),
        4 => (1u64..4, amount.clone()).prop_map(|(id, a)| Step::Borrow(id, a)),
        2 => (1u64..4, amount.clone()).prop_map(|(id, a)| Step::Repay(id, a)),
        2 => amount.clone().prop_map(Step::Arrive),
        2 => (1u64..4, amount.clone()).prop_map(|(id, a)| Step::Settle(id, a)),
        1 => (1u64..4, 0u128..100_000).prop_map(|(id, a)| Step::Cover(id, a)),
        2 => (1u64..4, 0u128..200_000, 0u64..5_000)
            .prop_map(|(id, a, t)| Step::Provision(id, a, t)),
        1 => amount.prop_map(Step::Recover),
        1 => any::<bool>().prop_map(Step::Claim),
        1 => Just(Step::Premium),
        4 => (1u64..2_000_000).prop_map(Step::Wait),
    ]
}

fn who(world: &World, alice: bool) -> cosmwasm_std::Addr {
    if alice {
        world.alice.clone()
    } else {
        world.bob.clone()
    }
}

/// Does the step; may it lower the share price?
fn apply(world: &mut World, step: &Step) -> bool {
    let alice = world.alice.clone();
    match step.clone() {
        Step::Lend(a, amount) => drop(world.paid(&who(world, a), ExecuteMsg::Lend {}, amount)),
        Step::Leave(a, permille) => {
            let lender = who(world, a);
            let shares = world.lender(&lender).shares.u128() / 1_000 * permille;
            drop(world.leave(&lender, LenderShares::new(shares)));
        }
        Step::Finish(exit) => drop(world.finish(exit)),
        Step::Borrow(id, amount) => drop(world.borrow(id, amount)),
        Step::Repay(id, amount) => drop(world.repay(id, amount)),
        Step::Arrive(amount) => world.arrive(amount),
        Step::Settle(id, proceeds) => drop(world.settle(id, id, proceeds).unwrap()),
        Step::Cover(id, keep) => {
            world.next += 1;
            let liquidation = if keep % 2 == 0 { id } else { world.next + 100 };
            world.cover(liquidation, id, keep);
            return true;
        }
        Step::Provision(id, amount, life) => {
            let ends_at = world.now() + life;
            world.provision(id, amount, ends_at);
            return true;
        }
        Step::Recover(amount) => drop(world.paid(&alice, ExecuteMsg::Recover {}, amount)),
        Step::Claim(a) => drop(world.exec(&who(world, a), ExecuteMsg::ClaimRecovery {})),
        Step::Premium => drop(world.exec(&alice, ExecuteMsg::PayPremium {})),
        Step::Wait(seconds) => world.wait(seconds),
    }
    false
}

/// Is the share price now at least what it was?
fn not_lower(then: &StatusResponse, now: &StatusResponse) -> bool {
    let price = |s: &StatusResponse| (s.lenders.u128() + 1, s.lender_shares.u128() + 1_000);
    let ((a, b), (c, d)) = (price(then), price(now));
    c * b >= a * d
}

/// Coins can only be in one place: what the market's debtors, bank and owners say adds up.
fn check_sums(world: &World, status: &StatusResponse) -> Result<(), TestCaseError> {
    let shares: u128 = (1..4).map(|id| world.debt(id).shares.u128()).sum();
    prop_assert_eq!(shares, status.debt_shares.u128());
    let (alice, bob) = (world.lender(&world.alice), world.lender(&world.bob));
    prop_assert_eq!(
        alice.shares.u128() + bob.shares.u128(),
        status.lender_shares.u128()
    );
    let worth = alice.worth.u128() + bob.worth.u128();
    prop_assert!(
        worth <= status.lenders.u128(),
        "{worth} of {}",
        status.lenders
    );
    for id in 1..4 {
        let line = world.debt(id).line;
        prop_assert!(line.minted <= line.decided && line.burned <= line.minted);
    }
    Ok(())
}

/// Ends everything that is open: provisions, debts, exits. Then what lenders may claim is there.
fn wind_down(world: &mut World) -> Result<(), TestCaseError> {
    for id in 1..4 {
        world.provision(id, 0, 0);
        world.repay(id, RICH / 1_000);
    }
    for lender in [world.alice.clone(), world.bob.clone()] {
        let before = world.bank(&lender);
        let claimable = world.lender(&lender).claimable.u128();
        let _ = world.exec(&lender, ExecuteMsg::ClaimRecovery {});
        prop_assert_eq!(world.bank(&lender) - before, claimable);
    }
    for lender in [world.alice.clone(), world.bob.clone()] {
        let record = world.lender(&lender);
        let _ = world.leave(&lender, record.shares);
    }
    world.wait(3_600);
    for exit in 1..100 {
        let _ = world.finish(exit);
    }
    for lender in [world.alice.clone(), world.bob.clone()] {
        prop_assert!(world.lender(&lender).exits.is_empty());
    }
    prop_assert_eq!(world.check_custody(), 0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    // INV-2, INV-5, INV-12
    #[test]
    fn the_books_hold_whatever_happens(steps in proptest::collection::vec(step(), 5..45)) {
        let mut world = World::new();
        let alice = world.alice.clone();
        world.lend(&alice, 300_000);
        for step in steps {
            let before = world.status();
            let index_before = before.index;
            // A provision whose time is over is booked as a loss by whatever comes next.
            let overdue = before.provisions.u128() > 0;
            let may_fall = apply(&mut world, &step);
            let after = world.status();
            let booked = overdue && after.provisions < before.provisions;
            let may_fall = may_fall || booked;
            prop_assert!(may_fall || not_lower(&before, &after), "{step:?}: {before:?} {after:?}");
            prop_assert!(after.index >= index_before);
            let excess = world.check_custody();
            prop_assert_eq!(excess, 0, "every coin is in the books after {:?}", step);
            check_sums(&world, &after)?;
        }
        wind_down(&mut world)?;
    }

    // INV-12: who lends and leaves at once never has more than before.
    #[test]
    fn a_round_trip_never_profits(
        steps in proptest::collection::vec(step(), 0..15),
        amount in 1u128..10_000_000,
    ) {
        let mut world = World::new();
        let (alice, courier) = (world.alice.clone(), world.courier.clone());
        world.lend(&alice, 300_000);
        for step in &steps {
            apply(&mut world, step);
        }
        world.wait(600);
        let before = world.bank(&courier);
        let _ = world.paid(&courier, ExecuteMsg::Lend {}, amount);
        let shares = world.lender(&courier).shares;
        let _ = world.leave(&courier, shares);
        let lender = world.lender(&courier);
        let after = world.bank(&courier) + lender.worth.u128() + lender.claimable.u128();
        prop_assert!(after <= before, "{after} {before}");
    }
}
