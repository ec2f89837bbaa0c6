//! The verbs that clear a sealed batch: begin, price, fill.
//!
//! What must always hold: each verb either does all of it or changes nothing; no verb goes through more
//! bids than it is given; each bid is filled once; once begun, neither time nor a halt stops it. Called
//! by the auction house for anyone, with pages of revealed bids in the order of [`Revealed`].

use cosmwasm_schema::cw_serde;
use seawall_money::{DebtAmount, PairPrice};

use crate::sealed::{Phase, Sealed, SealedBatch};
use crate::{
    BidError, BidResult, Clearing, Clock, CloseReason, Fill, Life, Mode, Pricing, Revealed, Sale,
    Split, Supply, Take,
};

/// What the beginning of a clearing has found.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Begun {
    /// The last block of the sale whose commitments count.
    pub last_block: u32,
    /// Bonds of all who did not reveal: the liquidation's, like a fee.
    pub lost: DebtAmount,
    /// Set if nothing was revealed: the sale is over.
    pub closes: Option<CloseReason>,
}

/// What a page of fills comes to.
#[cw_serde]
pub struct FilledPage {
    /// One for each bid that gets its share.
    pub fills: Vec<Fill>,
    /// All payments of the page, split.
    pub shares: Split,
    /// Set if it was the last page: the sale is over, and what is unsold returns.
    pub closes: Option<CloseReason>,
}

impl Sale {
    /// Anyone: ends the bidding for `lot` and draws the end of its window. Errors: `WrongPhase`, `Ended`.
    pub fn begin_clearing(&mut self, clock: Clock, lot: u64) -> BidResult<Begun> {
        let begin = |sealed: &mut Sealed, _| {
            let (last_block, missing) = sealed.begin(lot);
            let lost = sealed.bond.part_floor(u128::from(missing), 1u128)?;
            Ok((last_block, lost))
        };
        let (last_block, lost) = self.in_phase(clock, Phase::Ready, begin)?;
        let over = matches!(self.sealed()?.batch, SealedBatch::Cleared { .. });
        let closes = over.then_some(CloseReason::Tail);
        self.life = closes.map_or(Life::Clearing, |reason| Life::Closed { reason });
        Ok(Begun {
            last_block,
            lost,
            closes,
        })
    }

    fn supply(&self) -> Supply {
        Supply {
            put_up: self.put_up,
            close_at: self.close_at,
        }
    }

    /// Looks for the price among the next `bids`; `all` if none come after. True if it is found, and
    /// [`Sale::fill_bids`] follows, from the first bid again. Errors: `WrongPhase`, `OutOfOrder`.
    pub fn price_bids(&mut self, bids: &[Revealed], all: bool) -> BidResult<bool> {
        let (mut sealed, last_block, mut pricing) = self.pricing()?;
        let supply = self.supply();
        let mut enough = false;
        for bid in bids {
            enough = pricing.look(&supply, bid, bid.block <= last_block)?;
            if enough {
                break;
            }
        }
        if !enough && !all {
            let stage = Clearing::Pricing(pricing);
            sealed.batch = SealedBatch::Clearing { last_block, stage };
            self.mode = Mode::Sealed(sealed);
            return Ok(false);
        }
        sealed.batch = match pricing.found(&supply, !enough) {
            Some(filling) => {
                let stage = Clearing::Filling(filling);
                SealedBatch::Clearing { last_block, stage }
            }
            None => {
                // All that were revealed came too late.
                let reason = CloseReason::Tail;
                self.life = Life::Closed { reason };
                let price = None;
                SealedBatch::Cleared { last_block, price }
            }
        };
        self.mode = Mode::Sealed(sealed);
        Ok(true)
    }

    fn pricing(&self) -> BidResult<(Sealed, u32, Pricing)> {
        let sealed = *self.sealed()?;
        if let SealedBatch::Clearing {
            last_block,
            stage: Clearing::Pricing(pricing),
        } = sealed.batch
        {
            return Ok((sealed, last_block, pricing));
        }
        Err(BidError::WrongPhase {
            expected: Phase::Pricing,
            actual: sealed.phase(u32::MAX),
        })
    }

    /// Gives the next `bids` their shares; `all` if none come after. Bids below the price are not
    /// needed: the page that meets one is the last. Errors: `WrongPhase`, `OutOfOrder`.
    pub fn fill_bids(&mut self, bids: &[Revealed], all: bool) -> BidResult<FilledPage> {
        let mut next = *self;
        let page = next.try_fill(bids, all)?;
        *self = next;
        Ok(page)
    }

    fn try_fill(&mut self, bids: &[Revealed], all: bool) -> BidResult<FilledPage> {
        let mut sealed = *self.sealed()?;
        let SealedBatch::Clearing {
            last_block,
            stage: Clearing::Filling(mut filling),
        } = sealed.batch
        else {
            return Err(BidError::WrongPhase {
                expected: Phase::Filling,
                actual: sealed.phase(u32::MAX),
            });
        };
        let mut page = FilledPage {
            fills: vec![],
            shares: Split::default(),
            closes: None,
        };
        let mut last = all;
        for bid in bids {
            if bid.price < filling.price {
                last = true;
                break;
            }
            if let Some(fill) = filling.fill(bid, bid.block <= last_block)? {
                page.add(fill, self.book_fill(&fill, filling.price)?)?;
            }
        }
        let price = Some(filling.price);
        sealed.batch = if last {
            let reason = self.reason();
            page.closes = Some(reason);
            self.life = Life::Closed { reason };
            SealedBatch::Cleared { last_block, price }
        } else {
            let stage = Clearing::Filling(filling);
            SealedBatch::Clearing { last_block, stage }
        };
        self.mode = Mode::Sealed(sealed);
        Ok(page)
    }

    fn book_fill(&mut self, fill: &Fill, price: PairPrice) -> BidResult<Split> {
        let take = Take {
            collateral: fill.collateral,
            payment: fill.payment,
            price,
            closes: None,
        };
        Ok(self.book(&take)?)
    }

    /// Why a batch that was cleared is over.
    fn reason(&self) -> CloseReason {
        if self.needed().is_zero() {
            return CloseReason::Covered;
        }
        if self.rest().is_zero() {
            return CloseReason::SoldOut;
        }
        // Nobody offered the floor for the rest, or too little for its rounding.
        CloseReason::Floor
    }
}

impl FilledPage {
    fn add(&mut self, fill: Fill, shares: Split) -> BidResult<()> {
        self.fills.push(fill);
        self.shares = Split {
            debt_money: self.shares.debt_money.plus(shares.debt_money)?,
            fee: self.shares.fee.plus(shares.fee)?,
        };
        Ok(())
    }
}
