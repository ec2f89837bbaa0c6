//! Releases: once, never below zero, and a payment that fails becomes a claim.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{from_json, StdResult};
use cw_multi_test::AppResponse;
use seawall_wire::OrderAck;

fn answer(response: StdResult<AppResponse>) -> OrderAck {
    from_json(response.unwrap().data.unwrap()).unwrap()
}

#[test]
fn a_release_pays_and_is_counted() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    w.resolve(1, true).unwrap();
    assert_eq!(answer(w.release(1, 7, ATOM, 30)), OrderAck::Released {});
    assert_eq!(w.books(7, ATOM), (70, 0, 0, 30, 0));
    assert_eq!(w.balance(&w.bob, "uatom"), RICHES + 30);
    w.assert_custody(7);
}

#[test]
fn a_repeated_order_has_no_effect_and_the_same_answer() {
    // INV-9
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    let first = answer(w.release(1, 7, ATOM, 30));
    assert_eq!(answer(w.release(1, 7, ATOM, 30)), first);
    assert_eq!(answer(w.release(1, 7, ATOM, 100)), first);
    assert_eq!(w.balance(&w.bob, "uatom"), RICHES + 30);
    assert_eq!(w.books(7, ATOM), (-30, 100, 0, 30, 0));
}

#[test]
fn an_order_may_draw_on_a_pending_deposit_but_not_below_it() {
    // DEC-4, INV-2
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    assert!(why(w.release(1, 7, ATOM, 101)).contains("101 asked for, 100 there"));
    w.release(1, 7, ATOM, 100).unwrap();
    assert_eq!(w.books(7, ATOM), (-100, 100, 0, 100, 0));
    assert!(why(w.release(2, 7, ATOM, 1)).contains("1 asked for, 0 there"));
    w.assert_custody(7);
}

#[test]
fn one_account_cannot_draw_on_another_or_on_another_listing() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    assert!(why(w.release(1, 8, ATOM, 1)).contains("1 asked for, 0 there"));
    assert!(why(w.release(1, 7, OSMO, 1)).contains("1 asked for, 0 there"));
    assert!(why(w.release(1, 7, 99.into(), 1)).contains("listing 99 does not exist"));
}

#[test]
fn a_receiver_that_is_no_address_here_is_an_error_and_the_order_may_come_again() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    for receiver in ["cosmos1qqqq", "0xabc", "osmo1"] {
        w.release_to(1, 7, ATOM, 30, receiver).unwrap_err();
    }
    assert_eq!(w.books(7, ATOM), (0, 100, 0, 0, 0));
    w.release(1, 7, ATOM, 30).unwrap();
    assert_eq!(w.books(7, ATOM), (-30, 100, 0, 30, 0));
}

#[test]
fn a_receiver_that_the_bank_does_not_pay_gets_a_claim() {
    // INV-11: one receiver that cannot be paid undoes nothing.
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    let blocked = w.blocked.clone();
    assert_eq!(
        answer(w.release_to(1, 7, ATOM, 30, blocked.as_str())),
        OrderAck::Released {}
    );
    assert_eq!(w.books(7, ATOM), (-30, 100, 0, 30, 0));
    assert_eq!(w.claims(&blocked), [("uatom".to_string(), 30)]);
    assert_eq!(w.balance(&w.vault, "uatom"), 100);
    w.assert_custody(7);
    w.claim(&blocked, "uatom").unwrap_err();
    assert_eq!(w.claims(&blocked), [("uatom".to_string(), 30)]);
    let msg = seawall_interfaces::vault::ExecuteMsg::Claim {
        denom: "uatom".into(),
        receiver: Some(w.bob.to_string()),
    };
    w.run(&blocked, &msg, &[]).unwrap();
    assert_eq!(w.balance(&w.bob, "uatom"), RICHES + 30);
}

#[test]
fn a_release_of_nothing_is_answered_without_a_payment() {
    let mut w = world();
    assert_eq!(answer(w.release(1, 7, ATOM, 0)), OrderAck::Released {});
    assert_eq!(w.books(7, ATOM), (0, 0, 0, 0, 0));
}
