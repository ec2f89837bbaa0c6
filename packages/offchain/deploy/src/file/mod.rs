//! The deployment file: everything that is to be, in one TOML text.
//!
//! What must always hold: an unknown key is refused with its line; amounts and ratios are text or
//! whole numbers, never floats; chains are called by their name in the file.

mod check;
mod lines;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cosmwasm_std::{Decimal, Uint128};
use seawall_chain_client::KeySource;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{CollateralSetup, Params};
use seawall_interfaces::courier::Quota;
use seawall_interfaces::market::Terms;
use seawall_interfaces::oracle::AssetParams;
use seawall_kit::timelock::TimeLockConfig;
use serde::{Deserialize, Serialize};

use crate::error::{DeployError, DeployResult};

/// Everything that is to be.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeploymentFile {
    /// Names the deployment in labels and addresses; 1 to 24 of `a-z 0-9 -`. Never changes.
    pub name: String,
    /// The hub's id, in every packet. Never changes.
    pub hub_id: u32,
    /// The chain that runs coordinator and oracle.
    pub hub: String,
    /// Where the list of compiled contracts is.
    #[serde(default = "artifacts")]
    pub artifacts: PathBuf,
    /// Where the compiled contracts are.
    #[serde(default = "wasm")]
    pub wasm: PathBuf,
    /// All chains, the hub among them.
    pub chains: Vec<ChainSpec>,
    /// IBC links between the hub and the other chains.
    #[serde(default)]
    pub links: Vec<LinkSpec>,
    /// ICS-20 channels that routes use.
    #[serde(default)]
    pub transfers: Vec<TransferSpec>,
    /// The oracle.
    pub oracle: OracleSpec,
    /// Parameters of liquidations.
    pub params: Params,
    /// Assets with their prices.
    pub assets: Vec<AssetSpec>,
    /// Collateral listings.
    pub collaterals: Vec<CollateralSpec>,
    /// Debt listings with their markets.
    pub debts: Vec<DebtSpec>,
    /// Routes of the money.
    pub routes: Vec<RouteSpec>,
    /// Where it was read from, for messages.
    #[serde(skip)]
    pub path: String,
    /// Its text, for line numbers.
    #[serde(skip)]
    pub text: String,
}

fn artifacts() -> PathBuf {
    "schema/artifacts.json".into()
}

fn wasm() -> PathBuf {
    "target/wasm".into()
}

/// One chain.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainSpec {
    /// Its name in this file and for people at the hub.
    pub name: String,
    /// Its number at the hub. Never changes.
    pub number: u16,
    /// Its chain id.
    pub chain_id: String,
    /// Prefix of its addresses.
    pub prefix: String,
    /// RPC endpoints, best first.
    pub rpc: Vec<String>,
    /// gRPC endpoint, for the relayer's configuration.
    pub grpc: Option<String>,
    /// Price of gas, like `0.025usea`.
    pub gas_price: String,
    /// Gas limit over simulated gas.
    #[serde(default = "gas_adjustment")]
    pub gas_adjustment: Decimal,
    /// No transaction may cost more gas.
    #[serde(default = "max_gas")]
    pub max_gas: u64,
    /// The deployer's key; not needed with `deployer` alone when everything is signed elsewhere.
    pub key: Option<KeySource>,
    /// The deployer's address: checked against the key, or the multisig's.
    pub deployer: Option<String>,
    /// Who owns the contracts in the end.
    pub owner: String,
    /// The owner's key, when this tool is to take the second step of the handover too.
    pub owner_key: Option<KeySource>,
    /// Who may pause.
    pub guardian: String,
    /// Who may migrate; the owner by default, nobody if empty.
    pub admin: Option<String>,
    /// The outpost.
    pub outpost: OutpostSpec,
    /// The auction house.
    pub auction_house: AuctionHouseSpec,
    /// For the relayer's configuration.
    #[serde(default)]
    pub relayer: RelayerSpec,
}

fn gas_adjustment() -> Decimal {
    Decimal::percent(130)
}

