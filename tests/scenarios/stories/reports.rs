//! Reports may be lost, repeated and reordered: facts only grow, and are merged by maximum (INV-7).

use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;
use seawall_wire::ids::{AccountId, LotId};
use simnet::PacketId;

use crate::common::{
    bring_money, commands, crank_now, expire, open_lots, outcome, relay_clean, unsafe_alice, world,
};
use crate::state::{difference, State};

struct Told {
    world: World,
    alice: AccountId,
    lot: LotId,
    reports: Vec<PacketId>,
}

/// Three reports of one lot wait for a relayer: after a first take, after a second, and at the
/// end. The money is at the market already.
fn three_reports() -> Told {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    let lot = lots[0];
    world
        .wait_for_price(COLL, lot, crate::common::dec("1"))
        .unwrap();
    for _ in 0..2 {
        world
            .take(COLL, "lucy", lot, 50_000_000u128.into())
            .unwrap();
        world.report_lots(COLL, vec![lot]).unwrap();
    }
    world
        .take(COLL, "lucy", lot, seawall_money::CollateralAmount::MAX)
        .unwrap();
    bring_money(&mut world, COLL, USD);
    let reports = commands(&world, COLL);
    assert_eq!(reports.len(), 3);
    Told {
        world,
        alice,
        lot,
        reports,
    }
}

fn ended(mut told: Told) -> State {
    relay_clean(&mut told.world);
    crank_now(&mut told.world);
    let liquidation = seawall_wire::ids::LiquidationId(1);
    assert_eq!(outcome(&told.world, liquidation), Outcome::Cured);
    State::of(&told.world)
}

fn delivered_as(order: [usize; 3]) -> State {
    let mut told = three_reports();
    for at in order {
        told.world.net.relay_packet(told.reports[at]).unwrap();
    }
    ended(told)
}

#[test]
fn every_order_of_reports_ends_as_the_straight_run() {
    let straight = delivered_as([0, 1, 2]);
    for order in [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let other = delivered_as(order);
        assert_eq!(difference(&other, &straight, 0), "", "INV-7: {order:?}");
        assert_eq!(other, straight);
    }
}

#[test]
fn repeated_reports_change_nothing() {
    let straight = delivered_as([0, 1, 2]);
    let mut told = three_reports();
    let (lot, alice) = (told.lot, told.alice);
    for packet in told.reports.clone() {
        told.world.net.relay_packet(packet).unwrap();
        told.world.report_lots(COLL, vec![lot]).unwrap();
        relay_clean(&mut told.world);
        told.world.report_debt(USD, alice, vec![lot]).unwrap();
        told.world.report_debt(USD, alice, vec![lot]).unwrap();
        relay_clean(&mut told.world);
    }
    assert_eq!(ended(told), straight, "INV-9");
}

#[test]
fn lost_reports_are_made_good_by_a_later_one_of_anybody() {
    let mut told = three_reports();
    let lost = told.reports.clone();
    expire(&mut told.world, &lost);
    let seen = told
        .world
        .liquidation(seawall_wire::ids::LiquidationId(1))
        .unwrap();
    assert!(seen.lots[0].sold.is_zero(), "the hub knows nothing");
    let lot = told.lot;
    told.world.report_lots(COLL, vec![lot]).unwrap();
    // What the lot promised is overdue, so a second round may open; nobody buys, and it returns.
    told.world.crank_to_the_end(30).unwrap();
    let liquidation = seawall_wire::ids::LiquidationId(1);
    assert_eq!(outcome(&told.world, liquidation), Outcome::Cured);
    let seen = told.world.liquidation(liquidation).unwrap();
    assert_eq!(seen.lots[0].proceeds, seen.lots[0].credited);
    let held = told.world.holding(told.alice, ATOM).unwrap();
    let mirror = &told.world.account(told.alice).unwrap().collaterals[0];
    assert_eq!(mirror.worst.u128() as i128, held.locked.i128());
    assert_eq!(mirror.best, mirror.worst, "nothing is uncertain any more");
}
