//! Writing off a debt that nothing will repay: pool, reserve, lenders, in this order (DEC-11).
//!
//! What must always hold: once per liquidation; what is written off is what the three bear
//! together (INV-5); a pool that fails, is absent or says more than it sent pays what came in,
//! never more. The pool is asked by a sub-message, all the rest happens in its reply: one
//! transaction.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{from_json, to_json_binary, DepsMut, Env, MessageInfo, Reply, Response};
use seawall_interfaces::insurance_pool;
use seawall_kit::call::{guarded, wasm_exec, with_context};
use seawall_money::{planted, DebtAmount};
use seawall_wire::ids::{AccountId, LiquidationId};
use seawall_wire::OrderAck;

use crate::context::Context;
use crate::contract::{NEIGHBOUR_GAS, REPLY_POOL};
use crate::data::answer_of;
use crate::error::MarketResult;
use crate::events::MarketEvent;
use crate::provision::resolve;
use crate::repay::{report, Burn};
use crate::state::{account, Cover, ACCOUNTS, CLAIMS, COVERS};

#[cw_serde]
struct Deficit {
    liquidation: LiquidationId,
    account: AccountId,
    amount: DebtAmount,
}

/// Outpost: write an account's debt off, but for `keep`.
pub fn cover(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    (liquidation, id): (LiquidationId, AccountId),
    keep: DebtAmount,
) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.assert_outpost(&info.sender)?;
    if let Some(cover) = COVERS.may_load(deps.storage, liquidation.0)? {
        context.save(deps.storage)?;
        let event = MarketEvent::redundant("cover", liquidation.0);
        return Ok(context
            .response()
            .set_data(to_json_binary(&ack(&cover))?)
            .add_event(event.record(deps.storage)?));
    }
    let record = account(deps.storage, id)?;
    let debt = context.totals.index.debt(record.shares)?;
    let deficit = Deficit {
        liquidation,
        account: id,
        amount: debt.minus_or_zero(keep),
    };
    let pool = context.config.pool.clone();
    match pool {
        Some(pool) if !deficit.amount.is_zero() => {
            context.save(deps.storage)?;
            let payout = insurance_pool::ExecuteMsg::Payout {
                claim: format!("deficit/{liquidation}"),
                liquidation,
                amount: deficit.amount,
                receiver: env.contract.address.to_string(),
            };
            let call = wasm_exec(pool, &payout, vec![])?;
            let sub = with_context(guarded(call, REPLY_POOL, NEIGHBOUR_GAS), &deficit)?;
            Ok(context.response().add_submessage(sub))
        }
        _ => write_off(deps, context, &deficit, DebtAmount::ZERO),
    }
}

/// The pool paid, or did not.
pub fn pool_answered(deps: DepsMut, env: &Env, reply: Reply) -> MarketResult<Response> {
    let context = Context::load(deps.storage, env)?;
    let deficit: Deficit = from_json(&reply.payload)?;
    let said = answer_of(reply.result)
        .ok()
        .and_then(|data| from_json::<DebtAmount>(data).ok())
        .unwrap_or_default();
    let denom = &context.config.denom;
    let balance = deps.querier.query_balance(&env.contract.address, denom)?;
    let claims = CLAIMS.total(deps.storage, denom)?;
    let booked = context.totals.booked()?.plus(DebtAmount::from(claims))?;
    let came = cosmwasm_std::Uint128::try_from(balance.amount).unwrap_or_default();
    let came = DebtAmount::from(came).minus_or_zero(booked);
    let paid = said.min(came).min(deficit.amount);
    write_off(deps, context, &deficit, paid)
}

fn write_off(
    deps: DepsMut,
    mut context: Context,
    deficit: &Deficit,
    from_pool: DebtAmount,
) -> MarketResult<Response> {
    let storage = deps.storage;
    let mut record = account(storage, deficit.account)?;
    let burn = Burn::of(&context.totals, &record, deficit.amount)?;
    burn.book(&mut context.totals, &mut record)?;
    let rest = burn.amount.minus(from_pool)?;
    let from_reserve = rest.min(context.totals.reserve);
    let from_lenders = rest.minus(from_reserve)?;
    let cover = Cover {
        from_pool,
        from_reserve,
        from_lenders,
    };
    let totals = &mut context.totals;
    totals.liquidity = totals.liquidity.plus(from_pool)?;
    totals.reserve = totals.reserve.minus(from_reserve)?;
    record.lost_pool = record.lost_pool.plus(from_pool)?;
    record.lost_reserve = record.lost_reserve.plus(from_reserve)?;
    record.lost_lenders = record.lost_lenders.plus(from_lenders)?;
    COVERS.save(storage, deficit.liquidation.0, &cover)?;
    let lost = planted!(from_lenders; LossNotBooked => DebtAmount::ZERO);
    resolve(storage, &mut context, deficit.liquidation, lost)?;
    ACCOUNTS.save(storage, deficit.account.0, &record)?;
    context.save(storage)?;
    let event = MarketEvent::DeficitCovered {
        liquidation: deficit.liquidation,
        account: deficit.account,
        shares: burn.shares,
        from_pool,
        from_reserve,
        from_lenders,
    };
    let mut response = context
        .response()
        .set_data(to_json_binary(&ack(&cover))?)
        .add_event(event.record(storage)?);
    if !burn.shares.is_zero() {
        response = response.add_submessages(report(&context.config, deficit.account, vec![])?);
    }
    Ok(response)
}

fn ack(cover: &Cover) -> OrderAck {
    OrderAck::DeficitCovered {
        from_pool: cover.from_pool,
        from_reserve: cover.from_reserve,
        from_lenders: cover.from_lenders,
    }
}
