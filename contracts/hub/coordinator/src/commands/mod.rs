//! Commands: what users wish, from the outposts where they said so.
//!
//! What must always hold: a command has effect once per (chain, number), however often it comes,
//! and the same number with another content is refused; a link speaks only for its own chain (IBC
//! rule 14); a refusal changes nothing; what adds risk needs an active link and a good price in the
//! worst case (INV-6).

mod borrow;
mod claim_surplus;
mod deposit;
mod open_account;
mod settings;
mod withdraw;

use cosmwasm_std::{to_json_vec, Binary, Deps, DepsMut, Env};
use hmac_sha256::Hash as Sha256;
use seawall_interfaces::coordinator::ListingSetup;
use seawall_link::LinkStatus;
use seawall_wire::ids::{ChainNo, CommandId, ListingId};
use seawall_wire::{Code, Command, CommandAck, Origin};

use crate::error::{ContractError, ContractResult};
use crate::hub_events::{emit, HubEvent};
use crate::liquidation::Effects;
use crate::orders::limited;
use crate::state::{Admitted, ADMITTED, LINKS, LISTINGS};

pub use settings::{RECOVERY_DELAY_MAX_SECS, RECOVERY_DELAY_MIN_SECS};

/// Where a command came from.
#[derive(Debug, Clone, Copy)]
pub struct From {
    /// The chain, by its link.
    pub chain: ChainNo,
    /// The process.
    pub origin: Origin,
}

/// A command's answer and what follows from it.
pub struct Answered {
    /// The answer.
    pub ack: CommandAck,
    /// Orders and events.
    pub effects: Effects,
}

impl Answered {
    /// An answer with one event.
    fn with(deps: DepsMut, ack: CommandAck, event: &HubEvent) -> ContractResult<Self> {
        let events = vec![emit(deps.storage, event)?];
        Ok(Self {
            ack,
            effects: Effects {
                messages: vec![],
                events,
            },
        })
    }
}

/// Admits a command, or answers one that was admitted before as before.
pub fn admit(
    mut deps: DepsMut,
    env: &Env,
    from: From,
    id: CommandId,
    command: Command,
) -> ContractResult<Answered> {
    let content = Binary::from(Sha256::hash(&to_json_vec(&command)?));
    let key = (from.chain.0, id.0);
    if let Some(admitted) = ADMITTED.may_load(deps.storage, key)? {
        if admitted.content != content {
            let detail = format!("command {id} of chain {} was another", from.chain);
            return Err(ContractError::wire(Code::DUPLICATE, detail));
        }
        let event = HubEvent::Repeated {
            chain: from.chain,
            command: id,
        };
        return Answered::with(deps, admitted.answer, &event);
    }
    let mut answered = perform(deps.branch(), env, from, command)?;
    let admitted = Admitted {
        content,
        answer: answered.ack.clone(),
    };
    ADMITTED.save(deps.storage, key, &admitted)?;
    let event = HubEvent::Admitted {
        chain: from.chain,
        command: id,
        origin: from.origin,
    };
    answered.effects.events.push(emit(deps.storage, &event)?);
    Ok(answered)
}

fn perform(deps: DepsMut, env: &Env, from: From, command: Command) -> ContractResult<Answered> {
    match command {
        Command::OpenAccount { caller, recovery } => {
            open_account::open_account(deps, env, from, caller, recovery)
        }
        Command::Deposit {
            account,
            listing,
            amount,
            depositor,
        } => deposit::deposit(deps, env, from, account, listing, amount, depositor),
        Command::Withdraw {
            account,
            listing,
            amount,
            receiver,
            caller,
        } => {
            let wish = withdraw::Wish {
                account,
                listing,
                amount,
                receiver,
            };
            withdraw::withdraw(deps, env, from, wish, caller)
        }
        Command::Borrow {
            account,
            listing,
            amount,
            receiver,
            caller,
        } => {
            let wish = borrow::Wish {
                account,
                listing,
                amount,
                receiver,
            };
            borrow::borrow(deps, env, from, wish, caller)
        }
        Command::Settings {
            account,
            nonce,
            change,
            caller,
        } => settings::settings(deps, env, from, account, nonce, change, caller),
        Command::ClaimSurplus {
            account,
            listing,
            receiver,
            caller,
        } => claim_surplus::claim_surplus(deps, env, from, account, listing, receiver, caller),
    }
}

/// The set-up of a listing. Errors: `UNKNOWN_LISTING`.
fn listing(deps: Deps, listing: ListingId) -> ContractResult<ListingSetup> {
    let setup = LISTINGS.may_load(deps.storage, listing.0)?;
    setup.ok_or_else(|| ContractError::UnknownListing { listing }.into())
}

/// Fails with `LINK_LIMITED` unless the link to `chain` is active.
fn assert_active(deps: Deps, chain: ChainNo) -> ContractResult<()> {
    if is_active(deps, chain) {
        return Ok(());
    }
    Err(limited(chain, "expected active"))
}

/// Is the link to `chain` active? A chain without a link has none.
fn is_active(deps: Deps, chain: ChainNo) -> bool {
    LINKS
        .state(deps.storage, chain)
        .is_ok_and(|state| state.end.status == LinkStatus::Active)
}

/// Fails while a liquidation of the account is open: its sales count on what is there.
fn assert_not_liquidating(account: &crate::state::Account) -> ContractResult<()> {
    if account.liquidations.is_empty() {
        return Ok(());
    }
    let detail = format!("account {} has an open liquidation", account.id);
    Err(ContractError::wire(Code::WOULD_BE_UNSAFE, detail))
}

fn bad_amount() -> Box<ContractError> {
    ContractError::wire(Code::BAD_AMOUNT, "expected more than zero, got zero")
}
