//! The price oracle of the hub: who may feed it, what it answers, what it records.
//!
//! What must always hold: a price is a confirmed median; its state is judged against the time of
//! the question, so an old price never looks good; one bad asset in a list spoils none of the
//! others (INV-11). The coordinator, feeders, keepers and front ends use this.
//!
//! Units. Prices are USD per whole token. Times are seconds since the epoch. Volatility is the
//! standard deviation of log returns per square root of a *second*; [`per_sqrt_year`] converts it
//! to the per-square-root-of-a-year figure that the risk functions take.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Decimal, StdError, StdResult, Uint128};
use seawall_kit::ownership::{OwnershipAction, OwnershipView};
use seawall_kit::timelock::{Queued, TimeLockConfig};
use seawall_money::SECONDS_PER_YEAR;
use seawall_wire::ids::AssetId;

/// Most feeds one asset may have.
pub const MAX_FEEDS: usize = 16;
/// Most prices one [`ExecuteMsg::Submit`] may carry.
pub const MAX_SUBMITTED: usize = 32;
/// Most assets one [`QueryMsg::Prices`] may ask for.
pub const MAX_ASKED: usize = 64;

/// Sets up the oracle.
#[cw_serde]
pub struct InstantiateMsg {
    /// Who adds assets and feeds.
    pub owner: String,
    /// How long loosening changes and new feeds wait. Seconds.
    pub time_lock: TimeLockConfig,
}

/// Takes the oracle to newer code.
#[cw_serde]
pub struct MigrateMsg {}

/// What the oracle can be told.
#[cw_serde]
pub enum ExecuteMsg {
    /// A feeder of the assets: new prices. One bad item does not block the others; the message
    /// fails only if none could be used, or the list is empty or longer than [`MAX_SUBMITTED`].
    Submit {
        /// At most one useful entry per asset.
        prices: Vec<Submission>,
    },
    /// Anyone: reads the on-chain feeds of an asset.
    Poke {
        /// Which asset.
        asset: AssetId,
        /// Only this feed; otherwise all that are read by query.
        feed: Option<u32>,
    },
    /// Owner: a new asset, without feeds.
    AddAsset {
        /// Its number.
        asset: AssetId,
        /// How its price is made.
        params: AssetParams,
    },
    /// Owner: other parameters for an asset. At once if nothing becomes looser, else after the time
    /// lock.
    SetAsset {
        /// Which asset.
        asset: AssetId,
        /// All its parameters.
        params: AssetParams,
    },
    /// Owner: another time lock. At once if it becomes longer, else after the present one.
    SetTimeLock {
        /// The new waits.
        time_lock: TimeLockConfig,
    },
    /// Owner: a new feed. It may feed at once but is only watched; it counts after the time lock.
    AddFeed {
        /// Which asset.
        asset: AssetId,
        /// Where its prices come from.
        source: FeedSource,
    },
    /// Owner: a feed stops counting, at once.
    RemoveFeed {
        /// Which asset.
        asset: AssetId,
        /// Number of the feed.
        feed: u32,
    },
    /// Anyone: puts a waiting change into effect, once its time has come.
    ApplyChange {
        /// Number of the change.
        id: u64,
    },
    /// Owner: drops a waiting change.
    CancelChange {
        /// Number of the change.
        id: u64,
    },
    /// Owner, or the proposed owner to accept.
    Ownership(OwnershipAction),
}

/// One price from one feeder.
#[cw_serde]
pub struct Submission {
    /// Of what.
    pub asset: AssetId,
    /// USD per whole token.
    pub price: Decimal,
    /// When the feeder saw it. Seconds.
    pub observed_at: u64,
}

/// Where a feed's prices come from.
#[cw_serde]
#[derive(Eq)]
pub enum FeedSource {
    /// An account that submits prices.
    Feeder {
        /// Its address on the hub.
        address: String,
    },
    /// A contract on the hub; anyone may have it read.
    Query {
        /// Its address on the hub.
        contract: String,
        /// How to ask, and how to read the answer.
        adapter: AdapterKind,
    },
}

/// The languages of on-chain feeds that the oracle speaks.
#[cw_serde]
#[derive(Eq)]
pub enum AdapterKind {
    /// Question [`StandardQuery`], answer [`StandardAnswer`].
    Standard {
        /// What the feed calls the asset; at most 128 bytes.
        key: String,
    },
}

/// What an on-chain feed of the standard kind is asked.
#[cw_serde]
pub enum StandardQuery {
    /// The latest price of one asset.
    Price {
        /// What the feed calls the asset.
        key: String,
    },
}

/// What an on-chain feed of the standard kind answers.
#[cw_serde]
pub struct StandardAnswer {
    /// USD per whole token.
    pub price: Decimal,
    /// When it was seen. Seconds.
    pub observed_at: u64,
}

