//! The deployment file of a localnet, from its state file: also the example to start from.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::error::{DeployError, DeployResult};

/// The example with `${…}` where a localnet's own values go.
pub const TEMPLATE: &str = include_str!("localnet.toml");
/// The environment variable that holds the deployer's phrase.
pub const DEPLOYER_ENV: &str = "SEAWALL_DEPLOYER";
/// The environment variable that holds the owner's phrase.
pub const OWNER_ENV: &str = "SEAWALL_OWNER";

/// The text of a deployment file for the localnet with this state (`localnet.json`).
///
/// # Errors
/// [`DeployError::Syntax`] names what the state does not have.
pub fn deployment(state: &Value) -> DeployResult<String> {
    let lacks = |what: &str| DeployError::Syntax {
        file: "localnet.json".into(),
        reason: format!("has no {what}"),
    };
    let text = |pointer: &str| {
        let found = state.pointer(pointer).and_then(Value::as_str);
        found.map(ToString::to_string).ok_or_else(|| lacks(pointer))
    };
    let mut words = BTreeMap::new();
    for role in ["hub", "collateral", "debt"] {
        for key in ["chain_id", "prefix", "rpc", "grpc"] {
            words.insert(
                format!("{role}.{key}"),
                text(&format!("/chains/{role}/{key}"))?,
            );
        }
        let price = text(&format!("/chains/{role}/gas_price"))?;
        let price = price + &text(&format!("/chains/{role}/gas_denom"))?;
        words.insert(format!("{role}.gas_price"), price);
        for (word, account) in [("owner", "owner"), ("guardian", "owner")] {
            let address = address(state, account, role).ok_or_else(|| lacks(account))?;
            words.insert(format!("{role}.{word}"), address);
        }
    }
    for feeder in ["feeder-1", "feeder-2", "feeder-3"] {
        let address = address(state, feeder, "hub").ok_or_else(|| lacks(feeder))?;
        words.insert(feeder.into(), address);
    }
    let links = state
        .get("links")
        .and_then(Value::as_array)
        .ok_or_else(|| lacks("links"))?;
    for link in links {
        for (here, there) in [("a", "b"), ("b", "a")] {
            let end = |side: &str, key: &str| {
                let found = link
                    .pointer(&format!("/{side}/{key}"))
                    .and_then(Value::as_str);
                found
                    .map(ToString::to_string)
                    .ok_or_else(|| lacks("end of a link"))
            };
            let (on, to) = (end(here, "chain")?, end(there, "chain")?);
            for key in ["connection", "transfer"] {
                words.insert(format!("{on}.to_{to}.{key}"), end(here, key)?);
            }
        }
    }
    let millis = state.pointer("/settings/block_ms").and_then(Value::as_u64);
    let millis = millis.ok_or_else(|| lacks("/settings/block_ms"))?;
    let seconds = cosmwasm_std::Decimal::from_ratio(millis, 1_000u64);
    words.insert("block_secs".into(), seconds.to_string());
    fill(&words)
}

/// The example with these words.
///
/// # Errors
/// [`DeployError::Syntax`] names a word that is not given.
pub fn fill(words: &BTreeMap<String, String>) -> DeployResult<String> {
    let mut text = TEMPLATE.to_string();
    for (word, value) in words {
        text = text.replace(&format!("${{{word}}}"), value);
    }
    let left = text
        .split_once("${")
        .and_then(|(_, rest)| rest.split_once('}'));
    match left {
        Some((word, _)) => Err(DeployError::Syntax {
            file: "localnet.toml".into(),
            reason: format!("nothing is given for {word}"),
        }),
        None => Ok(text),
    }
}

fn address(state: &Value, account: &str, role: &str) -> Option<String> {
    let accounts = state.get("accounts")?.as_array()?;
    let named = |a: &&Value| a.get("name").and_then(Value::as_str) == Some(account);
    let found = accounts.iter().find(named)?;
    Some(
        found
            .pointer(&format!("/addresses/{role}"))?
            .as_str()?
            .to_string(),
    )
}
