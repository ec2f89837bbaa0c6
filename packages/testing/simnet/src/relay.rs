//! The relayer's hands: bring a packet, bring back its acknowledgement, prove its timeout. Each
//! call is one relayer transaction (client update and message) on one chain.

use crate::code::IbcCall;
use crate::error::{IbcError, SimError};
use crate::ids::{ChainIx, ChannelRef, PacketId};
use crate::links::refresh;
use crate::module::{call_contract, contract_of, TxParts};
use crate::net::Net;
use crate::overlay::atomically;
use crate::receive::receive;
use crate::steps::{RecvOutcome, StepKind};
use crate::store::{self, ChannelEnd, ChannelState, Counter, Slot};
use crate::transfer::{self, TransferData};
use cosmwasm_std::{
    from_json, Addr, BlockInfo, Event, IbcAckCallbackMsg, IbcAcknowledgement, IbcOrder, IbcPacket,
    IbcPacketAckMsg, IbcPacketTimeoutMsg, IbcSourceCallbackMsg, IbcTimeoutCallbackMsg, StdResult,
    Storage,
};
use cw_multi_test::AppResponse;

pub(crate) type Done<T> = Result<(T, Vec<Event>), SimError>;

/// A packet and where it goes.
pub(crate) struct Trip {
    pub packet: IbcPacket,
    pub dest: ChannelRef,
    /// Block of the chain the proof comes from.
    pub proof: BlockInfo,
    pub relayer: Addr,
}

pub(crate) fn show(block: &BlockInfo) -> String {
    format!("height {} time {}", block.height, block.time)
}

/// Calls the sender's end with an acknowledgement (`Some`) or a timeout (`None`).
fn settle(
    env: &TxParts<'_>,
    s: &mut dyn Storage,
    end: &ChannelEnd,
    trip: &Trip,
    ack: Option<&[u8]>,
) -> StdResult<Vec<Event>> {
    let (packet, relayer) = (trip.packet.clone(), trip.relayer.clone());
    let ack_data = ack.map(|a| IbcAcknowledgement::new(a.to_vec()));
    if end.port != transfer::PORT {
        let call = match ack_data {
            Some(ack) => IbcCall::PacketAck(IbcPacketAckMsg::new(ack, packet, relayer)),
            None => IbcCall::PacketTimeout(IbcPacketTimeoutMsg::new(packet, relayer)),
        };
        return Ok(call_contract(env, s, contract_of(&end.port)?, &call)?.events);
    }
    let data: TransferData = from_json(&packet.data)?;
    let mut events = vec![];
    if !ack.is_some_and(transfer::is_success) {
        events.push(transfer::refund(env, s, end, &data)?);
    }
    let contract = transfer::callback_address(&data.memo, "src_callback");
    let Some(contract) = contract.filter(|c| *c == data.sender) else {
        return Ok(events);
    };
    let msg = match ack_data {
        Some(ack) => {
            IbcSourceCallbackMsg::Acknowledgement(IbcAckCallbackMsg::new(ack, packet, relayer))
        }
        None => IbcSourceCallbackMsg::Timeout(IbcTimeoutCallbackMsg::new(packet, relayer)),
    };
    let call = IbcCall::SourceCallback(msg);
    // A failing source callback is rolled back alone and never holds up the packet.
    let called = atomically(s, |s| {
        call_contract(env, s, Addr::unchecked(contract), &call)
    });
    let result = if called.is_ok() { "success" } else { "failure" };
    events.extend(called.map(|r| r.events).unwrap_or_default());
    events.push(Event::new("ibc_src_callback").add_attribute("callback_result", result));
    Ok(events)
}

impl Net {
    fn trip(
        &self,
        id: PacketId,
        proof_from: fn(&PacketId, &ChannelRef) -> ChainIx,
    ) -> Result<Trip, SimError> {
        let at = id.source;
        let packet = Slot::Packet.packet(self.storage(at.chain), at.number, id.sequence);
        let packet = packet.ok_or(IbcError::NoPacket(id))?;
        let dest = self.peer(at)?;
        let from = proof_from(&id, &dest);
        let to = if from == at.chain {
            dest.chain
        } else {
            at.chain
        };
        let relayer = self.addr(to, &self.relayer);
        Ok(Trip {
            packet,
            dest,
            proof: self.block(from),
            relayer,
        })
    }

    /// Brings a packet to its destination.
    ///
    /// # Errors
    /// Nothing is written and the packet stays pending when the channel is not open or the client
    /// not active there, the timeout has elapsed, the contract panics, the gas is used up, or the
    /// acknowledgement is empty.
    pub fn recv(&mut self, id: PacketId) -> Result<RecvOutcome, SimError> {
        let trip = self.trip(id, |id, _| id.source.chain)?;
        let chain = trip.dest.chain;
        let result = self.tx(chain, |env, ctx, s| receive(env, ctx, s, &trip));
        if matches!(result, Ok((RecvOutcome::Redundant, _))) {
            self.count_redundant();
        }
        let done = self.finish(chain, result, |done| {
            let outcome = done.map(|(outcome, _)| outcome.clone());
            let events = done.map(|(_, e)| e.clone()).unwrap_or_default();
            (
                StepKind::Recv {
                    packet: id,
                    outcome,
                },
                events,
            )
        });
        done.map(|(outcome, _)| outcome)
    }

