//! IBC: the adapter between the channel and [`packet`](crate::packet) and
//! [`outcome`](crate::outcome).
//!
//! What must always hold: the first step of a handshake writes nothing, and this end begins it;
//! nobody closes the channel from outside (IBC rule 8); receiving, acks and timeouts never fail for
//! a reason of ours (IBC rules 2 and 3); who sent a packet is told by its channel, never by what it
//! says.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    DepsMut, Env, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg,
    IbcChannelOpenResponse, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg,
    IbcReceiveResponse, Storage,
};
use seawall_link::{error_ack, FlightKey, ReceiveSlot, Received, Settled, Settlement};
use seawall_wire::{Code, WireError};

use crate::error::ContractResult;
use crate::event::OutpostEvent;
use crate::outcome::settle;
use crate::state::{Sending, LINKS};
use crate::{packet, rebate};

/// First step of a handshake: checked, nothing written.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_open(
    deps: DepsMut,
    _env: Env,
    msg: IbcChannelOpenMsg,
) -> ContractResult<IbcChannelOpenResponse> {
    LINKS.open(deps.storage, &msg)?;
    Ok(None)
}

/// Last step of a handshake: everything checked again, the channel is in use.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_connect(
    deps: DepsMut,
    _env: Env,
    msg: IbcChannelConnectMsg,
) -> ContractResult<IbcBasicResponse> {
    let (_, state) = LINKS.connect(deps.storage, &msg)?;
    let event = OutpostEvent::LinkOpened {
        channel: state.channel.unwrap_or_default(),
        epoch: state.end.epoch,
    };
    Ok(IbcBasicResponse::new().add_event(event.record(deps.storage)?))
}

/// Refuses to close; notes that the other end was closed.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_channel_close(
    deps: DepsMut,
    _env: Env,
    msg: IbcChannelCloseMsg,
) -> ContractResult<IbcBasicResponse> {
    let response = IbcBasicResponse::new();
    if LINKS.close(deps.storage, &msg)?.is_none() {
        return Ok(response);
    }
    let channel = msg.channel().endpoint.channel_id.clone();
    let event = OutpostEvent::LinkClosed { channel };
    Ok(response.add_event(event.record(deps.storage)?))
}

/// A packet came: every refusal is an ack.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_receive(
    deps: DepsMut,
    env: Env,
    msg: IbcPacketReceiveMsg,
) -> ContractResult<IbcReceiveResponse> {
    let channel = &msg.packet.dest.channel_id;
    let Some(entry) = LINKS.channel(deps.storage, channel)? else {
        let detail = format!("{channel} is not a channel of this link");
        return refuse(Code::NOT_YOUR_CHAIN, detail);
    };
    let slot = ReceiveSlot {
        key: FlightKey {
            link: entry.link,
            epoch: entry.epoch,
            sequence: msg.packet.sequence,
        },
        relayer: Some(msg.relayer.into_string()),
    };
    match packet::receive(deps, &env, &slot, msg.packet.data) {
        Ok(Received::Answered(ack)) => Ok(IbcReceiveResponse::new(ack)),
        // The reply to the work replaces this ack.
        Ok(Received::Work(sub)) => {
            Ok(refuse(Code::INTERNAL, "the work gave no ack")?.add_submessage(*sub))
        }
        Err(error) => refuse(Code::INTERNAL, error.to_string()),
    }
}

/// An ack came for a packet of ours.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_ack(
    deps: DepsMut,
    env: Env,
    msg: IbcPacketAckMsg,
) -> ContractResult<IbcBasicResponse> {
    let ack = &msg.acknowledgement.data;
    let settlement = LINKS.on_packet_ack(deps.storage, &msg.original_packet, ack);
    Ok(finish(deps.storage, &env, msg.relayer.as_str(), settlement))
}

/// A packet of ours was never received.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn ibc_packet_timeout(
    deps: DepsMut,
    env: Env,
    msg: IbcPacketTimeoutMsg,
) -> ContractResult<IbcBasicResponse> {
    let settlement = LINKS.on_packet_timeout(deps.storage, &msg.packet);
    Ok(finish(deps.storage, &env, msg.relayer.as_str(), settlement))
}

/// Only a first outcome earns a rebate.
fn finish(
    storage: &mut dyn Storage,
    env: &Env,
    relayer: &str,
    settlement: Settlement<Sending>,
) -> IbcBasicResponse {
    if settlement.settled != Settled::Redundant {
        rebate::reward(storage, Some(relayer));
    }
    let effects = settle(storage, env, settlement);
    IbcBasicResponse::new()
        .add_submessages(effects.messages)
        .add_events(effects.events)
}

fn refuse(code: Code, detail: impl Into<String>) -> ContractResult<IbcReceiveResponse> {
    let ack = error_ack(&WireError::new(code, detail))?;
    Ok(IbcReceiveResponse::new(ack))
}
