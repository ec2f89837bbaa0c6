//! The state file: addresses and code ids, for people and other tools.
//!
//! What must always hold: it can be thrown away; `verify` writes it anew from the chains. It is
//! replaced whole or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::desired::Name;
use crate::error::{DeployError, DeployResult};
use crate::file::DeploymentFile;
use crate::observe::Observed;

/// What was found or made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The deployment's name.
    pub deployment: String,
    /// The hub's id.
    pub hub_id: u32,
    /// The hub's name among the chains.
    pub hub: String,
    /// By the chain's name in the file.
    pub chains: BTreeMap<String, ChainState>,
}

/// One chain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainState {
    /// Its chain id.
    pub chain_id: String,
    /// Its number at the hub.
    pub number: u16,
    /// Who deployed.
    pub deployer: String,
    /// Stored code by contract.
    pub codes: BTreeMap<String, u64>,
    /// Contracts by name.
    pub contracts: BTreeMap<String, ContractState>,
    /// The channel of the link at this end, once it is open.
    pub channel: Option<String>,
    /// The channel of the link at the hub's end, once it is open.
    pub hub_channel: Option<String>,
}

/// One contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractState {
    /// Its address.
    pub address: String,
    /// Its code.
    pub code_id: u64,
    /// The hash of its code.
    pub hash: String,
}

impl State {
    /// Reads the file; empty when there is none.
    ///
    /// # Errors
    /// [`DeployError::Io`] when it cannot be read, or belongs to another deployment.
    pub fn read(path: &Path, file: &DeploymentFile) -> DeployResult<Self> {
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = std::fs::read_to_string(path).map_err(|e| DeployError::io(path, e))?;
        let state: Self = serde_json::from_str(&text).map_err(|e| DeployError::io(path, e))?;
        if !state.deployment.is_empty() && state.deployment != file.name {
            let (is, should) = (&state.deployment, &file.name);
            let reason = format!("is of deployment {is:?}, expected {should:?}");
            return Err(DeployError::io(path, reason));
        }
        Ok(state)
    }

    /// Writes the file.
    ///
    /// # Errors
    /// [`DeployError::Io`].
    pub fn write(&self, path: &Path) -> DeployResult<()> {
        let text = serde_json::to_string_pretty(self).map_err(|e| DeployError::io(path, e))?;
        if let Some(folder) = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            std::fs::create_dir_all(folder).map_err(|e| DeployError::io(folder, e))?;
        }
        let part = path.with_extension("part");
        std::fs::write(&part, text + "\n").map_err(|e| DeployError::io(&part, e))?;
        std::fs::rename(&part, path).map_err(|e| DeployError::io(path, e))
    }

    /// What the chains say.
    pub fn from_chains(file: &DeploymentFile, seen: &Observed) -> Self {
        let mut chains = BTreeMap::new();
        for spec in &file.chains {
            let link = seen.links.get(&spec.name).cloned().unwrap_or_default();
            chains.insert(
                spec.name.clone(),
                ChainState {
                    chain_id: spec.chain_id.clone(),
                    number: spec.number,
                    deployer: seen
                        .directory
                        .deployers
                        .get(&spec.name)
                        .cloned()
                        .unwrap_or_default(),
                    channel: link.at_outpost,
                    hub_channel: link.at_hub,
                    ..ChainState::default()
                },
            );
        }
        for ((chain, code), id) in &seen.codes {
            if let Some(chain) = chains.get_mut(chain) {
                chain.codes.insert((*code).to_string(), *id);
            }
        }
        for Name { chain, name, .. } in crate::desired::names(file) {
            let place = seen.directory.places.get(&(chain.clone(), name.clone()));
            let found = place.and_then(|p| Some((p, p.info.as_ref()?, p.hash.clone()?)));
            if let (Some((place, info, hash)), Some(chain)) = (found, chains.get_mut(&chain)) {
                let contract = ContractState {
                    address: place.address.clone(),
                    code_id: info.code_id,
                    hash,
                };
                chain.contracts.insert(name, contract);
            }
        }
        Self {
            deployment: file.name.clone(),
            hub_id: file.hub_id,
            hub: file.hub.clone(),
            chains,
        }
    }

    /// The address that a contract had.
    pub fn contract(&self, chain: &str, name: &str) -> Option<String> {
        Some(self.chains.get(chain)?.contracts.get(name)?.address.clone())
    }

    /// The number that a code had.
    pub fn code(&self, chain: &str, code: &str) -> Option<u64> {
        self.chains.get(chain)?.codes.get(code).copied()
    }
}
