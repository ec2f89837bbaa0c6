//! What can be asked.

use seawall_interfaces::auction_house::{LotResponse, QueryMsg, ReportedLot, TakeResponse};
use seawall_wire::ids::{AccountId, ListingId, LotId};

use crate::world::*;

fn page(world: &World, start_after: Option<u64>, limit: Option<u32>) -> Vec<u64> {
    let start_after = start_after.map(LotId);
    let lots = world.ask(&QueryMsg::OpenLots { start_after, limit });
    let lots: Vec<LotResponse> = lots.unwrap();
    lots.iter().map(|lot| lot.terms.lot.0).collect()
}

#[test]
fn open_lots_come_in_pages_and_closed_ones_leave_them() {
    let mut world = world();
    world.open(world.order((1..=5).map(lot).collect())).unwrap();
    assert_eq!(page(&world, None, Some(2)), [1, 2]);
    assert_eq!(page(&world, Some(2), Some(2)), [3, 4]);
    let alice = world.alice.clone();
    world.take(&alice, LotId(3), 1_000_000, 1_616_000).unwrap();
    assert_eq!(page(&world, None, None), [1, 2, 4, 5]);
}

#[test]
fn lines_leave_unknown_lots_out_and_stop_at_sixteen() {
    let mut world = world();
    for order in 0..3 {
        let lots = (1..=8).map(|n| lot(order * 8 + n)).collect();
        world.open(world.order(lots)).unwrap();
    }
    let ask = |lots: Vec<u64>| -> Vec<ReportedLot> {
        let lots = lots.into_iter().map(LotId).collect();
        world.ask(&QueryMsg::Lines { lots }).unwrap()
    };
    let some = ask(vec![3, 99, 1]);
    assert_eq!(some.len(), 2);
    assert_eq!(some[0].line.lot, LotId(3));
    assert_eq!(
        (some[0].account, some[0].collateral),
        (AccountId(5), ListingId(1))
    );
    assert_eq!(ask((1..=24).collect()).len(), 16);
}

#[test]
fn a_lot_shows_the_price_of_this_block() {
    // 2.2 · 0.99^t, hand-worked.
    let mut world = world();
    world.open_lot(lot(1));
    for (blocks, expected) in [(0, "2.2"), (1, "2.178"), (1, "2.15622"), (1, "2.1346578")] {
        world.blocks(blocks);
        assert_eq!(world.show(LotId(1)).price, price(expected));
    }
}

#[test]
fn an_unknown_lot_and_a_take_that_would_fail_are_errors() {
    let mut world = world();
    assert!(world
        .ask::<LotResponse>(&QueryMsg::Lot { lot: LotId(1) })
        .is_err());
    world.open_lot(lot(1));
    world.blocks(26);
    let simulate = QueryMsg::SimulateTake {
        lot: LotId(1),
        want: atom(1),
    };
    assert!(world.ask::<TakeResponse>(&simulate).is_err());
}
