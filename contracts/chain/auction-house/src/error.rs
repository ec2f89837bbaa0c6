//! Why the auction house refused a message; nothing was changed.

use cosmwasm_std::StdError;
use seawall_auction::AuctionError;
use seawall_kit::KitError;
use seawall_money::{DebtAmount, MathError};
use seawall_wire::ids::{LiquidationId, LotId, RouteId};
use seawall_wire::{CloseReason, Code, WireError};
use thiserror::Error;

/// Says expected and actual.
#[derive(Error, Debug)]
pub enum AuctionHouseError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// Ownership, claims, funds or migration.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// The arithmetic has no result.
    #[error(transparent)]
    Math(#[from] MathError),
    /// The sale does not do what was asked.
    #[error(transparent)]
    Auction(#[from] AuctionError),
    /// An order is refused; its text begins with the code, so that the outpost can answer with it.
    #[error(transparent)]
    Order(#[from] WireError),
    /// No such lot.
    #[error("lot {lot} does not exist")]
    UnknownLot {
        /// What was asked for.
        lot: LotId,
    },
    /// The lot is over.
    #[error("lot {lot} is closed: {reason:?}")]
    LotClosed {
        /// Which lot.
        lot: LotId,
        /// Why it closed.
        reason: CloseReason,
    },
    /// Nothing has ended the lot yet.
    #[error("lot {lot} is still open: expected its clock, floor or a halt to have ended it")]
    StillOpen {
        /// Which lot.
        lot: LotId,
    },
    /// The coins do not pay for the take.
    #[error("payment for lot {lot}: expected at least {expected}, got {actual}")]
    PaidTooLittle {
        /// Which lot.
        lot: LotId,
        /// What is due, base units.
        expected: DebtAmount,
        /// What came, base units.
        actual: DebtAmount,
    },
    /// A flash take must end before another begins, and before its lot is touched again.
    #[error("a flash take of lot {lot} is under way")]
    FlashUnderWay {
        /// The lot of that take.
        lot: LotId,
    },
    /// There is no flash take to pay for or to settle.
    #[error("no flash take of lot {lot} is under way")]
    NoFlash {
        /// What was asked for.
        lot: LotId,
    },
    /// The neighbours were not set yet.
    #[error("the neighbours are not set yet")]
    NoNeighbours,
    /// The neighbours are set once.
    #[error("the neighbours are set already")]
    NeighboursSet,
    /// A route keeps its denom for ever.
    #[error("route {route}: expected denom {expected}, got {actual}")]
    DenomFixed {
        /// Which route.
        route: RouteId,
        /// Its denom.
        expected: String,
        /// What was given.
        actual: String,
    },
    /// Not a denom that the bank could know.
    #[error("a denom has 3 to 128 characters, got {actual}")]
    BadDenom {
        /// Length of what was given.
        actual: usize,
    },
    /// There are as many routes as there may be.
    #[error("{max} routes exist already, the most there may be")]
    TooManyRoutes {
        /// The limit.
        max: usize,
    },
    /// A setting makes no sense.
    #[error("{name}: expected {expected}, got {actual}")]
    Setting {
        /// Which one.
        name: &'static str,
        /// What would be right.
        expected: &'static str,
        /// What was given.
        actual: String,
    },
    /// There is nothing to pass on.
    #[error("no fees of liquidation {liquidation} are held for route {route}")]
    NoFees {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// In this route's denom.
        route: RouteId,
    },
    /// A deficit of the liquidation comes first for a while.
    #[error("fees of liquidation {liquidation} are held until {from}, it is {now}")]
    FeesHeld {
        /// Of this liquidation.
        liquidation: LiquidationId,
        /// When they may be passed on, seconds.
        from: u64,
        /// What time it is, seconds.
        now: u64,
    },
    /// Without a pool the fees stay here, for the liquidation's deficit or a pool to come.
    #[error("route {route} has no pool on this chain: its fees stay held")]
    NoPool {
        /// Which route.
        route: RouteId,
    },
    /// A reply that nobody asked for.
    #[error("unknown reply {id}")]
    UnknownReply {
        /// Its number.
        id: u64,
    },
}

/// A result of this contract.
pub type AuctionHouseResult<T> = Result<T, AuctionHouseError>;

/// Refuses an order under a code of the protocol.
pub fn refuse<T>(code: Code, detail: impl Into<String>) -> AuctionHouseResult<T> {
    Err(WireError::new(code, detail).into())
}
