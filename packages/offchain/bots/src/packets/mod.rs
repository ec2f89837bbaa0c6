//! Packets without an outcome and light clients that grow old: what is on its way, what is stuck,
//! and the relayer's command that clears it.
//!
//! What must always hold: a packet is reported by the channel end that sent it; nothing is called
//! stuck whose age is not known, except where its light client no longer works.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use seawall_chain_client::{ClientError, ClientResult};
use seawall_interfaces::outpost::InFlightResponse;
use seawall_interfaces::{coordinator, outpost};
use seawall_wire::ids::ChainNo;
use serde_json::{json, Value};

use crate::access::{ask, Chain};
use crate::bot::Bot;
use crate::config::Config;
use crate::places::{Chains, Places};

mod clients;

use clients::{client_of, ACTIVE};
pub use clients::{clients, works, Client};

/// The port of ICS-20.
const TRANSFER: &str = "transfer";

/// The chain at the other end is not waited for longer.
const PEER_WAITS: Duration = Duration::from_secs(1);
/// Of so many packets at one end the age is looked up, where no contract knows it.
const LOOKED_UP_MAX: usize = 20;

/// One end of a channel that packets are sent from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// On this chain.
    pub chain: u16,
    /// Its port.
    pub port: String,
    /// Its id.
    pub channel: String,
    /// The chain at the other end.
    pub peer: u16,
}

/// A packet without an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet {
    /// Sent from here.
    pub end: End,
    /// Its sequence.
    pub sequence: u64,
    /// What it says, in one word.
    pub kind: String,
    /// Seconds since it was sent, where its contract or the node knows.
    pub age: Option<u64>,
    /// Why it has no outcome.
    pub reason: String,
    /// Is it stuck?
    pub stuck: bool,
    /// The relayer's command that clears it.
    pub command: String,
}

/// All ends of channels on a chain that carry Seawall's packets and money.
pub fn ends(places: &Places, chain: u16) -> Vec<End> {
    let mut ends = vec![];
    let hub = places.hub;
    for site in places.sites.values() {
        if chain == hub {
            ends.extend(site.hub_channel.clone().map(|channel| End {
                chain,
                port: format!("wasm.{}", places.coordinator),
                channel,
                peer: site.number,
            }));
        }
        if chain == site.number {
            ends.extend(site.channel.clone().map(|channel| End {
                chain,
                port: format!("wasm.{}", site.outpost),
                channel,
                peer: hub,
            }));
        }
    }
    for route in places.routes.values().filter(|r| r.from == chain) {
        let end = route.channel.clone().map(|channel| End {
            chain,
            port: TRANSFER.into(),
            channel,
            peer: route.to,
        });
        ends.extend(end.filter(|end| !ends.contains(end)));
    }
    ends
}

