//! The life of one end: channels come and go, the link is drained and retired.
//!
//! What must always hold: every channel taken has a higher epoch than all before; only the opening
//! end decides for a new channel, only by its owner's decision or after the old one was closed; a
//! retired link has nothing left and never comes back.

use cosmwasm_schema::cw_serde;

use crate::Refused;

/// Which end of the handshake this is.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Side {
    /// Begins: `OpenInit`, `OpenAck`. The outpost.
    Opens,
    /// Answers: `OpenTry`, `OpenConfirm`. The coordinator.
    Answers,
}

/// Where a link is in its life.
#[cw_serde]
#[derive(Copy, Eq, Hash)]
pub enum LinkStatus {
    /// No channel yet.
    Unset,
    /// In use.
    Active,
    /// Nothing new begins; what repairs or leads out still goes.
    Draining,
    /// Given up by decision, with nothing left.
    Retired,
    /// The other end of the channel was closed; outcomes are taken, a new channel may follow.
    Closed,
}

/// What is known at one end of a link.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct End {
    /// Which end this is.
    pub side: Side,
    /// Where the link is in its life.
    pub status: LinkStatus,
    /// Was it decided here that a new channel may replace the one in use?
    pub moving: bool,
    /// Of the channel in use; 0 before the first.
    pub epoch: u32,
    /// Highest sequence sent in this epoch.
    pub last_sent: u64,
    /// The peer has the outcome of all lower sequences of this epoch.
    pub peer_acked_below: u64,
    /// The last packet received in this epoch that was a question: its ack is not stored.
    pub last_question: u64,
    /// Packets without outcome, of all epochs.
    pub in_flight: u64,
    /// Of these, packets whose ack could not be read.
    pub unresolved: u64,
    /// Stored acks of received packets, of all epochs.
    pub receipts: u64,
    /// Late or repeated packets, acks, timeouts and answers that had no effect.
    pub redundant: u64,
}

/// What happens to a link as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// The last step of a handshake that was checked: a channel of this epoch may be used.
    Connected {
        /// One more than the number of the channel at the opening end.
        epoch: u32,
    },
    /// The other end of the channel of this epoch is closed.
    PeerClosed {
        /// Its epoch.
        epoch: u32,
    },
    /// The owner of this end decides that a new channel may replace the one in use.
    Moved,
    /// The owner of this end decides that nothing new begins.
    Drained,
    /// The owner of this end takes that back.
    Resumed,
    /// The owner of this end gives the link up.
    Retired,
}

impl End {
    /// An end without a channel.
    pub const fn new(side: Side) -> Self {
        Self {
            side,
            status: LinkStatus::Unset,
            moving: false,
            epoch: 0,
            last_sent: 0,
            peer_acked_below: 0,
            last_question: 0,
            in_flight: 0,
            unresolved: 0,
            receipts: 0,
            redundant: 0,
        }
    }

    /// An end of a link within one chain: in use from the beginning, under epoch 1.
    pub const fn local(side: Side) -> Self {
        let mut end = Self::new(side);
        end.status = LinkStatus::Active;
        end.epoch = 1;
        end
    }
}

/// What an event makes of an end.
pub fn live(end: End, event: Life) -> Result<End, Refused> {
    use LinkStatus as S;
    let status = match (event, end.status) {
        (Life::Connected { epoch }, _) => return connected(end, epoch),
        (Life::PeerClosed { epoch }, S::Active | S::Draining) if epoch == end.epoch => S::Closed,
        (Life::PeerClosed { .. }, status) => status,
        (Life::Moved, S::Retired) => return Err(Refused::Status),
        (Life::Moved, _) => {
            return Ok(End {
                moving: true,
                ..end
            })
        }
        (Life::Drained, S::Active) => S::Draining,
        (Life::Resumed, S::Draining) => S::Active,
        (Life::Retired, S::Draining) if end.in_flight == 0 && end.receipts == 0 => S::Retired,
        (Life::Retired, S::Draining) => return Err(Refused::NotEmpty),
        (Life::Drained | Life::Resumed | Life::Retired, _) => return Err(Refused::Status),
    };
    Ok(End { status, ..end })
}

/// A link that is draining goes on draining over its new channel.
fn connected(end: End, epoch: u32) -> Result<End, Refused> {
    use LinkStatus as S;
    let follows = end.side == Side::Answers || end.moving;
    let status = match end.status {
        S::Unset | S::Closed => S::Active,
        status @ (S::Active | S::Draining) if follows => status,
        S::Active | S::Draining | S::Retired => return Err(Refused::Status),
    };
    if epoch <= end.epoch {
        return Err(Refused::Epoch);
    }
    Ok(End {
        status,
        moving: false,
        epoch,
        last_sent: 0,
        peer_acked_below: 0,
        last_question: 0,
        ..end
    })
}
