//! The configuration: one TOML file for keeper, liquidator, feeder and packets.
//!
//! What must always hold: an unknown key or an impossible value is refused with its line, before
//! any chain is asked; keys are named, never written here.

mod check;
mod lines;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use seawall_chain_client::{ClientConfig, ClientError, KeySource};
use seawall_deploy::file::ChainSpec;
use seawall_deploy::DeploymentFile;
use serde::Deserialize;

use crate::error::{BotError, BotResult};

/// All settings.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The deployment's file, as `seawall deploy` reads it.
    pub deployment: PathBuf,
    /// The deployment's state file; beside the file if not given.
    pub state: Option<PathBuf>,
    /// The key of all chains that have none of their own.
    pub key: Option<KeySource>,
    /// Address of `/metrics` and `/healthz`; none without.
    pub listen: Option<String>,
    /// How the relayer is called in the commands that are printed.
    #[serde(default = "hermes")]
    pub relayer: String,
    /// What is told.
    #[serde(default)]
    pub log: Log,
    /// How transactions are sent.
    #[serde(default)]
    pub sending: Sending,
    /// What differs per chain, by its name in the deployment.
    #[serde(default)]
    pub chains: BTreeMap<String, ChainSettings>,
    /// The keeper.
    #[serde(default)]
    pub keeper: KeeperSettings,
    /// The liquidator.
    #[serde(default)]
    pub liquidator: LiquidatorSettings,
    /// The feeders.
    #[serde(default)]
    pub feed: FeedSettings,
    /// Where it was read from, for messages.
    #[serde(skip)]
    pub path: String,
    /// Its text, for line numbers.
    #[serde(skip)]
    pub text: String,
}

fn hermes() -> String {
    "hermes".into()
}

/// What is told.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: String,
    /// One JSON object per line.
    pub json: bool,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            level: "info".into(),
            json: false,
        }
    }
}

/// How transactions are sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sending {
    /// Steps in one transaction at most.
    pub batch: usize,
    /// A step that was refused rests for so long, twice as long each time. Seconds.
    pub backoff_secs: u64,
    /// It never rests longer. Seconds.
    pub backoff_max_secs: u64,
    /// A transaction that is in no block after this is given up. Seconds.
    pub confirm_secs: u64,
    /// An endpoint that takes longer is passed over. Milliseconds.
    pub timeout_millis: u64,
}

impl Default for Sending {
    fn default() -> Self {
        Self {
            batch: 8,
            backoff_secs: 5,
            backoff_max_secs: 300,
            confirm_secs: 30,
            timeout_millis: 3_000,
        }
    }
}

/// What differs per chain.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChainSettings {
    /// RPC endpoints, best first; those of the deployment if not given.
    pub rpc: Vec<String>,
    /// Its own key.
    pub key: Option<KeySource>,
    /// Fees per hour at most, base units of the gas coin. No limit if not given.
    pub spend_per_hour: Option<u64>,
    /// What a base unit of the gas coin is worth, in USD; gas is not counted if not given.
    pub gas_usd: Option<f64>,
}

/// The keeper.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KeeperSettings {
    /// Everything is read anew after this, whatever events said. Seconds.
    pub reconcile_secs: u64,
    /// Accounts taken by one sweep.
    pub sweep_limit: u32,
    /// A light client that expires within this is warned of. Seconds.
    pub client_warning_secs: u64,
    /// A packet without outcome after this is called stuck. Seconds.
    pub stuck_secs: u64,
    /// `/healthz` is unwell when a chain was last read longer ago. Seconds.
    pub stale_secs: u64,
}

impl Default for KeeperSettings {
    fn default() -> Self {
        Self {
            reconcile_secs: 60,
            sweep_limit: 30,
            client_warning_secs: 86_400,
            stuck_secs: 120,
            stale_secs: 60,
        }
    }
}

/// The liquidator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LiquidatorSettings {
    /// The least it wants to earn on what it pays; negative: it pays for the protocol's safety.
    pub margin: f64,
    /// The least a take must earn after gas, in USD; may be negative.
    pub min_profit_usd: f64,
    /// It has at most so much in use at once, in USD; all it has if not given.
    pub inventory_usd: Option<f64>,
    /// Only these collaterals, by their name at the hub; all if empty.
    pub assets: Vec<String>,
    /// Where prices come from.
    pub price: PriceSettings,
    /// When it takes without money of its own.
    pub flash: Flash,
    /// What the markets of collaterals bear, by name; without end if not given.
    pub depth: BTreeMap<String, DepthSettings>,
    /// Where it can sell in the same transaction.
    pub venues: Vec<VenueSettings>,
}

impl Default for LiquidatorSettings {
    fn default() -> Self {
        Self {
            margin: 0.01,
            min_profit_usd: 0.0,
            inventory_usd: None,
            assets: vec![],
            price: PriceSettings::Oracle { max_age_secs: 600 },
            flash: Flash::WhenShort,
            depth: BTreeMap::new(),
            venues: vec![],
        }
    }
}

