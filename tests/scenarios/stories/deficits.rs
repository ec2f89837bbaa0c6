//! Who pays what nobody bought for: fees and pool on the collateral side, pool on the debt side,
//! reserve, lenders; to the unit (INV-5).

use cosmwasm_std::Decimal;
use seawall_fixtures::deploy::{tokens, LENDER};
use seawall_fixtures::spec::{Spec, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{LiquidationResponse, Outcome};
use seawall_wire::ids::AccountId;

use crate::common::{
    alice, buy_at_market, crank_now, dec, open_lots, outcome, sums, world, MILLION,
};

pub fn spec() -> Spec {
    let mut spec = Spec::simple();
    spec.staked_collateral_side = 100;
    spec.staked_debt_side = 200;
    // Interest that shows within a day.
    spec.terms.rates.base = Decimal::percent(90);
    spec.terms.pool_factor = Decimal::zero();
    spec
}

/// 5,000 dollars of collateral for some 6,500 of debt, after a day of interest.
pub fn fallen(world: &mut World) -> AccountId {
    let alice = alice(world);
    world.wait_with_fresh_prices(86_400).unwrap();
    world.report_debt(USD, alice, vec![]).unwrap();
    world.relay().unwrap();
    world.feed(seawall_fixtures::spec::ATOM, dec("5")).unwrap();
    alice
}

fn paid(list: &[(seawall_wire::ids::ListingId, seawall_money::DebtAmount)]) -> u128 {
    list.iter().map(|(_, amount)| amount.u128()).sum()
}

fn pool(world: &World, chain: u16, pool: &cosmwasm_std::Addr) -> u128 {
    let ask = api::insurance_pool::QueryMsg::Status {};
    let status: api::insurance_pool::StatusResponse = world.query(chain, pool, &ask).unwrap();
    status.capital.u128()
}

fn adds_up(ended: &LiquidationResponse, owed: u128) {
    let collateral_side = paid(&ended.covered_collateral_side);
    let debt_side = paid(&ended.covered_debt_side);
    let (reserve, lost) = (paid(&ended.covered_reserve), paid(&ended.deficit));
    let credited = sums(ended).4;
    // The credits contain what the collateral side paid into the route.
    assert!(credited > collateral_side);
    assert_eq!(credited + debt_side + reserve + lost, owed, "INV-5");
}

#[test]
fn both_pools_then_the_reserve_then_the_lenders_pay_to_the_unit() {
    let (mut world, _) = world(spec());
    let alice = fallen(&mut world);
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    // From here on no time passes.
    let market = world.market(USD).unwrap().1;
    world
        .execute(
            DEBT,
            "anyone",
            &market,
            &api::market::ExecuteMsg::Accrue {},
            &[],
        )
        .unwrap();
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    let before = world.market_status(USD).unwrap();
    assert!(before.reserve.u128() > MILLION, "{}", before.reserve);
    crank_now(&mut world);

    assert_eq!(outcome(&world, liquidation), Outcome::Covered);
    let ended = world.liquidation(liquidation).unwrap();
    adds_up(&ended, owed);
    assert_eq!(
        paid(&ended.covered_debt_side),
        200 * MILLION,
        "all of its capital"
    );
    assert_eq!(
        paid(&ended.covered_reserve),
        before.reserve.u128(),
        "all of the reserve"
    );
    let fees = paid(&ended.covered_collateral_side) - 100 * MILLION;
    assert!(
        fees > 0 && fees < 15 * MILLION,
        "fees of the sale pay first: {fees}"
    );
    let lost = paid(&ended.deficit);
    assert!(lost > 1_000 * MILLION && lost < 1_500 * MILLION, "{lost}");
    let after = world.market_status(USD).unwrap();
    assert_eq!(after.deficit.u128(), lost, "visible");
    assert!(after.reserve.is_zero());
    let lenders_lost = before.lenders.u128() - after.lenders.u128();
    assert!(
        lenders_lost.abs_diff(lost) <= 2,
        "{lenders_lost} against {lost}"
    );
    let left = world.owed(alice, USD).unwrap();
    assert!(left.debt.is_zero() && left.shares.is_zero());
    let site = world.site(DEBT).unwrap();
    assert_eq!(pool(&world, DEBT, &site.pools[&USD]), 0);
    assert_eq!(pool(&world, COLL, &world.route(COLL, USD).unwrap().pool), 0);
}

#[test]
fn a_pool_with_enough_capital_leaves_nothing_to_the_next_payer() {
    let mut spec = spec();
    spec.staked_collateral_side = 600;
    spec.staked_debt_side = 5_000;
    let (mut world, _) = world(spec);
    let alice = fallen(&mut world);
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    let before = world.market_status(USD).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Covered);
    let ended = world.liquidation(liquidation).unwrap();
    adds_up(&ended, owed);
    assert_eq!((paid(&ended.covered_reserve), paid(&ended.deficit)), (0, 0));
    let debt_side = paid(&ended.covered_debt_side);
    let site = world.site(DEBT).unwrap();
    assert_eq!(
        pool(&world, DEBT, &site.pools[&USD]),
        5_000 * MILLION - debt_side
    );
    assert!(paid(&ended.covered_collateral_side) > 600 * MILLION);
    let after = world.market_status(USD).unwrap();
    assert_eq!((after.reserve, after.deficit.u128()), (before.reserve, 0));
}

#[test]
fn what_is_recovered_later_goes_to_the_lenders_of_that_time() {
    let (mut world, _) = world(spec());
    let alice = fallen(&mut world);
    let (_, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    let lost = world.market_status(USD).unwrap().deficit.u128();
    assert!(lost > 1_000 * MILLION);
    let (chain, market) = world.market(USD).unwrap();
    // A lender who came after the loss gets nothing of what is recovered of it.
    let coins = [cosmwasm_std::coin(tokens(1_000_000, 6), "uusd")];
    world.mint(DEBT, "newcomer", &coins).unwrap();
    world
        .execute(
            chain,
            "newcomer",
            &market,
            &api::market::ExecuteMsg::Lend {},
            &coins,
        )
        .unwrap();
    let coins = [cosmwasm_std::coin(lost / 2, "uusd")];
    world.mint(DEBT, "giver", &coins).unwrap();
    world
        .execute(
            chain,
            "giver",
            &market,
            &api::market::ExecuteMsg::Recover {},
            &coins,
        )
        .unwrap();
    let status = world.market_status(USD).unwrap();
    assert!(status.deficit.u128().abs_diff(lost - lost / 2) <= 2);
    let claimable = |world: &World, who: &str| {
        let address = world.addr(DEBT, who).unwrap().to_string();
        let ask = api::market::QueryMsg::Lender { address };
        let lender: api::market::LenderResponse = world.query(chain, &market, &ask).unwrap();
        lender.claimable.u128()
    };
    assert_eq!(claimable(&world, "newcomer"), 0);
    let due = claimable(&world, LENDER);
    assert!((lost / 2).abs_diff(due) <= 2, "{due}");
    let msg = api::market::ExecuteMsg::ClaimRecovery {};
    world.execute(chain, LENDER, &market, &msg, &[]).unwrap();
    assert_eq!(world.balance(DEBT, LENDER, "uusd").unwrap(), due);
}
