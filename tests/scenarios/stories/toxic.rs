//! When the collateral no longer pays the least bonus it is sold whole, and insurance pays the
//! rest.

use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_interfaces::coordinator::Outcome;

use crate::common::{
    about, buy_at_market, crank_now, open_lots, outcome, sums, unsafe_alice, world, MILLION,
};

#[test]
fn an_account_below_its_debt_is_sold_whole_and_the_rest_is_insured() {
    let (mut world, _) = world(Spec::simple());
    // 6,000 dollars of collateral, 6,500 of debt.
    let alice = unsafe_alice(&mut world, "6");
    let lenders = world.market_status(USD).unwrap().lenders.u128();
    let (liquidation, lots) = open_lots(&mut world, alice);
    let lot = world.lot(COLL, lots[0]).unwrap();
    assert_eq!(lot.terms.put_up.u128(), 1_000 * MILLION);
    assert_eq!(lot.terms.close_at, None, "without target");
    assert_eq!(world.holding(alice, ATOM).unwrap().locked.i128(), 0);
    let owed = world.owed(alice, USD).unwrap().debt.u128();

    let paid = buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    about(paid, 6_000 * MILLION, 6);
    assert_eq!(
        world.balance(COLL, "lucy", "uatom").unwrap(),
        1_000 * MILLION
    );
    crank_now(&mut world);

    assert_eq!(outcome(&world, liquidation), Outcome::Covered);
    let ended = world.liquidation(liquidation).unwrap();
    let (_, sold, returned, credited) = {
        let (put_up, sold, returned, _, credited) = sums(&ended);
        (put_up, sold, returned, credited)
    };
    assert_eq!((sold, returned), (1_000 * MILLION, 0));
    // The pool of the collateral side has 10,000 and pays all that the sale did not bring.
    let covered = ended.covered_collateral_side[0].1.u128();
    assert!(covered > 400 * MILLION, "{covered}");
    about(credited, owed, 1);
    let left = world.owed(alice, USD).unwrap();
    assert!(left.debt.is_zero() && left.shares.is_zero());
    assert!(ended.deficit.iter().all(|(_, lost)| lost.is_zero()));
    assert!(
        world.market_status(USD).unwrap().lenders.u128() >= lenders,
        "lenders lost nothing"
    );
}

#[test]
fn what_a_toxic_sale_brings_above_the_debt_is_the_borrowers() {
    let (mut world, _) = world(Spec::simple());
    // 6,600 dollars of collateral for 6,500: less than the least bonus above.
    let alice = unsafe_alice(&mut world, "6.6");
    let (liquidation, lots) = open_lots(&mut world, alice);
    let lot = world.lot(COLL, lots[0]).unwrap();
    assert_eq!(lot.terms.close_at, None);
    assert_eq!(lot.terms.put_up.u128(), 1_000 * MILLION);
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    let ended = world.liquidation(liquidation).unwrap();
    let (.., proceeds, credited) = sums(&ended);
    assert_eq!(proceeds, credited);
    let left = world.owed(alice, USD).unwrap();
    assert!(left.shares.is_zero());
    about(left.surplus.u128() + owed, credited, 1);
    assert!(matches!(
        outcome(&world, liquidation),
        Outcome::Covered | Outcome::Cured
    ));
}
