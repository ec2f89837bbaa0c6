//! Surplus: what sales brought above the debt. Only a home command releases it (DEC-13).

use cosmwasm_schema::to_json_binary;
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_money::DebtAmount;
use seawall_wire::ids::{AccountId, OrderId};
use seawall_wire::{OrderAck, RemoteAddr};

use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::events::MarketEvent;
use crate::push::push;
use crate::state::{account, Done, ACCOUNTS, DONE};

/// Outpost: pay an account's surplus out, once per order. A receiver that is no address here is
/// refused and the surplus stays for another order.
pub fn release(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    (order, id): (OrderId, AccountId),
    receiver: &RemoteAddr,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.assert_outpost(&info.sender)?;
    match DONE.may_load(deps.storage, order.0)? {
        Some(Done::SurplusReleased(amount)) => {
            context.save(deps.storage)?;
            let event = MarketEvent::redundant("release_surplus", order.0);
            let ack = OrderAck::SurplusReleased { amount };
            return Ok(context
                .response()
                .set_data(to_json_binary(&ack)?)
                .add_event(event.record(deps.storage)?));
        }
        Some(_) => return Err(MarketError::OrderUsed { order }),
        None => {}
    }
    let address = deps.api.addr_validate(receiver.as_str());
    let address = address.map_err(|_| MarketError::BadAddress {
        receiver: receiver.to_string(),
    })?;
    let mut record = account(deps.storage, id)?;
    let amount = std::mem::replace(&mut record.surplus, DebtAmount::ZERO);
    context.totals.surplus = context.totals.surplus.minus(amount)?;
    ACCOUNTS.save(deps.storage, id.0, &record)?;
    DONE.save(deps.storage, order.0, &Done::SurplusReleased(amount))?;
    context.save(deps.storage)?;
    let event = MarketEvent::SurplusReleased {
        order,
        account: id,
        amount,
        receiver: receiver.to_string(),
    };
    Ok(context
        .response()
        .add_submessages(push(&address, &context.config.denom, amount)?)
        .set_data(to_json_binary(&OrderAck::SurplusReleased { amount })?)
        .add_event(event.record(deps.storage)?))
}
