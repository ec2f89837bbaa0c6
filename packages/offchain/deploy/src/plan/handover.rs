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
                b_connection: link.hub_connection.clone().unwrap_or_default(),
                version: seawall_wire::CHANNEL_VERSION.into(),
                unconfirmed: seen.at_outpost.clone().zip(seen.unconfirmed.clone()),
            };
            let what = match &seen.unconfirmed {
                Some(id) => format!("confirm {id} at the hub over {connection}"),
                None => format!("open the channel to the hub over {connection}"),
            };
            let action = Action::Channel(request);
            self.add(&link.chain, Stage::Channels, Actor::Relayer, what, action);
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
