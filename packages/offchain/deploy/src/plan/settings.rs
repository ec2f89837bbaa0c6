//! Steps that make settings what the file says, through time locks where there are some.

use serde_json::Value;

use super::compare::{changes, differences, short};
use super::{Actor, Planner, Step};
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
        self.because(setting, &Value::Null, (actor, what, msg))
    }

    /// The same with what is there now.
    fn because(
        &self,
        setting: &Setting,
        actual: &Value,
        (actor, what, msg): (Actor, String, Option<Value>),
    ) -> Step {
        let at = (setting.chain.as_str(), setting.contract.as_str());
        let differs = differences(&setting.what, actual, &setting.expected);
        self.settle(at, what, actor, msg, differs)
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
        let owner = self.owner_at(&setting.chain, &setting.contract);
        let (chain, expected) = (&setting.chain, &setting.expected);
        let step = if let Some(queued) = &seen.queued {
            let now = self.seen.now.get(chain).copied().unwrap_or_default();
            if now < queued.eta {
                let what = format!("{what} of {on}: change {} waits for its time", queued.id);
                (Actor::Time(queued.eta), what, None)
            } else {
                let what = format!("apply change {} ({what} of {on})", queued.id);
                (owner, what, Some(queued.apply.clone()))
            }
        } else {
            match (&seen.actual, &setting.create, &setting.change) {
                (None, Some(create), _) => {
                    (owner, format!("set {what} of {on}"), Some(create.clone()))
                }
                (Some(_), _, Some(change)) => {
                    (owner, changes(setting, &actual), Some(change.clone()))
                }
                _ => {
                    let is = short(&actual);
                    let differs = format!("{what} of {on} is {is}, should be {expected}");
                    (Actor::Nobody, differs, None)
                }
            }
        };
        Some(self.because(setting, &actual, step))
    }
}

/// Does the contract's first message say the same already?
fn set_by_first_message(setting: &Setting) -> bool {
    matches!(
        (setting.contract.as_str(), setting.what.as_str()),
        ("price-oracle", "time lock") | ("coordinator", "parameters")
    ) || (setting.contract.starts_with("market-") && setting.what == "terms")
}
