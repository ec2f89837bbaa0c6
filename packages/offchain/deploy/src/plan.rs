//! From what is to be and what is, to what is to be done: a pure function.
//!
//! What must always hold: a step that was done is not in the next plan; steps of one chain are in an
//! order that the chain accepts; what cannot be done (no longer changeable, not ours to sign, not yet
//! due) is a step too, with its reason, and never left out.

use std::fmt;

use serde_json::{json, Value};

use crate::artifacts::Artifacts;
use crate::chain::Message;
use crate::desired::{admin, label, salt, Setting, COORDINATOR, OUTPOST};
use crate::file::DeploymentFile;
use crate::observe::{Observed, Seen};
use crate::relayer::ChannelRequest;

/// How code gets onto a chain, and who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Via {
    /// The deployer's key signs everything.
    #[default]
    Key,
    /// Governance stores the code, the deployer's key does the rest.
    Gov,
    /// A multisig signs everything.
    Multisig,
}

/// Who does a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// The deployer.
    Deployer,
    /// The owner, whose key this tool has.
    Owner,
    /// Somebody else: the message is written for this address to sign.
    Elsewhere(String),
    /// A relayer.
    Relayer,
    /// Nobody: time has to pass, until this second of the chain's time.
    Time(u64),
    /// Nobody can: it never changes.
    Nobody,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Store code.
    Store {
        /// The code's name.
        code: &'static str,
    },
    /// Make or change a contract.
    Send(Message),
    /// Open a contract channel.
    Channel(ChannelRequest),
    /// Nothing that can be sent.
    None,
}

/// The stages of a deployment, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Code is stored.
    Code,
    /// Contracts are made.
    Contracts,
    /// Settings are made.
    Settings,
    /// Channels are opened.
    Channels,
    /// Ownership is handed over.
    Handover,
}

/// One step.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// On this chain.
    pub chain: String,
    /// When.
    pub stage: Stage,
    /// What, in a line.
    pub what: String,
    /// Who.
    pub actor: Actor,
    /// How.
    pub action: Action,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.chain, self.what)?;
        match &self.actor {
            Actor::Elsewhere(by) => write!(f, " [to be signed by {by}]"),
            Actor::Time(at) => write!(f, " [waits until {at}]"),
            Actor::Nobody => write!(f, " [cannot be changed any more]"),
            Actor::Deployer | Actor::Owner | Actor::Relayer => Ok(()),
        }
    }
}

/// All that is to be done.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// In order.
    pub steps: Vec<Step>,
}

impl Plan {
    /// Are the chains as the file says?
    pub fn is_done(&self) -> bool {
        self.steps.is_empty()
    }

    /// Steps that nobody can do.
    pub fn impossible(&self) -> Vec<&Step> {
        self.steps
            .iter()
            .filter(|step| step.actor == Actor::Nobody)
            .collect()
    }

    /// Steps whose turn it is: nothing of an earlier stage is left on the chains concerned.
    pub fn ready(&self, hub: &str) -> Vec<&Step> {
        let due = |step: &&Step| {
            let before = |other: &Step| {
                let channel = step.stage == Stage::Channels && other.chain == hub;
                let counts = !matches!(other.actor, Actor::Time(_) | Actor::Nobody);
                counts && (other.chain == step.chain || channel) && earlier(other, step)
            };
            !self.steps.iter().any(before)
        };
        self.steps.iter().filter(due).collect()
    }
}

/// Contracts and settings go out together: their order in the transaction is enough.
fn earlier(other: &Step, step: &Step) -> bool {
    match (other.stage, step.stage) {
        (Stage::Contracts, Stage::Settings) => other.actor != step.actor,
        (a, b) => a < b,
    }
}

struct Planner<'a> {
    file: &'a DeploymentFile,
    artifacts: &'a Artifacts,
    seen: &'a Observed,
    via: Via,
    steps: Vec<Step>,
}

