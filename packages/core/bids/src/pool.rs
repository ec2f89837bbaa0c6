//! One pool of standing bids: all money that waits to buy one listing at one discount with one debt asset.
//!
//! What must always hold: what fills take comes from deposits that count, in proportion to what is left
//! of them, by one update; `total` covers all that can be withdrawn and `gains` all that can be claimed
//! (proof: `product`); money that waits is in no fill. The bid desk loads a pool, [turns](Pool::turn) it
//! to the present, asks one of these functions and stores what it says.
//!
//! # How newcomers join at no cost to fills
//!
//! A deposit waits in the batch of the period with which it begins to count ([`PoolTerms::joins`]). When
//! that period has come, the next turn takes the batch in: its money counts from then on, and one
//! [`Mark`] says where product and sum stood. Nothing but fills moves these, and a turn precedes every
//! fill, so the mark is what it would have been at the very moment. A deposit looks up its mark when it
//! is touched. A turn that is left out keeps newcomers out for longer, never lets one in early.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint256;
use seawall_money::{CollateralAmount, DebtAmount, MathError};

use crate::{BidsError, BidsResult, Deposit, Lock, PoolTerms, Product, Snapshot, Start};

/// Money of the deposits that begin to count with one period.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Batch {
    /// The period; of several that are due, the last.
    pub number: u64,
    /// The money.
    pub amount: DebtAmount,
    /// How many deposits.
    pub deposits: u32,
}

/// Where product and sum stood when batches began to count. The desk keeps marks by `upto`; a deposit's
/// is the first whose `upto` is not below its batch.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Mark {
    /// Of batches above this number …
    pub above: u64,
    /// … and up to this one.
    pub upto: u64,
    /// Where they stood.
    pub snapshot: Snapshot,
    /// How many of their deposits have not looked it up yet; at none, the desk may drop the mark.
    pub deposits: u32,
}

/// What a sum is kept under.
#[cw_serde]
#[derive(Copy, Eq, PartialOrd, Ord)]
pub struct SumKey {
    /// Epoch of the product.
    pub epoch: u32,
    /// Scale of the product.
    pub scale: u32,
}

/// A sum that will not change any more: the desk keeps it for claims.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Sealed {
    /// Of this epoch and scale.
    pub key: SumKey,
    /// The sum.
    pub sum: Uint256,
}

/// One pool.
#[cw_serde]
#[derive(Default)]
pub struct Pool {
    /// Money that counts.
    pub total: DebtAmount,
    /// Deposits that count, as far as they are known to be worth something.
    pub members: u64,
    /// Where the product stands.
    pub product: Product,
    /// The sum of the present epoch and scale.
    pub sum: Uint256,
    /// Money that waits, by rising period.
    pub waiting: Vec<Batch>,
    /// Batches up to this number were taken in.
    pub joined_upto: u64,
    /// Given by fills and not claimed.
    pub gains: CollateralAmount,
    /// What rounding left when the last member went: belongs to nobody.
    pub dust: DebtAmount,
    /// Set while the money is offered elsewhere.
    pub lock: Option<Lock>,
    /// It may be offered elsewhere from then on, seconds.
    pub lock_from: u64,
}

impl Pool {
    /// Where product and sum stand.
    pub const fn snapshot(&self) -> Snapshot {
        Snapshot {
            product: self.product,
            sum: self.sum,
        }
    }

    /// What the present sum will be kept under.
    pub const fn key(&self) -> SumKey {
        SumKey {
            epoch: self.product.epoch,
            scale: self.product.scale,
        }
    }

    /// All money of depositors: what counts and what waits.
    pub fn whole(&self) -> BidsResult<DebtAmount> {
        let mut sum = self.total;
        for batch in &self.waiting {
            sum = sum.plus(batch.amount)?;
        }
        Ok(sum)
    }

    /// Takes in what is due in `period` ([`PoolTerms::period`] of now); the mark, if there is one, is to be
    /// kept. While the pool is locked what is due waits on: who comes after an offer has no part in it.
    pub fn turn(mut self, period: u64) -> BidsResult<(Self, Option<Mark>)> {
        self.merge_due(period)?;
        let due = self.waiting.first().copied();
        let Some(due) = due.filter(|b| b.number <= period && self.lock.is_none()) else {
            return Ok((self, None));
        };
        self.waiting.remove(0);
        let mark = Mark {
            above: self.joined_upto,
            upto: due.number,
            snapshot: self.snapshot(),
            deposits: due.deposits,
        };
        self.total = self.total.plus(due.amount)?;
        self.members = self.members.saturating_add(due.deposits.into());
        self.joined_upto = due.number;
        Ok((self, Some(mark)))
    }

