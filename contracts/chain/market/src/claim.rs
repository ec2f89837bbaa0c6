//! Money that could not be pushed, taken by who it belongs to. No pause (INV-10).

use cosmwasm_std::{BankMsg, DepsMut, MessageInfo, Response};

use crate::error::MarketResult;
use crate::events::MarketEvent;
use crate::state::{CLAIMS, CONFIG};

/// The owner of a claim: pay it to `receiver`, or to itself.
pub fn claim(
    deps: DepsMut,
    info: &MessageInfo,
    receiver: Option<String>,
) -> MarketResult<Response> {
    let receiver = match receiver {
        Some(receiver) => deps.api.addr_validate(&receiver)?,
        None => info.sender.clone(),
    };
    let denom = CONFIG.load(deps.storage)?.denom;
    let payment = CLAIMS.take(deps.storage, &info.sender, &denom)?;
    let payment = match payment {
        BankMsg::Send { amount, .. } => BankMsg::Send {
            to_address: receiver.to_string(),
            amount,
        },
        other => other,
    };
    let event = MarketEvent::Claimed {
        owner: info.sender.to_string(),
        receiver: receiver.to_string(),
    };
    Ok(Response::new()
        .add_message(payment)
        .add_event(event.record(deps.storage)?))
}
