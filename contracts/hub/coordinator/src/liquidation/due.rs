//! What the facts of a liquidation's record make due. Pure, from the record alone: prices, pauses and the
//! clock come in only where a step has a choice.
//!
//! What must always hold: facts decide the same in every order in which they came, and any number of
//! times (INV-7); a round is over only when each unit put up is sold or back in the vault (INV-4); a
//! liquidation is not settled or covered while money is known to be on its way (INV-5).

use seawall_interfaces::coordinator::{CoverStage, Phase};
use seawall_mirror::Lot;
use seawall_money::{planted, DebtAmount};
use seawall_wire::ids::ListingId;

use crate::state::Covered;

/// What decisions are made from.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// Where it stands.
    pub phase: &'a Phase,
    /// Its round.
    pub round: u16,
    /// The lots whose facts may still change, and the latest.
    pub lots: &'a [Lot],
    /// What was paid for deficits.
    pub covered: &'a [Covered],
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Nothing yet.
    Nothing,
    /// The order to open took effect: facts about a lot prove it, even if they overtake the ack.
    Opened,
    /// Another round, or settling.
    RoundOver,
    /// Another round, payers, or the end.
    Settled,
    /// The end: everybody who pays has answered, and all that was paid is credited.
    Covered,
}

impl<'a> Standing<'a> {
    /// What is due; `confirmed`: has the vault confirmed all that came back of a collateral?
    pub fn due(&self, confirmed: impl Fn(ListingId) -> bool) -> Due {
        match self.phase {
            Phase::Opening {} if self.proves_opening() => Due::Opened,
            Phase::Auctioning {}
                if self.all_closed() && self.round_lots().all(|lot| confirmed(lot.collateral)) =>
            {
                Due::RoundOver
            }
            Phase::Settling {} if self.all_credited() => Due::Settled,
            Phase::Covering(CoverStage::DebtSide) if self.all_answered() && self.all_credited() => {
                Due::Covered
            }
            _ => Due::Nothing,
        }
    }

    /// The lots of the present round.
    pub fn round_lots(&self) -> impl Iterator<Item = &'a Lot> {
        let round = self.round;
        self.lots
            .iter()
            .filter(move |lot| lot.round == round && !lot.cover)
    }

    fn proves_opening(&self) -> bool {
        self.round_lots()
            .any(|lot| lot.closed.is_some() || !lot.sold.is_zero())
    }

    /// Are all lots closed?
    pub fn all_closed(&self) -> bool {
        self.lots.iter().all(|lot| lot.closed.is_some())
    }

    /// Is everything that was brought credited?
    pub fn all_credited(&self) -> bool {
        planted!(ClosedTakenAsCredited => return self.all_closed());
        self.lots.iter().all(|lot| lot.on_its_way().is_zero())
    }

    /// Has the debt side answered for every debt?
    pub fn all_answered(&self) -> bool {
        self.covered.iter().all(|c| c.debt_side_asked)
    }

    /// What is on its way to a debt listing, base units.
    pub fn on_its_way(&self, listing: ListingId) -> DebtAmount {
        let lots = self.lots.iter().filter(|lot| lot.debt == listing);
        lots.fold(DebtAmount::ZERO, |sum, lot| {
            sum.plus_or_max(lot.on_its_way())
        })
    }
}
