//! Settings of an account.
//!
//! What must always hold: the owner's settings carry a nonce and the last writer wins (DEC-18); the
//! recovery owner acts only from its own chain, only after the delay, and needs no nonce, so that
//! an owner cannot lock it out with a huge one; who takes over starts with a nonce of zero.

use cosmwasm_std::{Deps, DepsMut, Env};
use seawall_interfaces::coordinator::{Controller, Role};
use seawall_wire::ids::{AccountId, ChainNo, ListingId};
use seawall_wire::{Code, CommandAck, Recovery, RemoteAddr, SettingsChange};

use super::{Answered, From};
use crate::accounts;
use crate::error::{ContractError, ContractResult};
use crate::hub_events::HubEvent;
use crate::state::{Account, CHAINS, ENABLED_MAX};

/// An owner has at least so long to object to a recovery, seconds.
pub const RECOVERY_DELAY_MIN_SECS: u64 = 86_400;
/// And at most so long, seconds.
pub const RECOVERY_DELAY_MAX_SECS: u64 = 365 * 86_400;

pub(super) fn settings(
    deps: DepsMut,
    env: &Env,
    from: From,
    account: AccountId,
    nonce: u64,
    change: SettingsChange,
    caller: RemoteAddr,
) -> ContractResult<Answered> {
    let mut record = accounts::load(deps.storage, account)?;
    let now = env.block.time.seconds();
    match change.clone() {
        SettingsChange::StartRecovery {} => start(&mut record, from.chain, &caller, now)?,
        SettingsChange::FinishRecovery {} => finish(&mut record, from.chain, &caller, now)?,
        other => {
            record.check_owner(from.chain, &caller)?;
            if nonce <= record.nonce {
                let detail = format!("expected above {}, got {nonce}", record.nonce);
                return Err(ContractError::wire(Code::OLD_NONCE, detail));
            }
            record.nonce = nonce;
            by_owner(deps.as_ref(), &mut record, other)?;
        }
    }
    accounts::save(deps.storage, &record)?;
    let event = HubEvent::SettingChanged { account, change };
    Answered::with(deps, CommandAck::Set {}, &event)
}

fn by_owner(deps: Deps, record: &mut Account, change: SettingsChange) -> ContractResult<()> {
    match change {
        SettingsChange::EnableListing { listing, enabled } => {
            enable(deps, record, listing, enabled)?;
        }
        SettingsChange::SetOwner { owner } => {
            for controller in &mut record.controllers {
                if matches!(controller.role, Role::Owner) {
                    controller.address = owner.clone();
                }
            }
        }
        SettingsChange::SetRecovery { recovery } => {
            record.controllers.retain(|c| matches!(c.role, Role::Owner));
            if let Some(recovery) = recovery {
                record
                    .controllers
                    .push(recovery_controller(deps, recovery)?);
            }
        }
        SettingsChange::CancelRecovery {} => {
            for controller in &mut record.controllers {
                if let Role::Recovery { started_at, .. } = &mut controller.role {
                    *started_at = None;
                }
            }
        }
        // The recovery owner's; handled before.
        SettingsChange::StartRecovery {} | SettingsChange::FinishRecovery {} => {}
    }
    Ok(())
}

fn enable(
    deps: Deps,
    record: &mut Account,
    listing: ListingId,
    enabled: bool,
) -> ContractResult<()> {
    record.enabled.retain(|other| *other != listing);
    if !enabled {
        return Ok(());
    }
    if super::listing(deps, listing)?.collateral.is_none() {
        return Err(ContractError::UnknownListing { listing }.into());
    }
    if record.enabled.len() >= ENABLED_MAX {
        let detail = format!("at most {ENABLED_MAX} enabled listings");
        return Err(ContractError::wire(Code::TOO_MANY, detail));
    }
    record.enabled.push(listing);
    Ok(())
}

/// Checks a recovery owner: a known chain and a delay within bounds.
pub(super) fn recovery_controller(deps: Deps, recovery: Recovery) -> ContractResult<Controller> {
    if !CHAINS.has(deps.storage, recovery.chain.0) {
        let detail = format!("recovery chain {} is not connected", recovery.chain);
        return Err(ContractError::wire(Code::BAD_ADDRESS, detail));
    }
    let (min, max) = (RECOVERY_DELAY_MIN_SECS, RECOVERY_DELAY_MAX_SECS);
    if !(min..=max).contains(&recovery.delay_secs) {
        let actual = recovery.delay_secs;
        let detail = format!("recovery delay: expected {min} to {max} seconds, got {actual}");
        return Err(ContractError::wire(Code::BAD_AMOUNT, detail));
    }
    Ok(Controller {
        chain: recovery.chain,
        address: recovery.address,
        role: Role::Recovery {
            delay_secs: recovery.delay_secs,
            started_at: None,
        },
    })
}

fn start(
    record: &mut Account,
    chain: ChainNo,
    caller: &RemoteAddr,
    now: u64,
) -> ContractResult<()> {
    let (_, started_at) = recovery_of(record, chain, caller)?;
    // A second start does not begin the delay anew.
    started_at.get_or_insert(now);
    Ok(())
}

fn finish(
    record: &mut Account,
    chain: ChainNo,
    caller: &RemoteAddr,
    now: u64,
) -> ContractResult<()> {
    let (delay, started_at) = recovery_of(record, chain, caller)?;
    let over_at = started_at.map(|at| at.saturating_add(delay));
    match over_at {
        Some(over_at) if now >= over_at => {}
        Some(over_at) => {
            let detail = format!("recovery may be finished from {over_at}, it is {now}");
            return Err(ContractError::wire(Code::UNAUTHORIZED, detail));
        }
        None => {
            return Err(ContractError::wire(
                Code::UNAUTHORIZED,
                "recovery was not started",
            ));
        }
    }
    record.home = chain;
    record.nonce = 0;
    let address = caller.clone();
    record.controllers = vec![Controller {
        chain,
        address,
        role: Role::Owner,
    }];
    Ok(())
}

/// The delay and the start of the recovery that `caller` on `chain` may run.
fn recovery_of<'a>(
    record: &'a mut Account,
    chain: ChainNo,
    caller: &RemoteAddr,
) -> ContractResult<(u64, &'a mut Option<u64>)> {
    let id = record.id;
    let found = record
        .controllers
        .iter_mut()
        .find_map(|c| match &mut c.role {
            Role::Recovery {
                delay_secs,
                started_at,
            } if c.chain == chain && c.address == *caller => Some((*delay_secs, started_at)),
            _ => None,
        });
    found.ok_or_else(|| {
        let detail = format!("{caller} on chain {chain} is not recovery owner of account {id}");
        ContractError::wire(Code::UNAUTHORIZED, detail)
    })
}
