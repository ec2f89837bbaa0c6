//! A sealed batch: its terms and where it is in its life.
//!
//! What must always hold: bids are read only when none can be added any more; a bond is lost only by
//! who committed and did not reveal in a batch that came to be cleared; what a bid's money waits for is a
//! function of the batch and the bid alone, so that whoever gets nothing may claim at once. Called by
//! the verbs in `batch`, each in its phase only.
//!
//! ```text
//! committing ──max_blocks──► revealing ──reveal_blocks, or all revealed──► clearing ──► cleared
//!      └───────────────── the chain stood still: cancelled ──┘
//! ```

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint256;
use seawall_money::{CollateralAmount, DebtAmount, MathError, PairPrice};

use crate::{BidError, BidResult, Clearing, Opening, Revealed, Window};

/// A sealed batch; the terms are frozen when the lot opens.
#[cw_serde]
#[derive(Copy)]
pub struct Sealed {
    /// No sale below.
    pub floor: PairPrice,
    /// The least that a bid may want.
    pub min_bid: CollateralAmount,
    /// What each commitment puts down, and loses if it is not revealed; base units of the debt.
    pub bond: DebtAmount,
    /// Its blocks.
    pub window: Window,
    /// Where it is.
    pub batch: SealedBatch,
}

/// Where a sealed batch is in its life.
#[cw_serde]
#[derive(Copy)]
#[allow(clippy::large_enum_variant)] // One record per lot; a box could not be copied.
pub enum SealedBatch {
    /// Hashes are taken.
    Committing {
        /// How many.
        commitments: u32,
    },
    /// Bids are shown and paid for.
    Revealing {
        /// How many were committed.
        commitments: u32,
        /// How many of them are revealed.
        revealed: u32,
        /// What the end of the window is drawn from.
        entropy: Uint256,
    },
    /// The price is looked for, then bids get their shares.
    Clearing {
        /// The last block whose commitments count.
        last_block: u32,
        /// How far it is.
        stage: Clearing,
    },
    /// Over; all that were to get something got it.
    Cleared {
        /// The last block whose commitments counted.
        last_block: u32,
        /// The one price; `None` if nothing was sold.
        price: Option<PairPrice>,
    },
    /// The chain stood still: nothing is sold and nothing is lost.
    Cancelled,
}

/// What is possible in a block.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Phase {
    /// Commitments.
    Committing,
    /// Reveals.
    Revealing,
    /// Anyone may begin to clear.
    Ready,
    /// The price is being looked for.
    Pricing,
    /// Bids get their shares.
    Filling,
    /// Nothing any more.
    Cleared,
    /// Nothing any more: nobody bought or lost anything.
    Cancelled,
}

/// What a bid's money waits for.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Fate {
    /// It is not decided.
    Waits,
    /// It is given its share by a page of the clearing.
    Filled,
    /// All of it can be claimed now.
    Refund,
    /// The bond is lost.
    Lost,
}

impl Sealed {
    /// What is possible in `block` of the sale.
    pub fn phase(&self, block: u32) -> Phase {
        let (commitments, revealed) = match self.batch {
            SealedBatch::Committing { commitments } => (commitments, 0),
            SealedBatch::Revealing {
                commitments,
                revealed,
                ..
            } => (commitments, revealed),
            SealedBatch::Clearing { stage, .. } => return stage.phase(),
            SealedBatch::Cleared { .. } => return Phase::Cleared,
            SealedBatch::Cancelled => return Phase::Cancelled,
        };
        if block <= self.window.max_blocks {
            return Phase::Committing;
        }
        if revealed < commitments && block <= self.window.reveals_until() {
            return Phase::Revealing;
        }
        Phase::Ready
    }

    /// The one price once it is known, before that the floor.
    pub fn price(&self) -> PairPrice {
        match self.batch {
            SealedBatch::Clearing {
                stage: Clearing::Filling(filling),
                ..
            } => filling.price,
            SealedBatch::Cleared { price, .. } => price.unwrap_or(self.floor),
            _ => self.floor,
        }
    }

    /// What a commitment that was not revealed has come to.
    pub fn fate_of_commitment(&self) -> Fate {
        match self.batch {
            SealedBatch::Committing { .. } | SealedBatch::Revealing { .. } => Fate::Waits,
            SealedBatch::Clearing { .. } | SealedBatch::Cleared { .. } => Fate::Lost,
            SealedBatch::Cancelled => Fate::Refund,
        }
    }

