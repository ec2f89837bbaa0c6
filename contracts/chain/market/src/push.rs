//! Payments. A receiver that cannot be paid gets a claim and blocks nobody (INV-11).

use cosmwasm_schema::{cw_serde, from_json};
use cosmwasm_std::{Addr, BankMsg, Binary, DepsMut, Response, SubMsg};
use seawall_kit::call::with_context;
use seawall_money::DebtAmount;

use crate::contract::REPLY_PUSH;
use crate::error::MarketResult;
use crate::events::MarketEvent;
use crate::state::{CLAIMS, CONFIG};

#[cw_serde]
struct Payment {
    to: Addr,
    amount: DebtAmount,
}

/// A payment of `amount` to `to`; the books have booked it as gone. None for nothing.
pub fn push(to: &Addr, denom: &str, amount: DebtAmount) -> MarketResult<Option<SubMsg>> {
    if amount.is_zero() {
        return Ok(None);
    }
    let send = BankMsg::Send {
        to_address: to.to_string(),
        amount: vec![amount.coin(denom)],
    };
    let payment = Payment {
        to: to.clone(),
        amount,
    };
    let sub = SubMsg::reply_on_error(send, REPLY_PUSH);
    Ok(Some(with_context(sub, &payment)?))
}

/// A payment failed: it becomes a claim.
pub fn failed(deps: DepsMut, payload: &Binary) -> MarketResult<Response> {
    let payment: Payment = from_json(payload)?;
    let denom = CONFIG.load(deps.storage)?.denom;
    CLAIMS.credit(deps.storage, &payment.to, &denom, payment.amount.uint())?;
    let event = MarketEvent::PaymentFailed {
        receiver: payment.to.to_string(),
        amount: payment.amount,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}
