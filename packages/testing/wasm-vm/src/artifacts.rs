//! The compiled contracts and what the project says of them.
//!
//! What must always hold: a contract is used only when its hash is the committed one. Called by the
//! machine, and by the tests that compare artefacts with `schema/artifacts.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{ensure, Context, Result};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// What `schema/artifacts.json` says.
#[derive(Debug, Clone, Deserialize)]
pub struct Artifacts {
    /// By name of the contract, as in `seawall_vault`.
    pub contracts: BTreeMap<String, Artifact>,
}

/// One compiled contract.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Artifact {
    /// Bytes.
    pub size: u64,
    /// Of these bytes, in hex.
    pub sha256: String,
    /// Entry points, sorted.
    pub entry_points: Vec<String>,
    /// `module.name` of every import, sorted.
    pub imports: Vec<String>,
    /// What the chain must offer, sorted.
    pub capabilities: Vec<String>,
}

/// The root of the project.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).unwrap_or(here).to_path_buf()
}

/// Where `scripts/build-wasm` puts compiled contracts.
pub fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| root().join("target")).join("wasm")
}

impl Artifacts {
    /// As committed.
    ///
    /// # Errors
    /// A missing or malformed file.
    pub fn committed() -> Result<Self> {
        let path = root().join("schema/artifacts.json");
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        serde_json::from_str(&text).with_context(|| path.display().to_string())
    }

    /// The bytes of a contract.
    ///
    /// # Errors
    /// No such file, or a hash that is not the committed one.
    pub fn load(&self, name: &str) -> Result<Vec<u8>> {
        let path = folder().join(format!("{name}.wasm"));
        let what = || format!("{}: build it with scripts/build-wasm", path.display());
        let bytes = std::fs::read(&path).with_context(what)?;
        let committed = self.contracts.get(name);
        let committed = committed.with_context(|| format!("{name} is not in artifacts.json"))?;
        let hash = hex(&Sha256::digest(&bytes));
        ensure!(
            hash == committed.sha256,
            "{}: hash {hash}, committed is {}: run scripts/build-wasm",
            path.display(),
            committed.sha256
        );
        Ok(bytes)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
