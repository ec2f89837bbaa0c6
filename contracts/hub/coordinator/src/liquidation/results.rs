//! What became of the orders of a liquidation.
//!
//! What must always hold: an error and a timeout take the same way and have effect once; an answer
//! to an order that the record no longer waits for changes nothing (INV-9).

use cosmwasm_std::{DepsMut, Env};
use seawall_interfaces::coordinator::{Outcome, Phase};
use seawall_money::{planted, DebtAmount};
use seawall_wire::ids::LiquidationId;
use seawall_wire::{OrderAck, WireError};

use super::{cover, end, go_on, rounds, seconds, Effects};
use crate::error::ContractResult;
use crate::events::{emit, LiquidationEvent};
use crate::state::{Account, Liquidation, PendingOrder, ACCOUNTS, LIQUIDATIONS};

/// What became of an order.
#[derive(Debug, Clone, PartialEq)]
pub enum OrderResult {
    /// It took effect.
    Done(OrderAck),
    /// It was refused and changed nothing.
    Refused(WireError),
    /// It was never received.
    TimedOut,
}

/// Moves the liquidation on that an order belonged to.
pub fn on_order_result(
    mut deps: DepsMut,
    env: &Env,
    pending: PendingOrder,
    result: OrderResult,
) -> ContractResult<Effects> {
    let id = match &pending {
        PendingOrder::OpenLots { liquidation, .. }
        | PendingOrder::PayCover { liquidation, .. }
        | PendingOrder::CoverDeficit { liquidation, .. } => *liquidation,
        // Settlements and provisions may be sent again by anyone; what they did is reported.
        _ => return Ok(Effects::default()),
    };
    let Some((mut account, mut liquidation)) = load(deps.branch(), id)? else {
        return Ok(Effects::default());
    };
    let mut effects = apply(
        deps.branch(),
        env,
        &mut account,
        &mut liquidation,
        pending,
        result,
    )?;
    go_on(deps, env, &mut account, &mut liquidation, &mut effects)?;
    Ok(effects)
}

fn load(deps: DepsMut, id: LiquidationId) -> ContractResult<Option<(Account, Liquidation)>> {
    let Some(liquidation) = LIQUIDATIONS.may_load(deps.storage, id.0)? else {
        return Ok(None);
    };
    let account = ACCOUNTS.may_load(deps.storage, liquidation.account.0)?;
    Ok(account.map(|account| (account, liquidation)))
}

fn apply(
    deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
    pending: PendingOrder,
    result: OrderResult,
) -> ContractResult<Effects> {
    match pending {
        PendingOrder::OpenLots { round, .. } => {
            let waits = liquidation.round == round && liquidation.phase == Phase::Opening {};
            match result {
                _ if !waits => Ok(Effects::default()),
                OrderResult::Done(_) => opened(deps, env, account, liquidation),
                _ => not_opened(deps, env, account, liquidation),
            }
        }
        PendingOrder::PayCover { lot, .. } => {
            let paid = match result {
                OrderResult::Done(OrderAck::CoverPaid {
                    from_fees,
                    from_pool,
                }) => from_fees.plus(from_pool)?,
                _ => DebtAmount::ZERO,
            };
            cover::collateral_side_answered(deps, env, liquidation, lot, paid)
        }
        PendingOrder::CoverDeficit { listing, .. } => match result {
            OrderResult::Done(OrderAck::DeficitCovered {
                from_pool,
                from_reserve,
                from_lenders,
            }) => {
                let paid = (from_pool, from_reserve, from_lenders);
                cover::debt_side_answered(deps, liquidation, listing, paid)
            }
            // The debt is still there; anyone may ask again.
            _ => Ok(Effects::default()),
        },
        _ => Ok(Effects::default()),
    }
}

/// The lots are open.
pub(super) fn opened(
    deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    let now = seconds(env);
    let (id, round) = (liquidation.id, liquidation.round);
    let params = &liquidation.plan.params;
    let life = u64::from(params.curve.tail_secs).saturating_add(params.return_allowance_secs);
    let closed_by = now.saturating_add(life);
    let paid_by = closed_by.saturating_add(params.transfer_allowance_secs);
    for lot in liquidation
        .lots
        .iter_mut()
        .filter(|lot| lot.round == round && !lot.cover)
    {
        lot.promise_until = paid_by;
        rounds::mirror_of(account, lot.collateral)?.decide_done(lot.put_up);
    }
    liquidation.enter(deps.storage, Phase::Auctioning {}, now, closed_by);
    let event = LiquidationEvent::Opened {
        liquidation: id,
        round,
    };
    Ok(Effects {
        messages: vec![],
        events: vec![emit(deps.storage, &event)?],
    })
}

/// The order never took effect: what was marked is unmarked, and a new plan may be made.
fn not_opened(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    let (id, round) = (liquidation.id, liquidation.round);
    planted!(rounds::undo(deps.storage, account, liquidation)?; OpeningNotUndone => ());
    let event = emit(
        deps.storage,
        &LiquidationEvent::NotOpened {
            liquidation: id,
            round,
        },
    )?;
    let mut effects = if liquidation.has_sold() {
        let params = &liquidation.plan.params;
        let until = seconds(env)
            .saturating_add(params.transfer_allowance_secs)
            .saturating_add(params.stall_secs);
        liquidation.enter(deps.storage, Phase::Settling {}, seconds(env), until);
        // What follows is planned from the stored records: the undone lots promise nothing.
        liquidation.save(deps.storage)?;
        Effects::default()
    } else {
        end::finish(deps.branch(), env, account, liquidation, Outcome::NotOpened)?
    };
    effects.events.push(event);
    Ok(effects)
}
