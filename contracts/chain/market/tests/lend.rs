//! Lending: shares, first depositors, donations.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::coins;
use cw_multi_test::Executor;
use seawall_interfaces::market::ExecuteMsg;

#[test]
fn a_lender_gets_a_thousand_shares_per_unit_of_an_empty_market() {
    let mut world = World::new();
    let alice = world.alice.clone();
    assert_eq!(world.lend(&alice, 500).u128(), 500_000);
    assert_eq!(world.status().liquidity.u128(), 500);
    assert_eq!(world.lender(&alice).worth.u128(), 500);
    world.check_custody();
}

#[test]
fn only_the_markets_coin_and_only_one_is_taken() {
    let mut world = World::new();
    let (alice, market) = (world.alice.clone(), world.market.clone());
    let lend = ExecuteMsg::Lend {};
    for funds in [
        vec![],
        coins(5, "other"),
        [coins(5, DENOM), coins(5, "other")].concat(),
    ] {
        let done = world
            .app
            .execute_contract(alice.clone(), market.clone(), &lend, &funds);
        assert!(done.is_err(), "{funds:?}");
    }
    // A stray coin with a message that takes none is refused too.
    let done = world.paid(&alice, ExecuteMsg::Accrue {}, 1);
    assert!(done.unwrap_err().contains("no coins"));
}

// INV-2, INV-12: coins sent without a message move no book, no share price and no rate.
#[test]
fn a_donation_moves_nothing() {
    let mut world = World::new();
    let alice = world.alice.clone();
    world.lend(&alice, 1_000_000);
    world.borrow(1, 400_000).unwrap();
    let before = world.status();
    let market = world.market.clone();
    world
        .app
        .send_tokens(alice, market, &coins(9_000_000, DENOM))
        .unwrap();
    assert_eq!(world.status(), before);
    assert_eq!(world.check_custody(), 9_000_000);
}

// INV-12: who comes first cannot take from who comes second.
#[test]
fn the_first_depositor_cannot_eat_the_second_ones_deposit() {
    let mut world = World::new();
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    let market = world.market.clone();
    world.lend(&alice, 1);
    world
        .app
        .send_tokens(alice.clone(), market, &coins(1_000_000, DENOM))
        .unwrap();
    world
        .paid(&alice, ExecuteMsg::Recover {}, 1_000_000)
        .unwrap();
    let shares = world.lend(&bob, 999);
    assert!(shares.u128() > 0);
    assert!(world.lender(&bob).worth.u128() >= 998);
    assert!(world.lender(&alice).worth.u128() <= 1);
}

#[test]
fn interest_of_a_year_goes_to_lenders_reserve_and_pool() {
    let mut world = World::new();
    let alice = world.alice.clone();
    world.lend(&alice, 1_000_000);
    world.borrow(1, 800_000).unwrap();
    // At the kink: 2 % + 8 % of 800,000 in a year: 80,000; a tenth and a twentieth of it go off.
    world.wait(31_536_000);
    let status = world.status();
    assert_eq!(status.debt.u128(), 880_000);
    assert_eq!(status.reserve.u128(), 8_000);
    assert_eq!(status.premium_due.u128(), 4_000);
    assert_eq!(status.lenders.u128(), 1_068_000);
    // Of the gain, the shares that nobody owns keep one part in a million.
    assert_eq!(world.lender(&alice).worth.u128(), 1_067_999);
}

#[test]
fn a_paused_market_takes_no_new_lending() {
    let mut world = World::new();
    let (alice, guardian) = (world.alice.clone(), world.guardian.clone());
    world
        .exec(&guardian, ExecuteMsg::Pause { seconds: 600 })
        .unwrap();
    let error = world.paid(&alice, ExecuteMsg::Lend {}, 5).unwrap_err();
    assert!(error.contains("E12: "), "{error}");
    world.wait(600);
    world.lend(&alice, 5);
}
