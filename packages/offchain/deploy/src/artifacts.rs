//! Compiled contracts and the list that says what they must be.
//!
//! What must always hold: code is stored only if its hash is the one in the committed list.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::error::{DeployError, DeployResult};

/// Every contract of a deployment.
pub const CONTRACTS: [&str; 8] = [
    "price-oracle",
    "coordinator",
    "outpost",
    "vault",
    "auction-house",
    "market",
    "insurance-pool",
    "courier",
];

/// The pool that localnets and tests sell to; no part of a deployment.
pub const VENUE: &str = "venue";
/// Where the folder of compiled contracts has what only localnets and tests use.
const TESTING: &str = "testing";

/// The list of compiled contracts.
#[derive(Debug, Clone)]
pub struct Artifacts {
    folder: PathBuf,
    contracts: BTreeMap<String, Artifact>,
    testing: BTreeMap<String, Artifact>,
}

/// One compiled contract.
#[derive(Debug, Clone, Deserialize)]
pub struct Artifact {
    /// sha256 of the wasm bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Capabilities that it requires of a chain.
    #[serde(default)]
    pub capabilities: Vec<String>,
}

#[derive(Deserialize)]
struct List {
    contracts: BTreeMap<String, Artifact>,
    #[serde(default)]
    testing: BTreeMap<String, Artifact>,
}

impl Artifacts {
    /// Reads the list; the code itself is read when it is needed.
    ///
    /// # Errors
    /// [`DeployError::Io`], and [`DeployError::Artifact`] for a contract that is not in it.
    pub fn read(list: &Path, folder: &Path) -> DeployResult<Self> {
        let text = std::fs::read_to_string(list).map_err(|e| DeployError::io(list, e))?;
        let parsed: List = serde_json::from_str(&text).map_err(|e| DeployError::io(list, e))?;
        let plain = |name: String| name.trim_start_matches("seawall_").replace('_', "-");
        let named = |all: BTreeMap<String, Artifact>| {
            let all = all.into_iter().map(|(n, a)| (plain(n), a));
            all.collect()
        };
        let mut artifacts = Self::new(folder.into(), named(parsed.contracts))?;
        artifacts.testing = named(parsed.testing);
        Ok(artifacts)
    }

    /// A list from elsewhere.
    ///
    /// # Errors
    /// [`DeployError::Artifact`] for a contract that is not in it.
    pub fn new(folder: PathBuf, contracts: BTreeMap<String, Artifact>) -> DeployResult<Self> {
        for name in CONTRACTS {
            if !contracts.contains_key(name) {
                return Err(DeployError::Artifact {
                    name: name.into(),
                    expected: "an entry in the list of artefacts".into(),
                    actual: "none".into(),
                });
            }
        }
        Ok(Self {
            folder,
            contracts,
            testing: BTreeMap::new(),
        })
    }

    /// The hash that this contract's code must have.
    pub fn hash(&self, name: &str) -> String {
        let listed = self.contracts.get(name).or_else(|| self.testing.get(name));
        listed.map(|a| a.sha256.clone()).unwrap_or_default()
    }

    /// All that a deployment consists of.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Artifact)> {
        self.contracts
            .iter()
            .map(|(name, artifact)| (name.as_str(), artifact))
    }

    /// Reads a contract's code and checks it.
    ///
    /// # Errors
    /// [`DeployError::Io`], [`DeployError::Artifact`] when the hash differs.
    pub fn code(&self, name: &str) -> DeployResult<Vec<u8>> {
        let folder = match self.testing.contains_key(name) {
            true => self.folder.join(TESTING),
            false => self.folder.clone(),
        };
        let plain = folder.join(format!("{name}.wasm"));
        let prefixed = folder.join(format!("seawall_{}.wasm", name.replace('-', "_")));
        let path = if plain.exists() { plain } else { prefixed };
        let code = std::fs::read(&path).map_err(|e| DeployError::io(&path, e))?;
        let actual: String = Sha256::digest(&code)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let expected = self.hash(name);
        if actual != expected {
            return Err(DeployError::Artifact {
                name: name.into(),
                expected: format!("sha256 {expected}"),
                actual: format!("sha256 {actual} in {}", path.display()),
            });
        }
        Ok(code)
    }
}
