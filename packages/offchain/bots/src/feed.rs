//! Real bars to the oracle, as feeders would bring them.
//!
//! What must always hold: when a feeder speaks is the engine's decision; prices of one moment are
//! said by all feeders that have something to say; one feeder's failure stops no other.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::{Duration, Instant};

use cosmwasm_std::Decimal;
use futures_util::future::join_all;
use seawall_chain_client::ClientError;
use seawall_deploy::DeploymentFile;
use seawall_engine::agents::{Feeder, FeederAction};
use seawall_engine::prices::{asset_of, read_file, Market, Series};
use seawall_engine::scenario::Oracle;
use seawall_interfaces::coordinator;
use seawall_interfaces::oracle::{ExecuteMsg, Submission};
use seawall_wire::ids::{AssetId, ListingId};

use crate::access::{ask, Call, Chain, RpcChain};
use crate::config::{Config, FeedSettings};
use crate::error::{BotError, BotResult};
use crate::run;

/// Prices are looked at this often.
const TICK: Duration = Duration::from_secs(1);
/// Accounts taken by a sweep in a feeder's own transaction.
const SWEEP_LIMIT: u32 = 30;

/// What is fed, and how fast.
#[derive(Debug, Clone)]
pub struct Feed {
    /// Files of bars.
    pub prices: Vec<PathBuf>,
    /// The asset of a file whose name does not say it.
    pub asset: Option<String>,
    /// Seconds of the prices per second of the clock.
    pub speed: u64,
    /// Nothing is sent.
    pub dry_run: bool,
}

/// One feeder: its decisions, and the account that says them.
pub struct Voice {
    feeder: Feeder,
    settings: Oracle,
    number: u32,
    chain: Rc<dyn Chain>,
    said_at: u64,
}

/// Where prices go.
#[derive(Debug, Clone)]
pub struct Target {
    /// The oracle.
    pub oracle: String,
    /// The coordinator, for sweeps.
    pub coordinator: String,
    /// Numbers at the oracle of the market's assets, in its order; the last is the quote's.
    pub assets: Vec<Option<u32>>,
    /// Listings swept by the last feeder.
    pub sweep: Vec<u32>,
}

impl Voice {
    /// The `number`th of `count` feeders.
    pub fn new(number: u32, count: u32, settings: &FeedSettings, chain: Rc<dyn Chain>) -> Self {
        let settings = Oracle {
            feeders: count,
            late_seconds: 0,
            deviation: settings.deviation,
            heartbeat_seconds: settings.heartbeat_secs,
        };
        Self {
            feeder: Feeder::new(number, &settings),
            settings,
            number,
            chain,
            said_at: 0,
        }
    }

    /// Says what there is to say in a block of the market. Says how many prices it said.
    ///
    /// # Errors
    /// The chain's; what was not said is said again.
    pub async fn speak(
        &mut self,
        market: &Market,
        block: u64,
        target: &Target,
    ) -> Result<usize, ClientError> {
        let now = self.chain.tip().await?.time;
        if now <= self.said_at {
            // The hub takes one word per second of its time.
            return Ok(0);
        }
        let words = self.feeder.words(market, block, 0);
        let of = |action: FeederAction| {
            let FeederAction::Publish { asset, price } = action;
            let number = (*target.assets.get(asset)?)?;
            Some(Submission {
                asset: AssetId(number),
                price: decimal(price)?,
                observed_at: now,
            })
        };
        let prices: Vec<Submission> = words.into_iter().filter_map(of).collect();
        if prices.is_empty() {
            return Ok(0);
        }
        let count = prices.len();
        let mut calls = vec![Call::new(&target.oracle, &ExecuteMsg::Submit { prices })];
        if self.number.saturating_add(1) == self.settings.feeders {
            calls.extend(target.sweep.iter().map(|listing| {
                let sweep = coordinator::ExecuteMsg::Sweep {
                    listing: ListingId(*listing),
                    limit: SWEEP_LIMIT,
                };
                Call::new(&target.coordinator, &sweep)
            }));
        }
        match self.chain.submit(&calls).await {
            Ok(_) => {
                self.said_at = now;
                Ok(count)
            }
            Err(error) => {
                // What it thinks it said, nobody heard.
                self.feeder = Feeder::new(self.number, &self.settings);
                Err(error)
            }
        }
    }
}

fn decimal(price: f64) -> Option<Decimal> {
    let text = format!("{price:.18}");
    text.parse().ok().filter(|d: &Decimal| !d.is_zero())
}

