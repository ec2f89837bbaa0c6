//! Sweeps: working off the accounts whose triggers a price has crossed.
//!
//! What must always hold: each swept account leaves the crossed range in that very step, certified
//! anew or queued as unsafe, so there is no cursor and nobody can be skipped; the work is bounded
//! by `limit` whatever the number of accounts; one account that fails never blocks the others. Open
//! to all; a feeder may append it to its own transaction.

use cosmwasm_std::{DepsMut, Env, Event, Order, Response, StdResult, Storage};
use cw_storage_plus::{Bound, Map};
use seawall_money::Price;
use seawall_wire::ids::{AccountId, ListingId};

use crate::certificate::{per_share, postpone, renew, weighted};
use crate::error::{ContractError, ContractResult};
use crate::events::{emit, LiquidationEvent};
use crate::prices::quotes;
use crate::state::{ACCOUNTS, EXPIRING, FALLING, RISING, TOTALS};

/// No sweep does more accounts.
pub const SWEEP_MAX: u32 = 50;

/// Works off accounts whose trigger for `listing` is crossed.
pub fn sweep(
    mut deps: DepsMut,
    env: Env,
    listing: ListingId,
    limit: u32,
) -> ContractResult<Response> {
    crate::pulse::beat(deps.storage, &env)?;
    let crossed = crossed(deps.branch(), &env, listing, limit.min(SWEEP_MAX) as usize)?;
    work_off(deps, env, crossed)
}

/// Works off accounts whose certificate is over.
pub fn sweep_expired(mut deps: DepsMut, env: Env, limit: u32) -> ContractResult<Response> {
    crate::pulse::beat(deps.storage, &env)?;
    let now = env.block.time.seconds();
    let end = Some(Bound::exclusive((now, u64::MAX)));
    let expired = EXPIRING
        .keys(deps.storage, None, end, Order::Ascending)
        .take(limit.min(SWEEP_MAX) as usize)
        .map(|key| key.map(|(_, account)| account))
        .collect::<StdResult<Vec<_>>>()?;
    work_off(deps.branch(), env, expired)
}

/// Renews one account's certificate.
pub fn recertify(mut deps: DepsMut, env: Env, account: AccountId) -> ContractResult<Response> {
    crate::pulse::beat(deps.storage, &env)?;
    let mut record = ACCOUNTS
        .may_load(deps.storage, account.0)?
        .ok_or(ContractError::UnknownAccount { account })?;
    let events = renew(deps.branch(), &env, &mut record)?;
    ACCOUNTS.save(deps.storage, account.0, &record)?;
    Ok(Response::new().add_events(events))
}

fn work_off(mut deps: DepsMut, env: Env, accounts: Vec<u64>) -> ContractResult<Response> {
    let mut events: Vec<Event> = vec![];
    let swept = accounts.len() as u64;
    for id in accounts {
        let Some(mut account) = ACCOUNTS.may_load(deps.storage, id)? else {
            continue;
        };
        match renew(deps.branch(), &env, &mut account) {
            Ok(more) => events.extend(more),
            Err(_) => {
                // It cannot be judged now; it leaves the range all the same and is looked at again
                // soon. Nobody else waits for it (INV-11).
                postpone(deps.storage, &env, &mut account)?;
                let event = LiquidationEvent::NotJudged {
                    account: account.id,
                };
                events.push(emit(deps.storage, &event)?);
            }
        }
        ACCOUNTS.save(deps.storage, id, &account)?;
    }
    Ok(Response::new()
        .add_events(events)
        .add_attribute("swept", swept.to_string()))
}

fn crossed(deps: DepsMut, env: &Env, listing: ListingId, limit: usize) -> ContractResult<Vec<u64>> {
    let deps = deps.as_ref();
    let (x, y) = levels(deps, env, listing)?;
    let mut found = vec![];
    if let Some(x) = x {
        found.extend(beyond(deps.storage, FALLING, listing, x, true, limit)?);
    }
    if let Some(y) = y {
        let left = limit.saturating_sub(found.len());
        found.extend(beyond(deps.storage, RISING, listing, y, false, left)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// The weighted price and the price per share of a listing now.
pub fn levels(
    deps: cosmwasm_std::Deps,
    env: &Env,
    listing: ListingId,
) -> ContractResult<(Option<Price>, Option<Price>)> {
    let quotes = quotes(deps, env, &[listing])?;
    let quote = quotes
        .first()
        .ok_or(ContractError::UnknownListing { listing })?;
    let collateral = quote.setup.collateral.is_some();
    let x = if collateral {
        Some(weighted(quote)?)
    } else {
        None
    };
    let y = match quote.setup.debt {
        Some(_) => {
            let totals = TOTALS
                .may_load(deps.storage, listing.0)?
                .unwrap_or_default();
            Some(per_share(quote, totals.index.ratio())?)
        }
        None => None,
    };
    Ok((x, y))
}

/// Accounts whose level is above `price` (falling) or below it (rising): beyond it, not at it.
pub fn beyond(
    storage: &dyn Storage,
    index: Map<(u32, &[u8], u64), ()>,
    listing: ListingId,
    price: Price,
    falling: bool,
    limit: usize,
) -> ContractResult<Vec<u64>> {
    let bytes = price.atomics().to_be_bytes();
    let at = bytes.as_slice();
    let (min, max, order) = if falling {
        (
            Some(Bound::exclusive((at, u64::MAX))),
            None,
            Order::Descending,
        )
    } else {
        (None, Some(Bound::exclusive((at, 0u64))), Order::Ascending)
    };
    let keys = index
        .sub_prefix(listing.0)
        .keys(storage, min, max, order)
        .take(limit);
    let accounts = keys.map(|key| key.map(|(_, account)| account));
    Ok(accounts.collect::<StdResult<Vec<_>>>()?)
}
