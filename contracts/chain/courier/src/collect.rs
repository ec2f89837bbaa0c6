//! Collect: money that has arrived is handed to the market.

use cosmwasm_std::{coin, DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::courier::Role;
use seawall_interfaces::market;
use seawall_kit::call::wasm_exec;
use seawall_kit::funds;

use crate::error::{CourierError, CourierResult};
use crate::event::CourierEvent;
use crate::state::{balance, count_passed, name, PURPOSE, ROLE};

/// Anyone: the whole balance of the route's coin goes to the market, which books it as arrived by
/// this route; nothing is a no-op that says so. Money has arrived when it is here, not when an ack
/// says so.
pub fn collect(deps: DepsMut, env: &Env, info: &MessageInfo) -> CourierResult<Response> {
    funds::no_funds(info)?;
    let role = ROLE.may_load(deps.storage)?;
    let Some(Role::Receiver { market }) = role else {
        let actual = name(role.as_ref());
        let expected = "receiver";
        return Err(CourierError::WrongRole { expected, actual });
    };
    let purpose = PURPOSE.load(deps.storage)?;
    let (route, denom) = (purpose.route, purpose.denom);
    let amount = balance(deps.querier, &env.contract.address, &denom)?;
    if amount.is_zero() {
        let balance = amount;
        let event = CourierEvent::Idle { route, balance };
        return Ok(Response::new().add_event(event.record(deps.storage)?));
    }
    count_passed(deps.storage, amount)?;
    let event = CourierEvent::Collected { route, amount };
    let arrive = market::ExecuteMsg::Arrive { route };
    let call = wasm_exec(market, &arrive, vec![coin(amount.u128(), denom)])?;
    Ok(Response::new()
        .add_event(event.record(deps.storage)?)
        .add_message(call))
}
