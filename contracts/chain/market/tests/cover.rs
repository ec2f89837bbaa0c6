//! Deficits: pool, reserve, lenders; and what comes in later.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_interfaces::market::ExecuteMsg;
use seawall_money::DebtAmount;
use seawall_wire::OrderAck;

fn owing(debt: u128) -> World {
    let mut world = World::new();
    let alice = world.alice.clone();
    world.lend(&alice, 1_000_000);
    world.borrow(1, debt).unwrap();
    world
}

fn covered(pool: u128, reserve: u128, lenders: u128) -> OrderAck {
    OrderAck::DeficitCovered {
        from_pool: DebtAmount::new(pool),
        from_reserve: DebtAmount::new(reserve),
        from_lenders: DebtAmount::new(lenders),
    }
}

// INV-5
#[test]
fn pool_then_reserve_then_lenders_pay() {
    let mut world = owing(800_000);
    world.wait(31_536_000);
    world.plan_pool(500_000, 500_000, false);
    let done = world.cover(1, 1, 0);
    // Debt 880,000; reserve 8,000.
    assert_eq!(ack(&done), covered(500_000, 8_000, 372_000));
    let status = world.status();
    assert_eq!(status.debt.u128(), 0);
    assert_eq!(status.reserve.u128(), 0);
    assert_eq!(status.deficit.u128(), 372_000);
    assert_eq!(status.lenders.u128(), 1_068_000 - 372_000);
    assert_eq!(world.debt(1).line.burned, world.debt(1).line.minted);
    assert_eq!(world.check_custody(), 0);
}

// INV-9
#[test]
fn a_liquidation_is_covered_once() {
    let mut world = owing(800_000);
    let first = world.cover(1, 1, 0);
    let bob = world.bob.clone();
    world.plan_pool(1, 1, false);
    world.borrow(1, 100_000).unwrap();
    let again = world.cover(1, 1, 0);
    assert_eq!(ack(&first), covered(0, 0, 800_000));
    assert_eq!(ack(&again), ack(&first));
    assert_eq!(world.debt(1).debt.u128(), 100_000);
    let _ = bob;
}

#[test]
fn what_is_still_on_its_way_is_kept() {
    let mut world = owing(800_000);
    assert_eq!(ack(&world.cover(1, 1, 300_000)), covered(0, 0, 500_000));
    assert_eq!(world.debt(1).debt.u128(), 300_000);
    assert_eq!(ack(&world.cover(2, 1, 300_000)), covered(0, 0, 0));
    assert_eq!(ack(&world.cover(3, 77, 0)), covered(0, 0, 0));
}

#[test]
fn a_pool_that_fails_pays_nothing_and_blocks_nothing() {
    let mut world = owing(800_000);
    world.plan_pool(500_000, 500_000, true);
    assert_eq!(ack(&world.cover(1, 1, 0)), covered(0, 0, 800_000));
}

// INV-2: a pool that says more than it sent is believed as far as the bank.
#[test]
fn a_pool_that_lies_is_believed_no_further_than_the_bank() {
    let mut world = owing(800_000);
    world.plan_pool(1_000, 700_000, false);
    assert_eq!(ack(&world.cover(1, 1, 0)), covered(1_000, 0, 799_000));
    assert_eq!(world.check_custody(), 0);
}

#[test]
fn late_proceeds_first_make_good_what_was_written_off() {
    let mut world = owing(800_000);
    world.wait(31_536_000);
    world.plan_pool(500_000, 500_000, false);
    world.cover(1, 1, 0);
    let alice = world.alice.clone();
    world.arrive(900_000);
    world.settle(1, 9, 900_000).unwrap();
    // 372,000 lenders, 8,000 reserve, 500,000 pool, the rest is the borrower's.
    let status = world.status();
    assert_eq!(status.deficit.u128(), 0);
    assert_eq!(status.reserve.u128(), 8_000);
    assert_eq!(status.premium_due.u128(), 4_000 + 500_000);
    assert_eq!(world.debt(1).surplus.u128(), 20_000);
    let claimable = world.lender(&alice).claimable.u128();
    assert!((371_999..=372_000).contains(&claimable), "{claimable}");
    assert_eq!(world.check_custody(), 0);
}

// DEC-11: recoveries go to the lenders of that time, whoever holds shares now.
#[test]
fn recoveries_go_to_those_who_bore_the_loss() {
    let mut world = owing(400_000);
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    world.cover(1, 1, 0);
    let price_then = world.lender(&alice).worth.u128();
    world.lend(&bob, 1_000_000);
    world.paid(&bob, ExecuteMsg::Recover {}, 100_000).unwrap();
    assert_eq!(world.lender(&bob).claimable.u128(), 0);
    assert_eq!(world.lender(&bob).worth.u128(), 999_999);
    assert_eq!(world.lender(&alice).worth.u128(), price_then);
    assert!((99_999..=100_000).contains(&world.lender(&alice).claimable.u128()));
    let before = world.bank(&alice);
    world.exec(&alice, ExecuteMsg::ClaimRecovery {}).unwrap();
    assert!((99_999..=100_000).contains(&(world.bank(&alice) - before)));
    assert!(world.exec(&alice, ExecuteMsg::ClaimRecovery {}).is_err());
    assert!(world.exec(&bob, ExecuteMsg::ClaimRecovery {}).is_err());
    // What is above the deficit is the reserve's.
    world.paid(&bob, ExecuteMsg::Recover {}, 400_000).unwrap();
    assert_eq!(world.status().deficit.u128(), 0);
    assert_eq!(world.status().reserve.u128(), 100_000);
    world.check_custody();
}

#[test]
fn a_lender_who_left_after_the_loss_still_gets_its_recovery() {
    let mut world = owing(400_000);
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    world.cover(1, 1, 0);
    let shares = world.lender(&alice).shares;
    world.leave(&alice, shares).unwrap();
    world.wait(3_600);
    world.finish(1).unwrap();
    assert_eq!(world.status().lender_shares.u128(), 0);
    world.paid(&bob, ExecuteMsg::Recover {}, 400_000).unwrap();
    let before = world.bank(&alice);
    world.exec(&alice, ExecuteMsg::ClaimRecovery {}).unwrap();
    assert!((399_999..=400_000).contains(&(world.bank(&alice) - before)));
}
