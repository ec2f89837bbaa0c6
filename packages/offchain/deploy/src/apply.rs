//! Doing what a plan says: a round at a time, each from a fresh look at the chains.
//!
//! What must always hold: nothing is sent before everything that can be known to be wrong has been
//! refused; after a crash anywhere the next run goes on where the chains are, and does nothing
//! twice; who is not done says what it waits for.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::artifacts::Artifacts;
use crate::chain::{Chain, Message};
use crate::error::{DeployError, DeployResult};
use crate::file::DeploymentFile;
use crate::observe::{observe, Chains, Observed};
use crate::plan::{plan, Action, Actor, Plan, Stage, Step, Via};
use crate::relayer::Relayer;
use crate::state::State;
use crate::unsigned;

/// Messages of one transaction, at most.
const BATCH: usize = 20;
/// More rounds than any deployment takes.
const ROUNDS_MAX: usize = 40;

/// Everything a run needs.
pub struct Run<'a> {
    /// What is to be.
    pub file: &'a DeploymentFile,
    /// The compiled contracts.
    pub artifacts: &'a Artifacts,
    /// The chains.
    pub chains: Chains,
    /// The state file.
    pub state: PathBuf,
    /// How code gets onto the chains, and who signs.
    pub via: Via,
    /// Who opens channels.
    pub relayer: Box<dyn Relayer>,
    /// Deposit of a governance proposal, like `10000000usea`; the least that its chain asks for if
    /// none.
    pub deposit: Option<String>,
    /// Hears of each step.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// What a run tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// A step begins.
    Doing(String),
    /// Steps were done in one transaction.
    Done {
        /// The chain.
        chain: String,
        /// The transaction.
        hash: String,
        /// Its steps.
        steps: Vec<String>,
        /// Gas it used.
        gas: u64,
    },
    /// Somebody else has to do this.
    Waiting(String),
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub struct Finished {
    /// What is left; nothing when all is done.
    pub left: Plan,
    /// What it waits for, in words.
    pub waiting: Vec<String>,
    /// How many steps were done.
    pub done: usize,
}

impl Run<'_> {
    /// What the chains say now.
    ///
    /// # Errors
    /// [`DeployError::Chain`].
    pub fn observe(&self) -> DeployResult<Observed> {
        let state = State::read(&self.state, self.file)?;
        observe(self.file, self.artifacts, &self.chains, &state)
    }

    /// What is to be done.
    pub fn plan(&self, seen: &Observed) -> Plan {
        let gov = |chain: &str| {
            let prefix = self
                .file
                .chain(chain)
                .map(|c| c.prefix.clone())
                .unwrap_or_default();
            let address = seawall_chain_client::messages::module_address(&prefix, "gov");
            address.unwrap_or_default()
        };
        plan(self.file, self.artifacts, seen, self.via, &gov)
    }
}

/// Does everything that can be done now.
///
/// # Errors
/// [`DeployError::Refused`] and [`DeployError::Fixed`] before anything is sent; afterwards whatever a
/// chain or the relayer says: starting again goes on.
pub fn apply(run: &mut Run<'_>) -> DeployResult<Finished> {
    let mut tried: BTreeSet<String> = BTreeSet::new();
    let mut done = 0usize;
    for chain in run.chains.values() {
        chain.settle()?;
    }
    let seen = run.observe()?;
    run.preflight(&run.plan(&seen))?;
    for _ in 0..ROUNDS_MAX {
        let seen = run.observe()?;
        State::from_chains(run.file, &seen).write(&run.state)?;
        let plan = run.plan(&seen);
        let ready: Vec<Step> = plan.ready(&run.file.hub).into_iter().cloned().collect();
        let mine = |step: &&Step| matches!(step.actor, Actor::Deployer | Actor::Owner);
        if let Some(again) = ready
            .iter()
            .filter(mine)
            .find(|s| tried.contains(&s.to_string()))
        {
            return Err(DeployError::Stuck {
                step: again.to_string(),
            });
        }
        let waiting = wait_for(run, &ready)?;
        let count = ready.iter().filter(mine).count();
        for name in run.file.chains.iter().map(|c| c.name.clone()) {
            round(run, &name, &ready)?;
        }
        tried.extend(ready.iter().filter(mine).map(ToString::to_string));
        let opened = channels(run, &ready, &mut tried)?;
        done = done.saturating_add(count).saturating_add(opened);
        if count.saturating_add(opened) == 0 {
            return finish(run, waiting, done);
        }
    }
    Err(DeployError::Stuck {
        step: "everything".into(),
    })
}

fn finish(run: &Run<'_>, waiting: Vec<String>, done: usize) -> DeployResult<Finished> {
    let seen = run.observe()?;
    State::from_chains(run.file, &seen).write(&run.state)?;
    let left = run.plan(&seen);
    Ok(Finished {
        left,
        waiting,
        done,
    })
}

