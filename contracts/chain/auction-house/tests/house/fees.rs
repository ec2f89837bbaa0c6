//! `TakeFees`, `ReleaseFees`, `Claim` and the keeper's pay.

use cosmwasm_std::{coins, from_json};
use seawall_interfaces::auction_house::ExecuteMsg;
use seawall_money::DebtAmount;
use seawall_wire::ids::{LotId, RouteId};
use seawall_wire::{Code, LotOrder};

use crate::world::*;

const RELEASE: ExecuteMsg = ExecuteMsg::ReleaseFees {
    liquidation: LIQUIDATION,
    route: ROUTE,
};

/// One lot sold to its end: fee 16,000, of which the keeper got 5,000.
fn sold() -> World {
    let mut world = world();
    world.open_lot(lot(1));
    let alice = world.alice.clone();
    world.take(&alice, LotId(1), 1_000_000, 1_616_000).unwrap();
    assert_eq!(
        (world.held(), world.claim_of(&world.keeper)),
        (11_000, 5_000)
    );
    world
}

fn take_fees(world: &mut World, route: RouteId, units: u128) -> cosmwasm_std::StdResult<u128> {
    let msg = ExecuteMsg::TakeFees {
        liquidation: LIQUIDATION,
        route,
        amount: usdc(units),
    };
    let outpost = world.outpost.clone();
    let answer = world.run(&outpost, &msg, &[])?.data.unwrap();
    Ok(from_json::<DebtAmount>(answer).unwrap().u128())
}

#[test]
fn the_keeper_is_paid_from_the_first_fills_and_never_above_the_fees() {
    // DEC-10: fee 22, 22, … per take of 1,000; pay due 50.
    let mut world = world();
    world.open_lot(LotOrder {
        keeper_pay: usdc(50),
        ..lot(1)
    });
    let (alice, keeper) = (world.alice.clone(), world.keeper.clone());
    let mut fees = 0;
    for pay in [21, 43, 50, 50] {
        world.take(&alice, LotId(1), 1_000, 2_200).unwrap();
        fees = world.line(LotId(1)).line.fee.u128();
        assert_eq!(world.claim_of(&keeper), pay);
        assert!(world.claim_of(&keeper) <= fees);
        assert_eq!(world.claim_of(&keeper) + world.held(), fees);
    }
    assert!(fees > 50);
    world.assert_covered();
}

#[test]
fn a_pay_above_all_fees_takes_the_fees_and_no_more() {
    let mut world = world();
    world.open_lot(LotOrder {
        keeper_pay: usdc(1_000_000),
        ..lot(1)
    });
    let alice = world.alice.clone();
    world.take(&alice, LotId(1), 1_000_000, 1_616_000).unwrap();
    assert_eq!((world.held(), world.claim_of(&world.keeper)), (0, 16_000));
    assert_eq!(world.balance(&world.courier, "uusdc"), 1_600_000);
    world.assert_covered();
}

#[test]
fn a_claim_is_paid_once_and_may_go_elsewhere() {
    // INV-9
    let mut world = sold();
    let (keeper, bob) = (world.keeper.clone(), world.bob.clone());
    let claim = |receiver: Option<String>| ExecuteMsg::Claim {
        denom: "uusdc".into(),
        receiver,
    };
    assert!(world.run(&bob, &claim(None), &[]).is_err());
    assert!(world
        .run(&keeper, &claim(Some("nobody".into())), &[])
        .is_err());
    world
        .run(&keeper, &claim(Some(bob.to_string())), &[])
        .unwrap();
    assert_eq!(world.balance(&bob, "uusdc"), RICHES + 5_000);
    assert!(world.run(&keeper, &claim(None), &[]).is_err());
    world.assert_covered();
}

#[test]
fn held_fees_pay_for_a_deficit_up_to_what_is_asked_and_there() {
    let mut world = sold();
    assert_eq!(take_fees(&mut world, ROUTE, 4_000).unwrap(), 4_000);
    assert_eq!(world.balance(&world.courier, "uusdc"), 1_604_000);
    assert_eq!(world.held(), 7_000);
    world.assert_covered();
    assert_eq!(take_fees(&mut world, ROUTE, 50_000).unwrap(), 7_000);
    assert_eq!(take_fees(&mut world, ROUTE, 50_000).unwrap(), 0);
    assert_eq!(world.balance(&world.courier, "uusdc"), 1_611_000);
    world.assert_covered();
}

#[test]
fn fees_of_an_unknown_route_are_refused_under_its_code() {
    let mut world = sold();
    let refused = take_fees(&mut world, RouteId(8), 1).unwrap_err();
    let code = seawall_wire::WireError::from_text(&refused.to_string()).code;
    assert_eq!(code, Code::UNKNOWN_ROUTE);
}

#[test]
fn fees_go_to_the_pool_only_after_they_have_waited_for_a_deficit() {
    let mut world = sold();
    let bob = world.bob.clone();
    world.pass(10, FEE_HOLD - 1);
    let early = world.run(&bob, &RELEASE, &[]).unwrap_err().to_string();
    assert!(early.contains("are held until"), "{early}");
    world.pass(1, 1);
    world.run(&bob, &RELEASE, &[]).unwrap();
    let premiums = world.calls(&world.pool);
    assert_eq!(premiums, [("Premium".to_string(), coins(11_000, "uusdc"))]);
    assert_eq!(world.held(), 0);
    assert!(world.run(&bob, &RELEASE, &[]).is_err());
    world.assert_covered();
}

#[test]
fn a_later_fee_of_the_same_liquidation_waits_anew() {
    let mut world = sold();
    let (alice, bob) = (world.alice.clone(), world.bob.clone());
    world.pass(10, FEE_HOLD - 1);
    world.open_lot(lot(2));
    world.take(&alice, LotId(2), 1_000_000, 1_616_000).unwrap();
    world.pass(1, 1);
    assert!(world.run(&bob, &RELEASE, &[]).is_err());
    world.pass(10, FEE_HOLD);
    world.run(&bob, &RELEASE, &[]).unwrap();
    assert_eq!(world.balance(&world.pool, "uusdc"), 22_000);
}

#[test]
fn without_a_pool_fees_stay_for_a_deficit_until_there_is_one() {
    let mut world = sold();
    let bob = world.bob.clone();
    world.set_route(ROUTE, "uusdc", None).unwrap();
    world.pass(10, FEE_HOLD);
    let refused = world.run(&bob, &RELEASE, &[]).unwrap_err().to_string();
    assert!(refused.contains("no pool"));
    assert_eq!(take_fees(&mut world, ROUTE, 1_000).unwrap(), 1_000);
    let pool = Some(world.pool.to_string());
    world.set_route(ROUTE, "uusdc", pool).unwrap();
    world.run(&bob, &RELEASE, &[]).unwrap();
    assert_eq!(world.balance(&world.pool, "uusdc"), 10_000);
    world.assert_covered();
}

#[test]
fn a_pool_that_fails_leaves_the_fees_where_they_are() {
    let mut world = sold();
    let (bob, pool) = (world.bob.clone(), world.pool.clone());
    world.pass(10, FEE_HOLD);
    world.break_down(&pool, true);
    assert!(world.run(&bob, &RELEASE, &[]).is_err());
    assert_eq!(world.held(), 11_000);
    world.assert_covered();
}
