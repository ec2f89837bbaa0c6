//! Whether the bot is well, for `/healthz`: every chain was read not long ago.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// When each chain was last read without an error.
#[derive(Debug)]
pub struct Health {
    stale: Duration,
    chains: Mutex<BTreeMap<String, Option<Instant>>>,
}

/// The answer of `/healthz`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Is all well?
    pub well: bool,
    /// Seconds since each chain was last read; none for one that never was.
    pub chains: BTreeMap<String, Option<u64>>,
}

impl Health {
    /// Unwell while a chain was not read for so long, and before it is known which there are.
    pub fn new(stale: Duration) -> Self {
        Self {
            stale,
            chains: Mutex::default(),
        }
    }

    /// These are to be read; what was read of them before still counts.
    pub fn expect(&self, names: impl IntoIterator<Item = String>) {
        let mut chains = self.chains.lock().unwrap_or_else(PoisonError::into_inner);
        for name in names {
            chains.entry(name).or_default();
        }
    }

    /// A chain was read.
    pub fn read(&self, chain: &str) {
        let mut chains = self.chains.lock().unwrap_or_else(PoisonError::into_inner);
        chains.insert(chain.into(), Some(Instant::now()));
    }

    /// How it is.
    pub fn report(&self) -> Report {
        let chains = self.chains.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |at: &Option<Instant>| at.is_some_and(|at| at.elapsed() <= self.stale);
        Report {
            well: !chains.is_empty() && chains.values().all(fresh),
            chains: chains
                .iter()
                .map(|(name, at)| (name.clone(), at.map(|at| at.elapsed().as_secs())))
                .collect(),
        }
    }
}
