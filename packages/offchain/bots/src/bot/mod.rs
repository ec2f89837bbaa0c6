//! The bots themselves: a block came, so look, decide, send.
//!
//! What must always hold: one step per chain and block, each chain for itself, so that one that does
//! not answer holds up no other; nothing is remembered that cannot be read from the chains again.

mod look;
mod measure;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use seawall_chain_client::{ClientError, NewBlock};

use crate::config::Config;
use crate::desk::{Desk, Job};
use crate::error::{BotError, BotResult};
use crate::health::Health;
use crate::keeper::Context;
use crate::liquidator::Liquidator;
use crate::metrics::Metrics;
use crate::picture::Picture;
use crate::places::{Chains, Places};
use crate::server::Served;

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
    /// Finds everything that is deployed; what it counts and how it is goes to `served`.
    ///
    /// # Errors
    /// As [`Places::find`].
    pub async fn start(
        config: Config,
        roles: Roles,
        dry_run: bool,
        chains: Chains,
        hub: Hub,
        served: Served,
    ) -> BotResult<Self> {
        let Served { metrics, health } = served;
        let places = Places::find(&chains, hub.number, &hub.coordinator, &hub.names).await?;
        let mut desks = BTreeMap::new();
        for (number, chain) in &chains {
            let name = places.name(*number);
            let bound = config.chain(&name).spend_per_hour;
            let (chain, sending) = (chain.clone(), &config.sending);
            let desk = Desk::new(&name, chain, sending, bound, dry_run, metrics.clone());
            desks.insert(*number, desk);
        }
        health.expect(chains.keys().map(|number| places.name(*number)));
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
}
