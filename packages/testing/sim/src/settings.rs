//! What is run: seed, steps, chains, faults.

use std::collections::BTreeSet;

use thiserror::Error;

use crate::fault::FaultKind;

/// Connected chains at most.
pub const CHAINS_MAX: u16 = 7;

/// A setting that cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0}")]
pub struct BadSetting(String);

/// One run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where all chance comes from.
    pub seed: u64,
    /// Actions and faults drawn.
    pub steps: u64,
    /// Connected chains beside the hub, 1 to [`CHAINS_MAX`].
    pub chains: u16,
    /// Kinds of faults that may be drawn.
    pub faults: BTreeSet<FaultKind>,
    /// Everything is checked after so many steps; what a step touched, after each.
    pub check_all_every: u64,
    /// What the chains told in so many last steps is kept, for who looks into a violation.
    pub tell: usize,
}

impl Settings {
    /// With two connected chains and all faults.
    pub fn new(seed: u64, steps: u64) -> Self {
        Self {
            seed,
            steps,
            chains: 2,
            faults: FaultKind::ALL.iter().copied().collect(),
            check_all_every: 500,
            tell: 0,
        }
    }
}

/// Reads `all`, `none` or names between commas.
///
/// # Errors
/// A name that no fault has.
pub fn faults(list: &str) -> Result<BTreeSet<FaultKind>, BadSetting> {
    if list == "all" {
        return Ok(FaultKind::ALL.iter().copied().collect());
    }
    let names = list.split(',').map(str::trim);
    let names = names.filter(|name| !name.is_empty() && *name != "none");
    names
        .map(|name| {
            let found = FaultKind::ALL.iter().find(|kind| kind.name() == name);
            found.copied().ok_or_else(|| {
                let known: Vec<_> = FaultKind::ALL.iter().map(|k| k.name()).collect();
                let known = known.join(", ");
                BadSetting(format!(
                    "no fault is called {name}; right would be all, none or some of: {known}"
                ))
            })
        })
        .collect()
}

/// Checks a number of connected chains.
///
/// # Errors
/// Too few or too many.
pub fn chains(count: u16) -> Result<u16, BadSetting> {
    if (1..=CHAINS_MAX).contains(&count) {
        return Ok(count);
    }
    Err(BadSetting(format!(
        "{count} chains; right would be 1 to {CHAINS_MAX}"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_chosen_by_name_and_an_unknown_name_says_which_there_are() {
        assert_eq!(faults("all").unwrap().len(), FaultKind::ALL.len());
        assert!(faults("none").unwrap().is_empty());
        let two = faults("delay, dust").unwrap();
        assert!(two.contains(&FaultKind::Delay) && two.contains(&FaultKind::Dust));
        let error = faults("earthquake").unwrap_err().to_string();
        assert!(error.contains("earthquake") && error.contains("relayer_away"));
        assert!(chains(0).is_err() && chains(8).is_err() && chains(7).is_ok());
    }
}