/// What is to be done. `may_store` says on which chains the deployer may store code.
pub fn plan(
    file: &DeploymentFile,
    artifacts: &Artifacts,
    seen: &Observed,
    via: Via,
    gov: &dyn Fn(&str) -> String,
) -> Plan {
    let mut planner = Planner {
        file,
        artifacts,
        seen,
        via,
        steps: vec![],
    };
    planner.codes(gov);
    planner.contracts();
    planner.settings();
    planner.channels();
    planner.handover();
    Plan {
        steps: planner.steps,
    }
}

impl Planner<'_> {
    fn add(
        &mut self,
        chain: &str,
        stage: Stage,
        actor: Actor,
        what: impl Into<String>,
        action: Action,
    ) {
        self.steps.push(Step {
            chain: chain.into(),
            stage,
            what: what.into(),
            actor,
            action,
        });
    }

    fn deployer(&self, chain: &str) -> Actor {
        match self.via {
            Via::Key | Via::Gov => Actor::Deployer,
            Via::Multisig => {
                let address = self.seen.directory.deployers.get(chain);
                Actor::Elsewhere(address.cloned().unwrap_or_default())
            }
        }
    }

    fn codes(&mut self, gov: &dyn Fn(&str) -> String) {
        let mut planned = std::collections::BTreeSet::new();
        for name in crate::desired::names(self.file) {
            let key = (name.chain.clone(), name.code);
            let right = |place: &crate::desired::Place| {
                place.hash.as_ref() == Some(&self.artifacts.hash(name.code))
            };
            let at = (name.chain.clone(), name.name.clone());
            let needed = !self.seen.directory.places.get(&at).is_some_and(right);
            if !needed || self.seen.codes.contains_key(&key) || !planned.insert(key) {
                continue;
            }
            let actor = match self.via {
                Via::Gov => Actor::Elsewhere(gov(&name.chain)),
                _ => self.deployer(&name.chain),
            };
            let hash: String = self.artifacts.hash(name.code).chars().take(12).collect();
            let what = format!("store code of {} ({hash}…)", name.code);
            let action = Action::Store { code: name.code };
            self.add(&name.chain, Stage::Code, actor, what, action);
        }
    }

    fn contracts(&mut self) {
        for instance in self.seen.desired.instances.clone() {
            let name = &instance.name;
            let at = (name.chain.clone(), name.name.clone());
            let Some(place) = self.seen.directory.places.get(&at).cloned() else {
                continue;
            };
            let Some(spec) = self.file.chain(&name.chain) else {
                continue;
            };
            let code_id = self
                .seen
                .codes
                .get(&(name.chain.clone(), name.code))
                .copied();
            match place.info {
                None => {
                    let msg = Message::Instantiate {
                        code_id: code_id.unwrap_or_default(),
                        label: label(self.file, &name.name),
                        admin: admin(spec),
                        salt: salt(self.file, &name.name),
                        msg: instance.init,
                    };
                    let what = format!("instantiate {} at {}", name.name, place.address);
                    let actor = self.deployer(&name.chain);
                    self.add(
                        &name.chain,
                        Stage::Contracts,
                        actor,
                        what,
                        Action::Send(msg),
                    );
                }
                Some(info) => self.existing(name, &place.address, place.hash, &info, code_id),
            }
        }
    }

    fn existing(
        &mut self,
        name: &crate::desired::Name,
        address: &str,
        hash: Option<String>,
        info: &seawall_chain_client::ContractInfo,
        code_id: Option<u64>,
    ) {
        let expected = self.artifacts.hash(name.code);
        let wanted = self.file.chain(&name.chain).and_then(admin);
        if hash.as_ref() != Some(&expected) {
            let msg = Message::Migrate {
                contract: address.into(),
                code_id: code_id.unwrap_or_default(),
                msg: json!({}),
            };
            let from: String = hash.unwrap_or_default().chars().take(12).collect();
            let to: String = expected.chars().take(12).collect();
            let what = format!("migrate {} from code {from}… to {to}…", name.name);
            let actor = match &info.admin {
                Some(admin) => self.signer(&name.chain, admin),
                None => Actor::Nobody,
            };
            self.add(
                &name.chain,
                Stage::Contracts,
                actor,
                what,
                Action::Send(msg),
            );
        }
        if info.admin != wanted {
            let (is, should) = (named(info.admin.as_ref()), named(wanted.as_ref()));
            let what = format!("admin of {} is {is}, should be {should}", name.name);
            self.add(
                &name.chain,
                Stage::Contracts,
                Actor::Nobody,
                what,
                Action::None,
            );
        }
    }

    /// Who can sign for this address.
    fn signer(&self, chain: &str, address: &str) -> Actor {
        let deployer = self.seen.directory.deployers.get(chain);
        if deployer.is_some_and(|deployer| deployer == address) {
            return self.deployer(chain);
        }
        let owner = self.seen.owner_signers.get(chain);
        if owner.is_some_and(|owner| owner == address) {
            return Actor::Owner;
        }
        Actor::Elsewhere(address.into())
    }

    fn settings(&mut self) {
        for (setting, seen) in self.seen.pairs() {
            let step = match seen {
                None => self.fresh(setting),
                Some(seen) => self.differing(setting, seen),
            };
            if let Some(step) = step {
                self.steps.push(step);
            }
        }
    }

    fn step(&self, setting: &Setting, actor: Actor, what: String, msg: Option<Value>) -> Step {
        let at = (setting.chain.clone(), setting.contract.clone());
        let place = self.seen.directory.places.get(&at);
        let contract = place.map(|place| place.address.clone()).unwrap_or_default();
        let action = match msg {
            Some(msg) => Action::Send(Message::Execute { contract, msg }),
            None => Action::None,
        };
        Step {
            chain: setting.chain.clone(),
            stage: Stage::Settings,
            what,
            actor,
            action,
        }
    }

    /// The contract is not there yet: what its first message does not set.
    fn fresh(&self, setting: &Setting) -> Option<Step> {
        let msg = setting.create.clone()?;
        if setting.expected.is_null() || set_by_first_message(setting) {
            return None;
        }
        let what = format!("set {} of {}", setting.what, setting.contract);
        Some(self.step(setting, self.deployer(&setting.chain), what, Some(msg)))
    }

    fn differing(&self, setting: &Setting, seen: &Seen) -> Option<Step> {
        let actual = seen.actual.clone().unwrap_or(Value::Null);
        if actual == setting.expected {
            return None;
        }
        let (what, on) = (&setting.what, &setting.contract);
        let owner = self.owner_of(setting);
        if let Some(queued) = &seen.queued {
            let now = self
                .seen
                .now
                .get(&setting.chain)
                .copied()
                .unwrap_or_default();
            if now < queued.eta {
                let what = format!("{what} of {on}: change {} waits for its time", queued.id);
                return Some(self.step(setting, Actor::Time(queued.eta), what, None));
            }
            let what = format!("apply change {} ({what} of {on})", queued.id);
            return Some(self.step(setting, owner, what, Some(queued.apply.clone())));
        }
        let expected = &setting.expected;
        let msg = match &seen.actual {
            None => setting.create.clone(),
            Some(_) => setting.change.clone(),
        };
        let differs = format!("{what} of {on} is {}, should be {expected}", short(&actual));
        match msg {
            Some(msg) if seen.actual.is_none() => {
                let what = format!("set {what} of {on}");
                Some(self.step(setting, owner, what, Some(msg)))
            }
            Some(msg) => Some(self.step(setting, owner, changes(setting, &actual), Some(msg))),
            None => Some(self.step(setting, Actor::Nobody, differs, None)),
        }
    }

    fn owner_of(&self, setting: &Setting) -> Actor {
        let at = (setting.chain.clone(), setting.contract.clone());
        match self.seen.owners.get(&at) {
            Some(view) => self.signer(&setting.chain, view.owner.as_str()),
            None => self.deployer(&setting.chain),
        }
    }

    fn channels(&mut self) {
        for link in self.file.links.clone() {
            let (Some(connection), Some(seen)) =
                (&link.connection, self.seen.links.get(&link.chain))
            else {
                continue;
            };
            if seen.at_outpost.is_some() && seen.at_hub.is_some() {
                continue;
            }
            let address = |chain: &str, name: &str| {
                let found = self.seen.directory.address(chain, name);
                found.unwrap_or_default()
            };
            let id = |name: &str| self.file.chain(name).map(|c| c.chain_id.clone());
            let request = ChannelRequest {
                a_chain: id(&link.chain).unwrap_or_default(),
                a_connection: connection.clone(),
                a_port: format!("wasm.{}", address(&link.chain, OUTPOST)),
                b_chain: id(&self.file.hub).unwrap_or_default(),
                b_port: format!("wasm.{}", address(&self.file.hub, COORDINATOR)),
                version: seawall_wire::CHANNEL_VERSION.into(),
            };
            let what = format!("open the channel to the hub over {connection}");
            let action = Action::Channel(request);
            self.add(&link.chain, Stage::Channels, Actor::Relayer, what, action);
        }
    }

    fn handover(&mut self) {
        for name in crate::desired::names(self.file) {
            let Some(spec) = self.file.chain(&name.chain) else {
                continue;
            };
            let at = (name.chain.clone(), name.name.clone());
            let deployer = self.seen.directory.deployers.get(&name.chain).cloned();
            let view = self.seen.owners.get(&at);
            let owner = view.map(|view| view.owner.to_string()).or(deployer);
            let owner = owner.unwrap_or_default();
            if owner == spec.owner {
                continue;
            }
            let contract = self.seen.directory.address(&name.chain, &name.name);
            let contract = contract.unwrap_or_default();
            let pending = view
                .and_then(|view| view.pending.as_ref())
                .map(ToString::to_string);
            let (what, actor, msg) = if pending.as_ref() == Some(&spec.owner) {
                let what = format!("{} accepts ownership of {}", spec.owner, name.name);
                let msg = json!({"ownership": {"accept": {}}});
                (what, self.signer(&name.chain, &spec.owner), msg)
            } else {
                let what = format!("offer {} to {}", name.name, spec.owner);
                let msg = json!({"ownership": {"propose": {"to": spec.owner}}});
                (what, self.signer(&name.chain, &owner), msg)
            };
            let action = Action::Send(Message::Execute { contract, msg });
            self.add(&name.chain, Stage::Handover, actor, what, action);
        }
    }
}

