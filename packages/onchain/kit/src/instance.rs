//! Which code a contract runs, and whether a migration may go ahead.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Storage;
use cw_storage_plus::Item;

use crate::{KitError, KitResult};

/// As `cw2` has it: which contract this is, for everybody to read.
const CODE: Item<Code> = Item::new("contract_info");

#[cw_serde]
struct Code {
    contract: String,
    version: String,
}

/// Writes name and version of the code; for `instantiate`.
pub fn set_version(storage: &mut dyn Storage, name: &str, version: &str) -> KitResult<()> {
    parse(version)?;
    let (contract, version) = (name.into(), version.into());
    Ok(CODE.save(storage, &Code { contract, version })?)
}

/// Lets a migration through only to newer code of the same contract, and writes the new version.
///
/// Returns the old version. Fails with [`KitError::Migration`], and then nothing is written.
pub fn assert_newer(storage: &mut dyn Storage, name: &str, version: &str) -> KitResult<String> {
    let old = CODE.load(storage)?;
    if old.contract != name {
        return Err(KitError::Migration {
            expected: name.into(),
            actual: old.contract,
        });
    }
    if parse(version)? <= parse(&old.version)? {
        return Err(KitError::Migration {
            expected: format!("a version newer than {}", old.version),
            actual: version.into(),
        });
    }
    set_version(storage, name, version)?;
    Ok(old.version)
}

/// How a stored record relates to the code that reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateAge {
    /// Written in the newest form.
    Current,
    /// Written in an older form; to be upgraded on read.
    Older(u16),
}

/// Compares a record's `state_version` with the newest one this code knows.
///
/// Fails with [`KitError::StateTooNew`]: old code must not touch what it does not understand.
pub fn state_version(found: u16, newest: u16) -> KitResult<StateAge> {
    match found.cmp(&newest) {
        std::cmp::Ordering::Equal => Ok(StateAge::Current),
        std::cmp::Ordering::Less => Ok(StateAge::Older(found)),
        std::cmp::Ordering::Greater => Err(KitError::StateTooNew {
            newest,
            actual: found,
        }),
    }
}

fn parse(version: &str) -> KitResult<(u64, u64, u64)> {
    let mut numbers = version.split('.').map(str::parse::<u64>);
    match (
        numbers.next(),
        numbers.next(),
        numbers.next(),
        numbers.next(),
    ) {
        (Some(Ok(major)), Some(Ok(minor)), Some(Ok(patch)), None) => Ok((major, minor, patch)),
        _ => Err(KitError::Migration {
            expected: "a version of the form 1.2.3".into(),
            actual: version.into(),
        }),
    }
}
