//! Ask the hub to admit a deposit whose coins the vault holds as pending.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use seawall_interfaces::outpost::ExecuteMsg;
use seawall_kit::KitError;
use seawall_wire::{Command, RemoteAddr};

use super::{next, submit};
use crate::error::ContractResult;
use crate::state::{assert_sender, vault, Wish};

/// The vault only: nobody else can say that coins are there.
pub fn submit_deposit(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    msg: ExecuteMsg,
) -> ContractResult<Response> {
    assert_sender(&vault(deps.storage)?, &info.sender)?;
    let ExecuteMsg::SubmitDeposit {
        deposit,
        account,
        listing,
        amount,
        depositor,
    } = msg
    else {
        return Err(KitError::unauthorized("a deposit", "another message").into());
    };
    let command = Command::Deposit {
        account,
        listing,
        amount,
        depositor: RemoteAddr::new(depositor)?,
    };
    let id = next(deps.storage)?;
    submit(deps.storage, env, id, Wish::Deposit { deposit }, command)
}
