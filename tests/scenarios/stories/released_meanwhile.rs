//! Collateral that was ordered out counts until the order is done; then the certificate must know.

use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{QueryMsg, QueuedResponse};
use seawall_wire::ids::AccountId;

use crate::common::{dec, enable, exactly, relay_clean, MILLION};

fn queue(world: &World) -> Vec<AccountId> {
    let ask = QueryMsg::Unsafe {
        start_after: None,
        limit: None,
    };
    let queue: Vec<QueuedResponse> = world.hub_query(&ask).unwrap();
    queue.into_iter().map(|entry| entry.account).collect()
}

/// While a release is on its way the best case counts what it takes, and so did the certificate that
/// was made when it was ordered: 1,000 ATOM instead of the 500 that stayed. A price at which the 500
/// are not enough crossed none of its triggers, and for a day nobody would have found the account.
#[test]
fn an_account_is_found_unsafe_by_what_is_left_after_a_release_from_another_chain() {
    let mut world = deploy(Spec::simple()).unwrap();
    world.check_always();
    let dora = world.open_account(DEBT, "dora").unwrap();
    enable(&mut world, DEBT, "dora", dora, ATOM);
    world.deposit("dora", dora, ATOM, 1_000).unwrap();
    world.borrow(DEBT, "dora", dora, USD, 3_000).unwrap();
    world
        .ask_to_withdraw(DEBT, "dora", dora, ATOM, exactly(500 * MILLION))
        .unwrap();
    relay_clean(&mut world);
    let left = world.account(dora).unwrap().collaterals[0].clone();
    assert_eq!(
        (left.worst, left.best),
        ((500 * MILLION).into(), left.worst)
    );

    // 500 · 7.5 · 0.75 = 2,812.5 behind 3,000.
    world.feed(ATOM, dec("7.5")).unwrap();
    world.sweep(ATOM).unwrap();
    assert!(world.health(dora).unwrap().best.is_unsafe());
    assert_eq!(queue(&world), vec![dora], "INV-8");
    world.liquidate(dora, COLL).unwrap();
}
