//! What happened on the chains: every block's time, every transaction with its messages and events,
//! read from the nodes. What is measured and what is compared stands on this.

use std::collections::BTreeMap;

use anyhow::{bail, Context, Result};
use base64::engine::general_purpose::STANDARD;
use base64::Engine;
use cosmrs::proto::cosmos::tx::v1beta1::{AuthInfo, TxBody, TxRaw};
use cosmrs::tendermint::Time;
use cosmrs::Any;
use prost::Message;
use seawall_localnet::plan::Role;
use seawall_localnet::Localnet;
use serde::de::DeserializeOwned;
use serde::Deserialize;

/// Transactions of one answer, as many as a node gives.
const PAGE: u64 = 100;
/// Headers of one answer, as many as a node gives.
const HEADERS: u64 = 20;
/// A node that takes longer does not answer.
const TIMEOUT_SECS: u64 = 20;

/// A stretch of one chain.
#[derive(Debug, Clone)]
pub struct History {
    /// Times of its blocks by height, nanoseconds since 1970.
    pub blocks: BTreeMap<u64, u64>,
    /// Its transactions in order, also those that failed.
    pub txs: Vec<Tx>,
}

/// A transaction in a block.
#[derive(Debug, Clone)]
pub struct Tx {
    /// The chain.
    pub role: Role,
    /// The block.
    pub height: u64,
    /// Its time, nanoseconds since 1970.
    pub time: u64,
    /// Zero if it succeeded.
    pub code: u32,
    /// Gas used.
    pub gas_used: u64,
    /// What it paid, base units of the gas coin.
    pub fee: u128,
    /// What its sender wrote on it.
    pub memo: String,
    /// Its messages.
    pub messages: Vec<Any>,
    /// Its events in order.
    pub events: Vec<Event>,
}

/// An event of a transaction.
#[derive(Debug, Clone, Deserialize)]
pub struct Event {
    /// Its kind, as the chain writes it.
    #[serde(rename = "type")]
    pub kind: String,
    attributes: Vec<Attribute>,
}

#[derive(Debug, Clone, Deserialize)]
struct Attribute {
    key: String,
    value: Option<String>,
}

impl Event {
    /// The first value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|a| a.key == key)?;
        found.value.as_deref()
    }
}

impl Tx {
    /// Events of a kind.
    pub fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Event> {
        self.events.iter().filter(move |event| event.kind == kind)
    }

    /// What Seawall's contracts told: the name of each event and its data.
    pub fn told(&self) -> Vec<(String, serde_json::Value)> {
        let told = self.of("wasm-seawall").filter_map(|event| {
            let data = serde_json::from_str(event.get("data")?).ok()?;
            Some((event.get("kind")?.to_string(), data))
        });
        told.collect()
    }
}

#[derive(Deserialize)]
struct Answer<T> {
    result: Option<T>,
    error: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Page {
    txs: Vec<Found>,
    total_count: String,
}

#[derive(Deserialize)]
struct Found {
    height: String,
    tx: String,
    tx_result: Outcome,
}

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    code: u32,
    gas_used: String,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Blocks {
    block_metas: Vec<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    header: Header,
}

#[derive(Deserialize)]
struct Header {
    height: String,
    time: String,
}

/// Asks a node's RPC.
pub fn rpc<T: DeserializeOwned>(
    net: &Localnet,
    role: Role,
    method: &str,
    params: &serde_json::Value,
) -> Result<T> {
    let url = &net.chain(role)?.rpc;
    let body = serde_json::json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params});
    let request = minreq::post(url)
        .with_header("Content-Type", "application/json")
        .with_timeout(TIMEOUT_SECS)
        .with_body(body.to_string());
    let response = request
        .send()
        .with_context(|| format!("{method} of {role}"))?;
    let answer: Answer<T> = serde_json::from_slice(response.as_bytes())
        .with_context(|| format!("{method} of {role}"))?;
    match answer.result {
        Some(result) => Ok(result),
        None => bail!("{method} of {role}: {:?}", answer.error),
    }
}

/// Reads a chain from one height to another.
pub fn read(net: &Localnet, role: Role, from: u64, to: u64) -> Result<History> {
    let blocks = blocks(net, role, from, to)?;
    let mut txs = vec![];
    let query = format!("tx.height>={from} AND tx.height<={to}");
    for page in 1u64.. {
        let params = serde_json::json!({
            "query": query, "prove": false, "order_by": "asc",
            "page": page.to_string(), "per_page": PAGE.to_string(),
        });
        let found: Page = rpc(net, role, "tx_search", &params)?;
        let last = found.txs.is_empty();
        for one in found.txs {
            txs.push(tx(role, one, &blocks)?);
        }
        let total: u64 = found.total_count.parse()?;
        if last || page.saturating_mul(PAGE) >= total {
            break;
        }
    }
    Ok(History { blocks, txs })
}

/// The time of a header, nanoseconds since 1970.
fn nanos(time: &str) -> Result<u64> {
    let time = Time::parse_from_rfc3339(time).with_context(|| format!("time {time}"))?;
    Ok(u64::try_from(time.unix_timestamp_nanos())?)
}

fn blocks(net: &Localnet, role: Role, from: u64, to: u64) -> Result<BTreeMap<u64, u64>> {
    let mut times = BTreeMap::new();
    let mut first = from.max(1);
    while first <= to {
        let last = to.min(first.saturating_add(HEADERS).saturating_sub(1));
        let params = serde_json::json!({
            "minHeight": first.to_string(), "maxHeight": last.to_string(),
        });
        let found: Blocks = rpc(net, role, "blockchain", &params)?;
        for Meta { header } in found.block_metas {
            times.insert(header.height.parse()?, nanos(&header.time)?);
        }
        first = last.saturating_add(1);
    }
    Ok(times)
}

fn tx(role: Role, found: Found, blocks: &BTreeMap<u64, u64>) -> Result<Tx> {
    let height: u64 = found.height.parse()?;
    let raw = TxRaw::decode(STANDARD.decode(found.tx)?.as_slice())?;
    let body = TxBody::decode(raw.body_bytes.as_slice())?;
    let auth = AuthInfo::decode(raw.auth_info_bytes.as_slice())?;
    let paid = auth.fee.unwrap_or_default().amount;
    let fee = paid.first().map(|coin| coin.amount.parse());
    Ok(Tx {
        role,
        height,
        time: *blocks.get(&height).context("a block without header")?,
        code: found.tx_result.code,
        gas_used: found.tx_result.gas_used.parse()?,
        fee: fee.transpose()?.unwrap_or_default(),
        memo: body.memo,
        messages: body.messages,
        events: found.tx_result.events,
    })
}
