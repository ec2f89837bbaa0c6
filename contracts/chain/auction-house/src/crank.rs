//! Pay for moving a liquidation on: a part of the fees that it has really brought (DEC-10).
//!
//! What must always hold: all of it together is at most a quarter of the fees that are there for it,
//! so an account that is made to stand still in order to be moved on has paid more than that; closing
//! a lot is paid by what is left of it, so a buyer who leaves a little, to close the lot later, gets
//! next to nothing; no fee means no pay and blocks nothing (INV-8); pay is a claim, never pushed (INV-11).

use cosmwasm_std::{
    Addr, Decimal, DepsMut, Event, MessageInfo, Order, Response, StdResult, Storage,
};
use seawall_auction::Sale;
use seawall_kit::{funds, KitError};
use seawall_money::DebtAmount;
use seawall_wire::ids::{LiquidationId, RouteId};
use seawall_wire::RemoteAddr;

use crate::error::AuctionHouseResult;
use crate::event::AuctionHouseEvent;
use crate::fees::take_out;
use crate::state::{neighbours, route, CLAIMS, HELD, MAX_ROUTES};

/// Of the fees, for one step; for closing a lot the share that is left of the lot of it.
const STEP_PERCENT: u64 = 5;
/// Of the fees, for all steps together.
const STEPS_PERCENT: u64 = 25;

/// A step that is to be paid.
pub enum Step<'a> {
    /// The liquidation was moved on while it stood still.
    MovedOn,
    /// A lot was closed.
    Closed(&'a Sale),
}

impl Step<'_> {
    /// Its pay, of the fees that are there.
    fn pay(&self, fees: DebtAmount) -> AuctionHouseResult<DebtAmount> {
        let all = fees.scaled_floor(Decimal::percent(STEP_PERCENT))?;
        let Self::Closed(sale) = self else {
            return Ok(all);
        };
        // What is left: of what it was to bring, and of what was put up; neither is zero in any sale.
        let wanting = all.part_floor(sale.needed().uint(), sale.close_at.uint())?;
        let unsold = all.part_floor(sale.rest().uint(), sale.put_up.uint())?;
        Ok(wanting.min(unsold))
    }
}

/// Credits `keeper` with the pay of one step, out of a liquidation's held fees of one route.
pub fn credit(
    storage: &mut dyn Storage,
    liquidation: LiquidationId,
    id: RouteId,
    keeper: &Addr,
    step: &Step,
) -> AuctionHouseResult<Option<Event>> {
    let Some(mut held) = HELD.may_load(storage, (liquidation.0, id.0))? else {
        return Ok(None);
    };
    let before = held.cranks.unwrap_or_default();
    let fees = held.amount.plus(before)?;
    let left = fees.scaled_floor(Decimal::percent(STEPS_PERCENT))?;
    let amount = step.pay(fees)?.min(left.minus_or_zero(before));
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
        let paid = credit(
            deps.storage,
            liquidation,
            RouteId(id),
            &keeper,
            &Step::MovedOn,
        )?;
        response = response.add_events(paid);
    }
    Ok(response)
}
