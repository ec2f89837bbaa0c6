//! Deficits: who pays when there is nothing left to sell (DEC-11).
//!
//! The order is: fees of the liquidation and the pool on the collateral side (their payment travels
//! over the route like proceeds, under a lot number of its own), then pool, reserve and lenders on
//! the debt side. What must always hold: a payer that refuses or cannot be reached is followed by
//! the next, never silently dropped; what is still on its way is not written off (INV-5).

use cosmwasm_std::{DepsMut, Env};
use seawall_interfaces::coordinator::{CoverStage, Phase};
use seawall_mirror::Lot;
use seawall_money::{CollateralAmount, DebtAmount};
use seawall_wire::ids::{ListingId, LotId};
use seawall_wire::{CloseReason, Order};

use super::{rounds, seconds, settle, Effects};
use crate::error::ContractResult;
use crate::events::{emit, LiquidationEvent};
use crate::health::{Book, Case};
use crate::orders::send_order;
use crate::planning::route;
use crate::state::{Account, Liquidation, PendingOrder, LISTINGS, LOT_OF};

/// Asks the collateral side for every debt that is left.
pub(super) fn begin(
    mut deps: DepsMut,
    env: &Env,
    account: &mut Account,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    let book = Book::of(deps.as_ref(), env, account, Case::Best)?;
    let mut effects = Effects::default();
    enter(deps.branch(), env, liquidation, CoverStage::CollateralSide);
    for debt in book.debts.iter().filter(|debt| !debt.amount.is_zero()) {
        let listing = debt.quote.setup.listing;
        let route = route(deps.as_ref(), liquidation.chain, listing)?;
        let Some(route) = route else {
            liquidation.covered_mut(listing).collateral_side_asked = true;
            continue;
        };
        let lot = rounds::next_lot(deps.storage)?;
        let order = Order::PayCover {
            liquidation: liquidation.id,
            lot,
            route,
            amount: debt.amount,
        };
        let pending = PendingOrder::PayCover {
            liquidation: liquidation.id,
            lot,
        };
        let (chain, origin) = (liquidation.chain, liquidation.origin);
        let sent = send_order(deps.branch(), env, chain, origin, order, pending).ok();
        // A payer that cannot be asked is followed by the next.
        liquidation.covered_mut(listing).collateral_side_asked = sent.is_none();
        let Some(sent) = sent else { continue };
        LOT_OF.save(deps.storage, lot.0, &liquidation.id)?;
        liquidation
            .lots
            .push(payment(lot, liquidation.round, listing, route, u64::MAX));
        effects.messages.push(sent);
    }
    effects.extend(next_payer(deps, env, liquidation)?);
    Ok(effects)
}

fn enter(deps: DepsMut, env: &Env, liquidation: &mut Liquidation, stage: CoverStage) {
    let now = seconds(env);
    let params = &liquidation.plan.params;
    let until = now
        .saturating_add(params.transfer_allowance_secs)
        .saturating_add(params.stall_secs);
    liquidation.enter(deps.storage, Phase::Covering(stage), now, until);
}

/// A payment of the collateral side, in the books like a lot that is already closed.
fn payment(
    id: LotId,
    round: u16,
    debt: ListingId,
    route: seawall_wire::ids::RouteId,
    promise_until: u64,
) -> Lot {
    Lot {
        id,
        round,
        collateral: ListingId::default(),
        debt,
        route,
        put_up: CollateralAmount::ZERO,
        repay: DebtAmount::ZERO,
        sold: CollateralAmount::ZERO,
        returned: CollateralAmount::ZERO,
        proceeds: DebtAmount::ZERO,
        credited: DebtAmount::ZERO,
        settled: DebtAmount::ZERO,
        closed: Some(CloseReason::SoldOut),
        promise_until,
        cover: true,
        in_flight: cosmwasm_std::Uint256::zero(),
    }
}

/// The collateral side answered: it paid this much, or refused, or never got the order (zero).
pub(super) fn collateral_side_answered(
    mut deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
    lot: LotId,
    paid: DebtAmount,
) -> ContractResult<Effects> {
    let Some(found) = crate::health::lot_mut(liquidation, lot) else {
        return Ok(Effects::default());
    };
    let listing = found.debt;
    let more = paid.minus_or_zero(found.proceeds);
    found.proceeds = found.proceeds.max(paid);
    found.repay = found.proceeds;
    let covered = liquidation.covered_mut(listing);
    covered.collateral_side = covered.collateral_side.plus(more)?;
    covered.collateral_side_asked = true;
    let mut effects = settle::send_new(deps.branch(), env, liquidation)?;
    effects.extend(next_payer(deps, env, liquidation)?);
    Ok(effects)
}

