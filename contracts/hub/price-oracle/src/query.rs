//! Answers.
//!
//! What must always hold: the state of a price is judged at the time of the question; one bad asset
//! in a list is answered `unknown` and spoils nothing (INV-11).

use cosmwasm_std::{Decimal, Order, StdResult, Storage};
use cw_storage_plus::Bound;
use seawall_interfaces::oracle::{
    AssetView, ConfigView, FeedView, PriceState, PriceView, MAX_ASKED,
};
use seawall_kit::page_limit;
use seawall_wire::ids::AssetId;

use crate::error::{ContractError, ContractResult};
use crate::median::{is_fresh, median, NoPrice};
use crate::round::{ema_at, is_live, per_sqrt_second};
use crate::state::{Asset, Book, Priced, ASSETS, OWNERSHIP, TIME_LOCK};

/// Prices in the order of the question.
pub fn prices(
    storage: &dyn Storage,
    now: u64,
    assets: &[AssetId],
) -> ContractResult<Vec<PriceView>> {
    if assets.len() > MAX_ASKED {
        return Err(ContractError::Size {
            what: "assets",
            min: 0,
            max: MAX_ASKED,
            actual: assets.len(),
        });
    }
    let answers = assets.iter().map(|id| price(storage, now, *id));
    Ok(answers.collect())
}

/// One price; whatever goes wrong is answered with state `unknown`.
pub fn price(storage: &dyn Storage, now: u64, id: AssetId) -> PriceView {
    known(storage, now, id).unwrap_or(PriceView {
        asset: id,
        round: 0,
        spot: Decimal::zero(),
        ema: Decimal::zero(),
        sigma: Decimal::zero(),
        sigma_fast: Decimal::zero(),
        observed_at: 0,
        updated_at: 0,
        state: PriceState::Unknown,
    })
}

fn known(storage: &dyn Storage, now: u64, id: AssetId) -> Option<PriceView> {
    let asset = Asset::load(storage, id).ok()?;
    let book = Book::load(storage, id).ok()?;
    let priced = book.priced?;
    Some(PriceView {
        asset: id,
        round: priced.round,
        spot: priced.spot,
        ema: ema_at(&asset.params, &priced, now).ok()?,
        sigma: per_sqrt_second(priced.variance).ok()?,
        sigma_fast: per_sqrt_second(priced.variance_fast).ok()?,
        observed_at: priced.observed_at,
        updated_at: priced.updated_at,
        state: state(&asset, &book, &priced, now)?,
    })
}

fn state(asset: &Asset, book: &Book, priced: &Priced, now: u64) -> Option<PriceState> {
    let params = &asset.params;
    Some(match median(asset, &book.observations, now).ok()? {
        Err(NoPrice::Stale) => PriceState::Stale,
        Err(NoPrice::Pinned) => PriceState::Pinned,
        Err(NoPrice::TooFew { .. }) => PriceState::TooFewFeeds,
        Ok(_) => match &book.pending {
            Some(pending) if is_live(params, pending, now) => PriceState::AwaitingConfirmation {
                since: pending.since,
            },
            _ if !is_fresh(params, priced.observed_at, now) => PriceState::Stale,
            _ => PriceState::Good,
        },
    })
}

/// All feeds of an asset; there are few.
pub fn feeds(storage: &dyn Storage, now: u64, id: AssetId) -> ContractResult<Vec<FeedView>> {
    let asset = Asset::load(storage, id)?;
    let book = Book::load(storage, id)?;
    let view = |feed: &crate::state::Feed| {
        let last = book.last(feed.id);
        let counts = last.is_some_and(|seen| {
            seen.pinned_times == 0 && is_fresh(&asset.params, seen.observed_at, now)
        });
        FeedView {
            feed: feed.id,
            source: feed.source.clone().into(),
            counts_from: feed.counts_from,
            price: last.map(|seen| seen.price),
            observed_at: last.map(|seen| seen.observed_at),
            pinned_times: last.map_or(0, |seen| seen.pinned_times),
            counts: counts && asset.counts(feed.id, now),
        }
    };
    Ok(asset.feeds.iter().map(view).collect())
}

/// Owner and time lock.
pub fn config(storage: &dyn Storage) -> ContractResult<ConfigView> {
    Ok(ConfigView {
        ownership: OWNERSHIP.get(storage)?,
        time_lock: TIME_LOCK.config(storage)?,
    })
}

/// Parameters of an asset.
pub fn asset(storage: &dyn Storage, id: AssetId) -> ContractResult<AssetView> {
    Ok(view(id, Asset::load(storage, id)?))
}

/// A page of assets.
pub fn assets(
    storage: &dyn Storage,
    start_after: Option<AssetId>,
    limit: Option<u32>,
) -> ContractResult<Vec<AssetView>> {
    let start = start_after.map(|id| Bound::exclusive(id.0));
    let page = ASSETS
        .range(storage, start, None, Order::Ascending)
        .take(page_limit(limit))
        .map(|entry| entry.map(|(id, asset)| view(AssetId(id), asset)))
        .collect::<StdResult<_>>()?;
    Ok(page)
}

fn view(asset: AssetId, found: Asset) -> AssetView {
    AssetView {
        asset,
        feeds: u32::try_from(found.feeds.len()).unwrap_or(u32::MAX),
        params: found.params,
    }
}
