//! What the settings are, and which changes wait behind a time lock.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{chain, is_there, Chains, Observed, Queued, Seen, Waiter};
use crate::chain::Chain;
use crate::desired::{map_key, names, queue_name, Read, Waiting};
use crate::error::DeployResult;
use crate::file::DeploymentFile;

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
        let at = (setting.chain.clone(), setting.contract.clone());
        let waiting = setting.waiting.as_ref().filter(|_| differs);
        let queued = waiting.and_then(|change| queued(observed.waiting.get(&at), change));
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
fn queued(list: Option<&Vec<Waiter>>, waiting: &Waiting) -> Option<Queued> {
    let mut list = list?.iter();
    let found = list.find(|waiter| waiter.change == *waiting.change())?;
    Some(Queued {
        id: found.id,
        eta: found.eta,
        apply: waiting.apply(found.id),
    })
}

/// What waits behind the time locks of all contracts and can still be applied.
pub(super) fn waiting(
    file: &DeploymentFile,
    chains: &Chains,
    observed: &mut Observed,
) -> DeployResult<()> {
    for name in names(file) {
        let place = is_there(&observed.directory, &name.chain, &name.name);
        let (Some(queue), Some(address)) = (queue_name(name.code), place) else {
            continue;
        };
        let on = chain(chains, &name.chain)?;
        let now = observed.now.get(&name.chain).copied().unwrap_or_default();
        let mut list = vec![];
        for (_, bytes) in on.records(&address, &map_key(queue, &[]))? {
            let item: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            let number = |key: &str| item.get(key).and_then(Value::as_u64).unwrap_or_default();
            if now < number("expires_at") {
                list.push(Waiter {
                    id: number("id"),
                    eta: number("eta"),
                    change: item.get("change").cloned().unwrap_or_default(),
                });
            }
        }
        observed.waiting.insert((name.chain, name.name), list);
    }
    Ok(())
}
