//! Expected losses. While one is open, lenders leave at the lower price; it ends with its cover,
//! by order, or at its deadline as a loss (DEC-11).
//!
//! At the deadline the amount is written down: it leaves the share price and becomes deficit,
//! while the debt itself stays on the account, which still owes it. What a later cover or order
//! shows to be less is recovered for those who bore it, what is more is lost in addition.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, Storage};
use seawall_interfaces::insurance_pool;
use seawall_kit::call::{guarded_on_error, wasm_exec};
use seawall_money::DebtAmount;
use seawall_wire::ids::LiquidationId;

use crate::context::Context;
use crate::contract::{NEIGHBOUR_GAS, REPLY_IGNORED};
use crate::error::MarketResult;
use crate::events::MarketEvent;
use crate::loss::{lose, recover};
use crate::season;
use crate::state::{Provision, COVERS, PROVISIONS, PROVISION_ENDS};

/// Outpost: the last amount of a liquidation stands; zero ends it.
pub fn provision(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    liquidation: LiquidationId,
    amount: DebtAmount,
    ends_at: u64,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.assert_outpost(&info.sender)?;
    if COVERS.has(deps.storage, liquidation.0) {
        context.save(deps.storage)?;
        let event = MarketEvent::redundant("provision", liquidation.0);
        return Ok(context.response().add_event(event.record(deps.storage)?));
    }
    let was_open = remove(deps.storage, &mut context, liquidation, DebtAmount::ZERO)?;
    if !amount.is_zero() {
        open(deps.storage, &mut context, liquidation, amount, ends_at)?;
    }
    if was_open && context.totals.provisions_open == 0 {
        season::close(deps.storage, &mut context.totals)?;
    }
    end_overdue(deps.storage, &mut context, 1)?;
    context.save(deps.storage)?;
    let event = MarketEvent::Provisioned {
        liquidation,
        amount,
        ends_at,
    };
    let mut response = context.response().add_event(event.record(deps.storage)?);
    if let Some(pool) = &context.config.pool {
        let hold = insurance_pool::ExecuteMsg::Hold {
            liquidation,
            amount,
            ends_at,
        };
        let call = wasm_exec(pool, &hold, vec![])?;
        response = response.add_submessage(guarded_on_error(call, REPLY_IGNORED, NEIGHBOUR_GAS));
    }
    Ok(response)
}

/// A liquidation's cover took `lost` from the lenders: its provision, if any, is over.
pub fn resolve(
    storage: &mut dyn Storage,
    context: &mut Context,
    liquidation: LiquidationId,
    lost: DebtAmount,
) -> MarketResult<()> {
    let was_open = remove(storage, context, liquidation, lost)?;
    if was_open && context.totals.provisions_open == 0 {
        season::close(storage, &mut context.totals)?;
    }
    Ok(())
}

/// Ends up to `limit` provisions whose time is over, each as a loss.
pub fn end_overdue(
    storage: &mut dyn Storage,
    context: &mut Context,
    limit: u32,
) -> MarketResult<()> {
    for id in PROVISION_ENDS.overdue(storage, context.now, Some(limit))? {
        let Some(mut record) = PROVISIONS.may_load(storage, id)? else {
            continue;
        };
        let totals = &mut context.totals;
        let loss = record.amount.min(totals.lenders()?);
        totals.written_down = totals.written_down.plus(loss)?;
        lose(storage, totals, loss)?;
        leave_open(storage, context, id, &record)?;
        if context.totals.provisions_open == 0 {
            season::close(storage, &mut context.totals)?;
        }
        record.written_down = Some(loss);
        PROVISIONS.save(storage, id, &record)?;
        let liquidation = LiquidationId(id);
        let amount = loss;
        let event = MarketEvent::WrittenDown {
            liquidation,
            amount,
        };
        context.events.push(event.record(storage)?);
    }
    Ok(())
}

fn open(
    storage: &mut dyn Storage,
    context: &mut Context,
    liquidation: LiquidationId,
    amount: DebtAmount,
    ends_at: u64,
) -> MarketResult<()> {
    let record = Provision {
        amount,
        ends_at,
        written_down: None,
    };
    let totals = &mut context.totals;
    totals.provisions = totals.provisions.plus(amount)?;
    totals.provisions_open = totals.provisions_open.saturating_add(1);
    PROVISIONS.save(storage, liquidation.0, &record)?;
    Ok(PROVISION_ENDS.insert(storage, ends_at, liquidation.0)?)
}

fn leave_open(
    storage: &mut dyn Storage,
    context: &mut Context,
    id: u64,
    record: &Provision,
) -> MarketResult<()> {
    let totals = &mut context.totals;
    totals.provisions = totals.provisions.minus(record.amount)?;
    totals.provisions_open = totals.provisions_open.saturating_sub(1);
    PROVISION_ENDS.remove(storage, record.ends_at, id);
    Ok(())
}

/// Books the true loss of a liquidation and removes its provision. Says whether it was open.
fn remove(
    storage: &mut dyn Storage,
    context: &mut Context,
    liquidation: LiquidationId,
    lost: DebtAmount,
) -> MarketResult<bool> {
    let Some(record) = PROVISIONS.may_load(storage, liquidation.0)? else {
        lose(storage, &mut context.totals, lost)?;
        return Ok(false);
    };
    PROVISIONS.remove(storage, liquidation.0);
    let Some(booked) = record.written_down else {
        lose(storage, &mut context.totals, lost)?;
        leave_open(storage, context, liquidation.0, &record)?;
        return Ok(true);
    };
    let totals = &mut context.totals;
    totals.written_down = totals.written_down.minus_or_zero(booked);
    lose(storage, totals, lost.minus_or_zero(booked))?;
    let too_much = booked.minus_or_zero(lost).min(totals.lenders()?);
    recover(totals, too_much)?;
    Ok(false)
}
