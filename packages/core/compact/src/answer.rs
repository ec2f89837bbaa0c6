//! What a contract hands to its chain.
//!
//! What must always hold: the same bytes as serde writes, for the messages that contracts here send;
//! any other message is refused, never written wrongly. Called by the entry points on a chain.

use cosmwasm_std::{
    Attribute, BankMsg, Coin, ContractResult, CosmosMsg, Event, Ibc3ChannelOpenResponse,
    IbcBasicResponse, IbcMsg, IbcReceiveResponse, IbcTimeout, IbcTimeoutBlock, ReplyOn, Response,
    SubMsg, WasmMsg,
};

use crate::error::error;
use crate::write::{write_name, write_object, write_variant, write_variant_object};
use crate::{Error, Write};

macro_rules! objects {
    ($($ty:ty { $($field:ident $name:literal),* $(,)? })*) => { $(
        impl Write for $ty {
            fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
                write_object(out, &[$($name),*], &[$(&self.$field),*])
            }
        }
    )* };
}

objects! {
    Response { messages "messages", attributes "attributes", events "events", data "data" }
    IbcBasicResponse { messages "messages", attributes "attributes", events "events" }
    IbcReceiveResponse {
        acknowledgement "acknowledgement", messages "messages", attributes "attributes",
        events "events",
    }
    Ibc3ChannelOpenResponse { version "version" }
    SubMsg {
        id "id", payload "payload", msg "msg", gas_limit "gas_limit", reply_on "reply_on",
    }
    Event { ty "type", attributes "attributes" }
    Attribute { key "key", value "value" }
    Coin { denom "denom", amount "amount" }
    IbcTimeoutBlock { revision "revision", height "height" }
}

impl Write for ReplyOn {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let name = match self {
            Self::Always => "always",
            Self::Error => "error",
            Self::Success => "success",
            Self::Never => "never",
        };
        write_name(out, name)
    }
}

impl Write for IbcTimeout {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        let names = ["block", "timestamp"];
        write_object(out, &names, &[&self.block(), &self.timestamp()])
    }
}

#[inline(never)]
fn no_message() -> Error {
    error("a message of a kind that contracts here do not send", "")
}

impl Write for CosmosMsg {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        match self {
            Self::Bank(msg) => write_variant(out, "bank", msg),
            Self::Ibc(msg) => write_variant(out, "ibc", msg),
            Self::Wasm(msg) => write_variant(out, "wasm", msg),
            _ => Err(no_message()),
        }
    }
}

impl Write for BankMsg {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        match self {
            Self::Send { to_address, amount } => {
                let names = ["to_address", "amount"];
                write_variant_object(out, "send", &names, &[to_address, amount])
            }
            _ => Err(no_message()),
        }
    }
}

impl Write for IbcMsg {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        match self {
            Self::SendPacket {
                channel_id,
                data,
                timeout,
            } => {
                let names = ["channel_id", "data", "timeout"];
                write_variant_object(out, "send_packet", &names, &[channel_id, data, timeout])
            }
            _ => Err(no_message()),
        }
    }
}

impl Write for WasmMsg {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        match self {
            Self::Execute {
                contract_addr,
                msg,
                funds,
            } => {
                let names = ["contract_addr", "msg", "funds"];
                write_variant_object(out, "execute", &names, &[contract_addr, msg, funds])
            }
            _ => Err(no_message()),
        }
    }
}

impl<T: Write> Write for ContractResult<T> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), Error> {
        match self {
            Self::Ok(value) => write_variant(out, "ok", value),
            Self::Err(text) => write_variant(out, "error", text),
        }
    }
}
