//! The liquidator: values lots, takes what pays, says why it leaves the rest.
//!
//! What must always hold: how much of which lot is taken is the engine's decision, the same as in the
//! simulator; a take never costs more than the price that was decided by; money that is on its way
//! in another take is not spent twice; nothing is remembered but what is still under way.

mod book;
mod flash;
mod judge;
pub mod price;
mod quote;
pub mod reason;
pub mod show;
pub mod venue;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use seawall_interfaces::auction_house::{ExecuteMsg, LotResponse};

use crate::access::{Call, Chain};
use crate::config::{Config, LiquidatorSettings, VenueSettings};
use crate::desk::{Desk, Job};
use crate::error::BotResult;
use crate::metrics::Metrics;
use crate::places::{Chains, Places};

pub use judge::{Bid, Judged, Verdict, Way};
use price::Prices;
use reason::Reason;
use venue::{ConstantProduct, Order, Venue};

/// What a take is taken to cost before it was simulated, gas.
const GAS_OF_A_TAKE: u64 = 500_000;

/// The liquidator of one process.
pub struct Liquidator {
    settings: LiquidatorSettings,
    hub: Option<Rc<dyn Chain>>,
    venues: Vec<Box<dyn Venue>>,
    /// USD per base unit of each chain's gas coin.
    gas_usd: BTreeMap<u16, f64>,
    metrics: Arc<Metrics>,
    /// The last reason told of each lot, so that it is told once.
    told: RefCell<BTreeMap<(u16, u64), &'static str>>,
    /// What is expected of takes under way, by the step's key.
    expected: RefCell<BTreeMap<String, Bid>>,
}

impl Liquidator {
    /// A liquidator with these settings.
    ///
    /// # Errors
    /// None yet; venues of unknown chains are refused with the configuration.
    pub fn new(
        config: &Config,
        chains: &Chains,
        places: &Places,
        metrics: Arc<Metrics>,
    ) -> BotResult<Self> {
        let numbers: BTreeMap<String, u16> = places
            .sites
            .values()
            .map(|site| (site.name.clone(), site.number))
            .collect();
        let mut venues: Vec<Box<dyn Venue>> = vec![];
        for VenueSettings::ConstantProduct { chain, contract } in &config.liquidator.venues {
            let found = numbers.get(chain);
            let found = found.and_then(|n| Some((*n, chains.get(n)?.clone())));
            let Some((number, at)) = found else {
                let known: Vec<_> = numbers.keys().map(String::as_str).collect();
                let expected = format!("one of the chains {}", known.join(", "));
                return Err(config.wrong("liquidator.venues", "chain", expected, chain));
            };
            venues.push(Box::new(ConstantProduct::new(number, at, contract)));
        }
        let gas_usd = numbers.iter().filter_map(|(name, number)| {
            let usd = config.chain(name).gas_usd?;
            Some((*number, usd))
        });
        Ok(Self {
            settings: config.liquidator.clone(),
            hub: chains.get(&places.hub).cloned(),
            venues,
            gas_usd: gas_usd.collect(),
            metrics,
            told: RefCell::new(BTreeMap::new()),
            expected: RefCell::new(BTreeMap::new()),
        })
    }

    /// Prices of all assets now.
    pub async fn prices(&self, places: &Places) -> Prices {
        let Some(hub) = &self.hub else {
            return Prices::new();
        };
        let now = hub.tip().await.map(|tip| tip.time).unwrap_or(u64::MAX);
        price::read(&self.settings.price, &**hub, places, now).await
    }

    /// What to bid on the open lots of a chain.
    pub async fn jobs(
        &self,
        chain: u16,
        lots: &[LotResponse],
        places: &Places,
        desk: &Desk,
    ) -> Vec<Job> {
        if lots.is_empty() {
            self.told.borrow_mut().retain(|(on, _), _| *on != chain);
            return vec![];
        }
        let judged = self.judge(chain, lots, places, desk).await;
        let mut jobs = vec![];
        for one in judged {
            match one.verdict {
                Verdict::Take(bid) => {
                    let Some(job) = self.bid(chain, &one.lot, &bid, places, desk) else {
                        continue;
                    };
                    tracing::debug!(
                        chain,
                        lot = one.lot.terms.lot.0,
                        payment = bid.payment,
                        profit = bid.profit,
                        "worth taking"
                    );
                    self.expected.borrow_mut().insert(job.key.clone(), bid);
                    jobs.push(job);
                }
                Verdict::Leave(reason) => self.tell(chain, one.lot.terms.lot.0, &reason),
            }
        }
        jobs
    }

    /// Tells a reason once.
    fn tell(&self, chain: u16, lot: u64, reason: &Reason) {
        let word = reason.word();
        let before = self.told.borrow_mut().insert((chain, lot), word);
        if before != Some(word) {
            self.metrics
                .count("seawall_skips_total", &[("reason", word)]);
            tracing::info!(chain, lot, %reason, "left alone");
        }
    }

    fn bid(
        &self,
        chain: u16,
        lot: &LotResponse,
        bid: &Bid,
        places: &Places,
        desk: &Desk,
    ) -> Option<Job> {
        let house = &places.sites.get(&chain)?.house;
        let id = lot.terms.lot;
        let me = desk.chain().me();
        let (call, how) = match &bid.way {
            Way::Inventory => {
                let take = ExecuteMsg::Take {
                    lot: id,
                    want: bid.want.into(),
                    price_limit: lot.price,
                    receiver: None,
                    callback: None,
                };
                let call = Call::new(house, &take).paying(bid.payment, &lot.payment_denom);
                (call, "take")
            }
            Way::Venue { number, min_out } => {
                let venue = self.venues.get(*number)?;
                let order = Order {
                    house: house.clone(),
                    lot: id,
                    want: bid.want.into(),
                    price_limit: lot.price,
                    min_out: *min_out,
                    receiver: me.into(),
                };
                (venue.take(&order), "flash_take")
            }
        };
        Some(Job {
            key: format!("take lot {id}"),
            urgent: true,
            kind: how,
            what: format!("take {} of lot {id} for {}", bid.want, bid.payment),
            calls: vec![call],
        })
    }
}
