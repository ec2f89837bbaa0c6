//! One deposit in a pool: what is left of it, what it has gained, and taking either out.
//!
//! What must always hold: what is left and what is gained round down, and what rounding leaves stays in the
//! pool (INV-12); a deposit can always leave unless its money is offered elsewhere at that moment; leaving
//! before counting gives everything back.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Uint256;
use seawall_money::{CollateralAmount, DebtAmount};

use crate::{gained, BidsError, BidsResult, Mark, Pool, Snapshot, SumKey, SCALES_SUMMED};

/// Since when a deposit counts.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum Start {
    /// Not yet: with this batch.
    Waiting {
        /// Its number.
        batch: u64,
    },
    /// Since product and sum stood here.
    Counts {
        /// Where they stood.
        since: Snapshot,
    },
}

/// One deposit.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Deposit {
    /// What it was when it began to count.
    pub amount: DebtAmount,
    /// Since when it counts.
    pub start: Start,
    /// Gained before and not taken out.
    pub gained: CollateralAmount,
}

/// What a deposit is worth now.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Position {
    /// Money that can be withdrawn.
    pub left: DebtAmount,
    /// Collateral that can be claimed.
    pub gained: CollateralAmount,
}

impl Deposit {
    /// Is there nothing left in it? Then its record may go.
    pub fn is_over(&self) -> bool {
        self.amount.is_zero() && self.gained.is_zero()
    }

    /// The batch that it waits with, if it waits: the desk looks for the first mark not below it.
    pub const fn waits_with(&self) -> Option<u64> {
        match self.start {
            Start::Waiting { batch } => Some(batch),
            Start::Counts { .. } => None,
        }
    }

    /// Its batch was taken in: it counts since then. Errors: `WrongMark` if the mark is of other batches.
    pub fn joined(self, mark: &Mark) -> BidsResult<Self> {
        let Start::Waiting { batch } = self.start else {
            return Ok(self);
        };
        if batch <= mark.above || batch > mark.upto {
            return Err(BidsError::WrongMark { batch });
        }
        let since = mark.snapshot;
        let start = Start::Counts { since };
        Ok(Self { start, ..self })
    }

    /// Under what the sums are kept that it needs, in the order in which [`Pool::position`] wants them.
    /// What is not kept counts as zero; the pool itself knows the present one.
    pub fn sum_keys(&self, pool: &Pool) -> Vec<SumKey> {
        let Start::Counts { since } = self.start else {
            return vec![];
        };
        let (epoch, first) = (since.product.epoch, since.product.scale);
        let mut last = first.saturating_add(SCALES_SUMMED);
        if epoch == pool.product.epoch {
            last = last.min(pool.product.scale);
        }
        let keys = first..=last;
        keys.map(|scale| SumKey { epoch, scale }).collect()
    }
}

impl Pool {
    /// What a deposit is worth now; `sums`: those of [`Deposit::sum_keys`].
    /// Errors: `WrongMark` if its batch was taken in and it has not looked up its mark.
    pub fn position(&self, deposit: &Deposit, sums: &[Uint256]) -> BidsResult<Position> {
        let since = match deposit.start {
            Start::Waiting { batch } if batch <= self.joined_upto => {
                return Err(BidsError::WrongMark { batch });
            }
            Start::Counts { since } if !deposit.amount.is_zero() => since,
            // Neither one that waits nor one that was taken out has a part in fills.
            Start::Waiting { .. } | Start::Counts { .. } => {
                return Ok(Position {
                    left: deposit.amount,
                    gained: deposit.gained,
                });
            }
        };
        let keys = deposit.sum_keys(self);
        let known = keys.iter().enumerate().map(|(at, key)| {
            let kept = sums.get(at).copied().unwrap_or_default();
            if *key == self.key() {
                self.sum
            } else {
                kept
            }
        });
        let known: Vec<Uint256> = known.collect();
        let more = gained(deposit.amount.uint(), &since, &known)?;
        let left = self.product.left(deposit.amount.uint(), since.product)?;
        Ok(Position {
            left: left.into(),
            gained: deposit.gained.plus(more.into())?,
        })
    }

    /// Brings a deposit up to the present: gains are set aside, and what is left counts from now.
    pub(crate) fn touch(self, deposit: Deposit, sums: &[Uint256]) -> BidsResult<(Self, Deposit)> {
        let Position { left, gained } = self.position(&deposit, sums)?;
        let Start::Counts { since } = deposit.start else {
            return Ok((self, deposit));
        };
        let counted = !deposit.amount.is_zero() && since.product.epoch == self.product.epoch;
        let pool = if counted && left.is_zero() {
            self.leave()?
        } else {
            self
        };
        let deposit = Deposit {
            amount: left,
            start: Start::Counts {
                since: pool.snapshot(),
            },
            gained,
        };
        Ok((pool, deposit))
    }

    /// Takes out all that a deposit has gained, at any time; nothing is an answer too.
    pub fn claim(
        self,
        deposit: Deposit,
        sums: &[Uint256],
    ) -> BidsResult<(Self, Deposit, CollateralAmount)> {
        let (mut pool, mut deposit) = self.touch(deposit, sums)?;
        let claimed = std::mem::take(&mut deposit.gained);
        pool.gains = pool.gains.minus(claimed)?;
        Ok((pool, deposit, claimed))
    }

    /// Takes out `amount` of what is left. Gains stay to be claimed. Errors: `TooMuch`, also of nothing;
    /// `Locked` while money that counts is offered elsewhere.
    pub fn withdraw(
        self,
        deposit: Deposit,
        amount: DebtAmount,
        sums: &[Uint256],
    ) -> BidsResult<(Self, Deposit)> {
        let left = self.position(&deposit, sums)?.left;
        if amount.is_zero() || amount > left {
            let wanted = amount;
            return Err(BidsError::TooMuch { wanted, left });
        }
        if let Start::Waiting { batch } = deposit.start {
            return self.withdraw_waiting(deposit, batch, amount);
        }
        if self.lock.is_some() {
            return Err(BidsError::Locked);
        }
        let (mut pool, mut deposit) = self.touch(deposit, sums)?;
        pool.total = pool.total.minus(amount)?;
        deposit.amount = deposit.amount.minus(amount)?;
        if deposit.amount.is_zero() {
            pool = pool.leave()?;
        }
        Ok((pool, deposit))
    }

    fn withdraw_waiting(
        mut self,
        mut deposit: Deposit,
        number: u64,
        amount: DebtAmount,
    ) -> BidsResult<(Self, Deposit)> {
        let mut batches = self.waiting.iter_mut();
        // Batches that are due are one, under the number of the last.
        let batch = batches.find(|b| b.number >= number);
        let batch = batch.ok_or(BidsError::WrongMark { batch: number })?;
        batch.amount = batch.amount.minus(amount)?;
        deposit.amount = deposit.amount.minus(amount)?;
        if deposit.amount.is_zero() {
            batch.deposits = batch.deposits.saturating_sub(1);
        }
        self.waiting.retain(|b| b.deposits > 0);
        Ok((self, deposit))
    }
}
