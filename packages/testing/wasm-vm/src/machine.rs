//! The virtual machine of this process: stores code with the checks of a node, once, and makes
//! instances of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use anyhow::{Context, Result};
use cosmwasm_std::Checksum;
use cosmwasm_vm::{
    capabilities_from_csv, AnalysisReport, Backend, Cache, CacheOptions, Instance, InstanceOptions,
    Size, VmResult,
};

use crate::api::Addresses;
use crate::artifacts::Artifacts;
use crate::chain::Chain;
use crate::lend;

/// What wasmd 0.61 offers to contracts.
pub const CAPABILITIES: &str = "iterator,staking,stargate,cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,\
     cosmwasm_1_4,cosmwasm_2_0,cosmwasm_2_1,cosmwasm_2_2";
/// Most bytes of code that wasmd stores.
pub const CODE_BYTES_MAX: u64 = 800 * 1024;

/// An instance for one call.
pub(crate) type OneCall = Instance<Addresses, Chain, Chain>;

/// The machine.
pub struct Machine {
    cache: Cache<Addresses, Chain, Chain>,
    artifacts: Artifacts,
    stored: Mutex<BTreeMap<String, Checksum>>,
}

/// A folder of this process alone: the files in it are mapped into memory, and another process that
/// stores the same code would write over them. Folders of processes that have ended are removed.
fn folder() -> PathBuf {
    let set = |name| std::env::var_os(name).map(PathBuf::from);
    let home = || set("HOME").unwrap_or_else(std::env::temp_dir);
    let cache = set("SEAWALL_CACHE").unwrap_or_else(|| home().join(".cache/seawall"));
    let all = cache.join("wasm-vm-3.0.10");
    let running = Path::new("/proc");
    for old in std::fs::read_dir(&all).into_iter().flatten().flatten() {
        let process = running.join(old.file_name());
        if running.join("self").exists() && !process.exists() {
            // Another process may be removing it as well.
            let _gone = std::fs::remove_dir_all(old.path());
        }
    }
    all.join(std::process::id().to_string())
}

impl Machine {
    /// The one of this process.
    ///
    /// # Errors
    /// No `schema/artifacts.json`, or a cache folder that cannot be made.
    pub fn get() -> Result<&'static Self> {
        static MACHINE: OnceLock<Result<Machine, String>> = OnceLock::new();
        let made = MACHINE.get_or_init(|| Self::new().map_err(|e| format!("{e:#}")));
        made.as_ref().map_err(|e| anyhow::anyhow!("{e}"))
    }

    fn new() -> Result<Self> {
        let capabilities = capabilities_from_csv(CAPABILITIES);
        let options = CacheOptions::new(folder(), capabilities, Size::mebi(256), Size::mebi(32));
        Ok(Self {
            cache: lend::cache(options).context("the cache of the virtual machine")?,
            artifacts: Artifacts::committed()?,
            stored: Mutex::default(),
        })
    }

    /// Stores the compiled contract of this name as a node would; the first time in this process.
    ///
    /// # Errors
    /// A missing artefact, another hash than the committed one, code that a node refuses.
    pub fn store(&self, name: &str) -> Result<Checksum> {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = stored.get(name) {
            return Ok(*known);
        }
        let wasm = self.artifacts.load(name)?;
        let checksum = self.check(&wasm).with_context(|| name.to_string())?;
        self.cache.pin(&checksum)?;
        stored.insert(name.to_string(), checksum);
        Ok(checksum)
    }

    /// The checks a node makes before it stores code, and the storing.
    ///
    /// # Errors
    /// Too many bytes, or whatever the virtual machine objects to.
    pub fn check(&self, wasm: &[u8]) -> Result<Checksum> {
        anyhow::ensure!(
            wasm.len() as u64 <= CODE_BYTES_MAX,
            "{} bytes of code, a node takes {CODE_BYTES_MAX}",
            wasm.len()
        );
        Ok(self.cache.store_code(wasm, true, true)?)
    }

    /// What a node sees of stored code.
    ///
    /// # Errors
    /// Code that was not stored.
    pub fn analyze(&self, checksum: &Checksum) -> Result<AnalysisReport> {
        Ok(self.cache.analyze(checksum)?)
    }

    pub(crate) fn instance(
        &self,
        code: &Checksum,
        backend: Backend<Addresses, Chain, Chain>,
        gas_limit: u64,
    ) -> VmResult<OneCall> {
        let options = InstanceOptions { gas_limit };
        self.cache.get_instance(code, backend, options)
    }
}
