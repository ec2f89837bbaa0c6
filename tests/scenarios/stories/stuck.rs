//! Whoever moves on what stands still is paid from the fees of what it serves (DEC-10), and relayers
//! from the link's budget (DEC-19): never above them, never for standing still, and with nothing to
//! pay from everything goes on all the same (INV-8).

use cosmwasm_std::coin;
use seawall_fixtures::deploy::OWNER;
use seawall_fixtures::keeper::KEEPER;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::common::DenomAmount;
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

fn rebate(world: &mut World, units: u128) {
    let rebate = Some(DenomAmount {
        denom: "ufee".into(),
        amount: units.into(),
    });
    let set = ExecuteMsg::SetRebate {
        rebate: rebate.clone(),
    };
    world.hub_execute(OWNER, &set).unwrap();
    let terms = api::outpost::ExecuteMsg::SetTerms {
        timeout_secs: world.spec.timeout_secs,
        receive_gas: 5_000_000,
        rebate,
    };
    let outpost = world.site(COLL).unwrap().outpost.clone();
    world.execute(COLL, OWNER, &outpost, &terms, &[]).unwrap();
}

fn fund_hub(world: &mut World, units: u128) {
    world.mint(HUB, "friend", &[coin(units, "ufee")]).unwrap();
    let (hub, coordinator) = (world.hub, world.coordinator.clone());
    let friend = world.addr(HUB, "friend").unwrap();
    let msg = ExecuteMsg::FundRebates {
        chain: ChainNo(COLL),
    };
    let coins = [coin(units, "ufee")];
    world
        .net
        .execute(hub, &friend, &coordinator, &msg, &coins)
        .unwrap();
}

fn rebates_of(world: &World, who: &str) -> u128 {
    let relayer = world.addr(HUB, who).unwrap().to_string();
    let ask = api::coordinator::QueryMsg::Rebates { relayer };
    let owed: Vec<DenomAmount> = world.hub_query(&ask).unwrap();
    owed.iter().map(|c| c.amount.u128()).sum()
}

#[test]
fn relayers_earn_their_rebates_and_an_empty_budget_stops_no_packet() {
    let (mut world, _) = world(Spec::simple());
    rebate(&mut world, 7);
    world.net.set_relayer("rita");
    // Nobody has put anything in: everything is relayed all the same.
    let alice = unsafe_alice(&mut world, "8.5");
    assert_eq!(rebates_of(&world, "rita"), 0);
    fund_hub(&mut world, 20);
    let (liquidation, lots) = open_lots(&mut world, alice);
    assert_eq!(rebates_of(&world, "rita"), 7, "the ack of one order");
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    relay_clean(&mut world);
    assert_eq!(rebates_of(&world, "rita"), 14, "a report received");
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    // What is left does not pay for another message.
    world.report_lots(COLL, lots).unwrap();
    relay_clean(&mut world);
    assert_eq!(rebates_of(&world, "rita"), 14);
    world
        .hub_execute("rita", &ExecuteMsg::ClaimRebates {})
        .unwrap();
    assert_eq!(world.balance(HUB, "rita", "ufee").unwrap(), 14);
    let nothing = world.hub_execute("rita", &ExecuteMsg::ClaimRebates {});
    nothing.unwrap_err();
    at_rest(&world);
}

#[test]
fn a_message_that_comes_again_earns_nothing() {
    let (mut world, _) = world(Spec::simple());
    rebate(&mut world, 7);
    fund_hub(&mut world, 700);
    world.net.set_relayer("rita");
    let alice = unsafe_alice(&mut world, "8.5");
    let before = rebates_of(&world, "rita");
    world.liquidate(alice, COLL).unwrap();
    let order = sole(orders(&world, COLL));
    world.net.recv(order).unwrap();
    world.net.recv(order).unwrap();
    assert!(world.net.ack(order).unwrap());
    assert!(!world.net.ack(order).unwrap());
    assert!(!world.net.timeout(order).unwrap_or(false));
    assert_eq!(rebates_of(&world, "rita"), before + 7);
}
