//! Whoever moves on what stands still is paid from the fees of what it serves (DEC-10): never above
//! them, never for making it stand still, and with nothing to pay from everything goes on all the
//! same (INV-8).

use seawall_fixtures::keeper::KEEPER;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{ExecuteMsg, Outcome, Phase};
use seawall_money::{CollateralAmount, DebtAmount};
use seawall_wire::ids::{ChainNo, LiquidationId, LotId, RouteId};
use seawall_wire::RemoteAddr;

use crate::common::{
    at_rest, buy_at_market, claims, commands, crank_now, dec, error, expire, lots_of, open_lots,
    orders, outcome, relay_clean, sole, sums, unsafe_alice, world, MILLION,
};

/// What an address may take out of the auction house, base units of the vouchers of dollars.
fn pay(world: &World, who: &str) -> u128 {
    let house = world.site(COLL).unwrap().auction_house.clone();
    let owed = claims(world, COLL, &house, who);
    owed.iter().map(|c| c.amount.u128()).sum()
}

fn held_fees(world: &World, liquidation: LiquidationId) -> u128 {
    let house = world.site(COLL).unwrap().auction_house.clone();
    let ask = api::auction_house::QueryMsg::HeldFees { liquidation };
    let held: Vec<(RouteId, DebtAmount)> = world.query(COLL, &house, &ask).unwrap();
    held.iter().map(|(_, fee)| fee.u128()).sum()
}

fn advance_for(world: &mut World, who: &str, liquidation: LiquidationId) -> anyhow::Result<()> {
    let pay_to = RemoteAddr::new(world.addr(COLL, who)?.to_string())?;
    let msg = ExecuteMsg::Advance {
        liquidation,
        pay_to: Some(pay_to),
    };
    world.hub_execute(who, &msg).map(drop)
}

fn close_for(world: &mut World, who: &str, lot: LotId) -> anyhow::Result<()> {
    let house = world.site(COLL)?.auction_house.clone();
    let msg = api::auction_house::ExecuteMsg::Close { lot };
    world.execute(COLL, who, &house, &msg, &[]).map(drop)
}

/// A liquidation whose lot is sold, whose money has arrived, and whose settlement was lost.
pub fn stuck(world: &mut World) -> LiquidationId {
    let alice = unsafe_alice(world, "8.5");
    let (liquidation, lots) = open_lots(world, alice);
    buy_at_market(world, COLL, "lucy", lots[0]).unwrap();
    let report = sole(commands(world, COLL));
    world.net.relay_packet(report).unwrap();
    let settle = orders(world, DEBT);
    expire(world, &settle);
    world.forward(COLL, USD).unwrap();
    relay_clean(world);
    world.collect(COLL, USD).unwrap();
    relay_clean(world);
    let told = world.liquidation(liquidation).unwrap();
    assert_eq!(sums(&told).4, 0, "nobody has told the market whose it is");
    assert_eq!((told.phase, told.due), (Phase::Settling {}, true));
    liquidation
}

#[test]
fn the_last_to_move_a_stuck_liquidation_on_is_paid_once_when_it_ends() {
    let (mut world, _) = world(Spec::simple());
    let liquidation = stuck(&mut world);
    let fees = held_fees(&world, liquidation);
    assert!(fees > MILLION, "{fees}");
    world.refresh_prices().unwrap();
    advance_for(&mut world, "rival", liquidation).unwrap();
    let again = error(advance_for(&mut world, "dora", liquidation));
    assert!(again.contains("nothing is due"), "{again}");
    let lost = orders(&world, DEBT);
    expire(&mut world, &lost);
    world.refresh_prices().unwrap();
    advance_for(&mut world, "dora", liquidation).unwrap();
    assert_eq!(
        (pay(&world, "dora"), pay(&world, "rival")),
        (0, 0),
        "not before it ends"
    );
    relay_clean(&mut world);

    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let due = pay(&world, "dora");
    assert_eq!(due, fees * 5 / 100);
    assert_eq!(held_fees(&world, liquidation), fees - due);
    assert_eq!(pay(&world, "rival"), 0);
    let nothing = error(advance_for(&mut world, "dora", liquidation));
    assert!(nothing.contains("nothing is due"), "{nothing}");
    at_rest(&world);
    let house = world.site(COLL).unwrap().auction_house.clone();
    let denom = world.route(COLL, USD).unwrap().denom;
    let msg = api::auction_house::ExecuteMsg::Claim {
        denom: denom.clone(),
        receiver: None,
    };
    world.execute(COLL, "dora", &house, &msg, &[]).unwrap();
    assert_eq!(world.balance(COLL, "dora", &denom).unwrap(), due);
}

