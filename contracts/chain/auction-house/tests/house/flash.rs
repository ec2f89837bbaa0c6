//! Flash takes: collateral first; whatever goes wrong, nothing has happened.

use cosmwasm_std::{coins, StdResult, Uint128};
use cw_multi_test::{AppResponse, Executor};
use seawall_interfaces::auction_house::{ExecuteMsg, LotLife};
use seawall_wire::ids::LotId;
use seawall_wire::CloseReason;

use crate::stubs::Step;
use crate::world::*;

const LOT: LotId = LotId(1);

fn with_lots() -> World {
    let mut world = world();
    world.open(world.order(vec![lot(1), lot(2)])).unwrap();
    world
}

/// Nothing of a flash take is left.
fn assert_undone(world: &World, result: StdResult<AppResponse>, why: &str) {
    let error = result.unwrap_err().to_string();
    assert!(error.contains(why), "{error}");
    assert_eq!(world.balance(&world.buyer, "uatom"), 0);
    assert_eq!(world.balance(&world.courier, "uusdc"), 0);
    assert_eq!(world.line(LOT).line.sold, atom(0));
    assert!(world.show(LOT).takeable);
    world.assert_covered();
}

fn swap(world: &World) -> Step {
    Step::Swap {
        exchange: world.exchange.to_string(),
    }
}

#[test]
fn a_buyer_without_money_of_its_own_buys_and_keeps_the_profit() {
    let mut world = with_lots();
    let steps = [swap(&world), Step::PayDue];
    world.flash(LOT, 200_000, &steps).unwrap();
    // Sold at 3, paid 2.2.
    assert_eq!(world.balance(&world.buyer, "uusdc"), 600_000 - 440_000);
    assert_eq!(world.balance(&world.courier, "uusdc"), 435_644);
    assert_eq!(world.line(LOT).line.sold, atom(200_000));
    world.assert_covered();
}

#[test]
fn a_payment_in_parts_counts_and_the_excess_is_given_back() {
    let mut world = with_lots();
    let pay = |units: u128| Step::Pay(Uint128::new(units));
    let steps = [swap(&world), pay(300_000), pay(200_000)];
    world.flash(LOT, 200_000, &steps).unwrap();
    assert_eq!(world.balance(&world.buyer, "uusdc"), 160_000);
    world.assert_covered();
}

#[test]
fn a_flash_take_may_end_the_lot() {
    let mut world = with_lots();
    let steps = [swap(&world), Step::PayDue];
    world.flash(LOT, 1_000_000, &steps).unwrap();
    assert_eq!(world.show(LOT).life, LotLife::Closed(CloseReason::Reached));
    assert_eq!(world.calls(&world.vault)[0].1, coins(265_455, "uatom"));
    assert_eq!(world.calls(&world.outpost).len(), 1);
    world.assert_covered();
}

#[test]
fn a_buyer_that_pays_nothing_gets_nothing() {
    let mut world = with_lots();
    let result = world.flash(LOT, 200_000, &[]);
    assert_undone(&world, result, "expected at least 440000, got 0");
}

#[test]
fn a_buyer_that_pays_too_little_gets_nothing() {
    let mut world = with_lots();
    let steps = [swap(&world), Step::Pay(Uint128::new(439_999))];
    let result = world.flash(LOT, 200_000, &steps);
    assert_undone(&world, result, "expected at least 440000, got 439999");
}

#[test]
fn a_buyer_that_fails_gets_nothing() {
    let mut world = with_lots();
    let steps = [swap(&world), Step::PayDue, Step::Fail];
    let result = world.flash(LOT, 200_000, &steps);
    assert_undone(&world, result, "the buyer gave up");
}

#[test]
fn a_buyer_that_pays_with_the_wrong_coin_gets_nothing() {
    let mut world = with_lots();
    let pay = Step::Send(ExecuteMsg::Pay { lot: LOT }, coins(440_000, "uatom"));
    let vault = world.vault.clone();
    let buyer = world.buyer.clone();
    world
        .app
        .send_tokens(vault, buyer.clone(), &coins(440_000, "uatom"))
        .unwrap();
    let result = world.flash(LOT, 200_000, &[pay]);
    assert!(result
        .unwrap_err()
        .to_string()
        .contains("one coin of uusdc"));
    assert_eq!(world.balance(&buyer, "uatom"), 440_000);
    world.assert_covered();
}

