//! Unstake: in two steps, so that nobody leaves ahead of a loss.
//!
//! Between the steps the shares bear losses and earn as before. While money is held for an expected
//! loss, each who leaves gets the free part of their stake and leaves their part of what is held,
//! at risk; for that rest they must ask again. So asking often takes no more out than asking once.

use cosmwasm_std::{BankMsg, DepsMut, Env, MessageInfo, Response};
use seawall_kit::funds;
use seawall_money::{planted, DebtAmount, PoolShares};

use crate::error::{PoolError, PoolResult};
use crate::event::PoolEvent;
use crate::staker::{self, Leaving};
use crate::state::{held, Totals, TERMS, TOTALS};

/// A staker: the cool-down of some shares begins; one that was under way is replaced.
pub fn start(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    shares: PoolShares,
) -> PoolResult<Response> {
    funds::no_funds(info)?;
    let terms = TERMS.load(deps.storage)?;
    let totals = TOTALS.load(deps.storage)?;
    let mut staker = staker::load(deps.storage, &info.sender, &totals)?;
    if shares.is_zero() || shares > staker.shares {
        return Err(PoolError::BadShares {
            max: staker.shares,
            actual: shares,
        });
    }
    let from = env.block.time.seconds().saturating_add(terms.cooldown_secs);
    let until = from.saturating_add(terms.window_secs);
    staker.leaving = Some(Leaving {
        shares,
        from,
        until,
    });
    staker::save(deps.storage, &info.sender, &staker)?;
    let event = PoolEvent::UnstakeStarted {
        staker: info.sender.to_string(),
        shares,
        from,
        until,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// A staker, after the cool-down and within the window: the worth of the shares is paid, without
/// the part that is held. Whatever is paid, this unstake is over.
pub fn finish(deps: DepsMut, env: &Env, info: &MessageInfo) -> PoolResult<Response> {
    funds::no_funds(info)?;
    let now = env.block.time.seconds();
    let mut totals = TOTALS.load(deps.storage)?;
    let mut staker = staker::load(deps.storage, &info.sender, &totals)?;
    staker.touch(deps.storage, &mut totals)?;
    let leaving = staker.leaving.take().ok_or(PoolError::NotLeaving)?;
    check_time(&leaving, now)?;
    let want = DebtAmount::from(leaving.shares.uint());
    let held = planted!(held(deps.storage, now)?; UnstakeBeforePayout => DebtAmount::ZERO);
    let amount = free_part(want, held, totals.capital)?;
    if amount.is_zero() && !want.is_zero() {
        let capital = totals.capital;
        return Err(PoolError::Held { held, capital });
    }
    staker.shares = staker.shares.minus(amount.uint().into())?;
    take_capital(&mut totals, amount, staker.shares)?;
    staker::save(deps.storage, &info.sender, &staker)?;
    TOTALS.save(deps.storage, &totals)?;
    let event = PoolEvent::Unstaked {
        staker: info.sender.to_string(),
        amount,
        kept: want.minus(amount)?,
    };
    let response = Response::new().add_event(event.record(deps.storage)?);
    if amount.is_zero() {
        return Ok(response);
    }
    let denom = TERMS.load(deps.storage)?.denom;
    Ok(response.add_message(BankMsg::Send {
        to_address: info.sender.to_string(),
        amount: vec![amount.coin(denom)],
    }))
}

/// A staker: the cool-down is given up.
pub fn cancel(deps: DepsMut, info: &MessageInfo) -> PoolResult<Response> {
    funds::no_funds(info)?;
    let totals = TOTALS.load(deps.storage)?;
    let mut staker = staker::load(deps.storage, &info.sender, &totals)?;
    staker.leaving.take().ok_or(PoolError::NotLeaving)?;
    staker::save(deps.storage, &info.sender, &staker)?;
    let event = PoolEvent::UnstakeCancelled {
        staker: info.sender.to_string(),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

fn check_time(leaving: &Leaving, now: u64) -> PoolResult<()> {
    if now < leaving.from {
        let from = leaving.from;
        return Err(PoolError::CoolingDown { from, now });
    }
    if now >= leaving.until {
        let until = leaving.until;
        return Err(PoolError::WindowOver { until, now });
    }
    Ok(())
}

/// `want · (capital − held) / capital`, rounded down: everyone leaves their part of what is held.
fn free_part(want: DebtAmount, held: DebtAmount, capital: DebtAmount) -> PoolResult<DebtAmount> {
    if held.is_zero() || want.is_zero() {
        return Ok(want);
    }
    let free = capital.minus_or_zero(held);
    Ok(want.part_floor(free.uint(), capital.uint())?)
}

/// Takes a paid stake off the capital. What rounding left when the last staker goes belongs to
/// nobody.
fn take_capital(totals: &mut Totals, amount: DebtAmount, rest: PoolShares) -> PoolResult<()> {
    totals.capital = totals.capital.minus(amount)?;
    if rest.is_zero() && !amount.is_zero() {
        totals.stakers = totals.stakers.saturating_sub(1);
    }
    if totals.stakers == 0 {
        totals.reserve = totals.reserve.plus(totals.capital)?;
        totals.capital = DebtAmount::ZERO;
    }
    Ok(())
}
