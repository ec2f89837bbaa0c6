//! Lots of a chain that never answers leave the limits in flight to the others (INV-11).

use cosmwasm_std::Decimal;
use seawall_fixtures::spec::{ATOM, COLL, USD};
use seawall_interfaces::coordinator::{ListingResponse, Outcome, Phase, QueryMsg};
use seawall_wire::ids::ListingId;

use crate::common::{buy_at_market, crank_now, dec, error, lots_of, outcome, relay_clean, world};
use crate::isolation::{with_a_silent_chain, NTRN, SILENT};

#[test]
fn an_order_that_nobody_answers_counts_in_no_limit_for_ever() {
    let mut spec = with_a_silent_chain();
    // Little more than the first liquidation takes.
    spec.params.in_flight_max = Decimal::from_ratio(1_707u64, 1u8);
    let (mut world, _) = world(spec);
    let carol = world
        .borrower("carol", SILENT, &[(NTRN, 1_000)], &[(USD, 6_500)])
        .unwrap();
    let alice = crate::common::alice(&mut world);
    let silent = world.ix(SILENT).unwrap();
    world.net.halt(silent).unwrap();
    world.feed(NTRN, dec("8.5")).unwrap();
    world.feed(ATOM, dec("8.5")).unwrap();
    let first = world.liquidate(carol, SILENT).unwrap();
    let refused = error(world.liquidate(alice, COLL));
    assert!(refused.contains("nothing"), "{refused}");
    assert!(error(world.advance(first)).contains("nothing is due"));

    // Its time is over, and its timeout cannot be proven.
    world.wait(world.spec.timeout_secs + 6).unwrap();
    world.refresh_prices().unwrap();
    assert!(world.liquidation(first).unwrap().due);
    world.advance(first).unwrap();
    let told = world.liquidation(first).unwrap();
    assert_eq!((told.phase, told.due), (Phase::Opening {}, false));
    assert!(error(world.advance(first)).contains("nothing is due"));
    let ask = QueryMsg::Listing {
        listing: ListingId(USD),
    };
    let listing: ListingResponse = world.hub_query(&ask).unwrap();
    assert!(listing.in_flight.is_zero());
    let second = world.liquidate(alice, COLL).unwrap();
    world.relay().unwrap();
    let lots = lots_of(&world, COLL, second);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();

    // The chain is back: the order was never received, and is undone once.
    world.net.resume(silent).unwrap();
    world.wait(12).unwrap();
    relay_clean(&mut world);
    assert_eq!(outcome(&world, first), Outcome::NotOpened);
    crank_now(&mut world);
    assert_eq!(outcome(&world, second), Outcome::Cured);
    let listing: ListingResponse = world.hub_query(&ask).unwrap();
    assert!(listing.in_flight.is_zero());
}
