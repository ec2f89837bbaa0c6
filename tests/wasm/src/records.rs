//! Reading what worlds wrote down: a file per test.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{ensure, Context, Result};

/// What one test came to.
#[derive(Debug, Default)]
pub struct Record {
    /// A line per world and chain.
    pub states: Vec<String>,
    /// What its messages cost after the set-up.
    pub gas: Vec<Sample>,
    /// What the set-up cost.
    pub deployment: Vec<Sample>,
}

/// One transaction or relay step.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The contract called first.
    pub contract: String,
    /// With this message.
    pub message: String,
    /// All gas.
    pub total: u64,
    /// The part for setting code up.
    pub set_up: u64,
    /// Calls of contracts.
    pub calls: u64,
    /// Reads from storage.
    pub reads: u64,
    /// Writes to storage.
    pub writes: u64,
}

impl Sample {
    fn read(line: &str) -> Option<Self> {
        let mut parts = line.split('\t');
        let contract = parts.next()?.strip_prefix("seawall_")?.replace('_', "-");
        let message = parts.next()?.to_string();
        let mut number = || parts.next()?.parse().ok();
        Some(Self {
            contract,
            message,
            total: number()?,
            set_up: number()?,
            calls: number()?,
            reads: number()?,
            writes: number()?,
        })
    }

    /// As if all code were pinned: every call set up at the low price.
    pub fn pinned(&self) -> u64 {
        self.total.saturating_sub(self.set_up) + 2_000 * self.calls
    }
}

/// All tests of a folder.
pub fn read(folder: &Path) -> Result<BTreeMap<String, Record>> {
    let mut all = BTreeMap::new();
    let files = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for file in files {
        let path = file?.path();
        let test = path.file_name().context("a name")?.to_string_lossy();
        let text = std::fs::read_to_string(&path)?;
        all.insert(test.replace("--", "::"), one(&text)?);
    }
    ensure!(!all.is_empty(), "nothing in {}", folder.display());
    Ok(all)
}

fn one(text: &str) -> Result<Record> {
    let mut record = Record::default();
    let mut deployed = false;
    for line in text.lines() {
        if line == "deployed" {
            deployed = true;
        } else if let Some(state) = line.strip_prefix("state ") {
            record.states.push(state.to_string());
            deployed = false;
        } else if let Some(gas) = line.strip_prefix("gas ") {
            let sample = Sample::read(gas).with_context(|| format!("a line of gas: {line}"))?;
            if deployed {
                record.gas.push(sample);
            } else {
                record.deployment.push(sample);
            }
        }
    }
    Ok(record)
}
