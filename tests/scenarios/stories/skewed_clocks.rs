//! Two chains whose clocks are eighty seconds apart, the hub's between them.

use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;

use crate::common::{
    about, alice, at_rest, buy_at_market, commands, crank_now, dec, exactly, expire, open_lots,
    orders, outcome, relay_clean, sole, sums, world, MILLION,
};

/// Clocks of collateral and debt chain run ahead of the hub's by so much, from the next blocks on.
fn apart(ahead: i64) -> World {
    let mut spec = Spec::simple();
    // What the hub is told to allow for.
    spec.params.skew_secs = 60;
    let (mut world, _) = world(spec);
    let (coll, debt) = (world.ix(COLL).unwrap(), world.ix(DEBT).unwrap());
    world.net.set_skew(coll, ahead);
    world.net.set_skew(debt, -ahead);
    world.wait(120).unwrap();
    let seconds = |ix| world.net.block(ix).time.seconds() as i64;
    let between = seconds(coll) - seconds(debt);
    assert!((between - 2 * ahead).abs() <= 12, "{between} seconds");
    world
}

#[test]
fn a_whole_liquidation_ends_the_same_whichever_clock_runs_ahead() {
    let mut ends = vec![];
    for ahead in [40, 0, -40] {
        let mut world = apart(ahead);
        let alice = alice(&mut world);
        world.feed(ATOM, dec("8.5")).unwrap();
        let (liquidation, lots) = open_lots(&mut world, alice);
        buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
        crank_now(&mut world);
        assert_eq!(outcome(&world, liquidation), Outcome::Cured);
        at_rest(&world);
        let (put_up, sold, returned, proceeds, credited) =
            sums(&world.liquidation(liquidation).unwrap());
        assert_eq!((put_up, proceeds), (sold + returned, credited));
        ends.push(proceeds);
    }
    for end in &ends {
        // The price that is a block older makes a small difference, the clocks make none.
        about(*end, ends[1], 20);
    }
}

#[test]
fn an_order_that_is_late_by_its_receivers_clock_is_undone_and_never_taken() {
    for ahead in [40, -40] {
        let mut world = apart(ahead);
        let alice = world
            .borrower("alice", COLL, &[(ATOM, 1_000)], &[])
            .unwrap();
        world
            .ask_to_borrow(COLL, "alice", alice, USD, 100 * MILLION)
            .unwrap();
        let command = sole(commands(&world, COLL));
        world.net.relay_packet(command).unwrap();
        let order = sole(orders(&world, DEBT));
        // One of the clocks says it later.
        world.wait(120).unwrap();
        expire(&mut world, &[order]);
        assert!(world.net.recv(order).is_err(), "too late is too late");
        let debts = world.account(alice).unwrap().debts;
        assert!(debts[0].worst_shares.is_zero());
        assert_eq!(world.balance(DEBT, "alice", "uusd").unwrap(), 0);
        let all = exactly(1_000 * MILLION);
        world
            .ask_to_withdraw(COLL, "alice", alice, ATOM, all)
            .unwrap();
        relay_clean(&mut world);
        assert_eq!(
            world.balance(COLL, "alice", "uatom").unwrap(),
            1_000 * MILLION
        );
    }
}
