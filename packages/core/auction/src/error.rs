//! The one error of this crate.

use cosmwasm_std::Decimal;
use seawall_money::{CollateralAmount, MathError, PairPrice};
use thiserror::Error;

use crate::{CloseReason, Life};

/// Why a sale does not do what was asked.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum AuctionError {
    /// The arithmetic has no result.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A parameter is outside what is allowed.
    #[error("parameter {field} is {actual}, expected {expected}")]
    Parameter {
        /// Which one.
        field: &'static str,
        /// What would be right.
        expected: &'static str,
        /// What it is.
        actual: Decimal,
    },
    /// The sale takes nothing in this part of its life.
    #[error("the sale is not open but {life:?}")]
    NotOpen {
        /// Where it is.
        life: Life,
    },
    /// The sale has ended and only waits to be closed.
    #[error("the sale has ended: {reason:?}")]
    Ended {
        /// What ended it.
        reason: CloseReason,
    },
    /// The price is above what the taker is willing to pay.
    #[error("the price is {} (36 decimals), above the limit of {}", price.atomics(), limit.atomics())]
    PriceAboveLimit {
        /// The price now.
        price: PairPrice,
        /// The taker's limit.
        limit: PairPrice,
    },
    /// Nothing was asked for.
    #[error("a take of nothing")]
    NothingWanted,
    /// The rest would be dust and the lot is too small to shrink the take.
    #[error("a take of {wanted} would leave dust below {min_rest}: take {accepted}")]
    WouldLeaveDust {
        /// What was asked for.
        wanted: CollateralAmount,
        /// The least that may be left.
        min_rest: CollateralAmount,
        /// The one amount that is accepted, or more.
        accepted: CollateralAmount,
    },
    /// Bids decide how the sale ends: a winner is settled, a batch is cleared.
    #[error("bids decide how the sale ends: expected a settlement or a clearing")]
    BidsFirst,
    /// A take that was quoted for another state of the sale.
    #[error("a take of {wanted} does not fit the {rest} that are left")]
    StaleTake {
        /// What the take holds.
        wanted: CollateralAmount,
        /// What is left of the lot.
        rest: CollateralAmount,
    },
}

/// A result of this crate.
pub type AuctionResult<T> = Result<T, AuctionError>;

/// Refuses a parameter unless `ok`.
pub(crate) fn check(
    ok: bool,
    field: &'static str,
    expected: &'static str,
    actual: Decimal,
) -> AuctionResult<()> {
    if ok {
        return Ok(());
    }
    Err(AuctionError::Parameter {
        field,
        expected,
        actual,
    })
}
