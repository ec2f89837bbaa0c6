//! What the owner may do: name the other end, once, and change the quota. Nothing here moves money.

use cosmwasm_std::{DepsMut, MessageInfo, Response};
use seawall_interfaces::courier::{InstantiateMsg, Quota, Role};
use seawall_kit::instance::set_version;
use seawall_kit::{funds, OwnershipAction};
use seawall_wire::RemoteAddr;

use crate::error::{CourierError, CourierResult};
use crate::event::CourierEvent;
use crate::state::{name, Purpose, CONTRACT_NAME, CONTRACT_VERSION, OWNERSHIP, PURPOSE, ROLE};

/// Shortest and longest time a transfer may take, seconds.
pub const TIMEOUT_SECS: (u64, u64) = (60, 86_400);
/// Shortest and longest window of a quota, seconds: a week at most, so that a window always ends.
pub const WINDOW_SECS: (u64, u64) = (1, 7 * 86_400);

/// Sets owner, route and coin.
pub fn instantiate(deps: DepsMut, msg: InstantiateMsg) -> CourierResult<Response> {
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    if !(3..=128).contains(&msg.denom.len()) {
        let actual = msg.denom.len();
        return Err(CourierError::BadDenom { actual });
    }
    let owner = deps.api.addr_validate(&msg.owner)?;
    OWNERSHIP.initialize(deps.storage, owner)?;
    let purpose = Purpose {
        route: msg.route,
        denom: msg.denom,
    };
    PURPOSE.save(deps.storage, &purpose)?;
    Ok(Response::new())
}

/// Owner, once: which end this is, and where the other end or the market is.
pub fn set_role(deps: DepsMut, info: &MessageInfo, role: Role) -> CourierResult<Response> {
    assert_owner(&deps, info)?;
    if ROLE.may_load(deps.storage)?.is_some() {
        return Err(CourierError::RoleSet);
    }
    match &role {
        Role::Sender {
            channel,
            receiver,
            timeout_secs,
            quota,
        } => {
            check_channel(channel)?;
            RemoteAddr::new(receiver.as_str())?;
            check_range("timeout in seconds", *timeout_secs, TIMEOUT_SECS)?;
            check_quota(quota.as_ref())?;
        }
        Role::Receiver { market } => {
            deps.api.addr_validate(market)?;
        }
    }
    ROLE.save(deps.storage, &role)?;
    let event = CourierEvent::RoleSet { role };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Owner: another quota. What has left in the present window goes on counting.
pub fn set_quota(deps: DepsMut, info: &MessageInfo, new: Option<Quota>) -> CourierResult<Response> {
    assert_owner(&deps, info)?;
    check_quota(new.as_ref())?;
    let mut role = ROLE.may_load(deps.storage)?;
    let Some(Role::Sender { quota, .. }) = &mut role else {
        let actual = name(role.as_ref());
        let expected = "sender";
        return Err(CourierError::WrongRole { expected, actual });
    };
    *quota = new.clone();
    if let Some(role) = &role {
        ROLE.save(deps.storage, role)?;
    }
    let event = CourierEvent::QuotaSet { quota: new };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Two-step ownership.
pub fn ownership(
    deps: DepsMut,
    info: &MessageInfo,
    action: OwnershipAction,
) -> CourierResult<Response> {
    funds::no_funds(info)?;
    let view = OWNERSHIP.update(deps.storage, deps.api, &info.sender, action)?;
    let event = CourierEvent::Ownership {
        owner: view.owner.to_string(),
        pending: view.pending.map(Into::into),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn assert_owner(deps: &DepsMut, info: &MessageInfo) -> CourierResult<()> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    Ok(funds::no_funds(info)?)
}

fn check_channel(channel: &str) -> CourierResult<()> {
    let number = channel.strip_prefix("channel-");
    if number.is_some_and(|text| text.parse::<u64>().is_ok()) {
        return Ok(());
    }
    let actual = channel.chars().take(64).collect();
    Err(CourierError::BadChannel { actual })
}

fn check_quota(quota: Option<&Quota>) -> CourierResult<()> {
    let Some(quota) = quota else {
        return Ok(());
    };
    if quota.amount.is_zero() {
        return Err(CourierError::EmptyQuota);
    }
    check_range("window in seconds", quota.window_secs, WINDOW_SECS)
}

fn check_range(what: &'static str, actual: u64, (min, max): (u64, u64)) -> CourierResult<()> {
    if (min..=max).contains(&actual) {
        return Ok(());
    }
    Err(CourierError::OutOfRange {
        what,
        min,
        max,
        actual,
    })
}
