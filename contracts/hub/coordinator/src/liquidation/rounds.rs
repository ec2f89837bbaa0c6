//! Rounds: marking what a plan takes, sending its order, and undoing it when it never took effect.
//!
//! What must always hold: `start` and `undo` are mirror images; a unit of collateral is ordered out
//! once per round and undone at most once (INV-4, INV-9).

use cosmwasm_std::{DepsMut, Env, Event, Storage, Uint256};
use seawall_interfaces::coordinator::{Phase, Scope};
use seawall_mirror::{CollateralMirror, Lot};
use seawall_money::{planted, CollateralAmount, DebtAmount, DebtValue};
use seawall_wire::ids::{ListingId, LotId};
use seawall_wire::{LotOrder, OpenLots, Order};

use super::{seconds, Effects};
use crate::error::{ContractError, ContractResult};
use crate::events::{emit, LiquidationEvent};
use crate::orders::{send_order, takes_orders};
use crate::planning::plan;
use crate::state::{
    Account, Liquidation, PendingOrder, ASSET_IN_FLIGHT, CHAINS, COUNTERS, IN_FLIGHT, LISTINGS,
    LOTS_KEPT_MAX, LOT_OF, TOTALS,
};

/// Starts the round whose plan is in the record.
pub(super) fn start(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    let promise_until = liquidation
        .plan
        .not_after
        .saturating_add(liquidation.plan.params.skew_secs);
    forget_settled(liquidation);
    for at in 0..liquidation.plan.lots.len() {
        let id = next_lot(deps.storage)?;
        let Some(order) = liquidation.plan.lots.get_mut(at) else {
            continue;
        };
        order.lot = id;
        let order = order.clone();
        LOT_OF.save(deps.storage, id.0, &liquidation.id)?;
        planted!(mirror_of(account, order.collateral)?.order(order.put_up)?; SeizureNotMarked => ());
        take_from_totals(deps.storage, order.collateral, order.put_up)?;
        let in_flight = count_in_flight(deps.storage, liquidation, &order)?;
        liquidation
            .lots
            .push(lot(&order, liquidation.round, promise_until, in_flight));
    }
    let order = Order::OpenLots(OpenLots {
        liquidation: liquidation.id,
        round: liquidation.round,
        account: liquidation.account,
        lots: liquidation.plan.lots.clone(),
        priced_at: liquidation.plan.priced_at,
        not_after: liquidation.plan.not_after,
        keeper: liquidation.pay_to.clone(),
    });
    let pending = PendingOrder::OpenLots {
        liquidation: liquidation.id,
        round: liquidation.round,
    };
    let timeout = CHAINS.load(deps.storage, liquidation.chain.0)?.timeout_secs;
    let now = seconds(env);
    liquidation.enter(
        deps.storage,
        Phase::Opening {},
        now,
        now.saturating_add(timeout),
    );
    let mut effects = super::cover::provide(deps.branch(), env, liquidation)?;
    effects.events.push(told(deps.storage, liquidation)?);
    let (chain, origin) = (liquidation.chain, liquidation.origin);
    effects
        .messages
        .push(send_order(deps, env, chain, origin, order, pending)?);
    Ok(effects)
}

/// Tells of a round. One without lots asks the payers at once: there was nothing left to sell.
pub(super) fn told(storage: &mut dyn Storage, liquidation: &Liquidation) -> ContractResult<Event> {
    let event = LiquidationEvent::Round {
        liquidation: liquidation.id,
        origin: liquidation.origin,
        account: liquidation.account,
        chain: liquidation.chain,
        round: liquidation.round,
        health: liquidation.plan.health_before,
        lots: liquidation.plan.lots.clone(),
    };
    emit(storage, &event)
}

