//! Whether somebody has had the interest booked or not changes nobody's safety.

use cosmwasm_std::Decimal;
use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::market::ExecuteMsg;

use crate::common::{alice, dec, error, world};

fn costly() -> Spec {
    let mut spec = Spec::simple();
    spec.terms.rates.base = Decimal::percent(60);
    spec
}

fn a_month(world: &mut World) {
    world.wait(30 * 86_400).unwrap();
    world.refresh_prices().unwrap();
}

fn accrue(world: &mut World) {
    let (chain, market) = world.market(USD).unwrap();
    world
        .execute(chain, "anyone", &market, &ExecuteMsg::Accrue {}, &[])
        .unwrap();
}

#[test]
fn a_debt_is_the_same_before_and_after_its_interest_is_booked() {
    let (mut world, _) = world(costly());
    let alice = alice(&mut world);
    a_month(&mut world);
    let before = world.owed(alice, USD).unwrap();
    let health = world.health(alice).unwrap();
    accrue(&mut world);
    assert_eq!(world.owed(alice, USD).unwrap(), before);
    assert_eq!(world.health(alice).unwrap(), health);
    assert!(
        before.debt.u128() > 6_700_000_000,
        "a month at 60 percent shows"
    );
}

#[test]
fn a_loan_is_judged_with_the_interest_of_today_though_nobody_has_booked_it() {
    let mut left = vec![];
    for booked in [false, true] {
        let (mut world, _) = world(costly());
        let alice = alice(&mut world);
        a_month(&mut world);
        if booked {
            accrue(&mut world);
        }
        // 7,000 dollars may be owed in all. In the worst case more has grown than what is missing.
        let asked = world.ask_to_borrow(COLL, "alice", alice, USD, 480_000_000);
        asked.unwrap();
        world.relay().unwrap();
        crate::common::refused(&world, COLL, seawall_wire::Code::WOULD_BE_UNSAFE);
        left.push(world.owed(alice, USD).unwrap().debt);
        world.feed(ATOM, dec("10")).unwrap();
        error(world.liquidate(alice, COLL));
    }
    assert_eq!(left[0], left[1]);
}
