//! Premiums: by stake and moment, and nothing else is worth anything.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{coins, Decimal};
use cw_multi_test::Executor;
use seawall_interfaces::insurance_pool::ExecuteMsg;

#[test]
fn a_premium_goes_to_those_who_had_a_stake_then() {
    let mut p = pool(Decimal::one());
    p.stake(0, 300).unwrap();
    p.premium(90).unwrap();
    p.stake(1, 600).unwrap();
    p.premium(90).unwrap();
    assert_eq!(p.claim(0).unwrap(), 90 + 30);
    assert_eq!(p.claim(1).unwrap(), 60);
    assert!(why(p.claim(1)).contains("no premium to claim"));
    let status = p.status();
    assert_eq!(status.premiums, debt(180));
    assert_eq!(status.premiums_unclaimed, debt(0));
}

#[test]
fn premiums_before_and_after_a_loss_are_shared_by_the_stakes_of_their_time() {
    let mut p = pool(Decimal::one());
    p.stake(0, 100).unwrap();
    p.stake(1, 100).unwrap();
    p.premium(20).unwrap();
    p.payout("1", 100).unwrap();
    p.stake(2, 100).unwrap();
    p.premium(40).unwrap();
    assert_eq!([0, 1, 2].map(|i| p.staker(i).premium.u128()), [20, 20, 20]);
    p.assert_covered();
}

#[test]
fn a_donation_changes_no_share() {
    let mut p = pool(Decimal::one());
    p.stake(0, 1).unwrap();
    let (rich, pool) = (p.people[3].clone(), p.pool.clone());
    p.app
        .send_tokens(rich, pool, &coins(1_000_000, DENOM))
        .unwrap();
    p.stake(1, 1_000).unwrap();
    assert_eq!(p.stakes(), [1, 1_000, 0, 0]);
    assert_eq!(p.leave(1).unwrap(), 1_000);
    assert_eq!(p.leave(0).unwrap(), 1);
    assert_eq!(p.balance(&p.pool), 1_000_000);
}

#[test]
fn what_rounding_left_when_the_last_staker_goes_belongs_to_the_reserve() {
    let mut p = pool(Decimal::one());
    for person in 0..3 {
        p.stake(person, 10).unwrap();
    }
    p.payout("1", 10).unwrap();
    assert_eq!(p.stakes(), [6, 6, 6, 0]);
    for person in 0..3 {
        p.leave(person).unwrap();
    }
    let status = p.status();
    assert_eq!((status.capital, status.reserve), (debt(0), debt(2)));
    p.premium(5).unwrap();
    assert_eq!(p.status().reserve, debt(7));
    p.assert_covered();
}

#[test]
fn only_the_pools_coin_is_taken() {
    let mut p = pool(Decimal::one());
    for msg in [ExecuteMsg::Stake {}, ExecuteMsg::Premium {}] {
        assert!(why(p.by(0, &msg, 0)).contains("expected one coin of uusdc"));
    }
    for msg in [ExecuteMsg::ClaimPremium {}, ExecuteMsg::FinishUnstake {}] {
        assert!(why(p.by(0, &msg, 5)).contains("expected no coins"));
    }
}
