//! The owner is warned before anything is sold.

use seawall_fixtures::keeper::KEEPER;
use seawall_fixtures::spec::{Spec, ATOM, COLL};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{ExecuteMsg, QueryMsg, QueuedResponse};
use seawall_wire::ids::ListingId;

use crate::common::{alice, dec, error, world};

/// Kinds of the coordinator's events of a sweep, with their data.
fn swept(world: &mut World) -> Vec<(String, String)> {
    let msg = ExecuteMsg::Sweep {
        listing: ListingId(ATOM),
        limit: 50,
    };
    let response = world.hub_execute(KEEPER, &msg).unwrap();
    let ours = response.events.iter().filter(|e| e.ty == "wasm-seawall");
    let of = |e: &cosmwasm_std::Event, key: &str| {
        let found = e.attributes.iter().find(|a| a.key == key);
        found.map(|a| a.value.clone()).unwrap_or_default()
    };
    ours.map(|e| (of(e, "kind"), of(e, "data"))).collect()
}

fn queue(world: &World) -> Vec<QueuedResponse> {
    world
        .hub_query(&QueryMsg::Unsafe {
            start_after: None,
            limit: None,
        })
        .unwrap()
}

#[test]
fn below_the_margin_level_the_owner_is_warned_and_not_liquidated() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    // 1,000 · 9.2 · 0.75 / 6,500 = 1.0615
    world.feed(ATOM, dec("9.2")).unwrap();
    let events = swept(&mut world);
    let warnings: Vec<_> = events
        .iter()
        .filter(|(kind, _)| kind == "margin_call")
        .collect();
    assert_eq!(warnings.len(), 1, "{events:?}");
    assert!(warnings[0].1.contains("1.06"), "{}", warnings[0].1);
    assert!(!events.iter().any(|(kind, _)| kind == "unsafe"));
    assert!(queue(&world).is_empty());
    assert!(error(world.liquidate(alice, COLL)).contains("healthy"));
    // One warning, not one with each sweep.
    assert!(!swept(&mut world)
        .iter()
        .any(|(kind, _)| kind == "margin_call"));

    world.feed(ATOM, dec("8.5")).unwrap();
    let events = swept(&mut world);
    assert!(
        events.iter().any(|(kind, _)| kind == "unsafe"),
        "{events:?}"
    );
    let queued = queue(&world);
    assert_eq!(queued.len(), 1);
    assert_eq!(queued[0].account, alice);
    assert!(world.health(alice).unwrap().liquidatable);
}

#[test]
fn a_sweep_of_a_price_that_crossed_no_trigger_touches_nobody() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world.feed(ATOM, dec("9.9")).unwrap();
    let before = world.account(alice).unwrap();
    let events = swept(&mut world);
    assert!(events.is_empty(), "{events:?}");
    assert_eq!(world.account(alice).unwrap(), before);
}

#[test]
fn an_account_that_recovers_in_the_queue_leaves_it_by_anyones_hand() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    world.feed(ATOM, dec("8.5")).unwrap();
    swept(&mut world);
    assert_eq!(queue(&world).len(), 1);

    // The market comes back before anybody has liquidated.
    world.feed(ATOM, dec("9.6")).unwrap();
    assert!(error(world.liquidate(alice, COLL)).contains("healthy"));
    assert!(!world.health(alice).unwrap().liquidatable);
    assert_eq!(queue(&world).len(), 1, "a refusal changes nothing");
    world
        .hub_execute(KEEPER, &ExecuteMsg::Recertify { account: alice })
        .unwrap();
    assert!(queue(&world).is_empty());

    // It is certified again: the next fall finds it.
    world.feed(ATOM, dec("8.5")).unwrap();
    swept(&mut world);
    assert_eq!(queue(&world).len(), 1);
    world.liquidate(alice, COLL).unwrap();
}
