//! Channels that should not be, packets that are none, and acks that are no acks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::setup::params;
use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, mock_ibc_channel, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    from_json, Addr, Binary, IbcAcknowledgement, IbcChannel, IbcChannelCloseMsg,
    IbcChannelConnectMsg, IbcChannelOpenMsg, IbcEndpoint, IbcOrder, IbcPacket, IbcPacketAckMsg,
    IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcTimeout, OwnedDeps, Timestamp,
};
use seawall_coordinator::{contract, ibc};
use seawall_interfaces::coordinator::{ChainSetup, ExecuteMsg, InstantiateMsg, QueryMsg};
use seawall_interfaces::outpost::LinkSetup;
use seawall_wire::ids::ChainNo;
use seawall_wire::{Ack, Code, CHANNEL_VERSION};

type Deps = OwnedDeps<MockStorage, MockApi, MockQuerier>;
const CHAIN: ChainNo = ChainNo(2);

fn hub() -> Deps {
    let mut deps = mock_dependencies();
    let name = |deps: &Deps, label: &str| deps.api.addr_make(label);
    let owner = name(&deps, "owner");
    let msg = InstantiateMsg {
        owner: owner.to_string(),
        guardian: owner.to_string(),
        hub_id: 7,
        chain: ChainNo(1),
        oracle: owner.to_string(),
        params: params(),
    };
    let info = message_info(&owner, &[]);
    contract::instantiate(deps.as_mut(), mock_env(), info.clone(), msg).unwrap();
    let setup = ChainSetup {
        chain: CHAIN,
        name: "debt".into(),
        link: LinkSetup::Ibc {
            connection: "connection-2".into(),
            counterparty_port: "wasm.outpost".into(),
        },
        timeout_secs: 600,
        delay_secs: 10,
        exposure_max: cosmwasm_std::Decimal::one(),
    };
    contract::execute(deps.as_mut(), mock_env(), info, ExecuteMsg::SetChain(setup)).unwrap();
    deps
}

fn channel() -> IbcChannel {
    let mut channel = mock_ibc_channel("channel-0", IbcOrder::Unordered, CHANNEL_VERSION);
    channel.connection_id = "connection-2".into();
    channel.counterparty_endpoint = IbcEndpoint {
        port_id: "wasm.outpost".into(),
        channel_id: "channel-9".into(),
    };
    channel
}

fn open(deps: &mut Deps, channel: IbcChannel) -> Result<(), String> {
    let msg = IbcChannelOpenMsg::new_try(channel, CHANNEL_VERSION);
    let opened = ibc::ibc_channel_open(deps.as_mut(), mock_env(), msg);
    opened.map(|_| ()).map_err(|e| e.to_string())
}

fn connect(deps: &mut Deps, channel: IbcChannel) -> Result<(), String> {
    let msg = IbcChannelConnectMsg::new_confirm(channel);
    let connected = ibc::ibc_channel_connect(deps.as_mut(), mock_env(), msg);
    connected.map(|_| ()).map_err(|e| e.to_string())
}

#[test]
fn only_the_right_channel_is_opened() {
    let mut deps = hub();
    let hostile: [fn(&mut IbcChannel); 4] = [
        |c| c.order = IbcOrder::Ordered,
        |c| c.version = "ics20-1".into(),
        |c| c.connection_id = "connection-3".into(),
        |c| c.counterparty_endpoint.port_id = "wasm.mallory".into(),
    ];
    for change in hostile {
        let mut bad = channel();
        change(&mut bad);
        open(&mut deps, bad.clone()).unwrap_err();
        connect(&mut deps, bad).unwrap_err();
    }
    let begun = IbcChannelOpenMsg::new_init(channel());
    ibc::ibc_channel_open(deps.as_mut(), mock_env(), begun).unwrap_err();
    open(&mut deps, channel()).unwrap();
    connect(&mut deps, channel()).unwrap();
    let mut second = channel();
    second.endpoint.channel_id = "channel-1".into();
    connect(&mut deps, second).expect_err("one channel at a time");
}

#[test]
fn nobody_closes_a_channel_from_outside() {
    let mut deps = hub();
    connect(&mut deps, channel()).unwrap();
    let close = IbcChannelCloseMsg::new_init(channel());
    ibc::ibc_channel_close(deps.as_mut(), mock_env(), close).unwrap_err();
    let close = IbcChannelCloseMsg::new_confirm(channel());
    ibc::ibc_channel_close(deps.as_mut(), mock_env(), close).unwrap();
}

fn packet(at: &str) -> IbcPacket {
    let port = |channel: &str| IbcEndpoint {
        port_id: "wasm.any".into(),
        channel_id: channel.into(),
    };
    let timeout = IbcTimeout::with_timestamp(Timestamp::from_seconds(1));
    IbcPacket::new(Binary::from(b"garbage"), port(at), port(at), 1, timeout)
}

#[test]
fn a_packet_of_an_unknown_channel_is_refused_by_an_ack() {
    let mut deps = hub();
    let relayer = deps.api.addr_make("relayer");
    let msg = IbcPacketReceiveMsg::new(packet("channel-77"), relayer);
    let response = ibc::ibc_packet_receive(deps.as_mut(), mock_env(), msg).unwrap();
    let ack: Ack<()> = from_json(response.acknowledgement.unwrap()).unwrap();
    let Ack::Error(error) = ack else {
        panic!("{ack:?}")
    };
    assert_eq!(error.code, Code::NOT_YOUR_CHAIN);
}

#[test]
fn a_packet_is_worked_on_under_a_gas_limit_in_a_call_to_oneself() {
    let mut deps = hub();
    connect(&mut deps, channel()).unwrap();
    let relayer = deps.api.addr_make("relayer");
    let msg = IbcPacketReceiveMsg::new(packet("channel-0"), relayer);
    let response = ibc::ibc_packet_receive(deps.as_mut(), mock_env(), msg).unwrap();
    let sub = &response.messages[0];
    assert_eq!(
        sub.gas_limit,
        Some(seawall_coordinator::packets::RECEIVE_GAS)
    );
    assert_eq!(sub.reply_on, cosmwasm_std::ReplyOn::Always);
}

#[test]
fn acks_and_timeouts_never_fail_whatever_they_say() {
    let mut deps = hub();
    connect(&mut deps, channel()).unwrap();
    let relayer: Addr = deps.api.addr_make("relayer");
    for (at, bytes) in [
        ("channel-0", "{}"),
        ("channel-0", ""),
        ("channel-5", "{\"error\":\"x\"}"),
    ] {
        let ack = IbcAcknowledgement::new(Binary::from(bytes.as_bytes()));
        let msg = IbcPacketAckMsg::new(ack, packet(at), relayer.clone());
        ibc::ibc_packet_ack(deps.as_mut(), mock_env(), msg).unwrap();
        let msg = IbcPacketTimeoutMsg::new(packet(at), relayer.clone());
        ibc::ibc_packet_timeout(deps.as_mut(), mock_env(), msg).unwrap();
    }
    let none = QueryMsg::InFlight {
        chain: CHAIN,
        epoch: None,
        start_after: None,
        limit: None,
    };
    let answer = contract::query(deps.as_ref(), mock_env(), none).unwrap();
    assert_eq!(answer, b"[]");
}
