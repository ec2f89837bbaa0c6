//! A link and its packets as queries show them.

use cosmwasm_std::Storage;
use seawall_interfaces::outpost::{InFlightResponse, LinkResponse};
use seawall_link_state::{FlightState, LinkStatus};
use seawall_wire::ids::ChainNo;

use crate::{FlightKey, InFlight, LinkResult, Links, Sent};

/// A link.
pub fn link_response<T: Sent>(
    links: &Links<T>,
    storage: &dyn Storage,
    link: ChainNo,
) -> LinkResult<LinkResponse> {
    let state = links.state(storage, link)?;
    let end = state.end;
    Ok(LinkResponse {
        acked_below: links.acked_below(storage, link, &state, end.epoch)?,
        oldest_in_flight: links.oldest(storage, link, 0)?.map(|(epoch, _)| epoch),
        oldest_receipt: links.oldest_receipt(storage, link)?,
        active: end.status == LinkStatus::Active,
        status: end.status,
        wire: state.send_wire(),
        channel: state.channel,
        epoch: end.epoch,
        in_flight: end.in_flight,
        receipts: end.receipts,
        redundant: end.redundant,
        unresolved: end.unresolved,
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