/// Packets of one end without an outcome. The configuration says which are stuck, and how the
/// relayer is called.
///
/// # Errors
/// The chain's.
pub async fn of_end(
    places: &Places,
    chains: &Chains,
    end: &End,
    config: &Config,
) -> ClientResult<Vec<Packet>> {
    let stuck_secs = config.keeper.stuck_secs;
    let Some(chain) = chains.get(&end.chain) else {
        return Ok(vec![]);
    };
    let sequences = chain.without_outcome(&end.port, &end.channel).await?;
    if sequences.is_empty() {
        return Ok(vec![]);
    }
    let records = records(places, &**chain, end).await?;
    let now = chain.tip().await?.time;
    let here = chain.channel(&end.port, &end.channel).await?;
    let client = client_of(&**chain, &end.port, &end.channel).await?;
    let dead = client.filter(|(_, c, _)| c.status != ACTIVE);
    let unreceived = match (&here, chains.get(&end.peer)) {
        (Some(here), Some(peer)) => {
            let (port, id) = (here.peer_port.as_str(), here.peer_id.as_str());
            // The other chain may not answer; what is known here is told all the same.
            let asked = peer.unreceived(port, id, sequences.clone());
            let answer = tokio::time::timeout(PEER_WAITS, asked).await;
            answer.ok().and_then(Result::ok)
        }
        _ => None,
    };
    let mut sent: BTreeMap<u64, u64> = records.iter().map(|(n, r)| (*n, r.sent_at)).collect();
    let unknown = sequences.iter().filter(|n| !records.contains_key(n));
    for sequence in unknown.take(LOOKED_UP_MAX) {
        // A node that indexes no transactions does not know; then the age is not known.
        let found = chain.sent_at(&end.port, &end.channel, *sequence).await;
        sent.extend(found.ok().flatten().map(|at| (*sequence, at)));
    }
    let packet = |sequence: u64| {
        let record = records.get(&sequence);
        let age = sent.get(&sequence).map(|at| now.saturating_sub(*at));
        let received = unreceived.as_ref().map(|list| !list.contains(&sequence));
        let broken = dead
            .as_ref()
            .map(|(id, c, _)| format!("light client {id} is {}", c.status));
        Packet {
            end: end.clone(),
            sequence,
            kind: record.map_or_else(|| TRANSFER.into(), |r| r.kind.clone()),
            age,
            stuck: broken.is_some() || age.is_some_and(|age| age >= stuck_secs),
            reason: broken.unwrap_or_else(|| reason(record, received, now)),
            command: command(&config.relayer, chain.id(), end, sequence),
        }
    };
    Ok(sequences.into_iter().map(packet).collect())
}

fn reason(record: Option<&InFlightResponse>, received: Option<bool>, now: u64) -> String {
    if record.is_some_and(|r| r.unresolved) {
        return "its acknowledgement is of no known kind".into();
    }
    let over = record
        .and_then(|r| r.timeout_at)
        .is_some_and(|at| now >= at);
    match received {
        Some(true) => "received; its acknowledgement was not brought back".into(),
        Some(false) if over => "timed out; nobody has proven it".into(),
        Some(false) => "not received".into(),
        None => "the other chain does not answer".into(),
    }
}

/// The relayer's command that brings a packet to its end.
pub fn command(relayer: &str, chain_id: &str, end: &End, sequence: u64) -> String {
    let End { port, channel, .. } = end;
    format!(
        "{relayer} clear packets --chain {chain_id} --port {port} --channel {channel} \
         --packet-sequences {sequence}"
    )
}

/// What the contract at this end keeps of its packets, by sequence.
async fn records(
    places: &Places,
    chain: &dyn Chain,
    end: &End,
) -> ClientResult<BTreeMap<u64, InFlightResponse>> {
    if end.port == TRANSFER {
        return Ok(BTreeMap::new());
    }
    let mut all: BTreeMap<u64, InFlightResponse> = BTreeMap::new();
    loop {
        // Of the channel in use: those of older ones have the same numbers, and no relayer helps.
        let start_after = Some(all.keys().next_back().copied().unwrap_or_default());
        let epoch = None;
        let limit = Some(100);
        let page: Vec<InFlightResponse> = if end.port.ends_with(&places.coordinator) {
            let question = coordinator::QueryMsg::InFlight {
                chain: ChainNo(end.peer),
                epoch,
                start_after,
                limit,
            };
            ask(chain, &places.coordinator, &question).await?
        } else {
            let outpost = end.port.trim_start_matches("wasm.");
            let question = outpost::QueryMsg::InFlight {
                epoch,
                start_after,
                limit,
            };
            ask(chain, outpost, &question).await?
        };
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page.into_iter().map(|record| (record.sequence, record)));
    }
}

/// Measures packets and light clients of a chain, and warns ahead of time.
pub async fn watch(bot: &Bot, number: u16) {
    if let Err(error) = try_to_watch(bot, number).await {
        tracing::debug!(chain = number, %error, "packets and light clients were not read");
    }
}

