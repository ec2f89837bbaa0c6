//! Light clients: which of them a chain's channels stand on, whether they work, when they expire.

use std::collections::BTreeMap;

use seawall_chain_client::ibc::LightClient;
use seawall_chain_client::ClientResult;

use super::{ends, End, PEER_WAITS, TRANSFER};
use crate::access::Chain;
use crate::places::{Chains, Places};

/// What a chain says of a light client that works.
pub(super) const ACTIVE: &str = "Active";

/// A light client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// On this chain.
    pub chain: u16,
    /// Its id.
    pub id: String,
    /// The chain that it follows.
    pub of: String,
    /// In the chain's words.
    pub status: String,
    /// Seconds until it expires; below zero: since it did. None where the chain does not say.
    pub expires_in: Option<i64>,
}

/// The light client below a channel end, with the time of the latest header that it knows.
pub(super) async fn client_of(
    chain: &dyn Chain,
    port: &str,
    id: &str,
) -> ClientResult<Option<(String, LightClient, Option<u64>)>> {
    let Some(channel) = chain.channel(port, id).await? else {
        return Ok(None);
    };
    let Some(connection) = chain.connection(&channel.connection).await? else {
        return Ok(None);
    };
    let found = chain.light_client(&connection.client).await?;
    Ok(found.map(|(client, time)| (connection.client, client, time)))
}

/// Does the light client below a channel end work?
///
/// # Errors
/// The chain's.
pub async fn works(chain: &dyn Chain, port: &str, id: &str) -> ClientResult<bool> {
    let client = client_of(chain, port, id).await?;
    Ok(client.is_none_or(|(_, client, _)| client.status == ACTIVE))
}

/// The ends of transfer channels on a chain where money of routes arrives: nothing of ours is sent
/// from them, but what is sent to them needs their light clients. What the chain at the start of a
/// route does not tell now is left out.
async fn arrivals(places: &Places, chains: &Chains, number: u16) -> Vec<End> {
    let mut found = vec![];
    for route in places.routes.values().filter(|r| r.to == number) {
        let (Some(from), Some(channel)) = (chains.get(&route.from), &route.channel) else {
            continue;
        };
        let asked = tokio::time::timeout(PEER_WAITS, from.channel(TRANSFER, channel)).await;
        let Some(start) = asked.ok().and_then(Result::ok).flatten() else {
            continue;
        };
        found.push(End {
            chain: number,
            port: start.peer_port,
            channel: start.peer_id,
            peer: route.from,
        });
    }
    found
}

/// The light clients that a chain's channels stand on.
///
/// # Errors
/// The chain's.
pub async fn clients(places: &Places, chains: &Chains, number: u16) -> ClientResult<Vec<Client>> {
    let Some(chain) = chains.get(&number) else {
        return Ok(vec![]);
    };
    let now = chain.tip().await?.time;
    let mut all: BTreeMap<String, Client> = BTreeMap::new();
    let arrivals = arrivals(places, chains, number).await;
    for end in ends(places, number).into_iter().chain(arrivals) {
        let Some((id, client, time)) = client_of(&**chain, &end.port, &end.channel).await? else {
            continue;
        };
        let until = time.map(|t| t.saturating_add(client.trusting_period_secs));
        let signed = |seconds: u64| i64::try_from(seconds).unwrap_or(i64::MAX);
        let entry = Client {
            chain: number,
            id: id.clone(),
            of: client.chain_id,
            status: client.status,
            expires_in: until.map(|until| signed(until).saturating_sub(signed(now))),
        };
        all.insert(id, entry);
    }
    Ok(all.into_values().collect())
}
