//! A fall makes one account unsafe; part of its collateral is sold on its own chain, the money
//! crosses the bridge, the debt is repaid and the account is back at its target health.

use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_interfaces::coordinator::{Outcome, Phase};

use crate::common::{about, buy_at_market, dec, open_lots, unsafe_alice, world};

#[test]
fn a_whole_liquidation_across_three_chains() {
    let (mut world, checker) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let before = world.health(alice).unwrap();
    assert!(before.best.is_unsafe() && before.liquidatable, "{before:?}");
    let owed_before = world.owed(alice, USD).unwrap().debt.u128();

    let (liquidation, lots) = open_lots(&mut world, alice);
    assert_eq!(lots.len(), 1, "one collateral and one debt make one lot");
    let lot = world.lot(COLL, lots[0]).unwrap();
    let paid = buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    world.crank_to_the_end(20).unwrap();

    let ended = world.liquidation(liquidation).unwrap();
    assert!(
        matches!(ended.phase, Phase::Done(Outcome::Cured)),
        "{:?}",
        ended.phase
    );
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    let repaid = owed_before - owed;
    about(repaid, lot.terms.repay.u128(), 1);
    assert!(paid > repaid, "the fee comes on top");
    let after = world.health(alice).unwrap().best.ratio();
    assert!(
        after >= dec("1.05"),
        "sold above the floor, so above the target: {after}"
    );
    // Lucy bought at the market: what she got is worth what she paid.
    let bought = world.balance(COLL, "lucy", "uatom").unwrap();
    about(bought * 85 / 10, paid, 10);
    let held = world.holding(alice, ATOM).unwrap();
    assert_eq!(held.locked.i128() as u128 + bought, 1_000_000_000, "INV-4");
    let checks = checker.counts().checks;
    assert!(
        checks > 500,
        "{checks}: the invariants were checked after every step"
    );
}
