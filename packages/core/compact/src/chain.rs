//! What a chain hands to a contract.
//!
//! What must always hold: the same values are accepted as by serde's derive. Called by the entry
//! points on a chain.
#![allow(unsafe_code)]

use std::mem::offset_of;

use cosmwasm_std::{
    Attribute, Binary, BlockInfo, Coin, ContractInfo, ContractResult, Env, Event,
    IbcAcknowledgement, IbcChannel, IbcChannelCloseMsg, IbcChannelConnectMsg, IbcChannelOpenMsg,
    IbcEndpoint, IbcOrder, IbcPacket, IbcPacketAckMsg, IbcPacketReceiveMsg, IbcPacketTimeoutMsg,
    IbcTimeout, IbcTimeoutBlock, MessageInfo, MsgResponse, Reply, SubMsgResponse, SubMsgResult,
    SystemError, SystemResult, Timestamp, TransactionInfo,
};

use crate::error::error;
use crate::read::{fill, filled, no_variant, nothing, something, variant, Field, Missing};
use crate::{Error, Read};

/// Objects with all of their fields: `field "name"`, and what a missing one is taken for.
macro_rules! objects {
    ($($ty:ty { $($field:ident $name:literal $(or $missing:ident)?),* $(,)? })*) => { $(
        impl Read for $ty {
            fn read(raw: &str) -> Result<Self, Error> {
                // SAFETY: the table has every field of the type, or the function below it would
                // not compile.
                unsafe { filled(raw, FieldsOf::<Self>::ALL, false) }
            }

            unsafe fn read_to(raw: &str, to: *mut u8) -> Result<(), Error> {
                // SAFETY: as above, and by the contract of this function.
                unsafe { fill(raw, FieldsOf::<Self>::ALL, false, to) }
            }
        }

        impl FieldsOf<$ty> {
            const ALL: &'static [Field] = &[$(
                Field::to($name, offset_of!($ty, $field), |whole: &$ty| &whole.$field)
                    $(.or(Missing::$missing))?
            ),*];
        }
    )* };
}

struct FieldsOf<T>(std::marker::PhantomData<T>);

objects! {
    Env { block "block", transaction "transaction", contract "contract" }
    BlockInfo { height "height", time "time", chain_id "chain_id" }
    TransactionInfo { index "index", hash "hash" or Text }
    ContractInfo { address "address" }
    MessageInfo { sender "sender", funds "funds" }
    Coin { denom "denom", amount "amount" }
    Reply { id "id", payload "payload" or Text, gas_used "gas_used" or Zero, result "result" }
    MsgResponse { type_url "type_url", value "value" }
    Event { ty "type", attributes "attributes" }
    Attribute { key "key", value "value" }
    IbcEndpoint { port_id "port_id", channel_id "channel_id" }
    IbcTimeoutBlock { revision "revision", height "height" }
    IbcPacket { data "data", src "src", dest "dest", sequence "sequence", timeout "timeout" }
    IbcAcknowledgement { data "data" }
    IbcChannel {
        endpoint "endpoint", counterparty_endpoint "counterparty_endpoint", order "order",
        version "version", connection_id "connection_id",
    }
    IbcPacketReceiveMsg { packet "packet", relayer "relayer" }
    IbcPacketAckMsg {
        acknowledgement "acknowledgement", original_packet "original_packet", relayer "relayer",
    }
    IbcPacketTimeoutMsg { packet "packet", relayer "relayer" }
}

#[allow(deprecated)]
mod deprecated {
    use super::*;

    objects! {
        SubMsgResponse { events "events", data "data", msg_responses "msg_responses" or List }
    }
}

/// Reads an object into a tuple: the types of the fields and their names.
macro_rules! parts {
    ($raw:expr, $($ty:ty, $name:literal, $at:tt);*) => {{
        type Parts = ($($ty,)*);
        const PARTS: &[Field] = &[$(Field::of::<$ty>($name, offset_of!(Parts, $at))),*];
        // SAFETY: the table has every field of the tuple.
        unsafe { filled::<Parts>($raw, PARTS, false) }
    }};
}

impl Read for IbcTimeout {
    fn read(raw: &str) -> Result<Self, Error> {
        let parts =
            parts!(raw, Option<IbcTimeoutBlock>, "block", 0; Option<Timestamp>, "timestamp", 1);
        match parts? {
            (Some(block), Some(time)) => Ok(Self::with_both(block, time)),
            (Some(block), None) => Ok(Self::with_block(block)),
            (None, Some(time)) => Ok(Self::with_timestamp(time)),
            (None, None) => Err(error("a timeout without a time", "")),
        }
    }
}

