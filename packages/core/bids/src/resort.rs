//! The buyer of last resort: stakers of an insurance pool who are willing to buy at the floor what
//! nobody wanted.
//!
//! What must always hold: a purchase is at the floor and within the limits; only money that its owner
//! has set aside for it is used; each backer's part of a purchase is that of the moment it was made, by
//! one update however many backers there are (the pool's own product and sum, whose gains are shares of
//! a [`Series`]).
//!
//! # Series
//!
//! Who joined later has no part in what was bought before, and a sale brings money for everything bought
//! before it. So purchases are gathered in a series, which is closed before anything of it is sold. The
//! pool's sum begins anew with each series and is kept by series, epoch and scale; a backer claims
//! series by series. A closed one is a fund whose shares never change but by claims.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Decimal, Uint256};
use seawall_money::{CollateralAmount, DebtAmount, RatioExt};

use crate::error::check;
use crate::{
    gained, BidsError, BidsResult, Claim, Deposit, Fill, Lot, Mark, Matching, Offer, Pool,
};
use crate::{PoolTerms, SaleBack, Sealed, Series, Start, SumKey};

/// How much may be bought.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Limits {
    /// Of one lot at most this share of the backers' money, with what is tied up.
    pub lot_share: Decimal,
    /// Of one listing, at cost and unsold, at most this share.
    pub held_share: Decimal,
    /// Only where the floor is this far below the pair price.
    pub discount_min: Decimal,
}

/// The backers' money and the series that takes purchases now, of one listing and debt asset.
#[cw_serde]
#[derive(Default)]
pub struct Resort {
    /// The money. Its gains are shares.
    pub pool: Pool,
    /// The number of the open series.
    pub series: u32,
}

/// One backer.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Backer {
    /// The money. Its gains are shares of the series below.
    pub deposit: Deposit,
    /// All older series were claimed.
    pub series: u32,
}

/// A mark, and the series that was open then.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct SeriesMark {
    /// The pool's mark.
    pub mark: Mark,
    /// The series.
    pub series: u32,
}

impl Limits {
    /// Refuses limits that make no sense.
    pub fn validate(&self) -> BidsResult<()> {
        let (lot, held) = (self.lot_share, self.held_share);
        let one = Decimal::one();
        let discount = self.discount_min;
        check(lot <= one, "lot_share", "at most 1", lot.atomics())?;
        check(held <= one, "held_share", "at most 1", held.atomics())?;
        let atomics = discount.atomics();
        check(discount < one, "discount_min", "below 1", atomics)
    }

    /// How much money may go into one lot now. `tied`: at cost, in all listings; `held`: in the lot's.
    pub fn money(
        &self,
        willing: DebtAmount,
        tied: DebtAmount,
        held: DebtAmount,
    ) -> BidsResult<DebtAmount> {
        let whole = willing.plus(tied)?;
        let lot = whole.scaled_floor(self.lot_share)?;
        let listing = whole.scaled_floor(self.held_share)?.minus_or_zero(held);
        Ok(willing.min(lot).min(listing))
    }
}

/// What `money` buys of a lot that has come to its floor; `None`: nothing, or not within the limits.
pub fn buys(lot: &Lot, money: DebtAmount, limits: &Limits) -> BidsResult<Option<Fill>> {
    let highest = lot
        .pair_price
        .scaled_floor(limits.discount_min.one_minus())?;
    if lot.floor > highest || lot.floor.is_zero() {
        return Ok(None);
    }
    let mut matching = Matching::of(*lot);
    let offer = Offer {
        source: 0,
        step: 0,
        total: money,
    };
    matching.offer_at(&offer, lot.floor)?;
    Ok(matching.end()?.fills.pop())
}

impl Backer {
    /// Its batch was taken in. Errors: `WrongMark`.
    pub fn joined(self, at: &SeriesMark) -> BidsResult<Self> {
        if self.deposit.waits_with().is_none() {
            return Ok(self);
        }
        Ok(Self {
            deposit: self.deposit.joined(&at.mark)?,
            series: at.series,
        })
    }
}

impl Resort {
    /// Takes in what is due, as [`Pool::turn`].
    pub fn turn(mut self, period: u64) -> BidsResult<(Self, Option<SeriesMark>)> {
        let (pool, mark) = self.pool.turn(period)?;
        self.pool = pool;
        let series = self.series;
        Ok((self, mark.map(|mark| SeriesMark { mark, series })))
    }

