//! Steps that take away what is not in the file; what nothing takes away is named.

use serde_json::{json, Value};

use super::compare::whole;
use super::{Action, Actor, Difference, Planner, Stage, Step};
use crate::chain::Message;
use crate::desired::{COORDINATOR, ORACLE};
use crate::observe::{Extra, Remedy, Waiter};

impl Planner<'_> {
    pub(super) fn extras(&mut self) {
        let seen = self.seen;
        for extra in &seen.extras {
            let step = self.extra(extra);
            self.steps.push(step);
        }
        for ((chain, contract), list) in &seen.waiting {
            for waiter in list {
                let step = self.foreign(chain, contract, waiter);
                self.steps.extend(step);
            }
        }
    }

    fn extra(&self, extra: &Extra) -> Step {
        let (chain, contract) = (extra.chain.as_str(), extra.contract.as_str());
        let (what, actor, msg) = match &extra.remedy {
            Remedy::Owner {
                what,
                msg,
                not_before,
            } => {
                let now = self.seen.now.get(chain).copied().unwrap_or_default();
                let early = now < *not_before;
                let actor = match early {
                    true => Actor::Time(*not_before),
                    false => self.owner_at(chain, contract),
                };
                let what = format!("{what} at {contract}: it is not in the file");
                (what, actor, (!early).then(|| msg.clone()))
            }
            Remedy::None(why) => {
                let what = format!("{} of {contract} is not in the file: {why}", extra.what);
                (what, Actor::Stays, None)
            }
        };
        let difference = Difference {
            what: extra.what.clone(),
            expected: whole(&Value::Null),
            actual: whole(&extra.actual),
        };
        self.settle((chain, contract), what, actor, msg, vec![difference])
    }

    /// A change that waits and is not the file's: it is dropped, unless a step of a setting's own
    /// drops it anyway.
    fn foreign(&self, chain: &str, contract: &str, waiter: &Waiter) -> Option<Step> {
        let mut last = None;
        for (setting, seen) in self.seen.pairs() {
            let here = setting.chain == chain && setting.contract == contract;
            let Some(waiting) = setting.waiting.as_ref().filter(|_| here) else {
                continue;
            };
            if *waiting.change() == waiter.change {
                return None;
            }
            let actual = seen.and_then(|seen| seen.actual.as_ref());
            last = Some((setting, actual == Some(&setting.expected)));
        }
        let msg = match (contract, last) {
            (COORDINATOR | ORACLE, _) => Some(json!({"cancel_change": {"id": waiter.id}})),
            // Setting again what is set drops what waits.
            (_, Some((setting, true))) => setting.change.clone(),
            _ => return None,
        };
        let difference = Difference {
            what: format!("waiting change {}", waiter.id),
            expected: whole(&Value::Null),
            actual: format!("{} from {}", whole(&waiter.change), waiter.eta),
        };
        let what = format!("drop change {} that waits at {contract}", waiter.id);
        let what = format!("{what}: it is not in the file");
        let actor = self.owner_at(chain, contract);
        Some(self.settle((chain, contract), what, actor, msg, vec![difference]))
    }

    /// A step at a contract that is there, or is going to be.
    pub(super) fn settle(
        &self,
        (chain, contract): (&str, &str),
        what: String,
        actor: Actor,
        msg: Option<Value>,
        differs: Vec<Difference>,
    ) -> Step {
        let address = self.seen.directory.address(chain, contract);
        let action = match msg {
            Some(msg) => Action::Send(Message::Execute {
                contract: address.unwrap_or_default(),
                msg,
            }),
            None => Action::None,
        };
        Step {
            chain: chain.into(),
            contract: contract.into(),
            stage: Stage::Settings,
            what,
            actor,
            action,
            differs,
        }
    }

    /// Who signs for the contract's owner.
    pub(super) fn owner_at(&self, chain: &str, contract: &str) -> Actor {
        let at = (chain.to_string(), contract.to_string());
        match self.seen.owners.get(&at) {
            Some(view) => self.signer(chain, view.owner.as_str()),
            None => self.deployer(chain),
        }
    }
}
