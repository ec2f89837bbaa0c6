//! Receiving: the work of a packet is done in a call to oneself, under a gas limit.
//!
//! What must always hold: an error, or running out of the gas set apart, becomes a typed error ack
//! and nothing but its receipt is written (IBC rule 2); a packet that was received before gets the
//! stored ack and changes nothing (INV-9); receipts go when the sender says that it has the acks, a
//! bounded number per packet.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    from_json, to_json_binary, Binary, CosmosMsg, Order, Reply, StdResult, Storage, SubMsg,
    SubMsgResult,
};
use cw_storage_plus::Bound;
use seawall_link_state::{acked, arrive, dropped, worked, Arrival, End};
use seawall_wire::ids::ChainNo;
use seawall_wire::{decode, Ack, Bounded, Code, Envelope, WireError, MAX_PACKET_BYTES};
use serde::de::DeserializeOwned;

use crate::error::refused_packet;
use crate::proto::execute_data;
use crate::{FlightKey, LinkError, LinkResult, LinkState, Links, Sent};

/// So many receipts at most are pruned when a packet is received.
pub const PRUNED_PER_RECEIVE: usize = 8;

/// A packet whose work is being done.
#[cw_serde]
pub struct ReceiveSlot {
    /// The packet.
    pub key: FlightKey,
    /// Who relayed it; nobody, on a local link.
    pub relayer: Option<String>,
}

/// What is to be done with a packet.
#[derive(Debug, Clone, PartialEq)]
pub enum Received {
    /// It has been answered already, or is refused without any work: this is the ack.
    Answered(Binary),
    /// Do the work; its reply gives the ack.
    Work(Box<SubMsg>),
}

impl<T: Sent> Links<T> {
    /// A packet came. `work` is the call to oneself that does what it says and whose data is the
    /// ack.
    pub fn receive(
        &self,
        storage: &mut dyn Storage,
        slot: &ReceiveSlot,
        work: impl Into<CosmosMsg>,
        gas_limit: u64,
        reply_id: u64,
    ) -> LinkResult<Received> {
        let stored = self.receipt(storage, slot.key)?;
        let mut state = self.state(storage, slot.key.link)?;
        let FlightKey {
            epoch, sequence, ..
        } = slot.key;
        let (end, arrival) = arrive(state.end, epoch, sequence, stored.is_some());
        state.end = end;
        let answered = match arrival {
            Arrival::Work => None,
            Arrival::Repeat => stored,
            Arrival::Refuse(why) => Some(error_ack(&refused_packet(&state.end, why))?),
        };
        if let Some(ack) = answered {
            self.states.save(storage, slot.key.link.0, &state)?;
            return Ok(Received::Answered(ack));
        }
        let sub = SubMsg::reply_always(work, reply_id)
            .with_gas_limit(gas_limit)
            .with_payload(to_json_binary(slot)?);
        Ok(Received::Work(Box::new(sub)))
    }

    /// The reply to the work: stores the receipt and returns the ack.
    ///
    /// Fails only when the work ended well without a usable ack; the chain then rolls the packet
    /// back and answers with its own error envelope, so that no effect stays behind an ack that
    /// denies it.
    pub fn on_receive_reply(
        &self,
        storage: &mut dyn Storage,
        reply: &Reply,
    ) -> LinkResult<(ReceiveSlot, Binary)> {
        let slot: ReceiveSlot = from_json(&reply.payload)?;
        let ack = match &reply.result {
            SubMsgResult::Ok(ok) => {
                let max = MAX_PACKET_BYTES;
                let usable = |ack: &Binary| !ack.is_empty() && ack.len() <= max;
                execute_data(ok).filter(usable).ok_or(LinkError::NoAck {
                    sequence: slot.key.sequence,
                    max: max as u64,
                })?
            }
            SubMsgResult::Err(text) => error_ack(&error_from_text(text))?,
        };
        let mut state = self.state(storage, slot.key.link)?;
        let (end, kept) = worked(state.end, slot.key.sequence);
        state.end = end;
        if kept {
            self.receipts.save(storage, slot.key.parts(), &ack)?;
            self.states.save(storage, slot.key.link.0, &state)?;
        }
        Ok((slot, ack))
    }

    /// First step of the work: reads the packet, checks hub, wire version, epoch and bounds, and
    /// prunes receipts that the sender no longer needs.
    pub fn read<B: DeserializeOwned + Bounded>(
        &self,
        storage: &mut dyn Storage,
        key: FlightKey,
        data: &[u8],
    ) -> Result<Envelope<B>, WireError> {
        let mut state = self.state(storage, key.link).map_err(internal)?;
        let refuse = |end: &End, why| Err(refused_packet(end, why));
        if let (end, Arrival::Refuse(why)) = arrive(state.end, key.epoch, key.sequence, false) {
            return refuse(&end, why);
        }
        let envelope: Envelope<B> = decode(data, state.config.hub_id)?;
        if envelope.link_epoch != key.epoch {
            let detail = format!("epoch {}, expected {}", envelope.link_epoch, key.epoch);
            return Err(WireError::new(Code::WRONG_EPOCH, detail));
        }
        match acked(state.end, key.sequence, envelope.acked_below) {
            Ok(end) => state.end = end,
            Err(why) => return refuse(&state.end, why),
        }
        let bound = (key.epoch, state.end.peer_acked_below);
        self.prune(storage, key.link, &mut state, bound, PRUNED_PER_RECEIVE)
            .and_then(|()| self.states.save(storage, key.link.0, &state))
            .map_err(|e| internal(e.into()))?;
        Ok(envelope)
    }

    /// Drops acks of an epoch below a sequence, at most `limit`; the caller saves the state.
    pub(crate) fn prune(
        &self,
        storage: &mut dyn Storage,
        link: ChainNo,
        state: &mut LinkState,
        (epoch, below): (u32, u64),
        limit: usize,
    ) -> StdResult<()> {
        let start = Some(Bound::inclusive((epoch, 0u64)));
        let end = Some(Bound::exclusive((epoch, below)));
        let old = self
            .receipts
            .sub_prefix(link.0)
            .keys(storage, start, end, Order::Ascending)
            .take(limit)
            .collect::<StdResult<Vec<(u32, u64)>>>()?;
        for (epoch, sequence) in old {
            self.receipts.remove(storage, (link.0, epoch, sequence));
            state.end = dropped(state.end, 1);
        }
        Ok(())
    }
}

/// Trouble of this program, as the sender of a packet is told.
#[cold]
pub(crate) fn internal(error: LinkError) -> WireError {
    WireError::new(Code::INTERNAL, error.to_string())
}

/// The bytes of an error ack.
pub fn error_ack(error: &WireError) -> StdResult<Binary> {
    Ack::<()>::Error(error.clone()).to_bytes()
}

/// Reads a failed sub-message's error back from its text. Chains hide the text of most errors
/// behind a codespace and a number; `sdk` 11 is out of gas.
pub fn error_from_text(text: &str) -> WireError {
    if text.contains("codespace: sdk, code: 11") {
        return WireError::new(Code::OUT_OF_GAS, text);
    }
    WireError::from_text(text)
}
