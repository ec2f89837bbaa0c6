//! What is deployed where, as the contracts themselves say it.
//!
//! What must always hold: only the coordinator's address is given; outposts, vaults, auction
//! houses, markets, couriers and routes are found from there, so that a market or route that is
//! added later is found too.

use std::collections::BTreeMap;
use std::rc::Rc;

use seawall_chain_client::ClientError;
use seawall_interfaces::coordinator::{
    self, ChainResponse, ListingResponse, RouteKind, RouteSetup,
};
use seawall_interfaces::outpost::{self, LinkSetup};
use seawall_interfaces::{auction_house, courier, market};
use seawall_wire::ids::ListingId;

use crate::access::{ask, Chain};
use crate::error::{BotError, BotResult};

/// Chains by their number at the hub.
pub type Chains = BTreeMap<u16, Rc<dyn Chain>>;

/// One chain's contracts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its number at the hub.
    pub number: u16,
    /// For people.
    pub name: String,
    /// Outpost.
    pub outpost: String,
    /// Vault.
    pub vault: String,
    /// Auction house.
    pub house: String,
    /// Markets by listing.
    pub markets: BTreeMap<u32, String>,
    /// The link's channel at the hub's end; none over a local link or before the handshake.
    pub hub_channel: Option<String>,
    /// The link's channel at this end.
    pub channel: Option<String>,
}

/// The way of the money for one debt from one collateral chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its number.
    pub number: u32,
    /// Where it starts.
    pub from: u16,
    /// Where it ends.
    pub to: u16,
    /// The debt's listing.
    pub debt: u32,
    /// What buyers pay with at the start.
    pub payment: String,
    /// The courier at the start.
    pub sender: String,
    /// The courier at the end; the same one on one chain.
    pub receiver: String,
    /// The market at the end.
    pub market: String,
    /// The debt's coin at the end.
    pub denom: String,
    /// The transfer channel at the start; none on one chain.
    pub channel: Option<String>,
}

/// An asset as it exists on one chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// On this chain.
    pub chain: u16,
    /// Its asset's number.
    pub asset: u32,
    /// Its asset's name; its number if nobody named it.
    pub name: String,
    /// Decimals of the coin.
    pub decimals: u8,
}

/// Everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The hub's number.
    pub hub: u16,
    /// The coordinator.
    pub coordinator: String,
    /// The oracle.
    pub oracle: String,
    /// Chains by number.
    pub sites: BTreeMap<u16, Site>,
    /// Routes by number.
    pub routes: BTreeMap<u32, Route>,
    /// Listings by number.
    pub listings: BTreeMap<u32, Listing>,
    /// Names of assets.
    pub names: BTreeMap<u32, String>,
}

impl Places {
    /// Asks the contracts. `names` are those of assets, by number.
    ///
    /// # Errors
    /// [`BotError::Chain`] names the chain; [`BotError::Contracts`] for what does not fit together.
    pub async fn find(
        chains: &Chains,
        hub: u16,
        coordinator: &str,
        names: &BTreeMap<u32, String>,
    ) -> BotResult<Self> {
        let at_hub = chain(chains, hub)?;
        let failed = |e: ClientError| BotError::chain(at_hub.id(), e);
        let ask_hub = coordinator::QueryMsg::Config {};
        let config: coordinator::ConfigResponse =
            ask(at_hub, coordinator, &ask_hub).await.map_err(failed)?;
        let listed = coordinator::QueryMsg::Chains {};
        let listed: Vec<ChainResponse> = ask(at_hub, coordinator, &listed).await.map_err(failed)?;
        let mut places = Self {
            hub,
            coordinator: coordinator.into(),
            oracle: config.oracle,
            sites: BTreeMap::new(),
            routes: BTreeMap::new(),
            listings: BTreeMap::new(),
            names: names.clone(),
        };
        for entry in listed {
            let site = site(chains, &entry).await?;
            places.sites.insert(site.number, site);
        }
        places.find_listings(at_hub).await.map_err(failed)?;
        let routes = coordinator::QueryMsg::Routes {};
        let routes: Vec<RouteSetup> = ask(at_hub, coordinator, &routes).await.map_err(failed)?;
        for setup in routes {
            let route = places.route(chains, &setup).await?;
            places.routes.insert(route.number, route);
        }
        Ok(places)
    }

    /// Does the hub still list the same chains, routes and listings, over the same links? Only the
    /// hub is asked, so that no other chain can hold this up.
    ///
    /// # Errors
    /// The hub's.
    pub async fn is_current(&self, hub: &dyn Chain) -> Result<bool, ClientError> {
        let at = &self.coordinator;
        let listed: Vec<ChainResponse> = ask(hub, at, &coordinator::QueryMsg::Chains {}).await?;
        let remote = |channel: &Option<String>| channel.clone().filter(|id| id != "local");
        let links = listed
            .iter()
            .map(|c| (c.setup.chain.0, remote(&c.link.channel)));
        let known = self
            .sites
            .values()
            .map(|s| (s.number, s.hub_channel.clone()));
        let routes: Vec<RouteSetup> = ask(hub, at, &coordinator::QueryMsg::Routes {}).await?;
        let question = coordinator::QueryMsg::Listings {
            start_after: None,
            limit: Some(100),
        };
        let listings: Vec<ListingResponse> = ask(hub, at, &question).await?;
        let same = listings.len() == self.listings.len().min(100);
        Ok(same && links.eq(known) && routes.len() == self.routes.len())
    }

