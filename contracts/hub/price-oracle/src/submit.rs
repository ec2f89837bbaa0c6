//! `Submit`: feeders bring prices.
//!
//! What must always hold: each item is judged alone (INV-11); per item one record and the event
//! counter are written, whatever the number of feeds; if none is taken in, nothing changes.

use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response};
use seawall_interfaces::oracle::{Submission, MAX_SUBMITTED};
use seawall_interfaces::oracle_events::{OracleEvent, Refusal};

use crate::error::{ContractError, ContractResult};
use crate::events;
use crate::round::observe;
use crate::state::{Asset, Book, Source, ASSETS, BOOKS};

/// Takes in what can be taken in.
pub fn submit(
    mut deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    prices: &[Submission],
) -> ContractResult<Response> {
    if prices.is_empty() || prices.len() > MAX_SUBMITTED {
        return Err(ContractError::Size {
            what: "prices",
            min: 1,
            max: MAX_SUBMITTED,
            actual: prices.len(),
        });
    }
    let mut first_refusal = None;
    let mut accepted = false;
    let mut written: Vec<Event> = Vec::with_capacity(prices.len());
    for item in prices {
        let event = match one(&mut deps, env, info, item)? {
            Ok(event) => {
                accepted = true;
                event
            }
            Err(reason) => {
                let asset = item.asset;
                first_refusal.get_or_insert_with(|| (asset, reason.clone()));
                OracleEvent::Refused { asset, reason }
            }
        };
        written.push(events::record(deps.storage, &event)?);
    }
    match first_refusal {
        Some((asset, reason)) if !accepted => Err(ContractError::NothingAccepted { asset, reason }),
        _ => Ok(Response::new().add_events(written)),
    }
}

fn one(
    deps: &mut DepsMut,
    env: &Env,
    info: &MessageInfo,
    item: &Submission,
) -> ContractResult<Result<OracleEvent, Refusal>> {
    let Some(asset) = ASSETS.may_load(deps.storage, item.asset.0)? else {
        return Ok(Err(Refusal::UnknownAsset {}));
    };
    let is_sender =
        |source: &Source| matches!(source, Source::Feeder { address } if *address == info.sender);
    let Some(feed) = asset.feeds.iter().find(|f| is_sender(&f.source)) else {
        return Ok(Err(Refusal::NotAFeeder {}));
    };
    take_in(deps, env, &asset, feed.id, item)
}

/// Takes in one price of one feed; also used for feeds that are read.
pub fn take_in(
    deps: &mut DepsMut,
    env: &Env,
    asset: &Asset,
    feed: u32,
    item: &Submission,
) -> ContractResult<Result<OracleEvent, Refusal>> {
    let mut book = Book::load(deps.storage, item.asset)?;
    let outcome = match observe(asset, &mut book, feed, item, env.block.time.seconds()) {
        Ok(outcome) => outcome,
        Err(reason) => return Ok(Err(reason)),
    };
    BOOKS.save(deps.storage, item.asset.0, &book)?;
    Ok(Ok(OracleEvent::Observed {
        asset: item.asset,
        feed,
        price: item.price,
        observed_at: item.observed_at,
        outcome,
    }))
}