    /// Makes one batch of all that are due, so that their number stays bounded while the pool is locked.
    fn merge_due(&mut self, period: u64) -> BidsResult<()> {
        let due = self.waiting.iter().take_while(|b| b.number <= period);
        let due = due.count();
        if due < 2 {
            return Ok(());
        }
        let mut one: Option<Batch> = None;
        for batch in self.waiting.drain(..due) {
            let amount = one.map_or(DebtAmount::ZERO, |b| b.amount);
            let deposits = one.map_or(0, |b| b.deposits);
            one = Some(Batch {
                number: batch.number,
                amount: amount.plus_or_max(batch.amount),
                deposits: deposits.saturating_add(batch.deposits),
            });
        }
        self.waiting.splice(..0, one);
        Ok(())
    }

    /// Takes a deposit; it begins to count later, by the terms. Errors: `TooSmall`; `Overflow` if the pool
    /// could not hold it, so that taking in a batch cannot fail later.
    pub fn deposit(
        mut self,
        terms: &PoolTerms,
        now: u64,
        amount: DebtAmount,
    ) -> BidsResult<(Self, Deposit)> {
        let min = terms.min_deposit;
        if amount < min || amount.is_zero() {
            return Err(BidsError::TooSmall { amount, min });
        }
        let _fits = self.whole()?.plus(amount)?;
        self.merge_due(terms.period(now))?;
        // Terms may have changed: nobody joins a batch that was taken in, or ahead of those who wait longer.
        let last = self.waiting.last().map_or(self.joined_upto, |b| b.number);
        let fresh = self.joined_upto.saturating_add(1);
        let number = terms.joins(now).max(last).max(fresh);
        match self.waiting.last_mut() {
            Some(batch) if batch.number == number => {
                batch.amount = batch.amount.plus(amount)?;
                batch.deposits = batch.deposits.saturating_add(1);
            }
            _ => self.waiting.push(Batch {
                number,
                amount,
                deposits: 1,
            }),
        }
        let deposit = Deposit {
            amount,
            start: Start::Waiting { batch: number },
            gained: CollateralAmount::ZERO,
        };
        Ok((self, deposit))
    }

    /// A lot takes `payment` and gives `given`, shared by all that counts; the same work for any number of
    /// deposits. A sum that is sealed by it is to be kept. Errors: `Locked`, `EmptyFill`, `Overdrawn`.
    pub fn fill(
        self,
        payment: DebtAmount,
        given: CollateralAmount,
    ) -> BidsResult<(Self, Option<Sealed>)> {
        if self.lock.is_some() {
            return Err(BidsError::Locked);
        }
        self.share(payment, given)
    }

    pub(crate) fn share(
        mut self,
        payment: DebtAmount,
        given: CollateralAmount,
    ) -> BidsResult<(Self, Option<Sealed>)> {
        if payment.is_zero() || given.is_zero() {
            return Err(BidsError::EmptyFill { payment, given });
        }
        self.check_covers(payment)?;
        let step = self.product.step(given.uint(), self.total.uint())?;
        self.sum = self.sum.checked_add(step).map_err(|_| SUM_OVERFLOW)?;
        self.gains = self.gains.plus(given)?;
        self.shrink(payment)
    }

    /// All that counts together loses `loss` and gets nothing for it. Errors: `Overdrawn`.
    pub(crate) fn lose(self, loss: DebtAmount) -> BidsResult<(Self, Option<Sealed>)> {
        self.check_covers(loss)?;
        if loss.is_zero() {
            return Ok((self, None));
        }
        self.shrink(loss)
    }

    fn check_covers(&self, payment: DebtAmount) -> BidsResult<()> {
        let total = self.total;
        if payment > total {
            return Err(BidsError::Overdrawn { payment, total });
        }
        Ok(())
    }

    fn shrink(mut self, payment: DebtAmount) -> BidsResult<(Self, Option<Sealed>)> {
        let rest = self.total.minus(payment)?;
        let (key, sum) = (self.key(), self.sum);
        self.product = self.product.after(rest.uint(), self.total.uint())?;
        self.total = rest;
        if rest.is_zero() {
            self.members = 0;
        }
        if self.key() == key {
            return Ok((self, None));
        }
        self.sum = Uint256::zero();
        Ok((self, Some(Sealed { key, sum })))
    }

    /// A member has nothing left.
    pub(crate) fn leave(mut self) -> BidsResult<Self> {
        self.members = self.members.saturating_sub(1);
        self.sweep()
    }

    /// Without members what is left belongs to nobody, and the product begins anew: no deposit refers to
    /// it. Not while an offer still counts on the money.
    pub(crate) fn sweep(mut self) -> BidsResult<Self> {
        if self.members > 0 || self.lock.is_some() {
            return Ok(self);
        }
        self.dust = self.dust.plus(self.total)?;
        self.total = DebtAmount::ZERO;
        self.product = self.product.next_epoch();
        self.sum = Uint256::zero();
        Ok(self)
    }
}

impl Mark {
    /// One more deposit has looked it up; `None`: it was the last, the mark may go.
    #[must_use]
    pub fn used(self) -> Option<Self> {
        let deposits = self.deposits.saturating_sub(1);
        (deposits > 0).then_some(Self { deposits, ..self })
    }
}

const SUM_OVERFLOW: MathError = MathError::Overflow {
    operation: "sum of gains",
};
