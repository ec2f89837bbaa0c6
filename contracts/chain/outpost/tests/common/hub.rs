//! A coordinator that sends what it is told to and answers as planned, over IBC.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    from_json, to_json_binary, Binary, Deps, DepsMut, Empty, Env, IbcBasicResponse,
    IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg, IbcChannelOpenResponse, IbcMsg,
    IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse, IbcTimeout,
    MessageInfo, Response, StdResult,
};
use cw_storage_plus::Item;
use simnet::IbcContract;

/// What the coordinator is told.
#[cw_serde]
pub enum HubMsg {
    /// Send this over the channel.
    Push { data: Binary },
    /// Answer with this ack from now on.
    Answer { ack: Binary },
}

/// What it knows: packets received, acks of its own.
#[cw_serde]
#[derive(Default)]
pub struct Heard {
    pub packets: Vec<Binary>,
    pub acks: Vec<Binary>,
}

const CHANNEL: Item<String> = Item::new("channel");
const ACK: Item<Binary> = Item::new("ack");
const HEARD: Item<Heard> = Item::new("heard");

fn hear(deps: DepsMut, note: impl FnOnce(&mut Heard)) -> StdResult<()> {
    let mut heard = HEARD.may_load(deps.storage)?.unwrap_or_default();
    note(&mut heard);
    HEARD.save(deps.storage, &heard)
}

fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn execute(deps: DepsMut, env: Env, _: MessageInfo, msg: HubMsg) -> StdResult<Response> {
    match msg {
        HubMsg::Push { data } => {
            let timeout = IbcTimeout::with_timestamp(env.block.time.plus_seconds(600));
            let channel_id = CHANNEL.load(deps.storage)?;
            Ok(Response::new().add_message(IbcMsg::SendPacket {
                channel_id,
                data,
                timeout,
            }))
        }
        HubMsg::Answer { ack } => {
            ACK.save(deps.storage, &ack)?;
            Ok(Response::new())
        }
    }
}

fn query(deps: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    to_json_binary(&HEARD.may_load(deps.storage)?.unwrap_or_default())
}

fn open(_: DepsMut, _: Env, _: IbcChannelOpenMsg) -> StdResult<IbcChannelOpenResponse> {
    Ok(None)
}

fn connect(deps: DepsMut, _: Env, msg: IbcChannelConnectMsg) -> StdResult<IbcBasicResponse> {
    CHANNEL.save(deps.storage, &msg.channel().endpoint.channel_id)?;
    Ok(IbcBasicResponse::new())
}

fn close(_: DepsMut, _: Env, _: IbcChannelCloseMsg) -> StdResult<IbcBasicResponse> {
    Ok(IbcBasicResponse::new())
}

fn receive(deps: DepsMut, _: Env, msg: IbcPacketReceiveMsg) -> StdResult<IbcReceiveResponse> {
    let ack = ACK.may_load(deps.storage)?;
    let reported = Binary::from(br#"{"result":{"reported":{}}}"#);
    let report = msg.packet.data.windows(9).any(|w| w == br#"{"report""#);
    hear(deps, |h| h.packets.push(msg.packet.data))?;
    let ack = if report { Some(reported) } else { ack };
    Ok(IbcReceiveResponse::new(ack.unwrap_or_else(|| b"{}".into())))
}

fn ack(deps: DepsMut, _: Env, msg: IbcPacketAckMsg) -> StdResult<IbcBasicResponse> {
    hear(deps, |h| h.acks.push(msg.acknowledgement.data))?;
    Ok(IbcBasicResponse::new())
}

fn timeout(deps: DepsMut, _: Env, _: IbcPacketTimeoutMsg) -> StdResult<IbcBasicResponse> {
    hear(deps, |h| h.acks.push(Binary::from(b"timeout")))?;
    Ok(IbcBasicResponse::new())
}

pub fn hub() -> IbcContract {
    IbcContract::new(instantiate, execute, query)
        .with_channel(open, connect, close)
        .with_packet(receive, ack, timeout)
}

pub fn last_ack<T: serde::de::DeserializeOwned>(heard: &Heard) -> T {
    from_json(heard.acks.last().unwrap()).unwrap()
}
