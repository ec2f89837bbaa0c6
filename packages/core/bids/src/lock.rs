//! A pool whose money is offered on another chain.
//!
//! What must always hold: from the offer to its decision nobody leaves the pool and nobody joins it, so
//! that the shares of a fill are those of the moment of the offer; what is known of the fill only grows,
//! and a report that comes again or late changes nothing (INV-9); between two offers depositors have
//! time to leave.

use cosmwasm_schema::cw_serde;
use seawall_money::{CollateralAmount, DebtAmount};

use crate::{BidsError, BidsResult, Pool, PoolTerms, Sealed};

/// The money of a pool is offered elsewhere.
#[cw_serde]
#[derive(Copy, Eq)]
pub struct Lock {
    /// So much was offered.
    pub offered: DebtAmount,
    /// Taken of it so far, as far as is known.
    pub payment: DebtAmount,
    /// Given for it so far.
    pub given: CollateralAmount,
}

impl Pool {
    /// Offers all that counts elsewhere; answers how much that is. Errors: `Locked`; `TooSoon` after the last
    /// offer; `NothingOffered`.
    pub fn lock(mut self, now: u64) -> BidsResult<(Self, DebtAmount)> {
        if self.lock.is_some() {
            return Err(BidsError::Locked);
        }
        let from = self.lock_from;
        if now < from {
            return Err(BidsError::TooSoon { from, now });
        }
        let offered = self.total;
        if offered.is_zero() {
            return Err(BidsError::NothingOffered);
        }
        self.lock = Some(Lock {
            offered,
            payment: DebtAmount::ZERO,
            given: CollateralAmount::ZERO,
        });
        Ok((self, offered))
    }

    /// Elsewhere `payment` was taken and `given` was given since the offer, all in all. What is known
    /// already is not booked again. Errors: `NotLocked`; `Overdrawn` above the offer; `EmptyFill` if one
    /// of the two grew without the other.
    pub fn filled(
        mut self,
        payment: DebtAmount,
        given: CollateralAmount,
    ) -> BidsResult<(Self, Option<Sealed>)> {
        let lock = self.lock.ok_or(BidsError::NotLocked)?;
        let paid = payment.minus_or_zero(lock.payment);
        let got = given.minus_or_zero(lock.given);
        if paid.is_zero() && got.is_zero() {
            return Ok((self, None));
        }
        self.lock = Some(Lock {
            payment: payment.max(lock.payment),
            given: given.max(lock.given),
            ..lock
        });
        self.share(paid, got)
    }

    /// The offer is decided and its fills are booked: depositors can leave again. Errors: `NotLocked`.
    pub fn unlock(mut self, terms: &PoolTerms, now: u64) -> BidsResult<Self> {
        self.lock.take().ok_or(BidsError::NotLocked)?;
        self.lock_from = now.saturating_add(terms.gap_secs);
        self.sweep()
    }
}
