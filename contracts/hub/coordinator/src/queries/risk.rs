//! Health, the queue of the unsafe, crossed triggers, plans and liquidations.
//!
//! What must always hold: what a query answers is computed by the very functions that execute.

use cosmwasm_std::{Deps, Env, Order, StdResult, Uint256};
use cw_storage_plus::Bound;
use seawall_interfaces::common::ProcessAge;
use seawall_interfaces::coordinator::{
    CrossedResponse, HealthResponse, LiquidationResponse, LotTrack, OldestResponse, PlanResponse,
    QueuedResponse, Scope,
};
use seawall_kit::page_limit;
use seawall_mirror::Lot;
use seawall_money::DebtAmount;
use seawall_wire::ids::{AccountId, ChainNo, LiquidationId, ListingId};

use crate::accounts;
use crate::error::{ContractError, ContractResult};
use crate::health::{both, Book, Case};
use crate::liquidation::{choose, is_due};
use crate::state::{
    Covered, Liquidation, BY_DEADLINE, FALLING, LIQUIDATIONS, LISTINGS, OPEN, RISING, UNSAFE,
};
use crate::sweep::{beyond, levels};

/// Most liquidations on one page.
const LIQUIDATIONS_PAGE_MAX: usize = 30;

pub(super) fn health(deps: Deps, env: &Env, account: AccountId) -> ContractResult<HealthResponse> {
    let record = accounts::load(deps.storage, account)?;
    let (worst, best) = both(deps, env, &record)?;
    let health = best.health()?;
    let judged = can_be_liquidated(deps, env, &best, &record);
    // A debt without any price has no value, which is not to look like safety.
    let shown = health.factor.is_unsafe() || !best.debts_priced();
    let refused = judged.err().filter(|_| shown);
    Ok(HealthResponse {
        worst,
        best: health.factor,
        liquidatable: health.factor.is_unsafe() && refused.is_none(),
        obstacle: refused.map(|e| e.to_string()),
        collateral: health.collateral.atomics(),
        debt: health.debt.atomics(),
    })
}

fn can_be_liquidated(
    deps: Deps,
    env: &Env,
    book: &Book,
    record: &crate::state::Account,
) -> ContractResult<()> {
    crate::pause::assert_open(deps.storage, env, Scope::Liquidate)?;
    if !book.debts_priced() {
        return Err(ContractError::NoGoodPrice { account: record.id }.into());
    }
    choose(deps, env, record, None).map(|_| ())
}

pub(super) fn queue(
    deps: Deps,
    start_after: Option<(u64, AccountId)>,
    limit: Option<u32>,
) -> ContractResult<Vec<QueuedResponse>> {
    let start = start_after.map(|(since, account)| Bound::exclusive((since, account.0)));
    let keys = UNSAFE
        .keys(deps.storage, start, None, Order::Ascending)
        .take(page_limit(limit));
    let queued = keys.map(|key| {
        key.map(|(since, account)| QueuedResponse {
            account: AccountId(account),
            since,
        })
    });
    Ok(queued.collect::<StdResult<_>>()?)
}

pub(super) fn crossed(
    deps: Deps,
    env: &Env,
    limit: Option<u32>,
) -> ContractResult<Vec<CrossedResponse>> {
    let mut crossed = vec![];
    let keys = LISTINGS.keys(deps.storage, None, None, Order::Ascending);
    for key in keys {
        if crossed.len() >= page_limit(limit) {
            break;
        }
        let listing = ListingId(key?);
        let (x, y) = levels(deps, env, listing)?;
        let falling = match x {
            Some(x) => !beyond(deps.storage, FALLING, listing, x, true, 1)?.is_empty(),
            None => false,
        };
        let rising = match y {
            Some(y) => !beyond(deps.storage, RISING, listing, y, false, 1)?.is_empty(),
            None => false,
        };
        if falling || rising {
            crossed.push(CrossedResponse { listing });
        }
    }
    Ok(crossed)
}

