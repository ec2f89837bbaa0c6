//! Chains, listings, routes, packets, parameters.

use cosmwasm_std::{to_json_binary, Coin, Deps, Env, Order, StdResult, Uint128};
use cw_storage_plus::Bound;
use seawall_interfaces::common::DenomAmount;
use seawall_interfaces::coordinator::{
    ChainResponse, ChainSetup, ConfigResponse, ListingResponse, ListingSetup, RouteSetup,
    WaitingChange,
};
use seawall_interfaces::outpost::InFlightResponse;
use seawall_kit::page_limit;
use seawall_kit::timelock::MAX_QUEUED;
use seawall_link::{in_flight_response, link_response};
use seawall_wire::ids::{ChainNo, ListingId};

use crate::error::{ContractError, ContractResult};
use crate::state::{
    CHAINS, CHAINS_MAX, CONFIG, LEDGERS, LINKS, LISTINGS, LISTINGS_PER_CHAIN_MAX, OWNERSHIP,
    PARAMS, REBATES, ROUTES, TIMELOCK,
};
use crate::totals;

/// No query returns more routes: one per chain and listing of the largest hub in use.
const ROUTES_SHOWN_MAX: usize = CHAINS_MAX * LISTINGS_PER_CHAIN_MAX;

pub(super) fn config(deps: Deps, env: &Env) -> ContractResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    Ok(ConfigResponse {
        owner: OWNERSHIP.get(deps.storage)?.owner.into(),
        guardian: config.guardian.into(),
        hub_id: config.hub_id,
        chain: config.chain,
        oracle: config.oracle.into(),
        params: PARAMS.load(deps.storage)?,
        pauses: crate::pause::paused(deps.storage, env)?,
    })
}

pub(super) fn chain(deps: Deps, env: &Env, chain: ChainNo) -> ContractResult<ChainResponse> {
    let setup = CHAINS.may_load(deps.storage, chain.0)?;
    describe(
        deps,
        env,
        setup.ok_or(ContractError::UnknownChain { chain })?,
    )
}

fn describe(deps: Deps, env: &Env, setup: ChainSetup) -> ContractResult<ChainResponse> {
    let ledger = LEDGERS
        .may_load(deps.storage, setup.chain.0)?
        .unwrap_or_default();
    // Without an answer of the oracle nothing can be said of what it is worth.
    let worth = totals::exposure(deps, env, setup.chain).map(|(worth, _)| totals::whole(worth));
    Ok(ChainResponse {
        link: link_response(&LINKS, deps.storage, setup.chain)?,
        inflow: ledger.inflow,
        outflow: ledger.outflow,
        exposure: worth.unwrap_or(Uint128::zero()),
        setup,
    })
}

pub(super) fn chains(deps: Deps, env: &Env) -> ContractResult<Vec<ChainResponse>> {
    let all = CHAINS.range(deps.storage, None, None, Order::Ascending);
    all.take(CHAINS_MAX)
        .map(|entry| describe(deps, env, entry?.1))
        .collect()
}

pub(super) fn listing(deps: Deps, listing: ListingId) -> ContractResult<ListingResponse> {
    let setup = LISTINGS.may_load(deps.storage, listing.0)?;
    with_totals(
        deps,
        setup.ok_or(ContractError::UnknownListing { listing })?,
    )
}

fn with_totals(deps: Deps, setup: ListingSetup) -> ContractResult<ListingResponse> {
    let totals = totals::of(deps.storage, setup.listing)?;
    Ok(ListingResponse {
        setup,
        collateral: totals.collateral,
        debt_shares: totals.debt_shares,
        index: totals.index,
        index_at: totals.index_at,
        in_flight: totals.in_flight,
    })
}

pub(super) fn listings(
    deps: Deps,
    start_after: Option<ListingId>,
    limit: Option<u32>,
) -> ContractResult<Vec<ListingResponse>> {
    let start = start_after.map(|listing| Bound::exclusive(listing.0));
    let range = LISTINGS.range(deps.storage, start, None, Order::Ascending);
    range
        .take(page_limit(limit))
        .map(|entry| with_totals(deps, entry?.1))
        .collect()
}

pub(super) fn routes(deps: Deps) -> ContractResult<Vec<RouteSetup>> {
    let range = ROUTES.range(deps.storage, None, None, Order::Ascending);
    let routes = range
        .take(ROUTES_SHOWN_MAX)
        .map(|entry| entry.map(|(_, route)| route));
    Ok(routes.collect::<StdResult<_>>()?)
}

pub(super) fn in_flight(
    deps: Deps,
    chain: ChainNo,
    epoch: Option<u32>,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> ContractResult<Vec<InFlightResponse>> {
    let flights = LINKS.in_flight(deps.storage, chain, epoch, start_after, limit)?;
    Ok(flights
        .iter()
        .map(|(key, flight)| in_flight_response(*key, flight))
        .collect())
}

/// Per chain: the oldest packet without outcome, of any epoch, and when it was sent.
pub fn oldest_packets(deps: Deps) -> ContractResult<Vec<(ChainNo, u64, u64)>> {
    let mut oldest = vec![];
    for key in CHAINS
        .keys(deps.storage, None, None, Order::Ascending)
        .take(CHAINS_MAX)
    {
        let chain = ChainNo(key?);
        let first = LINKS.in_flight(deps.storage, chain, None, None, Some(1))?;
        oldest.extend(
            first
                .iter()
                .map(|(key, flight)| (chain, key.sequence, flight.sent_at)),
        );
    }
    Ok(oldest)
}

pub(super) fn rebates(deps: Deps, relayer: &str) -> ContractResult<Vec<DenomAmount>> {
    let relayer = deps.api.addr_validate(relayer)?;
    let owed = REBATES.owed(deps.storage, &relayer)?;
    owed.into_iter().map(amount).collect()
}

fn amount(coin: Coin) -> ContractResult<DenomAmount> {
    let amount = Uint128::try_from(coin.amount);
    let amount = amount.map_err(|_| ContractError::Inconsistent {
        what: "a rebate's size",
    })?;
    Ok(DenomAmount {
        denom: coin.denom,
        amount,
    })
}

pub(super) fn changes(deps: Deps) -> ContractResult<Vec<WaitingChange>> {
    let limit = u32::try_from(MAX_QUEUED).unwrap_or(u32::MAX);
    let queued = TIMELOCK.page(deps.storage, None, Some(limit))?;
    let describe = |queued: seawall_kit::Queued<crate::admin::Change>| {
        let change = to_json_binary(&queued.change)?;
        Ok(WaitingChange {
            id: queued.id,
            eta: queued.eta,
            change,
        })
    };
    queued.into_iter().map(describe).collect()
}
