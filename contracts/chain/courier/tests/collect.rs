//! Collect: the only way out at the receiving end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod common;

use common::*;
use cosmwasm_std::{coin, coins, to_json_binary, CosmosMsg, WasmMsg};
use seawall_interfaces::courier::ExecuteMsg;
use seawall_interfaces::market;
use seawall_wire::ids::RouteId;

#[test]
fn all_there_is_goes_to_the_market_under_the_route() {
    let mut c = receiver();
    c.holds(&[coin(500, DENOM), coin(3, "uspam")]);
    let response = c.by_anyone(ExecuteMsg::Collect {}).unwrap();
    let arrive = market::ExecuteMsg::Arrive { route: RouteId(5) };
    let expected = WasmMsg::Execute {
        contract_addr: c.market.to_string(),
        msg: to_json_binary(&arrive).unwrap(),
        funds: coins(500, DENOM),
    };
    assert_eq!(messages(&response), [CosmosMsg::from(expected)]);
    assert_eq!(kind(&response), "collected");
    assert_eq!(c.status().passed.u128(), 500);
}

#[test]
fn nothing_to_collect_is_a_no_op_that_says_so() {
    let mut c = receiver();
    c.holds(&[coin(3, "uspam")]);
    let response = c.by_anyone(ExecuteMsg::Collect {}).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(kind(&response), "idle");
}

#[test]
fn on_a_route_within_one_chain_the_auction_houses_courier_collects_itself() {
    let mut c = receiver();
    c.holds_units(40);
    assert_eq!(c.status().sendable.u128(), 40);
    assert_eq!(
        messages(&c.by_anyone(ExecuteMsg::Collect {}).unwrap()).len(),
        1
    );
}

#[test]
fn stray_coins_and_the_wrong_end_are_refused() {
    let mut c = receiver();
    let anyone = c.anyone.clone();
    let result = c.by(&anyone, &coins(5, DENOM), ExecuteMsg::Collect {});
    assert!(why(result).contains("expected no coins"));
    let error = why(sender(None).by_anyone(ExecuteMsg::Collect {}));
    assert_eq!(error, "expected the role `receiver`, this is `sender`");
    let error = why(bare().by_anyone(ExecuteMsg::Collect {}));
    assert_eq!(error, "expected the role `receiver`, this is `not set`");
}
