//! One end of a link, as far as questions about packets go.

use seawall_chain_client::ClientResult;
use seawall_engine::agents::{FlightSeen, LinkSeen};
use seawall_interfaces::coordinator::{self, ChainResponse};
use seawall_interfaces::outpost::{self, InFlightResponse, LinkResponse};
use seawall_wire::ids::ChainNo;

use crate::access::{ask, Chain};
use crate::packets;
use crate::places::Site;

/// The contracts' word for a question.
const QUESTION: &str = "resolve";

/// One end of a link.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LinkPart {
    /// What it may have to ask. What the other end has stored is not known here.
    pub seen: LinkSeen,
    /// Epoch of the oldest ack stored here.
    pub stored: Option<u32>,
}

/// Reads an outpost's end; `flights` are its packets without outcome.
///
/// # Errors
/// The chain's.
pub async fn of_outpost(
    chain: &dyn Chain,
    site: &Site,
    flights: &[InFlightResponse],
) -> ClientResult<LinkPart> {
    let link: LinkResponse = ask(chain, &site.outpost, &outpost::QueryMsg::Link {}).await?;
    let channel = site.channel.as_deref();
    part(chain, &site.outpost, channel, &link, flights).await
}

/// Reads the hub's end of the link to a chain.
///
/// # Errors
/// The chain's.
pub async fn of_hub(hub: &dyn Chain, coordinator: &str, site: &Site) -> ClientResult<LinkPart> {
    let chain = ChainNo(site.number);
    let question = coordinator::QueryMsg::Chain { chain };
    let found: ChainResponse = ask(hub, coordinator, &question).await?;
    let mut flights = vec![];
    if found.link.in_flight > 0 {
        let question = coordinator::QueryMsg::InFlight {
            chain,
            epoch: None,
            start_after: None,
            limit: Some(30),
        };
        flights = ask(hub, coordinator, &question).await?;
    }
    let channel = site.hub_channel.as_deref();
    part(hub, coordinator, channel, &found.link, &flights).await
}

/// Over a light client that has expired the chain takes nothing; that is asked only when it matters.
async fn part(
    chain: &dyn Chain,
    contract: &str,
    channel: Option<&str>,
    link: &LinkResponse,
    flights: &[InFlightResponse],
) -> ClientResult<LinkPart> {
    let old = link
        .oldest_in_flight
        .is_some_and(|oldest| oldest < link.epoch);
    let works = match channel {
        Some(channel) if old || link.unresolved > 0 => {
            packets::works(chain, &format!("wasm.{contract}"), channel).await?
        }
        _ => true,
    };
    let flight = |f: &InFlightResponse| FlightSeen {
        epoch: f.epoch,
        sequence: f.sequence,
        unresolved: f.unresolved,
        question: f.kind == QUESTION,
    };
    let seen = LinkSeen {
        sends: works && link.sends(),
        epoch: link.epoch,
        flights: flights.iter().map(flight).collect(),
        stored_there: None,
    };
    let stored = link.oldest_receipt;
    Ok(LinkPart { seen, stored })
}
