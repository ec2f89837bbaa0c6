//! Forward: money goes to the courier at the other end by one ICS-20 hop.

use cosmwasm_std::{coin, DepsMut, Env, IbcMsg, IbcTimeout, MessageInfo, Response};
use seawall_interfaces::courier::Role;
use seawall_kit::funds;

use crate::error::{CourierError, CourierResult};
use crate::event::CourierEvent;
use crate::state::{balance, count_passed, name, sendable, window, PURPOSE, ROLE, WINDOW};

/// Anyone: sends what is here and within the quota; nothing is a no-op that says so. What comes
/// back after a timeout or an error is simply here again, and counts against the quota again when
/// it goes out.
pub fn forward(deps: DepsMut, env: &Env, info: &MessageInfo) -> CourierResult<Response> {
    funds::no_funds(info)?;
    let role = ROLE.may_load(deps.storage)?;
    let Some(Role::Sender {
        channel,
        receiver,
        timeout_secs,
        quota,
    }) = role
    else {
        let actual = name(role.as_ref());
        let expected = "sender";
        return Err(CourierError::WrongRole { expected, actual });
    };
    let purpose = PURPOSE.load(deps.storage)?;
    let (route, denom) = (purpose.route, purpose.denom);
    let now = env.block.time.seconds();
    let balance = balance(deps.querier, &env.contract.address, &denom)?;
    let amount = sendable(deps.storage, now, balance, quota.as_ref())?;
    if amount.is_zero() {
        let event = CourierEvent::Idle { route, balance };
        return Ok(Response::new().add_event(event.record(deps.storage)?));
    }
    if let Some(quota) = &quota {
        let mut window = window(deps.storage, now, quota)?;
        window.used = window.used.saturating_add(amount);
        WINDOW.save(deps.storage, &window)?;
    }
    count_passed(deps.storage, amount)?;
    let timeout = env.block.time.plus_seconds(timeout_secs);
    let event = CourierEvent::Forwarded {
        route,
        amount,
        timeout_at: timeout.seconds(),
    };
    let transfer = IbcMsg::Transfer {
        channel_id: channel,
        to_address: receiver,
        amount: coin(amount.u128(), denom),
        timeout: IbcTimeout::with_timestamp(timeout),
        memo: None,
    };
    Ok(Response::new()
        .add_event(event.record(deps.storage)?)
        .add_message(transfer))
}
