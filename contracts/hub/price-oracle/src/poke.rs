//! `Poke`: anyone has on-chain feeds read.
//!
//! What must always hold: a feed that fails or lies is recorded and skipped (INV-11). A feed that
//! burns the whole gas fails only the message that reads it: name the feeds one by one then.

use cosmwasm_std::{DepsMut, Env, Response};
use seawall_interfaces::oracle::Submission;
use seawall_interfaces::oracle_events::{OracleEvent, Refusal};
use seawall_wire::ids::AssetId;

use crate::error::{ContractError, ContractResult};
use crate::state::{Asset, Feed, Source};
use crate::submit::take_in;
use crate::{adapter, events};

/// Reads one feed, or all that are read by query.
pub fn poke(
    mut deps: DepsMut,
    env: &Env,
    id: AssetId,
    only: Option<u32>,
) -> ContractResult<Response> {
    let asset = Asset::load(deps.storage, id)?;
    let mut written = Vec::new();
    let mut first_refusal = None;
    let mut accepted = false;
    for feed in &asset.feeds {
        if only.is_some_and(|wanted| wanted != feed.id) {
            continue;
        }
        let Some(found) = read(&mut deps, env, &asset, id, feed)? else {
            continue;
        };
        let event = match found {
            Ok(event) => {
                accepted = true;
                event
            }
            Err(reason) => {
                first_refusal.get_or_insert_with(|| reason.clone());
                OracleEvent::SourceFailed {
                    asset: id,
                    feed: feed.id,
                    reason,
                }
            }
        };
        written.push(events::record(deps.storage, &event)?);
    }
    match first_refusal {
        _ if accepted => Ok(Response::new().add_events(written)),
        Some(reason) => Err(ContractError::NothingAccepted { asset: id, reason }),
        None => Err(ContractError::NothingToRead { asset: id }),
    }
}

/// `None` if the feed is not one that is read.
fn read(
    deps: &mut DepsMut,
    env: &Env,
    asset: &Asset,
    id: AssetId,
    feed: &Feed,
) -> ContractResult<Option<Result<OracleEvent, Refusal>>> {
    let Source::Query {
        contract,
        adapter: kind,
    } = &feed.source
    else {
        return Ok(None);
    };
    let reading = match adapter::of(kind).read(&deps.querier, contract) {
        Ok(reading) => reading,
        Err(reason) => return Ok(Some(Err(reason))),
    };
    let item = Submission {
        asset: id,
        price: reading.price,
        observed_at: reading.observed_at,
    };
    take_in(deps, env, asset, feed.id, &item).map(Some)
}
