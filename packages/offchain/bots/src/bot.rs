//! The bots themselves: a block came, so look, decide, send.
//!
//! What must always hold: one step per chain and block, each chain for itself, so that one that does
//! not answer holds up no other; nothing is remembered that cannot be read from the chains again.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use seawall_chain_client::{ClientError, ClientResult, NewBlock};

use crate::config::Config;
use crate::desk::{Desk, Job};
use crate::error::{BotError, BotResult};
use crate::health::Health;
use crate::keeper::Context;
use crate::liquidator::Liquidator;
use crate::metrics::Metrics;
use crate::picture::{self, Follow, News, Picture, SitePart};
use crate::places::{Chains, Places};

/// Which bots run in this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles {
    /// Triggers and cranks.
    pub keeper: bool,
    /// Bids.
    pub liquidator: bool,
}

/// Where the coordinator is, and what assets are called.
#[derive(Debug, Clone, Default)]
pub struct Hub {
    /// The hub's number.
    pub number: u16,
    /// The coordinator.
    pub coordinator: String,
    /// Names of assets by number.
    pub names: BTreeMap<u32, String>,
}

/// All bots of one process: one account and one sequence per chain, one picture.
pub struct Bot {
    roles: Roles,
    hub: Hub,
    chains: Chains,
    desks: BTreeMap<u16, Desk>,
    places: RefCell<Rc<Places>>,
    picture: RefCell<Picture>,
    liquidator: Liquidator,
    config: Config,
    metrics: Arc<Metrics>,
    health: Arc<Health>,
}

impl Bot {
    /// Finds everything that is deployed.
    ///
    /// # Errors
    /// As [`Places::find`].
    pub async fn start(
        config: Config,
        roles: Roles,
        dry_run: bool,
        chains: Chains,
        hub: Hub,
    ) -> BotResult<Self> {
        let places = Places::find(&chains, hub.number, &hub.coordinator, &hub.names).await?;
        let metrics = Arc::new(Metrics::default());
        let mut desks = BTreeMap::new();
        for (number, chain) in &chains {
            let name = places.name(*number);
            let bound = config.chain(&name).spend_per_hour;
            let (chain, sending) = (chain.clone(), &config.sending);
            let desk = Desk::new(&name, chain, sending, bound, dry_run, metrics.clone());
            desks.insert(*number, desk);
        }
        let stale = Duration::from_secs(config.keeper.stale_secs);
        let names = chains.keys().map(|number| places.name(*number));
        let health = Arc::new(Health::new(stale, names));
        for (role, runs) in [("keeper", roles.keeper), ("liquidator", roles.liquidator)] {
            if runs {
                metrics.set("seawall_up", &[("role", role)], 1.0);
            }
        }
        let liquidator = Liquidator::new(&config, &chains, &places, metrics.clone())?;
        Ok(Self {
            roles,
            hub,
            desks,
            places: RefCell::new(Rc::new(places)),
            picture: RefCell::new(Picture::default()),
            liquidator,
            config,
            metrics,
            health,
            chains,
        })
    }

    /// What is counted.
    pub fn metrics(&self) -> Arc<Metrics> {
        self.metrics.clone()
    }

    /// How it is.
    pub fn health(&self) -> Arc<Health> {
        self.health.clone()
    }

    /// What is deployed where.
    pub fn places(&self) -> Rc<Places> {
        self.places.borrow().clone()
    }

    /// The chains.
    pub fn chains(&self) -> &Chains {
        &self.chains
    }

    /// The settings.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The liquidator.
    pub fn liquidator(&self) -> &Liquidator {
        &self.liquidator
    }

    /// The account on a chain.
    pub fn desk(&self, chain: u16) -> Option<&Desk> {
        self.desks.get(&chain)
    }

    /// Looks at the picture.
    pub fn with_picture<R>(&self, look: impl FnOnce(&Picture) -> R) -> R {
        look(&self.picture.borrow())
    }

    /// A chain made a block: books what was sent, looks, decides, sends.
    pub async fn on_block(&self, chain: u16, block: &NewBlock) {
        let Some(desk) = self.desks.get(&chain) else {
            return;
        };
        for finished in desk.settle(block.time).await {
            self.liquidator.book(chain, &finished).await;
        }
        match self.look(chain, desk, block).await {
            Ok(()) => self.health.read(desk.name()),
            Err(error) => self.not_read(desk, &error),
        }
        desk.work(self.jobs(chain, desk).await, block.time).await;
    }

