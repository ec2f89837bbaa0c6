//! Settlement: the proceeds of lots, credited as their route's money arrives.
//!
//! What must always hold: per route, used ≤ arrived: a chain that reports proceeds it never sent
//! spends only its own route's money; a lot is credited at most what the hub said it brought;
//! repeating anything changes nothing. What is above the account's debt first makes good what was
//! written off of it (lenders, reserve, pool, in this order), the rest is the account's surplus
//! (DEC-13).

use cosmwasm_std::{to_json_binary, DepsMut, Env, MessageInfo, Response, Storage};
use seawall_kit::funds::one_coin;
use seawall_kit::KitError;
use seawall_money::{planted, DebtAmount};
use seawall_wire::ids::{AccountId, LotId, RouteId};
use seawall_wire::OrderAck;

use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::events::MarketEvent;
use crate::loss::recover;
use crate::repay::{report, Burn};
use crate::state::{account, Account, MadeGood, Route, Settlement, ACCOUNTS, ROUTES, SETTLEMENTS};

/// Outpost: what a lot brought so far; merged by maximum.
pub fn settle(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    (id, route, lot): (AccountId, RouteId, LotId),
    proceeds: DebtAmount,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.assert_outpost(&info.sender)?;
    load_route(deps.storage, route)?;
    let mut record = match SETTLEMENTS.may_load(deps.storage, lot.0)? {
        Some(record) => record,
        None => Settlement {
            account: id,
            route,
            proceeds: DebtAmount::ZERO,
            credited: DebtAmount::ZERO,
        },
    };
    if record.account != id || record.route != route {
        return Err(MarketError::LotMismatch {
            lot,
            expected: format!("account {} over route {}", record.account, record.route),
            actual: format!("account {id} over route {route}"),
        });
    }
    record.proceeds = record.proceeds.max(proceeds);
    let response = credit_lot(deps.storage, &mut context, lot, &mut record)?;
    let credited = record.credited;
    Ok(response.set_data(to_json_binary(&OrderAck::Settled { credited })?))
}

/// Anyone: credit a lot with what has arrived since.
pub fn credit(deps: DepsMut, env: &Env, lot: LotId) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    let mut record = SETTLEMENTS
        .may_load(deps.storage, lot.0)?
        .ok_or(MarketError::UnknownLot { lot })?;
    credit_lot(deps.storage, &mut context, lot, &mut record)
}

/// A route's courier, with exactly the market's coin.
pub fn arrive(deps: DepsMut, env: &Env, info: &MessageInfo, id: RouteId) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    let mut route = load_route(deps.storage, id)?;
    if route.courier != info.sender {
        return Err(KitError::unauthorized(&route.courier, &info.sender).into());
    }
    let amount = DebtAmount::from(one_coin(info, &context.config.denom)?);
    route.arrived = route.arrived.plus(amount)?;
    ROUTES.save(deps.storage, id.0, &route)?;
    context.totals.unused = context.totals.unused.plus(amount)?;
    context.save(deps.storage)?;
    let event = MarketEvent::Arrived { route: id, amount };
    Ok(context.response().add_event(event.record(deps.storage)?))
}

fn credit_lot(
    storage: &mut dyn Storage,
    context: &mut Context,
    lot: LotId,
    record: &mut Settlement,
) -> MarketResult<Response> {
    let mut route = load_route(storage, record.route)?;
    let amount = record.credit(&mut route)?;
    let mut response = context.response();
    if !amount.is_zero() {
        let unused = context.totals.unused;
        context.totals.unused =
            planted!(unused.minus(amount)?; WordTakenAsMoney => unused.minus_or_zero(amount));
        let mut owner = account(storage, record.account)?;
        let event = spread(context, record.account, lot, &mut owner, amount)?;
        ACCOUNTS.save(storage, record.account.0, &owner)?;
        ROUTES.save(storage, record.route.0, &route)?;
        response = response
            .add_event(event.record(storage)?)
            .add_submessages(report(&context.config, record.account, vec![lot])?);
    }
    SETTLEMENTS.save(storage, lot.0, record)?;
    context.save(storage)?;
    Ok(response)
}

/// Debt first, then what was written off, then surplus.
fn spread(
    context: &mut Context,
    id: AccountId,
    lot: LotId,
    owner: &mut Account,
    amount: DebtAmount,
) -> MarketResult<MarketEvent> {
    let totals = &mut context.totals;
    let burn = Burn::of(totals, owner, amount)?;
    burn.book(totals, owner)?;
    let MadeGood {
        lenders,
        reserve,
        pool,
        surplus,
    } = owner.make_good(amount.minus(burn.amount)?)?;
    let kept = amount.minus(surplus)?;
    totals.liquidity = totals.liquidity.plus(kept)?;
    // What others made good already goes to the reserve.
    let above = lenders.minus(recover(totals, lenders)?)?;
    totals.reserve = totals.reserve.plus(reserve)?.plus(above)?;
    totals.premium = totals.premium.plus(pool)?;
    totals.surplus = totals.surplus.plus(surplus)?;
    Ok(MarketEvent::Credited {
        lot,
        account: id,
        amount,
        shares: burn.shares,
        recovered: kept.minus(burn.amount)?,
        surplus,
    })
}

fn load_route(storage: &dyn Storage, route: RouteId) -> MarketResult<Route> {
    let known = ROUTES.may_load(storage, route.0)?;
    known.ok_or(MarketError::UnknownRoute { route })
}
