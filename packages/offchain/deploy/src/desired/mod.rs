//! What is to be: every contract with its first message, every setting with how it is read, what
//! it should say, and what is sent when it does not.
//!
//! What must always hold: settings are in the order in which a chain accepts them; all of it follows
//! from the file and the addresses alone.

mod hub;
mod routes;
mod site;

use std::collections::BTreeMap;

use seawall_chain_client::ContractInfo;
use serde::Serialize;
use serde_json::{json, Value};

use crate::error::{DeployError, DeployResult};
use crate::file::{ChainSpec, DeploymentFile};

/// The oracle's name in a deployment.
pub const ORACLE: &str = "price-oracle";
/// The coordinator's.
pub const COORDINATOR: &str = "coordinator";
/// The outpost's.
pub const OUTPOST: &str = "outpost";
/// The vault's.
pub const VAULT: &str = "vault";
/// The auction house's.
pub const AUCTION_HOUSE: &str = "auction-house";

/// One contract that is to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Its chain.
    pub chain: String,
    /// Its name there, unique per chain: `vault`, `market-10`, `courier-1`.
    pub name: String,
    /// The code that it runs.
    pub code: &'static str,
}

/// Where a contract is, or will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its address.
    pub address: String,
    /// What the chain knows of it, if it is there.
    pub info: Option<ContractInfo>,
    /// The hash of its code, if it is there.
    pub hash: Option<String>,
}

/// Who deploys on each chain, and where every contract is.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Deployers by chain.
    pub deployers: BTreeMap<String, String>,
    /// Contracts by chain and name.
    pub places: BTreeMap<(String, String), Place>,
}

impl Directory {
    /// A contract's address.
    ///
    /// # Errors
    /// [`DeployError::Chain`] for one that the file does not have.
    pub fn address(&self, chain: &str, name: &str) -> DeployResult<String> {
        let place = self.places.get(&(chain.to_string(), name.to_string()));
        let place =
            place.ok_or_else(|| DeployError::chain(chain, format!("no contract {name}")))?;
        Ok(place.address.clone())
    }

    fn deployer(&self, chain: &str) -> String {
        self.deployers.get(chain).cloned().unwrap_or_default()
    }
}

/// A contract that is to be, with its first message.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Which.
    pub name: Name,
    /// Its first message.
    pub init: Value,
}

/// How a setting is read.
#[derive(Debug, Clone)]
pub enum Read {
    /// By a question.
    Smart(Value),
    /// From storage.
    Raw(Vec<u8>),
}

/// Which part of an answer is the setting: JSON pointers.
#[derive(Debug, Clone, Default)]
pub struct Pick {
    /// Only the entry of this list whose value there is this.
    pub entry: Option<(&'static str, &'static str, Value)>,
    /// These values; one alone, or several as a list.
    pub take: Vec<&'static str>,
}

/// What waits behind a time lock, and where.
#[derive(Debug, Clone)]
pub enum Waiting {
    /// In the coordinator's list, as this change.
    Coordinator(Value),
    /// In the oracle's list, as this change.
    Oracle(Value),
    /// In a market's queue, as these terms.
    Market(Value),
    /// In a pool's list, as these payers.
    Pool(Value),
}

impl Waiting {
    /// The change.
    pub const fn change(&self) -> &Value {
        match self {
            Self::Coordinator(change)
            | Self::Oracle(change)
            | Self::Market(change)
            | Self::Pool(change) => change,
        }
    }

    /// The message that applies it under this number.
    pub fn apply(&self, id: u64) -> Value {
        match self {
            Self::Market(_) => json!({"apply_terms": {}}),
            _ => json!({"apply_change": {"id": id}}),
        }
    }
}

/// One setting of one contract.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The contract's chain.
    pub chain: String,
    /// The contract.
    pub contract: String,
    /// What it is, for people.
    pub what: String,
    /// How it is read.
    pub read: Read,
    /// Which part.
    pub pick: Pick,
    /// What it should be.
    pub expected: Value,
    /// What is sent while there is nothing.
    pub create: Option<Value>,
    /// What is sent when it is something else; none: it can never change.
    pub change: Option<Value>,
    /// What would wait behind a time lock.
    pub waiting: Option<Waiting>,
}

/// All that is to be.
#[derive(Debug, Clone, Default)]
pub struct Desired {
    /// Contracts, in the order in which they are made.
    pub instances: Vec<Instance>,
    /// Settings, in the order in which they are made.
    pub settings: Vec<Setting>,
}

/// The names of all contracts of a file.
pub fn names(file: &DeploymentFile) -> Vec<Name> {
    let mut all = vec![];
    let mut add = |chain: &str, name: String, code: &'static str| {
        all.push(Name {
            chain: chain.into(),
            name,
            code,
        });
    };
    add(&file.hub, ORACLE.into(), "price-oracle");
    add(&file.hub, COORDINATOR.into(), "coordinator");
    for chain in &file.chains {
        add(&chain.name, OUTPOST.into(), "outpost");
        add(&chain.name, VAULT.into(), "vault");
        add(&chain.name, AUCTION_HOUSE.into(), "auction-house");
    }
    for debt in &file.debts {
        add(&debt.chain, market(debt.listing), "market");
        add(&debt.chain, pool(debt.listing), "insurance-pool");
    }
    for route in &file.routes {
        let to = file
            .debt(route.debt)
            .map(|d| d.chain.as_str())
            .unwrap_or_default();
        add(to, courier(route.number), "courier");
        if route.from != to {
            add(&route.from, courier(route.number), "courier");
        }
        add(&route.from, route_pool(route.number), "insurance-pool");
    }
    all
}

/// A market's name.
pub fn market(listing: u32) -> String {
    format!("market-{listing}")
}

