//! What the three chains are: ids, address prefixes, coins, ports. Data, known before anything runs.
//!
//! The chains differ on purpose in prefix, gas coin and decimals: an address validated on the wrong
//! chain or an amount read with the wrong decimals fails here and not at a user's.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Which chain.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the coordinator and the price oracle.
    Hub,
    /// Holds collateral.
    Collateral,
    /// Lends.
    Debt,
}

impl Role {
    /// All of them, the hub first.
    pub const ALL: [Self; 3] = [Self::Hub, Self::Collateral, Self::Debt];

    /// The pairs that are tied by a connection and a transfer channel.
    pub const PAIRS: [(Self, Self); 3] = [
        (Self::Hub, Self::Collateral),
        (Self::Hub, Self::Debt),
        (Self::Collateral, Self::Debt),
    ];

    /// Its name in files, logs and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Collateral => "collateral",
            Self::Debt => "debt",
        }
    }

    /// What this chain is.
    pub const fn spec(self) -> &'static ChainSpec {
        match self {
            Self::Hub => &HUB,
            Self::Collateral => &COLLATERAL,
            Self::Debt => &DEBT,
        }
    }

    const fn index(self) -> u16 {
        match self {
            Self::Hub => 0,
            Self::Collateral => 1,
            Self::Debt => 2,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A coin of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coin {
    /// The base denom.
    pub denom: &'static str,
    /// How a person calls a whole token.
    pub symbol: &'static str,
    /// Base units per token: ten to this power.
    pub decimals: u32,
    /// What every account has at the start, whole tokens.
    pub funded: u128,
}

/// What one chain is.
#[derive(Debug, PartialEq, Eq)]
pub struct ChainSpec {
    /// The chain id.
    pub id: &'static str,
    /// The prefix of its addresses.
    pub prefix: &'static str,
    /// Its coins; the first pays for gas and is staked.
    pub coins: &'static [Coin],
    /// The gas price that its node demands and its users pay, base units of the first coin per gas;
    /// text, since it may have a fraction.
    pub gas_price: &'static str,
}

impl ChainSpec {
    /// The denom that pays for gas.
    pub fn gas_denom(&self) -> &'static str {
        self.coins.first().map_or("", |coin| coin.denom)
    }
}

const fn coin(denom: &'static str, symbol: &'static str, decimals: u32, funded: u128) -> Coin {
    Coin {
        denom,
        symbol,
        decimals,
        funded,
    }
}

static HUB: ChainSpec = ChainSpec {
    id: "hub-1",
    prefix: "sea",
    coins: &[coin("usea", "SEA", 6, 1_000_000)],
    gas_price: "0.025",
};

static COLLATERAL: ChainSpec = ChainSpec {
    id: "collateral-1",
    prefix: "coast",
    coins: &[
        coin("ncoast", "COAST", 9, 1_000_000),
        coin("uatom", "ATOM", 6, 50_000_000),
        coin("uosmo", "OSMO", 6, 500_000_000),
    ],
    gas_price: "25",
};

static DEBT: ChainSpec = ChainSpec {
    id: "debt-1",
    prefix: "debt",
    coins: &[
        coin("udebt", "DEBT", 6, 1_000_000),
        coin("uusd", "USD", 6, 100_000_000),
        coin("aeur", "EUR", 18, 100_000_000),
        coin("aark", "ARK", 18, 50_000_000),
    ],
    gas_price: "0.025",
};

/// The ports of one chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ports {
    /// CometBFT's RPC.
    pub rpc: u16,
    /// The peer-to-peer port, without peers.
    pub p2p: u16,
    /// Go's profiler.
    pub pprof: u16,
    /// gRPC, for the relayer.
    pub grpc: u16,
}

/// The port base when none is chosen.
pub const PORT_BASE: u16 = 26_600;
/// The highest port base whose ports all exist.
pub const PORT_BASE_MAX: u16 = 65_000;

/// The ports of a chain: a hundred per chain, from the base on.
pub const fn ports(base: u16, role: Role) -> Ports {
    let from = base.saturating_add(role.index().saturating_mul(100));
    Ports {
        rpc: from.saturating_add(57),
        p2p: from.saturating_add(56),
        pprof: from.saturating_add(60),
        grpc: from.saturating_add(90),
    }
}

/// The relayer's REST port.
pub const fn rest_port(base: u16) -> u16 {
    base.saturating_add(330)
}

/// Where the bots of a localnet answer `/metrics` and `/healthz`.
pub const fn bots_port(base: u16) -> u16 {
    base.saturating_add(350)
}

/// Who may store code on the chains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Upload {
    /// Every account.
    #[default]
    Everybody,
    /// Nobody but governance, as on most public chains.
    Nobody,
}

/// What a localnet is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Ports are counted from here.
    pub port_base: u16,
    /// The aim for the time between two blocks, milliseconds.
    pub block_ms: u64,
    /// How long a light client lives without an update, seconds.
    pub trusting_period_secs: u64,
    /// Who may store code.
    pub upload: Upload,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            port_base: PORT_BASE,
            block_ms: 600,
            trusting_period_secs: 14 * 86_400,
            upload: Upload::Everybody,
        }
    }
}

/// Unbonding time of the chains: a trusting period must be below it.
pub const UNBONDING: Duration = Duration::from_secs(21 * 86_400);

/// The folder of a localnet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home(PathBuf);

impl Home {
    /// At a path, which need not exist.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The state file.
    pub fn state(&self) -> PathBuf {
        self.0.join("localnet.json")
    }

    /// The home of a chain's node.
    pub fn node(&self, role: Role) -> PathBuf {
        self.0.join("nodes").join(role.name())
    }

    /// The relayer's folder.
    pub fn hermes(&self) -> PathBuf {
        self.0.join("hermes")
    }

    /// The mnemonics.
    pub fn keys(&self) -> PathBuf {
        self.0.join("keys")
    }

    /// The log of a process.
    pub fn log(&self, name: &str) -> PathBuf {
        self.0.join("logs").join(format!("{name}.log"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_chains_share_an_id_a_prefix_or_a_denom() {
        let specs = Role::ALL.map(Role::spec);
        assert_eq!(specs.map(|s| s.id).iter().collect::<BTreeSet<_>>().len(), 3);
        let prefixes = specs.map(|s| s.prefix);
        assert_eq!(prefixes.iter().collect::<BTreeSet<_>>().len(), 3);
        let denoms: Vec<_> = specs.iter().flat_map(|s| s.coins).collect();
        let different: BTreeSet<_> = denoms.iter().map(|c| c.denom).collect();
        assert_eq!(denoms.len(), different.len());
    }

    #[test]
    fn no_two_processes_share_a_port_even_at_the_highest_base() {
        for base in [PORT_BASE, PORT_BASE_MAX] {
            let mut all = BTreeSet::from([rest_port(base)]);
            for role in Role::ALL {
                let p = ports(base, role);
                all.extend([p.rpc, p.p2p, p.pprof, p.grpc]);
            }
            assert_eq!(all.len(), 13);
        }
    }
}
