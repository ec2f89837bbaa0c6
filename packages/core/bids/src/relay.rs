//! The hub's side of a bid: it passes it on once, and tells the verdict as often as it takes.
//!
//! What must always hold: an order with a bid goes out at most once per bid; a verdict is known from the
//! ack of who decides, or from proof that the order did nothing there, never from a clock and never from
//! an ack that nobody understands; the first one stays.

use cosmwasm_schema::cw_serde;

use crate::{BidsError, BidsResult, Verdict, Why};

/// What the hub knows of a bid that it passed on.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Relay {
    /// The order went out.
    PassedOn,
    /// What came of it.
    Known {
        /// The verdict.
        verdict: Verdict,
    },
}

/// What the hub can learn of the order, or of a wish to cancel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// An ack with the stored verdict.
    Verdict(Verdict),
    /// An ack that says that the order changed nothing there, with its code.
    Refused(u32),
    /// A proof that the order was never received.
    Never,
    /// An ack that nobody can read.
    Unreadable,
}

impl Relay {
    /// Passes a bid on. Errors: `Again` if there is a record of it.
    pub const fn pass_on(record: Option<&Self>) -> BidsResult<Self> {
        match record {
            Some(_) => Err(BidsError::Again),
            None => Ok(Self::PassedOn),
        }
    }

    /// Something was heard of the order; `true`: the verdict is known now, and can be told.
    #[must_use]
    pub const fn hear(self, heard: Heard) -> (Self, bool) {
        let verdict = match (self, heard) {
            (Self::Known { .. }, _) | (_, Heard::Unreadable) => return (self, false),
            (Self::PassedOn, Heard::Verdict(verdict)) => verdict,
            (Self::PassedOn, Heard::Refused(code)) => Verdict::refused(Why::Other { code }),
            (Self::PassedOn, Heard::Never) => Verdict::Never,
        };
        (Self::Known { verdict }, true)
    }

    /// A wish to cancel was answered. Only a verdict says something about the bid: a wish that was
    /// refused or lost leaves it where it is.
    #[must_use]
    pub const fn hear_of_recall(self, heard: Heard) -> (Self, bool) {
        match heard {
            Heard::Verdict(_) => self.hear(heard),
            Heard::Refused(_) | Heard::Never | Heard::Unreadable => (self, false),
        }
    }

    /// What can be told to the chain of the money, any number of times.
    pub const fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::PassedOn => None,
            Self::Known { verdict } => Some(*verdict),
        }
    }
}
