//! Two collaterals and two debts, one of them with eighteen decimals, in one account.

use seawall_fixtures::spec::{Spec, ATOM, COLL, EUR, OSMO, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;
use seawall_wire::ids::{AccountId, ListingId};

use crate::common::{about, buy_at_market, crank_now, dec, open_lots, outcome, world, MILLION};

const EXA: u128 = 1_000_000_000_000_000_000;

/// 500 ATOM and 4,000 OSMO for 3,000 dollars and 2,500 euros of 1.10; then ATOM falls to 5.50.
fn fallen(world: &mut World) -> AccountId {
    let collaterals = [(ATOM, 500), (OSMO, 4_000)];
    let alice = world
        .borrower("alice", COLL, &collaterals, &[(USD, 3_000), (EUR, 2_500)])
        .unwrap();
    world.feed(ATOM, dec("5.5")).unwrap();
    world.sweep(ATOM).unwrap();
    alice
}

#[test]
fn the_larger_collateral_serves_the_larger_debt_first_and_both_debts_shrink() {
    let (mut world, _) = world(Spec::default());
    let alice = fallen(&mut world);
    let health = world.health(alice).unwrap().best.ratio();
    // (2,750 + 4,000) · 0.75 / 5,750
    assert!(health.abs_diff(dec("0.880434")) < dec("0.0001"), "{health}");
    let (liquidation, lots) = open_lots(&mut world, alice);
    assert!(lots.len() >= 2, "{lots:?}");
    let first = world.lot(COLL, lots[0]).unwrap().terms;
    assert_eq!(
        (first.collateral, first.debt),
        (ListingId(OSMO), ListingId(USD))
    );
    about(first.repay.u128(), 3_000 * MILLION, 1);
    let second = world.lot(COLL, lots[1]).unwrap().terms;
    assert_eq!(
        (second.collateral, second.debt),
        (ListingId(ATOM), ListingId(EUR))
    );
    assert!(second.repay.u128() > 500 * EXA);

    let euros = world.owed(alice, EUR).unwrap().debt.u128();
    world.wait_for_price(COLL, lots[0], dec("1")).unwrap();
    for lot in &lots {
        buy_at_market(&mut world, COLL, "lucy", *lot).unwrap();
    }
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    assert!(world.owed(alice, USD).unwrap().debt.u128() < MILLION / 100);
    let left = world.owed(alice, EUR).unwrap().debt.u128();
    let ended = world.liquidation(liquidation).unwrap();
    let of_euros = ended.lots.iter().filter(|lot| lot.debt == ListingId(EUR));
    let repaid: u128 = of_euros.map(|lot| lot.credited.u128()).sum();
    about(euros - left, repaid, 1);
    let ratio = world.health(alice).unwrap().best.ratio();
    assert!(ratio >= dec("1.05"), "{ratio}");
}

#[test]
fn every_unit_of_both_collaterals_is_accounted_for() {
    let (mut world, _) = world(Spec::default());
    let alice = fallen(&mut world);
    let (_, lots) = open_lots(&mut world, alice);
    for lot in &lots {
        buy_at_market(&mut world, COLL, "lucy", *lot).unwrap();
    }
    crank_now(&mut world);
    for (listing, denom, had) in [(ATOM, "uatom", 500), (OSMO, "uosmo", 4_000)] {
        let held = world.holding(alice, listing).unwrap();
        let bought = world.balance(COLL, "lucy", denom).unwrap();
        assert_eq!(held.locked.i128() as u128 + bought, had * MILLION, "INV-4");
        assert_eq!(held.seized.u128(), bought + held.returned.u128(), "INV-4");
    }
}
