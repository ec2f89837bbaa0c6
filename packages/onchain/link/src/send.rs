//! Sending: one sub-message per packet, whose reply turns it into a record in flight.
//!
//! What must always hold: between the send and its reply nothing is stored; what is being sent
//! travels in the sub-message's payload, so that any number of packets may go out in one
//! transaction. A packet that the chain does not take (closed channel, expired client) never
//! existed, and its sender undoes it in the same transaction (IBC rule 5).

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    from_json, to_json_binary, Binary, CosmosMsg, Env, IbcMsg, IbcTimeout, Reply, Storage, SubMsg,
    SubMsgResult, WasmMsg,
};
use seawall_interfaces::outpost::LinkSetup;
use seawall_link_state::{sent, FlightState};
use seawall_wire::ids::ChainNo;
use seawall_wire::planted;
use seawall_wire::{encode, Envelope, Origin, WireError, MAX_PACKET_BYTES};
use serde::Serialize;

use crate::proto::{execute_data, sent_sequence};
use crate::receive::error_from_text;
use crate::{
    FlightKey, InFlight, LinkError, LinkResult, LinkState, Links, Sent, Settlement,
    LINK_STATE_VERSION,
};

/// A packet to be sent.
pub struct Outgoing<T, B> {
    /// Over this link.
    pub link: ChainNo,
    /// What is kept until its outcome: all that is needed to finish or undo it.
    pub what: T,
    /// The process it belongs to.
    pub origin: Origin,
    /// What it says.
    pub body: B,
    /// The reply comes under this number.
    pub reply_id: u64,
}

/// What the peer on the same chain understands.
#[cw_serde]
pub enum LocalMsg {
    /// A packet over the local link; its ack is the data.
    LocalPacket {
        /// The sender's number of the packet.
        sequence: u64,
        /// Its bytes.
        data: Binary,
    },
}

/// What became of a send.
#[derive(Debug, Clone, PartialEq)]
pub enum SendOutcome<T: Sent> {
    /// It is on its way.
    InFlight(FlightKey, InFlight<T>),
    /// The chain did not take it: the caller undoes it now.
    Failed(ChainNo, InFlight<T>, WireError),
    /// A local peer has answered already.
    Settled(Settlement<T>),
}

#[cw_serde]
struct SendSlot<T> {
    link: ChainNo,
    epoch: u32,
    /// Sequence, on a local link.
    local: Option<u64>,
    flight: InFlight<T>,
}

impl<T: Sent> Links<T> {
    /// Builds the sub-message of a packet. Fails, and writes nothing, unless the link takes it
    /// now; the caller then refuses what it was asked for.
    pub fn send<B: Serialize>(
        &self,
        storage: &mut dyn Storage,
        env: &Env,
        out: Outgoing<T, B>,
    ) -> LinkResult<SubMsg> {
        let mut state = self.state(storage, out.link)?;
        state.assert_sends(out.what.purpose())?;
        let data = encode(&Envelope {
            wire: state.send_wire(),
            hub_id: state.config.hub_id,
            link_epoch: state.end.epoch,
            acked_below: self.acked_below(storage, out.link, &state, state.end.epoch)?,
            origin: out.origin,
            body: out.body,
        })?;
        check_length(&data)?;
        let mut slot = SendSlot {
            link: out.link,
            epoch: state.end.epoch,
            local: None,
            flight: InFlight {
                state_version: LINK_STATE_VERSION,
                what: out.what,
                origin: out.origin,
                sent_at: env.block.time.seconds(),
                timeout_at: None,
                state: FlightState::Waiting,
            },
        };
        let msg = message(&mut state, &mut slot, env, data)?;
        if slot.local.is_some() {
            self.states.save(storage, out.link.0, &state)?;
        }
        let payload = to_json_binary(&slot)?;
        Ok(SubMsg::reply_always(msg, out.reply_id).with_payload(payload))
    }

    /// The reply to a send: records the packet in flight, or hands it back.
    pub fn on_send_reply(
        &self,
        storage: &mut dyn Storage,
        reply: &Reply,
    ) -> LinkResult<SendOutcome<T>> {
        let slot: SendSlot<T> = from_json(&reply.payload)?;
        let key = |sequence| FlightKey {
            link: slot.link,
            epoch: slot.epoch,
            sequence,
        };
        match (slot.local, &reply.result) {
            (Some(sequence), result) => {
                self.record(storage, key(sequence), &slot.flight)?;
                let settled = match result {
                    SubMsgResult::Ok(ok) => {
                        let ack = execute_data(ok).unwrap_or_default();
                        self.on_ack(storage, key(sequence), &ack)
                    }
                    SubMsgResult::Err(text) => {
                        self.on_error(storage, key(sequence), error_from_text(text))
                    }
                };
                Ok(SendOutcome::Settled(settled))
            }
            (None, SubMsgResult::Ok(ok)) => {
                let key = key(
                    planted!(sent_sequence(ok).ok_or(LinkError::NoSequence)?; OwnSequence => {
                        let others = self.states.range(storage, None, None, cosmwasm_std::Order::Ascending);
                        others.flatten().map(|(_, link)| link.end.last_sent).max().unwrap_or_default() + 1
                    }),
                );
                self.record(storage, key, &slot.flight)?;
                Ok(SendOutcome::InFlight(key, slot.flight))
            }
            (None, SubMsgResult::Err(text)) => {
                let error = error_from_text(text);
                Ok(SendOutcome::Failed(slot.link, slot.flight, error))
            }
        }
    }

    fn record(
        &self,
        storage: &mut dyn Storage,
        key: FlightKey,
        flight: &InFlight<T>,
    ) -> LinkResult<()> {
        let mut state = self.state(storage, key.link)?;
        state.end = sent(state.end, key.sequence);
        self.flights.save(storage, key.parts(), flight)?;
        Ok(self.states.save(storage, key.link.0, &state)?)
    }
}

/// The message that carries the packet. On a local link the sequence is our own, and used up at
/// once.
fn message<T>(
    state: &mut LinkState,
    slot: &mut SendSlot<T>,
    env: &Env,
    data: Binary,
) -> LinkResult<CosmosMsg> {
    if let LinkSetup::Local { coordinator: peer } = &state.config.setup {
        let sequence = state.end.last_sent.saturating_add(1);
        state.end.last_sent = sequence;
        slot.local = Some(sequence);
        return Ok(CosmosMsg::Wasm(WasmMsg::Execute {
            contract_addr: peer.clone(),
            msg: to_json_binary(&LocalMsg::LocalPacket { sequence, data })?,
            funds: vec![],
        }));
    }
    let timeout = env.block.time.plus_seconds(state.config.timeout_secs);
    slot.flight.timeout_at = Some(timeout.seconds());
    Ok(CosmosMsg::Ibc(IbcMsg::SendPacket {
        channel_id: state.channel.clone().unwrap_or_default(),
        data,
        timeout: IbcTimeout::with_timestamp(timeout),
    }))
}

fn check_length(data: &Binary) -> LinkResult<()> {
    if data.len() > MAX_PACKET_BYTES {
        return Err(LinkError::TooLong {
            max: MAX_PACKET_BYTES as u64,
            actual: data.len() as u64,
        });
    }
    Ok(())
}
