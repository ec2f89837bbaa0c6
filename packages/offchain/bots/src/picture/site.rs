//! A connected chain: open lots, calls to try again, and the money of routes at both ends.

use seawall_chain_client::ClientResult;
use seawall_engine::agents::Lost;
use seawall_interfaces::auction_house::{self, LotLife, LotResponse};
use seawall_interfaces::coordinator::LiquidationResponse;
use seawall_interfaces::{courier, market, outpost};
use seawall_wire::ids::{LotId, RouteId};

use super::link::{self, LinkPart};
use crate::access::{ask, Chain};
use crate::packets;
use crate::places::{Places, Route, Site};

/// The hub's word for a report that is under way.
const REPORT: &str = "report";

/// A connected chain.
#[derive(Debug, Default)]
pub struct SitePart {
    /// Open lots with their price of now.
    pub lots: Vec<LotResponse>,
    /// Commands whose last call at a neighbour failed.
    pub failed: Vec<u64>,
    /// Is a report to the hub under way?
    pub reporting: bool,
    /// Closed lots that the hub takes for open, while no report is under way and one can be sent.
    pub lost: Vec<Lost>,
    /// The outpost's end of the link.
    pub link: LinkPart,
    /// When it was read, seconds of the chain's time.
    pub read_at: u64,
}

/// Where a route starts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RouteStart {
    /// May be sent now, base units.
    pub to_send: u128,
}

/// Where a route ends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RouteEnd {
    /// At the courier, base units.
    pub to_collect: u128,
    /// Booked by the market and not used, base units.
    pub free: u128,
    /// Lots that wait for money here.
    pub owed: Vec<u64>,
    /// Credits that the hub never heard of, while no report is under way and one can be sent.
    pub lost: Vec<Lost>,
}

impl SitePart {
    /// Reads the chain's contracts. `open` are the hub's liquidations.
    ///
    /// # Errors
    /// The chain's.
    pub async fn read(
        chain: &dyn Chain,
        site: &Site,
        open: &[LiquidationResponse],
        now: u64,
    ) -> ClientResult<Self> {
        let lots = open_lots(chain, &site.house).await?;
        let question = outpost::QueryMsg::FailedCalls {
            start_after: None,
            limit: Some(20),
        };
        let failed: Vec<outpost::FailedCallResponse> = ask(chain, &site.outpost, &question).await?;
        let flying = flying(chain, &site.outpost).await?;
        let reporting = reporting(&flying);
        let link = link::of_outpost(chain, site, &flying).await?;
        let mut lost = vec![];
        let here = open.iter().filter(|l| l.chain.0 == site.number);
        let believed = here.flat_map(|l| &l.lots).filter(|t| t.closed.is_none());
        for track in believed {
            if reporting || lots.iter().any(|lot| lot.terms.lot == track.lot) {
                continue;
            }
            if is_closed(chain, &site.house, track.lot).await? {
                lost.push(Lost::Lot { lot: track.lot.0 });
            }
        }
        if !lost.is_empty() && !reports(chain, site).await? {
            lost.clear();
        }
        Ok(Self {
            lots,
            failed: failed.iter().map(|f| f.command.0).collect(),
            reporting,
            lost,
            link,
            read_at: now,
        })
    }
}

async fn open_lots(chain: &dyn Chain, house: &str) -> ClientResult<Vec<LotResponse>> {
    let mut all: Vec<LotResponse> = vec![];
    loop {
        let question = auction_house::QueryMsg::OpenLots {
            start_after: all.last().map(|lot| lot.terms.lot),
            limit: Some(100),
        };
        let page: Vec<LotResponse> = ask(chain, house, &question).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}

async fn is_closed(chain: &dyn Chain, house: &str, lot: LotId) -> ClientResult<bool> {
    let found: ClientResult<LotResponse> =
        ask(chain, house, &auction_house::QueryMsg::Lot { lot }).await;
    match found {
        Ok(lot) => Ok(matches!(lot.life, LotLife::Closed(_))),
        // It is on its way: the order has not come yet.
        Err(seawall_chain_client::ClientError::Query { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Can a report be sent? Over a light client that has expired the chain takes none, and the call
/// would cost its fee in every block.
async fn reports(chain: &dyn Chain, site: &Site) -> ClientResult<bool> {
    match &site.channel {
        Some(channel) => packets::works(chain, &format!("wasm.{}", site.outpost), channel).await,
        None => Ok(true),
    }
}

fn reporting(flying: &[outpost::InFlightResponse]) -> bool {
    flying.iter().any(|f| f.kind == REPORT && !f.unresolved)
}

/// Packets of the outpost without outcome, the oldest first.
async fn flying(chain: &dyn Chain, outpost: &str) -> ClientResult<Vec<outpost::InFlightResponse>> {
    let question = outpost::QueryMsg::InFlight {
        epoch: None,
        start_after: None,
        limit: Some(100),
    };
    ask(chain, outpost, &question).await
}

/// Reads what waits where a route starts.
///
/// # Errors
/// The chain's.
pub async fn read_start(chain: &dyn Chain, route: &Route) -> ClientResult<RouteStart> {
    if route.channel.is_none() {
        return Ok(RouteStart::default());
    }
    let status: courier::StatusResponse =
        ask(chain, &route.sender, &courier::QueryMsg::Status {}).await?;
    Ok(RouteStart {
        to_send: status.sendable.u128(),
    })
}

/// Reads what waits where a route ends. `open` are the hub's liquidations.
///
/// # Errors
/// The chain's.
pub async fn read_end(
    chain: &dyn Chain,
    places: &Places,
    route: &Route,
    open: &[LiquidationResponse],
) -> ClientResult<RouteEnd> {
    let to_collect = chain.balance(&route.receiver, &route.denom).await?;
    let question = market::QueryMsg::RouteMoney {
        route: RouteId(route.number),
    };
    let money: market::RouteMoneyResponse = ask(chain, &route.market, &question).await?;
    let mut end = RouteEnd {
        to_collect,
        free: money.arrived.saturating_sub(money.used).u128(),
        ..RouteEnd::default()
    };
    let mut unheard = vec![];
    for liquidation in open.iter().filter(|l| l.chain.0 == route.from) {
        let lots = liquidation.lots.iter().filter(|t| t.debt.0 == route.debt);
        for track in lots.filter(|t| t.proceeds > t.credited) {
            let question = market::QueryMsg::Settlement { lot: track.lot };
            let found: ClientResult<market::SettlementResponse> =
                ask(chain, &route.market, &question).await;
            let settlement = match found {
                Ok(settlement) => settlement,
                // The hub's order has not come yet.
                Err(seawall_chain_client::ClientError::Query { .. }) => continue,
                Err(error) => return Err(error),
            };
            let credited = settlement.credit.credited;
            if settlement.proceeds > credited {
                end.owed.push(track.lot.0);
            }
            if credited > track.credited {
                unheard.push(Lost::Credit {
                    listing: route.debt,
                    account: liquidation.account.0,
                    lot: track.lot.0,
                });
            }
        }
    }
    let site = places.sites.get(&route.to);
    if let Some(site) = site.filter(|_| !unheard.is_empty()) {
        if !reporting(&flying(chain, &site.outpost).await?) && reports(chain, site).await? {
            end.lost = unheard;
        }
    }
    Ok(end)
}
