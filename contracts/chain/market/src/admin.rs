//! What owner and guardian may do. None of it moves money.

use cosmwasm_std::{Addr, DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::market::{InstantiateMsg, Terms};
use seawall_kit::instance::set_version;
use seawall_kit::pause::PauseConfig;
use seawall_kit::timelock::TimeLockConfig;
use seawall_kit::OwnershipAction;
use seawall_money::DebtAmount;
use seawall_wire::ids::RouteId;

use crate::books::Totals;
use crate::context::Context;
use crate::error::{MarketError, MarketResult};
use crate::events::MarketEvent;
use crate::state::{
    Config, Route, Scope, CONFIG, CONTRACT_NAME, CONTRACT_VERSION, OWNERSHIP, PAUSES,
    PAUSE_SECS_MAX, PROPOSALS, ROUTES, STATE_VERSION, TERMS_DELAY_SECS, TERMS_WINDOW_SECS, TOTALS,
};
use crate::terms::{check, loosens};

/// Sets owner, guardian and terms.
pub fn instantiate(deps: DepsMut, env: &Env, msg: InstantiateMsg) -> MarketResult<Response> {
    check(&msg.terms)?;
    set_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    let owner = deps.api.addr_validate(&msg.owner)?;
    let guardian = deps.api.addr_validate(&msg.guardian)?;
    OWNERSHIP.initialize(deps.storage, owner)?;
    let pauses = PauseConfig {
        guardians: vec![guardian.clone()],
        max_secs: PAUSE_SECS_MAX,
        rest_secs: PAUSE_SECS_MAX,
        grace_secs: 0,
    };
    PAUSES.set_config(deps.storage, pauses)?;
    let lock = TimeLockConfig {
        delay_secs: TERMS_DELAY_SECS,
        window_secs: TERMS_WINDOW_SECS,
    };
    PROPOSALS.set_config(deps.storage, lock)?;
    let config = Config {
        state_version: STATE_VERSION,
        guardian,
        listing: msg.listing,
        denom: msg.denom,
        terms: msg.terms,
        outpost: None,
        pool: None,
    };
    CONFIG.save(deps.storage, &config)?;
    TOTALS.save(deps.storage, &Totals::new(env.block.time.seconds()))?;
    Ok(Response::new())
}

/// Owner: outpost and pool, once.
pub fn set_neighbours(
    deps: DepsMut,
    info: &MessageInfo,
    outpost: &str,
    pool: Option<String>,
) -> MarketResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    let mut config = CONFIG.load(deps.storage)?;
    if config.outpost.is_some() {
        return Err(MarketError::NeighboursSet);
    }
    config.outpost = Some(deps.api.addr_validate(outpost)?);
    config.pool = pool.map(|pool| deps.api.addr_validate(&pool)).transpose()?;
    CONFIG.save(deps.storage, &config)?;
    let event = MarketEvent::NeighboursSet {
        outpost: outpost.to_string(),
        pool: config.pool.map(Addr::into_string),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Owner: the courier of a route, once per route.
pub fn set_route(
    deps: DepsMut,
    info: &MessageInfo,
    route: RouteId,
    courier: &str,
) -> MarketResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    if ROUTES.has(deps.storage, route.0) {
        return Err(MarketError::RouteSet { route });
    }
    let record = Route {
        courier: deps.api.addr_validate(courier)?,
        arrived: DebtAmount::ZERO,
        used: DebtAmount::ZERO,
    };
    ROUTES.save(deps.storage, route.0, &record)?;
    let event = MarketEvent::RouteSet {
        route,
        courier: courier.to_string(),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Owner: other terms. What only tightens holds at once, anything else waits; a new proposal
/// replaces one that waits.
pub fn set_terms(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    terms: Terms,
) -> MarketResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    check(&terms)?;
    // Interest up to now is at the old terms.
    let mut context = Context::load(deps.storage, env)?;
    if let Some(old) = PROPOSALS.page(deps.storage, None, Some(1))?.first() {
        PROPOSALS.cancel(deps.storage, old.id)?;
    }
    let event = if loosens(&context.config.terms, &terms) {
        let queued = PROPOSALS.propose(deps.storage, context.now, terms, None)?;
        MarketEvent::TermsProposed { eta: queued.eta }
    } else {
        context.config.terms = terms;
        CONFIG.save(deps.storage, &context.config)?;
        MarketEvent::TermsSet {}
    };
    context.save(deps.storage)?;
    Ok(context.response().add_event(event.record(deps.storage)?))
}

/// Anyone: terms whose time has come.
pub fn apply_terms(deps: DepsMut, env: &Env) -> MarketResult<Response> {
    let mut context = Context::load(deps.storage, env)?;
    let page = PROPOSALS.page(deps.storage, None, Some(1))?;
    let id = page.first().map(|queued| queued.id);
    let id = id.ok_or(MarketError::NoProposal)?;
    let queued = PROPOSALS.apply(deps.storage, context.now, id)?;
    context.config.terms = queued.change;
    CONFIG.save(deps.storage, &context.config)?;
    context.save(deps.storage)?;
    let event = MarketEvent::TermsSet {};
    Ok(context.response().add_event(event.record(deps.storage)?))
}

/// Guardian or owner: no new lending, no new loans for a while.
pub fn pause(deps: DepsMut, env: &Env, info: &MessageInfo, seconds: u64) -> MarketResult<Response> {
    let now = env.block.time.seconds();
    let (sender, scope) = (&info.sender, Scope::Lending);
    let status = if OWNERSHIP.is_owner(deps.storage, sender)? {
        PAUSES.pause_as_owner(deps.storage, now, sender, scope, seconds)?
    } else {
        PAUSES.pause_as_guardian(deps.storage, now, sender, scope, seconds)?
    };
    let event = MarketEvent::Paused {
        until: status.until,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Owner: end a pause early.
pub fn unpause(deps: DepsMut, env: &Env, info: &MessageInfo) -> MarketResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    PAUSES.unpause(deps.storage, env.block.time.seconds(), Scope::Lending)?;
    let event = MarketEvent::Unpaused {};
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Two-step ownership.
pub fn ownership(
    deps: DepsMut,
    info: &MessageInfo,
    action: OwnershipAction,
) -> MarketResult<Response> {
    let view = OWNERSHIP.update(deps.storage, deps.api, &info.sender, action)?;
    let event = MarketEvent::Ownership {
        owner: view.owner.into_string(),
        pending: view.pending.map(Addr::into_string),
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}
