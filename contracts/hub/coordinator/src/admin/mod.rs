//! What the owner may set, and when it takes effect.
//!
//! What must always hold: what loosens safety waits behind the time lock, what tightens does not
//! (DEC-20); every bound is checked when a change is proposed and again when it is applied; who
//! owns the contract can never move money. Before there is any account nothing waits: nobody is
//! there to be warned. Lowering the threshold at which people are liquidated waits too, so that
//! they can act.

mod asset;
mod chain;
pub(crate) mod listing;
pub(crate) mod params;
mod route;

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Deps, DepsMut, Env, MessageInfo, Response, Storage};
use seawall_interfaces::coordinator::{AssetSetup, ChainSetup, ListingSetup, Params};
use seawall_kit::{OwnershipAction, TimeLockConfig};
use seawall_link::Life;
use seawall_wire::ids::ChainNo;

use crate::error::{ContractError, ContractResult};
use crate::hub_events::{emit, HubEvent};
use crate::state::{CONFIG, COUNTERS, LINKS, OWNERSHIP, PAUSES, TIMELOCK};

pub use route::set_route;

/// How long a ripe change may still be applied, seconds.
pub const CHANGE_WINDOW_SECS: u64 = 14 * 86_400;

/// A change of what the owner sets.
#[cw_serde]
pub enum Change {
    /// A chain.
    Chain(ChainSetup),
    /// An asset.
    Asset(AssetSetup),
    /// A listing.
    Listing(ListingSetup),
    /// The parameters.
    Params(Box<Params>),
}

/// The time lock that goes with parameters.
pub(crate) const fn time_lock(params: &Params) -> TimeLockConfig {
    TimeLockConfig {
        delay_secs: params.timelock_secs,
        window_secs: CHANGE_WINDOW_SECS,
    }
}

/// Owner: a change, at once if it loosens nothing, else after the time lock.
pub fn change(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    change: Change,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    validate(deps.as_ref(), &change)?;
    if !has_accounts(deps.storage)? || !loosens(deps.storage, &change)? {
        return apply(deps, &env, change);
    }
    let now = env.block.time.seconds();
    let queued = TIMELOCK.propose(deps.storage, now, change, None)?;
    let event = HubEvent::ChangeQueued {
        id: queued.id,
        eta: queued.eta,
        change: queued.change,
    };
    Ok(Response::new()
        .add_event(emit(deps.storage, &event)?)
        .add_attribute("change", queued.id.to_string()))
}

/// Anyone: applies a change whose time has come.
pub fn apply_change(deps: DepsMut, env: Env, id: u64) -> ContractResult<Response> {
    let queued = TIMELOCK.apply(deps.storage, env.block.time.seconds(), id)?;
    validate(deps.as_ref(), &queued.change)?;
    apply(deps, &env, queued.change)
}

/// Owner or guardian: drops a waiting change.
pub fn cancel_change(deps: DepsMut, info: MessageInfo, id: u64) -> ContractResult<Response> {
    let guardian = PAUSES.is_guardian(deps.storage, &info.sender)?;
    if !guardian && !OWNERSHIP.is_owner(deps.storage, &info.sender)? {
        return Err(ContractError::Unauthorized {
            expected: "owner or guardian".into(),
            actual: info.sender.into(),
        }
        .into());
    }
    TIMELOCK.cancel(deps.storage, id)?;
    let event = emit(deps.storage, &HubEvent::ChangeCancelled { id })?;
    Ok(Response::new().add_event(event))
}

/// Owner: drains or retires a link. Both only tighten; taking a drain back is a change of the chain.
pub fn live(
    deps: DepsMut,
    info: MessageInfo,
    chain: ChainNo,
    event: Life,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    let status = LINKS.live(deps.storage, chain, event)?.end.status;
    let event = emit(deps.storage, &HubEvent::LinkChanged { chain, status })?;
    Ok(Response::new().add_event(event))
}

/// Owner or proposed owner: a step of the handover.
pub fn ownership(
    deps: DepsMut,
    info: MessageInfo,
    action: OwnershipAction,
) -> ContractResult<Response> {
    let view = OWNERSHIP.update(deps.storage, deps.api, &info.sender, action)?;
    let pending = view.pending.map(String::from);
    let event = HubEvent::Ownership {
        owner: view.owner.into(),
        pending,
    };
    Ok(Response::new().add_event(emit(deps.storage, &event)?))
}

fn has_accounts(storage: &dyn Storage) -> ContractResult<bool> {
    Ok(COUNTERS.load(storage)?.account > 0)
}

fn validate(deps: Deps, change: &Change) -> ContractResult<()> {
    match change {
        Change::Chain(setup) => chain::validate(deps, setup),
        Change::Asset(setup) => asset::validate(setup),
        Change::Listing(setup) => listing::validate(deps, setup),
        Change::Params(params) => params::validate(deps, params),
    }
}

fn loosens(storage: &dyn Storage, change: &Change) -> ContractResult<bool> {
    match change {
        Change::Chain(setup) => chain::loosens(storage, setup),
        Change::Asset(setup) => asset::loosens(storage, setup),
        Change::Listing(setup) => listing::loosens(storage, setup),
        Change::Params(params) => params::loosens(storage, params),
    }
}

fn apply(deps: DepsMut, env: &Env, change: Change) -> ContractResult<Response> {
    match &change {
        Change::Chain(setup) => {
            let hub_id = CONFIG.load(deps.storage)?.hub_id;
            chain::apply(deps.storage, hub_id, setup)?;
        }
        Change::Asset(setup) => asset::apply(deps.storage, setup)?,
        Change::Listing(setup) => listing::apply(deps.storage, env, setup)?,
        Change::Params(params) => params::apply(deps.storage, params)?,
    }
    let event = emit(deps.storage, &HubEvent::Changed { change })?;
    Ok(Response::new().add_event(event))
}

/// Fails unless `holds`.
pub(crate) fn require(
    holds: bool,
    what: &'static str,
    expected: impl ToString,
    actual: impl ToString,
) -> ContractResult<()> {
    if holds {
        return Ok(());
    }
    Err(ContractError::parameter(what, expected, actual))
}

/// Fails when what never changes would.
pub(crate) fn fixed<T: PartialEq + std::fmt::Debug>(
    what: &'static str,
    stored: &T,
    given: &T,
) -> ContractResult<()> {
    if stored == given {
        return Ok(());
    }
    let (expected, actual) = (format!("{stored:?}"), format!("{given:?}"));
    Err(ContractError::Fixed {
        what,
        expected,
        actual,
    }
    .into())
}

/// Names for people are short.
pub(crate) fn check_name(name: &str) -> ContractResult<()> {
    let length = name.len();
    require((1..=64).contains(&length), "name", "1 to 64 bytes", length)
}
