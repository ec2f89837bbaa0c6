//! The pool's part of the interest, passed on by anyone.

use cosmwasm_std::{DepsMut, Env, Response};
use seawall_interfaces::insurance_pool;
use seawall_kit::call::wasm_exec;

use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::events::MarketEvent;

/// Anyone: pays what is due, as far as coins are free.
pub fn pay(deps: DepsMut, env: &Env) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.totals.fill_pot()?;
    let pool = context.config.pool.clone().ok_or(MarketError::NoPool)?;
    let totals = &mut context.totals;
    let amount = totals.premium.min(totals.free());
    if amount.is_zero() {
        return Err(MarketError::Nothing { what: "premium" });
    }
    totals.premium = totals.premium.minus(amount)?;
    totals.liquidity = totals.liquidity.minus(amount)?;
    context.save(deps.storage)?;
    let coins = vec![amount.coin(&context.config.denom)];
    let msg = insurance_pool::ExecuteMsg::Premium {};
    let event = MarketEvent::PremiumPaid { amount };
    Ok(context
        .response()
        .add_message(wasm_exec(pool, &msg, coins)?)
        .add_event(event.record(deps.storage)?))
}
