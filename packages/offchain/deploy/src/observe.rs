//! What the chains say now: where contracts are, what their settings are, who owns them.
//!
//! What must always hold: the state file is a hint, never a proof: an address from it counts only
//! if the chain knows a contract there with this deployment's label.

use std::collections::BTreeMap;

use cosmwasm_std::from_json;
use seawall_kit::ownership::OwnershipView;
use serde_json::{json, Value};

use crate::artifacts::Artifacts;
use crate::chain::Chain;
use crate::desired::{
    desired, label, map_key, names, ownership_key, salt, Desired, Directory, Name, Place, Read,
    Setting, Waiting, COORDINATOR, OUTPOST,
};
use crate::error::{DeployError, DeployResult};
use crate::file::DeploymentFile;
use crate::state::State;

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
    settings(chains, &mut observed)?;
    owners(file, chains, &mut observed)?;
    links(file, chains, &mut observed)?;
    Ok(observed)
}

fn chain<'a>(chains: &'a Chains, name: &str) -> DeployResult<&'a dyn Chain> {
    let found = chains.get(name).map(Box::as_ref);
    found.ok_or_else(|| DeployError::chain(name, "not connected"))
}

fn locate(
    file: &DeploymentFile,
    artifacts: &Artifacts,
    chains: &Chains,
    state: &State,
    observed: &mut Observed,
) -> DeployResult<()> {
    let mut made: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for name in names(file) {
        let on = chain(chains, &name.chain)?;
        let label = label(file, &name.name);
        let predicted = on.predict(&artifacts.hash(name.code), &salt(file, &name.name))?;
        let known = state.contract(&name.chain, &name.name);
        let mut place = None;
        for address in known.iter().chain([&predicted]) {
            place = at(on, address, &label)?;
            if place.is_some() {
                break;
            }
        }
        // Migrated since, and the state file is gone: the deployer's contracts are looked through.
        if place.is_none() {
            if !made.contains_key(&name.chain) {
                made.insert(name.chain.clone(), by_label(on)?);
            }
            let found = made.get(&name.chain).and_then(|all| all.get(&label));
            if let Some(address) = found {
                place = at(on, address, &label)?;
            }
        }
        let place = place.unwrap_or(Place {
            address: predicted,
            info: None,
            hash: None,
        });
        observed
            .directory
            .places
            .insert((name.chain, name.name), place);
    }
    Ok(())
}

fn at(on: &dyn Chain, address: &str, label: &str) -> DeployResult<Option<Place>> {
    let Some(info) = on.contract(address)?.filter(|info| info.label == label) else {
        return Ok(None);
    };
    let hash = on.code(info.code_id)?.map(|code| code.hash);
    Ok(Some(Place {
        address: address.into(),
        info: Some(info),
        hash,
    }))
}

/// The deployer's contracts; of two with one label the first, which nobody can come before.
fn by_label(on: &dyn Chain) -> DeployResult<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for address in on.contracts_of(&on.deployer())? {
        if let Some(info) = on.contract(&address)? {
            all.entry(info.label).or_insert(address);
        }
    }
    Ok(all)
}

fn codes(
    file: &DeploymentFile,
    artifacts: &Artifacts,
    chains: &Chains,
    state: &State,
    observed: &mut Observed,
) -> DeployResult<()> {
    for Name {
        chain: on, code, ..
    } in names(file)
    {
        let key = (on.clone(), code);
        if observed.codes.contains_key(&key) {
            continue;
        }
        let hash = artifacts.hash(code);
        let asked = chain(chains, &on)?;
        let in_use = observed
            .directory
            .places
            .iter()
            .find_map(|((c, _), place)| {
                let same = *c == on && place.hash.as_ref() == Some(&hash);
                place
                    .info
                    .as_ref()
                    .filter(|_| same)
                    .map(|info| info.code_id)
            });
        let mut found = in_use;
        if let (None, Some(id)) = (found, state.code(&on, code)) {
            found = asked
                .code(id)?
                .filter(|info| info.hash == hash)
                .map(|info| info.code_id);
        }
        if found.is_none() {
            found = asked.code_by_hash(&hash)?;
        }
        if let Some(id) = found {
            observed.codes.insert(key, id);
        }
    }
    Ok(())
}

fn is_there(directory: &Directory, chain: &str, name: &str) -> Option<String> {
    let place = directory
        .places
        .get(&(chain.to_string(), name.to_string()))?;
    place.info.as_ref().map(|_| place.address.clone())
}

