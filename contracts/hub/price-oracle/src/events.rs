//! Numbering of this contract's events.

use cosmwasm_std::{Event, Response, StdResult, Storage};
use seawall_interfaces::oracle_events::{OracleEvent, ORACLE_EVENTS_VERSION};

/// What this contract calls itself in events.
pub const CONTRACT: &str = "price-oracle";

/// The event, numbered.
pub fn record(storage: &mut dyn Storage, event: &OracleEvent) -> StdResult<Event> {
    seawall_kit::emit(storage, CONTRACT, ORACLE_EVENTS_VERSION, event)
}

/// A response with just this event, numbered.
pub fn respond(storage: &mut dyn Storage, event: &OracleEvent) -> StdResult<Response> {
    Ok(Response::new().add_event(record(storage, event)?))
}
