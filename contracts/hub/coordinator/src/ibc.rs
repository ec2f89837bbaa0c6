//! IBC: the adapter between channels and `packets`.
//!
//! What must always hold: the handshake is checked in both steps and the first writes nothing;
//! closing from outside is refused (IBC rule 8); acks and timeouts never fail (IBC rule 3). The
//! sender of a packet is told by its channel, never by what it says.

use cosmwasm_std::{
    Binary, DepsMut, Env, IbcBasicResponse, IbcChannelCloseMsg, IbcChannelConnectMsg,
    IbcChannelOpenMsg, IbcChannelOpenResponse, IbcPacketAckMsg, IbcPacketReceiveMsg,
    IbcPacketTimeoutMsg, IbcReceiveResponse,
};
use seawall_link::{error_ack, FlightKey, ReceiveSlot, Received};
use seawall_wire::{Code, WireError};

use crate::error::ContractResult;
use crate::hub_events::{emit, HubEvent};
use crate::liquidation::Effects;
use crate::state::LINKS;
use crate::{outcomes, packets, rebates};

/// First step of a handshake.
pub fn ibc_channel_open(
    deps: DepsMut,
    _env: Env,
    msg: IbcChannelOpenMsg,
) -> ContractResult<IbcChannelOpenResponse> {
    LINKS.open(deps.storage, &msg)?;
    Ok(None)
}

/// Last step of a handshake.
pub fn ibc_channel_connect(
    deps: DepsMut,
    _env: Env,
    msg: IbcChannelConnectMsg,
) -> ContractResult<IbcBasicResponse> {
    let (chain, state) = LINKS.connect(deps.storage, &msg)?;
    let channel = state.channel.unwrap_or_default();
    let event = HubEvent::LinkOpened {
        chain,
        channel,
        epoch: state.end.epoch,
    };
    Ok(IbcBasicResponse::new().add_event(emit(deps.storage, &event)?))
}

/// Nobody closes a channel at this end; the other end's end is noted.
pub fn ibc_channel_close(
    deps: DepsMut,
    _env: Env,
    msg: IbcChannelCloseMsg,
) -> ContractResult<IbcBasicResponse> {
    let response = IbcBasicResponse::new();
    match LINKS.close(deps.storage, &msg)? {
        Some(chain) => Ok(response.add_event(emit(deps.storage, &HubEvent::LinkClosed { chain })?)),
        None => Ok(response),
    }
}

/// A packet came. Never fails for a reason of ours: every refusal is an ack.
pub fn ibc_packet_receive(
    deps: DepsMut,
    env: Env,
    msg: IbcPacketReceiveMsg,
) -> ContractResult<IbcReceiveResponse> {
    let channel = &msg.packet.dest.channel_id;
    let Some(entry) = LINKS.channel(deps.storage, channel)? else {
        let error = WireError::new(Code::NOT_YOUR_CHAIN, format!("{channel} is not a link"));
        return Ok(IbcReceiveResponse::new(error_ack(&error)?));
    };
    let sequence = msg.packet.sequence;
    let key = FlightKey {
        link: entry.link,
        epoch: entry.epoch,
        sequence,
    };
    let slot = ReceiveSlot {
        key,
        relayer: Some(msg.relayer.into_string()),
    };
    Ok(
        match packets::receive(deps, &env, &slot, msg.packet.data)? {
            Received::Answered(ack) => IbcReceiveResponse::new(ack),
            // The reply to the work replaces this ack.
            Received::Work(sub) => IbcReceiveResponse::new(pending()?).add_submessage(*sub),
        },
    )
}

fn pending() -> ContractResult<Binary> {
    Ok(error_ack(&WireError::new(
        Code::INTERNAL,
        "the work gave no answer",
    ))?)
}

/// An ack came for a packet of ours.
pub fn ibc_packet_ack(
    mut deps: DepsMut,
    env: Env,
    msg: IbcPacketAckMsg,
) -> ContractResult<IbcBasicResponse> {
    let ack = &msg.acknowledgement.data;
    let settlement = LINKS.on_packet_ack(deps.storage, &msg.original_packet, ack);
    if let Some(key) = settlement.key {
        rebates::reward(deps.branch(), key.link, Some(msg.relayer.as_str()));
    }
    Ok(basic(outcomes::on_settlement(deps, &env, settlement)))
}

/// A packet of ours was never received.
pub fn ibc_packet_timeout(
    mut deps: DepsMut,
    env: Env,
    msg: IbcPacketTimeoutMsg,
) -> ContractResult<IbcBasicResponse> {
    let settlement = LINKS.on_packet_timeout(deps.storage, &msg.packet);
    if let Some(key) = settlement.key {
        rebates::reward(deps.branch(), key.link, Some(msg.relayer.as_str()));
    }
    Ok(basic(outcomes::on_settlement(deps, &env, settlement)))
}

fn basic(effects: Effects) -> IbcBasicResponse {
    IbcBasicResponse::new()
        .add_submessages(effects.messages)
        .add_events(effects.events)
}
