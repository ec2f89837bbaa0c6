//! Questions about packets whose ack will not come by itself: those of a channel that is no more,
//! and those whose ack could not be read.

use crate::{End, FlightState, LinkStatus, Refused};

/// What is answered about one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The stored ack.
    Stored,
    /// It was never received and will have no effect: the channel is no more in use here.
    Never,
    /// The same, and an ack that refuses is stored, for a delivery that comes still.
    NeverAndTombstone,
}

/// May the peer be asked about this packet of ours? `record`: what is known of it.
///
/// Not about one that is on its way over the channel in use: whoever asks first could refuse it.
pub fn may_ask(end: &End, epoch: u32, record: Option<FlightState>) -> Result<(), Refused> {
    match record {
        Some(_) if epoch < end.epoch => Ok(()),
        Some(FlightState::Unresolved) if epoch == end.epoch => Ok(()),
        _ => Err(Refused::NothingToAsk),
    }
}

/// The peer asks in packet `sequence` about packets of its own, of `epoch`.
pub fn question(end: End, sequence: u64, epoch: u32) -> Result<End, Refused> {
    if epoch > end.epoch || !matches!(end.status, LinkStatus::Active | LinkStatus::Draining) {
        return Err(Refused::Epoch);
    }
    Ok(End {
        last_question: sequence,
        ..end
    })
}

/// What is answered about one packet of an admitted question; `stored`: there is a stored ack of it.
#[must_use]
pub fn answer(end: End, epoch: u32, stored: bool) -> (End, Answer) {
    if stored {
        return (end, Answer::Stored);
    }
    if epoch < end.epoch {
        return (end, Answer::Never);
    }
    let receipts = end.receipts.saturating_add(1);
    (End { receipts, ..end }, Answer::NeverAndTombstone)
}
