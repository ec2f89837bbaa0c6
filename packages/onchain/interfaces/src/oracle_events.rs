//! What the price oracle records: one event per submitted price, one per change.
//!
//! What must always hold: each item of a submission has exactly one event, `observed` or `refused`,
//! so a feeder sees what became of each; the numbers have no gap (kit `event`).

use cosmwasm_schema::cw_serde;
use cosmwasm_std::Decimal;
use seawall_kit::ownership::OwnershipView;
use seawall_kit::timelock::TimeLockConfig;
use seawall_wire::ids::AssetId;

use crate::oracle::{AssetParams, FeedSource};

/// Version of the fields of [`OracleEvent`].
pub const ORACLE_EVENTS_VERSION: u16 = 1;

/// What happened.
#[cw_serde]
pub enum OracleEvent {
    /// A price was taken in.
    Observed {
        /// Of what.
        asset: AssetId,
        /// From which feed.
        feed: u32,
        /// USD per whole token.
        price: Decimal,
        /// When the feed saw it. Seconds.
        observed_at: u64,
        /// What it did to the price of the asset.
        outcome: Outcome,
    },
    /// A price was not taken in; nothing changed for its asset.
    Refused {
        /// Of what.
        asset: AssetId,
        /// Why.
        reason: Refusal,
    },
    /// An on-chain feed could not be read; nothing changed for its asset.
    SourceFailed {
        /// Of what.
        asset: AssetId,
        /// Which feed.
        feed: u32,
        /// Why.
        reason: Refusal,
    },
    /// A new asset.
    AssetAdded {
        /// Its number.
        asset: AssetId,
        /// How its price is made.
        params: AssetParams,
    },
    /// Other parameters took effect.
    AssetChanged {
        /// Which asset.
        asset: AssetId,
        /// How its price is made now.
        params: AssetParams,
    },
    /// Another time lock took effect.
    TimeLockChanged {
        /// The waits now.
        time_lock: TimeLockConfig,
    },
    /// A new feed.
    FeedAdded {
        /// Of what.
        asset: AssetId,
        /// Its number.
        feed: u32,
        /// Where its prices come from.
        source: FeedSource,
        /// From when on it counts. Seconds.
        counts_from: u64,
    },
    /// A feed is gone.
    FeedRemoved {
        /// Of what.
        asset: AssetId,
        /// Its number.
        feed: u32,
    },
    /// A loosening change waits.
    ChangeQueued {
        /// Its number.
        id: u64,
        /// From when on it may be applied. Seconds.
        eta: u64,
        /// From when on it may not be applied any more. Seconds.
        expires_at: u64,
    },
    /// A waiting change was dropped.
    ChangeCancelled {
        /// Its number.
        id: u64,
    },
    /// Owner or proposed owner changed.
    OwnershipChanged(OwnershipView),
}

seawall_kit::kinds!(OracleEvent {
    Observed => "observed",
    Refused => "refused",
    SourceFailed => "source_failed",
    AssetAdded => "asset_added",
    AssetChanged => "asset_changed",
    TimeLockChanged => "time_lock_changed",
    FeedAdded => "feed_added",
    FeedRemoved => "feed_removed",
    ChangeQueued => "change_queued",
    ChangeCancelled => "change_cancelled",
    OwnershipChanged => "ownership_changed",
});

/// What an observation did to the price of its asset.
#[cw_serde]
pub enum Outcome {
    /// A new confirmed price.
    Priced {
        /// Its number.
        round: u64,
        /// USD per whole token.
        spot: Decimal,
        /// USD per whole token.
        ema: Decimal,
        /// Slow volatility, per √second.
        sigma: Decimal,
        /// Fast volatility, per √second.
        sigma_fast: Decimal,
        /// Since when a jump had waited that this price confirms. Seconds.
        confirmed_since: Option<u64>,
    },
    /// The median has jumped; the last confirmed price stays until a later round repeats it.
    Awaiting {
        /// When the jump was seen. Seconds.
        since: u64,
        /// The median. USD per whole token.
        candidate: Decimal,
        /// Feeds that have repeated it.
        repeated_by: u32,
        /// Feeds that must.
        needed: u32,
    },
    /// Not enough fresh feeds that agree.
    TooFewFeeds {
        /// How many agree.
        agreeing: u32,
        /// How many are needed.
        needed: u32,
    },
    /// Most feeds stand at floor or ceiling.
    Pinned,
    /// The feed is only watched so far.
    Watched,
}

/// Why a price was not taken in.
#[cw_serde]
pub enum Refusal {
    /// The asset is not known.
    UnknownAsset {},
    /// The sender does not feed this asset.
    NotAFeeder {},
    /// A price of zero.
    ZeroPrice {},
    /// Seen in the future.
    FromTheFuture {
        /// Latest time allowed. Seconds.
        latest: u64,
        /// What was given. Seconds.
        actual: u64,
    },
    /// Too old to count.
    TooOld {
        /// Earliest time allowed. Seconds.
        earliest: u64,
        /// What was given. Seconds.
        actual: u64,
    },
    /// Not newer than what the same feed said before.
    NotNewer {
        /// Time of what it said before. Seconds.
        last: u64,
        /// What was given. Seconds.
        actual: u64,
    },
    /// The price is too far from anything that could be calculated with.
    OutOfRange {},
    /// An on-chain feed did not answer, or answered something else.
    NoAnswer {},
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownAsset {} => write!(f, "expected a known asset"),
            Self::NotAFeeder {} => write!(f, "expected a feeder of this asset"),
            Self::ZeroPrice {} => write!(f, "expected a price above zero"),
            Self::FromTheFuture { latest, actual } => {
                write!(f, "expected observed_at of {latest} at most, got {actual}")
            }
            Self::TooOld { earliest, actual } => {
                write!(
                    f,
                    "expected observed_at of {earliest} at least, got {actual}"
                )
            }
            Self::NotNewer { last, actual } => {
                write!(f, "expected observed_at after {last}, got {actual}")
            }
            Self::OutOfRange {} => write!(f, "expected a price that can be calculated with"),
            Self::NoAnswer {} => write!(f, "expected an answer with price and time"),
        }
    }
}
