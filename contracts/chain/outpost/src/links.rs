//! The life of the link: questions about old packets, replacement of its channel, draining, the end.
//!
//! What must always hold: a replacement is announced a day before anyone can put it into effect, and
//! owner or guardian can drop it meanwhile; nothing here undoes a process or moves money; asking
//! needs no privilege.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::outpost::Replacement;
use seawall_kit::KitError;
use seawall_link::Life;
use seawall_wire::ToHub;

use crate::command::send;
use crate::error::{ContractError, ContractResult};
use crate::event::OutpostEvent;
use crate::state::{
    Sending, CONFIG, LINKS, OWNERSHIP, PAUSES, REPLACEMENT, REPLACEMENT_DELAY_SECS,
};

/// Anyone: asks the hub about packets whose ack will not come by itself.
pub fn resolve_in_flight(
    deps: DepsMut,
    env: &Env,
    epoch: u32,
    sequences: Vec<u64>,
) -> ContractResult<Response> {
    let chain = CONFIG.load(deps.storage)?.chain;
    let asked = LINKS.ask(deps.storage, chain, epoch, sequences.clone())?;
    let what = Sending::Resolve { epoch, sequences };
    let (sub, event) = send(deps.storage, env, 0, what, ToHub::Resolve(asked))?;
    Ok(Response::new().add_submessage(sub).add_event(event))
}

/// Owner: drains, resumes or retires the link.
pub fn live(deps: DepsMut, info: &MessageInfo, event: Life) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    let chain = CONFIG.load(deps.storage)?.chain;
    let status = LINKS.live(deps.storage, chain, event)?.end.status;
    let event = OutpostEvent::LinkChanged { status }.record(deps.storage)?;
    Ok(Response::new().add_event(event))
}

/// Owner: announces a replacement; a new one takes the place of one announced before.
pub fn announce(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    connection: String,
) -> ContractResult<Response> {
    OWNERSHIP.assert_owner(deps.storage, &info.sender)?;
    let now = env.block.time.seconds();
    let at = now.saturating_add(REPLACEMENT_DELAY_SECS);
    let replacement = Replacement { connection, at };
    REPLACEMENT.save(deps.storage, &replacement)?;
    told(deps, replacement.connection, "announced", Some(at))
}

/// Anyone, when its time has come: from now on a channel over the connection may replace the one in
/// use.
pub fn apply(deps: DepsMut, env: &Env) -> ContractResult<Response> {
    let Replacement { connection, at } = announced(&deps)?;
    let now = env.block.time.seconds();
    if now < at {
        return Err(ContractError::TooEarly { at, now });
    }
    let chain = CONFIG.load(deps.storage)?.chain;
    LINKS.replace(deps.storage, chain, &connection)?;
    REPLACEMENT.remove(deps.storage);
    told(deps, connection, "applied", None)
}

/// Owner or guardian: drops it.
pub fn cancel(deps: DepsMut, info: &MessageInfo) -> ContractResult<Response> {
    let guardian = PAUSES.is_guardian(deps.storage, &info.sender)?;
    if !guardian && !OWNERSHIP.is_owner(deps.storage, &info.sender)? {
        return Err(KitError::unauthorized("owner or guardian", &info.sender).into());
    }
    let Replacement { connection, .. } = announced(&deps)?;
    REPLACEMENT.remove(deps.storage);
    told(deps, connection, "dropped", None)
}

fn announced(deps: &DepsMut) -> ContractResult<Replacement> {
    let waiting = REPLACEMENT.may_load(deps.storage)?;
    waiting.ok_or_else(|| ContractError::NotSet {
        what: "replacement".into(),
    })
}

fn told(
    deps: DepsMut,
    connection: String,
    step: &str,
    at: Option<u64>,
) -> ContractResult<Response> {
    let step = step.into();
    let event = OutpostEvent::Replacement {
        connection,
        step,
        at,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}
