//! Messages of the ping contract.

use cosmwasm_std::{Binary, CosmosMsg};
use serde::{Deserialize, Serialize};

/// What a packet tells the receiver to do.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum Play {
    /// Count and acknowledge.
    Ping,
    /// Count and acknowledge with an error: what was written stays.
    OkButErrorAck,
    /// Count, then return an error.
    Fail,
    /// Count, then panic.
    Panic,
    /// Count, then call itself with a message that fails, with nobody listening.
    FailingMessage,
    /// Count; the acknowledgement comes later.
    Later,
    /// Acknowledge with nothing.
    EmptyAck,
    /// Let the reply of a self-call replace the acknowledgement.
    ReplyAck,
    /// Work in a self-call with a gas limit; the reply acknowledges whatever comes of it.
    Guarded(Box<ExecuteMsg>),
}

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(rename_all = "snake_case")]
pub enum ExecuteMsg {
    /// Send a packet; errors of the send are recorded when `careful`.
    Send {
        channel: String,
        play: Play,
        seconds: u64,
        careful: bool,
    },
    /// Send several transfers or packets as plain messages, then fail if asked to.
    Raw { msgs: Vec<CosmosMsg>, fail: bool },
    /// Write the acknowledgement of an earlier packet.
    WriteAck {
        channel: String,
        sequence: u64,
        ack: Binary,
    },
    /// Close a channel on purpose.
    Close { channel: String },
    /// Count.
    Count { name: String },
    /// Count, then fail.
    Fail {},
    /// Count, then panic.
    Panic {},
}

#[derive(Serialize, Deserialize, Clone, Debug)]
#[serde(rename_all = "snake_case")]
pub enum QueryMsg {
    Count { name: String },
    Text { name: String },
    Panic {},
}

/// How the contract treats its own acks and timeouts.
#[derive(Serialize, Deserialize, Clone, Debug, Default)]
pub struct InstantiateMsg {
    pub ack_fails: bool,
    pub callback_fails: bool,
    pub accept_close: bool,
}
