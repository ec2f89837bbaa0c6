//! What a lot sold for is reported long after its promise ended: from then on the money is known to be on its
//! way, and nobody is sold out twice for it (INV-6, INV-7).

use seawall_fixtures::spec::{Spec, COLL};
use seawall_interfaces::coordinator::{Outcome, Phase};
use seawall_money::CollateralAmount;

use crate::common::{
    crank_now, link, lots_of, orders, outcome, sole, sums, unsafe_alice, waiting, world,
};

#[test]
fn a_report_after_the_end_of_the_promise_starts_no_round_while_the_money_is_on_its_way() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let liquidation = world.liquidate(alice, COLL).unwrap();
    let order = sole(orders(&world, COLL));
    world.net.recv(order).unwrap();
    world.net.ack(order).unwrap();
    world.wait(54).unwrap();
    for lot in lots_of(&world, COLL, liquidation) {
        world
            .take(COLL, "lucy", lot, CollateralAmount::MAX)
            .unwrap();
    }
    // The relayer comes back when its time to answer is not over, but all that the lots had promised is.
    let params = &world.spec.params;
    let promised = u64::from(params.curve.tail_secs)
        + params.return_allowance_secs
        + params.transfer_allowance_secs;
    world.wait(promised - 54 + 30).unwrap();
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
