//! Hold: money for an expected loss does not leave.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Order, Response, Storage};
use seawall_kit::funds;
use seawall_money::DebtAmount;
use seawall_wire::ids::LiquidationId;

use crate::error::{PoolError, PoolResult};
use crate::event::PoolEvent;
use crate::state::{assert_payer, HoldRecord, HOLDS, MAX_HOLDS, MAX_HOLD_SECS};

/// Payer: the last amount for a liquidation stands; zero, or an end that is past, frees it. A hold
/// ends by itself, after 30 days at the latest, so no payer can keep stakers in for ever.
pub fn hold(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    liquidation: LiquidationId,
    amount: DebtAmount,
    ends_at: u64,
) -> PoolResult<Response> {
    assert_payer(deps.storage, info)?;
    funds::no_funds(info)?;
    let now = env.block.time.seconds();
    let ends_at = ends_at.min(now.saturating_add(MAX_HOLD_SECS));
    HOLDS.remove(deps.storage, liquidation.0);
    if !amount.is_zero() && ends_at > now {
        make_room(deps.storage, now)?;
        HOLDS.save(deps.storage, liquidation.0, &HoldRecord { amount, ends_at })?;
    }
    let event = PoolEvent::Held {
        liquidation,
        amount,
        ends_at,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Drops holds that have ended; fails if the others leave no room.
fn make_room(storage: &mut dyn Storage, now: u64) -> PoolResult<()> {
    let mut ended = Vec::new();
    let mut open = 0usize;
    let range = HOLDS.range(storage, None, None, Order::Ascending);
    for entry in range.take(MAX_HOLDS) {
        let (liquidation, hold) = entry?;
        if now >= hold.ends_at {
            ended.push(liquidation);
        } else {
            open = open.saturating_add(1);
        }
    }
    for liquidation in ended {
        HOLDS.remove(storage, liquidation);
    }
    if open >= MAX_HOLDS {
        return Err(PoolError::TooManyHolds { max: MAX_HOLDS });
    }
    Ok(())
}
