//! One price for all bids of a batch: a fold over bids in falling order of their prices.
//!
//! What must always hold: each bid is counted once; the price is one that somebody offered, and brings
//! the most money, at most what closes the sale, of equals the highest, which sells the least; whoever
//! offered more gets all they wanted, whoever offered less gets nothing, and at the price itself shares
//! are rounded down (INV-12). Nothing about one bid can stop the fold. Called by the batch, page by
//! page: the state holds where to go on.
//!
//! **Why the most money and not the lowest accepted bid.** Where there is less demand than supply, the
//! usual rule lets a tiny bid at the floor set the price of everybody. Here it is left out, unless it brings
//! more than it takes from the price.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, DebtAmount, MathResult, PairPrice};

use crate::{BidError, BidResult};

/// A revealed bid: what the auction house keeps, sorted by falling price, of equals by rising number.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Revealed {
    /// Its number.
    pub bid: u64,
    /// The block of the sale in which it was committed.
    pub block: u32,
    /// The most that is paid.
    pub price: PairPrice,
    /// The most that is wanted.
    pub amount: CollateralAmount,
    /// The money that is held for it: the price of all of it.
    pub escrow: DebtAmount,
}

/// What is for sale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supply {
    /// Collateral.
    pub put_up: CollateralAmount,
    /// Money that ends the sale.
    pub close_at: DebtAmount,
}

impl Supply {
    /// How much is sold at `price` to so much demand: no more than it takes to close the sale.
    pub fn sells(&self, price: PairPrice, demand: CollateralAmount) -> CollateralAmount {
        let most = demand.min(self.put_up);
        // What does not fit into an amount is more than there is.
        let needed = price.collateral_worth_ceil(self.close_at);
        needed.map_or(most, |needed| most.min(needed))
    }

    /// What that brings, at most what closes the sale.
    pub fn brings(&self, price: PairPrice, sold: CollateralAmount) -> DebtAmount {
        let worth = price.worth_floor(sold).unwrap_or(DebtAmount::MAX);
        worth.min(self.close_at)
    }
}

/// The last bid that was looked at.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Place {
    /// Its price.
    pub price: PairPrice,
    /// Its number.
    pub bid: u64,
}

/// What is wanted at one price.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Level {
    /// The price.
    pub price: PairPrice,
    /// Of all bids at it.
    pub demand: CollateralAmount,
}

/// The best price so far.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Candidate {
    /// The price.
    pub price: PairPrice,
    /// What is wanted at higher prices.
    pub above: CollateralAmount,
    /// What is wanted at this one.
    pub demand: CollateralAmount,
    /// What it brings.
    pub brings: DebtAmount,
}

/// First pass: looks for the price.
#[cw_serde]
#[derive(Copy, Default, Eq)]
pub struct Pricing {
    /// Where to go on.
    pub after: Option<Place>,
    /// What is wanted above the current level.
    pub above: CollateralAmount,
    /// The level that bids are being added to.
    pub level: Option<Level>,
    /// The best price of the levels that are complete.
    pub best: Option<Candidate>,
}

/// Second pass: gives each bid its share.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Filling {
    /// Where to go on.
    pub after: Option<Place>,
    /// The one price.
    pub price: PairPrice,
    /// What is left for bids at the price itself.
    pub margin: CollateralAmount,
    /// What they want together.
    pub demand: CollateralAmount,
}

/// Where a clearing is.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Clearing {
    /// The price is being looked for.
    Pricing(Pricing),
    /// Bids get their shares.
    Filling(Filling),
}

/// What a bid gets.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Fill {
    /// Its number.
    pub bid: u64,
    /// Collateral for the bidder.
    pub collateral: CollateralAmount,
    /// What the bidder pays, out of the money that was held.
    pub payment: DebtAmount,
    /// What goes back of it.
    pub refund: DebtAmount,
}

/// Does `bid` come after `last`?
fn follows(last: Option<Place>, bid: &Revealed) -> BidResult<Option<Place>> {
    let in_order = last.is_none_or(|last| {
        bid.price < last.price || (bid.price == last.price && bid.bid > last.bid)
    });
    if !in_order {
        return Err(BidError::OutOfOrder { bid: bid.bid });
    }
    let (price, bid) = (bid.price, bid.bid);
    Ok(Some(Place { price, bid }))
}

impl Pricing {
    /// Looks at one bid; `counts` unless it came too late. True if the price is found, whatever else
    /// is offered below. Errors: `OutOfOrder`.
    pub(crate) fn look(
        &mut self,
        supply: &Supply,
        bid: &Revealed,
        counts: bool,
    ) -> BidResult<bool> {
        let after = follows(self.after, bid)?;
        self.after = after;
        if !counts {
            return Ok(false);
        }
        let new = Level {
            price: bid.price,
            demand: bid.amount,
        };
        match &mut self.level {
            Some(level) if level.price == bid.price => {
                level.demand = level.demand.plus_or_max(bid.amount);
                Ok(false)
            }
            _ => {
                let found = self.end_level(supply);
                self.level = Some(new);
                Ok(found)
            }
        }
    }

    /// A level is complete. True if no lower price can bring more: all is sold, or the sale closes.
    fn end_level(&mut self, supply: &Supply) -> bool {
        let Some(Level { price, demand }) = self.level.take() else {
            return false;
        };
        let wanted = self.above.plus_or_max(demand);
        let brings = supply.brings(price, supply.sells(price, wanted));
        if self.best.is_none_or(|best| brings > best.brings) {
            self.best = Some(Candidate {
                price,
                above: self.above,
                demand,
                brings,
            });
        }
        self.above = wanted;
        wanted >= supply.put_up || brings >= supply.close_at
    }

    /// All bids were looked at, or all that matter: the second pass, if there is a price.
    pub(crate) fn found(mut self, supply: &Supply, all: bool) -> Option<Filling> {
        if all {
            self.end_level(supply);
        }
        let best = self.best?;
        let wanted = best.above.plus_or_max(best.demand);
        let sells = supply.sells(best.price, wanted);
        Some(Filling {
            after: None,
            price: best.price,
            margin: sells.minus_or_zero(best.above),
            demand: best.demand,
        })
    }
}

impl Filling {
    /// The share of one bid; `None` if it came too late. Errors: `OutOfOrder`.
    pub(crate) fn fill(&mut self, bid: &Revealed, counts: bool) -> BidResult<Option<Fill>> {
        let after = follows(self.after, bid)?;
        self.after = after;
        if !counts {
            return Ok(None);
        }
        let collateral = self.share(bid)?;
        let payment = self.price.payment_for(collateral)?;
        Ok(Some(Fill {
            bid: bid.bid,
            collateral,
            payment,
            refund: bid.escrow.minus(payment)?,
        }))
    }

    fn share(&self, bid: &Revealed) -> MathResult<CollateralAmount> {
        if bid.price > self.price {
            return Ok(bid.amount);
        }
        bid.amount
            .part_floor(self.margin.uint(), self.demand.uint())
    }
}
