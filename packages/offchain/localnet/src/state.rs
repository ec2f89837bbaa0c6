//! The state file `localnet.json`: what runs, where it listens, how the chains are tied.
//!
//! What must always hold: the file is replaced whole or not at all; the processes in it are those
//! that were started, so that `down` ends all of them and nothing else. Deployment reads chains,
//! links and accounts from it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::accounts::AccountState;
use crate::error::{Error, InFile, Result};
use crate::links::Link;
use crate::plan::{Home, Role, Settings};
use crate::process::Process;

/// The version of the file's layout.
pub const VERSION: u32 = 1;

/// How far a start came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// It is being made, or its making was broken off: it cannot be used.
    Making,
    /// Chains, links and accounts are complete; processes may run or not.
    Ready,
}

/// A coin as deployment needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoinState {
    /// The base denom.
    pub denom: String,
    /// Base units per token: ten to this power.
    pub decimals: u32,
}

/// One chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainState {
    /// The chain id.
    pub chain_id: String,
    /// The prefix of its addresses.
    pub prefix: String,
    /// RPC endpoint.
    pub rpc: String,
    /// gRPC endpoint.
    pub grpc: String,
    /// What pays for gas.
    pub gas_denom: String,
    /// Base units per gas, text.
    pub gas_price: String,
    /// All native coins.
    pub coins: Vec<CoinState>,
    /// Its `wasmd`.
    pub binary: PathBuf,
    /// The node's home, also `--home` of `wasmd`.
    pub home: PathBuf,
    /// Its log.
    pub log: PathBuf,
    /// Its process; none when it was stopped.
    pub process: Option<Process>,
}

/// The relayer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HermesState {
    /// Its binary.
    pub binary: PathBuf,
    /// Its configuration.
    pub config: PathBuf,
    /// Its REST server.
    pub rest: String,
    /// Its log.
    pub log: PathBuf,
    /// Its process; none when it was stopped.
    pub process: Option<Process>,
}

/// All of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// [`VERSION`].
    pub version: u32,
    /// How far the start came.
    pub stage: Stage,
    /// How it is made.
    pub settings: Settings,
    /// The chains.
    pub chains: BTreeMap<Role, ChainState>,
    /// The relayer.
    pub hermes: HermesState,
    /// The ties, in the order of [`Role::PAIRS`].
    pub links: Vec<Link>,
    /// The accounts.
    pub accounts: Vec<AccountState>,
}

impl State {
    /// Reads the file. Fails if there is none, or none of this version.
    pub fn load(home: &Home) -> Result<Self> {
        let path = home.state();
        if !path.exists() {
            return Err(Error::Absent(home.path().to_path_buf()));
        }
        let bad = |why: String| Error::BadState {
            path: path.clone(),
            why,
        };
        let text = std::fs::read_to_string(&path).at(&path)?;
        let value: serde_json::Value =
            serde_json::from_str(&text).map_err(|e| bad(e.to_string()))?;
        let version = value.get("version").and_then(serde_json::Value::as_u64);
        if version != Some(u64::from(VERSION)) {
            let found = version.map_or("none".into(), |v| v.to_string());
            return Err(bad(format!("its version is {found}, expected {VERSION}")));
        }
        serde_json::from_value(value).map_err(|e| bad(e.to_string()))
    }

    /// Writes the file.
    pub fn save(&self, home: &Home) -> Result<()> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|e| Error::Unexpected(format!("the state cannot be written: {e}")))?;
        replace(&home.state(), &text)
    }

    /// Every process that was started, with its name: the relayer first, it needs the others.
    pub fn processes(&self) -> Vec<(&'static str, &Process)> {
        let hermes = self.hermes.process.iter().map(|p| (crate::hermes::NAME, p));
        let chains = self.chains.iter();
        let chains = chains.filter_map(|(role, c)| c.process.as_ref().map(|p| (role.name(), p)));
        hermes.chain(chains).collect()
    }
}

/// Replaces a file whole: a reader sees the old or the new one.
pub fn replace(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).at(folder)?;
    }
    let part = path.with_extension("part");
    std::fs::write(&part, text).at(&part)?;
    std::fs::rename(&part, path).at(path)
}
