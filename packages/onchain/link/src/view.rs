//! A link and its packets as queries show them.

use cosmwasm_std::Storage;
use seawall_interfaces::outpost::{InFlightResponse, LinkResponse};
use seawall_wire::ids::ChainNo;

use crate::{FlightKey, FlightState, InFlight, LinkResult, LinkStatus, Links, Sent};

/// A link.
pub fn link_response<T: Sent>(
    links: &Links<T>,
    storage: &dyn Storage,
    link: ChainNo,
) -> LinkResult<LinkResponse> {
    let state = links.state(storage, link)?;
    Ok(LinkResponse {
        acked_below: links.acked_below(storage, link, &state)?,
        active: state.status == LinkStatus::Active,
        wire: state.send_wire(),
        channel: state.channel,
        epoch: state.epoch,
        in_flight: state.in_flight,
        receipts: state.receipts,
        redundant: state.redundant,
        unresolved: state.unresolved,
    })
}

/// A packet without outcome.
pub fn in_flight_response<T: Sent>(key: FlightKey, flight: &InFlight<T>) -> InFlightResponse {
    InFlightResponse {
        epoch: key.epoch,
        sequence: key.sequence,
        kind: flight.what.kind().into(),
        command: flight.what.command(),
        sent_at: flight.sent_at,
        timeout_at: flight.timeout_at,
        unresolved: flight.state == FlightState::Unresolved,
    }
}
