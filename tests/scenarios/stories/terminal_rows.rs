//! The rows of `terminal` that are about vaults, markets and auction houses: each brings money into one
//! state and out again.

use cosmwasm_schema::serde::Serialize;
use cosmwasm_std::{coin, Addr, Coin};
use seawall_fixtures::keeper::KEEPER;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::market::ExecuteMsg as Market;
use seawall_wire::ids::{AccountId, LiquidationId};
use seawall_wire::Wanted;

use crate::common::{
    ask_for_surplus, buy_at_market, commands, crank_now, exactly, expire, open_lots, relay_clean,
    unsafe_alice, world, MILLION,
};
use crate::terminal_ends::pool_status;

/// One collateral, one debt, three chains.
pub fn simple() -> World {
    world(Spec::simple()).0
}

/// A call that must not fail.
pub fn call<M: Serialize>(
    world: &mut World,
    chain: u16,
    who: &str,
    at: &Addr,
    msg: &M,
    coins: &[Coin],
) {
    world.execute(chain, who, at, msg, coins).unwrap();
}

fn blocked(world: &mut World, chain: u16, who: &str) {
    let (ix, who) = (world.ix(chain).unwrap(), world.addr(chain, who).unwrap());
    world.net.set_blocked(ix, &who, true);
}

fn vault_claim(world: &mut World, who: &str, to: &str) -> u128 {
    let vault = world.site(COLL).unwrap().vault.clone();
    let receiver = Some(world.addr(COLL, to).unwrap().to_string());
    let denom = "uatom".into();
    let msg = api::vault::ExecuteMsg::Claim { denom, receiver };
    call(world, COLL, who, &vault, &msg, &[]);
    world.balance(COLL, to, "uatom").unwrap()
}

pub fn refused_deposit() -> (u128, u128) {
    let mut world = simple();
    let nobody = AccountId(99);
    world
        .ask_to_deposit("ann", nobody, ATOM, 5 * MILLION)
        .unwrap();
    relay_clean(&mut world);
    (5 * MILLION, vault_claim(&mut world, "ann", "ann"))
}

pub fn lost_deposit() -> (u128, u128) {
    let mut world = simple();
    let ann = world.open_account(COLL, "ann").unwrap();
    world.ask_to_deposit("ann", ann, ATOM, 5 * MILLION).unwrap();
    let lost = commands(&world, COLL);
    expire(&mut world, &lost);
    (5 * MILLION, vault_claim(&mut world, "ann", "ann"))
}

pub fn refused_payment() -> (u128, u128) {
    let mut world = simple();
    let ann = world.borrower("ann", COLL, &[(ATOM, 5)], &[]).unwrap();
    blocked(&mut world, COLL, "ann");
    world
        .ask_to_withdraw(COLL, "ann", ann, ATOM, exactly(5 * MILLION))
        .unwrap();
    relay_clean(&mut world);
    (5 * MILLION, vault_claim(&mut world, "ann", "heir"))
}

pub fn left_after_liquidation() -> (u128, u128) {
    let mut world = simple();
    let alice = unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    world.repay("alice", alice, USD, owed).unwrap();
    relay_clean(&mut world);
    let left = world.holding(alice, ATOM).unwrap().locked.i128() as u128;
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, Wanted::All {})
        .unwrap();
    relay_clean(&mut world);
    (left, world.balance(COLL, "alice", "uatom").unwrap())
}

pub fn unpaid_loan() -> (u128, u128) {
    let mut world = simple();
    let ann = world.borrower("ann", COLL, &[(ATOM, 100)], &[]).unwrap();
    blocked(&mut world, DEBT, "ann");
    world.borrow(COLL, "ann", ann, USD, 500).unwrap();
    let market = world.market(USD).unwrap().1;
    let receiver = Some(world.addr(DEBT, "heir").unwrap().to_string());
    call(
        &mut world,
        DEBT,
        "ann",
        &market,
        &Market::Claim { receiver },
        &[],
    );
    (500 * MILLION, world.balance(DEBT, "heir", "uusd").unwrap())
}

pub fn needless_repayment() -> (u128, u128) {
    let mut world = simple();
    let ann = world.open_account(COLL, "ann").unwrap();
    world.repay("zoe", ann, USD, 7 * MILLION).unwrap();
    (7 * MILLION, world.balance(DEBT, "zoe", "uusd").unwrap())
}

pub fn surplus() -> (u128, u128) {
    let mut world = simple();
    let (alice, due) = crate::surplus::alice_with_a_surplus(&mut world);
    let before = world.balance(DEBT, "alice", "uusd").unwrap();
    ask_for_surplus(&mut world, COLL, "alice", alice, USD);
    relay_clean(&mut world);
    (due, world.balance(DEBT, "alice", "uusd").unwrap() - before)
}

