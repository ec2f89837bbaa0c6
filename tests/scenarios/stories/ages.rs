//! Every process shows since when it waits, and the hub answers the oldest of all in one question.

use cosmwasm_std::coin;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::{ExecuteMsg, OldestResponse, QueryMsg, WaitingChange};
use seawall_wire::ids::ChainNo;

use crate::common::{
    alice, at_rest, commands, crank_now, dec, open_lots, orders, relay_clean, sole, world, MILLION,
};

fn oldest(world: &World) -> OldestResponse {
    world.hub_query(&QueryMsg::Oldest {}).unwrap()
}

/// Seconds of a chain's own clock.
fn clock(world: &World, chain: u16) -> u64 {
    world.net.block(world.ix(chain).unwrap()).time.seconds()
}

#[test]
fn the_oldest_of_everything_is_answered_in_one_question() {
    let (mut world, _) = world(Spec::simple());
    let first = alice(&mut world);
    let second = world
        .borrower("ben", COLL, &[(ATOM, 1_000)], &[(USD, 6_000)])
        .unwrap();
    let nothing = OldestResponse {
        unsafe_account: None,
        liquidation: None,
        packets: vec![],
    };
    assert_eq!(oldest(&world), nothing);

    world.feed(ATOM, dec("8.5")).unwrap();
    world.sweep(ATOM).unwrap();
    let unsafe_since = clock(&world, HUB);
    world.feed(ATOM, dec("7.9")).unwrap();
    world.sweep(ATOM).unwrap();
    let seen = oldest(&world).unsafe_account;
    assert_eq!(seen, Some((first, unsafe_since)));

    let of_second = world.liquidate(second, COLL).unwrap();
    let sent = (clock(&world, HUB), sole(orders(&world, COLL)).sequence);
    world.wait(30).unwrap();
    world.liquidate(first, COLL).unwrap();
    let seen = oldest(&world);
    assert_eq!(seen.unsafe_account, None, "both are being liquidated");
    assert_eq!(seen.liquidation, Some((of_second, sent.0)));
    assert_eq!(seen.packets, [(ChainNo(COLL), sent.1, sent.0)]);

    relay_clean(&mut world);
    assert!(oldest(&world).packets.is_empty());
    world.feed(ATOM, dec("10")).unwrap();
    world.wait(200).unwrap();
    crank_now(&mut world);
    assert_eq!(oldest(&world), nothing);
    at_rest(&world);
}

#[test]
fn every_open_process_shows_since_when_it_waits() {
    let (mut world, _) = world(Spec::simple());
    let account = alice(&mut world);
    let site = world.site(COLL).unwrap().clone();
    // A deposit, and the packet that asks for it.
    let asked_at = clock(&world, COLL);
    world
        .ask_to_deposit("alice", account, ATOM, MILLION)
        .unwrap();
    world.wait(60).unwrap();
    let ask = api::vault::QueryMsg::Pending {
        start_after: None,
        limit: None,
    };
    let pending: Vec<api::vault::PendingDepositResponse> =
        world.query(COLL, &site.vault, &ask).unwrap();
    assert_eq!(pending[0].opened_at, asked_at);
    let ask = api::outpost::QueryMsg::InFlight {
        epoch: None,
        start_after: None,
        limit: None,
    };
    let flights: Vec<api::outpost::InFlightResponse> =
        world.query(COLL, &site.outpost, &ask).unwrap();
    assert_eq!((flights.len(), flights[0].sent_at), (1, asked_at));
    assert_eq!(commands(&world, COLL).len(), 1);
    relay_clean(&mut world);

    // A liquidation, and its lot.
    world.feed(ATOM, dec("8.5")).unwrap();
    let begun_at = clock(&world, HUB);
    let (liquidation, lots) = open_lots(&mut world, account);
    let told = world.liquidation(liquidation).unwrap();
    assert_eq!(told.age.opened_at, begun_at);
    assert!(told.age.deadline > begun_at && told.age.last_progress >= begun_at);
    let lot = world.lot(COLL, lots[0]).unwrap();
    assert_eq!(lot.opened_at, clock(&world, COLL));
    an_exit(&mut world);

    // A change that waits for its time.
    let mut params = world.spec.params.clone();
    params.margin_call = dec("1.05");
    let set = ExecuteMsg::SetParams(params);
    world
        .hub_execute(seawall_fixtures::deploy::OWNER, &set)
        .unwrap();
    let waiting: Vec<WaitingChange> = world.hub_query(&QueryMsg::Changes {}).unwrap();
    let lock = world.spec.params.timelock_secs;
    assert_eq!(waiting[0].eta, clock(&world, HUB) + lock);
}

/// An exit of a lender.
fn an_exit(world: &mut World) {
    let market = world.market(USD).unwrap().1;
    let lent = 2_000_000 * MILLION;
    world.mint(DEBT, "lena", &[coin(lent, "uusd")]).unwrap();
    let lend = api::market::ExecuteMsg::Lend {};
    world
        .execute(DEBT, "lena", &market, &lend, &[coin(lent, "uusd")])
        .unwrap();
    let address = world.addr(DEBT, "lena").unwrap().to_string();
    let ask = api::market::QueryMsg::Lender { address };
    let lender: api::market::LenderResponse = world.query(DEBT, &market, &ask).unwrap();
    let exit = api::market::ExecuteMsg::RequestExit {
        shares: lender.shares,
    };
    world.execute(DEBT, "lena", &market, &exit, &[]).unwrap();
    let lender: api::market::LenderResponse = world.query(DEBT, &market, &ask).unwrap();
    let ask = api::market::QueryMsg::Exit {
        exit: lender.exits[0],
    };
    let exit: api::market::ExitResponse = world.query(DEBT, &market, &ask).unwrap();
    let delay = world.spec.terms.exit_delay_secs;
    assert_eq!(exit.payable_at, clock(world, DEBT) + delay);
}