/// When the collateral side has answered for every debt, the debt side is asked for the rest.
pub(super) fn next_payer(
    mut deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    let waiting = liquidation.covered.iter().any(|c| !c.collateral_side_asked);
    if waiting || liquidation.phase != Phase::Covering(CoverStage::CollateralSide) {
        return Ok(Effects::default());
    }
    enter(deps.branch(), env, liquidation, CoverStage::DebtSide);
    ask_debt_side(deps, env, liquidation, false)
}

/// Asks the debt side for every debt that it was not asked for yet or, with `again`, has not answered
/// for; harmless when repeated. While money is on its way to a debt it is not asked, for how much to
/// leave standing could not be said: the market may credit the money before the order comes. Only
/// when the stage is overdue is what is missing left standing for it.
pub(super) fn ask_debt_side(
    mut deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
    again: bool,
) -> ContractResult<Effects> {
    let mut effects = Effects::default();
    let overdue = seconds(env) > liquidation.deadline;
    let open = liquidation.covered.iter();
    let open = open.filter(|c| !c.debt_side_asked && (again || !c.debt_side_sent));
    let open = open.map(|c| c.listing);
    let mut open: Vec<ListingId> = open.collect();
    open.retain(|listing| overdue || liquidation.on_its_way(*listing).is_zero());
    for listing in open {
        let chain = LISTINGS.load(deps.storage, listing.0)?.chain;
        let order = Order::CoverDeficit {
            liquidation: liquidation.id,
            account: liquidation.account,
            listing,
            keep: liquidation.on_its_way(listing),
        };
        let pending = PendingOrder::CoverDeficit {
            liquidation: liquidation.id,
            listing,
        };
        let origin = liquidation.origin;
        if let Ok(sent) = send_order(deps.branch(), env, chain, origin, order, pending) {
            liquidation.covered_mut(listing).debt_side_sent = true;
            effects.messages.push(sent);
        }
    }
    Ok(effects)
}

/// The debt side answered.
pub(super) fn debt_side_answered(
    deps: DepsMut,
    liquidation: &mut Liquidation,
    listing: ListingId,
    (pool, reserve, lenders): (DebtAmount, DebtAmount, DebtAmount),
) -> ContractResult<Effects> {
    let id = liquidation.id;
    let covered = liquidation.covered_mut(listing);
    if covered.debt_side_asked {
        return Ok(Effects::default());
    }
    covered.debt_side_asked = true;
    (covered.pool, covered.reserve, covered.lenders) = (pool, reserve, lenders);
    let event = LiquidationEvent::Covered {
        liquidation: id,
        listing,
        collateral_side: covered.collateral_side,
        pool,
        reserve,
        lenders,
    };
    Ok(Effects {
        messages: vec![],
        events: vec![emit(deps.storage, &event)?],
    })
}

/// Books what the plan expects to lose at the markets, so that nobody leaves ahead of it.
pub(super) fn provide(
    deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    let expected = liquidation.plan.expected_loss.clone();
    let mut wanted: Vec<(ListingId, DebtAmount)> = expected;
    for (listing, _) in &liquidation.provisions {
        if !wanted.iter().any(|(other, _)| other == listing) {
            wanted.push((*listing, DebtAmount::ZERO));
        }
    }
    wanted.retain(|entry| !liquidation.provisions.contains(entry));
    book(deps, env, liquidation, wanted)
}

/// The liquidation is over: what it had provided for is free again.
pub(super) fn end_provisions(
    deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
) -> ContractResult<Effects> {
    let open = liquidation
        .provisions
        .iter()
        .filter(|(_, amount)| !amount.is_zero());
    let zero = open
        .map(|(listing, _)| (*listing, DebtAmount::ZERO))
        .collect();
    book(deps, env, liquidation, zero)
}

fn book(
    mut deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
    amounts: Vec<(ListingId, DebtAmount)>,
) -> ContractResult<Effects> {
    let mut effects = Effects::default();
    let params = &liquidation.plan.params;
    let life = u64::from(params.curve.tail_secs).saturating_add(params.stall_secs);
    let ends_at = seconds(env).saturating_add(life);
    for (listing, amount) in amounts {
        let chain = LISTINGS.load(deps.storage, listing.0)?.chain;
        let order = Order::Provision {
            liquidation: liquidation.id,
            account: liquidation.account,
            listing,
            amount,
            ends_at,
        };
        let pending = PendingOrder::Provision {
            liquidation: liquidation.id,
        };
        let origin = liquidation.origin;
        // A market that cannot be told holds up no other (INV-11); the next round tells it again.
        let Ok(sent) = send_order(deps.branch(), env, chain, origin, order, pending) else {
            continue;
        };
        effects.messages.push(sent);
        liquidation
            .provisions
            .retain(|(other, _)| *other != listing);
        liquidation.provisions.push((listing, amount));
    }
    Ok(effects)
}
