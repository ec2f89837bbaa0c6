//! Somebody makes unsafe accounts in order to liquidate them: it costs more than it brings
//! (DEC-10).

use cosmwasm_std::Decimal;
use seawall_fixtures::keeper::KEEPER;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_wire::ids::{AccountId, LiquidationId, RouteId};

use crate::common::{
    buy_at_market, claims, crank_now, dec, error, open_lots, relay_clean, world, MILLION,
};

fn keeper_pay(world: &World) -> u128 {
    let house = world.site(COLL).unwrap().auction_house.clone();
    let denom = world.route(COLL, USD).unwrap().denom;
    let owed = claims(world, COLL, &house, KEEPER);
    owed.iter()
        .filter(|c| c.denom == denom)
        .map(|c| c.amount.u128())
        .sum()
}

fn held_fees(world: &World, liquidation: LiquidationId) -> u128 {
    let house = world.site(COLL).unwrap().auction_house.clone();
    let ask = api::auction_house::QueryMsg::HeldFees { liquidation };
    let held: Vec<(RouteId, seawall_money::DebtAmount)> = world.query(COLL, &house, &ask).unwrap();
    held.iter().map(|(_, fee)| fee.u128()).sum()
}

/// What the accounts own at the oracle's price, in millionths of a dollar: collateral less debt.
fn equity(world: &World, accounts: &[AccountId], price: u128) -> u128 {
    let of = |account: &AccountId| {
        let held = world.holding(*account, ATOM).unwrap().locked.i128() as u128;
        held * price / 10 - world.owed(*account, USD).unwrap().debt.u128()
    };
    accounts.iter().map(of).sum()
}

#[test]
fn many_small_accounts_pay_their_farmer_less_than_they_lose() {
    let mut spec = Spec::simple();
    // As much as the bound allows: the least fee on the smallest lot is 0.2 cents.
    spec.params.keeper_tip = Decimal::permille(1);
    let (mut world, _) = world(spec);
    let mut accounts = vec![];
    for at in 0..6 {
        let who = format!("puppet{at}");
        // 20 ATOM carry 140 dollars.
        let made = world
            .borrower(&who, COLL, &[(ATOM, 20)], &[(USD, 135)])
            .unwrap();
        accounts.push(made);
    }
    world.feed(ATOM, dec("8.5")).unwrap();
    let before = equity(&world, &accounts, 85);
    let (mut paid, mut bought_for, mut fees) = (0, 0, 0);
    for account in &accounts {
        let (liquidation, lots) = open_lots(&mut world, *account);
        for lot in lots {
            let terms = world.lot(COLL, lot).unwrap().terms;
            let fee = terms.repay.scaled_floor(terms.fee).unwrap();
            assert!(
                terms.keeper_pay <= fee,
                "{} of a fee of {fee}",
                terms.keeper_pay
            );
            let had = keeper_pay(&world);
            bought_for += buy_at_market(&mut world, COLL, "farmer", lot).unwrap();
            let got = keeper_pay(&world) - had;
            let sold = world.lot(COLL, lot).unwrap();
            assert!(got <= sold.fee.u128(), "INV-5: {got} of {}", sold.fee);
            paid += got;
            fees += sold.fee.u128();
            assert_eq!(held_fees(&world, liquidation), sold.fee.u128() - got);
        }
        crank_now(&mut world);
    }
    assert!(paid > 0 && paid <= fees);
    let after = equity(&world, &accounts, 85);
    let bought = world.balance(COLL, "farmer", "uatom").unwrap() * 85 / 10;
    // All that the farmer has after it, bought collateral and pay included, against all before.
    assert!(after + bought + paid <= before + bought_for, "farming paid");
    let cost = before + bought_for - after - bought - paid;
    assert!(
        cost + 2 * MILLION / 1_000 >= fees - paid,
        "{cost} against {}",
        fees - paid
    );
}

#[test]
fn a_tip_above_the_least_fee_is_no_parameter() {
    let mut spec = Spec::simple();
    spec.params.keeper_tip = Decimal::one();
    let refused = error(seawall_fixtures::deploy::deploy(spec).map(drop));
    assert!(refused.contains("keeper"), "{refused}");
}

#[test]
fn a_failed_opening_and_a_lot_that_nobody_buys_pay_nothing() {
    let (mut world, _) = world(Spec::simple());
    let alice = crate::common::unsafe_alice(&mut world, "8.5");
    // The order is refused after its last moment.
    world.liquidate(alice, COLL).unwrap();
    world.wait(120).unwrap();
    relay_clean(&mut world);
    assert_eq!(keeper_pay(&world), 0);
    // The lot expires and the price recovers.
    world.refresh_prices().unwrap();
    let (_, lots) = open_lots(&mut world, alice);
    world.feed(ATOM, dec("10")).unwrap();
    world.wait(200).unwrap();
    world.close(COLL, lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(keeper_pay(&world), 0);
}

#[test]
fn a_keepers_pay_is_claimed_once() {
    let (mut world, _) = world(Spec::simple());
    let alice = crate::common::unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    let due = keeper_pay(&world);
    // A thousandth of the repayment.
    assert!(due.abs_diff(1_706_783) < 10, "{due}");
    let house = world.site(COLL).unwrap().auction_house.clone();
    let denom = world.route(COLL, USD).unwrap().denom;
    let msg = api::auction_house::ExecuteMsg::Claim {
        denom: denom.clone(),
        receiver: None,
    };
    world
        .execute(COLL, "mallory", &house, &msg, &[])
        .unwrap_err();
    world.execute(COLL, KEEPER, &house, &msg, &[]).unwrap();
    assert_eq!(world.balance(COLL, KEEPER, &denom).unwrap(), due);
    world.execute(COLL, KEEPER, &house, &msg, &[]).unwrap_err();
    assert_eq!(world.balance(DEBT, KEEPER, "uusd").unwrap(), 0);
}
