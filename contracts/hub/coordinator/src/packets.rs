//! Packets from chains, whatever carried them: `(state, packet) -> ack` (IBC and the local link are
//! thin adapters around this).
//!
//! What must always hold: the work is done in a call to oneself, so that an error becomes a typed
//! error ack and nothing else is written (IBC rule 2); only the contract itself may make that call.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{to_json_binary, Binary, DepsMut, Env, MessageInfo, Reply, Response, WasmMsg};
use seawall_link::{FlightKey, ReceiveSlot, Received};
use seawall_wire::ids::ChainNo;
use seawall_wire::{Ack, Envelope, ToHub, ToHubAck, WireRange};

use crate::commands::{self, From};
use crate::error::{ContractError, ContractResult};
use crate::liquidation::Effects;
use crate::reports;
use crate::state::LINKS;

/// The reply to the work on a packet comes under this number.
pub const RECEIVE_REPLY: u64 = 2;
/// Gas set apart for the work on one packet.
pub const RECEIVE_GAS: u64 = 20_000_000;

/// The one message that the contract sends itself. Of the whole `ExecuteMsg` it would have to be able to
/// write everything.
#[cw_serde]
enum ToItself {
    HandlePacket {
        chain: ChainNo,
        sequence: u64,
        data: Binary,
        relayer: Option<String>,
    },
}

/// A packet came: the ack if it needs no work, else the call that does the work.
pub fn receive(
    deps: DepsMut,
    env: &Env,
    slot: &ReceiveSlot,
    data: Binary,
) -> ContractResult<Received> {
    let msg = ToItself::HandlePacket {
        chain: slot.key.link,
        sequence: slot.key.sequence,
        data,
        relayer: slot.relayer.clone(),
    };
    let work = WasmMsg::Execute {
        contract_addr: env.contract.address.to_string(),
        msg: to_json_binary(&msg)?,
        funds: vec![],
    };
    Ok(LINKS.receive(deps.storage, slot, work, RECEIVE_GAS, RECEIVE_REPLY)?)
}

/// Itself: does the work of a packet; the data is the ack. Every error carries its code.
pub fn handle(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    chain: ChainNo,
    sequence: u64,
    data: Binary,
) -> ContractResult<Response> {
    if info.sender != env.contract.address {
        return Err(ContractError::Unauthorized {
            expected: env.contract.address.into(),
            actual: info.sender.into(),
        }
        .into());
    }
    work(deps, &env, chain, sequence, data).map_err(|e| e.into_wire().into())
}

fn work(
    mut deps: DepsMut,
    env: &Env,
    chain: ChainNo,
    sequence: u64,
    data: Binary,
) -> ContractResult<Response> {
    let epoch = LINKS.state(deps.storage, chain)?.end.epoch;
    let key = FlightKey {
        link: chain,
        epoch,
        sequence,
    };
    let envelope: Envelope<ToHub> = LINKS.read(deps.storage, key, &data)?;
    crate::pulse::beat(deps.storage, env)?;
    let from = From {
        chain,
        origin: envelope.origin,
    };
    let (ack, effects) = dispatch(deps.branch(), env, key, from, envelope.body)?;
    Ok(Response::new()
        .add_submessages(effects.messages)
        .add_events(effects.events)
        .set_data(Ack::Result(ack).to_bytes()?))
}

fn dispatch(
    deps: DepsMut,
    env: &Env,
    key: FlightKey,
    from: From,
    body: ToHub,
) -> ContractResult<(ToHubAck, Effects)> {
    match body {
        ToHub::Hello(range) => {
            LINKS.hello(deps.storage, from.chain, range)?;
            Ok((ToHubAck::Hello(WireRange::OURS), Effects::default()))
        }
        ToHub::Command { id, command } => {
            let answered = commands::admit(deps, env, from, id, command)?;
            Ok((ToHubAck::Command(answered.ack), answered.effects))
        }
        ToHub::Report(report) => {
            let effects = reports::merge(deps, env, from.chain, report)?;
            Ok((ToHubAck::Reported {}, effects))
        }
        ToHub::Resolve(asked) => {
            let acks = LINKS.answer(deps.storage, key, &asked)?;
            Ok((ToHubAck::Resolved { acks }, Effects::default()))
        }
    }
}

/// The reply to the work: the receipt is stored, the ack is what is answered.
pub fn on_reply(deps: DepsMut, reply: &Reply) -> ContractResult<Binary> {
    let (slot, ack) = LINKS.on_receive_reply(deps.storage, reply)?;
    crate::rebates::reward(deps, slot.key.link, slot.relayer.as_deref());
    Ok(ack)
}
