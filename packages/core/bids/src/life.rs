//! The life of a bid where its money is.
//!
//! ```text
//! placed ──► sent ──────► decided ──► closed        asked of the auction house, here or elsewhere
//!    │         └ cancel: asks, changes nothing
//!    ├──► decided                                   cancelled before it was sent, or decided at once
//!    └──► pooled ──► closed                         a share in a pool of standing bids
//! ```
//!
//! What must always hold: a life only goes forward; the escrow of a bid that was sent moves only on the
//! stored verdict of who decides, or on proof that a hop was never received, never by a clock; the first
//! of them counts, and all that come later or again change nothing (INV-9); repayment, lost bond and
//! refund add up to the escrow (INV-1). Outcomes never fail, since handlers of acks and timeouts may
//! not.

use cosmwasm_schema::cw_serde;
use seawall_money::DebtAmount;

use crate::{Bid, BidsError, BidsResult, Deposit, Verdict};

/// What is still to be moved of a decided escrow.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Owed {
    /// Repays debt.
    pub repay: DebtAmount,
    /// A lost bond.
    pub forfeit: DebtAmount,
    /// Goes back to the bidder.
    pub refund: DebtAmount,
}

/// Where a bid is in its life.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Life {
    /// Money in escrow; nobody was asked.
    Placed,
    /// Who decides was asked, and the answer is not known.
    Sent,
    /// Its money is in a pool.
    Pooled {
        /// Its share.
        deposit: Deposit,
    },
    /// Decided; money is still to be moved.
    Decided {
        /// How.
        verdict: Verdict,
        /// What is still to be moved.
        owed: Owed,
    },
    /// All has moved. A pooled one has no verdict.
    Closed {
        /// How it was decided.
        verdict: Option<Verdict>,
    },
}

/// What can be learnt about a bid that was sent, in any order and any number of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Learnt {
    /// The stored verdict of who decides.
    Verdict(Verdict),
    /// A refusal of the first hop, or a proof that it was never received: nobody was asked.
    NeverReceived,
    /// An answer that nobody can read.
    Unreadable,
}

/// What something made of a bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It is decided now: move the money.
    Decided,
    /// Whoever decides is to be asked to give it back; nothing else changed.
    AskBack,
    /// Nothing but counting.
    Redundant,
}

/// A part of a decided escrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Repays debt.
    Repay,
    /// A lost bond.
    Forfeit,
    /// Goes back to the bidder.
    Refund,
}

impl Owed {
    /// Divides an escrow by a verdict. One that takes more than there is takes all: whoever decides
    /// lies or errs, and the bidder's other money stays out of it.
    pub fn by(verdict: &Verdict, escrow: DebtAmount) -> Self {
        let repay = verdict.payment().min(escrow);
        let rest = escrow.minus_or_zero(repay);
        let forfeit = verdict.forfeit().min(rest);
        Self {
            repay,
            forfeit,
            refund: rest.minus_or_zero(forfeit),
        }
    }

    /// Has all moved?
    pub fn is_nothing(&self) -> bool {
        self.repay.is_zero() && self.forfeit.is_zero() && self.refund.is_zero()
    }

    fn part(&mut self, part: Part) -> &mut DebtAmount {
        match part {
            Part::Repay => &mut self.repay,
            Part::Forfeit => &mut self.forfeit,
            Part::Refund => &mut self.refund,
        }
    }
}

impl Life {
    /// Its name in errors.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Sent => "sent",
            Self::Pooled { .. } => "pooled",
            Self::Decided { .. } => "decided",
            Self::Closed { .. } => "closed",
        }
    }

    const fn unexpected(&self, what: &'static str) -> BidsError {
        BidsError::Unexpected {
            what,
            life: self.name(),
        }
    }
}

impl Bid {
    /// Who decides is asked. Only once: what was sent is never sent again under the same id.
    pub fn send(&mut self) -> BidsResult<()> {
        let Life::Placed = self.life else {
            return Err(self.life.unexpected("send"));
        };
        self.life = Life::Sent;
        Ok(())
    }

    /// Its money is in a pool; also: its share has changed.
    pub fn pool(&mut self, deposit: Deposit) -> BidsResult<()> {
        self.life = match self.life {
            Life::Placed | Life::Pooled { .. } if !deposit.is_over() => Life::Pooled { deposit },
            Life::Pooled { .. } => Life::Closed { verdict: None },
            _ => return Err(self.life.unexpected("pool")),
        };
        Ok(())
    }

    /// The auction house of this very chain has decided, without a packet.
    pub fn decide(&mut self, verdict: Verdict) -> BidsResult<()> {
        let Life::Placed = self.life else {
            return Err(self.life.unexpected("decide"));
        };
        self.settle(verdict);
        Ok(())
    }

    /// The bidder wants it back. What nobody was asked about is back at once; otherwise only who decides
    /// can say whether it came in time. Errors: `Unexpected` of a pooled one, which is withdrawn.
    pub fn cancel(&mut self) -> BidsResult<Effect> {
        match self.life {
            Life::Placed => {
                self.settle(Verdict::Cancelled);
                Ok(Effect::Decided)
            }
            Life::Sent => Ok(Effect::AskBack),
            Life::Decided { .. } | Life::Closed { .. } => Ok(Effect::Redundant),
            Life::Pooled { .. } => Err(self.life.unexpected("cancel")),
        }
    }

    /// Something was learnt about it; never fails.
    pub fn learn(&mut self, learnt: Learnt) -> Effect {
        let verdict = match (self.life, learnt) {
            (Life::Sent, Learnt::Verdict(verdict)) => verdict,
            (Life::Sent, Learnt::NeverReceived) => Verdict::Never,
            _ => return Effect::Redundant,
        };
        self.settle(verdict);
        Effect::Decided
    }

    fn settle(&mut self, verdict: Verdict) {
        let owed = Owed::by(&verdict, self.amount);
        self.life = Life::Decided { verdict, owed };
    }

    /// Takes out a part of a decided escrow to move it; nothing if it was taken before.
    pub fn take(&mut self, part: Part) -> DebtAmount {
        let Life::Decided { verdict, mut owed } = self.life else {
            return DebtAmount::ZERO;
        };
        let amount = std::mem::take(owed.part(part));
        self.life = if owed.is_nothing() {
            let verdict = Some(verdict);
            Life::Closed { verdict }
        } else {
            Life::Decided { verdict, owed }
        };
        amount
    }

    /// Moving a part failed: it waits here again, to be moved later. Only what the same transaction took.
    pub fn put_back(&mut self, part: Part, amount: DebtAmount) -> BidsResult<()> {
        let (verdict, mut owed) = match self.life {
            Life::Decided { verdict, owed } => (verdict, owed),
            Life::Closed {
                verdict: Some(verdict),
            } => (verdict, Owed::NOTHING),
            _ => return Err(self.life.unexpected("put money back into")),
        };
        let whole = Owed::by(&verdict, self.amount);
        let back = owed.part(part);
        *back = back.plus(amount)?;
        let fits = owed.repay <= whole.repay
            && owed.forfeit <= whole.forfeit
            && owed.refund <= whole.refund;
        if !fits {
            return Err(self.life.unexpected("put more than was taken into"));
        }
        if !amount.is_zero() {
            self.life = Life::Decided { verdict, owed };
        }
        Ok(())
    }
}

impl Owed {
    /// All has moved.
    pub const NOTHING: Self = Self {
        repay: DebtAmount::ZERO,
        forfeit: DebtAmount::ZERO,
        refund: DebtAmount::ZERO,
    };
}