    /// Brings an acknowledgement back to the sender. `Ok(false)`: it was settled before, nothing
    /// happened.
    ///
    /// # Errors
    /// [`IbcError::NoAck`] while there is none; [`IbcError::ChannelState`] if the sending end is
    /// not open; [`SimError::Tx`] if the contract objects: the packet stays pending.
    pub fn ack(&mut self, id: PacketId) -> Result<bool, SimError> {
        let trip = self.trip(id, |_, dest| dest.chain)?;
        let ack = Slot::Ack.get(self.storage(trip.dest.chain), trip.dest.number, id.sequence);
        let chain = id.source.chain;
        let result = self.tx(chain, |env, ctx, s| {
            let ack = ack.ok_or(IbcError::NoAck(id))?;
            let end = store::channel(s, id.source.number)?;
            if !Slot::Commitment.has(s, end.number, id.sequence) {
                return Ok((false, vec![]));
            }
            end.expect(ChannelState::Open)?;
            refresh(
                s,
                end.connection,
                trip.proof.height,
                trip.proof.time.nanos(),
            )?;
            if end.order == IbcOrder::Ordered {
                let expected = store::take(s, Counter::Acknowledge(end.number));
                if expected != id.sequence {
                    return Err(IbcError::OutOfOrder {
                        expected,
                        actual: id.sequence,
                    }
                    .into());
                }
            }
            Slot::Commitment.remove(s, end.number, id.sequence);
            let events = settle(env, s, &end, &trip, Some(&ack));
            Ok((true, events.map_err(|e| Net::failed(chain, ctx, e))?))
        });
        self.settled(chain, result, |redundant| StepKind::Ack {
            packet: id,
            redundant,
        })
    }

    /// Proves to the sender that the destination has passed the timeout without receiving the
    /// packet. `Ok(false)`: it was settled before, nothing happened.
    ///
    /// # Errors
    /// [`IbcError::NotElapsed`], [`IbcError::Received`]; [`SimError::Tx`] if the contract objects.
    pub fn timeout(&mut self, id: PacketId) -> Result<bool, SimError> {
        self.expire(id, false)
    }

    /// Proves to the sender that the destination's end is closed and never received the packet.
    ///
    /// # Errors
    /// [`IbcError::ChannelState`] if it is not closed; else as [`Net::timeout`].
    pub fn timeout_on_close(&mut self, id: PacketId) -> Result<bool, SimError> {
        self.expire(id, true)
    }

    fn expire(&mut self, id: PacketId, on_close: bool) -> Result<bool, SimError> {
        let trip = self.trip(id, |_, dest| dest.chain)?;
        let there = self.channel(trip.dest)?;
        let received = self.received(id, &there, trip.dest.chain);
        let chain = id.source.chain;
        let result = self.tx(chain, |env, ctx, s| {
            let mut end = store::channel(s, id.source.number)?;
            if !Slot::Commitment.has(s, end.number, id.sequence) {
                return Ok((false, vec![]));
            }
            if on_close {
                there.expect(ChannelState::Closed)?;
            } else if !store::elapsed_at(&trip.packet.timeout, &trip.proof) {
                let timeout = store::show_timeout(&trip.packet.timeout);
                return Err(IbcError::NotElapsed {
                    timeout,
                    now: show(&trip.proof),
                }
                .into());
            }
            if received {
                return Err(IbcError::Received(id).into());
            }
            refresh(
                s,
                end.connection,
                trip.proof.height,
                trip.proof.time.nanos(),
            )?;
            Slot::Commitment.remove(s, end.number, id.sequence);
            if end.order == IbcOrder::Ordered {
                end.state = ChannelState::Closed;
                store::save_channel(s, &end);
            }
            let events = settle(env, s, &end, &trip, None);
            Ok((true, events.map_err(|e| Net::failed(chain, ctx, e))?))
        });
        self.settled(chain, result, |redundant| StepKind::Timeout {
            packet: id,
            redundant,
        })
    }

    /// Whether the destination holds proof of receipt.
    pub(crate) fn received(&self, id: PacketId, there: &ChannelEnd, chain: ChainIx) -> bool {
        let s = self.storage(chain);
        match there.order {
            IbcOrder::Unordered => Slot::Receipt.has(s, there.number, id.sequence),
            IbcOrder::Ordered => store::counter(s, Counter::Receive(there.number)) > id.sequence,
        }
    }

    /// Calls an IBC entry point with whatever bytes, past channels, proofs and commitments: what a
    /// contract must bear should any of these be broken.
    ///
    /// # Errors
    /// [`SimError::Tx`] if the contract objects.
    pub fn deliver(
        &mut self,
        chain: ChainIx,
        contract: &Addr,
        call: &IbcCall,
    ) -> Result<AppResponse, SimError> {
        let result = self.tx(chain, |env, ctx, s| {
            let done = call_contract(env, s, contract.clone(), call);
            done.map_err(|e| Net::failed(chain, ctx, e))
        });
        self.finish(chain, result, |done| {
            let events = done.map(|r| r.events.clone()).unwrap_or_default();
            (StepKind::Sudo, events)
        })
    }

    fn settled(
        &mut self,
        chain: ChainIx,
        result: Done<bool>,
        kind: impl FnOnce(bool) -> StepKind,
    ) -> Result<bool, SimError> {
        if matches!(result, Ok((false, _))) {
            self.count_redundant();
        }
        let done = self.finish(chain, result, |done| {
            let events = done.map(|(_, e)| e.clone()).unwrap_or_default();
            (kind(done.is_some_and(|(new, _)| !new)), events)
        });
        done.map(|(new, _)| new)
    }

    fn count_redundant(&mut self) {
        self.stats.redundant = self.stats.redundant.saturating_add(1);
    }
}
