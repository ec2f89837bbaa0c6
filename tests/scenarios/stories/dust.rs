//! Collateral below its listing's dust limit: nothing may be borrowed against it, and a debt with
//! nothing else behind it is covered at once, without a lot.

use seawall_fixtures::deploy::OWNER;
use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{
    ExecuteMsg, ListingResponse, Outcome, QueryMsg, WaitingChange,
};
use seawall_wire::ids::ListingId;
use seawall_wire::Code;

use crate::common::{
    alice, crank_now, dec, exactly, outcome, refused, relay_clean, world, MILLION,
};

/// The owner raises the dust limit of ATOM, which waits for the time lock.
fn raise_dust_limit(world: &mut World, units: u128) {
    let listing = ListingId(ATOM);
    let ask = QueryMsg::Listing { listing };
    let now: ListingResponse = world.hub_query(&ask).unwrap();
    let mut setup = now.setup;
    setup.collateral.as_mut().unwrap().dust = units.into();
    let set = ExecuteMsg::SetListing(setup);
    world.hub_execute(OWNER, &set).unwrap();
    let waiting: Vec<WaitingChange> = world.hub_query(&QueryMsg::Changes {}).unwrap();
    world.wait_with_fresh_prices(86_406).unwrap();
    let apply = ExecuteMsg::ApplyChange { id: waiting[0].id };
    world.hub_execute("anyone", &apply).unwrap();
}

#[test]
fn dust_gives_no_power_to_borrow() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    raise_dust_limit(&mut world, 1_001 * MILLION);
    // 10,000 dollars at an LTV of 70 percent would carry 7,000.
    world
        .ask_to_borrow(COLL, "alice", alice, USD, 100 * MILLION)
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::WOULD_BE_UNSAFE);
}

#[test]
fn dust_leaves_only_once_the_debt_is_repaid() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    raise_dust_limit(&mut world, 1_001 * MILLION);
    // 1 of 1,000 ATOM: what stays would carry the debt if it were not dust.
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(MILLION))
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::WOULD_BE_UNSAFE);
    assert_eq!(world.balance(COLL, "alice", "uatom").unwrap(), 0);

    let owed = world.owed(alice, USD).unwrap().debt.u128();
    world.repay("alice", alice, USD, owed).unwrap();
    relay_clean(&mut world);
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, exactly(1_000 * MILLION))
        .unwrap();
    relay_clean(&mut world);
    let paid = world.balance(COLL, "alice", "uatom").unwrap();
    assert_eq!(paid, 1_000 * MILLION);
}

#[test]
fn a_debt_with_only_dust_behind_it_is_covered_at_once() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    raise_dust_limit(&mut world, 1_001 * MILLION);
    world.feed(ATOM, dec("8.5")).unwrap();
    world.sweep(ATOM).unwrap();
    let liquidation = world.liquidate(alice, COLL).unwrap();
    crank_now(&mut world);

    assert_eq!(outcome(&world, liquidation), Outcome::Covered);
    assert!(world.lots(COLL).unwrap().is_empty(), "nothing was put up");
    assert!(world.owed(alice, USD).unwrap().debt.is_zero());
    let left = world.holding(alice, ATOM).unwrap();
    assert_eq!(
        left.locked.i128(),
        1_000_000_000,
        "dust stays with its owner"
    );
    assert!(world.account(alice).unwrap().liquidations.is_empty());
}
