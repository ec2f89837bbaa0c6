//! For given outcomes every order of deliveries leads to the same state (INV-7).

use proptest::prelude::*;
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_money::CollateralAmount;
use seawall_wire::Wanted;

use crate::heal::{liquidations, tolerate};
use crate::state::{difference, State};

const MILLION: u128 = 1_000_000;
/// Each part in which a lot's money is credited rounds once, against its account.
const UNITS: u128 = 12;

/// Much is in flight, in one block: two liquidations sold in parts with a report after each, a
/// deposit, two withdrawals of a third account, a repayment. The money is at the market. Nothing
/// of it is near a limit.
fn much_in_flight(price: &str) -> World {
    let mut world = deploy(Spec::simple()).unwrap();
    world.net.set_logging(false);
    let alice = world
        .borrower("alice", COLL, &[(ATOM, 1_000)], &[(USD, 6_500)])
        .unwrap();
    let bob = world
        .borrower("bob", COLL, &[(ATOM, 500)], &[(USD, 3_400)])
        .unwrap();
    let carol = world
        .borrower("carol", COLL, &[(ATOM, 900)], &[(USD, 100)])
        .unwrap();
    world.feed(ATOM, price.parse().unwrap()).unwrap();
    for account in [alice, bob] {
        world.liquidate(account, COLL).unwrap();
    }
    world.relay().unwrap();
    world
        .give_payment_coin(COLL, USD, "lucy", 20_000 * MILLION)
        .unwrap();
    world.wait(48).unwrap();
    world.check_always();
    for lot in world.lots(COLL).unwrap() {
        let lot = lot.terms.lot;
        for part in [10 * MILLION, 20 * MILLION, u128::from(u64::MAX)] {
            world
                .take(COLL, "lucy", lot, CollateralAmount::new(part))
                .unwrap();
            world.report_lots(COLL, vec![lot]).unwrap();
        }
    }
    world.forward(COLL, USD).unwrap();
    let channel = world.route(COLL, USD).unwrap().channel.unwrap();
    world.net.relay_channel(channel).unwrap();
    world.collect(COLL, USD).unwrap();
    world
        .ask_to_deposit("carol", carol, ATOM, 10 * MILLION)
        .unwrap();
    for units in [5, 7] {
        let wanted = Wanted::Exactly(CollateralAmount::new(units * MILLION));
        world
            .ask_to_withdraw(COLL, "carol", carol, ATOM, wanted)
            .unwrap();
    }
    world.repay("carol", carol, USD, 40 * MILLION).unwrap();
    world
}

/// Every step that can be taken, chosen by `pick` while there are any; then what anyone may do
/// with money that has arrived, and what comes of that.
fn delivered(price: &str, mut pick: impl FnMut(usize) -> usize) -> State {
    let mut world = much_in_flight(price);
    for _ in 0..4 {
        loop {
            let pending = world.net.pending();
            if pending.is_empty() {
                break;
            }
            world.net.act(pending[pick(pending.len())]).unwrap();
        }
        tolerate(world.forward(COLL, USD));
        tolerate(world.net.relay_all().map_err(Into::into));
        tolerate(world.collect(COLL, USD));
        for liquidation in liquidations(&world) {
            for lot in liquidation.lots {
                tolerate(world.credit(USD, lot.lot));
            }
        }
    }
    let open = world.open_liquidations().unwrap();
    assert!(
        open.is_empty() && world.net.pending().is_empty(),
        "{open:#?}"
    );
    State::of(&world)
}

fn in_order(price: &str) -> State {
    delivered(price, |_| 0)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(8),
        max_shrink_iters: 10,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn partial_liquidations_end_the_same_in_every_order(
        picks in prop::collection::vec(any::<usize>(), 32),
    ) {
        let mut at = 0;
        let shuffled = delivered("8.5", |n| { at += 1; picks[at % picks.len()] % n });
        prop_assert_eq!(difference(&shuffled, &in_order("8.5"), UNITS), "", "INV-7");
    }

    #[test]
    fn liquidations_with_a_deficit_end_the_same_in_every_order(
        picks in prop::collection::vec(any::<usize>(), 32),
    ) {
        let mut at = 0;
        let shuffled = delivered("5", |n| { at += 1; picks[at % picks.len()] % n });
        prop_assert_eq!(difference(&shuffled, &in_order("5"), UNITS), "", "INV-7");
    }
}
