//! Events that a follower can rely on: typed, versioned and numbered per contract.
//!
//! What must always hold: the numbers of one contract's events have no gap, so that who misses one
//! sees it. Every contract emits by [`emit`] only; keepers and indexers parse `data`.

use cosmwasm_schema::{to_json_string, ToJson};
use cosmwasm_std::{Event, StdError, StdResult, Storage};
use cw_storage_plus::Item;

/// Type of all events; the chain shows it as `wasm-seawall`.
pub const EVENT_TYPE: &str = "seawall";

const SEQUENCE: Item<u64> = Item::new("event_sequence");

/// The name of an event, by which followers choose what to read.
pub trait Kind {
    /// In snake case, never reused for another meaning.
    fn kind(&self) -> &'static str;
}

/// Names the variants of an event enum: `kinds!(MyEvent { Opened => "opened", Closed => "closed"
/// });`
#[macro_export]
macro_rules! kinds {
    ($name:ty { $($variant:ident => $kind:literal),+ $(,)? }) => {
        impl $crate::event::Kind for $name {
            fn kind(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $kind,)+ }
            }
        }
    };
}

/// Numbers `event` and turns it into what the chain records: attributes `contract`, `seq`, `v`,
/// `kind` and `data` (compact JSON of the event).
///
/// `version` is that of the event's fields: it grows when a field changes its meaning. The first
/// event of a contract has number 1. Fails if the event cannot be written as JSON.
pub fn emit(
    storage: &mut dyn Storage,
    contract: &str,
    version: u16,
    event: &(impl ToJson + Kind),
) -> StdResult<Event> {
    let data = to_json_string(event)?;
    numbered(storage, contract, version, event.kind(), data)
}

fn numbered(
    storage: &mut dyn Storage,
    contract: &str,
    version: u16,
    kind: &str,
    data: String,
) -> StdResult<Event> {
    let sequence = last_sequence(storage)?
        .checked_add(1)
        .ok_or_else(|| StdError::msg("event sequence is exhausted"))?;
    SEQUENCE.save(storage, &sequence)?;
    Ok(Event::new(EVENT_TYPE)
        .add_attribute("contract", contract)
        .add_attribute("seq", sequence.to_string())
        .add_attribute("v", version.to_string())
        .add_attribute("kind", kind)
        .add_attribute("data", data))
}

/// Number of the last event of this contract; zero before the first.
pub fn last_sequence(storage: &dyn Storage) -> StdResult<u64> {
    Ok(SEQUENCE.may_load(storage)?.unwrap_or_default())
}
