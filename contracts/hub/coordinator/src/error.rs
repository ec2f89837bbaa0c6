//! Why the coordinator refused.
//!
//! What must always hold: what another chain is told carries a code that programs branch on; the
//! text of [`ContractError::Wire`] begins with `E<code>: `, so that the code survives a failed
//! self-call, of which only the text is passed on.

use cosmwasm_std::StdError;
use seawall_kit::KitError;
use seawall_link::LinkError;
use seawall_money::MathError;
use seawall_risk::RiskError;
use seawall_wire::ids::{AccountId, AssetId, ChainNo, LiquidationId, ListingId};
use seawall_wire::{Code, WireError};
use thiserror::Error;

/// Why a message was refused. Nothing was changed.
#[derive(Error, Debug)]
pub enum ContractError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// A shared helper refused.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// A calculation has no result.
    #[error(transparent)]
    Math(#[from] MathError),
    /// A risk calculation has no result.
    #[error(transparent)]
    Risk(#[from] RiskError),
    /// The link refused.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Refused with a code that the asking chain is told.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// The sender may not do this.
    #[error("unauthorized: expected {expected}, got {actual}")]
    Unauthorized {
        /// Who may.
        expected: String,
        /// Who tried.
        actual: String,
    },
    /// No such chain.
    #[error("chain {chain} is not connected")]
    UnknownChain {
        /// Its number.
        chain: ChainNo,
    },
    /// No such asset.
    #[error("asset {asset} does not exist")]
    UnknownAsset {
        /// Its number.
        asset: AssetId,
    },
    /// No such listing.
    #[error("listing {listing} does not exist")]
    UnknownListing {
        /// Its number.
        listing: ListingId,
    },
    /// No such account.
    #[error("account {account} does not exist")]
    UnknownAccount {
        /// Its number.
        account: AccountId,
    },
    /// No such liquidation.
    #[error("liquidation {liquidation} does not exist")]
    UnknownLiquidation {
        /// Its number.
        liquidation: LiquidationId,
    },
    /// The oracle did not answer for an asset.
    #[error("the oracle did not answer for asset {asset}")]
    NoAnswer {
        /// The asset.
        asset: AssetId,
    },
    /// Some debt of the account has no price that may decide.
    #[error("account {account} has debt without a good price")]
    NoGoodPrice {
        /// The account.
        account: AccountId,
    },
    /// The account is not unsafe.
    #[error("account {account} is healthy: {health}, expected below 1")]
    Healthy {
        /// The account.
        account: AccountId,
        /// Its health.
        health: String,
    },
    /// One liquidation per account and chain.
    #[error("account {account} has a liquidation on chain {chain} already")]
    AlreadyLiquidating {
        /// The account.
        account: AccountId,
        /// The chain.
        chain: ChainNo,
    },
    /// Nothing can be sold for the account.
    #[error("nothing can be sold for account {account}")]
    NothingToSell {
        /// The account.
        account: AccountId,
    },
    /// The liquidation waits for something that has not happened, or is over.
    #[error("nothing is due for liquidation {liquidation}")]
    NothingDue {
        /// The liquidation.
        liquidation: LiquidationId,
    },
    /// The hub stood still not long ago.
    #[error("the hub stood still: no plans until {until}")]
    GraceAfterHalt {
        /// Seconds.
        until: u64,
    },
    /// The prices are from before the hub stood still.
    #[error("prices of {observed_at}: expected newer than the end of the halt at {resumed_at}")]
    PriceOlderThanHalt {
        /// Oldest observation used, seconds.
        observed_at: u64,
        /// When the hub made blocks again, seconds.
        resumed_at: u64,
    },
    /// Records contradict each other.
    #[error("inconsistent: {what}")]
    Inconsistent {
        /// What does not fit.
        what: &'static str,
    },
    /// A parameter is outside its bounds.
    #[error("{what}: expected {expected}, got {actual}")]
    Parameter {
        /// Which parameter.
        what: &'static str,
        /// What would be right.
        expected: String,
        /// What was given.
        actual: String,
    },
    /// What never changes was to be changed.
    #[error("{what} never changes: it is {expected}, got {actual}")]
    Fixed {
        /// Which part.
        what: &'static str,
        /// What it is.
        expected: String,
        /// What was given.
        actual: String,
    },
    /// A listing that still holds something cannot be taken off.
    #[error("listing {listing} is not drained: {left} {what} left")]
    NotDrained {
        /// The listing.
        listing: ListingId,
        /// Base units of collateral or shares of debt.
        left: String,
        /// Which of the two.
        what: &'static str,
    },
}

/// A result of this contract. The error is one pointer: a result is handed on without copying it.
pub type ContractResult<T> = Result<T, Box<ContractError>>;

macro_rules! boxed {
    ($($source:ty),* $(,)?) => { $(
        impl From<$source> for Box<ContractError> {
            #[cold]
            #[inline(never)]
            fn from(source: $source) -> Self {
                Self::new(source.into())
            }
        }
    )* };
}

boxed!(StdError, KitError, MathError, RiskError, LinkError, WireError);

impl ContractError {
    /// A refusal with a code.
    #[cold]
    pub fn wire(code: Code, detail: impl Into<String>) -> Box<Self> {
        WireError::new(code, detail).into()
    }

    /// A parameter outside its bounds.
    pub fn parameter(
        what: &'static str,
        expected: impl ToString,
        actual: impl ToString,
    ) -> Box<Self> {
        Box::new(Self::Parameter {
            what,
            expected: expected.to_string(),
            actual: actual.to_string(),
        })
    }

    /// What the asking chain is told.
    pub fn into_wire(self) -> WireError {
        let code = match &self {
            Self::Wire(error) => return error.clone(),
            Self::Kit(KitError::Paused { .. }) => Code::PAUSED,
            Self::Kit(KitError::Unauthorized { .. }) | Self::Unauthorized { .. } => {
                Code::UNAUTHORIZED
            }
            Self::UnknownAccount { .. } => Code::UNKNOWN_ACCOUNT,
            Self::UnknownListing { .. } => Code::UNKNOWN_LISTING,
            Self::NoGoodPrice { .. } | Self::NoAnswer { .. } => Code::NO_PRICE,
            Self::Link(LinkError::Status { .. } | LinkError::NoLink { .. }) => Code::LINK_LIMITED,
            Self::Inconsistent { .. } => Code::INCONSISTENT,
            _ => Code::INTERNAL,
        };
        WireError::new(code, self.to_string())
    }
}
