//! Every contract is migrated while lots are open and packets are on their way.

use cosmwasm_std::{from_json, Addr, Empty, Storage};
use seawall_fixtures::deploy::OWNER;
use seawall_fixtures::spec::{Spec, ATOM, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::coordinator::Outcome;

use crate::common::{
    admitted, at_rest, buy_at_market, crank_now, dec, error, open_lots, outcome, relay_clean, sums,
    unsafe_alice, world, MILLION,
};

#[derive(serde::Serialize, serde::Deserialize)]
struct Version {
    contract: String,
    version: String,
}

const VERSION: &[u8] = b"contract_info";

/// Makes a contract believe that its records were written by code of another version.
fn pretend(world: &mut World, chain: u16, contract: &Addr, version: &str) {
    let ix = world.ix(chain).unwrap();
    let mut storage = world.net.app_mut(ix).contract_storage_mut(contract);
    let storage: &mut dyn Storage = storage.as_mut();
    let mut found: Version = from_json(storage.get(VERSION).unwrap()).unwrap();
    found.version = version.into();
    storage.set(VERSION, &cosmwasm_std::to_json_vec(&found).unwrap());
}

fn migrate(world: &mut World, chain: u16, contract: &Addr) -> anyhow::Result<()> {
    let ix = world.ix(chain)?;
    let code = world.net.app(ix).contract_data(contract).unwrap().code_id;
    let owner = world.addr(chain, OWNER)?;
    world.net.migrate(ix, &owner, contract, code, &Empty {})?;
    Ok(())
}

fn all(world: &World) -> Vec<(u16, Addr)> {
    let mut all = vec![(1, world.oracle.clone()), (1, world.coordinator.clone())];
    for (chain, site) in &world.sites {
        let own = [&site.outpost, &site.vault, &site.auction_house];
        let markets = site.markets.values().chain(site.pools.values());
        let routes = site.routes.values().flat_map(|r| [&r.sender, &r.pool]);
        all.extend(
            own.into_iter()
                .chain(markets)
                .chain(routes)
                .map(|c| (*chain, c.clone())),
        );
        all.extend(site.routes.values().map(|r| (r.to.0, r.receiver.clone())));
    }
    all
}

#[test]
fn open_lots_and_packets_in_flight_survive_the_migration_of_every_contract() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    world.wait_for_price(COLL, lots[0], dec("1")).unwrap();
    world
        .take(COLL, "lucy", lots[0], (50 * MILLION).into())
        .unwrap();
    // On their way: money, a deposit, a repayment's report.
    world.forward(COLL, USD).unwrap();
    world
        .ask_to_deposit("alice", alice, ATOM, 5 * MILLION)
        .unwrap();
    world.repay("alice", alice, USD, 10 * MILLION).unwrap();
    assert!(world.net.unsettled().len() >= 3);
    for (chain, contract) in all(&world) {
        pretend(&mut world, chain, &contract, "0.0.1");
        migrate(&mut world, chain, &contract).unwrap();
    }
    relay_clean(&mut world);
    admitted(&world, COLL);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    at_rest(&world);
    let (put_up, sold, returned, proceeds, credited) =
        sums(&world.liquidation(liquidation).unwrap());
    assert_eq!((put_up, proceeds), (sold + returned, credited));
    let held = world.holding(alice, ATOM).unwrap().locked.i128() as u128;
    let bought = world.balance(COLL, "lucy", "uatom").unwrap();
    assert_eq!(held + bought, 1_005 * MILLION, "INV-4");
}

#[test]
fn no_contract_goes_back_to_older_code_or_to_the_same() {
    let (mut world, _) = world(Spec::simple());
    for (chain, contract) in all(&world) {
        let same = error(migrate(&mut world, chain, &contract));
        assert!(same.contains("a version newer than"), "{same}");
        pretend(&mut world, chain, &contract, "99.0.0");
        let older = error(migrate(&mut world, chain, &contract));
        assert!(older.contains("a version newer than 99.0.0"), "{older}");
    }
}
