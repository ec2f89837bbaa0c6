//! Steps that store code, make contracts and move them to other code.

use serde_json::json;

use super::{Action, Actor, Planner, Stage, Via};
use crate::chain::Message;
use crate::desired::{admin, label, salt};

impl Planner<'_> {
    pub(super) fn codes(&mut self, gov: &dyn Fn(&str) -> String) {
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

    pub(super) fn contracts(&mut self) {
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
}

fn named(address: Option<&String>) -> &str {
    address.map_or("nobody", String::as_str)
}
