//! Wrong prices liquidate nobody, real ones in time.

use seawall_fixtures::spec::{Spec, ATOM, COLL};
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::oracle::{PriceState, PriceView, QueryMsg};
use seawall_wire::ids::AssetId;

use crate::common::{
    alice, buy_at_market, crank_now, dec, error, open_lots, outcome, unsafe_alice, world,
};

fn atom(world: &seawall_fixtures::World) -> PriceView {
    world
        .query(
            1,
            &world.oracle,
            &QueryMsg::Price {
                asset: AssetId(ATOM),
            },
        )
        .unwrap()
}

#[test]
fn one_feed_that_prints_nonsense_liquidates_nobody() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    for price in ["0.001", "0.000001", "1000000"] {
        for _ in 0..2 {
            world.wait(12).unwrap();
            world.feed_one(0, ATOM, dec(price)).unwrap();
            world.sweep(ATOM).unwrap();
        }
        assert_eq!(atom(&world).spot, dec("10"));
        let health = world.health(alice).unwrap();
        assert!(
            !health.liquidatable && !health.best.is_unsafe(),
            "{health:?}"
        );
        let refused = error(world.liquidate(alice, COLL));
        assert!(refused.contains("healthy"), "{refused}");
    }
    assert!(world.account(alice).unwrap().liquidations.is_empty());
}

#[test]
fn a_jump_of_all_feeds_decides_nothing_before_a_later_round_confirms_it() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    for at in 0..3 {
        world.feed_one(at, ATOM, dec("5")).unwrap();
    }
    let seen = atom(&world);
    assert!(
        matches!(seen.state, PriceState::AwaitingConfirmation { .. }),
        "{seen:?}"
    );
    world.sweep(ATOM).unwrap();
    assert!(!world.health(alice).unwrap().liquidatable);
    world.liquidate(alice, COLL).unwrap_err();
    // It was a bad moment of a common source: the next round says what was before.
    world.wait(6).unwrap();
    for at in 0..3 {
        world.feed_one(at, ATOM, dec("10")).unwrap();
    }
    assert_eq!(atom(&world).spot, dec("10"));
    assert!(error(world.liquidate(alice, COLL)).contains("healthy"));
}

#[test]
fn a_real_fall_by_half_liquidates_as_soon_as_a_second_round_confirms_it() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    let hub = world.hub;
    let before = world.net.block(hub).height;
    world.feed(ATOM, dec("4.7")).unwrap();
    assert!(
        world.net.block(hub).height <= before + 2,
        "a block or two later"
    );
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Covered);
}

#[test]
fn without_a_fresh_price_no_plan_is_made() {
    let mut spec = Spec::simple();
    spec.price_life_secs = 600;
    let (mut world, _) = world(spec);
    let alice = unsafe_alice(&mut world, "8.5");
    world.wait(world.spec.price_life_secs + 60).unwrap();
    let health = world.health(alice).unwrap();
    assert!(
        !health.liquidatable && health.obstacle.is_some(),
        "{health:?}"
    );
    world.liquidate(alice, COLL).unwrap_err();
    world.refresh_prices().unwrap();
    world.liquidate(alice, COLL).unwrap();
}

/// Nor does the keeper take it out of the queue as one that has recovered.
#[test]
fn an_account_whose_debt_has_no_price_any_more_is_not_shown_as_safe() {
    let mut spec = Spec::simple();
    spec.price_life_secs = 600;
    let grace = spec.params.price_grace_secs;
    let (mut world, _) = world(spec);
    let alice = unsafe_alice(&mut world, "8.5");
    world.wait(600 + grace + 60).unwrap();
    let health = world.health(alice).unwrap();
    assert!(!health.best.is_unsafe() && !health.liquidatable);
    let obstacle = health.obstacle.unwrap();
    assert!(obstacle.contains("price"), "{obstacle}");
}
