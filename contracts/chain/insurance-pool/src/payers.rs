//! Who may ask for payouts. A payer can empty the pool by and by, so once there are stakes new ones
//! wait until everyone who does not trust them could have left (DEC-20); taking one away has effect
//! at once.

use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response};
use seawall_kit::timelock::MAX_QUEUED;
use seawall_kit::{funds, KitError};

use crate::error::{PoolError, PoolResult};
use crate::event::PoolEvent;
use crate::state::{CHANGES, MAX_PAYERS, OWNERSHIP, PAYERS, TOTALS};

/// Owner: all payers from now on. With stakes in the pool, those who are not on the list go at once
/// and the new ones wait. A list that was waiting is dropped: the last one stands.
pub fn set(deps: DepsMut, env: &Env, info: &MessageInfo, list: &[String]) -> PoolResult<Response> {
    assert_owner(&deps, info)?;
    let list = check(&deps, list)?;
    let most = u32::try_from(MAX_QUEUED).unwrap_or(u32::MAX);
    for waiting in CHANGES.page(deps.storage, None, Some(most))? {
        CHANGES.cancel(deps.storage, waiting.id)?;
    }
    let old = PAYERS.load(deps.storage)?;
    let has_stakes = TOTALS.load(deps.storage)?.stakers > 0;
    if !has_stakes || list.iter().all(|payer| old.contains(payer)) {
        return take_effect(deps, list);
    }
    let kept: Vec<Addr> = old.into_iter().filter(|p| list.contains(p)).collect();
    PAYERS.save(deps.storage, &kept)?;
    let now = env.block.time.seconds();
    let queued = CHANGES.propose(deps.storage, now, list, None)?;
    let kept = PoolEvent::PayersSet {
        payers: names(&kept),
    };
    let proposed = PoolEvent::PayersProposed {
        id: queued.id,
        payers: names(&queued.change),
        eta: queued.eta,
    };
    Ok(Response::new()
        .add_event(kept.record(deps.storage)?)
        .add_event(proposed.record(deps.storage)?))
}

/// Owner: the waiting list takes effect.
pub fn apply(deps: DepsMut, env: &Env, info: &MessageInfo, id: u64) -> PoolResult<Response> {
    assert_owner(&deps, info)?;
    let now = env.block.time.seconds();
    let queued = CHANGES.apply(deps.storage, now, id)?;
    take_effect(deps, queued.change)
}

fn take_effect(deps: DepsMut, list: Vec<Addr>) -> PoolResult<Response> {
    PAYERS.save(deps.storage, &list)?;
    let event = PoolEvent::PayersSet {
        payers: names(&list),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn check(deps: &DepsMut, list: &[String]) -> PoolResult<Vec<Addr>> {
    if list.len() > MAX_PAYERS {
        return Err(PoolError::OutOfRange {
            what: "number of payers",
            min: 0,
            max: MAX_PAYERS as u64,
            actual: list.len() as u64,
        });
    }
    let mut payers = Vec::new();
    for text in list {
        let payer = deps.api.addr_validate(text)?;
        if payers.contains(&payer) {
            let (what, value) = ("payers", payer.into());
            return Err(KitError::Duplicate { what, value }.into());
        }
        payers.push(payer);
    }
    Ok(payers)
}

fn names(list: &[Addr]) -> Vec<String> {
    list.iter().map(Addr::to_string).collect()
}

fn assert_owner(deps: &DepsMut, info: &MessageInfo) -> PoolResult<()> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    Ok(funds::no_funds(info)?)
}
