//! A packet and all that a network may do to it. The sender's record is judged by the link layer's own
//! function. What must always hold: a packet has one fate at its receiver, and its outcome is used once.

use seawall_link_state::Outcome as Learnt;
use seawall_link_state::{outcome, End, FlightState, Side, Verdict};

/// What became of a packet at its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// Not received yet.
    OnItsWay,
    /// Its time is over: it never will be.
    Expired,
    /// It took effect.
    Done,
    /// It was refused and changed nothing.
    Refused,
}

/// What the sender knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Known {
    /// Nothing was sent yet.
    Unsent,
    /// It has a record in flight.
    Waiting,
    /// It has one whose ack could not be understood.
    Unresolved,
    /// It had its outcome: the record is gone.
    Settled,
}

/// One packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Packet {
    /// At the sender.
    pub known: Known,
    /// At the receiver.
    pub fate: Fate,
}

/// What reaches the sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// What the receiver answered.
    Ack,
    /// Bytes that nobody understands.
    Garbled,
    /// The proof that it was never received.
    Timeout,
}

/// What the sender is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Finish what was sent.
    Finish,
    /// Undo what was sent.
    Undo,
    /// Nothing.
    Nothing,
}

impl Packet {
    /// Not sent yet.
    pub const NEW: Self = Self {
        known: Known::Unsent,
        fate: Fate::OnItsWay,
    };

    /// It was sent just now.
    pub const SENT: Self = Self {
        known: Known::Waiting,
        fate: Fate::OnItsWay,
    };

    /// Is it sent and without outcome at the sender?
    pub fn is_open(&self) -> bool {
        matches!(self.known, Known::Waiting | Known::Unresolved)
    }

    /// Can it be received?
    pub fn arrives(&self) -> bool {
        self.known != Known::Unsent && self.fate == Fate::OnItsWay
    }

    /// Did the receiver do it, and does the sender not know yet?
    pub fn is_done_unknown(&self) -> bool {
        self.is_open() && self.fate == Fate::Done
    }

    /// What can reach the sender now. An ack can be relayed any number of times.
    pub fn answers(&self) -> Vec<Answer> {
        match (self.known, self.fate) {
            (Known::Unsent, _) | (_, Fate::OnItsWay) => vec![],
            (_, Fate::Expired) => vec![Answer::Timeout],
            (Known::Waiting, _) => vec![Answer::Ack, Answer::Garbled],
            _ => vec![Answer::Ack],
        }
    }

    /// An answer reaches the sender: the link layer decides what it means.
    pub fn settle(&mut self, answer: Answer) -> Outcome {
        let state = match self.known {
            Known::Waiting => Some(FlightState::Waiting),
            Known::Unresolved => Some(FlightState::Unresolved),
            Known::Unsent | Known::Settled => None,
        };
        let event = match (answer, self.fate) {
            (Answer::Timeout, _) => Learnt::Never,
            (Answer::Garbled, _) => Learnt::Unknown,
            (Answer::Ack, Fate::Done) => Learnt::Success,
            (Answer::Ack, _) => Learnt::Error,
        };
        match outcome(End::new(Side::Opens), state, event).1 {
            Verdict::Redundant => Outcome::Nothing,
            Verdict::Park => {
                self.known = Known::Unresolved;
                Outcome::Nothing
            }
            Verdict::Succeed => {
                self.known = Known::Settled;
                Outcome::Finish
            }
            Verdict::Undo => {
                self.known = Known::Settled;
                Outcome::Undo
            }
        }
    }
}
