//! What the settings are, and which changes wait behind a time lock.

use std::collections::BTreeMap;

use cosmwasm_std::from_json;
use serde_json::{json, Value};

use super::{chain, is_there, Chains, Observed, Queued, Seen};
use crate::chain::Chain;
use crate::desired::{map_key, Read, Waiting};
use crate::error::DeployResult;

pub(super) fn settings(chains: &Chains, observed: &mut Observed) -> DeployResult<()> {
    // Many settings are in one answer.
    let mut answers: BTreeMap<(String, String), Option<Value>> = BTreeMap::new();
    let mut all = vec![];
    for setting in &observed.desired.settings {
        let place = is_there(&observed.directory, &setting.chain, &setting.contract);
        let Some(address) = place else {
            all.push(None);
            continue;
        };
        let on = chain(chains, &setting.chain)?;
        let answer = match &setting.read {
            Read::Raw(key) => json_at(on, &address, key)?,
            Read::Smart(question) => {
                let key = (address.clone(), question.to_string());
                if !answers.contains_key(&key) {
                    let answer = on.smart(&address, question)?.ok();
                    answers.insert(key.clone(), answer);
                }
                answers.get(&key).cloned().flatten()
            }
        };
        let actual = answer.and_then(|answer| setting.pick.from(&answer));
        let differs = actual
            .as_ref()
            .is_some_and(|actual| *actual != setting.expected);
        let queued = match &setting.waiting {
            Some(waiting) if differs => queued(on, &address, waiting)?,
            _ => None,
        };
        all.push(Some(Seen { actual, queued }));
    }
    observed.settings = all;
    Ok(())
}

fn json_at(on: &dyn Chain, address: &str, key: &[u8]) -> DeployResult<Option<Value>> {
    let bytes = on.raw(address, key)?;
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// The change that waits for its time and is what the file asks for.
fn queued(on: &dyn Chain, address: &str, waiting: &Waiting) -> DeployResult<Option<Queued>> {
    let list = |question: Value| -> DeployResult<Vec<Value>> {
        let answer = on.smart(address, &question)?.unwrap_or_default();
        Ok(answer.as_array().cloned().unwrap_or_default())
    };
    let (items, wanted): (Vec<Value>, &Value) = match waiting {
        Waiting::Coordinator(change) => {
            let mut items = list(json!({"changes": {}}))?;
            for item in &mut items {
                let text = item
                    .get("change")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let bytes = cosmwasm_std::Binary::from_base64(text).unwrap_or_default();
                let change = from_json::<Value>(&bytes).unwrap_or_default();
                *item = json!({"id": item["id"], "eta": item["eta"], "change": change});
            }
            (items, change)
        }
        Waiting::Oracle(change) => (list(json!({"changes": {"limit": 100}}))?, change),
        Waiting::Pool(payers) => {
            let mut items = list(json!({"changes": {}}))?;
            for item in &mut items {
                *item = json!({"id": item["id"], "eta": item["eta"], "change": item["payers"]});
            }
            (items, payers)
        }
        Waiting::Market(terms) => (market_queue(on, address)?, terms),
    };
    let found = items.iter().find(|item| item.get("change") == Some(wanted));
    Ok(found.map(|item| {
        let id = item["id"].as_u64().unwrap_or_default();
        let apply = match waiting {
            Waiting::Market(_) => json!({"apply_terms": {}}),
            _ => json!({"apply_change": {"id": id}}),
        };
        Queued {
            id,
            eta: item["eta"].as_u64().unwrap_or_default(),
            apply,
        }
    }))
}

/// A market keeps at most one proposal; no question shows it.
fn market_queue(on: &dyn Chain, address: &str) -> DeployResult<Vec<Value>> {
    let next = json_at(on, address, b"lock_next")?.and_then(|next| next.as_u64());
    let Some(id) = next.and_then(|next| next.checked_sub(1)) else {
        return Ok(vec![]);
    };
    let item = json_at(on, address, &map_key("lock_queue", &id.to_be_bytes()))?;
    Ok(item.into_iter().collect())
}
