//! Receiving: the work of a packet is done in a call to oneself, under a gas limit.
//!
//! What must always hold: an error, or running out of the gas set apart, becomes a typed error ack
//! and nothing but its receipt is written (IBC rule 2); a packet that was received before gets the
//! stored ack and changes nothing (INV-9); receipts go when the sender says that it has the acks, a
//! bounded number per packet.

use cosmwasm_schema::{cw_serde, from_json, to_json_binary, FromJson};
use cosmwasm_std::{Binary, CosmosMsg, Order, Reply, StdResult, Storage, SubMsg, SubMsgResult};
use cw_storage_plus::Bound;
use seawall_wire::{decode, Ack, Bounded, Code, Envelope, WireError, MAX_PACKET_BYTES};

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
        if let Some(ack) = self.receipt(storage, slot.key)? {
            self.count_redundant(storage, slot.key.link)?;
            return Ok(Received::Answered(ack));
        }
        let state = self.state(storage, slot.key.link)?;
        if let Err(error) = admit(&state, slot.key) {
            self.count_redundant(storage, slot.key.link)?;
            return Ok(Received::Answered(error_ack(&error)?));
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
        state.receipts = state.receipts.saturating_add(1);
        self.receipts.save(storage, slot.key.parts(), &ack)?;
        self.states.save(storage, slot.key.link.0, &state)?;
        Ok((slot, ack))
    }

    /// First step of the work: reads the packet, checks hub, wire version, epoch and bounds, and
    /// prunes receipts that the sender no longer needs.
    pub fn read<B: FromJson + Bounded>(
        &self,
        storage: &mut dyn Storage,
        key: FlightKey,
        data: &[u8],
    ) -> Result<Envelope<B>, WireError> {
        let internal = |e: LinkError| WireError::new(Code::INTERNAL, e.to_string());
        let state = self.state(storage, key.link).map_err(internal)?;
        admit(&state, key)?;
        let envelope: Envelope<B> = decode(data, state.config.hub_id)?;
        if envelope.link_epoch != key.epoch {
            let detail = format!("epoch {}, expected {}", envelope.link_epoch, key.epoch);
            return Err(WireError::new(Code::WRONG_EPOCH, detail));
        }
        if envelope.acked_below > key.sequence {
            let detail = format!(
                "acked below {}, but this packet is {}",
                envelope.acked_below, key.sequence
            );
            return Err(WireError::new(Code::MALFORMED, detail));
        }
        self.prune(storage, key, state, envelope.acked_below)
            .map_err(|e| internal(e.into()))?;
        Ok(envelope)
    }

    fn prune(
        &self,
        storage: &mut dyn Storage,
        key: FlightKey,
        mut state: LinkState,
        acked_below: u64,
    ) -> StdResult<()> {
        state.peer_acked_below = state.peer_acked_below.max(acked_below);
        let end = Some(Bound::exclusive(state.peer_acked_below));
        let old = self
            .receipts
            .prefix((key.link.0, key.epoch))
            .keys(storage, None, end, Order::Ascending)
            .take(PRUNED_PER_RECEIVE)
            .collect::<StdResult<Vec<u64>>>()?;
        for sequence in old {
            self.receipts
                .remove(storage, (key.link.0, key.epoch, sequence));
            state.receipts = state.receipts.saturating_sub(1);
        }
        self.states.save(storage, key.link.0, &state)
    }
}

/// May the work of this packet be done at all?
fn admit(state: &LinkState, key: FlightKey) -> Result<(), WireError> {
    if !state.receives(key.epoch) {
        let detail = format!(
            "epoch {}, link is {:?} in epoch {}",
            key.epoch, state.status, state.epoch
        );
        return Err(WireError::new(Code::WRONG_EPOCH, detail));
    }
    if key.sequence < state.peer_acked_below {
        let detail = format!("packet {} had an outcome before", key.sequence);
        return Err(WireError::new(Code::DUPLICATE, detail));
    }
    Ok(())
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
