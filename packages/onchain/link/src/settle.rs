//! Outcomes: acks and timeouts of packets in flight.
//!
//! What must always hold: nothing here fails, whatever the bytes; each record is settled once, and
//! everything else is counted and has no effect (INV-9); error and timeout mean the same for what
//! was sent: it changed nothing at the peer.

use cosmwasm_std::{IbcPacket, StdResult, Storage};
use seawall_link_state::{outcome, FlightState, Outcome, Verdict};
use seawall_wire::{planted, AckClass, WireError};

use crate::{FlightKey, InFlight, Links, Sent};

/// What an ack or timeout meant.
#[derive(Debug, Clone, PartialEq)]
pub enum Settled<T: Sent> {
    /// The packet took effect: finish what was sent.
    Success(InFlight<T>, T::Ack),
    /// The peer refused it and changed nothing: undo what was sent.
    Refused(InFlight<T>, WireError),
    /// The peer never received it: undo what was sent.
    TimedOut(InFlight<T>),
    /// The ack cannot be understood. Nothing may be undone: the record waits to be resolved.
    Unresolved(InFlight<T>),
    /// Late, repeated, or of a packet that we never sent: counted, no effect.
    Redundant,
}

/// An outcome and what it is the outcome of.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement<T: Sent> {
    /// The packet; `None` if its channel was never ours.
    pub key: Option<FlightKey>,
    /// What it meant.
    pub settled: Settled<T>,
}

enum Event<A> {
    Success(A),
    Error(WireError),
    Unknown,
    Never,
}

impl<A> Event<A> {
    fn kind(&self) -> Outcome {
        match self {
            Self::Success(_) => Outcome::Success,
            Self::Error(_) => Outcome::Error,
            Self::Unknown => Outcome::Unknown,
            Self::Never => Outcome::Never,
        }
    }
}

impl<T: Sent> Links<T> {
    /// An ack came for a packet that we sent over IBC.
    pub fn on_packet_ack(
        &self,
        storage: &mut dyn Storage,
        original: &IbcPacket,
        ack: &[u8],
    ) -> Settlement<T> {
        match self.flight_key(storage, original) {
            Some(key) => self.on_ack(storage, key, ack),
            None => Settlement::unknown_channel(),
        }
    }

    /// A packet that we sent over IBC timed out, in time or because its channel was closed.
    pub fn on_packet_timeout(
        &self,
        storage: &mut dyn Storage,
        packet: &IbcPacket,
    ) -> Settlement<T> {
        match self.flight_key(storage, packet) {
            Some(key) => self.never(storage, key),
            None => Settlement::unknown_channel(),
        }
    }

    /// An ack came.
    pub fn on_ack(&self, storage: &mut dyn Storage, key: FlightKey, ack: &[u8]) -> Settlement<T> {
        let event = match AckClass::<T::Ack>::of(ack) {
            AckClass::Success(ack) => Event::Success(ack),
            AckClass::Error(error) => Event::Error(error),
            AckClass::Unknown => {
                planted!(Event::Unknown; UnknownAckUndone => Event::Error(crate::error_from_text("")))
            }
        };
        self.settle(storage, key, event)
    }

    /// The peer never received it and never will.
    pub(crate) fn never(&self, storage: &mut dyn Storage, key: FlightKey) -> Settlement<T> {
        self.settle(storage, key, Event::Never)
    }

    pub(crate) fn on_error(
        &self,
        storage: &mut dyn Storage,
        key: FlightKey,
        error: WireError,
    ) -> Settlement<T> {
        self.settle(storage, key, Event::Error(error))
    }

    fn flight_key(&self, storage: &dyn Storage, packet: &IbcPacket) -> Option<FlightKey> {
        let entry = self.channel(storage, &packet.src.channel_id).ok()??;
        Some(FlightKey {
            link: entry.link,
            epoch: entry.epoch,
            sequence: packet.sequence,
        })
    }

    /// A record that cannot be read is left where it is: failing would block the packet for ever.
    fn settle(
        &self,
        storage: &mut dyn Storage,
        key: FlightKey,
        event: Event<T::Ack>,
    ) -> Settlement<T> {
        let settled = self.apply(storage, key, event);
        Settlement {
            key: Some(key),
            settled: settled.unwrap_or(Settled::Redundant),
        }
    }

    fn apply(
        &self,
        storage: &mut dyn Storage,
        key: FlightKey,
        event: Event<T::Ack>,
    ) -> StdResult<Settled<T>> {
        let Some(mut state) = self.states.may_load(storage, key.link.0)? else {
            return Ok(Settled::Redundant);
        };
        let record = self.flights.may_load(storage, key.parts())?;
        let event = match (event, &record) {
            (Event::Success(ack), Some(flight)) if !flight.what.fits(&ack) => Event::Unknown,
            (other, _) => other,
        };
        let known = record.as_ref().map(|flight| flight.state);
        let (end, verdict) = outcome(state.end, known, event.kind());
        state.end = end;
        self.states.save(storage, key.link.0, &state)?;
        let Some(mut flight) = record else {
            return Ok(Settled::Redundant);
        };
        match verdict {
            Verdict::Redundant => return Ok(Settled::Redundant),
            Verdict::Park => {
                flight.state = FlightState::Unresolved;
                self.flights.save(storage, key.parts(), &flight)?;
            }
            Verdict::Succeed | Verdict::Undo => {
                planted!(self.flights.remove(storage, key.parts()); OutcomeRecordKept => ());
            }
        }
        Ok(match event {
            Event::Success(ack) => Settled::Success(flight, ack),
            Event::Error(error) => Settled::Refused(flight, error),
            Event::Never => {
                planted!(Settled::TimedOut(flight); TimeoutNotUndone => Settled::Redundant)
            }
            Event::Unknown => Settled::Unresolved(flight),
        })
    }
}

impl<T: Sent> Settlement<T> {
    fn unknown_channel() -> Self {
        Self {
            key: None,
            settled: Settled::Redundant,
        }
    }
}
