//! A user's wish on its way to the hub.
//!
//! What must always hold: a command has its own number, is sent once under it, and its outcome is
//! kept. The caller is who signed here; whether that is a controller of the account, only the hub
//! knows. A packet that the chain does not take fails the whole transaction, so nothing of the
//! command remains.

mod borrow;
mod claim_surplus;
mod deposit;
mod open_account;
mod settings;
mod withdraw;

use cosmwasm_std::{DepsMut, Env, Event, MessageInfo, Response, Storage, SubMsg};
use seawall_interfaces::outpost::{CommandResponse, ExecuteMsg};
use seawall_kit::KitError;
use seawall_link::{Outgoing, Sent};
use seawall_wire::ids::CommandId;
use seawall_wire::{Command, Origin, RemoteAddr, ToHub};

use crate::error::ContractResult;
use crate::event::OutpostEvent;
use crate::replies::REPLY_SEND;
use crate::state::{Scope, Sending, Wish, COMMANDS, CONFIG, LAST_COMMAND, LINKS, PAUSES};

/// All commands by message. Claims of surplus cannot be paused (INV-10), all others can.
pub fn route(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    msg: ExecuteMsg,
) -> ContractResult<Response> {
    if !matches!(msg, ExecuteMsg::ClaimSurplus { .. }) {
        let now = env.block.time.seconds();
        PAUSES.assert_open(deps.storage, now, Scope::Commands)?;
    }
    match msg {
        ExecuteMsg::OpenAccount { recovery } => {
            open_account::open_account(deps, env, info, recovery)
        }
        ExecuteMsg::Withdraw {
            account,
            listing,
            amount,
            receiver,
        } => withdraw::withdraw(deps, env, info, (account, listing, amount, receiver)),
        ExecuteMsg::Borrow {
            account,
            listing,
            amount,
            receiver,
        } => borrow::borrow(deps, env, info, (account, listing, amount, receiver)),
        ExecuteMsg::Settings {
            account,
            nonce,
            change,
        } => settings::settings(deps, env, info, (account, nonce, change)),
        ExecuteMsg::ClaimSurplus {
            account,
            listing,
            receiver,
        } => claim_surplus::claim_surplus(deps, env, info, (account, listing, receiver)),
        ExecuteMsg::SubmitDeposit { .. } => deposit::submit_deposit(deps, env, info, msg),
        _ => Err(KitError::unauthorized("a command", "another message").into()),
    }
}

/// The number of the next command.
fn next(storage: &mut dyn Storage) -> ContractResult<CommandId> {
    let last = LAST_COMMAND.may_load(storage)?.unwrap_or_default();
    let id = last.saturating_add(1);
    LAST_COMMAND.save(storage, &id)?;
    Ok(CommandId(id))
}

/// Sends a command and notes that it is on its way.
fn submit(
    storage: &mut dyn Storage,
    env: &Env,
    id: CommandId,
    wish: Wish,
    command: Command,
) -> ContractResult<Response> {
    COMMANDS.save(storage, id.0, &CommandResponse::InFlight {})?;
    let what = Sending::Command { id, wish };
    let body = ToHub::Command { id, command };
    let (sub, event) = send(storage, env, id.0, what, body)?;
    Ok(Response::new()
        .add_attribute("command", id.to_string())
        .add_submessage(sub)
        .add_event(event))
}

/// Builds the sub-message of a packet. `number` is that of the process at this chain; 0: it is
/// none.
pub fn send(
    storage: &mut dyn Storage,
    env: &Env,
    number: u64,
    what: Sending,
    body: ToHub,
) -> ContractResult<(SubMsg, Event)> {
    let chain = CONFIG.load(storage)?.chain;
    let origin = Origin { chain, number };
    let event = OutpostEvent::Sent {
        packet: what.kind().into(),
        command: what.command(),
        origin,
    };
    let out = Outgoing {
        link: chain,
        what,
        origin,
        body,
        reply_id: REPLY_SEND,
    };
    let sub = LINKS.send(storage, env, out)?;
    Ok((sub, event.record(storage)?))
}

fn caller(info: &MessageInfo) -> ContractResult<RemoteAddr> {
    Ok(RemoteAddr::new(info.sender.as_str())?)
}