#[test]
fn the_pay_of_a_driver_that_is_lost_on_its_way_holds_up_nothing() {
    let (mut world, _) = world(Spec::simple());
    let liquidation = stuck(&mut world);
    world.refresh_prices().unwrap();
    advance_for(&mut world, "dora", liquidation).unwrap();
    let settle = sole(orders(&world, DEBT));
    world.net.relay_packet(settle).unwrap();
    let report = sole(commands(&world, DEBT));
    world.net.relay_packet(report).unwrap();
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let payment = orders(&world, COLL);
    assert_eq!(payment.len(), 1);
    expire(&mut world, &payment);
    assert_eq!(pay(&world, "dora"), 0);
    at_rest(&world);
}

/// The money takes a minute or two, as money does.
#[test]
fn whoever_sends_again_what_is_under_way_earns_nothing() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    relay_clean(&mut world);
    for _ in 0..2 {
        world.wait(66).unwrap();
        advance_for(&mut world, "dora", liquidation).unwrap();
        relay_clean(&mut world);
    }
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    assert!(held_fees(&world, liquidation) > MILLION);
    assert_eq!(pay(&world, "dora"), 0);
    at_rest(&world);
}

/// What mallory has from a lot of alice's that she buys for a hundredth below its price, in millionths
/// of a dollar at 8.50: the whole of it, or all but the least that may be left, to be paid for closing.
fn profit(leaves_a_little: bool) -> i128 {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (_, lots) = open_lots(&mut world, alice);
    let money = 5_000 * MILLION;
    world
        .give_payment_coin(COLL, USD, "mallory", money)
        .unwrap();
    world.wait_for_price(COLL, lots[0], dec("0.99")).unwrap();
    let lot = world.lot(COLL, lots[0]).unwrap();
    let needed = lot.price.bought_with(lot.terms.close_at.unwrap()).unwrap();
    let want = needed.u128() - u128::from(leaves_a_little);
    world
        .take(COLL, "mallory", lots[0], CollateralAmount::new(want))
        .unwrap();
    world.wait(200).unwrap();
    let closed = close_for(&mut world, "mallory", lots[0]);
    assert_eq!(closed.is_ok(), leaves_a_little, "{closed:?}");
    let cash = world.balance(COLL, "mallory", &lot.payment_denom).unwrap();
    let bought = world.balance(COLL, "mallory", "uatom").unwrap();
    (bought * 85 / 10 + cash + pay(&world, "mallory")) as i128 - money as i128
}

#[test]
fn a_buyer_who_leaves_a_little_of_a_lot_to_close_it_later_earns_less_than_one_who_buys_it_all() {
    let (all, most) = (profit(false), profit(true));
    assert!(all > MILLION as i128, "{all}");
    assert!(most < all, "{most} against {all}");
}

/// What mallory has in her account and her hands, and may claim: millionths of a dollar at 8.50.
fn wealth(world: &World, account: seawall_wire::ids::AccountId) -> u128 {
    let route = world.route(COLL, USD).unwrap();
    let locked = world.holding(account, ATOM).unwrap().locked.i128() as u128;
    let bought = world.balance(COLL, "mallory", "uatom").unwrap();
    let cash = world.balance(COLL, "mallory", &route.denom).unwrap();
    let owed = world.owed(account, USD).unwrap().debt.u128();
    (locked + bought) * 85 / 10 + cash + pay(world, "mallory") - owed
}

