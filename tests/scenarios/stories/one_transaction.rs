//! Several wishes in one transaction, over a local link: each has its own answer, and none takes
//! another's.

use cosmwasm_std::{to_json_binary, CosmosMsg, WasmMsg};
use seawall_fixtures::spec::{Spec, ATOM, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::outpost::{CommandResponse, ExecuteMsg};
use seawall_wire::ids::{AccountId, CommandId, ListingId};
use seawall_wire::{Code, RemoteAddr};

use crate::common::{claim, claims, exactly, world, MILLION};

/// The hub is the only chain that matters: collateral and debt are there, too.
fn on_one_chain() -> Spec {
    let mut spec = Spec::hub_lends();
    for collateral in &mut spec.collaterals {
        collateral.chain = HUB;
    }
    spec
}

fn to(world: &World, label: &str) -> RemoteAddr {
    RemoteAddr::new(world.addr(HUB, label).unwrap().to_string()).unwrap()
}

fn withdraw(world: &World, account: AccountId, units: u128, label: &str) -> ExecuteMsg {
    ExecuteMsg::Withdraw {
        account,
        listing: ListingId(ATOM),
        amount: exactly(units),
        receiver: to(world, label),
    }
}

fn borrow(world: &World, account: AccountId, units: u128, label: &str) -> ExecuteMsg {
    ExecuteMsg::Borrow {
        account,
        listing: ListingId(USD),
        amount: units.into(),
        receiver: to(world, label),
    }
}

fn answer(world: &World, id: u64) -> CommandResponse {
    let outpost = &world.site(HUB).unwrap().outpost;
    let ask = api::outpost::QueryMsg::Command { id: CommandId(id) };
    world.query(HUB, outpost, &ask).unwrap()
}

fn last(world: &World) -> u64 {
    let unknown = |id: &u64| answer(world, *id) == CommandResponse::Unknown {};
    (1..).find(unknown).unwrap() - 1
}

#[test]
fn wishes_that_succeed_are_refused_or_cannot_be_paid_do_not_take_each_others_answers() {
    let (mut world, _) = world(on_one_chain());
    let alice = world
        .borrower("alice", HUB, &[(ATOM, 1_000)], &[(USD, 1_000)])
        .unwrap();
    let (hub, blocked) = (world.hub, world.addr(HUB, "blocked").unwrap());
    world.net.set_blocked(hub, &blocked, true);
    let wishes = [
        withdraw(&world, alice, MILLION, "blocked"),
        borrow(&world, alice, 900_000 * MILLION, "carol"),
        withdraw(&world, alice, 2 * MILLION, "carol"),
        borrow(&world, alice, 100 * MILLION, "blocked"),
        borrow(&world, alice, 200 * MILLION, "carol"),
        withdraw(&world, alice, 900_000 * MILLION, "carol"),
    ];
    let before = last(&world);
    let outpost = world.site(HUB).unwrap().outpost.clone();
    let call = |wish: &ExecuteMsg| -> CosmosMsg {
        WasmMsg::Execute {
            contract_addr: outpost.to_string(),
            msg: to_json_binary(wish).unwrap(),
            funds: vec![],
        }
        .into()
    };
    let sender = world.addr(HUB, "alice").unwrap();
    let msgs = wishes.iter().map(call).collect();
    world.net.tx_msgs(hub, &sender, msgs).unwrap();

    for (id, admitted) in (before + 1..).zip([true, false, true, true, true, false]) {
        match answer(&world, id) {
            CommandResponse::Admitted(_) => assert!(admitted, "command {id}"),
            CommandResponse::Refused(error) => {
                assert!(!admitted, "command {id}: {error}");
                let why = [Code::WOULD_BE_UNSAFE, Code::INSUFFICIENT];
                assert!(why.contains(&error.code), "{error}");
            }
            other => panic!("command {id}: {other:?}"),
        }
    }
    let site = world.site(HUB).unwrap().clone();
    let (vault, market) = (site.vault, site.markets[&USD].clone());
    assert_eq!(
        claims(&world, HUB, &vault, "blocked"),
        claim("uatom", MILLION)
    );
    assert_eq!(world.balance(HUB, "carol", "uatom").unwrap(), 2 * MILLION);
    assert_eq!(world.balance(HUB, "carol", "uusd").unwrap(), 200 * MILLION);
    assert_eq!(
        claims(&world, HUB, &market, "blocked"),
        claim("uusd", 100 * MILLION)
    );
    assert_eq!(world.market_status(USD).unwrap().reserved.u128(), 0);
    let held = world.holding(alice, ATOM).unwrap().locked.i128();
    assert_eq!(held, 997_000_000);
}
