//! One message of every kind, as somebody could really send it.

use cosmwasm_std::{from_json, to_json_binary, Addr, Binary, Coin};
use serde::Serialize;
use serde_json::Value;

use crate::scene::Scene;

mod chain;
mod hub;
mod money;
mod outpost;

/// Who decides whether the sender may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// The contract itself.
    Here,
    /// The hub: the outpost passes the wish on with the name of who signed it.
    Hub,
}

/// A message to a contract.
pub struct Row {
    /// The name of the contract's schema.
    pub contract: &'static str,
    /// The name of the message, and of its variant where that matters.
    pub name: String,
    pub target: Addr,
    pub msg: Binary,
    pub funds: Vec<Coin>,
    pub told: Told,
    /// Who may, where it is not what the message's description says of all its variants.
    pub may: Option<Vec<&'static str>>,
    /// Why nobody in the table gets it done, and where it is tested instead.
    pub nobody: Option<&'static str>,
}

impl Row {
    pub fn new(contract: &'static str, target: &Addr, msg: &impl Serialize) -> Self {
        let msg = to_json_binary(msg).unwrap();
        Self {
            contract,
            name: name(&msg),
            target: target.clone(),
            msg,
            funds: vec![],
            told: Told::Here,
            may: None,
            nobody: None,
        }
    }

    pub fn with(mut self, amount: u128, denom: &str) -> Self {
        self.funds = vec![cosmwasm_std::coin(amount, denom)];
        self
    }

    pub fn hub_decides(mut self) -> Self {
        self.told = Told::Hub;
        self
    }

    pub fn may(mut self, who: &[&'static str]) -> Self {
        self.may = Some(who.to_vec());
        self
    }

    pub fn nobody(mut self, why: &'static str) -> Self {
        self.nobody = Some(why);
        self
    }

    /// As the schema calls the message.
    pub fn message(&self) -> &str {
        self.name.split(' ').next().unwrap_or_default()
    }
}

/// `pause`, `ownership accept`, `settings set_owner`.
fn name(msg: &Binary) -> String {
    let value: Value = from_json(msg).unwrap();
    let (name, inner) = variant(&value);
    let part = match name.as_str() {
        "ownership" => Some(inner),
        "settings" => inner.get("change"),
        _ => None,
    };
    match part {
        Some(part) => format!("{name} {}", variant(part).0),
        None => name,
    }
}

fn variant(value: &Value) -> (String, &Value) {
    let (name, inner) = value.as_object().unwrap().iter().next().unwrap();
    (name.clone(), inner)
}

/// Everything that can be sent while all is running.
pub fn running(scene: &Scene) -> Vec<Row> {
    let mut rows = hub::coordinator(scene);
    rows.extend(hub::oracle(scene));
    rows.extend(outpost::commands(scene));
    rows.extend(outpost::others(scene));
    rows.extend(chain::vault(scene));
    rows.extend(chain::auction_house(scene));
    rows.extend(money::market(scene));
    rows.extend(money::pool(scene));
    rows.extend(money::courier(scene));
    rows
}

/// What can be done with a lot that is over.
pub fn over(scene: &Scene) -> Vec<Row> {
    vec![chain::close(scene)]
}

/// What can be done when a lot has come back unsold.
pub fn returned(scene: &Scene) -> Vec<Row> {
    vec![hub::advance(scene)]
}

/// What can be done while all is paused.
pub fn paused(scene: &Scene) -> Vec<Row> {
    use seawall_interfaces as api;
    let scope = api::coordinator::Scope::Withdraw;
    let hub = api::coordinator::ExecuteMsg::Unpause { scope };
    let at = &scene.at;
    vec![
        Row::new("coordinator", &at["coordinator"], &hub),
        Row::new(
            "market",
            &at["market"],
            &api::market::ExecuteMsg::Unpause {},
        ),
        Row::new(
            "outpost",
            &at["outpost"],
            &api::outpost::ExecuteMsg::Unpause {},
        ),
        Row::new("vault", &at["vault"], &api::vault::ExecuteMsg::Unpause {}),
    ]
}

/// The three steps of a handover, which every contract knows.
fn ownership<M: Serialize>(
    scene: &Scene,
    contract: &'static str,
    target: &Addr,
    wrap: impl Fn(seawall_kit::ownership::OwnershipAction) -> M,
) -> Vec<Row> {
    use seawall_kit::ownership::OwnershipAction as Action;
    let to = scene.addr("mallory").to_string();
    vec![
        Row::new(contract, target, &wrap(Action::Propose { to })).may(&["owner"]),
        Row::new(contract, target, &wrap(Action::Accept {})).may(&["heir"]),
        Row::new(contract, target, &wrap(Action::Cancel {})).may(&["owner"]),
    ]
}