/// The market of these files, a block per tick.
///
/// # Errors
/// [`BotError::Input`] with file and line.
pub fn market(feed: &Feed) -> BotResult<Market> {
    let bad = |e: &dyn ToString| BotError::Input(e.to_string());
    let one = |file: &PathBuf| -> BotResult<Series> {
        let asset = asset_of(file).or_else(|| feed.asset.clone());
        let asset = asset.ok_or_else(|| {
            let name = file.display();
            BotError::Input(format!("{name} does not say its asset: --asset NAME"))
        })?;
        read_file(file, &asset).map_err(|e| bad(&e))
    };
    let series: BotResult<Vec<Series>> = feed.prices.iter().map(one).collect();
    Market::align(&series?, feed.speed.max(1)).map_err(|e| bad(&e))
}

/// Numbers at the oracle of a market's assets, and of what its prices are in.
///
/// # Errors
/// [`BotError::Field`] for an asset that nobody knows.
pub fn assets(
    config: &Config,
    file: &DeploymentFile,
    market: &Market,
) -> BotResult<Vec<Option<u32>>> {
    let named: BTreeMap<&str, u32> = file
        .assets
        .iter()
        .map(|a| (a.name.as_str(), a.number))
        .collect();
    let mut numbers = vec![];
    for asset in &market.assets {
        let own = config.feed.assets.get(&asset.name).copied();
        let number = own.or_else(|| named.get(asset.name.as_str()).copied());
        let known: Vec<_> = named.keys().copied().collect();
        let number = number.ok_or_else(|| {
            let expected = format!(
                "an entry for {}, or one of {}",
                asset.name,
                known.join(", ")
            );
            config.wrong("feed", "assets", expected, "none")
        })?;
        numbers.push(Some(number));
    }
    numbers.push(config.feed.quote.or_else(|| named.get("USD").copied()));
    Ok(numbers)
}

/// Feeds to the end of the prices. Says how many prices were said.
///
/// # Errors
/// What keeps it from starting.
pub fn run(path: &Path, feed: &Feed) -> BotResult<String> {
    let config = Config::read(path)?;
    run::log(&config.log);
    let market = market(feed)?;
    run::runtime()?.block_on(async {
        let connected = run::connect(&config, run::Keys::Optional, "").await?;
        let file = &connected.file;
        let hub = file.chain(&file.hub).cloned();
        let hub = hub.ok_or_else(|| BotError::Input("the deployment has no hub".into()))?;
        let count = u32::try_from(config.feed.keys.len()).unwrap_or(u32::MAX);
        if count == 0 {
            return Err(config.wrong("feed", "keys", "one key per feeder", "none"));
        }
        let mut voices = vec![];
        for (number, key) in (0u32..).zip(&config.feed.keys) {
            let chain = RpcChain::new(config.client(&hub)?, Some(key), "seawall feed");
            let chain = chain.map_err(|e| BotError::chain(&hub.name, e))?;
            voices.push(Voice::new(number, count, &config.feed, Rc::new(chain)));
        }
        let coordinator = connected.hub.coordinator.clone();
        let at_hub = connected.chains.get(&hub.number).cloned();
        let at_hub = at_hub.ok_or_else(|| BotError::Input("the hub is not connected".into()))?;
        let question = coordinator::QueryMsg::Config {};
        let answer: coordinator::ConfigResponse = ask(&*at_hub, &coordinator, &question)
            .await
            .map_err(|e| BotError::chain(&hub.name, e))?;
        let target = Target {
            oracle: answer.oracle,
            coordinator,
            assets: assets(&config, file, &market)?,
            sweep: config.feed.sweep.clone(),
        };
        let said = play(&market, &mut voices, &target, feed).await;
        Ok(format!(
            "{said} prices said in {} blocks of prices",
            market.blocks
        ))
    })
}

async fn play(market: &Market, voices: &mut [Voice], target: &Target, feed: &Feed) -> usize {
    let start = Instant::now();
    let mut said = 0usize;
    loop {
        let block = start.elapsed().as_secs();
        if block >= market.blocks {
            return said;
        }
        let prices: Vec<String> = market
            .assets
            .iter()
            .enumerate()
            .map(|(at, asset)| {
                let price = market.price(at, block).unwrap_or_default();
                format!("{} {price:.6}", asset.name)
            })
            .collect();
        if feed.dry_run {
            tracing::info!(block, ?prices, "dry run: would say");
        } else {
            let spoken = voices
                .iter_mut()
                .map(|voice| voice.speak(market, block, target));
            for answer in join_all(spoken).await {
                match answer {
                    Ok(count) => said = said.saturating_add(count),
                    Err(error) => tracing::warn!(block, %error, "a feeder was not heard"),
                }
            }
            tracing::info!(block, of = market.blocks, ?prices, said, "prices");
        }
        let next = TICK.saturating_mul(u32::try_from(block.saturating_add(1)).unwrap_or(u32::MAX));
        tokio::time::sleep(next.saturating_sub(start.elapsed())).await;
    }
}
