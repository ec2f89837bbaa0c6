//! Why a bid is not taken.

use seawall_money::{CollateralAmount, DebtAmount, MathError, PairPrice};
use thiserror::Error;

use crate::{AuctionError, Phase};

/// Why a bid is not taken, or a batch not cleared; nothing was changed.
#[derive(Error, Debug, Clone, PartialEq, Eq)]
pub enum BidError {
    /// The arithmetic has no result.
    #[error(transparent)]
    Math(#[from] MathError),
    /// The sale itself refuses.
    #[error(transparent)]
    Auction(#[from] AuctionError),
    /// The sale is of another mode.
    #[error("this sale takes no such bids, expected {expected}")]
    WrongMode {
        /// Which mode does.
        expected: &'static str,
    },
    /// A batch is not in the part of its life that this needs.
    #[error("the batch is {actual:?}, expected {expected:?}")]
    WrongPhase {
        /// What is needed.
        expected: Phase,
        /// Where it is.
        actual: Phase,
    },
    /// A commitment that no hash could be.
    #[error("a commitment has 32 bytes, got {actual}")]
    CommitmentLength {
        /// What came.
        actual: usize,
    },
    /// A salt that is too short to hide anything, or too long.
    #[error("a salt has 32 bytes, got {actual}")]
    SaltLength {
        /// What came.
        actual: usize,
    },
    /// What is revealed is not what was committed to.
    #[error("what is revealed does not match its commitment")]
    NotCommitted,
    /// Nothing was committed that could be taken back or revealed.
    #[error("the batch has no commitment that is not revealed")]
    NothingCommitted,
    /// A commitment stays where it is once the window may end.
    #[error(
        "a commitment can be taken back before block {until} of the sale, this is block {block}"
    )]
    Binding {
        /// The first block of the sale in which it cannot.
        until: u32,
        /// The block of the sale.
        block: u32,
    },
    /// A price that the sale does not accept.
    #[error("a bid of {} (36 decimals) is below the least, {}", price.atomics(), least.atomics())]
    TooLow {
        /// What is offered.
        price: PairPrice,
        /// What would be accepted.
        least: PairPrice,
    },
    /// An amount that the sale does not accept.
    #[error("a bid for {amount}, expected {least} to {most}")]
    Amount {
        /// What is wanted.
        amount: CollateralAmount,
        /// The least.
        least: CollateralAmount,
        /// The most.
        most: CollateralAmount,
    },
    /// The escrowed money does not pay for the bid.
    #[error("a bid needs {expected}, {actual} is there")]
    Escrow {
        /// What is needed, base units.
        expected: DebtAmount,
        /// What is there, base units.
        actual: DebtAmount,
    },
    /// Bids came in another order than the clearing goes through them.
    #[error(
        "bid {bid} is out of order: expected falling prices, of equals rising numbers, none twice"
    )]
    OutOfOrder {
        /// Which one.
        bid: u64,
    },
    /// Nobody has won anything.
    #[error("no bid has won: expected a leading bid and the end of the bidding")]
    NotWon,
}

/// A result of bids.
pub type BidResult<T> = Result<T, BidError>;