pub(super) fn plan(
    deps: Deps,
    env: &Env,
    account: AccountId,
    chain: Option<ChainNo>,
) -> ContractResult<PlanResponse> {
    let record = accounts::load(deps.storage, account)?;
    let (chain, plan) = choose(deps, env, &record, chain)?;
    let book = Book::of(deps, env, &record, Case::Best)?;
    let mut loss = Uint256::zero();
    for (listing, amount) in &plan.expected_loss {
        let debt = book
            .debts
            .iter()
            .find(|d| d.quote.setup.listing == *listing);
        if let Some(debt) = debt {
            loss = loss.saturating_add(debt.quote.spot.of_debt(*amount)?.atomics());
        }
    }
    Ok(PlanResponse {
        chain,
        lots: plan.lots,
        health: plan.health_before,
        health_after: plan.health_after,
        expected_loss: loss,
    })
}

pub(super) fn liquidation(
    deps: Deps,
    env: &Env,
    id: LiquidationId,
) -> ContractResult<LiquidationResponse> {
    let found = LIQUIDATIONS.may_load(deps.storage, id.0)?;
    let found = found.ok_or(ContractError::UnknownLiquidation { liquidation: id })?;
    Ok(describe(env, found))
}

pub(super) fn liquidations(
    deps: Deps,
    env: &Env,
    start_after: Option<LiquidationId>,
    limit: Option<u32>,
) -> ContractResult<Vec<LiquidationResponse>> {
    let start = start_after.map(|id| Bound::exclusive(id.0));
    let open = OPEN.keys(deps.storage, start, None, Order::Ascending);
    let limit = page_limit(limit).min(LIQUIDATIONS_PAGE_MAX);
    let page = open.take(limit).map(|id| {
        let liquidation = LIQUIDATIONS.load(deps.storage, id?)?;
        Ok(describe(env, liquidation))
    });
    page.collect()
}

fn describe(env: &Env, l: Liquidation) -> LiquidationResponse {
    let due = is_due(env, &l);
    let part = |of: fn(&Covered) -> DebtAmount| -> Vec<(ListingId, DebtAmount)> {
        l.covered
            .iter()
            .map(|c| (c.listing, of(c)))
            .filter(|(_, a)| !a.is_zero())
            .collect()
    };
    LiquidationResponse {
        liquidation: l.id,
        origin: l.origin,
        account: l.account,
        chain: l.chain,
        round: l.round,
        lots: l.lots.iter().map(track).collect(),
        health_before: l.plan.health_before,
        covered_collateral_side: part(|c| c.collateral_side),
        covered_debt_side: part(|c| c.pool),
        covered_reserve: part(|c| c.reserve),
        deficit: part(|c| c.lenders),
        age: ProcessAge {
            opened_at: l.opened_at,
            deadline: l.deadline,
            last_progress: l.last_progress,
        },
        keeper: l.keeper.into(),
        oracle_rounds: l.plan.rounds,
        phase: l.phase,
        due,
    }
}

fn track(lot: &Lot) -> LotTrack {
    LotTrack {
        lot: lot.id,
        round: lot.round,
        collateral: lot.collateral,
        debt: lot.debt,
        put_up: lot.put_up,
        repay: lot.repay,
        sold: lot.sold,
        returned: lot.returned,
        proceeds: lot.proceeds,
        credited: lot.credited,
        closed: lot.closed,
    }
}

pub(super) fn oldest(deps: Deps) -> ContractResult<OldestResponse> {
    let first = UNSAFE
        .keys(deps.storage, None, None, Order::Ascending)
        .next()
        .transpose()?;
    let open = BY_DEADLINE
        .keys(deps.storage, None, None, Order::Ascending)
        .next()
        .transpose()?;
    let liquidation = match open {
        Some((_, id)) => LIQUIDATIONS.may_load(deps.storage, id)?,
        None => None,
    };
    Ok(OldestResponse {
        unsafe_account: first.map(|(since, account)| (AccountId(account), since)),
        liquidation: liquidation.map(|l| (l.id, l.last_progress)),
        packets: super::oldest_packets(deps)?,
    })
}
