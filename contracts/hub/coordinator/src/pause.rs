//! Pauses: by the guardian or the owner, for a limited time, of what adds risk or takes from
//! others.
//!
//! What must always hold: what repairs has no scope and cannot be paused (INV-10); every pause ends
//! by itself (DEC-20); after a pause of liquidations there is a grace period in which accounts may
//! be topped up before any is sold for (DEC-16).

use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response, Storage};
use seawall_interfaces::coordinator::Scope;
use seawall_kit::{KitError, PauseConfig, PauseScope, PauseStatus};

use crate::error::{ContractError, ContractResult};
use crate::hub_events::{emit, HubEvent};
use crate::state::{OWNERSHIP, PAUSES};

/// No pause is longer, seconds.
pub const PAUSE_MAX_SECS: u64 = 3 * 86_400;
/// So long after a pause a guardian may not pause the same again, seconds.
pub const PAUSE_REST_SECS: u64 = PAUSE_MAX_SECS;
/// Length of the grace period after a pause, seconds.
pub const PAUSE_GRACE_SECS: u64 = 3_600;
/// All scopes.
pub const SCOPES: [Scope; 4] = [
    Scope::Open,
    Scope::Borrow,
    Scope::Withdraw,
    Scope::Liquidate,
];

/// Sets the guardian; for `instantiate`.
pub fn initialize(storage: &mut dyn Storage, guardian: Addr) -> ContractResult<()> {
    let config = PauseConfig {
        guardians: vec![guardian],
        max_secs: PAUSE_MAX_SECS,
        rest_secs: PAUSE_REST_SECS,
        grace_secs: PAUSE_GRACE_SECS,
    };
    Ok(PAUSES.set_config(storage, config)?)
}

/// Fails while `scope` is paused; liquidations stay closed for the grace period after it too.
pub fn assert_open(storage: &dyn Storage, env: &Env, scope: Scope) -> ContractResult<()> {
    let now = env.block.time.seconds();
    PAUSES.assert_open(storage, now, scope)?;
    if scope == Scope::Liquidate && PAUSES.in_grace(storage, now, scope)? {
        let until = PAUSES.status(storage, now, scope)?.grace_until;
        return Err(KitError::Paused {
            scope: scope.as_str(),
            until,
        }
        .into());
    }
    Ok(())
}

/// Fails while `scope` is paused; does not mind the grace period. For top-ups.
pub fn assert_not_paused(storage: &dyn Storage, env: &Env, scope: Scope) -> ContractResult<()> {
    Ok(PAUSES.assert_open(storage, env.block.time.seconds(), scope)?)
}

/// Guardian or owner: stops `scope` for `seconds`.
pub fn pause(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    scope: Scope,
    seconds: u64,
) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    let status = if OWNERSHIP.is_owner(deps.storage, &info.sender)? {
        PAUSES.pause_as_owner(deps.storage, now, &info.sender, scope, seconds)?
    } else {
        PAUSES.pause_as_guardian(deps.storage, now, &info.sender, scope, seconds)?
    };
    let event = HubEvent::Paused {
        scope,
        until: status.until,
    };
    Ok(Response::new().add_event(emit(deps.storage, &event)?))
}

/// Owner: ends a pause early.
pub fn unpause(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    scope: Scope,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    PAUSES.unpause(deps.storage, env.block.time.seconds(), scope)?;
    let event = emit(deps.storage, &HubEvent::Unpaused { scope })?;
    Ok(Response::new().add_event(event))
}

/// What is paused until when.
pub fn paused(storage: &dyn Storage, env: &Env) -> Result<Vec<(Scope, u64)>, ContractError> {
    let now = env.block.time.seconds();
    let mut paused = vec![];
    for scope in SCOPES {
        let status: PauseStatus = PAUSES.status(storage, now, scope)?;
        if status.paused {
            paused.push((scope, status.until));
        }
    }
    Ok(paused)
}
