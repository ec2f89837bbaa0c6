//! Payouts: once per claim, limited, borne by all stakes alike.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::Decimal;
use seawall_interfaces::insurance_pool::ExecuteMsg;

#[test]
fn a_payout_is_borne_by_all_stakes_alike_and_answers_what_it_paid() {
    let mut p = pool(Decimal::one());
    p.stake(0, 600).unwrap();
    p.stake(1, 400).unwrap();
    assert_eq!(p.payout("1/cover", 250).unwrap(), 250);
    assert_eq!(p.stakes(), [450, 300, 0, 0]);
    assert_eq!(p.balance(&p.market), 250);
    assert_eq!(p.status().paid, debt(250));
    p.assert_covered();
}

#[test]
fn a_claim_is_paid_once() {
    // INV-9
    let mut p = pool(Decimal::one());
    p.stake(0, 1_000).unwrap();
    assert_eq!(p.payout("1/cover", 100).unwrap(), 100);
    assert_eq!(p.payout("1/cover", 100).unwrap(), 0);
    assert_eq!(p.payout("1/cover", 900).unwrap(), 0);
    assert_eq!(p.payout("2/cover", 100).unwrap(), 100);
    assert_eq!(p.capital(), 800);
}

#[test]
fn no_payout_takes_more_than_its_share_of_the_capital() {
    let mut p = pool(Decimal::percent(30));
    p.stake(0, 1_000).unwrap();
    assert_eq!(p.payout("1", 10_000).unwrap(), 300);
    assert_eq!(p.payout("2", 10_000).unwrap(), 210);
    assert_eq!(p.payout("3", 5).unwrap(), 5);
    assert_eq!(p.capital(), 485);
}

#[test]
fn an_empty_pool_pays_nothing_and_says_so() {
    let mut p = pool(Decimal::one());
    assert_eq!(p.payout("1", 100).unwrap(), 0);
    assert_eq!(p.balance(&p.market), 0);
}

#[test]
fn the_reserve_pays_before_the_capital() {
    let mut p = pool(Decimal::percent(50));
    p.premium(70).unwrap();
    assert_eq!(p.status().reserve, debt(70));
    p.stake(0, 100).unwrap();
    assert_eq!(p.staker(0).premium, debt(0));
    assert_eq!(p.payout("1", 60).unwrap(), 60);
    assert_eq!(p.stakes()[0], 100);
    assert_eq!(p.payout("2", 1_000).unwrap(), 10 + 50);
    assert_eq!(p.stakes()[0], 50);
    p.assert_covered();
}

#[test]
fn a_wiped_out_epoch_leaves_nothing_to_its_stakers_and_a_clean_start_to_the_next() {
    let mut p = pool(Decimal::one());
    p.stake(0, 600).unwrap();
    p.stake(1, 400).unwrap();
    p.premium(100).unwrap();
    assert_eq!(p.payout("1", 5_000).unwrap(), 1_000);
    assert_eq!(p.status().epoch, 1);
    assert_eq!(p.stakes(), [0, 0, 0, 0]);
    p.stake(2, 300).unwrap();
    p.premium(30).unwrap();
    assert_eq!(p.stakes(), [0, 0, 300, 0]);
    assert_eq!(p.staker(2).premium, debt(30));
    // What was earned before stays earned.
    assert_eq!(p.claim(0).unwrap(), 60);
    assert_eq!(p.claim(1).unwrap(), 40);
    p.stake(0, 100).unwrap();
    assert_eq!(p.payout("2", 200).unwrap(), 200);
    assert_eq!(p.stakes(), [50, 0, 150, 0]);
    p.assert_covered();
}

#[test]
fn the_product_is_rescaled_when_losses_make_it_small() {
    let mut p = pool(Decimal::one());
    let big = 10u128.pow(30);
    p.stake(0, big).unwrap();
    assert_eq!(
        p.payout("1", big - 10u128.pow(15)).unwrap(),
        big - 10u128.pow(15)
    );
    let status = p.status();
    assert_eq!((status.scale, status.epoch), (1, 0));
    assert_eq!(status.product.u128(), 10u128.pow(30));
    assert_eq!(p.stakes()[0], 10u128.pow(15));
    // Premiums across the change of scale reach old and new stakes by what they are worth.
    p.stake(1, 10u128.pow(15)).unwrap();
    p.premium(1_000).unwrap();
    assert_eq!(p.staker(1).premium, debt(500));
    assert_eq!(p.staker(0).premium, debt(500));
    // Twice more at once: 10^30 · 10^-15 is scaled by 10^18.
    let rest = p.capital() - 2;
    assert_eq!(p.payout("2", rest).unwrap(), rest);
    assert_eq!(p.stakes(), [1, 1, 0, 0]);
    assert_eq!(
        (p.status().scale, p.status().product.u128()),
        (3, 10u128.pow(33))
    );
    p.assert_covered();
}

#[test]
fn a_claim_has_a_name_of_bounded_length_and_a_receiver_here() {
    let mut p = pool(Decimal::one());
    p.stake(0, 100).unwrap();
    assert!(why(p.payout("", 1)).contains("expected 1 to 128, got 0"));
    assert!(why(p.payout(&"x".repeat(129), 1)).contains("expected 1 to 128, got 129"));
    let msg = ExecuteMsg::Payout {
        claim: "1".into(),
        liquidation: 1.into(),
        amount: debt(1),
        receiver: "cosmos1xyz".into(),
    };
    let payer = p.payer.clone();
    p.run(&payer, &msg, &[]).unwrap_err();
    assert_eq!(p.payout("1", 1).unwrap(), 1);
}
