//! Facts about lots, from auction houses and markets.
//!
//! What must always hold: facts are merged by maximum, so their order and number do not matter
//! (INV-7); facts about a liquidation that is over still count; lots of other chains than the
//! reporting one are ignored (IBC rule 14), which the caller has made sure of for listings.

use cosmwasm_std::{DepsMut, Env};
use seawall_mirror::Lot;
use seawall_wire::ids::{ChainNo, LiquidationId, LotId};
use seawall_wire::{CreditLine, LotLine};

use super::{go_on, rounds, seconds, settle, Effects};
use crate::error::ContractResult;
use crate::events::{emit, LiquidationEvent};
use crate::health::lot_mut;
use crate::state::{Account, Liquidation, ACCOUNTS, LIQUIDATIONS, LISTINGS, LOT_OF};

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
    let mut touched = vec![];
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
            touched.push(id.0);
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
            touched.push(id.0);
        }
    }
    touched.sort_unstable();
    touched.dedup();
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
    go_on(deps, env, &mut account, &mut liquidation, &mut effects)?;
    Ok(effects)
}

fn merge_lot(
    deps: DepsMut,
    env: &Env,
    liquidation: &mut Liquidation,
    line: &LotLine,
) -> ContractResult<bool> {
    let account = liquidation.account.0;
    let travel = liquidation.plan.params.transfer_allowance_secs;
    let Some(lot) = lot_mut(liquidation, line.lot) else {
        return Ok(false);
    };
    let news = lot.merge(line);
    if news.closed {
        rounds::stop_in_flight(deps.storage, lot)?;
        // However late this is known: what it brought is on its way from here on, and counts for as long as
        // a transfer may take. A lot closes once, so a chain that lies gains no more than that time.
        lot.promise_until = lot.promise_until.max(seconds(env).saturating_add(travel));
    }
    if !news.returned.is_zero() {
        let collateral = lot.collateral;
        let mut record: Account = ACCOUNTS.load(deps.storage, account)?;
        rounds::mirror_of(&mut record, collateral)?.announce(news.returned)?;
        ACCOUNTS.save(deps.storage, account, &record)?;
    }
    if news.any {
        liquidation.last_progress = seconds(env);
    }
    Ok(news.any)
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
    if market != from || !lot.merge_credit(line.credited) {
        return Ok(false);
    }
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
