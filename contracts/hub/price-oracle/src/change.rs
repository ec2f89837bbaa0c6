//! `SetTimeLock`, `ApplyChange`, `CancelChange`: changes that loosen safety wait (DEC-20).

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, Storage};
use seawall_interfaces::oracle::{AssetParams, Change};
use seawall_interfaces::oracle_events::OracleEvent;
use seawall_kit::timelock::TimeLockConfig;
use seawall_wire::ids::AssetId;

use crate::error::ContractResult;
use crate::state::{Asset, ASSETS, OWNERSHIP, TIME_LOCK};
use crate::{events, params};

/// Owner: another time lock. At once if nothing becomes looser.
pub fn set_time_lock(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    new: TimeLockConfig,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    params::check_time_lock(&new)?;
    let old = TIME_LOCK.config(deps.storage)?;
    if params::time_lock_loosens(&old, &new) {
        return queue(deps.storage, env, Change::TimeLock { time_lock: new });
    }
    write_time_lock(deps.storage, new)
}

/// Anyone: puts a change into effect whose time has come.
pub fn apply(deps: DepsMut, env: &Env, id: u64) -> ContractResult<Response> {
    let now = env.block.time.seconds();
    match TIME_LOCK.apply(deps.storage, now, id)?.change {
        Change::Asset { asset: id, params } => {
            let asset = Asset::load(deps.storage, id)?;
            write_params(deps.storage, id, asset, params)
        }
        Change::TimeLock { time_lock } => write_time_lock(deps.storage, time_lock),
    }
}

/// Owner: drops a waiting change.
pub fn cancel(deps: DepsMut, info: &MessageInfo, id: u64) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    TIME_LOCK.cancel(deps.storage, id)?;
    Ok(events::respond(
        deps.storage,
        &OracleEvent::ChangeCancelled { id },
    )?)
}

/// Lets a change wait for the earliest time allowed.
pub fn queue(storage: &mut dyn Storage, env: &Env, change: Change) -> ContractResult<Response> {
    let queued = TIME_LOCK.propose(storage, env.block.time.seconds(), change, None)?;
    let event = OracleEvent::ChangeQueued {
        id: queued.id,
        eta: queued.eta,
        expires_at: queued.expires_at,
    };
    Ok(events::respond(storage, &event)?)
}

/// Puts parameters into effect.
pub fn write_params(
    storage: &mut dyn Storage,
    id: AssetId,
    mut asset: Asset,
    new: AssetParams,
) -> ContractResult<Response> {
    asset.params = new.clone();
    ASSETS.save(storage, id.0, &asset)?;
    let event = OracleEvent::AssetChanged {
        asset: id,
        params: new,
    };
    Ok(events::respond(storage, &event)?)
}

fn write_time_lock(storage: &mut dyn Storage, new: TimeLockConfig) -> ContractResult<Response> {
    TIME_LOCK.set_config(storage, new)?;
    let event = OracleEvent::TimeLockChanged { time_lock: new };
    Ok(events::respond(storage, &event)?)
}
