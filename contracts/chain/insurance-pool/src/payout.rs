//! Payout: the pool pays for a deficit.

use cosmwasm_std::{to_json_binary, BankMsg, DepsMut, MessageInfo, Response, Storage};
use seawall_kit::funds;
use seawall_money::{planted, DebtAmount};
use seawall_wire::ids::LiquidationId;

use crate::error::{PoolError, PoolResult};
use crate::event::PoolEvent;
use crate::state::{assert_payer, Totals, HOLDS, MAX_CLAIM_BYTES, PAID, REDUNDANT, TERMS, TOTALS};

/// Payer: pays what is asked for, at most the reserve and the allowed share of the capital; answers
/// how much in its data. A claim that came before pays nothing (INV-9). What was held for the
/// liquidation shrinks by what is paid.
pub fn payout(
    deps: DepsMut,
    info: &MessageInfo,
    claim: String,
    liquidation: LiquidationId,
    asked: DebtAmount,
    receiver: &str,
) -> PoolResult<Response> {
    assert_payer(deps.storage, info)?;
    funds::no_funds(info)?;
    check_claim(&claim)?;
    let receiver = deps.api.addr_validate(receiver)?;
    if PAID.has(deps.storage, &claim) {
        return repeated(deps, claim);
    }
    let terms = TERMS.load(deps.storage)?;
    let mut totals = TOTALS.load(deps.storage)?;
    let epoch = totals.product.epoch;
    let from_reserve = asked.min(totals.reserve);
    let rest = asked.minus(from_reserve)?;
    let from_capital = rest.min(totals.capital.scaled_floor(terms.payout_max)?);
    let amount = from_reserve.plus(from_capital)?;
    totals.reserve = totals.reserve.minus(from_reserve)?;
    bear(&mut totals, from_capital)?;
    totals.paid = totals.paid.plus_or_max(amount);
    TOTALS.save(deps.storage, &totals)?;
    PAID.save(deps.storage, &claim, &amount)?;
    shrink_hold(deps.storage, liquidation, amount)?;

    let event = PoolEvent::PaidOut {
        claim,
        liquidation,
        asked,
        from_reserve,
        from_capital,
        receiver: receiver.to_string(),
    };
    let mut response = Response::new()
        .add_event(event.record(deps.storage)?)
        .set_data(to_json_binary(&amount)?);
    let epoch_now = totals.product.epoch;
    if epoch_now != epoch {
        let event = PoolEvent::WipedOut { epoch: epoch_now };
        response = response.add_event(event.record(deps.storage)?);
    }
    if !amount.is_zero() {
        response = response.add_message(BankMsg::Send {
            to_address: receiver.to_string(),
            amount: vec![amount.coin(terms.denom)],
        });
    }
    Ok(response)
}

/// All stakers together lose `loss`, by one update.
fn bear(totals: &mut Totals, loss: DebtAmount) -> PoolResult<()> {
    if loss.is_zero() {
        return Ok(());
    }
    let rest = totals.capital.minus(loss)?;
    let product = totals.product.after_loss(rest, totals.capital)?;
    totals.product = planted!(product; LossNotShared => totals.product);
    totals.capital = rest;
    if rest.is_zero() {
        totals.stakers = 0;
    }
    Ok(())
}

fn shrink_hold(
    storage: &mut dyn Storage,
    liquidation: LiquidationId,
    paid: DebtAmount,
) -> PoolResult<()> {
    let Some(mut hold) = HOLDS.may_load(storage, liquidation.0)? else {
        return Ok(());
    };
    hold.amount = hold.amount.minus_or_zero(paid);
    if hold.amount.is_zero() {
        HOLDS.remove(storage, liquidation.0);
        return Ok(());
    }
    Ok(HOLDS.save(storage, liquidation.0, &hold)?)
}

fn repeated(deps: DepsMut, claim: String) -> PoolResult<Response> {
    let count = REDUNDANT.may_load(deps.storage)?.unwrap_or_default();
    let count = count.saturating_add(1);
    REDUNDANT.save(deps.storage, &count)?;
    let event = PoolEvent::Redundant { claim, count };
    Ok(Response::new()
        .add_event(event.record(deps.storage)?)
        .set_data(to_json_binary(&DebtAmount::ZERO)?))
}

fn check_claim(claim: &str) -> PoolResult<()> {
    let actual = claim.len() as u64;
    if (1..=MAX_CLAIM_BYTES).contains(&actual) {
        return Ok(());
    }
    Err(PoolError::OutOfRange {
        what: "length of the claim",
        min: 1,
        max: MAX_CLAIM_BYTES,
        actual,
    })
}
