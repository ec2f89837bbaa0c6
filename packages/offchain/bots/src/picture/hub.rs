//! The hub: triggers, the queue of the unsafe, liquidations, certificates.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use seawall_chain_client::ClientResult;
use seawall_engine::agents::Queued;
use seawall_interfaces::coordinator::{
    CertificateResponse, CrossedResponse, HealthResponse, LiquidationResponse, OldestResponse,
    PlanResponse, QueryMsg, QueuedResponse,
};
use seawall_wire::ids::{AccountId, ChainNo};

use super::link::{self, LinkPart};
use super::Looks;
use crate::access::{ask, Chain};
use crate::packets;
use crate::places::Places;

/// Certificates that are over and renewed at one look.
const EXPIRED_MAX: usize = 40;
/// Entries of the queue that are read at one look.
const QUEUE_MAX: usize = 5_000;
/// Accounts near a crossed trigger whose health is asked for before anybody has swept them.
const CANDIDATES_MAX: usize = 20;

/// An account in the queue, or one that belongs there.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// What the keeper decides by.
    pub seen: Queued,
    /// In the queue since, seconds; none if nobody has swept it yet.
    pub since: Option<u64>,
    /// Its health.
    pub health: Option<HealthResponse>,
    /// The chain on which the plan works best.
    pub chain: Option<u16>,
}

/// The hub.
#[derive(Debug)]
pub struct HubPart {
    /// Listings with crossed triggers.
    pub crossed: Vec<u32>,
    /// The queue of the unsafe.
    pub queue: Vec<Waiting>,
    /// Liquidations that are not over.
    pub open: Rc<[LiquidationResponse]>,
    /// Certificates by account.
    pub certificates: BTreeMap<u64, CertificateResponse>,
    /// The hub's ends of links by chain.
    pub links: BTreeMap<u16, LinkPart>,
    /// The oldest of everything that waits.
    pub oldest: OldestResponse,
    /// When it was read, seconds of the hub's time.
    pub read_at: u64,
    /// The look in which the health of an account was asked for last, and the number of looks.
    looks: Looks,
}

impl Default for HubPart {
    fn default() -> Self {
        Self {
            crossed: vec![],
            queue: vec![],
            open: Rc::from(vec![]),
            certificates: BTreeMap::new(),
            links: BTreeMap::new(),
            oldest: nothing_waits(),
            read_at: 0,
            looks: Looks::default(),
        }
    }
}

impl HubPart {
    /// Accounts whose certificate is over.
    pub fn expired(&self, now: u64) -> Vec<u64> {
        let all = self.certificates.iter();
        let over = all.filter(|(_, c)| c.valid_until < now);
        over.map(|(account, _)| *account)
            .take(EXPIRED_MAX)
            .collect()
    }

    /// Puts in what was read.
    pub fn update(&mut self, fresh: Fresh, now: u64) {
        self.crossed = fresh.crossed;
        self.looks.note(fresh.looked, &fresh.queue);
        self.queue = fresh.queue;
        self.open = fresh.open.into();
        self.links = fresh.links;
        self.oldest = fresh.oldest;
        self.read_at = now;
    }

    /// What was looked at so far.
    pub fn looks(&self) -> Looks {
        self.looks.clone()
    }

    /// Puts in what was read of accounts.
    pub fn update_accounts(&mut self, accounts: Vec<(u64, Option<CertificateResponse>)>) {
        for (account, certificate) in accounts {
            match certificate {
                Some(certificate) => self.certificates.insert(account, certificate),
                None => self.certificates.remove(&account),
            };
        }
    }

    /// Accounts that are likely to be beyond a crossed trigger, the likeliest first: they can be
    /// liquidated in the same transaction that sweeps them.
    pub fn candidates(&self, crossed: &[u32]) -> Vec<u64> {
        let mut found = vec![];
        for listing in crossed {
            let mut falling = vec![];
            let mut rising = vec![];
            for (account, certificate) in &self.certificates {
                for (of, is_debt, level) in &certificate.triggers {
                    if of.0 == *listing {
                        let list = if *is_debt { &mut rising } else { &mut falling };
                        list.push((*level, *account));
                    }
                }
            }
            falling.sort_unstable_by(|a, b| b.cmp(a));
            rising.sort_unstable();
            found.extend(falling.into_iter().take(CANDIDATES_MAX));
            found.extend(rising.into_iter().take(CANDIDATES_MAX));
        }
        found.into_iter().map(|(_, account)| account).collect()
    }
}

const fn nothing_waits() -> OldestResponse {
    OldestResponse {
        unsafe_account: None,
        liquidation: None,
        packets: vec![],
    }
}

/// What one look at the hub finds.
#[derive(Debug)]
pub struct Fresh {
    /// Listings with crossed triggers.
    pub crossed: Vec<u32>,
    /// The queue of the unsafe.
    pub queue: Vec<Waiting>,
    /// Liquidations that are not over.
    pub open: Vec<LiquidationResponse>,
    /// The hub's ends of links by chain.
    pub links: BTreeMap<u16, LinkPart>,
    /// The oldest of everything that waits.
    pub oldest: OldestResponse,
    /// Accounts whose health was asked for.
    pub looked: BTreeSet<u64>,
}

