//! Fees: they wait for a deficit of their liquidation, then go to the pool.

use cosmwasm_std::{to_json_binary, DepsMut, Env, MessageInfo, Response, Storage};
use seawall_interfaces::insurance_pool;
use seawall_kit::call::wasm_exec;
use seawall_kit::{funds, KitError};
use seawall_money::{planted, DebtAmount};
use seawall_wire::ids::{LiquidationId, RouteId};

use crate::error::{AuctionHouseError, AuctionHouseResult};
use crate::event::AuctionHouseEvent;
use crate::state::{neighbours, route, unbook, HeldFees, CONFIG, HELD};
use crate::take::send;

/// Outpost: up to `amount` of a liquidation's held fees go to the route's courier. Answers how much
/// went, which may be nothing.
pub fn take_fees(
    deps: DepsMut,
    info: &MessageInfo,
    liquidation: LiquidationId,
    id: RouteId,
    amount: DebtAmount,
) -> AuctionHouseResult<Response> {
    funds::no_funds(info)?;
    let outpost = neighbours(deps.storage)?.outpost;
    if info.sender != outpost {
        return Err(KitError::unauthorized(outpost, &info.sender).into());
    }
    let route = route(deps.storage, id)?;
    let held = HELD.may_load(deps.storage, (liquidation.0, id.0))?;
    let held = held.unwrap_or_default();
    let amount = held.amount.min(amount);
    take_out(deps.storage, liquidation, id, &route.denom, held, amount)?;
    let event = AuctionHouseEvent::FeesTaken {
        liquidation,
        route: id,
        amount,
    };
    Ok(Response::new()
        .add_messages(send(&route.courier, amount.uint(), &route.denom))
        .add_event(event.record(deps.storage)?)
        .set_data(to_json_binary(&amount)?))
}

/// Anyone: all held fees of a liquidation go to the route's pool, once the last of them has waited
/// long enough for a deficit. Without a pool they stay, still there for a deficit.
pub fn release_fees(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    liquidation: LiquidationId,
    id: RouteId,
) -> AuctionHouseResult<Response> {
    funds::no_funds(info)?;
    let route = route(deps.storage, id)?;
    let held = HELD.may_load(deps.storage, (liquidation.0, id.0))?;
    let held = held.ok_or(AuctionHouseError::NoFees {
        liquidation,
        route: id,
    })?;
    let now = env.block.time.seconds();
    let hold = CONFIG.load(deps.storage)?.fee_hold_secs;
    let from = held.last_at.saturating_add(hold);
    if now < from {
        return Err(AuctionHouseError::FeesHeld {
            liquidation,
            from,
            now,
        });
    }
    let pool = route.pool.ok_or(AuctionHouseError::NoPool { route: id })?;
    let amount = held.amount;
    take_out(deps.storage, liquidation, id, &route.denom, held, amount)?;
    let event = AuctionHouseEvent::FeesReleased {
        liquidation,
        route: id,
        amount,
    };
    let premium = insurance_pool::ExecuteMsg::Premium {};
    let premium = wasm_exec(pool, &premium, vec![amount.coin(route.denom)])?;
    Ok(Response::new()
        .add_message(premium)
        .add_event(event.record(deps.storage)?))
}

/// Takes `amount` out of held fees, whose record it writes.
pub fn take_out(
    storage: &mut dyn Storage,
    liquidation: LiquidationId,
    route: RouteId,
    denom: &str,
    mut held: HeldFees,
    amount: DebtAmount,
) -> AuctionHouseResult<()> {
    held.amount = planted!(held.amount.minus(amount)?; FeesPaidTwice => held.amount);
    let key = (liquidation.0, route.0);
    if held.amount.is_zero() {
        HELD.remove(storage, key);
    } else {
        HELD.save(storage, key, &held)?;
    }
    unbook(storage, denom, amount.uint())
}
