//! A link is drained: nothing new begins, what repairs or leads out goes on. Then it is retired and
//! keeps nothing.

use cosmwasm_std::coin;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::{ExecuteMsg as Hub, Outcome};
use seawall_interfaces::outpost::{ExecuteMsg as Outpost, LinkResponse};
use seawall_wire::ids::ChainNo;
use seawall_wire::{Code, Wanted};

use crate::common::{
    admitted, alice, buy_at_market, crank_now, dec, error, open_lots, outcome, refused,
    relay_clean, world, MILLION,
};

fn hub_owner(world: &mut World, msg: Hub) {
    world.hub_execute("owner", &msg).unwrap();
}

fn outpost_owner(world: &mut World, msg: &Outpost) -> Result<(), String> {
    let outpost = world.site(COLL).unwrap().outpost.clone();
    let done = world.execute(COLL, "owner", &outpost, msg, &[]);
    done.map(|_| ()).map_err(|e| format!("{e:#}"))
}

const CHAIN: ChainNo = ChainNo(COLL);

#[test]
fn a_drained_link_takes_nothing_new_and_lets_all_repair_through() {
    let (mut world, _) = world(Spec::simple());
    let alice = alice(&mut world);
    let bob = world.open_account(COLL, "bob").unwrap();
    hub_owner(&mut world, Hub::DrainLink { chain: CHAIN });
    world.ask_to_open(COLL, "carol").unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::LINK_LIMITED);
    world.ask_to_deposit("bob", bob, ATOM, 2 * MILLION).unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::LINK_LIMITED);
    world
        .ask_to_borrow(COLL, "alice", alice, USD, MILLION)
        .unwrap();
    relay_clean(&mut world);
    refused(&world, COLL, Code::LINK_LIMITED);
    world.deposit("alice", alice, ATOM, 1).unwrap();
    admitted(&world, COLL);
    world.feed(ATOM, dec("8.5")).unwrap();
    world.sweep(ATOM).unwrap();
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let debt = world.owed(alice, USD).unwrap().debt.u128();
    world.repay("alice", alice, USD, debt + MILLION).unwrap();
    relay_clean(&mut world);
    world.report_debt(USD, alice, vec![]).unwrap();
    relay_clean(&mut world);
    world
        .ask_to_withdraw(COLL, "alice", alice, ATOM, Wanted::All {})
        .unwrap();
    relay_clean(&mut world);
    admitted(&world, COLL);
    assert!(world.balance(COLL, "alice", "uatom").unwrap() > 700 * MILLION);
}

#[test]
fn a_drain_is_taken_back_after_the_time_lock_at_the_hub_and_at_once_at_the_outpost() {
    let (mut world, _) = world(Spec::simple());
    alice(&mut world);
    hub_owner(&mut world, Hub::DrainLink { chain: CHAIN });
    let setup = world.hub_link(COLL).unwrap().setup;
    hub_owner(&mut world, Hub::SetChain(setup.clone()));
    assert!(!world.hub_link(COLL).unwrap().link.active, "it waits");
    world.set_chain_after_notice(setup).unwrap();
    assert!(world.hub_link(COLL).unwrap().link.active);
    outpost_owner(&mut world, &Outpost::DrainLink {}).unwrap();
    let refused = error(world.ask_to_open(COLL, "carol"));
    assert!(refused.contains("Draining"), "{refused}");
    outpost_owner(&mut world, &Outpost::ResumeLink {}).unwrap();
    world.open_account(COLL, "carol").unwrap();
    admitted(&world, COLL);
}

#[test]
fn a_retired_link_keeps_nothing_and_takes_nothing() {
    let (mut world, _) = world(Spec::simple());
    let bob = world.open_account(COLL, "bob").unwrap();
    world.deposit("bob", bob, ATOM, 3).unwrap();
    let retire = Hub::RetireLink { chain: CHAIN };
    assert!(world.hub_execute("owner", &retire).is_err(), "not drained");
    hub_owner(&mut world, Hub::DrainLink { chain: CHAIN });
    outpost_owner(&mut world, &Outpost::DrainLink {}).unwrap();
    world
        .ask_to_withdraw(COLL, "bob", bob, ATOM, Wanted::All {})
        .unwrap();
    assert!(
        world.hub_execute("owner", &retire).is_err(),
        "receipts are left"
    );
    let early = outpost_owner(&mut world, &Outpost::RetireLink {}).unwrap_err();
    assert!(early.contains("left"), "{early}");
    relay_clean(&mut world);
    let epoch = world.outpost_link(COLL).unwrap().epoch;
    world.outpost_asks(COLL, epoch, vec![]).unwrap();
    relay_clean(&mut world);
    world.hub_asks(COLL, epoch, vec![]).unwrap();
    relay_clean(&mut world);
    hub_owner(&mut world, retire);
    outpost_owner(&mut world, &Outpost::RetireLink {}).unwrap();
    let ends = [
        world.outpost_link(COLL).unwrap(),
        world.hub_link(COLL).unwrap().link,
    ];
    let kept = |end: &LinkResponse| (end.in_flight, end.receipts, end.oldest_receipt);
    assert!(ends.iter().all(|end| kept(end) == (0, 0, None)), "{ends:?}");
    let refused = error(world.ask_to_open(COLL, "carol"));
    assert!(refused.contains("Retired"), "{refused}");
    assert!(world.hub_asks(COLL, epoch, vec![]).is_err());
    no_budget(&mut world);
    world.open_account(DEBT, "dora").unwrap();
}

/// Nobody could ever earn it.
fn no_budget(world: &mut World) {
    let outpost = world.site(COLL).unwrap().outpost.clone();
    let coordinator = world.coordinator.clone();
    let coins = [coin(9, "ufee")];
    for chain in [HUB, COLL] {
        world.mint(chain, "friend", &coins).unwrap();
    }
    let at_hub = Hub::FundRebates { chain: CHAIN };
    let refused = error(world.execute(HUB, "friend", &coordinator, &at_hub, &coins));
    assert!(refused.contains("is retired"), "{refused}");
    let here = Outpost::FundRebates {};
    let refused = error(world.execute(COLL, "friend", &outpost, &here, &coins));
    assert!(refused.contains("is retired"), "{refused}");
}
