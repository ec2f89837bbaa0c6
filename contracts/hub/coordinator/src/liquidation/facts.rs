//! Facts about lots, from auction houses and markets.
//!
//! What must always hold: facts are merged by maximum, so their order and number do not matter
//! (INV-7); facts about a liquidation that is over still count; lots of other chains than the
//! reporting one are ignored (IBC rule 14), which the caller has made sure of for listings.

use std::collections::BTreeSet;

use cosmwasm_std::{DepsMut, Env};
use seawall_wire::ids::{ChainNo, LiquidationId, LotId};
use seawall_wire::{CreditLine, LotLine};

use super::{end, rounds, seconds, settle, Effects};
use crate::certificate::renew;
use crate::error::ContractResult;
use crate::events::{emit, LiquidationEvent};
use crate::health::lot_mut;
use crate::state::{Account, Liquidation, Lot, ACCOUNTS, LIQUIDATIONS, LISTINGS, LOT_OF};

/// Merges what `from` reports about lots and credits, and moves the liquidations concerned on.
/// Account records must be saved before and are saved again.
pub fn on_facts(
    mut deps: DepsMut,
    env: &Env,
    from: ChainNo,
    lots: &[LotLine],
    credits: &[CreditLine],
) -> ContractResult<Effects> {
    let mut effects = Effects::default();
    let mut touched = BTreeSet::new();
    for line in lots {
        let Some(id) = LOT_OF.may_load(deps.storage, line.lot.0)? else {
            continue;
        };
        let mut liquidation = LIQUIDATIONS.load(deps.storage, id.0)?;
        if liquidation.chain == from && merge_lot(deps.branch(), env, &mut liquidation, line)? {
            effects
                .events
                .push(tell(deps.branch(), &mut liquidation, line.lot)?);
            liquidation.save(deps.storage)?;
            touched.insert(id.0);
        }
    }
    for line in credits {
        let Some(id) = LOT_OF.may_load(deps.storage, line.lot.0)? else {
            continue;
        };
        let mut liquidation = LIQUIDATIONS.load(deps.storage, id.0)?;
        if merge_credit(deps.branch(), env, from, &mut liquidation, line)? {
            effects
                .events
                .push(tell(deps.branch(), &mut liquidation, line.lot)?);
            liquidation.save(deps.storage)?;
            touched.insert(id.0);
        }
    }
    for id in touched {
        effects.extend(move_on(deps.branch(), env, LiquidationId(id))?);
    }
    Ok(effects)
}

/// Sends what facts made due, and moves the liquidation on if they allow it.
pub(super) fn move_on(mut deps: DepsMut, env: &Env, id: LiquidationId) -> ContractResult<Effects> {
    let mut liquidation = LIQUIDATIONS.load(deps.storage, id.0)?;
    let mut account = ACCOUNTS.load(deps.storage, liquidation.account.0)?;
    let mut effects = settle::send_new(deps.branch(), env, &mut liquidation)?;
    effects.extend(end::step(
        deps.branch(),
        env,
        &mut account,
        &mut liquidation,
    )?);
    liquidation.save(deps.storage)?;
    effects
        .events
        .extend(renew(deps.branch(), env, &mut account)?);
    ACCOUNTS.save(deps.storage, account.id.0, &account)?;
    Ok(effects)
}

fn merge_lot(
    deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
    line: &LotLine,
) -> ContractResult<bool> {
    let account = liquidation.account.0;
    let Some(lot) = lot_mut(liquidation, line.lot) else {
        return Ok(false);
    };
    let before = (lot.sold, lot.returned, lot.proceeds, lot.closed);
    // A chain cannot sell or give back more than it was handed.
    lot.sold = lot.sold.max(line.sold).min(lot.put_up);
    let rest = lot.put_up.minus_or_zero(lot.sold);
    let returned = lot.returned.max(line.returned).min(rest);
    let newly_returned = returned.minus_or_zero(lot.returned);
    lot.returned = returned;
    lot.proceeds = lot.proceeds.max(line.proceeds);
    if lot.closed.is_none() && line.closed.is_some() {
        lot.closed = line.closed;
        rounds::stop_in_flight(deps.storage, lot)?;
    }
    let (collateral, after) = (
        lot.collateral,
        (lot.sold, lot.returned, lot.proceeds, lot.closed),
    );
    if !newly_returned.is_zero() {
        let mut record: Account = ACCOUNTS.load(deps.storage, account)?;
        let mirror = rounds::mirror_of(&mut record, collateral)?;
        mirror.announced = mirror.announced.plus(newly_returned)?;
        ACCOUNTS.save(deps.storage, account, &record)?;
    }
    if after != before {
        liquidation.last_progress = seconds(env);
    }
    Ok(after != before)
}

fn merge_credit(
    deps: DepsMut,
    env: &Env,
    from: ChainNo,
    liquidation: &mut Liquidation,
    line: &CreditLine,
) -> ContractResult<bool> {
    let Some(lot) = lot_mut(liquidation, line.lot) else {
        return Ok(false);
    };
    let market = LISTINGS.load(deps.storage, lot.debt.0)?.chain;
    if market != from || line.credited <= lot.credited {
        return Ok(false);
    }
    lot.credited = line.credited;
    liquidation.last_progress = seconds(env);
    Ok(true)
}

fn tell(
    deps: DepsMut,
    liquidation: &mut Liquidation,
    id: LotId,
) -> ContractResult<cosmwasm_std::Event> {
    let facts = |lot: &Lot| LiquidationEvent::LotFacts {
        lot: lot.id,
        sold: lot.sold,
        returned: lot.returned,
        proceeds: lot.proceeds,
        credited: lot.credited,
        closed: lot.closed,
    };
    let found = lot_mut(liquidation, id).map(|lot| facts(lot));
    let missing = crate::error::ContractError::Inconsistent {
        what: "a lot that was just merged",
    };
    emit(deps.storage, &found.ok_or(missing)?)
}
