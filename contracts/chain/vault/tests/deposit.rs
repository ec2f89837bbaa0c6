//! Deposits and the hub's answers to them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{coin, coins, Empty};
use cw_multi_test::Executor;
use seawall_interfaces::vault::{ExecuteMsg, PendingDepositResponse, QueryMsg};

#[test]
fn a_deposit_is_pending_until_the_hub_answers_and_is_submitted_to_the_outpost() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    assert_eq!(w.books(7, ATOM), (0, 100, 0, 0, 0));
    let pending = w.pending();
    assert_eq!(pending.len(), 1);
    assert_eq!(pending[0].deposit, 1);
    assert_eq!(pending[0].depositor, w.alice.to_string());
    let submitted: Vec<u64> = w
        .app
        .wrap()
        .query_wasm_smart(&w.outpost, &Empty {})
        .unwrap();
    assert_eq!(submitted, [1]);
    w.resolve(1, true).unwrap();
    assert_eq!(w.books(7, ATOM), (100, 0, 0, 0, 0));
    assert!(w.pending().is_empty());
    w.assert_custody(7);
}

#[test]
fn a_late_deposit_is_claimable_by_the_depositor() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    w.resolve(1, false).unwrap();
    assert_eq!(w.books(7, ATOM), (0, 0, 0, 0, 0));
    assert_eq!(w.claims(&w.alice), [("uatom".to_string(), 100)]);
    w.assert_custody(7);
    w.claim(&w.alice.clone(), "uatom").unwrap();
    assert_eq!(w.balance(&w.alice, "uatom"), RICHES);
    assert!(why(w.claim(&w.alice.clone(), "uatom")).contains("no claim in uatom"));
}

#[test]
fn a_claim_can_be_sent_elsewhere_but_only_by_its_owner() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    w.resolve(1, false).unwrap();
    assert!(why(w.claim(&w.bob.clone(), "uatom")).contains("no claim"));
    let msg = ExecuteMsg::Claim {
        denom: "uatom".into(),
        receiver: Some(w.bob.to_string()),
    };
    w.run(&w.alice.clone(), &msg, &[]).unwrap();
    assert_eq!(w.balance(&w.bob, "uatom"), RICHES + 100);
}

#[test]
fn a_second_answer_changes_nothing_whatever_it_says() {
    // INV-9
    for (first, second) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut w = world();
        w.deposit(7, ATOM, 100).unwrap();
        w.resolve(1, first).unwrap();
        let before = (w.books(7, ATOM), w.claims(&w.alice));
        let response = w.resolve(1, second).unwrap();
        assert!(response.events.iter().any(|event| {
            event
                .attributes
                .iter()
                .any(|a| a.key == "kind" && a.value == "redundant")
        }));
        assert_eq!((w.books(7, ATOM), w.claims(&w.alice)), before);
        w.assert_custody(7);
    }
}

#[test]
fn an_answer_to_a_deposit_that_was_never_made_is_an_error() {
    let mut w = world();
    for id in [0, 1, u64::MAX] {
        assert!(why(w.resolve(id, true)).contains("was never made"));
    }
}

#[test]
fn a_deposit_that_the_outpost_cannot_send_fails_whole() {
    let mut w = world();
    assert!(why(w.deposit(stubs::UNSENDABLE, ATOM, 100)).contains("no active link"));
    assert_eq!(w.balance(&w.alice, "uatom"), RICHES);
    assert!(w.pending().is_empty());
}

#[test]
fn only_one_coin_of_a_listing_and_not_too_little_is_taken() {
    let mut w = world();
    let cases = [
        (vec![], "expected one coin, got no coins"),
        (
            vec![coin(100, "uatom"), coin(1, "uosmo")],
            "expected one coin, got",
        ),
        (coins(100, "uspam"), "no listing has the coin uspam"),
        (coins(9, "uatom"), "expected at least 10, got 9"),
    ];
    let msg = ExecuteMsg::Deposit { account: acc(7) };
    for (funds, expected) in cases {
        let error = why(w.run(&w.alice.clone(), &msg, &funds));
        assert!(error.contains(expected), "{error}");
    }
    w.deposit(7, ATOM, MIN).unwrap();
}

#[test]
fn coins_that_were_simply_sent_disturb_nothing() {
    // INV-2: spam and donations only raise the balance.
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    let spam = [coin(5, "uatom"), coin(7, "uspam")];
    w.app
        .send_tokens(w.alice.clone(), w.vault.clone(), &spam)
        .unwrap();
    w.resolve(1, true).unwrap();
    assert_eq!(w.listings()[0].total.u128(), 100);
    w.release(1, 7, ATOM, 100).unwrap();
    assert_eq!(w.balance(&w.vault, "uatom"), 5);
    assert!(why(w.release(2, 7, ATOM, 1)).contains("1 asked for, 0 there"));
    w.assert_custody(7);
}

#[test]
fn a_refusal_of_a_deposit_on_which_an_order_drew_does_not_pay_twice() {
    // DEC-4: an order that draws on a pending deposit proves that the hub has admitted it.
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    w.release(1, 7, ATOM, 60).unwrap();
    assert_eq!(w.books(7, ATOM), (-60, 100, 0, 60, 0));
    assert!(why(w.resolve(1, false)).contains("100 asked for, 40 there"));
    w.assert_custody(7);
    w.resolve(1, true).unwrap();
    assert_eq!(w.books(7, ATOM), (40, 0, 0, 60, 0));
}

#[test]
fn a_refusal_claims_back_only_its_own_deposit() {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    w.deposit(7, ATOM, 50).unwrap();
    w.release(1, 7, ATOM, 90).unwrap();
    w.resolve(2, false).unwrap();
    assert_eq!(w.books(7, ATOM), (-90, 100, 0, 90, 0));
    assert_eq!(w.claims(&w.alice), [("uatom".to_string(), 50)]);
    w.resolve(1, true).unwrap();
    assert_eq!(w.books(7, ATOM), (10, 0, 0, 90, 0));
    w.assert_custody(7);
}

#[test]
fn deposits_are_paged_and_overdue_ones_are_found_by_age() {
    let mut w = world();
    for units in 10..15 {
        w.deposit(7, ATOM, units).unwrap();
    }
    let page: Vec<PendingDepositResponse> = w.ask(&QueryMsg::Pending {
        start_after: Some(2),
        limit: Some(2),
    });
    assert_eq!(page.iter().map(|p| p.deposit).collect::<Vec<_>>(), [3, 4]);
    let overdue = QueryMsg::Overdue { limit: None };
    assert!(w.ask::<Vec<PendingDepositResponse>>(&overdue).is_empty());
    w.wait(86_400);
    w.deposit(7, ATOM, 99).unwrap();
    w.resolve(1, true).unwrap();
    let late: Vec<PendingDepositResponse> = w.ask(&overdue);
    assert_eq!(
        late.iter().map(|p| p.deposit).collect::<Vec<_>>(),
        [2, 3, 4, 5]
    );
}
