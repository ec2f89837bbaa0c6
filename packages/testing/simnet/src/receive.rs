//! What a receive comes to: the outcome table of ICS-4 as wasmd and ibc-go apply it.

use crate::code::{CodeFailure, IbcCall};
use crate::ctx::Ctx;
use crate::error::{IbcError, SimError};
use crate::links::refresh;
use crate::module::{call_contract, contract_of, write_ack, TxParts};
use crate::overlay::atomically;
use crate::relay::{show, Done, Trip};
use crate::steps::RecvOutcome;
use crate::store::{self, ChannelEnd, ChannelState, Counter, Slot};
use crate::transfer;
use cosmwasm_std::{to_json_vec, IbcOrder, IbcPacketReceiveMsg, StdAck, StdResult, Storage};
use cw_multi_test::AppResponse;

/// An acknowledgement that nobody can read.
const GARBLED: &[u8] = b"\xff\x00{\"resu";

/// Text of a rolled-back receive in its acknowledgement (ibc-go's redacted form).
fn redacted(code: u32) -> String {
    format!("ABCI code: {code}: error handling packet: see events for details")
}

/// Result of the application behind a port: acknowledgement if any, events.
fn deliver(
    env: &TxParts<'_>,
    s: &mut dyn Storage,
    end: &ChannelEnd,
    trip: &Trip,
) -> StdResult<AppResponse> {
    if end.port == transfer::PORT {
        let (ack, events) = transfer::receive(env, s, end, &trip.packet)?;
        return Ok(AppResponse {
            events,
            data: Some(ack),
        });
    }
    let msg = IbcPacketReceiveMsg::new(trip.packet.clone(), trip.relayer.clone());
    call_contract(
        env,
        s,
        contract_of(&end.port)?,
        &IbcCall::PacketReceive(msg),
    )
}

/// The outcome table of a receive.
pub(crate) fn receive(
    env: &TxParts<'_>,
    ctx: &Ctx,
    s: &mut dyn Storage,
    trip: &Trip,
) -> Done<RecvOutcome> {
    let end = store::channel(s, trip.dest.number)?;
    let sequence = trip.packet.sequence;
    if already(s, &end, sequence)? {
        return Ok((RecvOutcome::Redundant, vec![]));
    }
    end.expect(ChannelState::Open)?;
    refresh(
        s,
        end.connection,
        trip.proof.height,
        trip.proof.time.nanos(),
    )?;
    if store::elapsed_at(&trip.packet.timeout, env.block) {
        let timeout = store::show_timeout(&trip.packet.timeout);
        return Err(IbcError::Elapsed {
            timeout,
            now: show(env.block),
        }
        .into());
    }
    if ctx.next_receive_out_of_gas.take() {
        return Err(SimError::OutOfGas {
            chain: trip.dest.chain,
        });
    }
    Slot::Receipt.set(s, end.number, sequence, b"1");
    if end.order == IbcOrder::Ordered {
        store::take(s, Counter::Receive(end.number));
    }
    let response = match atomically(s, |s| deliver(env, s, &end, trip)) {
        Ok(response) => response,
        Err(error) => {
            let text = match ctx.take_entry_failure() {
                Some(CodeFailure::Error(text)) if end.port != transfer::PORT => text,
                Some(CodeFailure::Abort(reason)) if end.port != transfer::PORT => {
                    return Err(SimError::Aborted {
                        chain: trip.dest.chain,
                        reason,
                    });
                }
                _ => redacted(ctx.abci_code(&error)),
            };
            let ack = StdAck::error(text).to_binary();
            let event = write_ack(s, end.number, sequence, &ack)?;
            return Ok((RecvOutcome::Refused(ack), vec![event]));
        }
    };
    let mut events = response.events;
    let Some(ack) = response.data else {
        Slot::Async.set(s, end.number, sequence, &to_json_vec(&trip.packet)?);
        return Ok((RecvOutcome::Async, events));
    };
    let garbled = end.port != transfer::PORT && ctx.garble_next_ack.take();
    let ack = if garbled { GARBLED.into() } else { ack };
    events.push(write_ack(s, end.number, sequence, &ack)?);
    Ok((RecvOutcome::Acked(ack), events))
}

/// Whether this packet was received before; on an ordered channel, whether it is its turn.
fn already(s: &dyn Storage, end: &ChannelEnd, sequence: u64) -> Result<bool, IbcError> {
    if end.order == IbcOrder::Unordered {
        return Ok(Slot::Receipt.has(s, end.number, sequence));
    }
    let expected = store::counter(s, Counter::Receive(end.number));
    if sequence > expected {
        return Err(IbcError::OutOfOrder {
            expected,
            actual: sequence,
        });
    }
    Ok(sequence < expected)
}
