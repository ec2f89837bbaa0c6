//! From what is to be and what is, to what is to be done: a pure function.
//!
//! What must always hold: a step that was done is not in the next plan; steps of one chain are in an
//! order that the chain accepts; what cannot be done (no longer changeable, not ours to sign, not yet
//! due) is a step too, with its reason, and never left out.

mod compare;
mod contracts;
mod extras;
mod handover;
mod settings;

use std::fmt;

use crate::artifacts::Artifacts;
use crate::chain::Message;
use crate::file::DeploymentFile;
use crate::observe::Observed;
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
    /// Nobody has to: no message takes it away, so it stays.
    Stays,
}

/// In what the chain differs from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// In this.
    pub what: String,
    /// What the file says.
    pub expected: String,
    /// What the chain says.
    pub actual: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, expected, actual) = (&self.what, &self.expected, &self.actual);
        write!(f, "{what}: expected {expected}, actual {actual}")
    }
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
    /// At this contract; for code that is to be stored, its name.
    pub contract: String,
    /// When.
    pub stage: Stage,
    /// What, in a line.
    pub what: String,
    /// Who.
    pub actor: Actor,
    /// How.
    pub action: Action,
    /// Because of this.
    pub differs: Vec<Difference>,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.chain, self.advice())
    }
}

impl Step {
    /// What is to be done and by whom, without the chain.
    pub const fn advice(&self) -> Advice<'_> {
        Advice(self)
    }
}

/// What is to be done and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Advice<'a>(&'a Step);

impl fmt::Display for Advice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.what)?;
        match &self.0.actor {
            Actor::Elsewhere(by) => write!(f, " [to be signed by {by}]"),
            Actor::Time(at) => write!(f, " [waits until {at}]"),
            Actor::Nobody => write!(f, " [cannot be changed any more]"),
            Actor::Stays => write!(f, " [stays]"),
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

    /// Is nothing left but what stays?
    pub fn is_settled(&self) -> bool {
        self.steps.iter().all(|step| step.actor == Actor::Stays)
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
                let counts = match other.actor {
                    Actor::Time(_) | Actor::Nobody | Actor::Stays => false,
                    Actor::Deployer | Actor::Owner | Actor::Elsewhere(_) | Actor::Relayer => true,
                };
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
    planner.extras();
    planner.channels();
    planner.handover();
    Plan {
        steps: planner.steps,
    }
}

impl Planner<'_> {
    fn add(
        &mut self,
        (chain, contract): (&str, &str),
        (stage, actor): (Stage, Actor),
        what: String,
        action: Action,
        difference: (&str, String, String),
    ) {
        let (subject, expected, actual) = difference;
        self.steps.push(Step {
            chain: chain.into(),
            contract: contract.into(),
            stage,
            what,
            actor,
            action,
            differs: vec![Difference {
                what: subject.into(),
                expected,
                actual,
            }],
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
}
