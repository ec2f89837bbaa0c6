//! Answers to questions.

use cosmwasm_schema::to_json_binary;
use cosmwasm_std::{Addr, Binary, Deps, Env, Order};
use cw_storage_plus::Bound;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::insurance_pool::{
    ChangeResponse, ConfigResponse, HoldResponse, QueryMsg, StakerResponse, StatusResponse,
};
use seawall_kit::page_limit;
use seawall_money::PoolShares;
use seawall_wire::ids::LiquidationId;

use crate::error::PoolResult;
use crate::staker;
use crate::state::{held, CHANGES, HOLDS, OWNERSHIP, PAYERS, TERMS, TOTALS};

/// Routes a question.
pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> PoolResult<Binary> {
    let now = env.block.time.seconds();
    Ok(match msg {
        QueryMsg::Config {} => to_json_binary(&config(deps)?),
        QueryMsg::Status {} => to_json_binary(&status(deps, now)?),
        QueryMsg::Staker { address } => to_json_binary(&staker_of(deps, &address)?),
        QueryMsg::Changes {} => to_json_binary(&changes(deps)?),
        QueryMsg::Owed {} => to_json_binary(&owed(deps)?),
        QueryMsg::Holds { start_after, limit } => {
            to_json_binary(&holds(deps, now, start_after, limit)?)
        }
    }?)
}

fn config(deps: Deps) -> PoolResult<ConfigResponse> {
    let terms = TERMS.load(deps.storage)?;
    Ok(ConfigResponse {
        owner: OWNERSHIP.get(deps.storage)?.owner.into(),
        denom: terms.denom,
        cooldown_secs: terms.cooldown_secs,
        window_secs: terms.window_secs,
        payout_max: terms.payout_max,
        payers: names(PAYERS.load(deps.storage)?),
    })
}

fn status(deps: Deps, now: u64) -> PoolResult<StatusResponse> {
    let totals = TOTALS.load(deps.storage)?;
    Ok(StatusResponse {
        capital: totals.capital,
        reserve: totals.reserve,
        held: held(deps.storage, now)?,
        paid: totals.paid,
        premiums: totals.premiums,
        premiums_unclaimed: totals.premiums_unclaimed,
        product: totals.product.value,
        scale: totals.product.scale,
        epoch: totals.product.epoch,
    })
}

fn staker_of(deps: Deps, address: &str) -> PoolResult<StakerResponse> {
    let address = deps.api.addr_validate(address)?;
    let totals = TOTALS.load(deps.storage)?;
    let staker = staker::load(deps.storage, &address, &totals)?;
    let leaving = staker.leaving.as_ref();
    Ok(StakerResponse {
        stake: staker.stake(totals.product)?,
        shares: staker.shares,
        premium: staker.premium_now(deps.storage)?,
        leaving: leaving.map_or(PoolShares::ZERO, |l| l.shares),
        leaves_at: leaving.map(|l| l.from),
        leaves_until: leaving.map(|l| l.until),
    })
}

fn changes(deps: Deps) -> PoolResult<Vec<ChangeResponse>> {
    let mut all = Vec::new();
    for queued in CHANGES.page(deps.storage, None, None)? {
        all.push(ChangeResponse {
            id: queued.id,
            payers: names(queued.change),
            eta: queued.eta,
            expires_at: queued.expires_at,
        });
    }
    Ok(all)
}

fn owed(deps: Deps) -> PoolResult<Vec<DenomAmount>> {
    let totals = TOTALS.load(deps.storage)?;
    let stakes = totals.capital.plus(totals.premiums_unclaimed)?;
    Ok(vec![DenomAmount {
        denom: TERMS.load(deps.storage)?.denom,
        amount: stakes.plus(totals.reserve)?.uint(),
    }])
}

/// Holds that have ended are left out, so a page may be shorter than asked for.
fn holds(
    deps: Deps,
    now: u64,
    start_after: Option<LiquidationId>,
    limit: Option<u32>,
) -> PoolResult<Vec<HoldResponse>> {
    let start = start_after.map(|id| Bound::exclusive(id.0));
    let range = HOLDS.range(deps.storage, start, None, Order::Ascending);
    let mut page = Vec::new();
    for entry in range.take(page_limit(limit)) {
        let (liquidation, hold) = entry?;
        if now < hold.ends_at {
            page.push(HoldResponse {
                liquidation: LiquidationId(liquidation),
                amount: hold.amount,
                ends_at: hold.ends_at,
            });
        }
    }
    Ok(page)
}

fn names(list: Vec<Addr>) -> Vec<String> {
    list.into_iter().map(String::from).collect()
}
