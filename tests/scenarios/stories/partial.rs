//! A partial liquidation restores the target health and takes no more.

use cosmwasm_std::Decimal;
use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_interfaces::coordinator::Outcome;
use seawall_money::CollateralAmount;
use seawall_wire::SaleTerms;

use crate::common::{
    about, buy_at_market, crank_now, dec, open_lots, outcome, sums, unsafe_alice, world,
};

/// HF = 1,000 · 8.5 · 0.75 / 6,500 = 0.980769; the bonus is 1 % + 2 · (1 − HF) = 4.846154 %, the
/// fee a tenth of it. r = (1.05 · 6,500 − 6,375) / (1.05 − 0.75 · 1.04846154) = 450 / 0.26365385.
const REPAY: u128 = 1_706_783_369;
/// r · 1.04846154 / 8.5
const PUT_UP: u128 = 210_529_025;
/// r · 1.0048461538
const CLOSE_AT: u128 = 1_715_054_704;

#[test]
fn the_lot_is_as_large_as_the_formula_says() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    let lot = world.lot(COLL, lots[0]).unwrap();
    // The debt is rounded up, and one base unit of collateral is given away by rounding the lot up:
    // 8.5 / 0.26365385 = 32 units of debt more.
    let near = |actual: u128, expected: u128| assert!(actual.abs_diff(expected) < 50, "{actual}");
    near(lot.terms.repay.u128(), REPAY);
    near(lot.terms.put_up.u128(), PUT_UP);
    near(lot.terms.close_at.unwrap().u128(), CLOSE_AT);
    let fee = lot.terms.fee;
    assert!(
        fee.abs_diff(dec("0.004846153846")) < dec("0.000000001"),
        "{fee}"
    );
    let SaleTerms::Dutch(terms) = &lot.terms.terms;
    // 1.0048461538 / 1.0484615385 of the pair price in calm times, up to 15 % less after a fall.
    let calm = terms.pair_price.scaled_ceil(dec("0.958400588")).unwrap();
    assert!(terms.floor <= calm && terms.floor >= calm.scaled_floor(dec("0.85")).unwrap());
}

#[test]
fn sold_at_the_market_the_account_ends_at_its_target_or_better_and_nothing_more_is_sold() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let owed_before = world.owed(alice, USD).unwrap().debt.u128();
    let (liquidation, lots) = open_lots(&mut world, alice);
    let paid = buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    assert!(paid.abs_diff(CLOSE_AT) < 50, "{paid}");
    crank_now(&mut world);

    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let ended = world.liquidation(liquidation).unwrap();
    let (put_up, sold, returned, proceeds, credited) = sums(&ended);
    assert_eq!(sold + returned, put_up, "INV-4");
    assert_eq!(proceeds, credited, "INV-5");
    assert!(proceeds.abs_diff(REPAY) < 50);
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    about(owed_before - owed, proceeds, 1);
    let held = world.holding(alice, ATOM).unwrap();
    assert_eq!(held.locked.i128() as u128, 1_000_000_000 - sold);
    let health = world.health(alice).unwrap();
    let ratio = health.best.ratio();
    assert!(ratio >= dec("1.05") && ratio < dec("1.08"), "{ratio}");
    assert!(!health.liquidatable);
    // The hub's ranges have closed around the truth: INV-3.
    let seen = world.account(alice).unwrap();
    let collateral = &seen.collaterals[0];
    assert_eq!(collateral.worst, collateral.best);
    assert_eq!(collateral.worst.u128(), held.locked.i128() as u128);
    assert_eq!(
        seen.debts[0].worst_shares,
        world.owed(alice, USD).unwrap().shares
    );
    assert_eq!(seen.debts[0].worst_shares, seen.debts[0].best_shares);
}

#[test]
fn sold_just_above_the_floor_in_calm_times_the_target_is_still_reached() {
    let mut spec = Spec::simple();
    // Calm: the floor is not lowered.
    spec.params.z = Decimal::zero();
    let (mut world, _) = world(spec);
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    let floor = match world.lot(COLL, lots[0]).unwrap().terms.terms {
        SaleTerms::Dutch(terms) => terms.floor,
    };
    // The last step of the stairs above the floor.
    for _ in 0..100 {
        let next = world
            .lot(COLL, lots[0])
            .unwrap()
            .price
            .scaled_ceil(dec("0.995"))
            .unwrap();
        if next < floor {
            break;
        }
        world.wait(6).unwrap();
    }
    world
        .take(COLL, "lucy", lots[0], CollateralAmount::MAX)
        .unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let ratio = world.health(alice).unwrap().best.ratio();
    assert!(ratio >= dec("1.0499999") && ratio < dec("1.053"), "{ratio}");
}

#[test]
fn several_buyers_share_a_lot_and_each_pays_the_price_of_its_moment() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    let fifty = CollateralAmount::new(50_000_000);
    let early = world.take(COLL, "lucy", lots[0], fifty).unwrap();
    world.wait(30).unwrap();
    let late = world.take(COLL, "mary", lots[0], fifty).unwrap();
    assert!(late < early, "{late} after {early}");
    let rest = buy_at_market(&mut world, COLL, "nora", lots[0]).unwrap();
    assert!((early + late + rest).abs_diff(CLOSE_AT) < 50);
    assert_eq!(world.balance(COLL, "lucy", "uatom").unwrap(), 50_000_000);
    assert_eq!(world.balance(COLL, "mary", "uatom").unwrap(), 50_000_000);
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}
