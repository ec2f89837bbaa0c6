//! A long queue of the unsafe, and the oldest of everything as metrics.

use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{ATOM, COLL, HUB, OSMO, USD};
use seawall_fixtures::Spec;

use super::scene::{Scene, KEEPER};
use super::shared::Shared;

/// INV-11: nobody tells the price of what they have any more, so nothing of it can be sold, and they
/// stay in the front of the queue for as long as its last price counts.
#[test]
fn accounts_about_which_nothing_can_be_done_hold_up_no_other() {
    let mut spec = Spec::simple();
    spec.collaterals = Spec::default().collaterals;
    let mut world = deploy(spec).unwrap();
    for at in 0..45 {
        let who = format!("stuck{at}");
        world
            .borrower(&who, COLL, &[(OSMO, 1_000)], &[(USD, 690)])
            .unwrap();
    }
    let mut scene = Scene::of(Shared::new(world), "", KEEPER, false);
    let ann = scene.borrower("ann");
    scene.price(OSMO, 90);
    scene.world(|w| w.sweep(OSMO)).unwrap();
    for _ in 0..4 {
        scene.world(|w| w.wait(1_000)).unwrap();
        scene.price(ATOM, 1_000);
        scene.price(USD, 100);
    }
    scene.price(ATOM, 900);
    for _ in 0..5 {
        scene.block();
    }
    let waiting = scene.metric("seawall_unsafe_accounts");
    assert!(waiting >= 45.0, "{waiting}");
    assert_eq!(scene.sent(HUB, "liquidate"), 1);
    let of_ann = scene.world(|w| w.account(ann)).unwrap().liquidations;
    assert_eq!(of_ann.len(), 1);
}

#[test]
fn what_waits_for_longest_is_measured_from_one_question() {
    let mut scene = Scene::new("", KEEPER, false);
    scene.borrower("ann");
    scene.block();
    scene.price(ATOM, 900);
    scene.block();
    assert_eq!(scene.sent(HUB, "liquidate"), 1);
    // Nobody relays.
    for _ in 0..10 {
        scene.block();
    }
    assert_eq!(scene.metric("seawall_oldest_unsafe_seconds"), 0.0);
    let order = scene.metric("seawall_oldest_order_seconds");
    assert!((54.0..=66.0).contains(&order), "{order}");
    let liquidation = scene.metric("seawall_oldest_liquidation_seconds");
    assert!((54.0..=66.0).contains(&liquidation), "{liquidation}");
    scene.relay();
    scene.block();
    assert_eq!(scene.metric("seawall_oldest_order_seconds"), 0.0);
}
