//! Strangers open and close channels; the genuine link does not notice.

use cosmwasm_std::{Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError, StdResult};
use seawall_fixtures::deploy::code;
use seawall_fixtures::spec::{Spec, ATOM, COLL, HUB};
use seawall_fixtures::World;
use simnet::{
    port_of, ChainConfig, ChannelState, ConnectionRef, IbcContract, OpenRequest, SimError,
};

use crate::common::{admitted, commands, link, relay_clean, sole, world, MILLION};

const VERSION: &str = seawall_wire::CHANNEL_VERSION;

fn from_outpost(world: &World) -> ConnectionRef {
    world.connections[&(COLL, HUB)]
}

/// As the genuine handshake begins: at the outpost.
fn genuine(world: &World) -> OpenRequest {
    let outpost = world.site(COLL).unwrap().outpost.clone();
    let hub = port_of(&world.coordinator);
    OpenRequest::new(from_outpost(world), port_of(&outpost), hub, VERSION)
}

fn refused(result: Result<impl std::fmt::Debug, SimError>, word: &str) {
    let error = result.unwrap_err();
    assert!(error.says(word), "expected {word}: {error}");
}

/// The link is as it was and still works.
fn unharmed(world: &mut World) {
    let (hub, outpost) = link(world, COLL);
    for end in [hub, outpost] {
        assert_eq!(world.net.channel(end).unwrap().state, ChannelState::Open);
    }
    let alice = world.open_account(COLL, "alice").unwrap();
    world.deposit("alice", alice, ATOM, 3).unwrap();
    admitted(world, COLL);
    assert_eq!(world.holding(alice, ATOM).unwrap().locked.i128(), 3_000_000);
    assert!(world.net.unsettled().is_empty());
}

#[test]
fn a_channel_of_another_order_version_connection_or_port_is_refused_at_its_first_step() {
    let (mut world, _) = world(Spec::simple());
    let right = genuine(&world);
    let ordered = genuine(&world).ordered();
    refused(world.net.open_init(ordered), "order");
    for version in ["seawall-2", "ics20-1", ""] {
        let wrong = OpenRequest {
            version: version.into(),
            ..genuine(&world)
        };
        refused(world.net.open_init(wrong), "version");
    }
    let (coll, hub) = (world.ix(COLL).unwrap(), world.hub);
    let (second, _) = world.net.connect(coll, hub);
    let wrong = OpenRequest {
        connection: second,
        ..genuine(&world)
    };
    refused(world.net.open_init(wrong), "connection");
    let oracle = port_of(&world.oracle);
    let wrong = OpenRequest {
        peer_port: oracle,
        ..genuine(&world)
    };
    refused(world.net.open_init(wrong), "port");
    // The hub only answers.
    let turned = OpenRequest::new(
        world.connections[&(HUB, COLL)],
        right.peer_port.clone(),
        right.port.clone(),
        VERSION,
    );
    refused(world.net.open_init(turned), "step");
    unharmed(&mut world);
}

#[test]
fn a_second_channel_between_the_same_two_is_refused() {
    let (mut world, _) = world(Spec::simple());
    let again = genuine(&world);
    assert!(world.net.open_channel(again).is_err());
    unharmed(&mut world);
}

fn stub(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn no_answer(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("nothing to ask"))
}

#[test]
fn an_outpost_of_a_chain_that_nobody_connected_is_not_answered() {
    let (mut world, _) = world(Spec::simple());
    let evil = world.net.add_chain(ChainConfig::new("evil-1", "evil"));
    let hub = world.hub;
    let (there, here) = world.net.connect(evil, hub);
    // Its code is the genuine one; only what it says of itself is a lie.
    let owner = world.net.addr(evil, "owner").to_string();
    let msg = seawall_interfaces::outpost::InstantiateMsg {
        owner: owner.clone(),
        guardian: owner,
        hub_id: 1,
        chain: seawall_wire::ids::ChainNo(COLL),
        link: seawall_interfaces::outpost::LinkSetup::Ibc {
            connection: there.id(),
            counterparty_port: port_of(&world.coordinator),
        },
        receive_gas: 5_000_000,
        timeout_secs: 600,
    };
    let thief = seawall_fixtures::deploy::install(&mut world, evil, code::outpost(), &msg).unwrap();
    let hubs = port_of(&world.coordinator);
    let request = OpenRequest::new(there, port_of(&thief), hubs, VERSION);
    let init = world.net.open_init(request).unwrap();
    let hubs = port_of(&world.coordinator);
    assert!(
        world.net.open_try(init, &hubs, VERSION).is_err(),
        "over {}",
        here.id()
    );
    unharmed(&mut world);
}

#[test]
fn a_contract_that_is_no_outpost_gets_no_channel() {
    let (mut world, _) = world(Spec::simple());
    let coll = world.ix(COLL).unwrap();
    let stub = IbcContract::new(stub, stub, no_answer);
    let thief = seawall_fixtures::deploy::install(&mut world, coll, stub, &Empty {}).unwrap();
    let hub = port_of(&world.coordinator);
    let request = OpenRequest::new(from_outpost(&world), port_of(&thief), hub, VERSION);
    assert!(world.net.open_channel(request).is_err());
    unharmed(&mut world);
}

#[test]
fn nobody_closes_the_channel_while_packets_are_in_flight_or_not() {
    let (mut world, _) = world(Spec::simple());
    let (hub, outpost) = link(&world, COLL);
    for end in [hub, outpost] {
        refused(world.net.close_init(end), "closed on request");
    }
    let alice = world.open_account(COLL, "alice").unwrap();
    world
        .ask_to_deposit("alice", alice, ATOM, 2 * MILLION)
        .unwrap();
    for end in [hub, outpost] {
        refused(world.net.close_init(end), "closed on request");
        assert!(world.net.close_confirm(end).is_err(), "nothing to confirm");
    }
    sole(commands(&world, COLL));
    relay_clean(&mut world);
    assert_eq!(world.holding(alice, ATOM).unwrap().locked.i128(), 2_000_000);
}
