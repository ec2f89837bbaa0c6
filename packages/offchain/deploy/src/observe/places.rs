//! Where contracts are, or will be, and which of the code is stored already.

use std::collections::BTreeMap;

use super::{chain, Chains, Observed};
use crate::artifacts::Artifacts;
use crate::chain::Chain;
use crate::desired::{label, names, salt, Name, Place};
use crate::error::DeployResult;
use crate::file::DeploymentFile;
use crate::state::State;

pub(super) fn locate(
    file: &DeploymentFile,
    artifacts: &Artifacts,
    chains: &Chains,
    state: &State,
    observed: &mut Observed,
) -> DeployResult<()> {
    let mut made: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for name in names(file) {
        let on = chain(chains, &name.chain)?;
        let label = label(file, &name.name);
        let predicted = on.predict(&artifacts.hash(name.code), &salt(file, &name.name))?;
        let known = state.contract(&name.chain, &name.name);
        let mut place = None;
        for address in known.iter().chain([&predicted]) {
            place = at(on, address, &label)?;
            if place.is_some() {
                break;
            }
        }
        // Migrated since, and the state file is gone: the deployer's contracts are looked through.
        if place.is_none() {
            if !made.contains_key(&name.chain) {
                made.insert(name.chain.clone(), by_label(on)?);
            }
            let found = made.get(&name.chain).and_then(|all| all.get(&label));
            if let Some(address) = found {
                place = at(on, address, &label)?;
            }
        }
        let place = place.unwrap_or(Place {
            address: predicted,
            info: None,
            hash: None,
        });
        observed
            .directory
            .places
            .insert((name.chain, name.name), place);
    }
    Ok(())
}

fn at(on: &dyn Chain, address: &str, label: &str) -> DeployResult<Option<Place>> {
    let Some(info) = on.contract(address)?.filter(|info| info.label == label) else {
        return Ok(None);
    };
    let hash = on.code(info.code_id)?.map(|code| code.hash);
    Ok(Some(Place {
        address: address.into(),
        info: Some(info),
        hash,
    }))
}

/// The deployer's contracts; of two with one label the first, which nobody can come before.
fn by_label(on: &dyn Chain) -> DeployResult<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for address in on.contracts_of(&on.deployer())? {
        if let Some(info) = on.contract(&address)? {
            all.entry(info.label).or_insert(address);
        }
    }
    Ok(all)
}

pub(super) fn codes(
    file: &DeploymentFile,
    artifacts: &Artifacts,
    chains: &Chains,
    state: &State,
    observed: &mut Observed,
) -> DeployResult<()> {
    for Name {
        chain: on, code, ..
    } in names(file)
    {
        let key = (on.clone(), code);
        if observed.codes.contains_key(&key) {
            continue;
        }
        let hash = artifacts.hash(code);
        let asked = chain(chains, &on)?;
        let in_use = observed
            .directory
            .places
            .iter()
            .find_map(|((c, _), place)| {
                let same = *c == on && place.hash.as_ref() == Some(&hash);
                place
                    .info
                    .as_ref()
                    .filter(|_| same)
                    .map(|info| info.code_id)
            });
        let mut found = in_use;
        if let (None, Some(id)) = (found, state.code(&on, code)) {
            found = asked
                .code(id)?
                .filter(|info| info.hash == hash)
                .map(|info| info.code_id);
        }
        if found.is_none() {
            found = asked.code_by_hash(&hash)?;
        }
        if let Some(id) = found {
            observed.codes.insert(key, id);
        }
    }
    Ok(())
}