/// Reads triggers, queue and liquidations. `candidates` says whom to look at before anybody has
/// swept, `looks` who was looked at before.
///
/// # Errors
/// The chain's.
pub async fn read(
    hub: &dyn Chain,
    places: &Places,
    candidates: impl Fn(&[u32]) -> Vec<u64>,
    looks: &Looks,
) -> ClientResult<Fresh> {
    let at = places.coordinator.as_str();
    let crossed: Vec<CrossedResponse> =
        ask(hub, at, &QueryMsg::Crossed { limit: Some(100) }).await?;
    let crossed: Vec<u32> = crossed.iter().map(|c| c.listing.0).collect();
    let queued = unsafe_queue(hub, at).await?;
    let open = open_liquidations(hub, at).await?;
    let swept = queued.iter().map(|q| (q.account.0, Some(q.since)));
    let others = candidates(&crossed).into_iter().map(|a| (a, None));
    let mut seen = BTreeSet::new();
    let all: Vec<_> = swept
        .chain(others)
        .filter(|(a, _)| seen.insert(*a))
        .collect();
    // One that is being liquidated is asked for as well: the chain that does it may not answer, and
    // another may have collateral of it. The hub says whether there is anything to do.
    let turn = looks.turn(all.iter().map(|(account, _)| *account));
    let (mut works, mut queue) = (BTreeMap::new(), vec![]);
    for (account, since) in all {
        let passed_over = !turn.contains(&account);
        let mut entry = look_at(hub, at, (account, since), passed_over).await?;
        wait_for_client(hub, places, &mut entry, &mut works).await?;
        // One that nobody has swept and that is safe is none of the queue.
        if since.is_some() || entry.seen.liquidatable {
            queue.push(entry);
        }
    }
    // What can lose most goes first.
    queue.sort_by_key(|w| Reverse(w.health.as_ref().map(|h| h.debt)));
    let oldest: OldestResponse = ask(hub, at, &QueryMsg::Oldest {}).await?;
    let mut links = BTreeMap::new();
    for site in places.sites.values() {
        links.insert(site.number, link::of_hub(hub, at, site).await?);
    }
    Ok(Fresh {
        crossed,
        queue,
        open,
        links,
        oldest,
        looked: turn,
    })
}

/// The queue of the unsafe, oldest first.
async fn unsafe_queue(hub: &dyn Chain, at: &str) -> ClientResult<Vec<QueuedResponse>> {
    let mut all: Vec<QueuedResponse> = vec![];
    while all.len() < QUEUE_MAX {
        let question = QueryMsg::Unsafe {
            start_after: all.last().map(|q| (q.since, q.account)),
            limit: Some(100),
        };
        let page: Vec<QueuedResponse> = ask(hub, at, &question).await?;
        all.extend_from_slice(&page);
        if page.len() < 100 {
            break;
        }
    }
    Ok(all)
}

async fn look_at(
    hub: &dyn Chain,
    at: &str,
    (account, since): (u64, Option<u64>),
    passed_over: bool,
) -> ClientResult<Waiting> {
    let mut entry = Waiting {
        seen: Queued {
            account,
            busy: passed_over,
            ..Queued::default()
        },
        since,
        health: None,
        chain: None,
    };
    if passed_over {
        return Ok(entry);
    }
    let id = AccountId(account);
    let health: HealthResponse = ask(hub, at, &QueryMsg::Health { account: id }).await?;
    entry.seen.liquidatable = health.liquidatable;
    entry.seen.obstacle = health.obstacle.is_some();
    if health.liquidatable {
        let question = QueryMsg::Plan {
            account: id,
            chain: None,
        };
        // Where there is no plan after all, the hub chooses.
        let plan: ClientResult<PlanResponse> = ask(hub, at, &question).await;
        entry.chain = plan.ok().map(|p| p.chain.0);
    }
    entry.health = Some(health);
    Ok(entry)
}

/// An order cannot be sent over a light client that has expired: a trigger would be undone at once
/// and cost its fee, in every block. So such an account waits, or is liquidated on another chain.
async fn wait_for_client(
    hub: &dyn Chain,
    places: &Places,
    entry: &mut Waiting,
    works: &mut BTreeMap<u16, bool>,
) -> ClientResult<()> {
    let Some(best) = entry.chain.filter(|_| entry.seen.liquidatable) else {
        return Ok(());
    };
    if reaches(hub, places, best, works).await? {
        return Ok(());
    }
    for other in places.sites.keys().filter(|other| **other != best) {
        if !reaches(hub, places, *other, works).await? {
            continue;
        }
        let question = QueryMsg::Plan {
            account: AccountId(entry.seen.account),
            chain: Some(ChainNo(*other)),
        };
        let plan: ClientResult<PlanResponse> = ask(hub, &places.coordinator, &question).await;
        if plan.is_ok_and(|plan| !plan.lots.is_empty()) {
            entry.chain = Some(*other);
            return Ok(());
        }
    }
    (entry.seen.liquidatable, entry.seen.obstacle) = (false, true);
    Ok(())
}

/// Does the light client work that orders to a chain need? Asked once in a look.
async fn reaches(
    hub: &dyn Chain,
    places: &Places,
    chain: u16,
    works: &mut BTreeMap<u16, bool>,
) -> ClientResult<bool> {
    if let Some(known) = works.get(&chain) {
        return Ok(*known);
    }
    let channel = places
        .sites
        .get(&chain)
        .and_then(|s| s.hub_channel.as_ref());
    let found = match channel {
        Some(channel) => {
            let port = format!("wasm.{}", places.coordinator);
            packets::works(hub, &port, channel).await?
        }
        // On the hub itself there is none.
        None => true,
    };
    works.insert(chain, found);
    Ok(found)
}

async fn open_liquidations(hub: &dyn Chain, at: &str) -> ClientResult<Vec<LiquidationResponse>> {
    let mut all: Vec<LiquidationResponse> = vec![];
    loop {
        let question = QueryMsg::Liquidations {
            start_after: all.last().map(|l| l.liquidation),
            limit: Some(30),
        };
        let page: Vec<LiquidationResponse> = ask(hub, at, &question).await?;
        if page.is_empty() {
            return Ok(all);
        }
        all.extend(page);
    }
}