/// The name of a debt side's pool.
pub fn pool(listing: u32) -> String {
    format!("pool-{listing}")
}

/// A courier's name, at both ends.
pub fn courier(route: u32) -> String {
    format!("courier-{route}")
}

/// The name of a collateral side's pool.
pub fn route_pool(route: u32) -> String {
    format!("pool-route-{route}")
}

/// The label that a contract carries on its chain.
pub fn label(file: &DeploymentFile, name: &str) -> String {
    format!("seawall/{}/{name}", file.name)
}

/// The salt of a contract's address.
pub fn salt(file: &DeploymentFile, name: &str) -> String {
    format!("{}/{name}", file.name)
}

/// Under which name a contract keeps the changes that wait for their time, if it has any.
pub fn queue_name(code: &str) -> Option<&'static str> {
    match code {
        "coordinator" | "insurance-pool" => Some("changes"),
        "price-oracle" => Some("tl_queue"),
        "market" => Some("lock_queue"),
        _ => None,
    }
}

/// Where a contract keeps its owner.
pub fn ownership_key(code: &str) -> &'static [u8] {
    match code {
        "coordinator" => b"owner",
        _ => b"ownership",
    }
}

/// All that is to be.
///
/// # Errors
/// [`DeployError::Chain`] when the directory is not of this file.
pub fn desired(file: &DeploymentFile, directory: &Directory) -> DeployResult<Desired> {
    let mut all = Desired::default();
    hub::contracts(file, directory, &mut all)?;
    for chain in &file.chains {
        site::contracts(file, directory, chain, &mut all)?;
    }
    for debt in &file.debts {
        site::market(file, directory, debt, &mut all)?;
    }
    for route in &file.routes {
        routes::route(file, directory, route, &mut all)?;
    }
    site::listings(file, &mut all);
    hub::settings(file, directory, &mut all)?;
    Ok(all)
}

impl Desired {
    fn instance(&mut self, chain: &str, name: &str, code: &'static str, init: &impl Serialize) {
        self.instances.push(Instance {
            name: Name {
                chain: chain.into(),
                name: name.into(),
                code,
            },
            init: value(init),
        });
    }

    /// What was set at the beginning and never changes.
    fn fixed(&mut self, chain: &str, contract: &str, pairs: Vec<(&'static str, Value)>) {
        for (pointer, expected) in pairs {
            self.settings.push(Setting {
                chain: chain.into(),
                contract: contract.into(),
                what: pointer.trim_start_matches('/').into(),
                read: Read::Smart(json!({"config": {}})),
                pick: take(&[pointer]),
                expected,
                create: None,
                change: None,
                waiting: None,
            });
        }
    }

    /// What is set once.
    fn once(&mut self, at: (&str, &str, &str), read: (Read, Pick), expected: Value, msg: Value) {
        let (chain, contract, what) = at;
        self.settings.push(Setting {
            chain: chain.into(),
            contract: contract.into(),
            what: what.into(),
            read: read.0,
            pick: read.1,
            expected,
            create: Some(msg),
            change: None,
            waiting: None,
        });
    }

    /// What may be changed by the same message that sets it.
    fn free(&mut self, at: (&str, &str, &str), read: (Read, Pick), expected: Value, msg: Value) {
        self.once(at, read, expected, msg.clone());
        if let Some(last) = self.settings.last_mut() {
            last.change = Some(msg);
        }
    }

    /// The last setting may wait behind a time lock.
    fn may_wait(&mut self, waiting: Waiting) {
        if let Some(last) = self.settings.last_mut() {
            last.waiting = Some(waiting);
        }
    }
}

/// Values at these pointers.
pub(crate) fn take(pointers: &[&'static str]) -> Pick {
    Pick {
        entry: None,
        take: pointers.to_vec(),
    }
}

/// Values in the entry of a list.
pub(crate) fn entry(
    list: &'static str,
    by: &'static str,
    equals: Value,
    pointers: &[&'static str],
) -> Pick {
    Pick {
        entry: Some((list, by, equals)),
        take: pointers.to_vec(),
    }
}

pub(crate) fn smart(question: Value) -> Read {
    Read::Smart(question)
}

/// The key of a map's entry as contracts store it: the name with its length before it, the number.
pub(crate) fn map_key(space: &str, number: &[u8]) -> Vec<u8> {
    let length = u16::try_from(space.len()).unwrap_or(u16::MAX).to_be_bytes();
    let mut key = length.to_vec();
    key.extend_from_slice(space.as_bytes());
    key.extend_from_slice(number);
    key
}

/// Messages serialise: they are plain data.
pub(crate) fn value(message: &impl Serialize) -> Value {
    serde_json::to_value(message).unwrap_or(Value::Null)
}

/// Who may migrate; nobody if none.
pub fn admin(chain: &ChainSpec) -> Option<String> {
    let admin = chain.admin.clone().unwrap_or_else(|| chain.owner.clone());
    Some(admin).filter(|admin| !admin.is_empty())
}

impl Pick {
    /// The setting in an answer; nothing when it is not there or null.
    pub fn from(&self, answer: &Value) -> Option<Value> {
        let base = match &self.entry {
            None => answer,
            Some((list, by, equals)) => {
                let list = answer.pointer(list)?.as_array()?;
                list.iter().find(|item| item.pointer(by) == Some(equals))?
            }
        };
        let found = |pointer: &&str| base.pointer(pointer).cloned().unwrap_or(Value::Null);
        let all: Vec<Value> = self.take.iter().map(found).collect();
        if all.iter().all(Value::is_null) {
            return None;
        }
        match all.as_slice() {
            [one] => Some(one.clone()),
            _ => Some(Value::Array(all)),
        }
    }
}
