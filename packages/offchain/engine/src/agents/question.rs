//! Which packets somebody has to ask the other end about, because their ack will not come by itself.
//!
//! What must always hold: nothing is asked twice at once, or about a packet that is on its way over
//! the channel in use; when nothing of an old channel is open any more, the other end is told so and
//! forgets its acks.

/// No question is about more packets.
const ASKED_MAX: usize = 8;

/// A packet without outcome, as one end of a link has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlightSeen {
    /// Its epoch.
    pub epoch: u32,
    /// Its sequence.
    pub sequence: u64,
    /// Its ack came and could not be read.
    pub unresolved: bool,
    /// It is a question itself.
    pub question: bool,
}

/// One end of a link, as far as questions go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkSeen {
    /// Does it send?
    pub sends: bool,
    /// The epoch in use.
    pub epoch: u32,
    /// Packets without outcome, the oldest first.
    pub flights: Vec<FlightSeen>,
    /// Epoch of the oldest ack that the *other* end has stored.
    pub stored_there: Option<u32>,
}

/// What one end of a link has to be told to ask.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The connected chain.
    pub chain: u16,
    /// Does the hub ask, or the chain's outpost?
    pub by_hub: bool,
    /// About packets of this epoch.
    pub epoch: u32,
    /// These; none: their stored acks may go.
    pub sequences: Vec<u64>,
}

impl LinkSeen {
    /// The next question, if one is due: about the oldest packets that wait for one, of one epoch.
    pub fn question(&self, chain: u16, by_hub: bool) -> Option<Question> {
        let asked = |f: &FlightSeen| f.question && f.epoch == self.epoch && !f.unresolved;
        if !self.sends || self.flights.iter().any(asked) {
            return None;
        }
        let due = |f: &&FlightSeen| f.epoch < self.epoch || f.unresolved;
        let all = self.flights.iter().filter(due);
        let first = all.clone().map(|f| f.epoch).min();
        let done = self.stored_there.filter(|epoch| *epoch < self.epoch);
        let epoch = first.or(done)?;
        let sequences = all.filter(|f| f.epoch == epoch).map(|f| f.sequence);
        Some(Question {
            chain,
            by_hub,
            epoch,
            sequences: sequences.take(ASKED_MAX).collect(),
        })
    }
}