/// Starts another round if the account still needs one and it is possible now. `None` if not.
pub(super) fn try_next(
    deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Option<Effects>> {
    // What `start` has written would stay if its order could then not be sent.
    if liquidation.round >= liquidation.plan.params.rounds_max
        || crate::pause::assert_open(deps.storage, env, Scope::Liquidate).is_err()
        || !takes_orders(deps.storage, liquidation.chain)
    {
        return Ok(None);
    }
    match plan(deps.as_ref(), env, account, liquidation.chain) {
        Ok(plan) if !plan.lots.is_empty() => {
            liquidation.round = liquidation.round.saturating_add(1);
            liquidation.plan = plan;
            start(deps, env, account, liquidation).map(Some)
        }
        // Healthy, no good price, nothing to sell: the next fact or call tries again.
        _ => Ok(None),
    }
}

/// The round's order never took effect: everything that `start` marked is unmarked.
pub(super) fn undo(
    storage: &mut dyn Storage,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<()> {
    let round = liquidation.round;
    for lot in liquidation
        .lots
        .iter_mut()
        .filter(|lot| lot.round == round && !lot.cover)
    {
        mirror_of(account, lot.collateral)?.decide_undone(lot.put_up)?;
        planted!(OpeningUndoneTwice => mirror_of(account, lot.collateral)?.decide_undone(lot.put_up)?);
        give_to_totals(storage, lot.collateral, lot.put_up)?;
        stop_in_flight(storage, lot)?;
        LOT_OF.remove(storage, lot.id.0);
    }
    liquidation
        .lots
        .retain(|lot| lot.round != round || lot.cover);
    Ok(())
}

/// The account's record of a collateral. Errors: `Inconsistent` when it has none.
pub(super) fn mirror_of(
    account: &mut Account,
    listing: ListingId,
) -> ContractResult<&mut CollateralMirror> {
    let found = account
        .collaterals
        .iter_mut()
        .find(|c| c.listing == listing);
    let missing = ContractError::Inconsistent {
        what: "a lot of a collateral the account has not",
    };
    found.ok_or_else(|| missing.into())
}

/// Lots of earlier rounds about which nothing can change any more make room for new ones.
fn forget_settled(liquidation: &mut Liquidation) {
    let room = seawall_risk::MAX_LOTS;
    while liquidation.lots.len().saturating_add(room) > LOTS_KEPT_MAX {
        let Some(at) = liquidation.lots.iter().position(Lot::is_settled) else {
            break;
        };
        liquidation.lots.remove(at);
    }
}

pub(super) fn next_lot(storage: &mut dyn Storage) -> ContractResult<LotId> {
    let counters = COUNTERS.update(storage, |mut c| -> ContractResult<_> {
        c.lot = c.lot.saturating_add(1);
        Ok(c)
    })?;
    Ok(LotId(counters.lot))
}

fn lot(order: &LotOrder, round: u16, promise_until: u64, in_flight: Uint256) -> Lot {
    Lot {
        id: order.lot,
        round,
        collateral: order.collateral,
        debt: order.debt,
        route: order.route,
        put_up: order.put_up,
        repay: order.repay,
        sold: CollateralAmount::ZERO,
        returned: CollateralAmount::ZERO,
        proceeds: DebtAmount::ZERO,
        credited: DebtAmount::ZERO,
        settled: DebtAmount::ZERO,
        closed: None,
        promise_until,
        cover: false,
        in_flight,
    }
}

fn take_from_totals(
    storage: &mut dyn Storage,
    listing: ListingId,
    amount: CollateralAmount,
) -> ContractResult<()> {
    let mut totals = TOTALS.may_load(storage, listing.0)?.unwrap_or_default();
    totals.collateral = totals.collateral.minus_or_zero(amount);
    Ok(TOTALS.save(storage, listing.0, &totals)?)
}

fn give_to_totals(
    storage: &mut dyn Storage,
    listing: ListingId,
    amount: CollateralAmount,
) -> ContractResult<()> {
    let mut totals = TOTALS.may_load(storage, listing.0)?.unwrap_or_default();
    totals.collateral = totals.collateral.plus(amount)?;
    Ok(TOTALS.save(storage, listing.0, &totals)?)
}

fn count_in_flight(
    storage: &mut dyn Storage,
    liquidation: &Liquidation,
    order: &LotOrder,
) -> ContractResult<Uint256> {
    let price = liquidation
        .plan
        .prices
        .iter()
        .find(|(listing, _)| *listing == order.debt);
    let value = match price {
        Some((_, price)) => price.of_debt(order.repay)?,
        None => DebtValue::ZERO,
    };
    let value = value.atomics();
    let asset = LISTINGS.load(storage, order.debt.0)?.asset.0;
    let of_asset = ASSET_IN_FLIGHT
        .may_load(storage, asset)?
        .unwrap_or_default();
    ASSET_IN_FLIGHT.save(storage, asset, &of_asset.saturating_add(value))?;
    let all = IN_FLIGHT.may_load(storage)?.unwrap_or_default();
    IN_FLIGHT.save(storage, &all.saturating_add(value))?;
    let mut totals = TOTALS.may_load(storage, order.debt.0)?.unwrap_or_default();
    totals.in_flight = totals.in_flight.plus(order.repay)?;
    TOTALS.save(storage, order.debt.0, &totals)?;
    Ok(value)
}

/// A lot that closed, or never opened, counts in no limit any more. A second call changes nothing.
pub(super) fn stop_in_flight(storage: &mut dyn Storage, lot: &mut Lot) -> ContractResult<()> {
    let value = std::mem::take(&mut lot.in_flight);
    if value.is_zero() {
        return Ok(());
    }
    let asset = LISTINGS.load(storage, lot.debt.0)?.asset.0;
    let of_asset = ASSET_IN_FLIGHT
        .may_load(storage, asset)?
        .unwrap_or_default();
    ASSET_IN_FLIGHT.save(storage, asset, &of_asset.saturating_sub(value))?;
    let all = IN_FLIGHT.may_load(storage)?.unwrap_or_default();
    IN_FLIGHT.save(storage, &all.saturating_sub(value))?;
    let mut totals = TOTALS.may_load(storage, lot.debt.0)?.unwrap_or_default();
    totals.in_flight = totals.in_flight.minus_or_zero(lot.repay);
    Ok(TOTALS.save(storage, lot.debt.0, &totals)?)
}
