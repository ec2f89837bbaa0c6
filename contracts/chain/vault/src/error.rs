//! What can go wrong. Nothing has changed when an error comes back.

use cosmwasm_std::StdError;
use seawall_kit::KitError;
use seawall_money::{CollateralAmount, MathError};
use seawall_wire::ids::{AccountId, ListingId, LotId};
use thiserror::Error;

/// Why the vault refused.
#[derive(Error, Debug)]
pub enum VaultError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// Authority, pause, funds, claims.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// A sum that does not fit.
    #[error(transparent)]
    Math(#[from] MathError),
    /// The owner has not named outpost and auction house yet.
    #[error("outpost and auction house are not set yet")]
    NoNeighbours,
    /// Neighbours are set once.
    #[error("outpost and auction house are set already")]
    NeighboursSet,
    /// No listing has this number.
    #[error("listing {listing} does not exist")]
    UnknownListing {
        /// What was asked for.
        listing: ListingId,
    },
    /// No listing has this coin.
    #[error("no listing has the coin {denom}")]
    UnknownDenom {
        /// What came.
        denom: String,
    },
    /// A listing's coin never changes.
    #[error("listing {listing} has the coin {expected}, not {actual}")]
    DenomFixed {
        /// The listing.
        listing: ListingId,
        /// Its coin.
        expected: String,
        /// What was asked for.
        actual: String,
    },
    /// One coin, one listing.
    #[error("the coin {denom} belongs to listing {listing} already")]
    DenomTaken {
        /// The coin.
        denom: String,
        /// Who has it.
        listing: ListingId,
    },
    /// The bank has no coins of such a name.
    #[error("coin name: expected 3 to 128 characters, got {actual}")]
    BadDenom {
        /// How many there were.
        actual: usize,
    },
    /// There is a limit on listings.
    #[error("the vault has {max} listings, the most there may be")]
    TooManyListings {
        /// The limit.
        max: u32,
    },
    /// Below the listing's least deposit.
    #[error("deposit: expected at least {min}, got {actual}")]
    DepositTooSmall {
        /// The limit, base units.
        min: CollateralAmount,
        /// What came, base units.
        actual: CollateralAmount,
    },
    /// No deposit had this number.
    #[error("deposit {deposit} was never made")]
    UnknownDeposit {
        /// What was asked for.
        deposit: u64,
    },
    /// More than `locked + pending` would leave (INV-2).
    #[error("account {account}, listing {listing}: {actual} asked for, {available} there")]
    NotEnough {
        /// The account.
        account: AccountId,
        /// The listing.
        listing: ListingId,
        /// `locked + pending`, base units.
        available: CollateralAmount,
        /// What was asked for, base units.
        actual: CollateralAmount,
    },
    /// More would come back than was ever seized (INV-4).
    #[error("account {account}, listing {listing}: {actual} returned, {max} of the seized is out")]
    ReturnedTooMuch {
        /// The account.
        account: AccountId,
        /// The listing.
        listing: ListingId,
        /// Seized and not yet returned, base units.
        max: CollateralAmount,
        /// What came, base units.
        actual: CollateralAmount,
    },
    /// An order opens 1 to 8 lots.
    #[error("lots: expected 1 to {max}, got {actual}")]
    LotCount {
        /// The limit.
        max: usize,
        /// What came.
        actual: usize,
    },
    /// A lot of nothing.
    #[error("lot {lot} puts nothing up")]
    EmptyLot {
        /// The lot.
        lot: LotId,
    },
    /// A question about too many things at once.
    #[error("pairs: expected at most {max}, got {actual}")]
    TooManyPairs {
        /// The limit.
        max: usize,
        /// What came.
        actual: usize,
    },
    /// A reply that this code never asked for.
    #[error("no sub-message has the reply id {id}")]
    UnknownReply {
        /// Its id.
        id: u64,
    },
    /// The auction house answered with bytes that are no answer of a contract.
    #[error("answer of the auction house: expected the data of a contract, got {actual} bytes")]
    BadAnswer {
        /// How many bytes came.
        actual: usize,
    },
}

/// A result of this contract.
pub type VaultResult<T> = Result<T, VaultError>;