/// What others have to do; messages for them are written beside the state file.
fn wait_for(run: &mut Run<'_>, ready: &[Step]) -> DeployResult<Vec<String>> {
    let mut waiting = vec![];
    for step in ready {
        match (&step.actor, &step.action) {
            (Actor::Time(_), _) => waiting.push(step.to_string()),
            (Actor::Relayer, Action::Channel(request)) => {
                waiting.push(format!("{step}: {}", run.relayer.command(request)));
            }
            _ => {}
        }
    }
    for written in unsigned::write(run, ready)? {
        let text = format!("{} for {} to sign", written.path.display(), written.signer);
        (run.progress)(Progress::Waiting(text.clone()));
        waiting.push(text);
    }
    Ok(waiting)
}

/// One chain's turn.
fn round(run: &mut Run<'_>, name: &str, ready: &[Step]) -> DeployResult<()> {
    let of = |actor: Actor| {
        let here = move |step: &&Step| step.chain == name && step.actor == actor;
        ready.iter().filter(here).collect::<Vec<_>>()
    };
    let (stores, rest): (Vec<&Step>, Vec<&Step>) = of(Actor::Deployer)
        .into_iter()
        .partition(|step| step.stage == Stage::Code);
    store(run, name, &stores)?;
    send_all(run, name, &rest, false)?;
    send_all(run, name, &of(Actor::Owner), true)
}

fn store(run: &mut Run<'_>, name: &str, steps: &[&Step]) -> DeployResult<()> {
    if steps.is_empty() {
        return Ok(());
    }
    let mut all = vec![];
    for step in steps {
        if let Action::Store { code } = step.action {
            (run.progress)(Progress::Doing(step.to_string()));
            let message = Message::Store {
                name: code.into(),
                code: run.artifacts.code(code)?,
            };
            all.push(vec![message]);
        }
    }
    let done = chain(run, name)?.send_each(&all)?;
    for (done, step) in done.into_iter().zip(steps) {
        (run.progress)(Progress::Done {
            chain: name.into(),
            hash: done.hash,
            steps: vec![step.to_string()],
            gas: done.gas,
        });
    }
    Ok(())
}

fn send_all(run: &mut Run<'_>, name: &str, steps: &[&Step], owner: bool) -> DeployResult<()> {
    for batch in steps.chunks(BATCH) {
        send(run, name, batch, owner)?;
    }
    Ok(())
}

/// One transaction; two when one is too large for its chain.
fn send(run: &mut Run<'_>, name: &str, steps: &[&Step], owner: bool) -> DeployResult<()> {
    let message = |step: &&Step| match &step.action {
        Action::Send(message) => Some(message.clone()),
        _ => None,
    };
    let messages: Vec<Message> = steps.iter().filter_map(message).collect();
    if messages.is_empty() {
        return Ok(());
    }
    for step in steps {
        (run.progress)(Progress::Doing(step.to_string()));
    }
    let on = chain(run, name)?;
    let sent = if owner {
        on.send_as_owner(&messages)
    } else {
        on.send(&messages)
    };
    let done = match sent {
        Ok(done) => done,
        Err(DeployError::Chain { reason, .. }) if steps.len() > 1 && too_large(&reason) => {
            let (first, second) = steps.split_at(steps.len() / 2);
            send(run, name, first, owner)?;
            return send(run, name, second, owner);
        }
        Err(error) => return Err(error),
    };
    (run.progress)(Progress::Done {
        chain: name.into(),
        hash: done.hash,
        steps: steps.iter().map(ToString::to_string).collect(),
        gas: done.gas,
    });
    Ok(())
}

fn too_large(reason: &str) -> bool {
    reason.contains("gas, allowed are") || reason.contains("exceed block max gas")
}

fn channels(
    run: &mut Run<'_>,
    ready: &[Step],
    tried: &mut BTreeSet<String>,
) -> DeployResult<usize> {
    let mut opened = 0usize;
    for step in ready {
        let Action::Channel(request) = &step.action else {
            continue;
        };
        if !tried.insert(step.to_string()) {
            continue;
        }
        (run.progress)(Progress::Doing(step.to_string()));
        match run.relayer.open(request) {
            Ok(()) => opened = opened.saturating_add(1),
            Err(DeployError::Relayer { reason, command }) => {
                let text = format!("{step}: {reason}; run: {command}");
                (run.progress)(Progress::Waiting(text));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(opened)
}

fn chain<'a>(run: &'a mut Run<'_>, name: &str) -> DeployResult<&'a mut Box<dyn Chain>> {
    let found = run.chains.get_mut(name);
    found.ok_or_else(|| DeployError::chain(name, "not connected"))
}
