//! What ties the chains: for each pair a connection with its two light clients and one ICS-20
//! channel, made by Hermes.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::hermes::Hermes;
use crate::plan::Role;

/// One end of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// The chain it is on.
    pub chain: Role,
    /// The light client there, of the other chain.
    pub client: String,
    /// The connection there.
    pub connection: String,
    /// The channel of port `transfer` there.
    pub transfer: String,
}

/// The tie between two chains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The end on the first chain of the pair.
    pub a: End,
    /// The end on the second.
    pub b: End,
}

impl Link {
    /// The end on a chain, if the link has one there.
    pub fn end(&self, chain: Role) -> Option<&End> {
        [&self.a, &self.b]
            .into_iter()
            .find(|end| end.chain == chain)
    }
}

/// Ties one pair; both chains must make blocks. Takes about thirty blocks.
pub fn tie(hermes: &Hermes, pair: (Role, Role)) -> Result<Link> {
    let (a, b) = (pair.0.spec().id, pair.1.spec().id);
    let chains = ["create", "channel", "--a-chain", a, "--b-chain", b];
    let ports = ["--a-port", "transfer", "--b-port", "transfer"];
    let kind = ["--channel-version", "ics20-1", "--order", "unordered"];
    let anew = ["--new-client-connection", "--yes"];
    let args = [&chains[..], &ports[..], &kind[..], &anew[..]].concat();
    let result = hermes.run_with(&hermes.pair_config(pair), &args)?;
    parse(&result, pair)
}

/// The link that `hermes create channel` says it has made.
pub fn parse(result: &Value, pair: (Role, Role)) -> Result<Link> {
    Ok(Link {
        a: end(result, "a_side", pair.0)?,
        b: end(result, "b_side", pair.1)?,
    })
}

fn end(result: &Value, side: &str, chain: Role) -> Result<End> {
    let text = |key: &str| {
        let value = result.get(side).and_then(|side| side.get(key));
        let text = value.and_then(Value::as_str).map(str::to_owned);
        text.ok_or_else(|| Error::Unexpected(format!("Hermes names no {side}.{key}: {result}")))
    };
    Ok(End {
        chain,
        client: text("client_id")?,
        connection: text("connection_id")?,
        transfer: text("channel_id")?,
    })
}
