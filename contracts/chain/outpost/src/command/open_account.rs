//! Open an account that this chain is home of.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_wire::{Command, Recovery};

use super::{caller, next, submit};
use crate::error::ContractResult;
use crate::state::Wish;

/// Anyone; the sender owns it. The hub gives the number.
pub fn open_account(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    recovery: Option<Recovery>,
) -> ContractResult<Response> {
    let command = Command::OpenAccount {
        caller: caller(info)?,
        recovery,
    };
    let id = next(deps.storage)?;
    submit(deps.storage, env, id, Wish::OpenAccount {}, command)
}
