//! Stake: become an owner of the capital.

use cosmwasm_std::{DepsMut, MessageInfo, Response};
use seawall_kit::funds;
use seawall_money::DebtAmount;

use crate::error::PoolResult;
use crate::event::PoolEvent;
use crate::staker;
use crate::state::{TERMS, TOTALS};

/// Anyone, with exactly the pool's coin: one share per base unit. A cool-down goes on for the
/// shares it was asked for.
pub fn stake(deps: DepsMut, info: &MessageInfo) -> PoolResult<Response> {
    let terms = TERMS.load(deps.storage)?;
    let amount = DebtAmount::from(funds::one_coin(info, &terms.denom)?);
    let mut totals = TOTALS.load(deps.storage)?;
    let mut staker = staker::load(deps.storage, &info.sender, &totals)?;
    staker.touch(deps.storage, &mut totals)?;
    if staker.shares.is_zero() {
        totals.stakers = totals.stakers.saturating_add(1);
    }
    staker.shares = staker.shares.plus(amount.uint().into())?;
    totals.capital = totals.capital.plus(amount)?;
    staker::save(deps.storage, &info.sender, &staker)?;
    TOTALS.save(deps.storage, &totals)?;
    let event = PoolEvent::Staked {
        staker: info.sender.to_string(),
        amount,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}
