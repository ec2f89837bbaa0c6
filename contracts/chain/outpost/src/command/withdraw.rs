//! Take collateral out, on whatever chain it is.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{Command, RemoteAddr, Wanted};

use super::{caller, next, submit};
use crate::error::ContractResult;
use crate::state::Wish;

/// A controller of the account, which the hub checks.
pub fn withdraw(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    (account, listing, amount, receiver): (AccountId, ListingId, Wanted, RemoteAddr),
) -> ContractResult<Response> {
    let wish = Wish::Withdraw {
        account,
        listing,
        receiver: receiver.clone(),
    };
    let command = Command::Withdraw {
        account,
        listing,
        amount,
        receiver,
        caller: caller(info)?,
    };
    let id = next(deps.storage)?;
    submit(deps.storage, env, id, wish, command)
}