    /// A staker sets money aside.
    pub fn back(
        mut self,
        terms: &PoolTerms,
        now: u64,
        amount: DebtAmount,
    ) -> BidsResult<(Self, Backer)> {
        let (pool, deposit) = self.pool.deposit(terms, now, amount)?;
        self.pool = pool;
        let series = self.series;
        Ok((self, Backer { deposit, series }))
    }

    /// Books a purchase into the open series. What is sealed is kept under the series' number too.
    pub fn buy(
        mut self,
        series: Series,
        fill: &Fill,
        now: u64,
    ) -> BidsResult<(Self, Series, Option<Sealed>)> {
        let series = series.buy(fill.payment, fill.collateral, now)?;
        let (pool, sealed) = self.pool.fill(fill.payment, fill.collateral)?;
        self.pool = pool;
        Ok((self, series, sealed))
    }

    /// Closes the open series and begins the next. The sealed sum is kept under the closed one's number.
    pub fn close(
        mut self,
        series: Series,
        terms: &SaleBack,
        now: u64,
    ) -> BidsResult<(Self, Series, Sealed)> {
        let series = series.close(terms, now)?;
        let sealed = Sealed {
            key: self.pool.key(),
            sum: std::mem::replace(&mut self.pool.sum, Uint256::zero()),
        };
        self.series = self.series.saturating_add(1);
        Ok((self, series, sealed))
    }

    /// The backers' money bears a loss as any other stake does.
    pub fn lose(mut self, loss: DebtAmount) -> BidsResult<(Self, Option<Sealed>)> {
        let (pool, sealed) = self.pool.lose(loss)?;
        self.pool = pool;
        Ok((self, sealed))
    }

    /// Under what the sums are kept that [`Resort::claim`] needs, of the backer's series.
    pub fn sum_keys(&self, backer: &Backer) -> Vec<SumKey> {
        backer.deposit.sum_keys(&self.pool)
    }

    /// A backer takes its part of the series it has come to, of which `series` is the record; of a
    /// closed one for good, and goes on to the next.
    pub fn claim(
        mut self,
        mut backer: Backer,
        series: Series,
        sums: &[Uint256],
    ) -> BidsResult<(Self, Backer, Series, Claim)> {
        if backer.series >= self.series || backer.deposit.waits_with().is_some() {
            let (pool, deposit, shares) = self.pool.claim(backer.deposit, sums)?;
            let (series, claim) = series.claim(shares)?;
            self.pool = pool;
            backer.deposit = deposit;
            return Ok((self, backer, series, claim));
        }
        let shares = old_shares(&backer.deposit, sums)?;
        let (series, claim) = series.claim(shares)?;
        self.pool.gains = self.pool.gains.minus(shares)?;
        backer.deposit.gained = CollateralAmount::ZERO;
        if let Start::Counts { since } = &mut backer.deposit.start {
            // The next series began later, with an empty sum.
            since.sum = Uint256::zero();
        }
        backer.series = backer.series.saturating_add(1);
        Ok((self, backer, series, claim))
    }

    /// A backer takes money back that was not used. Errors: `ClaimFirst` if older series are not claimed;
    /// as [`Pool::withdraw`].
    pub fn withdraw(
        mut self,
        mut backer: Backer,
        amount: DebtAmount,
        sums: &[Uint256],
    ) -> BidsResult<(Self, Backer)> {
        let series = backer.series;
        if series < self.series && backer.deposit.waits_with().is_none() {
            return Err(BidsError::ClaimFirst { series });
        }
        let (pool, deposit) = self.pool.withdraw(backer.deposit, amount, sums)?;
        self.pool = pool;
        backer.deposit = deposit;
        Ok((self, backer))
    }
}

/// Shares of a closed series: all its sums are sealed.
fn old_shares(deposit: &Deposit, sums: &[Uint256]) -> BidsResult<CollateralAmount> {
    match deposit.start {
        Start::Counts { since } if !deposit.amount.is_zero() => {
            let more = gained(deposit.amount.uint(), &since, sums)?;
            Ok(deposit.gained.plus(more.into())?)
        }
        Start::Waiting { .. } | Start::Counts { .. } => Ok(deposit.gained),
    }
}
