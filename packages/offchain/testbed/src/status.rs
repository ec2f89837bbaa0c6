//! How the deployment is: addresses, prices, accounts; and what to try next.

use std::fmt::Write;

use anyhow::Result;
use seawall_interfaces::coordinator::{HealthResponse, QueryMsg as AskHub};
use seawall_localnet::plan::Role;
use seawall_localnet::up::Told;
use seawall_localnet::Localnet;
use seawall_wire::ids::AccountId;
use serde_json::{json, Value};

use crate::people::{account_of, BORROWERS};
use crate::person::Person;
use crate::places::Places;
use crate::prices::{price, PRICES};
use crate::KEYS;

/// What `status` tells: for people and as JSON. Chains that do not answer are left out.
///
/// # Errors
/// Only when the state file cannot be used.
pub fn told(net: &Localnet, places: &Places) -> Result<Told> {
    let mut text = addresses(places);
    let mut value = json!({
        "file": Places::file(net), "state": Places::state(net), "chains": places.state.chains,
    });
    let reader = Person::new(net, "stranger")?;
    let running = net
        .process(Role::Hub)
        .is_ok_and(|hub| hub.alive() && !hub.frozen());
    if running {
        let (prices, accounts) = (prices(&reader, places), accounts(net, places));
        text.push_str(&lines("price", &prices));
        text.push_str(&lines("account", &accounts));
        if let Some(map) = value.as_object_mut() {
            map.insert(
                "prices".into(),
                prices.into_iter().map(|(_, v)| v).collect(),
            );
            map.insert(
                "accounts".into(),
                accounts.into_iter().map(|(_, v)| v).collect(),
            );
        }
    }
    Ok(Told {
        text: text.trim_end().into(),
        value,
    })
}

fn lines(head: &str, all: &[(String, Value)]) -> String {
    all.iter().fold(String::new(), |mut text, (line, _)| {
        let _ = writeln!(text, "{head:<11} {line}");
        text
    })
}

fn addresses(places: &Places) -> String {
    let mut text = format!(
        "{:<11} {:<14} {:>5}  {}\n",
        "on", "contract", "code", "address"
    );
    for (chain, state) in &places.state.chains {
        for (name, contract) in &state.contracts {
            let (code, address) = (contract.code_id, &contract.address);
            let _ = writeln!(text, "{chain:<11} {name:<14} {code:>5}  {address}");
        }
    }
    for (chain, state) in &places.state.chains {
        if let (Some(here), Some(hub)) = (&state.channel, &state.hub_channel) {
            let _ = writeln!(
                text,
                "{chain:<11} {:<14} {:>5}  {here} <-> {hub} of the hub",
                "link", ""
            );
        }
    }
    text
}

fn prices(reader: &Person, places: &Places) -> Vec<(String, Value)> {
    let ask = |(asset, _): (u32, &str)| {
        let view = price(reader, &places.oracle().ok()?, asset).ok()?;
        let name = places.file.assets.iter().find(|a| a.number == asset);
        let name = name.map(|a| a.name.clone()).unwrap_or_default();
        let state = json!(view.state);
        let word = state
            .as_str()
            .map_or_else(|| state.to_string(), str::to_owned);
        let line = format!("{name:<14} {} USD, {word}, round {}", view.spot, view.round);
        Some((line, json!({"asset": asset, "name": name, "price": view})))
    };
    PRICES.into_iter().filter_map(ask).collect()
}

fn accounts(net: &Localnet, places: &Places) -> Vec<(String, Value)> {
    let ask = |(name, _, _): (&str, u128, u128)| {
        let person = Person::new(net, name).ok()?;
        let account = account_of(&person, places, Role::Collateral).ok()??;
        let health = health(&person, places, account.account).ok()?;
        let factor = json!(health.best);
        let factor = factor
            .as_str()
            .map_or_else(|| factor.to_string(), str::to_owned);
        let short: String = factor.chars().take(6).collect();
        let line = format!("{name:<14} number {}, health {short}", account.account);
        Some((
            line,
            json!({"name": name, "account": account, "health": health}),
        ))
    };
    BORROWERS.into_iter().filter_map(ask).collect()
}

/// An account's health.
///
/// # Errors
/// The hub does not answer.
pub fn health(person: &Person, places: &Places, account: AccountId) -> Result<HealthResponse> {
    person.ask(
        Role::Hub,
        &places.coordinator()?,
        &AskHub::Health { account },
    )
}

/// What a person needs after `up`.
///
/// # Errors
/// Only when the state file cannot be used.
pub fn welcome(net: &Localnet, places: &Places) -> Result<String> {
    let mut text = told(net, places)?.text;
    let file = Places::file(net);
    let file = file.display();
    let keys = KEYS.map(|(env, name)| {
        let words = net.home().keys().join(format!("{name}.mnemonic"));
        format!("export {env}=\"$(cat {})\"", words.display())
    });
    let hub = net.chain(Role::Hub)?;
    let _ = write!(
        text,
        "\n\nTry next:\n  seawall localnet status\n  {} query wasm contract-state smart {} \
         '{{\"health\":{{\"account\":1}}}}' --node {}\n  {}\n  \
         eval \"$(seawall localnet env)\"; seawall run --roles keeper,liquidator --config \"$BOTS\"\n  \
         seawall deploy -f {file} verify --code-id\n  \
         seawall deploy -f {file} check collateral\n  seawall localnet down\n",
        hub.binary.display(),
        places.coordinator()?,
        hub.rpc.replacen("http", "tcp", 1),
        keys.join("; "),
    );
    Ok(text)
}
