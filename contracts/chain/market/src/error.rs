//! What can go wrong. Nothing has changed when an error comes back. Those that an order can meet
//! begin with their number on the wire (`E<code>: `).

use cosmwasm_std::{Decimal, StdError};
use seawall_kit::KitError;
use seawall_money::{DebtAmount, LenderShares, MathError};
use seawall_wire::ids::{CommandId, LotId, OrderId, RouteId};
use thiserror::Error;

/// Why the market refused.
#[derive(Error, Debug)]
pub enum MarketError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// Authority, funds, claims, time locks.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// A calculation without result.
    #[error(transparent)]
    Math(#[from] MathError),
    /// New loans and new lending are stopped for a while.
    #[error("E12: lending is paused until {until}")]
    Paused {
        /// Seconds since the epoch.
        until: u64,
    },
    /// The owner has not named the outpost yet.
    #[error("the outpost is not set yet")]
    NoNeighbours,
    /// Neighbours are set once.
    #[error("the neighbours are set already")]
    NeighboursSet,
    /// There is no pool to pay a premium to.
    #[error("this market has no insurance pool")]
    NoPool,
    /// A route has one courier for ever.
    #[error("route {route} has its courier already")]
    RouteSet {
        /// The route.
        route: RouteId,
    },
    /// No courier is known for this route.
    #[error("E22: route {route} is not known to this market")]
    UnknownRoute {
        /// The route.
        route: RouteId,
    },
    /// No `Settle` was seen for this lot.
    #[error("E23: lot {lot} has no settlement")]
    UnknownLot {
        /// The lot.
        lot: LotId,
    },
    /// A lot belongs to one account and one route.
    #[error("E35: lot {lot}: expected {expected}, got {actual}")]
    LotMismatch {
        /// The lot.
        lot: LotId,
        /// What the books say.
        expected: String,
        /// What was asked for.
        actual: String,
    },
    /// Not enough coins are free.
    #[error("E30: wanted {wanted}, but {free} are free")]
    NoLiquidity {
        /// Base units.
        wanted: DebtAmount,
        /// Base units.
        free: DebtAmount,
    },
    /// Too much of what lenders own would be lent out.
    #[error("E26: {lent} would be lent out, at most {max}")]
    AboveUtilisation {
        /// Base units.
        lent: DebtAmount,
        /// Base units.
        max: DebtAmount,
    },
    /// An amount is zero or shrinks to nothing.
    #[error("E34: {what} must be more than zero")]
    ZeroAmount {
        /// Which amount.
        what: &'static str,
    },
    /// The receiver is no address of this chain.
    #[error("E5: {receiver} is no address of this chain")]
    BadAddress {
        /// What was given.
        receiver: String,
    },
    /// The command was used before with another amount, or its reserve is gone.
    #[error("E13: command {command}: expected {expected}, got {actual}")]
    CommandUsed {
        /// The command.
        command: CommandId,
        /// What the books say.
        expected: String,
        /// What was asked for.
        actual: String,
    },
    /// No open reserve has this command.
    #[error("E35: command {command} has no open reserve")]
    UnknownReserve {
        /// The command.
        command: CommandId,
    },
    /// The order was used for something else.
    #[error("E13: order {order} was used for another kind of payment")]
    OrderUsed {
        /// The order.
        order: OrderId,
    },
    /// The lender has not so many shares that are not leaving already.
    #[error("wanted {wanted} shares, but {free} are free")]
    NotEnoughShares {
        /// Asked for.
        wanted: LenderShares,
        /// There are.
        free: LenderShares,
    },
    /// No exit has this number.
    #[error("exit {exit} does not exist")]
    UnknownExit {
        /// The number.
        exit: u64,
    },
    /// An exit waits for its delay.
    #[error("exit is payable from {payable_at}, it is {now}")]
    TooEarly {
        /// Seconds since the epoch.
        payable_at: u64,
        /// Seconds since the epoch.
        now: u64,
    },
    /// A list would become too long.
    #[error("{what}: at most {max}")]
    TooMany {
        /// Which list.
        what: &'static str,
        /// The limit.
        max: usize,
    },
    /// A term is outside its bounds.
    #[error("{what}: expected {expected}, got {actual}")]
    BadTerm {
        /// Which.
        what: &'static str,
        /// Its bounds.
        expected: &'static str,
        /// What was given.
        actual: Decimal,
    },
    /// A time is outside its bounds.
    #[error("{what}: expected {expected}, got {actual} seconds")]
    BadTime {
        /// Which.
        what: &'static str,
        /// Its bounds.
        expected: &'static str,
        /// What was given.
        actual: u64,
    },
    /// No terms wait to be applied.
    #[error("no terms are proposed")]
    NoProposal,
    /// Nothing of this kind is there to be paid.
    #[error("{what}: there is nothing to pay")]
    Nothing {
        /// Which.
        what: &'static str,
    },
    /// A called contract answered something else than data.
    #[error("answer of a neighbour: {actual} bytes of another form")]
    BadAnswer {
        /// How many bytes there were.
        actual: usize,
    },
    /// A reply that nobody asked for.
    #[error("reply {id} is not known")]
    UnknownReply {
        /// Its number.
        id: u64,
    },
}

/// A result of this contract.
pub type MarketResult<T> = Result<T, MarketError>;
