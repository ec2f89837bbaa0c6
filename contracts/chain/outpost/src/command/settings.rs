//! Change a setting of an account.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_wire::ids::AccountId;
use seawall_wire::{Command, SettingsChange};

use super::{caller, next, submit};
use crate::error::ContractResult;
use crate::state::Wish;

/// A controller of the account, which the hub checks. The last writer wins, by nonce.
pub fn settings(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    (account, nonce, change): (AccountId, u64, SettingsChange),
) -> ContractResult<Response> {
    let command = Command::Settings {
        account,
        nonce,
        change,
        caller: caller(info)?,
    };
    let id = next(deps.storage)?;
    submit(deps.storage, env, id, Wish::Settings {}, command)
}