const fn max_gas() -> u64 {
    60_000_000
}

/// The outpost of a chain.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutpostSpec {
    /// Gas set apart for the work of one received packet.
    pub receive_gas: u64,
    /// How long a packet to the hub may travel, seconds.
    pub timeout_secs: u64,
    /// Rebate of one relayed message.
    pub rebate: Option<DenomAmount>,
}

/// The auction house of a chain. Never changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuctionHouseSpec {
    /// Seconds per block of the chain.
    pub block_seconds: Decimal,
    /// A lot closes unsold when the chain stood still for longer, seconds.
    pub halt_slack_secs: u64,
    /// Fees wait this long for a deficit, seconds.
    pub fee_hold_secs: u64,
}

/// What the relayer's configuration needs to know besides.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RelayerSpec {
    /// The relayer's key in its own key store.
    pub key_name: String,
    /// A header may be this old, below the unbonding time. Seconds.
    pub trusting_period_secs: u64,
    /// The longest expected time of a block, as the chain's IBC parameters say. Seconds.
    pub max_block_time_secs: u64,
    /// The largest transaction, gas.
    pub max_gas: u64,
}

impl Default for RelayerSpec {
    fn default() -> Self {
        Self {
            key_name: "relayer".into(),
            trusting_period_secs: 14 * 86_400,
            max_block_time_secs: 30,
            max_gas: 60_000_000,
        }
    }
}

/// The link between the hub and another chain. Its connections never change.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkSpec {
    /// The other chain; the hub itself for the local link.
    pub chain: String,
    /// The connection at the other chain's end; none for the local link.
    pub connection: Option<String>,
    /// The connection at the hub's end; none for the local link.
    pub hub_connection: Option<String>,
    /// How long a packet from the hub may travel, seconds.
    pub timeout_secs: u64,
    /// Measured one-way delay, seconds.
    pub delay_secs: u64,
    /// Debt that may rest on this chain's collateral, whole dollars.
    pub exposure_max: Decimal,
}

/// An ICS-20 channel between two chains.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferSpec {
    /// One chain.
    pub a: String,
    /// The channel at that end.
    pub a_channel: String,
    /// The other chain.
    pub b: String,
    /// The channel at the other end.
    pub b_channel: String,
}

/// The oracle.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OracleSpec {
    /// How long loosening changes and new feeds wait.
    pub time_lock: TimeLockConfig,
}

/// An asset with its price.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssetSpec {
    /// Its number.
    pub number: u32,
    /// For people.
    pub name: String,
    /// Collateral of all its listings together, whole tokens.
    pub collateral_max: Uint128,
    /// Debt that open lots of all its listings together may be to repay, whole dollars.
    pub in_flight_max: Decimal,
    /// How its price is made.
    pub price: AssetParams,
    /// Addresses on the hub that feed it.
    pub feeders: Vec<String>,
}

/// A collateral listing.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollateralSpec {
    /// Its number.
    pub listing: u32,
    /// Its asset.
    pub asset: u32,
    /// Its chain.
    pub chain: String,
    /// The coin.
    pub denom: String,
    /// Decimals of the coin.
    pub decimals: u8,
    /// No deposit is smaller, base units.
    pub min_deposit: Uint128,
    /// Thresholds and limits.
    pub terms: CollateralSetup,
}

/// A debt listing with its market.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebtSpec {
    /// Its number.
    pub listing: u32,
    /// Its asset.
    pub asset: u32,
    /// Its chain.
    pub chain: String,
    /// The coin.
    pub denom: String,
    /// Decimals of the coin.
    pub decimals: u8,
    /// All debt of this listing, base units.
    pub cap: Uint128,
    /// Smallest debt, base units.
    pub min_debt: Uint128,
    /// Terms of the market.
    pub terms: Terms,
    /// The debt side's insurance pool.
    pub pool: PoolSpec,
}

