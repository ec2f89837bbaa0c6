//! The last steps: channels to the hub, then ownership to whom the file says.

use serde_json::json;

use super::{Action, Actor, Planner, Stage};
use crate::chain::Message;
use crate::desired::{COORDINATOR, OUTPOST};
use crate::relayer::ChannelRequest;

impl Planner<'_> {
    pub(super) fn channels(&mut self) {
        for link in self.file.links.clone() {
            let (Some(connection), Some(seen)) =
                (&link.connection, self.seen.links.get(&link.chain))
            else {
                continue;
            };
            let both = seen.at_outpost.is_some() && seen.at_hub.is_some();
            if both && seen.unconfirmed.is_none() {
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
                b_connection: link.hub_connection.clone().unwrap_or_default(),
                version: seawall_wire::CHANNEL_VERSION.into(),
                unconfirmed: seen.at_outpost.clone().zip(seen.unconfirmed.clone()),
            };
            let what = match &seen.unconfirmed {
                Some(id) => format!("confirm {id} at the hub over {connection}"),
                None => format!("open the channel to the hub over {connection}"),
            };
            let end = |channel: &Option<String>| channel.clone().unwrap_or_else(|| "none".into());
            let (here, there) = (end(&seen.at_outpost), end(&seen.at_hub));
            let actual = format!("{here} at the outpost, {there} at the hub");
            let differs = ("channel", format!("one over {connection}, in use"), actual);
            let stage = (Stage::Channels, Actor::Relayer);
            let action = Action::Channel(request);
            self.add((&link.chain, OUTPOST), stage, what, action, differs);
        }
    }

    pub(super) fn handover(&mut self) {
        for name in crate::desired::names(self.file) {
            let Some(spec) = self.file.chain(&name.chain) else {
                continue;
            };
            let at = (name.chain.clone(), name.name.clone());
            let deployer = self.seen.directory.deployers.get(&name.chain).cloned();
            let view = self.seen.owners.get(&at);
            let owner = view.map(|view| view.owner.to_string()).or(deployer);
            let owner = owner.unwrap_or_default();
            let pending = view
                .and_then(|view| view.pending.as_ref())
                .map(ToString::to_string);
            let offered = pending.as_deref().filter(|to| *to != spec.owner);
            if owner == spec.owner && pending.is_none() {
                continue;
            }
            let (what, actor, msg) = if owner == spec.owner {
                // The owner would lose it to whoever accepts.
                let to = pending.clone().unwrap_or_default();
                let what = format!("take back the offer of {} to {to}", name.name);
                (
                    what,
                    self.signer(&name.chain, &owner),
                    json!({"cancel": {}}),
                )
            } else if pending.as_ref() == Some(&spec.owner) {
                let what = format!("{} accepts ownership of {}", spec.owner, name.name);
                let actor = self.signer(&name.chain, &spec.owner);
                (what, actor, json!({"accept": {}}))
            } else {
                let what = format!("offer {} to {}", name.name, spec.owner);
                let msg = json!({"propose": {"to": spec.owner}});
                (what, self.signer(&name.chain, &owner), msg)
            };
            let actual = match offered {
                Some(to) => format!("{owner}, offered to {to}"),
                None => owner,
            };
            let contract = self.seen.directory.address(&name.chain, &name.name);
            let message = Message::Execute {
                contract: contract.unwrap_or_default(),
                msg: json!({ "ownership": msg }),
            };
            let at = (name.chain.as_str(), name.name.as_str());
            let differs = ("owner", spec.owner.clone(), actual);
            let stage = (Stage::Handover, actor);
            self.add(at, stage, what, Action::Send(message), differs);
        }
    }
}
