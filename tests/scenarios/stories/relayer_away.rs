//! The relayer of all channels is away for a day.

use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_interfaces::outpost::CommandResponse;

use crate::common::{
    alice, at_rest, buy_at_market, claim, claims, dec, last_command, open_lots, relay_clean, sums,
    world, MILLION,
};

const DAY: u64 = 86_400;

#[test]
fn everything_that_waited_ends_after_its_return() {
    let (mut world, checker) = world(Spec::simple());
    let alice = alice(&mut world);
    world.feed(ATOM, dec("8.5")).unwrap();
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    world.forward(COLL, USD).unwrap();
    world
        .ask_to_deposit("alice", alice, ATOM, 20 * MILLION)
        .unwrap();
    world.repay("alice", alice, USD, 100 * MILLION).unwrap();
    let waiting = world.net.unsettled().len();
    assert!(waiting >= 4, "{waiting} packets wait");
    world.wait_with_fresh_prices(DAY).unwrap();
    assert_eq!(world.net.unsettled().len(), waiting);

    relay_clean(&mut world);
    assert!(world.net.unsettled().is_empty(), "all timed out");
    assert_eq!(last_command(&world, COLL), CommandResponse::TimedOut {});
    let vault = world.site(COLL).unwrap().vault.clone();
    assert_eq!(
        claims(&world, COLL, &vault, "alice"),
        claim("uatom", 20 * MILLION)
    );
    // The lost reports are made again by anyone, the money goes out again.
    world.report_lots(COLL, lots.clone()).unwrap();
    world.report_debt(USD, alice, lots).unwrap();
    world.crank_to_the_end(60).unwrap();
    at_rest(&world);
    let ended = world.liquidation(liquidation).unwrap();
    let (put_up, sold, returned, proceeds, credited) = sums(&ended);
    assert_eq!((put_up, proceeds), (sold + returned, credited));
    let seen = world.account(alice).unwrap();
    assert_eq!(
        seen.debts[0].worst_shares,
        world.owed(alice, USD).unwrap().shares,
        "INV-3"
    );
    assert_eq!(seen.collaterals[0].worst, seen.collaterals[0].best);
    assert!(checker.counts().checks > 1_000);
}

#[test]
fn an_order_and_its_ack_that_come_a_day_late_change_nothing_twice() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world.feed(ATOM, dec("8.5")).unwrap();
    let liquidation = world.liquidate(alice, COLL).unwrap();
    let order = crate::common::sole(crate::common::orders(&world, COLL));
    world.net.recv(order).unwrap();
    // The lots are open, the hub does not know it; nobody buys.
    world.wait_with_fresh_prices(DAY).unwrap();
    let lots = crate::common::lots_of(&world, COLL, liquidation);
    world.close(COLL, lots[0]).unwrap();
    world.net.ack(order).unwrap();
    relay_clean(&mut world);
    world.feed(ATOM, dec("10")).unwrap();
    world.crank_to_the_end(60).unwrap();
    at_rest(&world);
    let held = world.holding(alice, ATOM).unwrap();
    assert_eq!(held.locked.i128(), 1_000_000_000, "all came back: INV-4");
    assert_eq!(
        world.account(alice).unwrap().collaterals[0].worst.u128(),
        1_000 * MILLION
    );
}
