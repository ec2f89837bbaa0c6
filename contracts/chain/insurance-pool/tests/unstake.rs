//! Leaving: two steps, at risk until paid, and nobody ahead of a loss.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::Decimal;
use seawall_interfaces::insurance_pool::{ExecuteMsg, HoldResponse, QueryMsg};

fn two() -> Pool {
    let mut p = pool(Decimal::one());
    p.stake(0, 600).unwrap();
    p.stake(1, 400).unwrap();
    p
}

#[test]
fn a_stake_leaves_after_the_cool_down_and_within_the_window() {
    let mut p = two();
    assert!(why(p.finish(0)).contains("no unstake is under way"));
    p.start(0, 200).unwrap();
    p.wait(COOLDOWN - 1);
    assert!(why(p.finish(0)).contains("the cool-down ends at"));
    p.wait(1);
    assert_eq!(p.finish(0).unwrap(), 200);
    assert!(why(p.finish(0)).contains("no unstake is under way"));
    p.start(0, 400).unwrap();
    p.wait(COOLDOWN + WINDOW);
    assert!(why(p.finish(0)).contains("had to be finished before"));
    assert_eq!(p.leave(0).unwrap(), 400);
    assert_eq!(p.stakes(), [0, 400, 0, 0]);
    p.assert_covered();
}

#[test]
fn an_unstake_asked_for_before_a_payout_still_bears_it() {
    let mut p = two();
    p.start_all(0).unwrap();
    p.payout("1", 500).unwrap();
    p.wait(COOLDOWN);
    assert_eq!(p.finish(0).unwrap(), 300);
    assert_eq!(p.stakes()[1], 200);
}

#[test]
fn an_unstake_asked_for_before_a_wipe_out_gets_nothing() {
    let mut p = two();
    p.start_all(0).unwrap();
    p.payout("1", 1_000).unwrap();
    p.stake(2, 50).unwrap();
    p.wait(COOLDOWN);
    assert_eq!(p.finish(0).unwrap(), 0);
    assert_eq!(p.stakes(), [0, 0, 50, 0]);
    assert_eq!(p.capital(), 50);
}

#[test]
fn shares_in_cool_down_go_on_earning() {
    let mut p = two();
    p.start_all(0).unwrap();
    p.premium(100).unwrap();
    assert_eq!(p.claim(0).unwrap(), 60);
    assert_eq!(p.staker(0).leaving.u128(), 600);
}

#[test]
fn nobody_leaves_with_what_is_held_for_an_expected_loss() {
    // Half of the capital is held: half of the stake leaves, the rest bears its part of the loss.
    let mut p = two();
    p.start_all(0).unwrap();
    p.wait(COOLDOWN);
    p.hold(1, 500, 10_000).unwrap();
    assert_eq!(p.finish(0).unwrap(), 300);
    assert!(
        why(p.finish(0)).contains("no unstake is under way"),
        "the rest must ask again"
    );
    assert_eq!(p.payout("1", 500).unwrap(), 500);
    // Of 700 that were left 500 are gone: the leaver's 300 became 85, as everyone's did.
    assert_eq!(p.stakes(), [85, 114, 0, 0]);
    p.assert_covered();
}

#[test]
fn an_unstake_is_refused_when_all_is_held() {
    let mut p = two();
    p.start_all(0).unwrap();
    p.wait(COOLDOWN);
    p.hold(1, 999_999, 100).unwrap();
    let error = why(p.finish(0));
    assert!(
        error.contains("999999 are held for expected losses, of a capital of 1000"),
        "{error}"
    );
    p.wait(100);
    assert_eq!(p.finish(0).unwrap(), 600, "the hold ended by itself");
}

#[test]
fn a_hold_is_replaced_freed_and_ends_by_itself() {
    let mut p = two();
    p.hold(1, 100, 50).unwrap();
    p.hold(1, 70, 50).unwrap();
    p.hold(2, 30, 90).unwrap();
    assert_eq!(p.status().held, debt(100));
    p.wait(50);
    assert_eq!(p.status().held, debt(30));
    let all = QueryMsg::Holds {
        start_after: None,
        limit: None,
    };
    assert_eq!(p.ask::<Vec<HoldResponse>>(&all).len(), 1);
    p.hold(2, 0, 90).unwrap();
    assert_eq!(p.status().held, debt(0));
    p.hold(3, 10, u64::MAX - p.now()).unwrap();
    p.wait(30 * 86_400);
    assert_eq!(p.status().held, debt(0), "no hold is longer than 30 days");
}

#[test]
fn a_payout_frees_what_was_held_for_it() {
    let mut p = two();
    p.hold(1, 100, 500).unwrap();
    p.hold(2, 50, 500).unwrap();
    p.payout("1/cover", 60).unwrap();
    assert_eq!(p.status().held, debt(40 + 50));
    p.payout("1/rest", 60).unwrap();
    assert_eq!(p.status().held, debt(50));
}

#[test]
fn there_is_a_limit_on_holds_and_ended_ones_make_room() {
    let mut p = two();
    for liquidation in 0..100 {
        p.hold(liquidation, 1, 50 + liquidation).unwrap();
    }
    assert!(why(p.hold(100, 1, 50)).contains("100 holds are open"));
    p.hold(99, 2, 500).unwrap();
    p.wait(50);
    p.hold(100, 1, 50).unwrap();
}

#[test]
fn shares_that_nobody_has_cannot_leave() {
    let mut p = two();
    assert!(why(p.start(0, 601)).contains("expected 1 to 600, got 601"));
    assert!(why(p.start(0, 0)).contains("expected 1 to 600, got 0"));
    assert!(why(p.start(2, 1)).contains("expected 1 to 0, got 1"));
}

#[test]
fn a_cool_down_can_be_given_up_or_begun_anew() {
    let mut p = two();
    p.start(0, 100).unwrap();
    p.by(0, &ExecuteMsg::CancelUnstake {}, 0).unwrap();
    assert!(why(p.by(0, &ExecuteMsg::CancelUnstake {}, 0)).contains("no unstake is under way"));
    p.start(0, 100).unwrap();
    p.wait(COOLDOWN - 1);
    p.start(0, 300).unwrap();
    p.wait(1);
    assert!(why(p.finish(0)).contains("the cool-down ends at"));
}

#[test]
fn a_top_up_does_not_join_a_cool_down_that_is_under_way() {
    let mut p = two();
    p.start_all(0).unwrap();
    p.wait(COOLDOWN);
    p.stake(0, 1_000).unwrap();
    assert_eq!(p.finish(0).unwrap(), 600);
    assert_eq!(p.stakes()[0], 1_000);
}
