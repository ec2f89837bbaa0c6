//! Seizures and what comes back unsold.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{coin, coins, from_json, Empty};
use seawall_interfaces::vault::{ExecuteMsg, QueryMsg};
use seawall_wire::ids::LiquidationId;
use seawall_wire::{OrderAck, VaultLine};

fn filled() -> World {
    let mut w = world();
    w.deposit(7, ATOM, 100).unwrap();
    w.deposit(7, OSMO, 50).unwrap();
    w.resolve(1, true).unwrap();
    w
}

#[test]
fn a_seizure_sends_coins_and_order_together_and_passes_the_answer_on() {
    let mut w = filled();
    let lots = [(OSMO, 20), (ATOM, 30), (ATOM, 40)];
    let response = w.seize(1, 7, &lots).unwrap();
    let answer: OrderAck = from_json(response.data.unwrap()).unwrap();
    let block = w.app.block_info();
    let expected = OrderAck::LotsOpened {
        opened_at: block.time.seconds(),
        opened_height: block.height,
    };
    assert_eq!(answer, expected);
    let query = w.app.wrap().query_wasm_smart(&w.auction_house, &Empty {});
    let opened: Option<stubs::Opened> = query.unwrap();
    let (order, funds, denoms) = opened.unwrap();
    assert_eq!(order.0, 1);
    assert_eq!(funds, [coin(70, "uatom"), coin(20, "uosmo")]);
    assert_eq!(denoms, ["uosmo", "uatom", "uatom"]);
    assert_eq!(w.books(7, ATOM), (30, 0, 0, 0, 70));
    assert_eq!(w.books(7, OSMO), (-20, 50, 0, 0, 20));
    w.assert_custody(7);
}

#[test]
fn a_repeated_seizure_has_no_effect_and_the_same_answer() {
    // INV-9
    let mut w = filled();
    let first = w.seize(1, 7, &[(ATOM, 30)]).unwrap().data;
    w.wait(60);
    assert_eq!(w.seize(1, 7, &[(ATOM, 30)]).unwrap().data, first);
    assert_eq!(w.balance(&w.auction_house, "uatom"), 30);
    assert_eq!(w.books(7, ATOM), (70, 0, 0, 0, 30));
}

#[test]
fn lots_that_together_need_too_much_seize_nothing() {
    let mut w = filled();
    let error = why(w.seize(1, 7, &[(OSMO, 10), (ATOM, 60), (ATOM, 41)]));
    assert!(error.contains("101 asked for, 100 there"), "{error}");
    assert_eq!(w.books(7, OSMO), (0, 50, 0, 0, 0));
    w.seize(1, 7, &[(OSMO, 10), (ATOM, 60), (ATOM, 40)])
        .unwrap();
    assert_eq!(w.books(7, ATOM), (0, 0, 0, 0, 100));
}

#[test]
fn a_refusal_of_the_auction_house_undoes_the_seizure() {
    let mut w = filled();
    let error = why(w.seize(stubs::UNOPENABLE, 7, &[(ATOM, 30)]));
    assert!(error.contains("prices are too old"), "{error}");
    assert_eq!(w.books(7, ATOM), (100, 0, 0, 0, 0));
    assert_eq!(w.balance(&w.vault, "uatom"), 100);
}

#[test]
fn an_order_opens_one_to_eight_lots_of_something() {
    let mut w = filled();
    assert!(why(w.seize(1, 7, &[])).contains("expected 1 to 8, got 0"));
    assert!(why(w.seize(1, 7, &[(ATOM, 1); 9])).contains("expected 1 to 8, got 9"));
    assert!(why(w.seize(1, 7, &[(ATOM, 1), (ATOM, 0)])).contains("lot 2 puts nothing up"));
    assert!(why(w.seize(1, 7, &[(99.into(), 1)])).contains("listing 99 does not exist"));
    w.seize(1, 7, &[(ATOM, 1); 8]).unwrap();
}

#[test]
fn unsold_collateral_is_locked_again_and_counted() {
    // INV-4: what was seized is on sale, sold or returned.
    let mut w = filled();
    w.seize(1, 7, &[(ATOM, 70)]).unwrap();
    w.give_back(7, ATOM, 25).unwrap();
    assert_eq!(w.books(7, ATOM), (55, 0, 25, 0, 70));
    let lines: Vec<VaultLine> = w.ask(&QueryMsg::Lines {
        pairs: vec![(acc(7), ATOM), (acc(8), ATOM)],
    });
    assert_eq!(lines[0].returned, amount(25));
    assert_eq!(lines[0].seized, amount(70));
    assert_eq!(lines[1].seized, amount(0));
    w.assert_custody(7);
}

#[test]
fn no_more_comes_back_than_is_out() {
    // INV-4
    let mut w = filled();
    w.seize(1, 7, &[(ATOM, 70)]).unwrap();
    w.give_back(7, ATOM, 25).unwrap();
    let error = why(w.give_back(7, ATOM, 45 + 1));
    assert!(!error.is_empty());
    let alice = w.alice.clone();
    let more = coins(1, "uatom");
    let house = w.auction_house.clone();
    cw_multi_test::Executor::send_tokens(&mut w.app, alice, house, &more).unwrap();
    let error = why(w.give_back(7, ATOM, 46));
    assert!(
        error.contains("46 returned, 45 of the seized is out"),
        "{error}"
    );
    w.give_back(7, ATOM, 45).unwrap();
}

#[test]
fn only_the_listings_own_coin_comes_back() {
    let mut w = filled();
    w.seize(1, 7, &[(ATOM, 70), (OSMO, 10)]).unwrap();
    let msg = ExecuteMsg::Return {
        liquidation: LiquidationId(1),
        account: acc(7),
        listing: ATOM,
    };
    let house = w.auction_house.clone();
    let cases = [
        vec![],
        coins(5, "uosmo"),
        vec![coin(5, "uatom"), coin(5, "uosmo")],
    ];
    for funds in cases {
        let error = why(w.run(&house, &msg, &funds));
        assert!(error.contains("expected one coin of uatom"), "{error}");
    }
}

#[test]
fn a_pause_stops_deposits_and_nothing_else() {
    // INV-10
    let mut w = filled();
    w.deposit(7, ATOM, 10).unwrap();
    w.run(
        &w.guardian.clone(),
        &ExecuteMsg::Pause { seconds: 3_600 },
        &[],
    )
    .unwrap();
    assert!(why(w.deposit(7, ATOM, 10)).contains("`deposits` is paused"));
    w.resolve(2, true).unwrap();
    w.resolve(3, false).unwrap();
    w.release(5, 7, ATOM, 10).unwrap();
    w.seize(6, 7, &[(ATOM, 20)]).unwrap();
    w.give_back(7, ATOM, 5).unwrap();
    w.claim(&w.alice.clone(), "uatom").unwrap();
    w.wait(3_600);
    w.deposit(7, ATOM, 10).unwrap();
}

#[test]
fn a_question_about_too_many_pairs_is_refused() {
    let w = filled();
    let msg = QueryMsg::Lines {
        pairs: vec![(acc(7), ATOM); 17],
    };
    let answer = w
        .app
        .wrap()
        .query_wasm_smart::<Vec<VaultLine>>(&w.vault, &msg);
    assert!(why(answer).contains("expected at most 16, got 17"));
}
