//! What the chains say now: where contracts are, what their settings are, who owns them.
//!
//! What must always hold: the state file is a hint, never a proof: an address from it counts only
//! if the chain knows a contract there with this deployment's label.

mod extras;
mod places;
mod settings;

use std::collections::BTreeMap;

use cosmwasm_std::from_json;
use seawall_kit::ownership::OwnershipView;
use serde_json::{json, Value};

use crate::artifacts::Artifacts;
use crate::chain::Chain;
use crate::desired::{
    desired, names, ownership_key, Desired, Directory, Setting, COORDINATOR, OUTPOST,
};
use crate::error::{DeployError, DeployResult};
use crate::file::DeploymentFile;
use crate::state::State;

pub use extras::{Extra, Remedy};
use places::{codes, locate};
use settings::{settings, waiting};

/// All chains by their name in the file.
pub type Chains = BTreeMap<String, Box<dyn Chain>>;

/// A change behind a time lock that is what the file asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Its number, where there are numbers.
    pub id: u64,
    /// When it may be applied, seconds.
    pub eta: u64,
    /// The message that applies it.
    pub apply: Value,
}

/// A change that waits behind a time lock, whoever asked for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiter {
    /// Its number.
    pub id: u64,
    /// When it may be applied, seconds.
    pub eta: u64,
    /// What would change.
    pub change: Value,
}

/// One setting as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// What it is; nothing when it is not set.
    pub actual: Option<Value>,
    /// The change that waits.
    pub queued: Option<Queued>,
}

/// A contract link as both ends see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkSeen {
    /// The channel at the outpost, when it is in use.
    pub at_outpost: Option<String>,
    /// The channel at the hub, when it is in use.
    pub at_hub: Option<String>,
    /// The hub's end of a channel that the outpost uses and the hub does not yet: its opening was
    /// broken off before the last step.
    pub unconfirmed: Option<String>,
}

/// What the chains say now.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// Where contracts are, or will be.
    pub directory: Directory,
    /// What is to be, with those addresses.
    pub desired: Desired,
    /// Settings in the order of `desired.settings`; nothing for contracts that are not there.
    pub settings: Vec<Option<Seen>>,
    /// Owners by chain and contract.
    pub owners: BTreeMap<(String, String), OwnershipView>,
    /// Stored code by chain and contract code.
    pub codes: BTreeMap<(String, &'static str), u64>,
    /// Links by chain.
    pub links: BTreeMap<String, LinkSeen>,
    /// Time by chain, seconds.
    pub now: BTreeMap<String, u64>,
    /// Who signs for the owner, by chain.
    pub owner_signers: BTreeMap<String, String>,
    /// Changes that wait, by chain and contract.
    pub waiting: BTreeMap<(String, String), Vec<Waiter>>,
    /// What is on the chains and not in the file.
    pub extras: Vec<Extra>,
}

/// Asks all chains.
///
/// # Errors
/// [`DeployError::Chain`] when one does not answer.
pub fn observe(
    file: &DeploymentFile,
    artifacts: &Artifacts,
    chains: &Chains,
    state: &State,
) -> DeployResult<Observed> {
    let mut observed = Observed::default();
    for (name, chain) in chains {
        observed
            .directory
            .deployers
            .insert(name.clone(), chain.deployer());
        observed.now.insert(name.clone(), chain.now()?);
        if let Some(signer) = chain.owner_signer() {
            observed.owner_signers.insert(name.clone(), signer);
        }
    }
    locate(file, artifacts, chains, state, &mut observed)?;
    codes(file, artifacts, chains, state, &mut observed)?;
    observed.desired = desired(file, &observed.directory)?;
    waiting(file, chains, &mut observed)?;
    settings(chains, &mut observed)?;
    observed.extras = extras::extras(file, chains, &observed)?;
    owners(file, chains, &mut observed)?;
    links(file, chains, &mut observed)?;
    Ok(observed)
}

fn chain<'a>(chains: &'a Chains, name: &str) -> DeployResult<&'a dyn Chain> {
    let found = chains.get(name).map(Box::as_ref);
    found.ok_or_else(|| DeployError::chain(name, "not connected"))
}

fn is_there(directory: &Directory, chain: &str, name: &str) -> Option<String> {
    let place = directory
        .places
        .get(&(chain.to_string(), name.to_string()))?;
    place.info.as_ref().map(|_| place.address.clone())
}

fn owners(file: &DeploymentFile, chains: &Chains, observed: &mut Observed) -> DeployResult<()> {
    for name in names(file) {
        let Some(address) = is_there(&observed.directory, &name.chain, &name.name) else {
            continue;
        };
        let on = chain(chains, &name.chain)?;
        let bytes = on.raw(&address, ownership_key(name.code))?;
        let view: Option<OwnershipView> = bytes.and_then(|bytes| from_json(bytes).ok());
        let view = view.ok_or_else(|| {
            let reason = format!("{} at {address} does not say who owns it", name.name);
            DeployError::chain(&name.chain, reason)
        })?;
        observed.owners.insert((name.chain, name.name), view);
    }
    Ok(())
}

fn links(file: &DeploymentFile, chains: &Chains, observed: &mut Observed) -> DeployResult<()> {
    let hub = chain(chains, &file.hub)?;
    for link in file.links.iter().filter(|link| link.connection.is_some()) {
        let mut seen = LinkSeen::default();
        let mut port = String::new();
        if let Some(outpost) = is_there(&observed.directory, &link.chain, OUTPOST) {
            let answer = chain(chains, &link.chain)?.smart(&outpost, &json!({"link": {}}))?;
            seen.at_outpost = answer.ok().and_then(|answer| active(&answer));
            port = format!("wasm.{outpost}");
        }
        let number = file.chain(&link.chain).map(|c| c.number);
        if let Some(coordinator) = is_there(&observed.directory, &file.hub, COORDINATOR) {
            let answer = hub.smart(&coordinator, &json!({"chain": {"chain": number}}))?;
            let answer = answer.ok().and_then(|answer| answer.get("link").cloned());
            seen.at_hub = answer.and_then(|link| active(&link));
        }
        if let Some(channel) = &seen.at_outpost {
            let end = chain(chains, &link.chain)?.channel(&port, channel)?;
            let peer = end.map(|end| end.peer_id).filter(|id| !id.is_empty());
            seen.unconfirmed = peer.filter(|id| seen.at_hub.as_ref() != Some(id));
        }
        observed.links.insert(link.chain.clone(), seen);
    }
    Ok(())
}

fn active(link: &Value) -> Option<String> {
    let in_use = link
        .get("active")
        .and_then(Value::as_bool)
        .unwrap_or_default();
    let channel = link.get("channel").and_then(Value::as_str);
    channel.filter(|_| in_use).map(ToString::to_string)
}

impl Observed {
    /// Settings with what was seen of them.
    pub fn pairs(&self) -> impl Iterator<Item = (&Setting, Option<&Seen>)> {
        let seen = self.settings.iter().map(Option::as_ref);
        self.desired.settings.iter().zip(seen)
    }
}
