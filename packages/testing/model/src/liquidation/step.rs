//! The steps of the liquidations' model. What must always hold: prices and other chains answer, nobody
//! chooses: whoever wants an end has to reach it whatever they say.

use crate::packet::Answer;

/// What the prices allow when a liquidation could go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Another round, if there is collateral for it.
    Another,
    /// No further round now.
    Stop,
}

/// What of a report is told. A lot brings its holding along, and its account: so there is no report of lots,
/// or of credits, alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// The account's line alone.
    Account,
    /// The lots' lines alone: a mistake.
    Lots,
}

/// What may happen next; the first number is the liquidation's, or the route's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Anyone triggers.
    Trigger(usize),
    /// Anyone triggers once more, although nothing is left to sell: payers are asked at once.
    Again,
    /// The order to open a round is received: opened, or refused.
    Open(usize, usize, bool),
    /// It will never be received.
    OpenExpires(usize, usize),
    /// Something reaches the hub about it.
    OpenAnswer(usize, usize, Answer, Choice),
    /// Someone buys a unit.
    Take(usize, usize),
    /// Anyone closes a lot whose time is over.
    Close(usize, usize),
    /// Anyone sends on what lies at the courier.
    Forward(usize),
    /// A unit of the money arrives.
    Land(usize),
    /// The transfer is refunded.
    Refund(usize),
    /// Anyone hands over what arrived.
    Collect(usize),
    /// A settlement is received; it may be again.
    Settle(usize, usize),
    /// It is lost.
    SettleLost(usize, usize),
    /// Anyone has a lot credited.
    Credit(usize, usize),
    /// Anyone has the collateral chain's facts sent.
    WriteVault(usize, usize),
    /// They reach the hub; they may do so again.
    ReadVault(usize, usize, Part, Choice),
    /// Anyone has the market's facts sent.
    WriteMarket(usize, usize),
    /// They reach the hub; they may do so again.
    ReadMarket(usize, usize, Part, Choice),
    /// Anyone moves the liquidation on; is it overdue?
    Advance(usize, bool, Choice),
    /// The collateral side is asked: it pays so much, or refuses.
    Pay(usize, Option<u128>),
    /// It will never be.
    PayExpires(usize),
    /// Something reaches the hub about it.
    PayAnswer(usize, Answer),
    /// The debt side writes off.
    Write(usize, usize),
    /// It will never be asked.
    WriteExpires(usize, usize),
    /// Something reaches the hub about it.
    WriteAnswer(usize, usize, Answer),
    /// The collateral chains stop making blocks.
    Halt,
    /// They go on.
    Resume,
}

impl Step {
    /// What anyone, or a network that delivers, brings about by it; the same for every answer to it.
    /// Nobody needs to buy anything.
    pub(super) fn helps(self) -> Option<Self> {
        use Choice::Stop;
        match self {
            Self::OpenAnswer(.., Answer::Garbled, _)
            | Self::PayAnswer(_, Answer::Garbled)
            | Self::WriteAnswer(.., Answer::Garbled) => None,
            Self::OpenExpires(..) | Self::PayExpires(_) | Self::WriteExpires(..) => None,
            Self::Take(..) | Self::Refund(_) | Self::SettleLost(..) | Self::Halt => None,
            Self::Open(at, round, _) => Some(Self::Open(at, round, true)),
            Self::OpenAnswer(at, round, answer, _) => {
                Some(Self::OpenAnswer(at, round, answer, Stop))
            }
            Self::ReadVault(at, slot, part, _) => Some(Self::ReadVault(at, slot, part, Stop)),
            Self::ReadMarket(at, slot, part, _) => Some(Self::ReadMarket(at, slot, part, Stop)),
            Self::Advance(at, overdue, _) => Some(Self::Advance(at, overdue, Stop)),
            Self::Pay(at, _) => Some(Self::Pay(at, None)),
            other => Some(other),
        }
    }

    /// The number of the liquidation that takes it; none for steps of routes, or of all.
    pub(super) fn liquidation(self) -> Option<usize> {
        match self {
            Self::Trigger(at)
            | Self::Open(at, ..)
            | Self::OpenExpires(at, _)
            | Self::OpenAnswer(at, ..)
            | Self::Take(at, _)
            | Self::Close(at, _)
            | Self::Settle(at, _)
            | Self::SettleLost(at, _)
            | Self::Credit(at, _)
            | Self::WriteVault(at, _)
            | Self::ReadVault(at, ..)
            | Self::WriteMarket(at, _)
            | Self::ReadMarket(at, ..)
            | Self::Advance(at, ..)
            | Self::Pay(at, _)
            | Self::PayExpires(at)
            | Self::PayAnswer(at, _)
            | Self::Write(at, _)
            | Self::WriteExpires(at, _)
            | Self::WriteAnswer(at, ..) => Some(at),
            _ => None,
        }
    }
}
