//! A contract that pings over IBC and behaves, or misbehaves, as the packet tells it to.

use cosmwasm_std::{
    ensure, from_json, to_json_binary, Binary, Coin, Deps, DepsMut, Env, Event, IbcAcknowledgement,
    IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg,
    IbcChannelOpenResponse, IbcDestinationCallbackMsg, IbcMsg, IbcPacketAckMsg,
    IbcPacketReceiveMsg, IbcPacketTimeoutMsg, IbcReceiveResponse, IbcSourceCallbackMsg,
    MessageInfo, Reply, Response, StdAck, StdError, StdResult, SubMsg, SubMsgResult, WasmMsg,
};
use cw_storage_plus::{Item, Map};
use simnet::IbcContract;

#[path = "ping_msg.rs"]
mod msg;

pub use msg::{ExecuteMsg, InstantiateMsg, Play, QueryMsg};

pub const VERSION: &str = "ping-1";

/// Counts by name, and the latest text by name.
const COUNTS: Map<&str, u64> = Map::new("counts");
const TEXTS: Map<&str, String> = Map::new("texts");
const CLOSING: Item<bool> = Item::new("closing");

const CONFIG: Item<InstantiateMsg> = Item::new("config");

const REPLY_SEND: u64 = 1;
const REPLY_ACK: u64 = 2;

fn count(deps: &mut DepsMut, name: &str) -> StdResult<()> {
    let n = COUNTS.may_load(deps.storage, name)?.unwrap_or(0);
    COUNTS.save(deps.storage, name, &(n + 1))
}

fn note(deps: &mut DepsMut, name: &str, text: impl ToString) -> StdResult<()> {
    TEXTS.save(deps.storage, name, &text.to_string())
}

fn fail<T>(text: &str) -> StdResult<T> {
    Err(StdError::msg(text))
}

pub fn instantiate(
    deps: DepsMut,
    _: Env,
    _: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    CONFIG.save(deps.storage, &msg)?;
    Ok(Response::new())
}

pub fn execute(
    mut deps: DepsMut,
    env: Env,
    _: MessageInfo,
    msg: ExecuteMsg,
) -> StdResult<Response> {
    match msg {
        ExecuteMsg::Send {
            channel,
            play,
            seconds,
            careful,
        } => {
            count(&mut deps, "sent")?;
            let timeout = env.block.time.plus_seconds(seconds).into();
            let data = to_json_binary(&play)?;
            let msg = IbcMsg::SendPacket {
                channel_id: channel,
                data,
                timeout,
            };
            Ok(Response::new().add_submessage(match careful {
                true => SubMsg::reply_always(msg, REPLY_SEND),
                false => SubMsg::reply_on_success(msg, REPLY_SEND),
            }))
        }
        ExecuteMsg::Raw { msgs, fail: fails } => {
            let response = Response::new().add_messages(msgs);
            let last = wasm(&env, &ExecuteMsg::Fail {})?;
            Ok(if fails {
                response.add_message(last)
            } else {
                response
            })
        }
        ExecuteMsg::WriteAck {
            channel,
            sequence,
            ack,
        } => {
            let ack = IbcAcknowledgement::new(ack);
            let channel_id = channel;
            let msg = IbcMsg::WriteAcknowledgement {
                channel_id,
                packet_sequence: sequence,
                ack,
            };
            Ok(Response::new().add_message(msg))
        }
        ExecuteMsg::Close { channel } => {
            CLOSING.save(deps.storage, &true)?;
            Ok(Response::new().add_message(IbcMsg::CloseChannel {
                channel_id: channel,
            }))
        }
        ExecuteMsg::Count { name } => {
            count(&mut deps, &name)?;
            Ok(Response::new().add_event(Event::new("counted").add_attribute("name", name)))
        }
        ExecuteMsg::Fail {} => {
            count(&mut deps, "failed")?;
            fail("asked to fail")
        }
        ExecuteMsg::Panic {} => panic!("asked to panic"),
    }
}

fn wasm(env: &Env, msg: &ExecuteMsg) -> StdResult<WasmMsg> {
    let (contract_addr, funds) = (env.contract.address.to_string(), vec![]);
    Ok(WasmMsg::Execute {
        contract_addr,
        msg: to_json_binary(msg)?,
        funds,
    })
}

pub fn query(deps: Deps, _: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Count { name } => {
            to_json_binary(&COUNTS.may_load(deps.storage, &name)?.unwrap_or(0))
        }
        QueryMsg::Text { name } => to_json_binary(&TEXTS.may_load(deps.storage, &name)?),
        QueryMsg::Panic {} => panic!("asked to panic"),
    }
}

pub fn reply(mut deps: DepsMut, _: Env, reply: Reply) -> StdResult<Response> {
    match (reply.id, reply.result) {
        (REPLY_SEND, SubMsgResult::Ok(sent)) => {
            let first = &sent.msg_responses[0];
            note(&mut deps, "type_url", &first.type_url)?;
            note(&mut deps, "sequence", first.value.to_base64())?;
            Ok(Response::new())
        }
        (REPLY_SEND, SubMsgResult::Err(text)) => {
            note(&mut deps, "send_error", text)?;
            Ok(Response::new())
        }
        (_, SubMsgResult::Ok(_)) => {
            Ok(Response::new().set_data(StdAck::success(b"replied").to_binary()))
        }
        (_, SubMsgResult::Err(text)) => {
            note(&mut deps, "guarded_error", &text)?;
            Ok(Response::new().set_data(StdAck::error(text).to_binary()))
        }
    }
}

