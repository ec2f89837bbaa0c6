//! Packets that this end sent, until their outcome is known.

use cosmwasm_schema::cw_serde;

use crate::{End, LinkStatus, Refused};

/// Why something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It brings something in: an account, a debt.
    Begin,
    /// It repairs or leads out: top-up, settlement, cover, sale, withdrawal, claim, report, question.
    Repair,
}

/// What is known of a packet without outcome.
#[cw_serde]
#[derive(Copy, Eq, Hash, PartialOrd, Ord)]
pub enum FlightState {
    /// It is on its way.
    Waiting,
    /// Its ack could not be read: nothing was undone, it waits to be resolved.
    Unresolved,
}

/// What can be learnt about a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An ack says that it took effect.
    Success,
    /// An ack says that it changed nothing.
    Error,
    /// An ack that cannot be read.
    Unknown,
    /// A proof, or the peer's answer to a question, that it was and will never be received.
    Never,
}

/// What is to be done with the record and with what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The record goes; finish what was sent.
    Succeed,
    /// The record goes; undo what was sent.
    Undo,
    /// The record stays as unresolved; nothing is undone.
    Park,
    /// Nothing but counting.
    Redundant,
}

/// May a packet be sent now?
pub fn may_send(end: &End, purpose: Purpose) -> Result<(), Refused> {
    match (end.status, purpose) {
        (LinkStatus::Active, _) | (LinkStatus::Draining, Purpose::Repair) => Ok(()),
        _ => Err(Refused::Status),
    }
}

/// A packet went out under this sequence; there is a record of it from now on.
#[must_use]
pub fn sent(end: End, sequence: u64) -> End {
    End {
        in_flight: end.in_flight.saturating_add(1),
        last_sent: end.last_sent.max(sequence),
        ..end
    }
}

/// Something was learnt about a packet; `None`: there is no record of it (any more).
#[must_use]
pub fn outcome(end: End, record: Option<FlightState>, outcome: Outcome) -> (End, Verdict) {
    use FlightState::{Unresolved, Waiting};
    match (record, outcome) {
        (None, _) | (Some(Unresolved), Outcome::Unknown) => {
            let redundant = end.redundant.saturating_add(1);
            (End { redundant, ..end }, Verdict::Redundant)
        }
        (Some(Waiting), Outcome::Unknown) => {
            let unresolved = end.unresolved.saturating_add(1);
            (End { unresolved, ..end }, Verdict::Park)
        }
        (Some(state), Outcome::Success) => (over(end, state), Verdict::Succeed),
        (Some(state), Outcome::Error | Outcome::Never) => (over(end, state), Verdict::Undo),
    }
}

fn over(end: End, state: FlightState) -> End {
    let parked = u64::from(state == FlightState::Unresolved);
    End {
        in_flight: end.in_flight.saturating_sub(1),
        unresolved: end.unresolved.saturating_sub(parked),
        ..end
    }
}
