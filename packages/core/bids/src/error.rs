//! The one error of this crate. Whatever fails has changed nothing.

use seawall_money::{CollateralAmount, DebtAmount, MathError};
use thiserror::Error;

/// Why something is not done.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum BidsError {
    /// The arithmetic has no result.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A parameter, or a field of a bid, is outside what is allowed.
    #[error("{field} is {actual}, expected {expected}")]
    OutOfRange {
        /// Which one.
        field: &'static str,
        /// What would be right.
        expected: &'static str,
        /// What it is.
        actual: u128,
    },
    /// Less money than the least that is taken.
    #[error("{amount} is below the minimum of {min}")]
    TooSmall {
        /// What was offered.
        amount: DebtAmount,
        /// The least.
        min: DebtAmount,
    },
    /// More than is there to withdraw.
    #[error("{wanted} asked for, {left} left")]
    TooMuch {
        /// What was asked for.
        wanted: DebtAmount,
        /// What is left.
        left: DebtAmount,
    },
    /// A fill that takes more than the pool has.
    #[error("a fill of {payment} from a pool of {total}")]
    Overdrawn {
        /// What it takes.
        payment: DebtAmount,
        /// What is there.
        total: DebtAmount,
    },
    /// A fill that takes nothing, or gives nothing for what it takes.
    #[error("a fill must take and give something: {payment} for {given}")]
    EmptyFill {
        /// What it takes.
        payment: DebtAmount,
        /// What it gives.
        given: CollateralAmount,
    },
    /// The pool's money is offered elsewhere, and stays until that is decided.
    #[error("the pool is being filled elsewhere")]
    Locked,
    /// The pool's money is not offered anywhere.
    #[error("the pool is not being filled elsewhere")]
    NotLocked,
    /// Between two offers depositors can leave.
    #[error("the pool may be offered again from {from}, now is {now}")]
    TooSoon {
        /// Earliest time, seconds.
        from: u64,
        /// Now, seconds.
        now: u64,
    },
    /// There is nothing to offer.
    #[error("nothing to offer")]
    NothingOffered,
    /// A mark that does not say how this deposit came into the pool, or none where one is needed.
    #[error("batch {batch} was not taken in by this mark")]
    WrongMark {
        /// The deposit's batch.
        batch: u64,
    },
    /// Offers must come by rising discount.
    #[error("an offer of step {step} after one of step {last}")]
    OutOfOrder {
        /// This one.
        step: u16,
        /// The one before.
        last: u16,
    },
    /// Something that cannot happen to a bid in this part of its life.
    #[error("cannot {what} a bid that is {life}")]
    Unexpected {
        /// What was tried.
        what: &'static str,
        /// Where the bid is.
        life: &'static str,
    },
    /// The bid was passed on before.
    #[error("the bid was passed on before")]
    Again,
    /// Gains of an older series come first.
    #[error("claim series {series} first")]
    ClaimFirst {
        /// Which one.
        series: u32,
    },
    /// A series that is for sale right now.
    #[error("a part of the series is on sale")]
    OnSale,
    /// Nothing of the series is on sale.
    #[error("nothing of the series is on sale")]
    NotOnSale,
    /// Purchases go to an open series, sales come from a closed one.
    #[error("the series is {is}, expected {expected}")]
    SeriesState {
        /// What it is.
        is: &'static str,
        /// What is needed.
        expected: &'static str,
    },
}

/// A result of this crate.
pub type BidsResult<T> = Result<T, BidsError>;

/// Refuses a value unless `ok`.
pub(crate) fn check(
    ok: bool,
    field: &'static str,
    expected: &'static str,
    actual: impl Into<u128>,
) -> BidsResult<()> {
    if ok {
        return Ok(());
    }
    let actual = actual.into();
    Err(BidsError::OutOfRange {
        field,
        expected,
        actual,
    })
}