/// Where prices come from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "source", rename_all = "snake_case", deny_unknown_fields)]
pub enum PriceSettings {
    /// The hub's own oracle.
    Oracle {
        /// An older price is none. Seconds.
        #[serde(default = "ten_minutes")]
        max_age_secs: u64,
    },
    /// A JSON file that another program keeps: `{"ATOM": {"usd": 3.1, "time": 1700000000}}`.
    File {
        /// The file.
        file: PathBuf,
        /// An older price is none. Seconds.
        #[serde(default = "ten_minutes")]
        max_age_secs: u64,
    },
}

const fn ten_minutes() -> u64 {
    600
}

/// When it takes without money of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flash {
    /// Never.
    Never,
    /// Where its own money does not do.
    WhenShort,
    /// Wherever a venue pays for it.
    Always,
}

/// What the market of a collateral bears.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepthSettings {
    /// Standard deviation of the log price over a day.
    pub sigma_day: f64,
    /// Tokens traded in a day.
    pub daily_volume: f64,
}

/// A pool that a take can be sold to at once.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum VenueSettings {
    /// A constant-product pool that takes from lots by itself.
    ConstantProduct {
        /// Its chain, by name.
        chain: String,
        /// Its contract.
        contract: String,
    },
}

/// The feeders.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FeedSettings {
    /// One key per feeder.
    pub keys: Vec<KeySource>,
    /// Names of assets in price files, with their number at the oracle.
    pub assets: BTreeMap<String, u32>,
    /// The number at the oracle of what prices are in; fed as one.
    pub quote: Option<u32>,
    /// The move at which a feeder publishes.
    pub deviation: f64,
    /// The longest silence of a feeder. Seconds of the prices' time.
    pub heartbeat_secs: u64,
    /// Listings that the last feeder sweeps in its own transaction.
    pub sweep: Vec<u32>,
}

impl Default for FeedSettings {
    fn default() -> Self {
        Self {
            keys: vec![],
            assets: BTreeMap::new(),
            quote: None,
            deviation: 0.005,
            heartbeat_secs: 300,
            sweep: vec![],
        }
    }
}

impl Config {
    /// Reads and checks a file. Paths in it are relative to where the tool runs.
    ///
    /// # Errors
    /// [`BotError::Syntax`] and [`BotError::Field`] with file and line.
    pub fn read(path: &Path) -> BotResult<Self> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|e| BotError::Syntax {
            file: name.clone(),
            reason: e.to_string(),
        })?;
        Self::parse(&name, &text)
    }

    /// Checks a text.
    ///
    /// # Errors
    /// As [`Config::read`].
    pub fn parse(path: &str, text: &str) -> BotResult<Self> {
        let mut config: Self = toml::from_str(text).map_err(|e| BotError::Syntax {
            file: path.into(),
            reason: e.to_string().trim_end().to_string(),
        })?;
        config.path = path.into();
        config.text = text.into();
        check::check(&config)?;
        Ok(config)
    }

    /// Checks what only the deployment knows: names of chains.
    ///
    /// # Errors
    /// [`BotError::Field`] with file and line.
    pub fn fits(&self, file: &DeploymentFile) -> BotResult<()> {
        check::fits(self, file)
    }

    /// What differs for a chain.
    pub fn chain(&self, name: &str) -> ChainSettings {
        self.chains.get(name).cloned().unwrap_or_default()
    }

    /// The key of a chain.
    pub fn key_of(&self, name: &str) -> Option<KeySource> {
        self.chain(name).key.or_else(|| self.key.clone())
    }

    /// How a chain is reached.
    ///
    /// # Errors
    /// [`BotError::Chain`] for a gas price that is none.
    pub fn client(&self, spec: &ChainSpec) -> BotResult<ClientConfig> {
        let failed = |e: ClientError| BotError::chain(&spec.name, e);
        let price = spec.gas_price.parse().map_err(failed)?;
        let own = self.chain(&spec.name).rpc;
        let rpc = if own.is_empty() {
            spec.rpc.clone()
        } else {
            own
        };
        let (id, prefix) = (spec.chain_id.clone(), spec.prefix.clone());
        let mut client = ClientConfig::new(id, prefix, rpc, price);
        client.gas_adjustment = spec.gas_adjustment;
        client.max_gas = spec.max_gas;
        client.timeout = std::time::Duration::from_millis(self.sending.timeout_millis);
        client.inclusion_timeout = std::time::Duration::from_secs(self.sending.confirm_secs);
        Ok(client)
    }

    /// An entry that cannot be used, with its line.
    pub fn wrong(
        &self,
        table: &str,
        key: &str,
        expected: impl ToString,
        actual: impl ToString,
    ) -> BotError {
        let dot = if table.is_empty() { "" } else { "." };
        BotError::Field {
            file: self.path.clone(),
            line: lines::line_of(&self.text, table, key),
            field: format!("{table}{dot}{key}"),
            expected: expected.to_string(),
            actual: actual.to_string(),
        }
    }
}
