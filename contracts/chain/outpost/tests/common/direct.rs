//! The entry points of an outpost, called as a chain calls them.
#![allow(dead_code)]

use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env, MockApi};
use cosmwasm_std::testing::{MockQuerier, MockStorage};
use cosmwasm_std::{
    from_json, Addr, Binary, IbcAcknowledgement, IbcBasicResponse, IbcChannel,
    IbcChannelConnectMsg, IbcEndpoint, IbcOrder, IbcPacket, IbcPacketAckMsg, IbcPacketTimeoutMsg,
    IbcTimeout, MsgResponse, OwnedDeps, Reply, SubMsg, SubMsgResponse, SubMsgResult, Timestamp,
};
use seawall_interfaces::outpost::{CommandResponse, ExecuteMsg, LinkResponse, LinkSetup, QueryMsg};
use seawall_money::DebtAmount;
use seawall_outpost::{contract, ibc};
use seawall_wire::ids::CommandId;
use seawall_wire::CHANNEL_VERSION;

use crate::common::{instantiate_msg, remote, ACCOUNT, LISTING};

pub type Deps = OwnedDeps<MockStorage, MockApi, MockQuerier>;

pub const PORT: &str = "wasm.coordinator";

pub fn addr(label: &str) -> Addr {
    MockApi::default().addr_make(label)
}

pub fn end(port: &str, channel: &str) -> IbcEndpoint {
    IbcEndpoint {
        port_id: port.into(),
        channel_id: channel.into(),
    }
}

pub fn channel(id: &str) -> IbcChannel {
    let (ours, theirs) = (end("wasm.outpost", id), end(PORT, "channel-9"));
    IbcChannel::new(
        ours,
        theirs,
        IbcOrder::Unordered,
        CHANNEL_VERSION,
        "connection-0",
    )
}

/// An outpost with market and vault, before the handshake.
pub fn unlinked() -> Deps {
    let mut deps = mock_dependencies();
    let link = LinkSetup::Ibc {
        connection: "connection-0".into(),
        counterparty_port: PORT.into(),
    };
    let msg = instantiate_msg(link, &addr("owner"), &addr("guardian"));
    let info = message_info(&addr("owner"), &[]);
    contract::instantiate(deps.as_mut(), mock_env(), info, msg).unwrap();
    let set_up = [
        ExecuteMsg::SetNeighbours {
            vault: addr("vault").into(),
            auction_house: addr("house").into(),
        },
        ExecuteMsg::SetMarket {
            listing: LISTING,
            market: addr("market").into(),
        },
    ];
    for msg in set_up {
        run(&mut deps, "owner", msg).unwrap();
    }
    deps
}

pub fn linked() -> Deps {
    let mut deps = unlinked();
    let ack = IbcChannelConnectMsg::new_ack(channel("channel-0"), CHANNEL_VERSION);
    ibc::ibc_channel_connect(deps.as_mut(), mock_env(), ack).unwrap();
    deps
}

pub fn run(deps: &mut Deps, sender: &str, msg: ExecuteMsg) -> Result<Vec<SubMsg>, String> {
    let info = message_info(&addr(sender), &[]);
    let response = contract::execute(deps.as_mut(), mock_env(), info, msg);
    response.map(|r| r.messages).map_err(|e| e.to_string())
}

pub fn borrow() -> ExecuteMsg {
    ExecuteMsg::Borrow {
        account: ACCOUNT,
        listing: LISTING,
        amount: DebtAmount::new(50),
        receiver: remote("receiver"),
    }
}

#[allow(deprecated)]
pub fn numbered(sequence: u8) -> SubMsgResult {
    SubMsgResult::Ok(SubMsgResponse {
        events: vec![],
        data: None,
        msg_responses: vec![MsgResponse {
            type_url: "/ibc".into(),
            value: vec![8, sequence].into(),
        }],
    })
}

pub fn answer(deps: &mut Deps, sub: &SubMsg, result: SubMsgResult) -> Result<Vec<SubMsg>, String> {
    let reply = Reply {
        id: sub.id,
        payload: sub.payload.clone(),
        gas_used: 0,
        result,
    };
    let response = contract::reply(deps.as_mut(), mock_env(), reply);
    response.map(|r| r.messages).map_err(|e| e.to_string())
}

/// A loan is asked for and the chain sends it under number 1.
pub fn borrowing() -> Deps {
    let mut deps = linked();
    let subs = run(&mut deps, "alice", borrow()).unwrap();
    assert_eq!(subs.len(), 2, "reserve, then the packet");
    answer(&mut deps, &subs[1], numbered(1)).unwrap();
    deps
}

pub fn packet(sequence: u64) -> IbcPacket {
    let timeout = IbcTimeout::with_timestamp(Timestamp::from_seconds(1));
    let (ours, theirs) = (end("wasm.outpost", "channel-0"), end(PORT, "channel-9"));
    IbcPacket::new(Binary::default(), ours, theirs, sequence, timeout)
}

pub fn ack(deps: &mut Deps, sequence: u64, bytes: &[u8]) -> IbcBasicResponse {
    let msg = IbcPacketAckMsg::new(
        IbcAcknowledgement::new(bytes),
        packet(sequence),
        addr("relayer"),
    );
    ibc::ibc_packet_ack(deps.as_mut(), mock_env(), msg).unwrap()
}

pub fn timeout(deps: &mut Deps, sequence: u64) -> IbcBasicResponse {
    let msg = IbcPacketTimeoutMsg::new(packet(sequence), addr("relayer"));
    ibc::ibc_packet_timeout(deps.as_mut(), mock_env(), msg).unwrap()
}

pub fn ask<T: serde::de::DeserializeOwned>(deps: &Deps, msg: QueryMsg) -> T {
    from_json(contract::query(deps.as_ref(), mock_env(), msg).unwrap()).unwrap()
}

pub fn command(deps: &Deps) -> CommandResponse {
    ask(deps, QueryMsg::Command { id: CommandId(1) })
}

pub fn link(deps: &Deps) -> LinkResponse {
    ask(deps, QueryMsg::Link {})
}