async fn try_to_watch(bot: &Bot, number: u16) -> Result<(), ClientError> {
    let (places, metrics) = (bot.places(), bot.metrics());
    let settings = &bot.config().keeper;
    let name = places.name(number);
    for client in clients(&places, bot.chains(), number).await? {
        let labels = [("chain", name.as_str()), ("client", client.id.as_str())];
        let Some(left) = client.expires_in else {
            continue;
        };
        metrics.set("seawall_client_expiry_seconds", &labels, left as f64);
        let warn = i64::try_from(settings.client_warning_secs).unwrap_or(i64::MAX);
        if client.status != ACTIVE || left < 0 {
            tracing::error!(
                chain = name,
                client = client.id,
                of = client.of,
                status = client.status,
                "light client has expired: funds behind it are blocked \
                until governance replaces it"
            );
        } else if left < warn {
            tracing::warn!(
                chain = name,
                client = client.id,
                of = client.of,
                seconds = left,
                "light client expires soon: run the relayer, or `hermes update client`"
            );
        }
    }
    for end in ends(&places, number) {
        let packets = of_end(&places, bot.chains(), &end, bot.config()).await?;
        let labels = [("chain", name.as_str()), ("channel", end.channel.as_str())];
        metrics.set(
            "seawall_packets_without_outcome",
            &labels,
            packets.len() as f64,
        );
        let oldest = packets.iter().filter_map(|p| p.age).max().unwrap_or(0);
        metrics.set("seawall_packet_oldest_seconds", &labels, oldest as f64);
        for packet in packets.iter().filter(|p| p.stuck) {
            tracing::warn!(
                chain = name,
                channel = end.channel,
                sequence = packet.sequence,
                reason = packet.reason,
                command = packet.command,
                "packet is stuck"
            );
        }
    }
    Ok(())
}

/// A table for people.
pub fn table(places: &Places, packets: &[Packet], clients: &[Client]) -> String {
    let mut out = String::new();
    for p in packets {
        let (from, to) = (places.name(p.end.chain), places.name(p.end.peer));
        let age = p
            .age
            .map_or("age unknown".into(), |age| format!("{age} s old"));
        let mark = if p.stuck { "STUCK" } else { "under way" };
        let _ = writeln!(
            out,
            "{mark}: {from} {} -> {to}, packet {} ({}), {age}: {}\n    {}",
            p.end.channel, p.sequence, p.kind, p.reason, p.command
        );
    }
    if packets.is_empty() {
        out.push_str("No packet waits.\n");
    }
    for c in clients {
        let left = match c.expires_in {
            Some(left) if left >= 0 => format!("expires in {left} s"),
            Some(left) => format!("expired {} s ago", left.unsigned_abs()),
            None => "the chain does not say when it expires".into(),
        };
        let (on, of) = (places.name(c.chain), &c.of);
        let _ = writeln!(out, "client {} on {on} of {of}: {}, {left}", c.id, c.status);
    }
    out.trim_end().to_string()
}

/// The same for programs: `packets` and `clients`, with the chains' names.
pub fn json(places: &Places, packets: &[Packet], clients: &[Client]) -> Value {
    let packet = |p: &Packet| {
        json!({
            "chain": places.name(p.end.chain), "to": places.name(p.end.peer),
            "port": p.end.port, "channel": p.end.channel, "sequence": p.sequence,
            "kind": p.kind, "age": p.age, "stuck": p.stuck, "reason": p.reason,
            "command": p.command,
        })
    };
    let client = |c: &Client| {
        json!({
            "chain": places.name(c.chain), "id": c.id, "of": c.of, "status": c.status,
            "expires_in": c.expires_in,
        })
    };
    let packets: Vec<Value> = packets.iter().map(packet).collect();
    let clients: Vec<Value> = clients.iter().map(client).collect();
    json!({ "packets": packets, "clients": clients })
}