fn named(address: Option<&String>) -> &str {
    address.map_or("nobody", String::as_str)
}

/// Does the contract's first message say the same already?
fn set_by_first_message(setting: &Setting) -> bool {
    matches!(
        (setting.contract.as_str(), setting.what.as_str()),
        ("price-oracle", "time lock") | ("coordinator", "parameters")
    ) || (setting.contract.starts_with("market-") && setting.what == "terms")
}

/// Which fields of a setting change, and how.
fn changes(setting: &Setting, actual: &Value) -> String {
    let mut parts = vec![];
    compare("", actual, &setting.expected, &mut parts);
    format!(
        "change {} of {}: {}",
        setting.what,
        setting.contract,
        parts.join(", ")
    )
}

/// Every leaf in which two values differ.
pub fn compare(at: &str, actual: &Value, expected: &Value, parts: &mut Vec<String>) {
    match (actual, expected) {
        (Value::Object(a), Value::Object(e)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(e.keys()).collect();
            for key in keys {
                let null = Value::Null;
                let (a, e) = (a.get(key).unwrap_or(&null), e.get(key).unwrap_or(&null));
                let at = if at.is_empty() {
                    key.clone()
                } else {
                    format!("{at}.{key}")
                };
                compare(&at, a, e, parts);
            }
        }
        (a, e) if a == e => {}
        (a, e) if at.is_empty() => parts.push(format!("{} → {}", short(a), short(e))),
        (a, e) => parts.push(format!("{at} {} → {}", short(a), short(e))),
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    if value.is_null() {
        return "nothing".into();
    }
    if text.chars().count() <= 160 {
        return text;
    }
    let head: String = text.chars().take(157).collect();
    format!("{head}…")
}
