//! Claim: money that could not be pushed is pulled.

use cosmwasm_std::{BankMsg, DepsMut, MessageInfo, Response};
use seawall_kit::funds;

use crate::error::VaultResult;
use crate::event::VaultEvent;
use crate::state::CLAIMS;

/// Anyone: the sender's own claim in one coin, to itself or to another address. Never paused
/// (INV-10).
pub fn claim(
    deps: DepsMut,
    info: &MessageInfo,
    denom: &str,
    receiver: Option<String>,
) -> VaultResult<Response> {
    funds::no_funds(info)?;
    let receiver = match receiver {
        Some(text) => deps.api.addr_validate(&text)?,
        None => info.sender.clone(),
    };
    let payment = match CLAIMS.take(deps.storage, &info.sender, denom)? {
        BankMsg::Send { amount, .. } => BankMsg::Send {
            to_address: receiver.to_string(),
            amount,
        },
        other => other,
    };
    let event = VaultEvent::Claimed {
        owner: info.sender.to_string(),
        denom: denom.into(),
        receiver: receiver.to_string(),
    };
    Ok(Response::new()
        .add_event(event.record(deps.storage)?)
        .add_message(payment))
}
