//! One end of a link, as pure functions `(state, event) -> (state, effect)`: its life, what becomes
//! of packets that it sent, what it does with packets that come, and how it settles packets of a
//! channel that is no more. The contracts load, ask these functions and store; nothing else decides.
//!
//! What must always hold: a packet that was sent has one record until its outcome is known, and the
//! outcome is used once; a packet takes effect at the receiver at most once; what was undone at the
//! sender has no effect at the receiver, before or after; every record can end.
//!
//! # Channels and epochs
//!
//! A link uses one channel at a time. The epoch of a channel is one more than the number in its id
//! at the end that opened it (`channel-7`: 8). Both ends know that number from the handshake, and
//! chains only count it up: so both give a channel the same epoch, whatever handshakes began and
//! never ended, and a later channel has a higher one. The opening end alone decides that a new channel is
//! taken; when its decision is proven to the answering end, that one follows.
//!
//! # Which outcome may follow which
//!
//! | record | event | the record | what was sent |
//! |---|---|---|---|
//! | waiting, unresolved | success | goes | is finished |
//! | waiting, unresolved | error, timeout, "never" | goes | is undone |
//! | waiting | ack that nobody can read | stays, unresolved | is left alone |
//! | unresolved | ack that nobody can read | stays | is left alone |
//! | none | anything | | nothing: counted as redundant |
//!
//! A record never comes back, so of any number of outcomes in any order the first that is understood
//! has effect and all others have none. That the first may be any of them needs that they agree. They do:
//!
//! * *Ack and timeout* exclude each other by the chains' own proofs.
//! * *Ack and answer*: a receiver stores the ack it wrote, and answers a question with that very ack.
//!   It forgets it only below the `acked_below` of the sender, who asks about nothing below.
//! * *Error ack without a stored ack and "never"* are both undone by the same step.
//! * *"Never" and a later delivery*: a question about an old epoch comes over a newer channel, so its
//!   receiver has taken the newer channel and from then on refuses whatever comes over an older one.
//!   The new channel itself is the tombstone of all that the old one has not delivered; nothing is
//!   written for it, and nothing has to be kept. In the epoch in use a question may be asked only
//!   about a packet whose ack came but could not be read; if the receiver has no ack of it, it writes
//!   one that refuses, which a later delivery gets.
//!
//! # What commutes
//!
//! Operations on different records commute: none reads what another writes, and the counters are
//! sums. Operations on one record commute up to the redundant ones by the table above. Taking a new
//! channel commutes with every outcome (records keep their epoch), but not with a delivery over the
//! old channel: whichever is first decides whether the packet takes effect or is refused, and both
//! ends then agree on it, by ack, timeout or answer. Receipts are dropped below a bound that only
//! rises, so dropping commutes with storing above it.

mod life;
mod question;
mod received;
mod sent;

pub use life::{live, End, Life, LinkStatus, Side};
pub use question::{answer, may_ask, question, Answer};
pub use received::{acked, arrive, dropped, worked, Arrival};
pub use sent::{may_send, outcome, sent, FlightState, Outcome, Purpose, Verdict};

use thiserror::Error;

/// Why an end refuses; nothing was changed.
#[derive(Error, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The link is not in a state in which this may happen.
    #[error("the link is not in a state for this")]
    Status,
    /// A channel that is older than the one in use.
    #[error("not the epoch in use")]
    Epoch,
    /// Packets without outcome, or stored acks that the peer may need, are left.
    #[error("packets without outcome or stored acks are left")]
    NotEmpty,
    /// The packet had an outcome before.
    #[error("the packet had an outcome before")]
    Settled,
    /// The sender says that it has the outcome of the very packet it sends.
    #[error("the packet claims to be settled itself")]
    AckedBelow,
    /// Only old packets, and in the epoch in use unresolved ones, may be asked about.
    #[error("nothing to ask about this packet")]
    NothingToAsk,
}
