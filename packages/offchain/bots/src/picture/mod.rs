//! The picture that the bots have of all chains.
//!
//! What must always hold: everything in it was read from a chain; a part that could not be read
//! stays as it was and is marked old, it never looks like nothing; events say what to read again,
//! and a gap in their numbers, or heights that nobody told of, make all of it be read again.

mod accounts;
mod follow;
mod hub;
mod link;
mod looks;
mod site;

use std::collections::{BTreeMap, BTreeSet};

use seawall_engine::agents::{KeeperView, LotSeen, RouteSeen};
use seawall_interfaces::auction_house::LotResponse;

pub use accounts::{read_accounts, read_all_accounts};
pub use follow::{Follow, News};
pub use hub::{read as read_hub, Fresh, HubPart, Waiting};
pub use looks::Looks;
pub use site::{read_end, read_start, RouteEnd, RouteStart, SitePart};

use crate::places::Places;

/// What is known of all chains.
#[derive(Debug, Default)]
pub struct Picture {
    /// The hub.
    pub hub: HubPart,
    /// Chains by number.
    pub sites: BTreeMap<u16, SitePart>,
    /// Starts of routes by number.
    pub starts: BTreeMap<u32, RouteStart>,
    /// Ends of routes by number.
    pub ends: BTreeMap<u32, RouteEnd>,
    /// How far the blocks of each chain were followed.
    pub follows: BTreeMap<u16, Follow>,
}

impl Picture {
    /// Does something wait that only time or money on its way will show?
    pub fn is_live(&self) -> bool {
        let lots = self.sites.values().any(|site| !site.lots.is_empty());
        lots || !self.hub.open.is_empty()
    }

    /// All open lots, with their chain.
    pub fn lots(&self) -> impl Iterator<Item = (u16, &LotResponse)> {
        let sites = self.sites.iter();
        sites.flat_map(|(chain, site)| site.lots.iter().map(move |lot| (*chain, lot)))
    }

    /// What the keeper decides from; `now` is the hub's time.
    pub fn view(&self, places: &Places, now: u64) -> KeeperView {
        let lots = self.lots().map(|(chain, lot)| LotSeen {
            chain,
            lot: lot.terms.lot.0,
            takeable: lot.takeable,
        });
        let routes = places.routes.values().map(|route| {
            let start = self.starts.get(&route.number).cloned().unwrap_or_default();
            let end = self.ends.get(&route.number).cloned().unwrap_or_default();
            RouteSeen {
                from: route.from,
                to: route.to,
                route: route.number,
                to_send: start.to_send,
                to_collect: end.to_collect,
                free: end.free,
                owed: !end.owed.is_empty(),
            }
        });
        let mut lost = BTreeSet::new();
        for (chain, site) in &self.sites {
            lost.extend(site.lost.iter().map(|report| (*chain, *report)));
        }
        for (number, end) in &self.ends {
            if let Some(route) = places.routes.get(number) {
                lost.extend(end.lost.iter().map(|report| (route.to, *report)));
            }
        }
        let failed = self.sites.iter();
        let failed = failed
            .flat_map(|(chain, site)| site.failed.iter().map(move |command| (*chain, *command)));
        let due = self.hub.open.iter().filter(|l| l.due);
        let questions = self.sites.iter().flat_map(|(chain, site)| {
            let hub = self.hub.links.get(chain).cloned().unwrap_or_default();
            let (mut ours, mut theirs) = (hub.seen, site.link.seen.clone());
            ours.stored_there = site.link.stored;
            theirs.stored_there = hub.stored;
            let asked = [ours.question(*chain, true), theirs.question(*chain, false)];
            asked.into_iter().flatten()
        });
        KeeperView {
            crossed: self.hub.crossed.clone(),
            queue: self.hub.queue.iter().map(|q| q.seen.clone()).collect(),
            lots: lots.collect(),
            routes: routes.collect(),
            due: due.map(|l| l.liquidation.0).collect(),
            lost: lost.into_iter().collect(),
            expired: !self.hub.expired(now).is_empty(),
            failed_calls: failed.collect(),
            questions: questions.collect(),
        }
    }
}
