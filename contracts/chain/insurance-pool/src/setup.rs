//! Instantiation and ownership. The terms never change.

use cosmwasm_std::{Decimal, DepsMut, MessageInfo, Response};
use seawall_interfaces::insurance_pool::InstantiateMsg;
use seawall_kit::instance::set_version;
use seawall_kit::{funds, OwnershipAction, TimeLockConfig};

use crate::error::{PoolError, PoolResult};
use crate::event::PoolEvent;
use crate::state::{
    Terms, Totals, CHANGES, CONTRACT_NAME, CONTRACT_VERSION, OWNERSHIP, PAYERS, TERMS, TOTALS,
};

const DAY: u64 = 86_400;
/// Longest cool-down and window, seconds.
pub const MAX_WAIT_SECS: u64 = 90 * DAY;
/// How long a ripe list of payers may be applied, seconds.
pub const CHANGE_WINDOW_SECS: u64 = 7 * DAY;

/// Sets owner, coin and terms. New payers wait a cool-down and a day, so that a staker who sees
/// them within the day can be out before they have a say.
pub fn instantiate(deps: DepsMut, msg: InstantiateMsg) -> PoolResult<Response> {
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    let owner = deps.api.addr_validate(&msg.owner)?;
    check_range("length of the coin's name", msg.denom.len() as u64, 3, 128)?;
    check_range("cool-down in seconds", msg.cooldown_secs, 1, MAX_WAIT_SECS)?;
    check_range("window in seconds", msg.window_secs, 1, MAX_WAIT_SECS)?;
    if msg.payout_max.is_zero() || msg.payout_max > Decimal::one() {
        let actual = msg.payout_max;
        return Err(PoolError::BadShare { actual });
    }
    OWNERSHIP.initialize(deps.storage, owner)?;
    let lock = TimeLockConfig {
        delay_secs: msg.cooldown_secs.saturating_add(DAY),
        window_secs: CHANGE_WINDOW_SECS,
    };
    CHANGES.set_config(deps.storage, lock)?;
    let terms = Terms {
        denom: msg.denom,
        cooldown_secs: msg.cooldown_secs,
        window_secs: msg.window_secs,
        payout_max: msg.payout_max,
    };
    TERMS.save(deps.storage, &terms)?;
    TOTALS.save(deps.storage, &Totals::default())?;
    PAYERS.save(deps.storage, &vec![])?;
    Ok(Response::new())
}

/// Two-step ownership.
pub fn ownership(
    deps: DepsMut,
    info: &MessageInfo,
    action: OwnershipAction,
) -> PoolResult<Response> {
    funds::no_funds(info)?;
    let view = OWNERSHIP.update(deps.storage, deps.api, &info.sender, action)?;
    let event = PoolEvent::Ownership {
        owner: view.owner.to_string(),
        pending: view.pending.map(Into::into),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn check_range(what: &'static str, actual: u64, min: u64, max: u64) -> PoolResult<()> {
    if (min..=max).contains(&actual) {
        return Ok(());
    }
    Err(PoolError::OutOfRange {
        what,
        min,
        max,
        actual,
    })
}
