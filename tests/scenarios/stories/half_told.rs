//! A stranger has half of the facts told: that a lot's money was credited, not what it repaid. Nobody is
//! asked to pay for a debt that is repaid, and nothing more is sold for it (INV-5, INV-6).

use cosmwasm_std::Decimal;
use seawall_fixtures::spec::{Spec, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;
use seawall_interfaces::outpost::{ExecuteMsg, MarketKeys};
use seawall_wire::ids::{AccountId, LiquidationId, ListingId, LotId};

use crate::common::{
    bring_money, buy_at_market, commands, crank_now, link, open_lots, outcome, relay_but, sums,
    unsafe_alice, world, MILLION,
};

/// All of the lot is sold and its money credited. The market's own report waits; a stranger's, which names
/// the lot and no account, reaches the hub first.
fn credit_told_alone(price: &str) -> (World, AccountId, LiquidationId) {
    let mut spec = Spec::simple();
    spec.staked_collateral_side = 10_000;
    let rates = &mut spec.terms.rates;
    (rates.base, rates.slope_low, rates.slope_high) =
        (Decimal::zero(), Decimal::zero(), Decimal::zero());
    let (mut world, _) = world(spec);
    let alice = unsafe_alice(&mut world, price);
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    bring_money(&mut world, COLL, USD);
    let markets_end = link(&world, DEBT).1;
    relay_but(&mut world, markets_end);
    let of_the_market = commands(&world, DEBT);
    have_credit_told(&mut world, lots[0]);
    let mut strangers = commands(&world, DEBT);
    strangers.retain(|packet| !of_the_market.contains(packet));
    assert!(!of_the_market.is_empty() && strangers.len() == 1);
    world.net.recv(strangers[0]).unwrap();
    (world, alice, liquidation)
}

fn have_credit_told(world: &mut World, lot: LotId) {
    let outpost = world.site(DEBT).unwrap().outpost.clone();
    let keys = MarketKeys {
        listing: ListingId(USD),
        accounts: vec![],
        lots: vec![lot],
    };
    let msg = ExecuteMsg::Report {
        vault: vec![],
        markets: vec![keys],
        lots: vec![],
    };
    world
        .execute(DEBT, "stranger", &outpost, &msg, &[])
        .unwrap();
}

#[test]
fn insurance_pays_the_deficit_alone_and_the_borrower_gets_nothing_of_it() {
    let (mut world, alice, liquidation) = credit_told_alone("5");
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Covered);
    let owed = world.owed(alice, USD).unwrap();
    assert!(owed.debt.is_zero() && owed.surplus.is_zero(), "{owed:?}");
    let ended = world.liquidation(liquidation).unwrap();
    assert_eq!(sums(&ended).4, 6_500 * MILLION, "proceeds and insurance");
}

#[test]
fn no_further_round_is_planned_for_a_debt_that_is_repaid() {
    let (mut world, _, liquidation) = credit_told_alone("8.5");
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let ended = world.liquidation(liquidation).unwrap();
    assert_eq!((ended.round, ended.lots.len()), (1, 1), "{ended:#?}");
}
