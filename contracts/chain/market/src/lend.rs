//! Lending: coins for shares.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_kit::funds::one_coin;
use seawall_money::DebtAmount;

use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::events::MarketEvent;
use crate::lenders;

/// Anyone, with exactly the market's coin: shares at the price without provisions, rounded down.
pub fn lend(deps: DepsMut, env: &Env, info: &MessageInfo) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.assert_lending(deps.storage)?;
    let amount = DebtAmount::from(one_coin(info, &context.config.denom)?);
    let window = context.config.terms.instant_window_secs;
    // Before the coins count, so that nobody's own coins enlarge the allowance of the window.
    context.totals.roll_window(context.now, window);
    let mut lender = lenders::load(deps.storage, &context.totals, &info.sender)?;
    let totals = &mut context.totals;
    let shares = totals.shares_for(amount)?;
    if shares.is_zero() {
        return Err(MarketError::ZeroAmount { what: "shares" });
    }
    totals.shares = totals.shares.plus(shares)?;
    totals.liquidity = totals.liquidity.plus(amount)?;
    lender.shares = lender.shares.plus(shares)?;
    lenders::save(deps.storage, &info.sender, &lender)?;
    context.save(deps.storage)?;
    let event = MarketEvent::Lent {
        lender: info.sender.to_string(),
        amount,
        shares,
    };
    Ok(context.response().add_event(event.record(deps.storage)?))
}
