//! Answers about an outpost.

use cosmwasm_std::{to_json_binary, Binary, Deps, Env, Order, StdResult, Uint128};
use cw_storage_plus::Bound;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::outpost::{
    CommandResponse, ConfigResponse, FailedCallResponse, InFlightResponse, QueryMsg,
};
use seawall_kit::page_limit;
use seawall_kit::paging::MAX_PAGE;
use seawall_link::{in_flight_response, link_response};
use seawall_wire::ids::{CommandId, ListingId, RouteId};

use crate::error::ContractResult;
use crate::state::{
    Scope, COMMANDS, CONFIG, COVERS, FAILED, LINKS, MARKETS, OWNERSHIP, PAUSES, REBATES,
    REPLACEMENT,
};

/// All queries.
pub fn query(deps: Deps, env: &Env, msg: QueryMsg) -> ContractResult<Binary> {
    let answer = match msg {
        QueryMsg::Config {} => to_json_binary(&config(deps, env)?),
        QueryMsg::Link {} => {
            let chain = CONFIG.load(deps.storage)?.chain;
            to_json_binary(&link_response(&LINKS, deps.storage, chain)?)
        }
        QueryMsg::InFlight {
            epoch,
            start_after,
            limit,
        } => to_json_binary(&in_flight(deps, epoch, start_after, limit)?),
        QueryMsg::Command { id } => {
            let outcome = COMMANDS.may_load(deps.storage, id.0)?;
            to_json_binary(&outcome.unwrap_or(CommandResponse::Unknown {}))
        }
        QueryMsg::FailedCalls { start_after, limit } => {
            to_json_binary(&failed_calls(deps, start_after, limit)?)
        }
        QueryMsg::Rebates { relayer } => {
            let relayer = deps.api.addr_validate(&relayer)?;
            let coins = REBATES.owed(deps.storage, &relayer)?;
            let amounts: StdResult<Vec<DenomAmount>> = coins
                .into_iter()
                .map(|coin| {
                    let amount = Uint128::try_from(coin.amount)?;
                    let denom = coin.denom;
                    Ok(DenomAmount { denom, amount })
                })
                .collect();
            to_json_binary(&amounts?)
        }
    };
    Ok(answer?)
}

fn config(deps: Deps, env: &Env) -> ContractResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    let link = LINKS.state(deps.storage, config.chain)?.config;
    let page = MAX_PAGE as usize;
    let range = MARKETS.range(deps.storage, None, None, Order::Ascending);
    let markets = range.take(page).map(|entry| {
        let (listing, market) = entry?;
        Ok((ListingId(listing), market.into_string()))
    });
    let range = COVERS.range(deps.storage, None, None, Order::Ascending);
    let pools = range.take(page).map(|entry| {
        let (route, cover) = entry?;
        Ok((RouteId(route), cover.pool.into_string()))
    });
    let pause = PAUSES.status(deps.storage, env.block.time.seconds(), Scope::Commands)?;
    let guardians = PAUSES.config(deps.storage)?.guardians;
    Ok(ConfigResponse {
        owner: OWNERSHIP.get(deps.storage)?.owner.into_string(),
        guardian: guardians
            .into_iter()
            .next()
            .map_or_else(String::new, |g| g.into_string()),
        hub_id: link.hub_id,
        chain: config.chain,
        link: link.setup,
        vault: config.vault.map(|addr| addr.into_string()),
        auction_house: config.auction_house.map(|addr| addr.into_string()),
        markets: markets.collect::<StdResult<_>>()?,
        pools: pools.collect::<StdResult<_>>()?,
        timeout_secs: link.timeout_secs,
        receive_gas: config.receive_gas,
        rebate: config.rebate,
        paused_until: pause.paused.then_some(pause.until),
        replacement: REPLACEMENT.may_load(deps.storage)?,
    })
}

/// By epoch and sequence.
fn in_flight(
    deps: Deps,
    epoch: Option<u32>,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> ContractResult<Vec<InFlightResponse>> {
    let chain = CONFIG.load(deps.storage)?.chain;
    let page = LINKS.in_flight(deps.storage, chain, epoch, start_after, limit)?;
    let shown = page
        .iter()
        .map(|(key, flight)| in_flight_response(*key, flight));
    Ok(shown.collect())
}

fn failed_calls(
    deps: Deps,
    start_after: Option<CommandId>,
    limit: Option<u32>,
) -> StdResult<Vec<FailedCallResponse>> {
    let start = start_after.map(|id| Bound::exclusive(id.0));
    let range = FAILED.range(deps.storage, start, None, Order::Ascending);
    let shown = range.take(page_limit(limit)).map(|entry| {
        let (command, failed) = entry?;
        Ok(FailedCallResponse {
            command: CommandId(command),
            call: failed.call.kind().into(),
            error: failed.error,
            since: failed.since,
        })
    });
    shown.collect()
}