/// Mallory borrows, liquidates herself, buys a little of every lot, lets the rest expire, closes the
/// lots, loses the orders and moves on what she has brought to a stand.
#[test]
fn bringing_liquidations_to_a_stand_costs_more_than_moving_them_on_pays() {
    let (mut world, _) = world(Spec::simple());
    let account = world
        .borrower("mallory", COLL, &[(ATOM, 1_000)], &[(USD, 6_500)])
        .unwrap();
    world
        .give_payment_coin(COLL, USD, "mallory", 5_000 * MILLION)
        .unwrap();
    world.feed(ATOM, dec("8.5")).unwrap();
    let before = wealth(&world, account);
    let msg = ExecuteMsg::Liquidate {
        account,
        chain: Some(ChainNo(COLL)),
        pay_to: None,
    };
    world.hub_execute("mallory", &msg).unwrap();
    let liquidation = world.account(account).unwrap().liquidations[0];
    let (mut fees, mut sold) = (0, 0);
    for _ in 0..8 {
        relay_clean(&mut world);
        let Some(lot) = lots_of(&world, COLL, liquidation).first().copied() else {
            break;
        };
        world.wait_for_price(COLL, lot, dec("1")).unwrap();
        let want = CollateralAmount::new(20 * MILLION);
        world.take(COLL, "mallory", lot, want).unwrap();
        world.wait(200).unwrap();
        world.refresh_prices().unwrap();
        let earned = pay(&world, "mallory");
        close_for(&mut world, "mallory", lot).unwrap();
        assert!(pay(&world, "mallory") > earned, "closing is paid");
        let seen = world.lot(COLL, lot).unwrap();
        (fees, sold) = (fees + seen.fee.u128(), sold + seen.sold.u128());
        relay_clean(&mut world);
    }
    world.feed(ATOM, dec("8.5")).unwrap();
    for _ in 0..12 {
        let under_way = orders(&world, DEBT);
        expire(&mut world, &under_way);
        world.refresh_prices().unwrap();
        let _ = advance_for(&mut world, "mallory", liquidation);
    }
    world.crank_to_the_end(60).unwrap();
    assert!(
        sold > 50 * MILLION && fees > MILLION,
        "{sold} sold, {fees} fees"
    );
    let after = wealth(&world, account);
    assert!(after < before, "{after} against {before}");
    // All that was paid came out of fees that she had paid, and is at most a quarter of them.
    let (paid, left) = (pay(&world, "mallory"), held_fees(&world, liquidation));
    assert_eq!(paid + pay(&world, KEEPER) + left, fees);
    assert!(paid > 0 && paid * 4 <= fees, "{paid} of {fees}");
}

#[test]
fn without_fees_closing_and_moving_on_pay_nothing_and_work() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world.wait(200).unwrap();
    world.feed(ATOM, dec("10")).unwrap();
    close_for(&mut world, "dora", lots[0]).unwrap();
    assert_eq!(pay(&world, "dora"), 0, "nobody had bought");
    relay_clean(&mut world);
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    at_rest(&world);
}

/// Nobody closed the lot, so the liquidation stalled.
#[test]
fn ending_a_liquidation_that_brought_nothing_pays_nothing_and_ends_it() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world.wait_with_fresh_prices(2_200).unwrap();
    advance_for(&mut world, "dora", liquidation).unwrap();
    assert_eq!(outcome(&world, liquidation), Outcome::Stalled);
    assert_eq!(orders(&world, COLL).len(), 1, "her pay");
    relay_clean(&mut world);
    close_for(&mut world, "dora", lots[0]).unwrap();
    relay_clean(&mut world);
    assert_eq!(pay(&world, "dora"), 0);
    let there = world.holding(alice, ATOM).unwrap().locked.i128();
    assert_eq!(there as u128, 1_000 * MILLION);
    at_rest(&world);
}
