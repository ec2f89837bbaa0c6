//! Premium and ClaimPremium: what the stakers earn for bearing losses.

use cosmwasm_std::{BankMsg, DepsMut, MessageInfo, Response};
use seawall_kit::funds;
use seawall_money::{DebtAmount, MathError};

use crate::error::{PoolError, PoolResult};
use crate::event::PoolEvent;
use crate::staker;
use crate::state::{sum, SUMS, TERMS, TOTALS};

/// Anyone, with exactly the pool's coin: income for the stakers by their stakes of this moment.
/// Without stakers it goes to the reserve, so that nobody can wait for it with the smallest of
/// stakes.
pub fn premium(deps: DepsMut, info: &MessageInfo) -> PoolResult<Response> {
    let terms = TERMS.load(deps.storage)?;
    let amount = DebtAmount::from(funds::one_coin(info, &terms.denom)?);
    let mut totals = TOTALS.load(deps.storage)?;
    totals.premiums = totals.premiums.plus_or_max(amount);
    let to_reserve = totals.stakers == 0;
    if to_reserve {
        totals.reserve = totals.reserve.plus(amount)?;
    } else {
        let product = totals.product;
        let step = product.sum_step(amount, totals.capital)?;
        let old = sum(deps.storage, product.epoch, product.scale)?;
        let new = old.checked_add(step).map_err(|_| MathError::Overflow {
            operation: "premium sum",
        })?;
        SUMS.save(deps.storage, (product.epoch, product.scale), &new)?;
        totals.premiums_unclaimed = totals.premiums_unclaimed.plus(amount)?;
    }
    TOTALS.save(deps.storage, &totals)?;
    let event = PoolEvent::PremiumPaid {
        payer: info.sender.to_string(),
        amount,
        to_reserve,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// A staker, at any time: all premiums earned so far. Those of a stake that was wiped out too.
pub fn claim(deps: DepsMut, info: &MessageInfo) -> PoolResult<Response> {
    funds::no_funds(info)?;
    let mut totals = TOTALS.load(deps.storage)?;
    let mut staker = staker::load(deps.storage, &info.sender, &totals)?;
    staker.touch(deps.storage, &mut totals)?;
    let amount = std::mem::take(&mut staker.premium);
    if amount.is_zero() {
        return Err(PoolError::NoPremium);
    }
    totals.premiums_unclaimed = totals.premiums_unclaimed.minus(amount)?;
    staker::save(deps.storage, &info.sender, &staker)?;
    TOTALS.save(deps.storage, &totals)?;
    let event = PoolEvent::PremiumClaimed {
        staker: info.sender.to_string(),
        amount,
    };
    let denom = TERMS.load(deps.storage)?.denom;
    Ok(Response::new()
        .add_event(event.record(deps.storage)?)
        .add_message(BankMsg::Send {
            to_address: info.sender.to_string(),
            amount: vec![amount.coin(denom)],
        }))
}