    /// Looks at every chain once, the hub first; decides and sends nothing.
    ///
    /// # Errors
    /// The first chain's that could not be read.
    pub async fn look_once(&self) -> BotResult<()> {
        let hub = self.places().hub;
        let others = self.desks.keys().filter(|n| **n != hub);
        for number in std::iter::once(&hub).chain(others) {
            let Some(desk) = self.desks.get(number) else {
                continue;
            };
            let failed = |e: ClientError| BotError::chain(desk.name(), e);
            let tip = desk.chain().tip().await.map_err(failed)?;
            let block = NewBlock {
                height: tip.height,
                time: tip.time,
                missed: None,
            };
            self.look(*number, desk, &block).await.map_err(failed)?;
        }
        Ok(())
    }

    /// A chain's endpoints do not answer.
    pub fn unreachable(&self, chain: u16) {
        if let Some(desk) = self.desks.get(&chain) {
            let at = [("chain", desk.name())];
            self.metrics.count("seawall_read_failures_total", &at);
            self.endpoints(desk);
        }
    }

    fn endpoints(&self, desk: &Desk) {
        for endpoint in desk.chain().endpoints() {
            let labels = [("chain", desk.name()), ("endpoint", endpoint.url.as_str())];
            let well = endpoint.failures == 0 && !endpoint.resting;
            let up = if well { 1.0 } else { 0.0 };
            self.metrics.set("seawall_endpoint_up", &labels, up);
        }
    }

