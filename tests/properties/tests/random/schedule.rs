//! Random schedules: users, prices, time and relayers in any order.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use seawall_fixtures::deploy::deploy;
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, USD};
use seawall_fixtures::World;
use seawall_money::CollateralAmount;
use seawall_wire::ids::AccountId;
use seawall_wire::Wanted;

use crate::heal::{certain, heal, tolerate};

const MILLION: u128 = 1_000_000;
const PEOPLE: [(&str, u16); 3] = [("alice", COLL), ("bob", COLL), ("dora", DEBT)];

/// One thing that somebody does; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
enum Act {
    /// Whole tokens into an account, by its owner's label on the collateral chain.
    Deposit(usize, u128),
    /// Dollars.
    Borrow(usize, u128),
    /// Whole tokens; more than there are: all.
    Withdraw(usize, u128),
    /// Dollars.
    Repay(usize, u128),
    /// Cents per token.
    Price(u64),
    Liquidate(usize),
    /// Whole tokens from an open lot.
    Take(usize, u128),
    Close(usize),
    Forward,
    Collect,
    Report(usize),
    /// One step of a relayer: what can be done for one packet; timeouts included.
    Relay(usize),
    /// All that can be done for one packet.
    Carry(usize),
    /// Seconds; the longer ones let packets time out.
    Wait(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let who = 0..PEOPLE.len();
    prop_oneof![
        2 => (who.clone(), 1..400u128).prop_map(|(w, n)| Act::Deposit(w, n)),
        2 => (who.clone(), 10..4_000u128).prop_map(|(w, n)| Act::Borrow(w, n)),
        2 => (who.clone(), 1..1_200u128).prop_map(|(w, n)| Act::Withdraw(w, n)),
        2 => (who.clone(), 1..4_000u128).prop_map(|(w, n)| Act::Repay(w, n)),
        3 => (400..1_100u64).prop_map(Act::Price),
        4 => who.clone().prop_map(Act::Liquidate),
        4 => (0..4usize, 1..500u128).prop_map(|(l, n)| Act::Take(l, n)),
        1 => (0..4usize).prop_map(Act::Close),
        2 => Just(Act::Forward),
        2 => Just(Act::Collect),
        1 => who.prop_map(Act::Report),
        12 => any::<usize>().prop_map(Act::Relay),
        6 => any::<usize>().prop_map(Act::Carry),
        4 => (6..120u64).prop_map(Act::Wait),
        1 => (600..900u64).prop_map(Act::Wait),
    ]
}

fn done(world: &mut World, accounts: &[AccountId], act: &Act) {
    match *act {
        Act::Deposit(w, n) => {
            let who = PEOPLE[w].0;
            tolerate(world.ask_to_deposit(who, accounts[w], ATOM, n * MILLION));
        }
        Act::Borrow(w, n) => {
            let (who, home) = PEOPLE[w];
            tolerate(world.ask_to_borrow(home, who, accounts[w], USD, n * MILLION));
        }
        Act::Withdraw(w, n) => {
            let (who, home) = PEOPLE[w];
            let wanted = match n {
                1_000.. => Wanted::All {},
                n => Wanted::Exactly(CollateralAmount::new(n * MILLION)),
            };
            tolerate(world.ask_to_withdraw(home, who, accounts[w], ATOM, wanted));
        }
        Act::Repay(w, n) => tolerate(world.repay(PEOPLE[w].0, accounts[w], USD, n * MILLION)),
        Act::Price(cents) => {
            tolerate(world.wait(6));
            tolerate(world.feed(ATOM, Decimal::from_ratio(cents, 100u64)));
            tolerate(world.sweep(ATOM));
        }
        Act::Liquidate(w) => tolerate(world.liquidate(accounts[w], COLL)),
        Act::Forward => tolerate(world.forward(COLL, USD)),
        Act::Collect => tolerate(world.collect(COLL, USD)),
        Act::Report(w) => tolerate(world.report_debt(USD, accounts[w], vec![])),
        Act::Wait(seconds) => tolerate(world.wait(seconds)),
        Act::Take(..) | Act::Close(_) => trade(world, act),
        Act::Relay(_) | Act::Carry(_) => carry(world, act),
    }
}

fn trade(world: &mut World, act: &Act) {
    let lots = world.lots(COLL).unwrap();
    match *act {
        Act::Take(at, n) if !lots.is_empty() => {
            let lot = lots[at % lots.len()].terms.lot;
            tolerate(world.take(COLL, "lucy", lot, CollateralAmount::new(n * MILLION)));
        }
        Act::Close(at) if !lots.is_empty() => {
            tolerate(world.close(COLL, lots[at % lots.len()].terms.lot));
        }
        _ => {}
    }
}

fn carry(world: &mut World, act: &Act) {
    let pending = world.net.pending();
    match *act {
        Act::Relay(at) if !pending.is_empty() => {
            tolerate(
                world
                    .net
                    .act(pending[at % pending.len()])
                    .map_err(Into::into),
            );
        }
        Act::Carry(at) if !pending.is_empty() => {
            let packet = pending[at % pending.len()].packet;
            tolerate(world.net.relay_packet(packet).map_err(Into::into));
        }
        _ => {}
    }
}

/// Three borrowers near their limit, one of them at home on the debt chain.
fn start() -> (World, Vec<AccountId>) {
    let mut world = deploy(Spec::simple()).unwrap();
    world.net.set_logging(false);
    let mut accounts = vec![];
    for (who, home) in PEOPLE {
        let account = world.open_account(home, who).unwrap();
        if home != COLL {
            let outpost = world.site(home).unwrap().outpost.clone();
            let listing = seawall_wire::ids::ListingId(ATOM);
            let change = seawall_wire::SettingsChange::EnableListing {
                listing,
                enabled: true,
            };
            let msg = seawall_interfaces::outpost::ExecuteMsg::Settings {
                account,
                nonce: 1,
                change,
            };
            world.execute(home, who, &outpost, &msg, &[]).unwrap();
            world.relay().unwrap();
        }
        world.deposit(who, account, ATOM, 1_000).unwrap();
        world.borrow(home, who, account, USD, 6_500).unwrap();
        accounts.push(account);
    }
    world.check_always();
    (world, accounts)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(16),
        max_shrink_iters: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// INV-1 to INV-6 hold after every step, and INV-8 when everybody is back.
    #[test]
    fn whatever_is_done_the_invariants_hold_and_everything_ends(
        acts in prop::collection::vec(act(), 10..60),
    ) {
        let (mut world, accounts) = start();
        for act in &acts {
            done(&mut world, &accounts, act);
        }
        heal(&mut world);
        certain(&mut world);
        world.check().unwrap();
    }
}
