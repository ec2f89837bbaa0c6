//! One IBC link and one local link, and what a chain would answer.
#![allow(dead_code)]

use cosmwasm_schema::cw_serde;
use cosmwasm_std::testing::{mock_env, MockStorage};
use cosmwasm_std::{
    Binary, IbcChannel, IbcChannelConnectMsg, IbcEndpoint, IbcOrder, IbcPacket, IbcTimeout,
    MsgResponse, Reply, Storage, SubMsg, SubMsgResponse, SubMsgResult, Timestamp,
};
use seawall_interfaces::outpost::LinkSetup;
use seawall_link::{LinkConfig, Links, Outgoing, Sent, Side};
use seawall_wire::ids::ChainNo;
use seawall_wire::{encode, Ack, Bounded, Envelope, Origin, WireError, CHANNEL_VERSION, WIRE_MIN};

pub const HUB: u32 = 7;
pub const CHAIN: ChainNo = ChainNo(2);
pub const HERE: ChainNo = ChainNo(1);
pub const PORT: &str = "wasm.coordinator";

/// What the tests send: a number, answered by its double.
#[cw_serde]
pub struct Ask(pub u64);

impl Bounded for Ask {
    fn check_bounds(&self) -> Result<(), WireError> {
        Ok(())
    }
}

impl Sent for Ask {
    type Ack = u64;

    fn kind(&self) -> &'static str {
        "ask"
    }

    fn fits(&self, ack: &u64) -> bool {
        *ack == self.0.saturating_mul(2)
    }
}

pub const LINKS: Links<Ask> = Links::new();
pub const ORIGIN: Origin = Origin {
    chain: CHAIN,
    number: 9,
};

pub fn setup() -> LinkSetup {
    LinkSetup::Ibc {
        connection: "connection-0".into(),
        counterparty_port: PORT.into(),
    }
}

pub fn config(setup: LinkSetup, side: Side) -> LinkConfig {
    LinkConfig {
        hub_id: HUB,
        setup,
        side,
        timeout_secs: 600,
    }
}

pub fn endpoint(port: &str, channel: &str) -> IbcEndpoint {
    IbcEndpoint {
        port_id: port.into(),
        channel_id: channel.into(),
    }
}

pub fn channel(id: &str) -> IbcChannel {
    IbcChannel::new(
        endpoint("wasm.outpost", id),
        endpoint(PORT, "channel-77"),
        IbcOrder::Unordered,
        CHANNEL_VERSION,
        "connection-0",
    )
}

pub fn open_ack(id: &str) -> IbcChannelConnectMsg {
    IbcChannelConnectMsg::new_ack(channel(id), CHANNEL_VERSION)
}

/// Storage with an active IBC link `CHAIN` over channel-0 and a local link `HERE`.
pub fn linked() -> MockStorage {
    let mut store = MockStorage::new();
    LINKS
        .set_up(&mut store, CHAIN, config(setup(), Side::Opens))
        .unwrap();
    LINKS.connect(&mut store, &open_ack("channel-0")).unwrap();
    let local = LinkSetup::Local {
        coordinator: "peer".into(),
    };
    LINKS
        .set_up(&mut store, HERE, config(local, Side::Opens))
        .unwrap();
    store
}

pub fn outgoing(link: ChainNo, n: u64) -> Outgoing<Ask, Ask> {
    Outgoing {
        link,
        what: Ask(n),
        origin: ORIGIN,
        body: Ask(n),
        reply_id: 1,
    }
}

pub fn send(store: &mut dyn Storage, link: ChainNo, n: u64) -> SubMsg {
    LINKS.send(store, &mock_env(), outgoing(link, n)).unwrap()
}

pub fn reply(sub: &SubMsg, result: SubMsgResult) -> Reply {
    Reply {
        id: sub.id,
        payload: sub.payload.clone(),
        gas_used: 0,
        result,
    }
}

#[allow(deprecated)]
pub fn answer(bytes: Vec<u8>) -> SubMsgResult {
    SubMsgResult::Ok(SubMsgResponse {
        events: vec![],
        data: None,
        msg_responses: vec![MsgResponse {
            type_url: "/any".into(),
            value: bytes.into(),
        }],
    })
}

/// `MsgIBCSendResponse` for sequences below 128.
pub fn sequence(n: u8) -> SubMsgResult {
    answer(vec![8, n])
}

/// `MsgExecuteContractResponse` with less than 128 bytes of data.
pub fn data(bytes: &[u8]) -> SubMsgResult {
    let mut all = vec![10, u8::try_from(bytes.len()).unwrap()];
    assert!(bytes.len() < 128, "the fixture writes one length byte");
    all.extend_from_slice(bytes);
    answer(all)
}

/// Sends over IBC and lets the chain number it.
pub fn sent(store: &mut dyn Storage, n: u64, seq: u8) {
    let sub = send(store, CHAIN, n);
    LINKS
        .on_send_reply(store, &reply(&sub, sequence(seq)))
        .unwrap();
}

pub fn packet(channel: &str, sequence: u64) -> IbcPacket {
    IbcPacket::new(
        Binary::default(),
        endpoint("wasm.outpost", channel),
        endpoint(PORT, "channel-77"),
        sequence,
        IbcTimeout::with_timestamp(Timestamp::from_seconds(1)),
    )
}

pub fn ok_ack(n: u64) -> Binary {
    Ack::Result(n).to_bytes().unwrap()
}

pub fn envelope(epoch: u32, acked_below: u64, n: u64) -> Envelope<Ask> {
    Envelope {
        wire: WIRE_MIN,
        hub_id: HUB,
        link_epoch: epoch,
        acked_below,
        origin: ORIGIN,
        body: Ask(n),
    }
}

pub fn bytes(envelope: &Envelope<Ask>) -> Binary {
    encode(envelope).unwrap()
}

/// All that is stored, for "nothing changed".
pub fn dump(store: &dyn Storage) -> Vec<(Vec<u8>, Vec<u8>)> {
    store
        .range(None, None, cosmwasm_std::Order::Ascending)
        .collect()
}