    /// What a revealed bid has come to; its bond went back when it was revealed.
    pub fn fate(&self, bid: &Revealed) -> Fate {
        let (last_block, price) = match self.batch {
            SealedBatch::Committing { .. } | SealedBatch::Revealing { .. } => return Fate::Waits,
            SealedBatch::Cancelled => return Fate::Refund,
            SealedBatch::Cleared { last_block, price } => (last_block, price),
            SealedBatch::Clearing { last_block, stage } => match stage {
                Clearing::Pricing(_) if bid.block <= last_block => return Fate::Waits,
                Clearing::Pricing(_) => return Fate::Refund,
                Clearing::Filling(filling) => (last_block, Some(filling.price)),
            },
        };
        let sold_to = price.is_some_and(|price| bid.price >= price) && bid.block <= last_block;
        if sold_to {
            Fate::Filled
        } else {
            Fate::Refund
        }
    }

    /// One more commitment.
    pub(crate) fn commit(&mut self) -> BidResult<()> {
        if let SealedBatch::Committing { commitments } = &mut self.batch {
            let more = commitments.checked_add(1);
            *commitments = more.ok_or(MathError::Overflow {
                operation: "commitments",
            })?;
        }
        Ok(())
    }

    /// One commitment less.
    pub(crate) fn withdraw(&mut self, block: u32) -> BidResult<()> {
        let until = self.window.min_blocks;
        if block >= until {
            return Err(BidError::Binding { until, block });
        }
        if let SealedBatch::Committing { commitments } = &mut self.batch {
            let less = commitments.checked_sub(1);
            *commitments = less.ok_or(BidError::NothingCommitted)?;
        }
        Ok(())
    }

    /// One bid is shown; its salt goes into the draw.
    pub(crate) fn reveal(&mut self, salt: Uint256) -> BidResult<()> {
        let (commitments, revealed, entropy) = match self.batch {
            SealedBatch::Committing { commitments } => (commitments, 0, Uint256::zero()),
            SealedBatch::Revealing {
                commitments,
                revealed,
                entropy,
            } => (commitments, revealed, entropy),
            _ => return Err(BidError::NothingCommitted),
        };
        self.batch = SealedBatch::Revealing {
            commitments,
            // The phase is over as soon as all are revealed: there is always room for one.
            revealed: revealed.saturating_add(1),
            // A sum, so that the order of the reveals says nothing.
            entropy: entropy.wrapping_add(salt),
        };
        Ok(())
    }

    /// May this be bid? Errors: `TooLow`, `Amount`.
    pub(crate) fn allows(&self, opening: &Opening, put_up: CollateralAmount) -> BidResult<()> {
        let (price, amount) = (opening.price, opening.amount);
        if price < self.floor {
            let least = self.floor;
            return Err(BidError::TooLow { price, least });
        }
        // More than there is would only buy a larger share at the margin.
        let (least, most) = (self.min_bid, put_up);
        if amount < least || amount > most {
            return Err(BidError::Amount {
                amount,
                least,
                most,
            });
        }
        Ok(())
    }

    /// Bids are over: draws the end and says how many did not reveal.
    pub(crate) fn begin(&mut self, lot: u64) -> (u32, u32) {
        let (missing, revealed, entropy) = match self.batch {
            SealedBatch::Revealing {
                commitments,
                revealed,
                entropy,
            } => (commitments.saturating_sub(revealed), revealed, entropy),
            SealedBatch::Committing { commitments } => (commitments, 0, Uint256::zero()),
            _ => (0, 0, Uint256::zero()),
        };
        let last_block = self.window.last_block(lot, entropy);
        self.batch = if revealed == 0 {
            let price = None;
            SealedBatch::Cleared { last_block, price }
        } else {
            let stage = Clearing::Pricing(Default::default());
            SealedBatch::Clearing { last_block, stage }
        };
        (last_block, missing)
    }

    /// The chain stood still. False if it is too late for that: what is being cleared stays sold.
    pub(crate) fn cancel(&mut self) -> bool {
        let waits = self.fate_of_commitment() == Fate::Waits;
        if waits {
            self.batch = SealedBatch::Cancelled;
        }
        waits
    }
}

impl Clearing {
    fn phase(self) -> Phase {
        match self {
            Self::Pricing(_) => Phase::Pricing,
            Self::Filling(_) => Phase::Filling,
        }
    }
}
