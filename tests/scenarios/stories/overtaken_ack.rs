//! A report of what lots sold for overtakes the answer to the order that opened them, so late that the
//! order's own time is over: what was sold counts as paid all the same, and nobody is sold out twice
//! (INV-6, INV-7).

use seawall_fixtures::spec::{Spec, COLL};
use seawall_interfaces::coordinator::{Outcome, Phase};
use seawall_money::CollateralAmount;

use crate::common::{
    crank_now, link, lots_of, orders, outcome, sole, sums, unsafe_alice, waiting, world,
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
    let now = world.liquidation(liquidation).unwrap();
    assert_eq!((now.round, now.lots.len()), (1, 1), "{now:#?}");
    assert_eq!(now.phase, Phase::Settling {});
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let (put_up, sold, returned, proceeds, credited) =
        sums(&world.liquidation(liquidation).unwrap());
    assert_eq!((put_up, proceeds), (sold + returned, credited));
}