#[test]
fn the_same_lot_is_locked_while_its_payment_is_out() {
    let blocked = [
        wish(LOT, 1_000),
        ExecuteMsg::Close { lot: LOT },
        flash(LOT, 1_000, &[]),
    ];
    for msg in blocked {
        let mut world = with_lots();
        let funds = match &msg {
            ExecuteMsg::Take { callback: None, .. } => coins(2_200, "uusdc"),
            _ => vec![],
        };
        let steps = [swap(&world), Step::Send(msg, funds), Step::PayDue];
        let result = world.flash(LOT, 200_000, &steps);
        assert_undone(&world, result, "a flash take of lot 1 is under way");
    }
}

#[test]
fn a_flash_take_within_a_flash_take_is_refused_whatever_the_lot() {
    let mut world = with_lots();
    let inner = Step::Send(flash(LotId(2), 1_000, &[Step::PayDue]), vec![]);
    let steps = [swap(&world), inner, Step::PayDue];
    let result = world.flash(LOT, 200_000, &steps);
    assert_undone(&world, result, "a flash take of lot 1 is under way");
}

#[test]
fn another_lot_may_be_bought_within_the_callback() {
    let mut world = with_lots();
    let other = Step::Send(wish(LotId(2), 50_000), coins(110_000, "uusdc"));
    let steps = [swap(&world), other, Step::PayDue];
    world.flash(LOT, 200_000, &steps).unwrap();
    assert_eq!(world.balance(&world.buyer, "uatom"), 50_000);
    assert_eq!(world.balance(&world.buyer, "uusdc"), 50_000);
    world.assert_covered();
}

#[test]
fn a_buyer_cannot_settle_for_the_house_or_pay_for_another_lot() {
    let refused = [
        (ExecuteMsg::SettleFlash { lot: LOT }, vec![], "unauthorized"),
        (
            ExecuteMsg::Pay { lot: LotId(2) },
            coins(1, "uusdc"),
            "no flash take of lot 2",
        ),
    ];
    for (msg, funds, why) in refused {
        let mut world = with_lots();
        let steps = [swap(&world), Step::Send(msg, funds), Step::PayDue];
        let result = world.flash(LOT, 200_000, &steps);
        assert_undone(&world, result, why);
    }
}

#[test]
fn coins_sent_with_a_callback_are_refused() {
    let mut world = with_lots();
    let alice = world.alice.clone();
    let msg = flash(LOT, 200_000, &[]);
    let result = world.run(&alice, &msg, &coins(440_000, "uusdc"));
    assert_undone(&world, result, "expected no coins");
}

#[test]
fn nobody_pays_or_settles_when_no_flash_take_is_under_way() {
    let mut world = with_lots();
    let (alice, house) = (world.alice.clone(), world.house.clone());
    let pay = ExecuteMsg::Pay { lot: LOT };
    let paid = world.run(&alice, &pay, &coins(440_000, "uusdc"));
    assert_undone(&world, paid, "no flash take");
    let settled = world.run(&house, &ExecuteMsg::SettleFlash { lot: LOT }, &[]);
    assert_undone(&world, settled, "no flash take");
}

#[test]
fn only_the_buyer_pays_within_its_flash_take() {
    // Another contract, called by the buyer, pays in its name: refused, so that an excess has one
    // owner.
    let mut world = with_lots();
    let other = world.outpost.clone();
    let mut storage = world.app.contract_storage_mut(&world.house);
    let quoted = seawall_auction_house::state::Flash {
        lot: LOT,
        buyer: world.buyer.clone(),
        receiver: world.buyer.clone(),
        take: seawall_auction::Take {
            collateral: atom(1),
            payment: usdc(3),
            price: price("2.2"),
            closes: None,
        },
        split: seawall_auction::Split::default(),
        paid: usdc(0),
    };
    seawall_auction_house::state::FLASH
        .save(&mut *storage, &quoted)
        .unwrap();
    drop(storage);
    world.mint(&other, "uusdc", 3);
    let paid = world.run(&other, &ExecuteMsg::Pay { lot: LOT }, &coins(3, "uusdc"));
    assert!(paid.unwrap_err().to_string().contains("unauthorized"));
}
