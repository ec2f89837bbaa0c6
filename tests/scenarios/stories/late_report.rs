//! What a lot sold for is reported long after its promise ended: from then on the money is known to be on its
//! way, and nobody is sold out twice for it (INV-6, INV-7).

use seawall_fixtures::spec::{Spec, COLL};
use seawall_money::CollateralAmount;

use crate::common::{
    cured_by_one_round, link, lots_of, orders, sole, unsafe_alice, waiting, world,
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
    // When the relayer comes back, reports can still be brought, and the time of what lots promise is over.
    let params = &world.spec.params;
    let promised = u64::from(params.curve.tail_secs)
        + params.return_allowance_secs
        + params.transfer_allowance_secs;
    world.wait(promised - 54 + 30).unwrap();
    for report in waiting(&world, link(&world, COLL).1) {
        world.net.recv(report).unwrap();
    }
    cured_by_one_round(&mut world, liquidation);
}