pub fn open(_: DepsMut, _: Env, msg: IbcChannelOpenMsg) -> StdResult<IbcChannelOpenResponse> {
    ensure!(
        msg.channel().version == VERSION,
        StdError::msg("only ping-1")
    );
    let theirs = msg.counterparty_version().unwrap_or(VERSION);
    ensure!(theirs == VERSION, StdError::msg("only ping-1"));
    Ok(None)
}

pub fn connect(
    mut deps: DepsMut,
    _: Env,
    msg: IbcChannelConnectMsg,
) -> StdResult<IbcBasicResponse> {
    note(&mut deps, "connected", &msg.channel().endpoint.channel_id)?;
    Ok(IbcBasicResponse::new())
}

pub fn close(mut deps: DepsMut, _: Env, msg: IbcChannelCloseMsg) -> StdResult<IbcBasicResponse> {
    let own = CLOSING.may_load(deps.storage)?.unwrap_or(false);
    let allowed = own || CONFIG.load(deps.storage)?.accept_close;
    if matches!(msg, IbcChannelCloseMsg::CloseInit { .. }) && !allowed {
        return fail("nobody closes this channel");
    }
    count(&mut deps, "closed")?;
    Ok(IbcBasicResponse::new())
}

pub fn receive(
    mut deps: DepsMut,
    env: Env,
    msg: IbcPacketReceiveMsg,
) -> StdResult<IbcReceiveResponse> {
    count(&mut deps, "received")?;
    note(&mut deps, "relayer", &msg.relayer)?;
    let good = StdAck::success(b"pong").to_binary();
    match from_json(&msg.packet.data)? {
        Play::Ping => Ok(IbcReceiveResponse::new(good)),
        Play::OkButErrorAck => Ok(IbcReceiveResponse::new(StdAck::error("no").to_binary())),
        Play::Fail => fail("asked to fail"),
        Play::Panic => panic!("asked to panic"),
        Play::FailingMessage => {
            let msg = wasm(&env, &ExecuteMsg::Fail {})?;
            Ok(IbcReceiveResponse::new(good).add_message(msg))
        }
        Play::Later => Ok(IbcReceiveResponse::without_ack()),
        Play::EmptyAck => Ok(IbcReceiveResponse::new(b"")),
        Play::ReplyAck => {
            let msg = wasm(
                &env,
                &ExecuteMsg::Count {
                    name: "worked".to_string(),
                },
            )?;
            Ok(IbcReceiveResponse::new(good).add_submessage(SubMsg::reply_always(msg, REPLY_ACK)))
        }
        Play::Guarded(work) => {
            let msg = SubMsg::reply_always(wasm(&env, &work)?, REPLY_ACK).with_gas_limit(1_000_000);
            Ok(IbcReceiveResponse::without_ack().add_submessage(msg))
        }
    }
}

pub fn ack(mut deps: DepsMut, _: Env, msg: IbcPacketAckMsg) -> StdResult<IbcBasicResponse> {
    if CONFIG.load(deps.storage)?.ack_fails {
        return fail("ack handler fails");
    }
    count(&mut deps, "acked")?;
    note(
        &mut deps,
        "ack",
        String::from_utf8_lossy(&msg.acknowledgement.data),
    )?;
    Ok(IbcBasicResponse::new())
}

pub fn timeout(mut deps: DepsMut, _: Env, _: IbcPacketTimeoutMsg) -> StdResult<IbcBasicResponse> {
    if CONFIG.load(deps.storage)?.ack_fails {
        return fail("timeout handler fails");
    }
    count(&mut deps, "timed_out")?;
    Ok(IbcBasicResponse::new())
}

pub fn source_callback(
    mut deps: DepsMut,
    _: Env,
    msg: IbcSourceCallbackMsg,
) -> StdResult<IbcBasicResponse> {
    count(&mut deps, "source_callback")?;
    let kind = if matches!(msg, IbcSourceCallbackMsg::Timeout(_)) {
        "timeout"
    } else {
        "ack"
    };
    note(&mut deps, "source_callback", kind)?;
    match CONFIG.load(deps.storage)?.callback_fails {
        true => fail("callback fails"),
        false => Ok(IbcBasicResponse::new()),
    }
}

pub fn destination_callback(
    mut deps: DepsMut,
    env: Env,
    msg: IbcDestinationCallbackMsg,
) -> StdResult<IbcBasicResponse> {
    count(&mut deps, "destination_callback")?;
    let transfer = msg.transfer.ok_or_else(|| StdError::msg("no transfer"))?;
    let funds: Vec<Coin> = transfer.funds;
    let held = deps
        .querier
        .query_balance(&env.contract.address, &funds[0].denom)?;
    note(
        &mut deps,
        "funds",
        format!("{} from {}, holding {held}", funds[0], transfer.sender),
    )?;
    match CONFIG.load(deps.storage)?.callback_fails {
        true => fail("callback fails"),
        false => Ok(IbcBasicResponse::new()),
    }
}

/// The contract with every entry point.
pub fn contract() -> IbcContract {
    IbcContract::new(instantiate, execute, query)
        .with_reply(reply)
        .with_channel(open, connect, close)
        .with_packet(receive, ack, timeout)
        .with_source_callback(source_callback)
        .with_destination_callback(destination_callback)
}