/// An insurance pool. Never changes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolSpec {
    /// How long an unstake waits, seconds.
    pub cooldown_secs: u64,
    /// How long it may be finished after that, seconds.
    pub window_secs: u64,
    /// Largest share of one payout.
    pub payout_max: Decimal,
}

/// The way of the money for one debt listing from one collateral chain.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteSpec {
    /// Its number.
    pub number: u32,
    /// The collateral chain.
    pub from: String,
    /// The debt listing.
    pub debt: u32,
    /// What buyers pay with; derived from the transfer channel when the debt's coin is native to
    /// its chain.
    pub payment_denom: Option<String>,
    /// How long a transfer may take, seconds.
    pub timeout_secs: u64,
    /// At most so much per window.
    pub quota: Option<Quota>,
    /// The collateral side's insurance pool.
    pub pool: PoolSpec,
}

impl DeploymentFile {
    /// Reads and checks a file. Paths in it are relative to where the tool runs.
    ///
    /// # Errors
    /// [`DeployError::Io`], [`DeployError::Syntax`] and [`DeployError::Field`] with file and line.
    pub fn read(path: &Path) -> DeployResult<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| DeployError::io(path, e))?;
        Self::parse(&path.display().to_string(), &text)
    }

    /// Checks a text.
    ///
    /// # Errors
    /// As [`DeploymentFile::read`].
    pub fn parse(path: &str, text: &str) -> DeployResult<Self> {
        let mut file: Self = toml::from_str(text).map_err(|e| {
            let before = e.span().and_then(|span| text.get(..span.start));
            let line = before.map(|before| before.lines().count().max(1));
            let within = before.is_some_and(|before| !before.is_empty() && !before.ends_with('\n'));
            let line = line.map(|n| if within { n } else { n.saturating_add(1) });
            let words = line.and_then(|line| text.lines().nth(line.saturating_sub(1)));
            let words: String = words.unwrap_or_default().trim().chars().take(120).collect();
            DeployError::Syntax {
                file: line.map_or(path.into(), |line| format!("{path}:{line}")),
                reason: format!("{} in: {words}", e.message().trim_end()),
            }
        })?;
        file.path = path.into();
        file.text = text.into();
        check::check(&file)?;
        Ok(file)
    }

    /// The chain of this name; the file has been checked to name only chains that it has.
    pub fn chain(&self, name: &str) -> Option<&ChainSpec> {
        self.chains.iter().find(|chain| chain.name == name)
    }

    /// The debt of this listing.
    pub fn debt(&self, listing: u32) -> Option<&DebtSpec> {
        self.debts.iter().find(|debt| debt.listing == listing)
    }

    /// The transfer channel from one chain to another: (id here, id there).
    pub fn transfer(&self, from: &str, to: &str) -> Option<(&str, &str)> {
        self.transfers.iter().find_map(|t| match () {
            () if t.a == from && t.b == to => Some((t.a_channel.as_str(), t.b_channel.as_str())),
            () if t.b == from && t.a == to => Some((t.b_channel.as_str(), t.a_channel.as_str())),
            () => None,
        })
    }

    /// What buyers pay with at the start of a route.
    pub fn payment_denom(&self, route: &RouteSpec) -> Option<String> {
        let debt = self.debt(route.debt)?;
        if let Some(denom) = &route.payment_denom {
            return Some(denom.clone());
        }
        if debt.chain == route.from {
            return Some(debt.denom.clone());
        }
        let (here, _) = self.transfer(&route.from, &debt.chain)?;
        Some(voucher(&format!("transfer/{here}/{}", debt.denom)))
    }

    /// All names of chains with their numbers.
    pub fn numbers(&self) -> BTreeMap<&str, u16> {
        self.chains
            .iter()
            .map(|c| (c.name.as_str(), c.number))
            .collect()
    }
}

/// The coin that stands for this trace: `ibc/` and its hash.
pub fn voucher(trace: &str) -> String {
    use sha2::Digest;
    let hash = sha2::Sha256::digest(trace.as_bytes());
    let hex: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("ibc/{hex}")
}
