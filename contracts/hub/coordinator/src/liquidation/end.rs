//! Where a liquidation goes when the facts allow it to move: another round, settling, covering, the
//! end.
//!
//! What must always hold: `step` decides from the merged record alone, so it may be called any
//! number of times, after any fact.

use cosmwasm_std::{DepsMut, Env};
use seawall_interfaces::coordinator::{CoverStage, Outcome, Phase};
use seawall_wire::Order;

use super::due::Due;
use super::{cover, outcome, results, rounds, seconds, Effects};
use crate::error::ContractResult;
use crate::events::{emit, LiquidationEvent};
use crate::health::{Book, Case};
use crate::orders::send_order;
use crate::state::{Account, Liquidation, PendingOrder};

/// Moves the liquidation on as far as the facts allow.
pub(super) fn step(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    let mut effects = Effects::default();
    if due(account, liquidation) == Due::Opened {
        effects.extend(results::opened(deps.branch(), env, account, liquidation)?);
        // A further round is planned from the stored records: what these lots promise now counts.
        liquidation.save(deps.storage)?;
    }
    if due(account, liquidation) == Due::RoundOver {
        if let Some(next) = rounds::try_next(deps.branch(), env, account, liquidation)? {
            effects.extend(next);
            return Ok(effects);
        }
        let params = &liquidation.plan.params;
        let until = seconds(env)
            .saturating_add(params.transfer_allowance_secs)
            .saturating_add(params.stall_secs);
        liquidation.enter(deps.storage, Phase::Settling {}, seconds(env), until);
    }
    if due(account, liquidation) == Due::Settled {
        effects.extend(after_settling(deps.branch(), env, account, liquidation)?);
    }
    if let Phase::Covering(CoverStage::DebtSide) = liquidation.phase {
        let more = cover::ask_debt_side(deps.branch(), env, liquidation, false)?;
        effects.extend(more);
        if due(account, liquidation) == Due::Covered {
            effects.extend(finish(deps, env, account, liquidation, Outcome::Covered)?);
        }
    }
    Ok(effects)
}

fn due(account: &Account, liquidation: &Liquidation) -> Due {
    liquidation.standing().due(|collateral| {
        let mut collaterals = account.collaterals.iter();
        collaterals.all(|c| c.listing != collateral || c.returns_confirmed())
    })
}

/// All money that the lots brought is credited: is the account safe, is there more to sell, or is
/// there a deficit?
pub(super) fn after_settling(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    if let Some(next) = rounds::try_next(deps.branch(), env, account, liquidation)? {
        return Ok(next);
    }
    let book = Book::of(deps.as_ref(), env, account, Case::Best)?;
    let others = account.liquidations.iter().any(|id| *id != liquidation.id);
    let owes = book.debts.iter().any(|debt| !debt.amount.is_zero());
    if owes && book.collateral_is_gone() && !others {
        return cover::begin(deps, env, account, liquidation);
    }
    let safe = !book.health()?.factor.is_unsafe();
    let used = liquidation.round >= liquidation.plan.params.rounds_max;
    finish(deps, env, account, liquidation, outcome(safe, used))
}

/// The liquidation is over. Late facts about its lots still count.
pub(super) fn finish(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
    outcome: Outcome,
) -> ContractResult<Effects> {
    let now = seconds(env);
    liquidation.enter(deps.storage, Phase::Done(outcome), now, now);
    account.liquidations.retain(|id| *id != liquidation.id);
    for lot in &mut liquidation.lots {
        rounds::stop_in_flight(deps.storage, lot)?;
    }
    let mut effects = cover::end_provisions(deps.branch(), env, liquidation)?;
    if let Some(keeper) = liquidation.driver.take() {
        let order = Order::PayKeeper {
            liquidation: liquidation.id,
            keeper,
        };
        let (chain, origin) = (liquidation.chain, liquidation.origin);
        let pending = PendingOrder::PayKeeper {};
        let sent = send_order(deps.branch(), env, chain, origin, order, pending);
        // Over a link that sends nothing now nobody is paid, and the end does not wait for it.
        effects.messages.extend(sent.ok());
    }
    let event = LiquidationEvent::Done {
        liquidation: liquidation.id,
        outcome,
    };
    effects.events.push(emit(deps.storage, &event)?);
    Ok(effects)
}
