//! A report of what lots sold for overtakes the answer to the order that opened them, so late that the
//! order's own time is over: what was sold counts as paid all the same, and nobody is sold out twice
//! (INV-6, INV-7).

use seawall_fixtures::spec::{Spec, COLL};
use seawall_money::CollateralAmount;

use crate::common::{
    cured_by_one_round, link, lots_of, orders, sole, unsafe_alice, waiting, world,
};

#[test]
fn a_report_before_the_ack_of_its_lots_starts_no_round_against_an_account_that_it_cures() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let liquidation = world.liquidate(alice, COLL).unwrap();
    let order = sole(orders(&world, COLL));
    world.net.recv(order).unwrap();
    let lots = lots_of(&world, COLL, liquidation);
    world.wait(48).unwrap();
    for lot in lots {
        world
            .take(COLL, "lucy", lot, CollateralAmount::MAX)
            .unwrap();
    }
    // Until the ack comes, what the order promises counts no longer than the order itself.
    world.wait(120).unwrap();
    for report in waiting(&world, link(&world, COLL).1) {
        world.net.recv(report).unwrap();
    }
    cured_by_one_round(&mut world, liquidation);
}
