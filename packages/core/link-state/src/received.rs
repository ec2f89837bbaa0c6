//! Packets that come to this end, and the acks that it keeps of them.

use crate::{End, LinkStatus, Refused};

/// What is to be done with a packet that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It came before: answer with the stored ack.
    Repeat,
    /// Answer with an error; nothing is done and nothing stored.
    Refuse(Refused),
    /// Do what it says, and store the ack.
    Work,
}

/// A packet came over the channel of this epoch; `stored`: there is a stored ack of it.
#[must_use]
pub fn arrive(end: End, epoch: u32, sequence: u64, stored: bool) -> (End, Arrival) {
    let receives = matches!(end.status, LinkStatus::Active | LinkStatus::Draining);
    let arrival = if stored {
        Arrival::Repeat
    } else if epoch != end.epoch || !receives {
        Arrival::Refuse(Refused::Epoch)
    } else if sequence < end.peer_acked_below {
        Arrival::Refuse(Refused::Settled)
    } else {
        return (end, Arrival::Work);
    };
    let redundant = end.redundant.saturating_add(1);
    (End { redundant, ..end }, arrival)
}

/// The packet says that its sender has the outcome of every lower sequence of this epoch: acks
/// below the returned end's `peer_acked_below` may be dropped.
pub fn acked(end: End, sequence: u64, acked_below: u64) -> Result<End, Refused> {
    if acked_below > sequence {
        return Err(Refused::AckedBelow);
    }
    Ok(End {
        peer_acked_below: end.peer_acked_below.max(acked_below),
        ..end
    })
}

/// The work on a packet is done, or failed; the second value: is its ack to be stored? That of a
/// question is not: an answer has no effect that anybody could ask about.
#[must_use]
pub fn worked(end: End, sequence: u64) -> (End, bool) {
    if sequence == end.last_question {
        return (end, false);
    }
    let receipts = end.receipts.saturating_add(1);
    (End { receipts, ..end }, true)
}

/// So many stored acks were dropped.
#[must_use]
pub fn dropped(end: End, count: u64) -> End {
    End {
        receipts: end.receipts.saturating_sub(count),
        ..end
    }
}