pub fn leaving_lender() -> (u128, u128) {
    let mut world = simple();
    let market = world.market(USD).unwrap().1;
    // Above what may leave at once.
    let lent = 2_000_000 * MILLION;
    world.mint(DEBT, "lena", &[coin(lent, "uusd")]).unwrap();
    call(
        &mut world,
        DEBT,
        "lena",
        &market,
        &Market::Lend {},
        &[coin(lent, "uusd")],
    );
    let lender = |world: &World| -> api::market::LenderResponse {
        let address = world.addr(DEBT, "lena").unwrap().to_string();
        let ask = api::market::QueryMsg::Lender { address };
        world.query(DEBT, &market, &ask).unwrap()
    };
    let shares = lender(&world).shares;
    call(
        &mut world,
        DEBT,
        "lena",
        &market,
        &Market::RequestExit { shares },
        &[],
    );
    let exits = lender(&world).exits;
    assert_eq!(exits.len(), 1, "it waits");
    world.wait(world.spec.terms.exit_delay_secs + 6).unwrap();
    call(
        &mut world,
        DEBT,
        "anyone",
        &market,
        &Market::FinishExit { exit: exits[0] },
        &[],
    );
    (lent, world.balance(DEBT, "lena", "uusd").unwrap())
}

pub fn overpaid_take() -> (u128, u128) {
    let mut world = simple();
    let alice = unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    let (money, denom) = (9_000 * MILLION, world.route(COLL, USD).unwrap().denom);
    world.give_payment_coin(COLL, USD, "lucy", money).unwrap();
    let house = world.site(COLL).unwrap().auction_house.clone();
    let msg = api::auction_house::ExecuteMsg::Take {
        lot: lots[0],
        want: seawall_money::CollateralAmount::MAX,
        price_limit: world.lot(COLL, lots[0]).unwrap().price,
        receiver: None,
        callback: None,
    };
    call(
        &mut world,
        COLL,
        "lucy",
        &house,
        &msg,
        &[coin(money, &denom)],
    );
    let sold = world.lot(COLL, lots[0]).unwrap();
    let paid = sold.proceeds.u128() + sold.fee.u128();
    (money - paid, world.balance(COLL, "lucy", &denom).unwrap())
}

pub fn unsold() -> (u128, u128) {
    let mut world = simple();
    let alice = unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    let put_up = world.lot(COLL, lots[0]).unwrap().terms.put_up.u128();
    let before = world.holding(alice, ATOM).unwrap().locked.i128();
    world.wait(200).unwrap();
    world.close(COLL, lots[0]).unwrap();
    let after = world.holding(alice, ATOM).unwrap().locked.i128();
    (put_up, (after - before) as u128)
}

/// A lot of alice's is sold; the liquidation is over.
fn sold(world: &mut World) -> LiquidationId {
    let alice = unsafe_alice(world, "8.5");
    let (liquidation, lots) = open_lots(world, alice);
    buy_at_market(world, COLL, "lucy", lots[0]).unwrap();
    crank_now(world);
    liquidation
}

pub fn keepers_pay() -> (u128, u128) {
    let mut world = simple();
    sold(&mut world);
    let house = world.site(COLL).unwrap().auction_house.clone();
    let owed = crate::common::claims(&world, COLL, &house, KEEPER);
    let denom = owed[0].denom.clone();
    let msg = api::auction_house::ExecuteMsg::Claim {
        denom: denom.clone(),
        receiver: None,
    };
    call(&mut world, COLL, KEEPER, &house, &msg, &[]);
    let out = world.balance(COLL, KEEPER, &denom).unwrap();
    (owed[0].amount.u128(), out)
}

pub fn held_fees() -> (u128, u128) {
    let mut world = simple();
    let liquidation = sold(&mut world);
    let house = world.site(COLL).unwrap().auction_house.clone();
    let ask = api::auction_house::QueryMsg::HeldFees { liquidation };
    let held: Vec<(seawall_wire::ids::RouteId, seawall_money::DebtAmount)> =
        world.query(COLL, &house, &ask).unwrap();
    world.wait(world.spec.fee_hold_secs).unwrap();
    let (route, pool) = (held[0].0, world.route(COLL, USD).unwrap().pool);
    let before = pool_status(&world, COLL, &pool).premiums.u128();
    let msg = api::auction_house::ExecuteMsg::ReleaseFees { liquidation, route };
    call(&mut world, COLL, "anyone", &house, &msg, &[]);
    let after = pool_status(&world, COLL, &pool).premiums.u128();
    (held[0].1.u128(), after - before)
}
