//! Where the compiled contracts are, and whether they are those that the list names.

use std::path::{Path, PathBuf};

use anyhow::{bail, Context, Result};
use seawall_deploy::artifacts::{Artifacts, CONTRACTS, VENUE};

/// The committed list of compiled contracts, in the clone.
const LIST: &str = "schema/artifacts.json";
/// What makes them.
const MAKE: &str = "scripts/build-wasm";

/// Compiled contracts and the list that says what they must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The list.
    pub list: PathBuf,
    /// The folder of the code.
    pub wasm: PathBuf,
}

impl Found {
    /// In a folder that was named (with a list of its own, `artifacts.json`, or the clone's), else
    /// where they are built. The clone is looked for upwards from here, and from the program.
    ///
    /// # Errors
    /// Says what to run when there is none.
    pub fn find(named: Option<&Path>) -> Result<Self> {
        let here = std::env::current_dir().ok();
        let program = std::env::current_exe().ok();
        let clone = [here, program].into_iter().flatten().find_map(|from| {
            let found = from.ancestors().find(|folder| folder.join(LIST).is_file());
            found.map(Path::to_path_buf)
        });
        if let Some(named) = named {
            let named = std::path::absolute(named).context("--artifacts")?;
            let own = named.join("artifacts.json");
            let list = match (own.is_file(), clone) {
                (true, _) => own,
                (false, Some(clone)) => clone.join(LIST),
                (false, None) => bail!("{} is missing, and so is {LIST}", own.display()),
            };
            return Ok(Self { list, wasm: named });
        }
        let clone = clone.with_context(|| {
            format!(
                "{LIST} is neither here nor above: run this in a clone, or name the compiled \
                 contracts with --artifacts"
            )
        })?;
        let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let built = target.map(|target| clone.join(target).join("wasm"));
        let built = built.filter(|folder| folder.is_dir());
        Ok(Self {
            wasm: built.unwrap_or_else(|| clone.join("target/wasm")),
            list: clone.join(LIST),
        })
    }

    /// Every contract is there and has the hash of the list.
    ///
    /// # Errors
    /// Names the contract, and what to run.
    pub fn check(&self) -> Result<()> {
        let list = self.read()?;
        for name in CONTRACTS.into_iter().chain([VENUE]) {
            list.code(name).with_context(|| {
                let wasm = self.wasm.display();
                format!(
                    "the compiled contracts in {wasm} are not those of this version; run {MAKE}"
                )
            })?;
        }
        Ok(())
    }

    /// The list.
    ///
    /// # Errors
    /// As [`Artifacts::read`].
    pub fn read(&self) -> Result<Artifacts> {
        Ok(Artifacts::read(&self.list, &self.wasm)?)
    }
}