impl Read for IbcOrder {
    fn read(raw: &str) -> Result<Self, Error> {
        let (at, held) = variant(raw, &["ORDER_UNORDERED", "ORDER_ORDERED"])?;
        nothing(held)?;
        Ok(match at {
            0 => Self::Unordered,
            _ => Self::Ordered,
        })
    }
}

/// A step of a handshake: its number, the channel and, where the step has one, the version.
#[inline(never)]
fn step(
    raw: &str,
    names: &[&str],
    versioned: usize,
) -> Result<(usize, IbcChannel, Option<String>), Error> {
    let (at, held) = variant(raw, names)?;
    let held = something(held)?;
    if at == versioned {
        let parts = parts!(held, IbcChannel, "channel", 0; String, "counterparty_version", 1);
        return parts.map(|(channel, version)| (at, channel, Some(version)));
    }
    parts!(held, IbcChannel, "channel", 0).map(|(channel,)| (at, channel, None))
}

impl Read for IbcChannelOpenMsg {
    fn read(raw: &str) -> Result<Self, Error> {
        Ok(match step(raw, &["open_init", "open_try"], 1)? {
            (_, channel, Some(version)) => Self::new_try(channel, version),
            (_, channel, None) => Self::new_init(channel),
        })
    }
}

impl Read for IbcChannelConnectMsg {
    fn read(raw: &str) -> Result<Self, Error> {
        Ok(match step(raw, &["open_ack", "open_confirm"], 0)? {
            (_, channel, Some(version)) => Self::new_ack(channel, version),
            (_, channel, None) => Self::new_confirm(channel),
        })
    }
}

impl Read for IbcChannelCloseMsg {
    fn read(raw: &str) -> Result<Self, Error> {
        let names = ["close_init", "close_confirm"];
        Ok(match step(raw, &names, names.len())? {
            (0, channel, _) => Self::new_init(channel),
            (_, channel, _) => Self::new_confirm(channel),
        })
    }
}

/// `ok` or `error`, and what it holds.
#[inline(never)]
fn result(raw: &str) -> Result<(bool, &str), Error> {
    let (at, held) = variant(raw, &["ok", "error"])?;
    Ok((at == 0, something(held)?))
}

impl Read for SubMsgResult {
    fn read(raw: &str) -> Result<Self, Error> {
        match result(raw)? {
            (true, held) => SubMsgResponse::read(held).map(Self::Ok),
            (false, held) => String::read(held).map(Self::Err),
        }
    }
}

impl<T: Read> Read for ContractResult<T> {
    fn read(raw: &str) -> Result<Self, Error> {
        match result(raw)? {
            (true, held) => T::read(held).map(Self::Ok),
            (false, held) => String::read(held).map(Self::Err),
        }
    }
}

impl<T: Read> Read for SystemResult<T> {
    fn read(raw: &str) -> Result<Self, Error> {
        match result(raw)? {
            (true, held) => T::read(held).map(Self::Ok),
            (false, held) => SystemError::read(held).map(Self::Err),
        }
    }
}

impl Read for SystemError {
    fn read(raw: &str) -> Result<Self, Error> {
        let names = [
            "invalid_request",
            "invalid_response",
            "no_such_contract",
            "no_such_code",
            "unknown",
            "unsupported_request",
        ];
        let (at, held) = variant(raw, &names)?;
        let raw = something(held)?;
        Ok(match at {
            0 => {
                let (error, request) = parts!(raw, String, "error", 0; Binary, "request", 1)?;
                Self::InvalidRequest { error, request }
            }
            1 => {
                let (error, response) = parts!(raw, String, "error", 0; Binary, "response", 1)?;
                Self::InvalidResponse { error, response }
            }
            2 => {
                let (addr,) = parts!(raw, String, "addr", 0)?;
                Self::NoSuchContract { addr }
            }
            3 => {
                let (code_id,) = parts!(raw, u64, "code_id", 0)?;
                Self::NoSuchCode { code_id }
            }
            4 => Self::Unknown {},
            5 => {
                let (kind,) = parts!(raw, String, "kind", 0)?;
                Self::UnsupportedRequest { kind }
            }
            _ => return Err(no_variant()),
        })
    }
}
