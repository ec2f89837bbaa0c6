//! How long each light client has to live.
//!
//! A client that is not updated for its trusting period expires, and only a vote revives it: what
//! travels over its connection stands still. So the time left is shown, and watched.

use prost::Message;
use serde::Serialize;

use crate::error::{Error, Result};
use crate::links::{End, Link};
use crate::plan::Role;
use crate::rpc::{now_ms, Rpc};

/// The health of one light client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClientHealth {
    /// The chain it is on.
    pub chain: Role,
    /// Its id there.
    pub client: String,
    /// The chain it follows.
    pub follows: Role,
    /// What the chain says: `Active`, `Expired`, `Frozen`.
    pub status: String,
    /// The last height of the other chain that it knows.
    pub height: u64,
    /// Its trusting period, seconds.
    pub trusting_secs: u64,
    /// Seconds until it expires unless it is updated; 0 when it has.
    pub expires_in_secs: u64,
}

/// The clients of a link, one on each chain; `rpc` gives the RPC of a chain.
pub fn of_link(link: &Link, rpc: impl Fn(Role) -> Rpc) -> Vec<Result<ClientHealth>> {
    let ends = [(&link.a, link.b.chain), (&link.b, link.a.chain)];
    ends.map(|(end, follows)| health(&rpc(end.chain), end, follows))
        .into()
}

/// Asks a chain for the health of one of its clients.
pub fn health(rpc: &Rpc, end: &End, follows: Role) -> Result<ClientHealth> {
    let client = || end.client.clone();
    let state: StateAnswer = ask(rpc, "ClientState", &ClientRequest { client: client() })?;
    let state: ClientState = inner(state.state, &end.client)?;
    let request = ConsensusRequest {
        client: client(),
        latest: true,
    };
    let consensus: ConsensusAnswer = ask(rpc, "ConsensusState", &request)?;
    let consensus: ConsensusState = inner(consensus.state, &end.client)?;
    let status: StatusAnswer = ask(rpc, "ClientStatus", &ClientRequest { client: client() })?;
    let trusting = state.trusting.unwrap_or_default();
    let known = consensus.timestamp.unwrap_or_default();
    let expires = trusting.millis().saturating_add(known.millis());
    Ok(ClientHealth {
        chain: end.chain,
        client: client(),
        follows,
        status: status.status,
        height: state.latest.unwrap_or_default().height,
        trusting_secs: trusting.millis() / 1000,
        expires_in_secs: expires.saturating_sub(now_ms()) / 1000,
    })
}

fn ask<A: Message + Default>(rpc: &Rpc, method: &str, request: &impl Message) -> Result<A> {
    let path = format!("/ibc.core.client.v1.Query/{method}");
    let bytes = rpc.abci_query(&path, &request.encode_to_vec())?;
    A::decode(bytes.as_slice()).map_err(|e| Error::Unexpected(format!("{path}: {e}")))
}

fn inner<T: Message + Default>(any: Option<Any>, client: &str) -> Result<T> {
    let bytes = any.unwrap_or_default().value;
    T::decode(bytes.as_slice()).map_err(|e| Error::Unexpected(format!("{client}: {e}")))
}

// The few messages of ibc-go that are needed, by the numbers of their fields.

#[derive(Clone, PartialEq, Message)]
struct Any {
    #[prost(bytes = "vec", tag = "2")]
    value: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct ClientRequest {
    #[prost(string, tag = "1")]
    client: String,
}

#[derive(Clone, PartialEq, Message)]
struct ConsensusRequest {
    #[prost(string, tag = "1")]
    client: String,
    #[prost(bool, tag = "4")]
    latest: bool,
}

#[derive(Clone, PartialEq, Message)]
struct StateAnswer {
    #[prost(message, optional, tag = "1")]
    state: Option<Any>,
}

#[derive(Clone, PartialEq, Message)]
struct ConsensusAnswer {
    #[prost(message, optional, tag = "1")]
    state: Option<Any>,
}

#[derive(Clone, PartialEq, Message)]
struct StatusAnswer {
    #[prost(string, tag = "1")]
    status: String,
}

#[derive(Clone, PartialEq, Message)]
struct ClientState {
    #[prost(message, optional, tag = "3")]
    trusting: Option<Moment>,
    #[prost(message, optional, tag = "7")]
    latest: Option<Height>,
}

#[derive(Clone, PartialEq, Message)]
struct ConsensusState {
    #[prost(message, optional, tag = "1")]
    timestamp: Option<Moment>,
}

/// Both a duration and a time since 1970.
#[derive(Clone, PartialEq, Message)]
struct Moment {
    #[prost(int64, tag = "1")]
    seconds: i64,
    #[prost(int32, tag = "2")]
    nanos: i32,
}

impl Moment {
    fn millis(&self) -> u64 {
        let seconds = u64::try_from(self.seconds).unwrap_or_default();
        let nanos = u64::try_from(self.nanos).unwrap_or_default();
        seconds
            .saturating_mul(1000)
            .saturating_add(nanos / 1_000_000)
    }
}

#[derive(Clone, PartialEq, Message)]
struct Height {
    #[prost(uint64, tag = "2")]
    height: u64,
}
