//! The market falls away from under an auction: each round ends soon, the next one has a fresh
//! price.

use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_interfaces::coordinator::{Outcome, Phase};
use seawall_money::{PairPrice, Price};
use seawall_wire::{CloseReason, SaleTerms};

use crate::common::{
    buy_at_market, crank_now, dec, lots_of, open_lots, outcome, relay_clean, sums, unsafe_alice,
    world, MILLION,
};

fn atom_in_dollars(price: &str) -> PairPrice {
    let atom = Price::per_token(dec(price), 6).unwrap();
    PairPrice::of(atom, Price::per_token(dec("1"), 6).unwrap()).unwrap()
}

#[test]
fn an_unsold_lot_returns_and_the_next_round_opens_by_itself_at_the_fresh_price() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    let first = world.lot(COLL, lots[0]).unwrap();
    world.feed(ATOM, dec("7.6")).unwrap();
    // Nobody buys at prices of yesterday: the lot lives three minutes at most.
    world.wait(200).unwrap();
    let over = world.lot(COLL, lots[0]).unwrap();
    assert!(!over.takeable);
    world.refresh_prices().unwrap();
    world.close(COLL, lots[0]).unwrap();
    relay_clean(&mut world);

    let second = lots_of(&world, COLL, liquidation);
    assert_eq!(
        second.len(),
        1,
        "the report of the return opened the next round"
    );
    let ours = world.liquidation(liquidation).unwrap();
    assert_eq!((ours.round, ours.phase), (2, Phase::Auctioning {}));
    let told = &ours.lots[0];
    assert!(
        matches!(told.closed, Some(CloseReason::Tail | CloseReason::Floor)),
        "{told:?}"
    );
    assert_eq!(told.returned, told.put_up);
    let lot = world.lot(COLL, second[0]).unwrap();
    let SaleTerms::Dutch(terms) = &lot.terms.terms;
    assert_eq!(terms.pair_price, atom_in_dollars("7.6"));
    assert!(
        lot.terms.put_up > first.terms.put_up,
        "a deeper hole takes more"
    );
    assert!(
        ours.health_before.ratio() < dec("0.88"),
        "every round proves the account unsafe"
    );

    buy_at_market(&mut world, COLL, "lucy", second[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let (put_up, sold, returned, proceeds, credited) =
        sums(&world.liquidation(liquidation).unwrap());
    assert_eq!(put_up, sold + returned, "INV-4");
    assert_eq!(proceeds, credited);
    assert!(world.health(alice).unwrap().best.ratio() >= dec("1.05"));
}

#[test]
fn a_round_that_sold_a_part_is_followed_by_one_for_the_rest() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world.wait_for_price(COLL, lots[0], dec("1")).unwrap();
    world
        .take(COLL, "lucy", lots[0], (50 * MILLION).into())
        .unwrap();
    world.feed(ATOM, dec("7.6")).unwrap();
    world.wait(200).unwrap();
    world.refresh_prices().unwrap();
    world.close(COLL, lots[0]).unwrap();
    relay_clean(&mut world);
    let ours = world.liquidation(liquidation).unwrap();
    assert_eq!(ours.round, 2);
    assert_eq!(ours.lots[0].sold.u128(), 50 * MILLION);
    // What the first round brought counts as paid in the second one's plan.
    let promised = world.account(alice).unwrap().debts[0].promised;
    assert!(promised >= ours.lots[0].proceeds);
    let second = lots_of(&world, COLL, liquidation);
    buy_at_market(&mut world, COLL, "lucy", second[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let held = world.holding(alice, ATOM).unwrap().locked.i128() as u128;
    assert_eq!(
        held + world.balance(COLL, "lucy", "uatom").unwrap(),
        1_000 * MILLION,
        "INV-4"
    );
    assert!(world.owed(alice, USD).unwrap().debt.u128() < 6_000 * MILLION);
}

#[test]
fn rounds_are_bounded_and_then_anyone_may_begin_anew() {
    let mut spec = Spec::simple();
    spec.params.rounds_max = 2;
    let (mut world, _) = world(spec);
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, _) = open_lots(&mut world, alice);
    for _ in 0..2 {
        let open = lots_of(&world, COLL, liquidation);
        assert_eq!(open.len(), 1);
        world.wait(200).unwrap();
        world.refresh_prices().unwrap();
        world.close(COLL, open[0]).unwrap();
        relay_clean(&mut world);
    }
    assert!(lots_of(&world, COLL, liquidation).is_empty());
    assert_eq!(outcome(&world, liquidation), Outcome::RoundsUsed);
    assert_eq!(
        world.holding(alice, ATOM).unwrap().locked.i128(),
        1_000_000_000
    );
    let (again, lots) = open_lots(&mut world, alice);
    assert_ne!(again, liquidation);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, again), Outcome::Cured);
}