    async fn find_listings(&mut self, hub: &dyn Chain) -> Result<(), ClientError> {
        loop {
            let last = self.listings.keys().next_back();
            let question = coordinator::QueryMsg::Listings {
                start_after: last.map(|n| ListingId(*n)),
                limit: Some(100),
            };
            let page: Vec<ListingResponse> = ask(hub, &self.coordinator, &question).await?;
            if page.is_empty() {
                return Ok(());
            }
            for ListingResponse { setup, .. } in page {
                let asset = setup.asset.0;
                let name = self.names.get(&asset).cloned();
                let listing = Listing {
                    chain: setup.chain.0,
                    asset,
                    name: name.unwrap_or_else(|| asset.to_string()),
                    decimals: setup.decimals,
                };
                self.listings.insert(setup.listing.0, listing);
            }
        }
    }

    async fn route(&self, chains: &Chains, setup: &RouteSetup) -> BotResult<Route> {
        let (number, from) = (setup.route.0, setup.from.0);
        let missing = |what: &str| BotError::Contracts {
            what: format!("route {number}"),
            expected: what.into(),
            actual: "none".into(),
        };
        let site = self.sites.get(&from).ok_or_else(|| missing("its chain"))?;
        let start = chain(chains, from)?;
        let failed = |e: ClientError| BotError::chain(start.id(), e);
        let known = auction_house::QueryMsg::Routes {};
        let known: Vec<auction_house::RouteResponse> =
            ask(start, &site.house, &known).await.map_err(failed)?;
        let known = known.into_iter().find(|r| r.route == setup.route);
        let known = known.ok_or_else(|| missing("an entry at the auction house"))?;
        let debt = self.listings.get(&setup.debt.0);
        let to = debt.ok_or_else(|| missing("its debt's listing"))?.chain;
        let end = self.sites.get(&to).ok_or_else(|| missing("its end"))?;
        let at = end.markets.get(&setup.debt.0).cloned();
        let at = at.ok_or_else(|| missing("a market at its end"))?;
        let target = chain(chains, to)?;
        let config: market::ConfigResponse = ask(target, &at, &market::QueryMsg::Config {})
            .await
            .map_err(|e| BotError::chain(target.id(), e))?;
        let (receiver, channel) = match setup.kind {
            RouteKind::Local => (known.courier.clone(), None),
            RouteKind::Direct => {
                let role = courier::QueryMsg::Config {};
                let role: courier::ConfigResponse =
                    ask(start, &known.courier, &role).await.map_err(failed)?;
                match role.role {
                    Some(courier::Role::Sender {
                        channel, receiver, ..
                    }) => (receiver, Some(channel)),
                    _ => return Err(missing("a courier that sends")),
                }
            }
        };
        Ok(Route {
            number,
            from,
            to,
            debt: setup.debt.0,
            payment: known.denom,
            sender: known.courier,
            receiver,
            market: at,
            denom: config.denom,
            channel,
        })
    }

    /// The name of a chain.
    pub fn name(&self, chain: u16) -> String {
        let site = self.sites.get(&chain);
        site.map_or_else(|| chain.to_string(), |site| site.name.clone())
    }

    /// The route from a chain for a debt.
    pub fn route_for(&self, from: u16, debt: u32) -> Option<&Route> {
        let mut routes = self.routes.values();
        routes.find(|r| r.from == from && r.debt == debt)
    }

    /// All contracts of a chain whose events are followed.
    pub fn contracts(&self, chain: u16) -> Vec<String> {
        let mut all = vec![];
        if chain == self.hub {
            all.extend([self.coordinator.clone(), self.oracle.clone()]);
        }
        if let Some(site) = self.sites.get(&chain) {
            all.extend([site.outpost.clone(), site.vault.clone(), site.house.clone()]);
            all.extend(site.markets.values().cloned());
        }
        for route in self.routes.values() {
            all.extend((route.from == chain).then(|| route.sender.clone()));
            all.extend((route.to == chain).then(|| route.receiver.clone()));
        }
        all.sort();
        all.dedup();
        all
    }
}

fn chain(chains: &Chains, number: u16) -> BotResult<&dyn Chain> {
    let found = chains.get(&number).map(|c| &**c);
    found.ok_or_else(|| BotError::Contracts {
        what: format!("chain {number} of the hub"),
        expected: "a chain of the deployment's file".into(),
        actual: "none with this number".into(),
    })
}

async fn site(chains: &Chains, entry: &ChainResponse) -> BotResult<Site> {
    let number = entry.setup.chain.0;
    let at = chain(chains, number)?;
    let outpost = match &entry.setup.link {
        LinkSetup::Local { coordinator } => coordinator.clone(),
        LinkSetup::Ibc {
            counterparty_port, ..
        } => {
            let address = counterparty_port.strip_prefix("wasm.");
            address.unwrap_or(counterparty_port).to_string()
        }
    };
    let failed = |e: ClientError| BotError::chain(&entry.setup.name, e);
    let config: outpost::ConfigResponse = ask(at, &outpost, &outpost::QueryMsg::Config {})
        .await
        .map_err(failed)?;
    let link: outpost::LinkResponse = ask(at, &outpost, &outpost::QueryMsg::Link {})
        .await
        .map_err(failed)?;
    let neighbour = |what: &str, address: Option<String>| {
        address.ok_or_else(|| BotError::Contracts {
            what: format!("{what} of chain {}", entry.setup.name),
            expected: "an address".into(),
            actual: "none: the deployment is not finished".into(),
        })
    };
    let remote = |channel: Option<String>| channel.filter(|id| id != "local");
    Ok(Site {
        number,
        name: entry.setup.name.clone(),
        vault: neighbour("vault", config.vault)?,
        house: neighbour("auction house", config.auction_house)?,
        markets: config.markets.into_iter().map(|(l, m)| (l.0, m)).collect(),
        outpost,
        hub_channel: remote(entry.link.channel.clone()),
        channel: remote(link.channel),
    })
}
