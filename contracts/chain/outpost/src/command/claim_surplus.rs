//! Take out what a sale brought above the debt.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{Command, RemoteAddr};

use super::{caller, next, submit};
use crate::error::ContractResult;
use crate::state::Wish;

/// A controller of the account, which the hub checks. Never paused.
pub fn claim_surplus(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    (account, listing, receiver): (AccountId, ListingId, RemoteAddr),
) -> ContractResult<Response> {
    let wish = Wish::ClaimSurplus {
        account,
        listing,
        receiver: receiver.clone(),
    };
    let command = Command::ClaimSurplus {
        account,
        listing,
        receiver,
        caller: caller(info)?,
    };
    let id = next(deps.storage)?;
    submit(deps.storage, env, id, wish, command)
}
