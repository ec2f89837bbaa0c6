//! One series of purchases of last resort, and its slow sale back.
//!
//! What must always hold: purchases go into an open series and sales come from a closed one, so each
//! share, one per unit bought, stands for the same part of what is unsold and of what sales brought;
//! claims round down and the last one takes the rest (INV-12); nothing is claimed while a part is on
//! sale.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};

use crate::error::check;
use crate::{BidsError, BidsResult};

/// How a series is sold back.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct SaleBack {
    /// A series takes purchases for this long after its first one, seconds.
    pub open_secs: u64,
    /// After it was closed, all of it is put up within this time, seconds.
    pub sale_secs: u64,
    /// The least that is put up, or left, at once.
    pub slice_min: CollateralAmount,
}

/// Collateral bought, and what it brought so far.
#[cw_serde]
#[derive(Copy, Eq, Default)]
pub struct Series {
    /// One per unit bought, without those of owners who took theirs.
    pub shares: CollateralAmount,
    /// Collateral that is there, with what is on sale.
    pub unsold: CollateralAmount,
    /// Of it, on sale right now.
    pub on_sale: CollateralAmount,
    /// What sales brought and owners have not taken.
    pub money: DebtAmount,
    /// What these shares were bought for.
    pub paid: DebtAmount,
    /// The first purchase, seconds.
    pub opened_at: u64,
    /// When it was closed, seconds.
    pub closed_at: Option<u64>,
    /// When a part was last put up, or it was closed, seconds.
    pub sold_upto: u64,
}

/// What an owner takes out.
#[cw_serde]
#[derive(Copy, Eq, Default)]
pub struct Claim {
    /// Collateral.
    pub collateral: CollateralAmount,
    /// Money.
    pub money: DebtAmount,
}

/// How a series has done so far.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Outcome {
    /// More than was paid.
    Gain {
        /// By so much.
        by: DebtAmount,
    },
    /// Less than was paid.
    Loss {
        /// By so much.
        by: DebtAmount,
    },
}

impl SaleBack {
    /// Refuses terms that make no sense.
    pub fn validate(&self) -> BidsResult<()> {
        let min = self.slice_min;
        check(self.sale_secs > 0, "sale_secs", "above 0", 0u32)?;
        check(!min.is_zero(), "slice_min", "above 0", min.u128())
    }
}

impl Series {
    /// A purchase. Errors: `SeriesState` if it is closed.
    pub fn buy(
        mut self,
        payment: DebtAmount,
        collateral: CollateralAmount,
        now: u64,
    ) -> BidsResult<Self> {
        self.check_open()?;
        if self.shares.is_zero() {
            self.opened_at = now;
        }
        self.shares = self.shares.plus(collateral)?;
        self.unsold = self.unsold.plus(collateral)?;
        self.paid = self.paid.plus(payment)?;
        Ok(self)
    }

    /// No more purchases: what it holds can be sold from now on. Errors: `SeriesState`; `TooSoon`, so
    /// that nobody makes a series of every purchase.
    pub fn close(mut self, terms: &SaleBack, now: u64) -> BidsResult<Self> {
        self.check_open()?;
        if self.shares.is_zero() {
            return Err(state("empty", "a purchase"));
        }
        let from = self.opened_at.saturating_add(terms.open_secs);
        if now < from {
            return Err(BidsError::TooSoon { from, now });
        }
        self.closed_at = Some(now);
        self.sold_upto = now;
        Ok(self)
    }

    fn check_open(&self) -> BidsResult<()> {
        match self.closed_at {
            None => Ok(()),
            Some(_) => Err(state("closed", "open")),
        }
    }

    /// Puts up the next part: of what is unsold, as much as time has passed of what is left of it; nothing if
    /// that is too little yet. Errors: `SeriesState` of an open one, `OnSale`.
    pub fn put_up(
        mut self,
        terms: &SaleBack,
        now: u64,
    ) -> BidsResult<(Self, Option<CollateralAmount>)> {
        let closed_at = self.closed_at.ok_or_else(|| state("open", "closed"))?;
        if !self.on_sale.is_zero() {
            return Err(BidsError::OnSale);
        }
        let end = closed_at.saturating_add(terms.sale_secs);
        let passed = now.saturating_sub(self.sold_upto);
        let left = end.saturating_sub(self.sold_upto);
        let mut part = if now >= end {
            self.unsold
        } else {
            let (passed, left) = (u128::from(passed), u128::from(left));
            self.unsold.part_floor(passed, left)?
        };
        if self.unsold.minus(part)? < terms.slice_min {
            part = self.unsold;
        }
        if part.is_zero() || part < terms.slice_min.min(self.unsold) {
            return Ok((self, None));
        }
        self.on_sale = part;
        self.sold_upto = now;
        Ok((self, Some(part)))
    }

    /// The sale of the part that was put up is over: `sold` of it brought `proceeds`, the rest is back.
    /// Errors: `NotOnSale`; `Underflow` above what was put up.
    pub fn sold(mut self, sold: CollateralAmount, proceeds: DebtAmount) -> BidsResult<Self> {
        if self.on_sale.is_zero() {
            return Err(BidsError::NotOnSale);
        }
        let _returned = self.on_sale.minus(sold)?;
        self.unsold = self.unsold.minus(sold)?;
        self.money = self.money.plus(proceeds)?;
        self.on_sale = CollateralAmount::ZERO;
        Ok(self)
    }

    /// The owner of so many shares takes their part of both. Errors: `OnSale`; `Underflow` above all shares.
    pub fn claim(mut self, shares: CollateralAmount) -> BidsResult<(Self, Claim)> {
        if shares.is_zero() {
            return Ok((self, Claim::default()));
        }
        if !self.on_sale.is_zero() {
            return Err(BidsError::OnSale);
        }
        let (part, whole) = (shares.uint(), self.shares.uint());
        let rest = self.shares.minus(shares)?;
        let claim = Claim {
            collateral: self.unsold.part_floor(part, whole)?,
            money: self.money.part_floor(part, whole)?,
        };
        self.paid = self.paid.minus(self.paid.part_floor(part, whole)?)?;
        self.unsold = self.unsold.minus(claim.collateral)?;
        self.money = self.money.minus(claim.money)?;
        self.shares = rest;
        Ok((self, claim))
    }

    /// What the unsold part was bought for, rounded up: capital that is tied up.
    pub fn tied(&self) -> BidsResult<DebtAmount> {
        if self.shares.is_zero() {
            return Ok(DebtAmount::ZERO);
        }
        let (unsold, shares) = (self.unsold.uint(), self.shares.uint());
        Ok(self.paid.part_ceil(unsold, shares)?)
    }

    /// What came of it so far, with the unsold part at `price`, rounded down.
    pub fn outcome(&self, price: PairPrice) -> BidsResult<Outcome> {
        let worth = self.money.plus(price.worth_floor(self.unsold)?)?;
        if worth >= self.paid {
            let by = worth.minus(self.paid)?;
            return Ok(Outcome::Gain { by });
        }
        let by = self.paid.minus(worth)?;
        Ok(Outcome::Loss { by })
    }
}

const fn state(is: &'static str, expected: &'static str) -> BidsError {
    BidsError::SeriesState { is, expected }
}
