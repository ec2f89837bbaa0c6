//! `Take`: anyone buys at the price of the moment.

use cosmwasm_std::{coin, coins};
use seawall_interfaces::auction_house::{ExecuteMsg, LotLife, QueryMsg, TakeResponse};
use seawall_wire::ids::LotId;
use seawall_wire::{CloseReason, LotOrder};

use crate::world::*;

const LOT: LotId = LotId(1);

fn with_lot() -> World {
    let mut world = world();
    world.open_lot(lot(1));
    world
}

fn error(result: cosmwasm_std::StdResult<cw_multi_test::AppResponse>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn a_take_pays_out_collateral_debt_money_and_fee() {
    let mut world = with_lot();
    let alice = world.alice.clone();
    world.take(&alice, LOT, 200_000, 440_000).unwrap();
    assert_eq!(world.balance(&alice, "uatom"), 200_000);
    // 440,000 / 1.01 = 435,643.56 rounded up in favour of the debt.
    assert_eq!(world.balance(&world.courier, "uusdc"), 435_644);
    assert_eq!(world.claim_of(&world.keeper), 4_356);
    assert_eq!(world.held(), 0);
    let line = world.line(LOT).line;
    assert_eq!((line.sold, line.returned), (atom(200_000), atom(0)));
    assert_eq!((line.proceeds, line.fee), (usdc(435_644), usdc(4_356)));
    assert_eq!(line.closed, None);
    // A take that does not close tells nobody.
    assert!(world.calls(&world.outpost).is_empty());
    world.assert_covered();
}

#[test]
fn too_much_money_is_given_back_exactly() {
    let mut world = with_lot();
    let alice = world.alice.clone();
    world.take(&alice, LOT, 200_000, 1_000_000).unwrap();
    assert_eq!(world.balance(&alice, "uusdc"), RICHES - 440_000);
    world.assert_covered();
}

#[test]
fn too_little_money_or_the_wrong_coin_changes_nothing() {
    let mut world = with_lot();
    let alice = world.alice.clone();
    assert!(error(world.take(&alice, LOT, 200_000, 439_999)).contains("at least 440000"));
    for coins in [
        vec![],
        coins(440_000, "uspam"),
        vec![coin(440_000, "uusdc"), coin(1, "uspam")],
    ] {
        let refused = world.run(&alice, &wish(LOT, 200_000), &coins);
        assert!(error(refused).contains("one coin of uusdc"));
    }
    assert_eq!(world.line(LOT).line.sold, atom(0));
    assert_eq!(world.balance(&alice, "uusdc"), RICHES);
    world.assert_covered();
}

#[test]
fn a_price_above_the_limit_is_refused_and_at_the_limit_taken() {
    let mut world = with_lot();
    let alice = world.alice.clone();
    let limited = |limit: &str| ExecuteMsg::Take {
        lot: LOT,
        want: atom(100_000),
        price_limit: price(limit),
        receiver: None,
        callback: None,
    };
    let funds = coins(220_000, "uusdc");
    let refused = world.run(&alice, &limited("2.199"), &funds);
    assert!(error(refused).contains("above the limit"));
    world.run(&alice, &limited("2.2"), &funds).unwrap();
}

#[test]
fn the_collateral_may_go_to_another_address() {
    let mut world = with_lot();
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    let to = |receiver: String| ExecuteMsg::Take {
        lot: LOT,
        want: atom(100_000),
        price_limit: ANY,
        receiver: Some(receiver),
        callback: None,
    };
    let funds = coins(220_000, "uusdc");
    assert!(world.run(&alice, &to("nobody".into()), &funds).is_err());
    world.run(&alice, &to(bob.to_string()), &funds).unwrap();
    assert_eq!(world.balance(&bob, "uatom"), 100_000);
    assert_eq!(world.balance(&alice, "uatom"), 0);
}

#[test]
fn nobody_buys_more_than_is_needed() {
    let mut world = with_lot();
    let alice = world.alice.clone();
    world.take(&alice, LOT, 1_000_000, 2_000_000).unwrap();
    // 1,616,000 / 2.2 = 734,545.45, rounded down against the taker (INV-12).
    assert_eq!(world.balance(&alice, "uatom"), 734_545);
    assert_eq!(world.balance(&alice, "uusdc"), RICHES - 1_616_000);
    let shown = world.show(LOT);
    assert_eq!(shown.life, LotLife::Closed(CloseReason::Reached));
    assert_eq!(shown.returned, atom(265_455));
    assert_eq!((shown.proceeds, shown.fee), (usdc(1_600_000), usdc(16_000)));
    world.assert_covered();
}

#[test]
fn a_take_that_would_leave_dust_is_shrunk_and_a_small_lot_is_all_or_nothing() {
    // DEC-15
    let mut world = with_lot();
    let alice = world.alice.clone();
    world.take(&alice, LOT, 730_000, 1_616_000).unwrap();
    assert_eq!(world.balance(&alice, "uatom"), 724_545);
    let whole = LotOrder {
        min_rest: atom(1_000_000),
        ..lot(2)
    };
    let whole = world.open_lot(whole);
    assert!(error(world.take(&alice, whole, 500_000, 1_616_000)).contains("dust"));
    world.take(&alice, whole, 734_545, 1_616_000).unwrap();
    world.assert_covered();
}

#[test]
fn a_lot_without_target_is_sold_whole_and_its_fee_is_a_share_of_what_it_brings() {
    let mut world = world();
    let toxic = LotOrder {
        close_at: None,
        repay: usdc(1),
        ..lot(1)
    };
    world.open_lot(toxic);
    let alice = world.alice.clone();
    world.take(&alice, LOT, 1_000_000, 2_200_000).unwrap();
    let shown = world.show(LOT);
    assert_eq!(shown.life, LotLife::Closed(CloseReason::SoldOut));
    // 2,200,000 / 1.01 = 2,178,217.8
    assert_eq!((shown.proceeds, shown.fee), (usdc(2_178_218), usdc(21_782)));
    // Nothing is left to give back, but the hub is told.
    assert!(world.calls(&world.vault).is_empty());
    assert_eq!(world.calls(&world.outpost).len(), 1);
    world.assert_covered();
}

#[test]
fn nothing_is_taken_from_a_lot_that_is_over_or_does_not_exist() {
    let mut world = with_lot();
    let alice = world.alice.clone();
    assert!(error(world.take(&alice, LotId(2), 1, 10)).contains("does not exist"));
    assert!(error(world.take(&alice, LOT, 0, 10)).contains("nothing"));
    world.take(&alice, LOT, 1_000_000, 1_616_000).unwrap();
    assert!(error(world.take(&alice, LOT, 1, 10)).contains("is closed"));
}

#[test]
fn what_a_simulated_take_says_a_take_does() {
    let mut world = with_lot();
    let alice = world.alice.clone();
    for want in [1, 999, 77_777, 123_456, 400_000, 1_000_000] {
        world.blocks(2);
        let simulated: TakeResponse = world
            .ask(&QueryMsg::SimulateTake {
                lot: LOT,
                want: atom(want),
            })
            .unwrap();
        let before = [
            world.balance(&alice, "uatom"),
            world.balance(&alice, "uusdc"),
        ];
        world.take(&alice, LOT, want, 5_000_000).unwrap();
        let got = world.balance(&alice, "uatom") - before[0];
        let paid = before[1] - world.balance(&alice, "uusdc");
        assert_eq!(
            (got, paid),
            (simulated.collateral.u128(), simulated.payment.u128())
        );
        assert_eq!(simulated.price, world.show(LOT).price);
        assert_eq!(simulated.closes, world.show(LOT).life != LotLife::Open);
    }
    assert_ne!(world.show(LOT).life, LotLife::Open);
}
