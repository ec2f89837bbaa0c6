//! Pay for moving a liquidation on: `Close` and `PayKeeper`.

use seawall_interfaces::auction_house::ExecuteMsg;
use seawall_wire::ids::LotId;
use seawall_wire::{LotOrder, RemoteAddr};

use crate::world::*;

/// Three lots without keeper's pay, of one liquidation; of the first so much is sold.
fn sold(units: u128) -> World {
    let mut world = world();
    let lots = (1..=3).map(|number| LotOrder {
        keeper_pay: usdc(0),
        ..lot(number)
    });
    let order = world.order(lots.collect());
    world.open(order).unwrap();
    let alice = world.alice.clone();
    if units > 0 {
        world.take(&alice, LotId(1), units, 3 * units).unwrap();
    }
    world
}

fn close(world: &mut World, number: u64) {
    let bob = world.bob.clone();
    let msg = ExecuteMsg::Close { lot: LotId(number) };
    world.run(&bob, &msg, &[]).unwrap();
}

fn pay_keeper(world: &mut World, keeper: &str) {
    let outpost = world.outpost.clone();
    let msg = ExecuteMsg::PayKeeper {
        liquidation: LIQUIDATION,
        keeper: RemoteAddr::new(keeper).unwrap(),
    };
    world.run(&outpost, &msg, &[]).unwrap();
}

#[test]
fn whoever_closes_a_lot_that_nobody_bought_earns_a_twentieth_of_the_fees() {
    let mut world = sold(100_000);
    let fees = world.held();
    assert!(fees > 1_000, "{fees}");
    world.blocks(100);
    close(&mut world, 2);
    let bob = world.bob.clone();
    assert_eq!(world.claim_of(&bob), fees / 20);
    assert_eq!(world.held(), fees - fees / 20);
    world.assert_covered();
}

#[test]
fn closing_a_lot_is_paid_by_what_it_still_was_to_bring() {
    let mut world = sold(100_000);
    let fees = world.held();
    world.blocks(100);
    close(&mut world, 1);
    let bob = world.bob.clone();
    // 220,000 of 1,616,000 were brought.
    let pay = fees / 20 * 1_396_000 / 1_616_000;
    assert!(pay > 0 && pay < fees / 20, "{pay}");
    assert_eq!(world.claim_of(&bob), pay);
    world.assert_covered();
}

#[test]
fn a_lot_without_target_is_closed_for_what_is_left_of_the_collateral() {
    let mut world = world();
    let whole = LotOrder {
        keeper_pay: usdc(0),
        close_at: None,
        ..lot(1)
    };
    let order = world.order(vec![whole]);
    world.open(order).unwrap();
    let alice = world.alice.clone();
    world.take(&alice, LotId(1), 750_000, 3_000_000).unwrap();
    let fees = world.held();
    world.blocks(100);
    close(&mut world, 1);
    let bob = world.bob.clone();
    assert_eq!(world.claim_of(&bob), fees / 20 / 4);
}

/// She would hold up the round for the rest of the lot's life, and be paid for ending it.
#[test]
fn a_buyer_who_leaves_a_little_of_a_lot_in_order_to_close_it_gets_next_to_nothing() {
    // All but the least that may be left, 10,000 units of 734,545 that were needed.
    let mut world = sold(734_000);
    let fees = world.held();
    let line = world.line(LotId(1)).line;
    assert_eq!(line.closed, None);
    assert_eq!(line.sold.u128(), 724_545);
    world.blocks(100);
    close(&mut world, 1);
    let bob = world.bob.clone();
    let pay = world.claim_of(&bob);
    assert!(fees / 20 > 700 && pay <= 10, "{pay} of {fees}");
}

#[test]
fn all_steps_together_earn_a_quarter_and_no_more() {
    let mut world = sold(100_000);
    let fees = world.held();
    world.blocks(100);
    let bob = world.bob.clone();
    for number in 2..=3 {
        close(&mut world, number);
    }
    assert_eq!(world.claim_of(&bob), 2 * (fees / 20));
    close(&mut world, 1);
    for _ in 0..5 {
        pay_keeper(&mut world, bob.as_str());
    }
    assert_eq!(world.claim_of(&bob), fees / 4);
    assert_eq!(world.held() + world.claim_of(&bob), fees);
    world.assert_covered();
}

#[test]
fn without_fees_a_step_earns_nothing_and_is_done() {
    let mut world = sold(0);
    world.blocks(100);
    close(&mut world, 1);
    let bob = world.bob.clone();
    pay_keeper(&mut world, bob.as_str());
    assert_eq!(world.claim_of(&bob), 0);
    world.assert_covered();
}

#[test]
fn an_address_that_is_none_here_earns_nothing_and_fails_nothing() {
    let mut world = sold(100_000);
    let fees = world.held();
    pay_keeper(&mut world, "osmo1somewhere-else");
    assert_eq!(world.held(), fees);
    world.assert_covered();
}

#[test]
fn a_take_that_ends_the_lot_is_no_step() {
    let mut world = sold(0);
    let alice = world.alice.clone();
    world.take(&alice, LotId(1), 1_000_000, 1_616_000).unwrap();
    assert_eq!(world.claim_of(&alice), 0);
    assert_eq!(world.held(), 16_000);
}
