//! The hub is the debt chain, too: the same packets travel over a local link.

use seawall_fixtures::spec::{Spec, ATOM, COLL, HUB, USD};
use seawall_interfaces::coordinator::{ChainResponse, Outcome, Phase, QueryMsg};
use seawall_wire::ids::ChainNo;
use seawall_wire::Code;

use crate::common::{
    about, admitted, at_rest, buy_at_market, crank_now, dec, exactly, open_lots, outcome, refused,
    relay_clean, sums, unsafe_alice, world, MILLION,
};

#[test]
fn a_whole_liquidation_with_the_market_beside_the_coordinator() {
    let (mut world, _) = world(Spec::hub_lends());
    let alice = unsafe_alice(&mut world, "8.5");
    assert_eq!(
        world.balance(HUB, "alice", "uusd").unwrap(),
        6_500 * MILLION
    );
    let owed_before = world.owed(alice, USD).unwrap().debt.u128();
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let (put_up, sold, returned, proceeds, credited) =
        sums(&world.liquidation(liquidation).unwrap());
    assert_eq!((put_up, proceeds), (sold + returned, credited));
    let owed = world.owed(alice, USD).unwrap().debt.u128();
    about(owed_before - owed, credited, 1);
    assert!(world.health(alice).unwrap().best.ratio() >= dec("1.05"));
    at_rest(&world);
    let chain: ChainResponse = world
        .hub_query(&QueryMsg::Chain {
            chain: ChainNo(HUB),
        })
        .unwrap();
    assert_eq!(chain.link.channel.as_deref(), Some("local"));
    assert_eq!((chain.link.in_flight, chain.link.unresolved), (0, 0));
}

#[test]
fn an_account_whose_home_is_the_hub_borrows_without_any_relayer() {
    let (mut world, _) = world(Spec::hub_lends());
    world.ask_to_open(HUB, "carol").unwrap();
    let carol = world.accounts().unwrap()[0];
    crate::common::enable(&mut world, HUB, "carol", carol, ATOM);
    world.deposit("carol", carol, ATOM, 1_000).unwrap();
    world
        .ask_to_borrow(HUB, "carol", carol, USD, 6_000 * MILLION)
        .unwrap();
    assert!(
        world.net.unsettled().is_empty(),
        "all of it happened in one transaction"
    );
    admitted(&world, HUB);
    assert_eq!(
        world.balance(HUB, "carol", "uusd").unwrap(),
        6_000 * MILLION
    );
    assert_eq!(
        world.account(carol).unwrap().debts[0].worst_shares,
        world.owed(carol, USD).unwrap().shares
    );
    world
        .ask_to_borrow(HUB, "carol", carol, USD, 1_500 * MILLION)
        .unwrap();
    refused(&world, HUB, Code::WOULD_BE_UNSAFE);
    assert_eq!(world.market_status(USD).unwrap().reserved.u128(), 0);
    // The release leaves over IBC.
    world
        .ask_to_withdraw(HUB, "carol", carol, ATOM, exactly(100 * MILLION))
        .unwrap();
    relay_clean(&mut world);
    assert_eq!(
        world.balance(COLL, "carol", "uatom").unwrap(),
        100 * MILLION
    );
}

/// The money of an overdue settlement is there and only the word is missing. Over the local link the word has its
/// effect in the same transaction, so it is said before another round is planned (INV-6).
#[test]
fn an_overdue_settlement_is_said_once_more_before_anything_else_is_sold() {
    let (mut world, _) = world(Spec::hub_lends());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    relay_clean(&mut world);
    let params = &world.spec.params;
    let overdue = params.transfer_allowance_secs + params.stall_secs + 60;
    world.wait_with_fresh_prices(overdue).unwrap();
    world.forward(COLL, USD).unwrap();
    relay_clean(&mut world);
    world.collect(COLL, USD).unwrap();
    relay_clean(&mut world);
    let before = world.liquidation(liquidation).unwrap();
    assert_eq!(
        (before.phase.clone(), sums(&before).4),
        (Phase::Settling {}, 0)
    );
    assert!(world.health(alice).unwrap().best.is_unsafe());
    world.advance(liquidation).unwrap();
    relay_clean(&mut world);
    let after = world.liquidation(liquidation).unwrap();
    assert_eq!(after.round, 1, "{after:#?}");
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}
