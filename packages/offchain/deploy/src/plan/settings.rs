//! Steps that make settings what the file says, through time locks where there are some.

use serde_json::Value;

use super::compare::{changes, short};
use super::{Action, Actor, Planner, Stage, Step};
use crate::chain::Message;
use crate::desired::Setting;
use crate::observe::Seen;

impl Planner<'_> {
    pub(super) fn settings(&mut self) {
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
}

/// Does the contract's first message say the same already?
fn set_by_first_message(setting: &Setting) -> bool {
    matches!(
        (setting.contract.as_str(), setting.what.as_str()),
        ("price-oracle", "time lock") | ("coordinator", "parameters")
    ) || (setting.contract.starts_with("market-") && setting.what == "terms")
}
