//! Received packets: `(state, packet) -> ack`, whatever carried them.
//!
//! What must always hold: the work is done in a call to oneself under a gas limit; a failure
//! becomes a typed error ack, and nothing but its receipt is written; a repeated packet gets its
//! first ack again.

use cosmwasm_std::{from_json, Binary, DepsMut, Env, MessageInfo, Reply, Response};
use seawall_interfaces::outpost::ExecuteMsg;
use seawall_kit::call::wasm_exec;
use seawall_kit::KitError;
use seawall_link::{FlightKey, ReceiveSlot, Received};
use seawall_wire::{Ack, ToChain, ToChainAck, WireRange};

use crate::error::ContractResult;
use crate::event::OutpostEvent;
use crate::replies::REPLY_RECEIVE;
use crate::state::{assert_sender, CONFIG, LINKS};
use crate::{order, rebate};

/// The coordinator on the same chain; the data of the answer is the ack.
pub fn local(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    sequence: u64,
    data: Binary,
) -> ContractResult<Response> {
    let Some(link) = LINKS.local_link(deps.storage, &info.sender)? else {
        return Err(KitError::unauthorized("the coordinator on this chain", &info.sender).into());
    };
    let epoch = LINKS.state(deps.storage, link)?.end.epoch;
    let key = FlightKey {
        link,
        epoch,
        sequence,
    };
    let slot = ReceiveSlot { key, relayer: None };
    Ok(match receive(deps, env, &slot, data)? {
        Received::Answered(ack) => Response::new().set_data(ack),
        Received::Work(sub) => Response::new().add_submessage(*sub),
    })
}

/// A packet of our link came: its ack, or the call to oneself that does its work.
pub fn receive(
    deps: DepsMut,
    env: &Env,
    slot: &ReceiveSlot,
    data: Binary,
) -> ContractResult<Received> {
    let gas = CONFIG.load(deps.storage)?.receive_gas;
    let work = ExecuteMsg::HandlePacket {
        sequence: slot.key.sequence,
        data,
        relayer: slot.relayer.clone(),
    };
    let work = wasm_exec(&env.contract.address, &work, vec![])?;
    Ok(LINKS.receive(deps.storage, slot, work, gas, REPLY_RECEIVE)?)
}

/// Itself only: the work. An error here is the error ack.
pub fn handle(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    sequence: u64,
    data: &Binary,
) -> ContractResult<Response> {
    assert_sender(&env.contract.address, &info.sender)?;
    let link = CONFIG.load(deps.storage)?.chain;
    let epoch = LINKS.state(deps.storage, link)?.end.epoch;
    let key = FlightKey {
        link,
        epoch,
        sequence,
    };
    let packet = LINKS.read::<ToChain>(deps.storage, key, data)?;
    match packet.body {
        ToChain::Hello(range) => {
            LINKS.hello(deps.storage, link, range)?;
            let ack = Ack::Result(ToChainAck::Hello(WireRange::OURS));
            Ok(Response::new().set_data(ack.to_bytes()?))
        }
        ToChain::Resolve(asked) => {
            let acks = LINKS.answer(deps.storage, key, &asked)?;
            let ack = Ack::Result(ToChainAck::Resolved { acks });
            Ok(Response::new().set_data(ack.to_bytes()?))
        }
        ToChain::Order { id, order } => order::take(deps, env, id, order, packet.origin),
    }
}

/// The work is done, or failed: this is the ack.
pub fn worked(deps: DepsMut, reply: &Reply) -> ContractResult<Response> {
    let (slot, ack) = LINKS.on_receive_reply(deps.storage, reply)?;
    rebate::reward(deps.storage, slot.relayer.as_deref());
    let mut response = Response::new();
    if let Ok(Ack::Error(error)) = from_json::<Ack<ToChainAck>>(&ack) {
        let sequence = slot.key.sequence;
        let event = OutpostEvent::PacketRefused { sequence, error };
        response = response.add_event(event.record(deps.storage)?);
    }
    Ok(response.set_data(ack))
}
