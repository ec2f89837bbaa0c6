//! Exits under expected losses, and how these end (DEC-11).
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_interfaces::market::ExecuteMsg;
use seawall_money::LenderShares;

/// Alice and Bob own half each; 1,000,000 of 2,000,000 is lent; a loss of 400,000 is expected.
fn expecting() -> (World, LenderShares) {
    let mut terms = terms();
    terms.instant_allowance = dec("1");
    let mut world = World::with(terms);
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    let shares = world.lend(&alice, 1_000_000);
    world.lend(&bob, 1_000_000);
    world.borrow(1, 1_000_000).unwrap();
    world.wait(600);
    let ends_at = world.now() + 1_000;
    world.provision(1, 400_000, ends_at);
    (world, shares)
}

fn claimable(world: &World) -> u128 {
    world.lender(&world.alice.clone()).claimable.u128()
}

fn near(actual: u128, expected: u128) {
    assert!(
        actual.abs_diff(expected) <= 200,
        "expected about {expected}, got {actual}"
    );
}

#[test]
fn an_exit_is_paid_net_at_once() {
    let (mut world, shares) = expecting();
    let alice = world.alice.clone();
    near(world.lender(&alice).worth.u128(), 800_000);
    let before = world.bank(&alice);
    world.leave(&alice, shares).unwrap();
    near(world.bank(&alice) - before, 800_000);
    assert_eq!(claimable(&world), 0);
    world.check_custody();
}

#[test]
fn without_a_loss_what_was_held_comes_back() {
    let (mut world, shares) = expecting();
    let alice = world.alice.clone();
    world.leave(&alice, shares).unwrap();
    world.provision(1, 0, 0);
    near(claimable(&world), 200_000);
    world.exec(&alice, ExecuteMsg::ClaimRecovery {}).unwrap();
    world.check_custody();
}

#[test]
fn who_left_and_who_stayed_bear_the_loss_alike() {
    let (mut world, shares) = expecting();
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    world.leave(&alice, shares).unwrap();
    world.repay(1, 800_000);
    // 200,000 of debt is left to be lost instead of 400,000.
    world.cover(1, 1, 0);
    near(claimable(&world), 100_000);
    near(world.lender(&bob).worth.u128(), 900_000);
    near(world.lender(&bob).deficit.u128(), 100_000);
    near(world.lender(&alice).deficit.u128(), 100_000);
    // A later recovery goes to both.
    world.paid(&bob, ExecuteMsg::Recover {}, 100_000).unwrap();
    near(claimable(&world), 150_000);
    near(world.lender(&bob).claimable.u128(), 50_000);
    world.exec(&alice, ExecuteMsg::ClaimRecovery {}).unwrap();
    world.exec(&bob, ExecuteMsg::ClaimRecovery {}).unwrap();
    world.check_custody();
}

#[test]
fn a_larger_loss_takes_no_more_than_what_was_held() {
    let (mut world, shares) = expecting();
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    world.leave(&alice, shares).unwrap();
    world.cover(1, 1, 0);
    assert_eq!(claimable(&world), 0);
    // 1,000,000 lost, of which 200,000 were held back from Alice.
    near(world.lender(&bob).worth.u128(), 200_000);
    near(world.lender(&alice).deficit.u128(), 200_000);
    world.check_custody();
}

#[test]
fn at_its_deadline_it_ends_as_a_loss() {
    let (mut world, shares) = expecting();
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    world.leave(&alice, shares).unwrap();
    world.wait(1_000);
    world.exec(&bob, ExecuteMsg::Accrue {}).unwrap();
    assert_eq!(claimable(&world), 0);
    let status = world.status();
    assert_eq!(status.provisions.u128(), 0);
    near(status.deficit.u128(), 400_000);
    near(world.lender(&bob).worth.u128(), 800_000);
    // The debt is still owed.
    near(world.debt(1).debt.u128(), 1_000_000);
    // The cover shows that only 100,000 were lost: 300,000 are for both.
    world.repay(1, 900_000);
    world.cover(1, 1, 0);
    near(claimable(&world), 150_000);
    near(world.lender(&bob).claimable.u128(), 150_000);
    near(world.lender(&bob).worth.u128(), 800_000);
    near(world.status().deficit.u128(), 100_000);
    world.check_custody();
}

#[test]
fn what_a_cover_takes_above_what_was_written_down_is_lost_in_addition() {
    let (mut world, _) = expecting();
    let bob = world.bob.clone();
    world.wait(1_000);
    world.exec(&bob, ExecuteMsg::Accrue {}).unwrap();
    world.cover(1, 1, 0);
    near(world.status().deficit.u128(), 1_000_000);
    near(world.lender(&bob).worth.u128(), 500_000);
}

#[test]
fn the_last_amount_stands_and_none_comes_after_the_cover() {
    let (mut world, _) = expecting();
    let ends_at = world.now() + 1_000;
    world.provision(1, 100_000, ends_at);
    world.provision(2, 50_000, ends_at);
    assert_eq!(world.status().provisions.u128(), 150_000);
    world.cover(1, 1, 0);
    world.provision(1, 70_000, ends_at);
    assert_eq!(world.status().provisions.u128(), 50_000);
    world.provision(2, 0, ends_at);
    assert_eq!(world.status().provisions.u128(), 0);
    // The pool was told each time but the one that had no effect.
    let pool = world.pool.clone();
    let seen = world.seen(&pool);
    let holds = seen
        .iter()
        .filter(|m| String::from_utf8_lossy(m.as_slice()).contains("hold"));
    assert_eq!(holds.count(), 4);
}

#[test]
fn a_failing_pool_does_not_stop_a_provision() {
    let (mut world, _) = expecting();
    world.plan_pool(0, 0, true);
    let ends_at = world.now() + 1_000;
    world.provision(5, 1_000, ends_at);
    assert_eq!(world.status().provisions.u128(), 401_000);
}

// INV-12: nobody gains by entering and leaving while a loss is expected.
#[test]
fn entering_at_face_and_leaving_net_is_no_gain() {
    let (mut world, _) = expecting();
    let alice = world.alice.clone();
    let before = world.bank(&alice);
    let shares = world.lend(&alice, 100_000);
    world.leave(&alice, shares).unwrap();
    assert!(world.bank(&alice) < before);
}
