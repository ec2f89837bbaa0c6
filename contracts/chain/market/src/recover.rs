//! Money for past losses, and the lenders who take it out.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_kit::funds::one_coin;
use seawall_money::DebtAmount;

use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::events::MarketEvent;
use crate::lenders;
use crate::loss;
use crate::push::push;

/// Anyone, with exactly the market's coin: for those who bore losses; what is above goes to the
/// reserve.
pub fn recover(deps: DepsMut, env: &Env, info: &MessageInfo) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    let amount = DebtAmount::from(one_coin(info, &context.config.denom)?);
    let totals = &mut context.totals;
    totals.liquidity = totals.liquidity.plus(amount)?;
    let to_lenders = loss::recover(totals, amount)?;
    totals.reserve = totals.reserve.plus(amount.minus(to_lenders)?)?;
    context.save(deps.storage)?;
    let event = MarketEvent::Recovered { amount, to_lenders };
    Ok(context.response().add_event(event.record(deps.storage)?))
}

/// A lender: take what was recovered, and the outcome of seasons that are over, as far as coins
/// are there.
pub fn claim(deps: DepsMut, env: &Env, info: &MessageInfo) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    context.totals.fill_pot()?;
    let mut lender = lenders::load(deps.storage, &context.totals, &info.sender)?;
    let amount = lender.bearer.owed.min(context.totals.pot);
    if amount.is_zero() {
        let what = "recoveries";
        return Err(MarketError::Nothing { what });
    }
    lender.bearer.owed = lender.bearer.owed.minus(amount)?;
    context.totals.pot = context.totals.pot.minus(amount)?;
    lenders::save(deps.storage, &info.sender, &lender)?;
    context.save(deps.storage)?;
    let event = MarketEvent::RecoveryClaimed {
        lender: info.sender.to_string(),
        amount,
    };
    Ok(context
        .response()
        .add_submessages(push(&info.sender, &context.config.denom, amount)?)
        .add_event(event.record(deps.storage)?))
}
