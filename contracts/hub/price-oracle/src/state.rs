//! What the oracle stores.
//!
//! What must always hold: an observation touches one record of its asset, [`Book`], whatever the
//! number of feeds; what never changes between rounds (parameters, addresses) is in [`Asset`],
//! which a round only reads, because a byte written costs ten times a byte read.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Decimal, StdResult, Storage};
use cw_storage_plus::Map;
use seawall_interfaces::oracle::{AdapterKind, AssetParams, Change, FeedSource};
use seawall_kit::{Ownership, TimeLock};
use seawall_wire::ids::AssetId;

use crate::error::{ContractError, ContractResult};

/// Form in which [`Asset`] and [`Book`] are written.
pub const STATE_VERSION: u16 = 1;

/// Who owns the oracle.
pub const OWNERSHIP: Ownership = Ownership::new("ownership");
/// Changes that wait.
pub const TIME_LOCK: TimeLock<Change> = TimeLock::new("tl_config", "tl_next", "tl_queue");
/// Assets by number.
pub const ASSETS: Map<u32, Asset> = Map::new("assets");
/// Prices by number of the asset.
pub const BOOKS: Map<u32, Book> = Map::new("books");

/// How the price of an asset is made, and from what.
#[cw_serde]
pub struct Asset {
    /// [`STATE_VERSION`] when it was written.
    pub state_version: u16,
    /// How the price is made.
    pub params: AssetParams,
    /// At most `MAX_FEEDS`.
    pub feeds: Vec<Feed>,
    /// Number of the next feed.
    pub next_feed: u32,
}

/// A feed of one asset.
#[cw_serde]
pub struct Feed {
    /// Its number; never used again.
    pub id: u32,
    /// Where its prices come from.
    pub source: Source,
    /// From when on it counts. Seconds.
    pub counts_from: u64,
}

/// Where a feed's prices come from, with checked addresses.
#[cw_serde]
#[derive(Eq)]
pub enum Source {
    /// An account that submits.
    Feeder {
        /// Its address.
        address: Addr,
    },
    /// A contract that is read.
    Query {
        /// Its address.
        contract: Addr,
        /// How it is read.
        adapter: AdapterKind,
    },
}

/// Everything that changes when an observation comes in.
#[cw_serde]
pub struct Book {
    /// [`STATE_VERSION`] when it was written.
    pub state_version: u16,
    /// The last confirmed price.
    pub priced: Option<Priced>,
    /// A jump that waits for confirmation.
    pub pending: Option<Pending>,
    /// The last observation of each feed.
    pub observations: Vec<Observation>,
}

/// What a feed said last.
#[cw_serde]
#[derive(Copy)]
pub struct Observation {
    /// Number of the feed.
    pub feed: u32,
    /// USD per whole token.
    pub price: Decimal,
    /// When the feed saw it. Seconds.
    pub observed_at: u64,
    /// How many times in a row it stood at floor or ceiling; then it is no price.
    pub pinned_times: u32,
}

/// A confirmed price and what is derived from the row of them.
#[cw_serde]
#[derive(Copy)]
pub struct Priced {
    /// Its number, from 1.
    pub round: u64,
    /// USD per whole token.
    pub spot: Decimal,
    /// Moving average up to `updated_at`. USD per whole token.
    pub ema: Decimal,
    /// Slow variance of log returns, per year.
    pub variance: Decimal,
    /// Fast variance of log returns, per year.
    pub variance_fast: Decimal,
    /// Price from which the next return is taken. USD per whole token.
    pub sample: Decimal,
    /// When that was. Seconds.
    pub sampled_at: u64,
    /// Time of the median observation. Seconds.
    pub observed_at: u64,
    /// When it was confirmed. Seconds.
    pub updated_at: u64,
}

/// A jump that waits for confirmation.
#[cw_serde]
#[derive(Copy)]
pub struct Pending {
    /// When it was first seen. Seconds.
    pub since: u64,
    /// Since when it has stayed near `price`. Seconds.
    pub restated_at: u64,
    /// When it was last seen. Seconds.
    pub seen_at: u64,
    /// Where the median went. USD per whole token.
    pub price: Decimal,
    /// Up, not down?
    pub above: bool,
}

impl Asset {
    /// An asset without feeds.
    pub const fn new(params: AssetParams) -> Self {
        Self {
            state_version: STATE_VERSION,
            params,
            feeds: Vec::new(),
            next_feed: 1,
        }
    }

    /// Reads an asset. Fails with [`ContractError::UnknownAsset`].
    pub fn load(storage: &dyn Storage, asset: AssetId) -> ContractResult<Self> {
        let found = ASSETS.may_load(storage, asset.0)?;
        found.ok_or(ContractError::UnknownAsset { asset })
    }

    /// Does this feed exist and count at `now`?
    pub fn counts(&self, feed: u32, now: u64) -> bool {
        self.feeds
            .iter()
            .any(|f| f.id == feed && f.counts_from <= now)
    }
}

impl Book {
    /// The book of an asset; empty before the first observation.
    pub fn load(storage: &dyn Storage, asset: AssetId) -> StdResult<Self> {
        let found = BOOKS.may_load(storage, asset.0)?;
        Ok(found.unwrap_or_else(Self::empty))
    }

    /// A book without anything in it.
    pub const fn empty() -> Self {
        Self {
            state_version: STATE_VERSION,
            priced: None,
            pending: None,
            observations: Vec::new(),
        }
    }

    /// What this feed said last.
    pub fn last(&self, feed: u32) -> Option<&Observation> {
        self.observations.iter().find(|o| o.feed == feed)
    }

    /// Replaces what this feed said last.
    pub fn record(&mut self, seen: Observation) {
        match self.observations.iter_mut().find(|o| o.feed == seen.feed) {
            Some(old) => *old = seen,
            None => self.observations.push(seen),
        }
    }
}

impl From<Source> for FeedSource {
    fn from(source: Source) -> Self {
        match source {
            Source::Feeder { address } => Self::Feeder {
                address: address.into(),
            },
            Source::Query { contract, adapter } => Self::Query {
                contract: contract.into(),
                adapter,
            },
        }
    }
}
