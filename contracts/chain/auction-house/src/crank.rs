//! Pay for moving a liquidation on: a part of the fees that it has really brought (DEC-10).
//!
//! What must always hold: all of it together is at most a quarter of the fees that are there for it,
//! so whoever makes a liquidation stand still in order to move it on has paid more than that; no fee
//! means no pay and blocks nothing (INV-8); pay is a claim, never pushed (INV-11).

use cosmwasm_std::{
    Addr, Decimal, DepsMut, Event, MessageInfo, Order, Response, StdResult, Storage,
};
use seawall_kit::{funds, KitError};
use seawall_wire::ids::{LiquidationId, RouteId};
use seawall_wire::RemoteAddr;

use crate::error::AuctionHouseResult;
use crate::event::AuctionHouseEvent;
use crate::fees::take_out;
use crate::state::{neighbours, route, CLAIMS, HELD, MAX_ROUTES};

/// Of the fees, for one step.
const STEP_PERCENT: u64 = 5;
/// Of the fees, for all steps together.
const STEPS_PERCENT: u64 = 25;

/// Credits `keeper` with the pay of one step, out of a liquidation's held fees of one route.
pub fn credit(
    storage: &mut dyn Storage,
    liquidation: LiquidationId,
    id: RouteId,
    keeper: &Addr,
) -> AuctionHouseResult<Option<Event>> {
    let Some(mut held) = HELD.may_load(storage, (liquidation.0, id.0))? else {
        return Ok(None);
    };
    let before = held.cranks.unwrap_or_default();
    let fees = held.amount.plus(before)?;
    let left = fees.scaled_floor(Decimal::percent(STEPS_PERCENT))?;
    let step = fees.scaled_floor(Decimal::percent(STEP_PERCENT))?;
    let amount = step.min(left.minus_or_zero(before));
    if amount.is_zero() {
        return Ok(None);
    }
    let denom = route(storage, id)?.denom;
    held.cranks = Some(before.plus(amount)?);
    take_out(storage, liquidation, id, &denom, held, amount)?;
    CLAIMS.credit(storage, keeper, &denom, amount.uint())?;
    let event = AuctionHouseEvent::StepPaid {
        liquidation,
        route: id,
        keeper: keeper.to_string(),
        amount,
    };
    Ok(Some(event.record(storage)?))
}

/// Outpost: the hub says who moved the liquidation on while it stood still. An address that is none
/// on this chain gets nothing and fails nothing.
pub fn pay_keeper(
    deps: DepsMut,
    info: &MessageInfo,
    liquidation: LiquidationId,
    keeper: &RemoteAddr,
) -> AuctionHouseResult<Response> {
    funds::no_funds(info)?;
    let outpost = neighbours(deps.storage)?.outpost;
    if info.sender != outpost {
        return Err(KitError::unauthorized(outpost, &info.sender).into());
    }
    let Ok(keeper) = deps.api.addr_validate(keeper.as_str()) else {
        return Ok(Response::new());
    };
    let routes = HELD
        .prefix(liquidation.0)
        .keys(deps.storage, None, None, Order::Ascending)
        .take(MAX_ROUTES)
        .collect::<StdResult<Vec<_>>>()?;
    let mut response = Response::new();
    for id in routes {
        let paid = credit(deps.storage, liquidation, RouteId(id), &keeper)?;
        response = response.add_events(paid);
    }
    Ok(response)
}
