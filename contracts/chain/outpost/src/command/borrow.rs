//! Take a loan. A market of this chain first sets the money apart: the hub's approval then cannot
//! fail here.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, SubMsg};
use seawall_interfaces::market;
use seawall_kit::call::wasm_exec;
use seawall_money::DebtAmount;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{Code, Command, RemoteAddr, WireError};

use super::{caller, next, submit};
use crate::error::ContractResult;
use crate::state::{Wish, MARKETS};

/// A controller of the account, which the hub checks.
pub fn borrow(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    (account, listing, amount, receiver): (AccountId, ListingId, DebtAmount, RemoteAddr),
) -> ContractResult<Response> {
    if amount.is_zero() {
        return Err(WireError::new(Code::BAD_AMOUNT, "borrow: expected more than 0, got 0").into());
    }
    let market = MARKETS.may_load(deps.storage, listing.0)?;
    let wish = Wish::Borrow {
        account,
        listing,
        amount,
        receiver: receiver.clone(),
        reserved: market.is_some(),
    };
    let command = Command::Borrow {
        account,
        listing,
        amount,
        receiver,
        caller: caller(info)?,
    };
    let id = next(deps.storage)?;
    let mut response = submit(deps.storage, env, id, wish, command)?;
    if let Some(market) = market {
        let reserve = market::ExecuteMsg::Reserve {
            command: id,
            amount,
        };
        let reserve = SubMsg::new(wasm_exec(market, &reserve, vec![])?);
        response.messages.insert(0, reserve);
    }
    Ok(response)
}
