//! Why the oracle refused a message; nothing was changed.

use cosmwasm_std::StdError;
use seawall_interfaces::oracle_events::Refusal;
use seawall_kit::KitError;
use seawall_wire::ids::AssetId;
use thiserror::Error;

/// Says expected and actual.
#[derive(Error, Debug)]
pub enum ContractError {
    /// Storage, address or serialization trouble.
    #[error(transparent)]
    Std(#[from] StdError),
    /// Ownership, time lock, funds or migration.
    #[error(transparent)]
    Kit(#[from] KitError),
    /// No such asset.
    #[error("asset {asset} is not known")]
    UnknownAsset {
        /// What was asked for.
        asset: AssetId,
    },
    /// The number is taken.
    #[error("asset {asset} exists already")]
    AssetExists {
        /// What was given.
        asset: AssetId,
    },
    /// No such feed.
    #[error("asset {asset} has no feed {feed}")]
    UnknownFeed {
        /// Which asset.
        asset: AssetId,
        /// What was asked for.
        feed: u32,
    },
    /// The source feeds this asset already.
    #[error("feed {feed} of asset {asset} has this source already")]
    DuplicateFeed {
        /// Which asset.
        asset: AssetId,
        /// Which feed has it.
        feed: u32,
    },
    /// No feed of the asset is read by query.
    #[error("asset {asset}: expected a feed that is read by query, found none")]
    NothingToRead {
        /// Which asset.
        asset: AssetId,
    },
    /// A list or string is too short or too long.
    #[error("{what}: expected {min} to {max}, got {actual}")]
    Size {
        /// Which list or string.
        what: &'static str,
        /// Least length.
        min: usize,
        /// Greatest length.
        max: usize,
        /// What was given.
        actual: usize,
    },
    /// A parameter that makes no sense.
    #[error("{name}: expected {expected}, got {actual}")]
    Parameter {
        /// Which parameter.
        name: &'static str,
        /// What would be right.
        expected: String,
        /// What was given.
        actual: String,
    },
    /// None of the prices could be used; this is what was wrong with the first.
    #[error("no price was taken in; asset {asset}: {reason}")]
    NothingAccepted {
        /// Which asset came first.
        asset: AssetId,
        /// What was wrong with it.
        reason: Refusal,
    },
}

/// A result of this contract.
pub type ContractResult<T> = Result<T, ContractError>;
