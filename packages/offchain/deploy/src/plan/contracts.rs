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
            let hash = self.artifacts.hash(name.code);
            let what = format!("store code of {} ({})", name.code, head(&hash));
            let action = Action::Store { code: name.code };
            let at = (name.chain.as_str(), name.code);
            let differs = ("code", format!("sha256 {hash}"), "not stored".into());
            self.add(at, (Stage::Code, actor), what, action, differs);
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
                    let stage = (Stage::Contracts, self.deployer(&name.chain));
                    let differs = ("contract", place.address, "nothing".into());
                    let at = (name.chain.as_str(), name.name.as_str());
                    self.add(at, stage, what, Action::Send(msg), differs);
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
        let at = (name.chain.as_str(), name.name.as_str());
        // Nobody can change what has no admin.
        let actor = match &info.admin {
            Some(admin) => self.signer(&name.chain, admin),
            None => Actor::Nobody,
        };
        if hash.as_ref() != Some(&expected) {
            let msg = Message::Migrate {
                contract: address.into(),
                code_id: code_id.unwrap_or_default(),
                msg: json!({}),
            };
            let hash = hash.unwrap_or_default();
            let (from, to) = (head(&hash), head(&expected));
            let what = format!("migrate {} from code {from} to {to}", name.name);
            let differs = (
                "code",
                format!("sha256 {expected}"),
                format!("sha256 {hash}"),
            );
            let stage = (Stage::Contracts, actor.clone());
            self.add(at, stage, what, Action::Send(msg), differs);
        }
        let wanted = self.file.chain(&name.chain).and_then(admin);
        if info.admin != wanted {
            let (is, should) = (named(info.admin.as_ref()), named(wanted.as_ref()));
            let what = format!("change admin of {} from {is} to {should}", name.name);
            let differs = ("admin", should.to_string(), is.to_string());
            let msg = Message::SetAdmin {
                contract: address.into(),
                admin: wanted,
            };
            // Among the last: whoever it is may still have to migrate.
            let stage = (Stage::Handover, actor);
            self.add(at, stage, what, Action::Send(msg), differs);
        }
    }
}

fn named(address: Option<&String>) -> &str {
    address.map_or("nobody", String::as_str)
}

/// The beginning of a hash.
fn head(hash: &str) -> String {
    let head: String = hash.chars().take(12).collect();
    format!("{head}…")
}