/// How the price of an asset is made.
#[cw_serde]
pub struct AssetParams {
    /// An observation older than this does not count. Seconds, more than zero.
    pub stale_after_secs: u64,
    /// How far a feeder's clock may run ahead. Seconds.
    pub max_skew_secs: u64,
    /// Fewest feeds that make a price, 1 to [`MAX_FEEDS`]. With 3 or more, one liar cannot set it.
    pub min_feeds: u32,
    /// Feeds further than this share from the median are left out. Between 0 and 1.
    pub outlier_band: Decimal,
    /// A median further than this share from the last confirmed price must be confirmed. Between 0
    /// and 1.
    pub breaker_band: Decimal,
    /// How many distinct feeds must repeat a jump in a later round; at least `min_feeds`.
    pub quorum: u32,
    /// After this time `min_feeds` that repeat a jump are enough. Seconds.
    pub confirm_secs: u64,
    /// At or below this, a price is no price. USD per whole token.
    pub floor: Decimal,
    /// At or above this, a price is no price. USD per whole token.
    pub ceiling: Decimal,
    /// Half-life of the moving average. Seconds, more than zero.
    pub ema_half_life_secs: u64,
    /// Volatility to begin with, per √second: a new asset is not a calm one. At most 1.
    pub start_sigma: Decimal,
    /// Half-life of the slow volatility. Seconds, more than zero.
    pub sigma_half_life_secs: u64,
    /// Half-life of the fast volatility. Seconds, more than zero.
    pub sigma_fast_half_life_secs: u64,
    /// Returns are taken over at least this time, so that noise between feeds is not volatility.
    /// Seconds, more than zero.
    pub sample_secs: u64,
}

/// A change that loosens and therefore waits.
#[cw_serde]
pub enum Change {
    /// Other parameters for an asset.
    Asset {
        /// Which asset.
        asset: AssetId,
        /// All its parameters.
        params: AssetParams,
    },
    /// A shorter time lock.
    TimeLock {
        /// The new waits.
        time_lock: TimeLockConfig,
    },
}

/// What the oracle can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// Prices of at most [`MAX_ASKED`] assets, in the order of the question. An unknown asset is
    /// answered with state `unknown`, not with an error.
    #[returns(Vec<PriceView>)]
    Prices {
        /// Which assets.
        assets: Vec<AssetId>,
    },
    /// One price.
    #[returns(PriceView)]
    Price {
        /// Which asset.
        asset: AssetId,
    },
    /// All feeds of an asset with what they said last.
    #[returns(Vec<FeedView>)]
    Feeds {
        /// Which asset.
        asset: AssetId,
    },
    /// Owner and time lock.
    #[returns(ConfigView)]
    Config {},
    /// Parameters of an asset.
    #[returns(AssetView)]
    Asset {
        /// Which asset.
        asset: AssetId,
    },
    /// Parameters of assets, by number.
    #[returns(Vec<AssetView>)]
    Assets {
        /// After this one.
        start_after: Option<AssetId>,
        /// 30 by default, 100 at most.
        limit: Option<u32>,
    },
    /// Changes that wait, by number.
    #[returns(Vec<Queued<Change>>)]
    Changes {
        /// After this one.
        start_after: Option<u64>,
        /// 30 by default, 100 at most.
        limit: Option<u32>,
    },
}

/// A price and how good it is now.
#[cw_serde]
pub struct PriceView {
    /// Of what.
    pub asset: AssetId,
    /// Number of the confirmed price; grows with each; zero before the first.
    pub round: u64,
    /// Last confirmed price. USD per whole token; zero before the first.
    pub spot: Decimal,
    /// Moving average of confirmed prices. USD per whole token.
    pub ema: Decimal,
    /// Slow volatility, per √second.
    pub sigma: Decimal,
    /// Fast volatility, per √second.
    pub sigma_fast: Decimal,
    /// Time of the median observation behind `spot`. Seconds.
    pub observed_at: u64,
    /// When `spot` was confirmed. Seconds.
    pub updated_at: u64,
    /// How good it is at the time of the question.
    pub state: PriceState,
}

/// How good a price is. Only `good` may decide on a new debt or a new liquidation.
#[cw_serde]
#[derive(Copy, Eq)]
pub enum PriceState {
    /// Confirmed, fresh, from enough feeds.
    Good,
    /// Older than allowed.
    Stale,
    /// Not enough fresh feeds that agree.
    TooFewFeeds,
    /// The median has jumped and waits for a later round.
    AwaitingConfirmation {
        /// When the jump was seen. Seconds.
        since: u64,
    },
    /// The feeds stand at their floor or ceiling.
    Pinned,
    /// No such asset, or no price yet.
    Unknown,
}

/// A feed and what it said last.
#[cw_serde]
pub struct FeedView {
    /// Its number; never used again.
    pub feed: u32,
    /// Where its prices come from.
    pub source: FeedSource,
    /// From when on it counts; before that it is only watched. Seconds.
    pub counts_from: u64,
    /// Last price. USD per whole token.
    pub price: Option<Decimal>,
    /// When it saw that price. Seconds.
    pub observed_at: Option<u64>,
    /// How many times in a row it stood at floor or ceiling.
    pub pinned_times: u32,
    /// Does it count now: not only watched, fresh, not pinned?
    pub counts: bool,
}

/// Owner and time lock.
#[cw_serde]
pub struct ConfigView {
    /// Owner and proposed owner.
    pub ownership: OwnershipView,
    /// How long loosening changes and new feeds wait.
    pub time_lock: TimeLockConfig,
}

/// An asset and its parameters.
#[cw_serde]
pub struct AssetView {
    /// Its number.
    pub asset: AssetId,
    /// How its price is made.
    pub params: AssetParams,
    /// How many feeds it has, watched ones included.
    pub feeds: u32,
}

/// `sigma` per √second as volatility per √year, rounded down: `sigma · √seconds per year`.
///
/// Fails if the result does not fit.
pub fn per_sqrt_year(sigma: Decimal) -> StdResult<Decimal> {
    let year = Decimal::from_ratio(Uint128::from(SECONDS_PER_YEAR), 1u128).sqrt();
    sigma.checked_mul(year).map_err(StdError::from)
}