fn settings(chains: &Chains, observed: &mut Observed) -> DeployResult<()> {
    // Many settings are in one answer.
    let mut answers: BTreeMap<(String, String), Option<Value>> = BTreeMap::new();
    let mut all = vec![];
    for setting in &observed.desired.settings {
        let place = is_there(&observed.directory, &setting.chain, &setting.contract);
        let Some(address) = place else {
            all.push(None);
            continue;
        };
        let on = chain(chains, &setting.chain)?;
        let answer = match &setting.read {
            Read::Raw(key) => json_at(on, &address, key)?,
            Read::Smart(question) => {
                let key = (address.clone(), question.to_string());
                if !answers.contains_key(&key) {
                    let answer = on.smart(&address, question)?.ok();
                    answers.insert(key.clone(), answer);
                }
                answers.get(&key).cloned().flatten()
            }
        };
        let actual = answer.and_then(|answer| setting.pick.from(&answer));
        let differs = actual
            .as_ref()
            .is_some_and(|actual| *actual != setting.expected);
        let queued = match &setting.waiting {
            Some(waiting) if differs => queued(on, &address, waiting)?,
            _ => None,
        };
        all.push(Some(Seen { actual, queued }));
    }
    observed.settings = all;
    Ok(())
}

fn json_at(on: &dyn Chain, address: &str, key: &[u8]) -> DeployResult<Option<Value>> {
    let bytes = on.raw(address, key)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// The change that waits for its time and is what the file asks for.
fn queued(on: &dyn Chain, address: &str, waiting: &Waiting) -> DeployResult<Option<Queued>> {
    let list = |question: Value| -> DeployResult<Vec<Value>> {
        let answer = on.smart(address, &question)?.unwrap_or_default();
        Ok(answer.as_array().cloned().unwrap_or_default())
    };
    let (items, wanted): (Vec<Value>, &Value) = match waiting {
        Waiting::Coordinator(change) => {
            let mut items = list(json!({"changes": {}}))?;
            for item in &mut items {
                let text = item
                    .get("change")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let bytes = cosmwasm_std::Binary::from_base64(text).unwrap_or_default();
                let change = from_json::<Value>(&bytes).unwrap_or_default();
                *item = json!({"id": item["id"], "eta": item["eta"], "change": change});
            }
            (items, change)
        }
        Waiting::Oracle(change) => (list(json!({"changes": {"limit": 100}}))?, change),
        Waiting::Pool(payers) => {
            let mut items = list(json!({"changes": {}}))?;
            for item in &mut items {
                *item = json!({"id": item["id"], "eta": item["eta"], "change": item["payers"]});
            }
            (items, payers)
        }
        Waiting::Market(terms) => (market_queue(on, address)?, terms),
    };
    let found = items.iter().find(|item| item.get("change") == Some(wanted));
    Ok(found.map(|item| {
        let id = item["id"].as_u64().unwrap_or_default();
        let apply = match waiting {
            Waiting::Market(_) => json!({"apply_terms": {}}),
            _ => json!({"apply_change": {"id": id}}),
        };
        Queued {
            id,
            eta: item["eta"].as_u64().unwrap_or_default(),
            apply,
        }
    }))
}

/// A market keeps at most one proposal; no question shows it.
fn market_queue(on: &dyn Chain, address: &str) -> DeployResult<Vec<Value>> {
    let next = json_at(on, address, b"lock_next")?.and_then(|next| next.as_u64());
    let Some(id) = next.and_then(|next| next.checked_sub(1)) else {
        return Ok(vec![]);
    };
    let item = json_at(on, address, &map_key("lock_queue", &id.to_be_bytes()))?;
    Ok(item.into_iter().collect())
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
        if let Some(outpost) = is_there(&observed.directory, &link.chain, OUTPOST) {
            let answer = chain(chains, &link.chain)?.smart(&outpost, &json!({"link": {}}))?;
            seen.at_outpost = answer.ok().and_then(|answer| active(&answer));
        }
        let number = file.chain(&link.chain).map(|c| c.number);
        if let Some(coordinator) = is_there(&observed.directory, &file.hub, COORDINATOR) {
            let answer = hub.smart(&coordinator, &json!({"chain": {"chain": number}}))?;
            let answer = answer.ok().and_then(|answer| answer.get("link").cloned());
            seen.at_hub = answer.and_then(|link| active(&link));
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