    /// Waits until what was sent is in a block, or given up.
    pub async fn finish(&self) {
        for (chain, desk) in &self.desks {
            for _ in 0..self.config.sending.confirm_secs {
                if desk.under_way() == 0 {
                    break;
                }
                let Ok(tip) = desk.chain().tip().await else {
                    break;
                };
                for finished in desk.settle(tip.time).await {
                    self.liquidator.book(*chain, &finished).await;
                }
                if desk.under_way() > 0 {
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    async fn jobs(&self, chain: u16, desk: &Desk) -> Vec<Job> {
        let places = self.places();
        let mut jobs = vec![];
        if self.roles.keeper {
            let picture = self.picture.borrow();
            let hub = picture.follows.get(&places.hub);
            let context = Context {
                places: &places,
                picture: &picture,
                chains: &self.chains,
                sweep_limit: self.config.keeper.sweep_limit,
                hub_time: hub.map_or(0, |f| f.time),
                hub_height: hub.map_or(0, |f| f.height),
            };
            jobs = context.jobs(chain);
        }
        if self.roles.liquidator {
            let lots = self.with_picture(|p| p.sites.get(&chain).map(|s| s.lots.clone()));
            let lots = lots.unwrap_or_default();
            // A take earns while it lasts: it goes with the urgent, behind triggers.
            jobs.extend(self.liquidator.jobs(chain, &lots, &places, desk).await);
        }
        jobs
    }

    async fn look(&self, chain: u16, desk: &Desk, block: &NewBlock) -> ClientResult<()> {
        let mut follow = self.follow(chain);
        let ours = self.places().contracts(chain);
        let news = follow.read(desk.chain(), block, &ours).await;
        let labels = |why| [("chain", desk.name()), ("why", why)];
        let age = block.time.saturating_sub(follow.read_all_at);
        let due = age >= self.config.keeper.reconcile_secs;
        if let Some(why) = news.gap {
            self.metrics.count("seawall_gaps_total", &labels(why));
            if follow.read_all_at > 0 {
                tracing::info!(chain = desk.name(), why, "everything is read anew");
            }
        }
        let all = news.gap.is_some() || due || follow.unread;
        let lost = news.gap.is_some() || follow.unread;
        follow.unread = true;
        self.keep(chain, follow.clone());
        self.read(chain, desk, block, &news, all, lost).await?;
        follow.unread = false;
        if all {
            follow.read_all_at = block.time;
        }
        self.keep(chain, follow);
        self.measure(chain, desk, block, all).await;
        Ok(())
    }

    fn follow(&self, chain: u16) -> Follow {
        let picture = self.picture.borrow();
        picture.follows.get(&chain).cloned().unwrap_or_default()
    }

    fn keep(&self, chain: u16, follow: Follow) {
        self.picture.borrow_mut().follows.insert(chain, follow);
    }

    fn not_read(&self, desk: &Desk, error: &ClientError) {
        tracing::warn!(chain = desk.name(), %error, "the picture stays as it was");
        self.metrics
            .count("seawall_read_failures_total", &[("chain", desk.name())]);
    }

    /// Reads what is new, or everything.
    async fn read(
        &self,
        chain: u16,
        desk: &Desk,
        block: &NewBlock,
        news: &News,
        all: bool,
        lost: bool,
    ) -> ClientResult<()> {
        let mut places = self.places();
        if chain == places.hub {
            if all && !places.is_current(desk.chain()).await? {
                self.find_again().await;
                places = self.places();
            }
            self.read_hub(desk, &places, block, (news, all, lost))
                .await?;
        }
        let live = self.with_picture(Picture::is_live);
        let told = |contract: &String| news.contracts.contains(contract);
        let open = self.with_picture(|p| p.hub.open.clone());
        if let Some(site) = places.sites.get(&chain) {
            let new = [&site.house, &site.outpost, &site.vault]
                .into_iter()
                .any(told);
            if all || live || new {
                let part = SitePart::read(desk.chain(), site, &open, block.time).await?;
                self.picture.borrow_mut().sites.insert(chain, part);
            }
        }
        for route in places.routes.values() {
            let number = route.number;
            if route.from == chain && (all || live || told(&route.sender)) {
                let start = picture::read_start(desk.chain(), route).await?;
                self.picture.borrow_mut().starts.insert(number, start);
            }
            if route.to == chain && (all || live || told(&route.receiver) || told(&route.market)) {
                let end = picture::read_end(desk.chain(), &places, route, &open).await?;
                self.picture.borrow_mut().ends.insert(number, end);
            }
        }
        Ok(())
    }

    async fn read_hub(
        &self,
        desk: &Desk,
        places: &Places,
        block: &NewBlock,
        (news, all, lost): (&News, bool, bool),
    ) -> ClientResult<()> {
        let at = places.coordinator.as_str();
        if lost {
            let accounts = picture::read_all_accounts(desk.chain(), at).await?;
            self.picture.borrow_mut().hub.update_accounts(accounts);
        } else {
            let over = self.with_picture(|p| p.hub.expired(block.time));
            let touched = news.accounts.iter().copied().chain(over);
            let accounts = picture::read_accounts(desk.chain(), at, touched).await?;
            self.picture.borrow_mut().hub.update_accounts(accounts);
        }
        let told = news.contracts.contains(at) || news.contracts.contains(&places.oracle);
        let waits = self.with_picture(|p| !p.hub.queue.is_empty() || !p.hub.crossed.is_empty());
        if all || told || waits || self.with_picture(Picture::is_live) {
            let likely = |crossed: &[u32]| self.with_picture(|p| p.hub.candidates(crossed));
            let fresh = picture::read_hub(desk.chain(), places, likely).await?;
            self.picture.borrow_mut().hub.update(fresh, block.time);
        }
        Ok(())
    }

    /// Markets and routes may have been added.
    async fn find_again(&self) {
        let Hub {
            number,
            coordinator,
            names,
        } = &self.hub;
        match Places::find(&self.chains, *number, coordinator, names).await {
            Ok(found) => {
                tracing::info!("the deployment has changed: contracts are found anew");
                *self.places.borrow_mut() = Rc::new(found);
            }
            // A chain that does not answer now changes nothing about what is deployed.
            Err(error) => tracing::debug!(%error, "contracts are taken to be as they were"),
        }
    }

    async fn measure(&self, chain: u16, desk: &Desk, block: &NewBlock, all: bool) {
        let name = desk.name();
        let at = [("chain", name)];
        let set = |metric: &str, value: u64| self.metrics.set(metric, &at, value as f64);
        set("seawall_block_height", block.height);
        set("seawall_block_time_seconds", block.time);
        let lots = self.with_picture(|p| p.sites.get(&chain).map_or(0, |s| s.lots.len()));
        set("seawall_open_lots", lots as u64);
        self.endpoints(desk);
        if chain == self.places().hub {
            self.measure_hub(block);
        }
        if all {
            let denom = desk.chain().gas_denom();
            if let Ok(balance) = desk.chain().balance(desk.chain().me(), denom).await {
                self.metrics
                    .set("seawall_wallet_balance", &at, balance as f64);
            }
            crate::packets::watch(self, chain).await;
        }
    }

    fn measure_hub(&self, block: &NewBlock) {
        let set = |metric: &str, value: u64| self.metrics.set(metric, &[], value as f64);
        self.with_picture(|picture| {
            let hub = &picture.hub;
            let waiting = hub.queue.iter().filter(|q| !q.seen.busy);
            set("seawall_unsafe_accounts", waiting.count() as u64);
            set("seawall_crossed_listings", hub.crossed.len() as u64);
            set("seawall_open_liquidations", hub.open.len() as u64);
            let oldest = hub.queue.iter().filter_map(|q| q.since).min();
            let age = oldest.map_or(0, |since| block.time.saturating_sub(since));
            set("seawall_oldest_unsafe_seconds", age);
        });
    }
}
