//! Takes: what a buyer gets and pays now, and how it is booked.
//!
//! What must always hold: as in `sale`; a take is quoted without changing anything and booked whole or
//! not at all. The auction house quotes with [`Sale::quote_take`] and books with [`Sale::apply`]; bids
//! that have won are booked by the same function.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};

use crate::{split, AuctionError, AuctionResult, Clock, CloseReason, Life, Sale, Split};

/// A quoted purchase.
#[cw_serde]
#[derive(Copy)]
#[must_use = "a take does nothing until it is applied"]
pub struct Take {
    /// What the taker gets; at most what was asked for, one unit at least.
    pub collateral: CollateralAmount,
    /// What the taker pays.
    pub payment: DebtAmount,
    /// The price now.
    pub price: PairPrice,
    /// Set if this take ends the sale.
    pub closes: Option<CloseReason>,
}

impl Sale {
    /// What a taker who wants up to `want` at no more than `limit` gets now.
    ///
    /// Wanting more than is needed gets what is needed. A take that would leave dust is shrunk to
    /// leave `min_rest`; if the lot is too small for that, `WouldLeaveDust` says what is accepted.
    /// Errors: `NotOpen`, `Ended`, `NothingWanted`, `PriceAboveLimit`, `WouldLeaveDust`.
    pub fn quote_take(
        &self,
        clock: Clock,
        want: CollateralAmount,
        limit: PairPrice,
    ) -> AuctionResult<Take> {
        if self.life != Life::Open {
            return Err(AuctionError::NotOpen { life: self.life });
        }
        if let Some(reason) = self.ended(clock)? {
            return Err(AuctionError::Ended { reason });
        }
        if want.is_zero() {
            return Err(AuctionError::NothingWanted);
        }
        let price = self.price(clock)?;
        if price > limit {
            return Err(AuctionError::PriceAboveLimit { price, limit });
        }
        let whole = self.take_of_all(price)?;
        if want >= whole.collateral {
            return Ok(whole);
        }
        self.partial_take(want, whole)
    }

    /// Everything that is left or needed, whichever is less.
    pub(crate) fn take_of_all(&self, price: PairPrice) -> AuctionResult<Take> {
        let (rest, needed) = (self.rest(), self.needed());
        let take = |collateral, payment, reason| Take {
            collateral,
            payment,
            price,
            closes: Some(reason),
        };
        let payment = price.payment_for(rest)?;
        if payment < needed {
            return Ok(take(rest, payment, CloseReason::SoldOut));
        }
        let bought = price.bought_with(needed)?;
        if bought.is_zero() {
            // Less is needed than one unit costs. It is sold at its price all the same, else such
            // a lot could never end; the excess is below the price of that unit.
            let unit = CollateralAmount::new(1);
            return Ok(take(unit, price.payment_for(unit)?, CloseReason::Covered));
        }
        Ok(take(bought.min(rest), needed, CloseReason::Covered))
    }

    fn partial_take(&self, want: CollateralAmount, whole: Take) -> AuctionResult<Take> {
        let min_rest = self.min_rest.max(CollateralAmount::new(1));
        let most = whole.collateral.minus_or_zero(min_rest);
        if most.is_zero() {
            return Err(AuctionError::WouldLeaveDust {
                wanted: want,
                min_rest,
                accepted: whole.collateral,
            });
        }
        let collateral = want.min(most);
        let payment = whole.price.payment_for(collateral)?;
        Ok(Take {
            collateral,
            payment,
            price: whole.price,
            closes: None,
        })
    }

    /// Books a take that was quoted for this state and block; returns its split.
    /// Errors: `NotOpen`, `StaleTake`; a failed one changes nothing.
    pub fn apply(&mut self, take: &Take) -> AuctionResult<Split> {
        if self.life != Life::Open {
            return Err(AuctionError::NotOpen { life: self.life });
        }
        self.book(take)
    }

    /// Books what is sold, whatever part of its life the sale is in.
    pub(crate) fn book(&mut self, take: &Take) -> AuctionResult<Split> {
        let rest = self.rest();
        if take.collateral > rest {
            return Err(AuctionError::StaleTake {
                wanted: take.collateral,
                rest,
            });
        }
        let parts = split(self.proceeds, take.payment, self.fee, self.repay)?;
        let sold = self.sold.plus(take.collateral)?;
        let proceeds = self.proceeds.plus(take.payment)?;
        let shares = Split {
            debt_money: self.shares.debt_money.plus(parts.debt_money)?,
            fee: self.shares.fee.plus(parts.fee)?,
        };
        (self.sold, self.proceeds, self.shares) = (sold, proceeds, shares);
        if let Some(reason) = take.closes {
            self.life = Life::Closed { reason };
        }
        Ok(parts)
    }
}
