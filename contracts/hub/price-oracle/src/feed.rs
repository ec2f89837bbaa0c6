//! `AddFeed`, `RemoveFeed`: the owner says whom to listen to.
//!
//! What must always hold: a new feed is only watched until the time lock has passed, so that
//! everybody can compare it with the others before it counts; a removed one stops counting at once,
//! because a bad price path must not outlive its discovery.

use cosmwasm_std::{Api, DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::oracle::{FeedSource, MAX_FEEDS};
use seawall_interfaces::oracle_events::OracleEvent;
use seawall_wire::ids::AssetId;

use crate::error::{ContractError, ContractResult};
use crate::state::{Asset, Book, Feed, Source, ASSETS, BOOKS, OWNERSHIP, TIME_LOCK};
use crate::{adapter, events};

/// Owner: a new feed, watched now, counting after the time lock.
pub fn add(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    id: AssetId,
    source: FeedSource,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    let mut asset = Asset::load(deps.storage, id)?;
    let source = checked(deps.api, source)?;
    if let Some(twin) = asset.feeds.iter().find(|f| f.source == source) {
        let feed = twin.id;
        return Err(ContractError::DuplicateFeed { asset: id, feed });
    }
    if asset.feeds.len() >= MAX_FEEDS {
        return Err(ContractError::Size {
            what: "feeds",
            min: 0,
            max: MAX_FEEDS,
            actual: asset.feeds.len().saturating_add(1),
        });
    }
    let delay = TIME_LOCK.config(deps.storage)?.delay_secs;
    let feed = Feed {
        id: asset.next_feed,
        source,
        counts_from: env.block.time.seconds().saturating_add(delay),
    };
    asset.next_feed = asset.next_feed.saturating_add(1);
    asset.feeds.push(feed.clone());
    ASSETS.save(deps.storage, id.0, &asset)?;
    let event = OracleEvent::FeedAdded {
        asset: id,
        feed: feed.id,
        source: feed.source.into(),
        counts_from: feed.counts_from,
    };
    Ok(events::respond(deps.storage, &event)?)
}

/// Owner: a feed stops counting, at once.
pub fn remove(
    deps: DepsMut,
    info: &MessageInfo,
    id: AssetId,
    feed: u32,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    let mut asset = Asset::load(deps.storage, id)?;
    let before = asset.feeds.len();
    asset.feeds.retain(|f| f.id != feed);
    if asset.feeds.len() == before {
        return Err(ContractError::UnknownFeed { asset: id, feed });
    }
    ASSETS.save(deps.storage, id.0, &asset)?;
    let mut book = Book::load(deps.storage, id)?;
    book.observations.retain(|o| o.feed != feed);
    BOOKS.save(deps.storage, id.0, &book)?;
    let event = OracleEvent::FeedRemoved { asset: id, feed };
    Ok(events::respond(deps.storage, &event)?)
}

fn checked(api: &dyn Api, source: FeedSource) -> ContractResult<Source> {
    Ok(match source {
        FeedSource::Feeder { address } => Source::Feeder {
            address: api.addr_validate(&address)?,
        },
        FeedSource::Query { contract, adapter } => {
            adapter::of(&adapter).check()?;
            Source::Query {
                contract: api.addr_validate(&contract)?,
                adapter,
            }
        }
    })
}
