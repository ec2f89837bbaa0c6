//! Release: the hub has decided that collateral leaves.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    from_json, to_json_binary, Addr, BankMsg, Binary, DepsMut, MessageInfo, Response, SubMsg,
    Uint128,
};
use seawall_kit::call::with_context;
use seawall_kit::{funds, KitError};
use seawall_money::{planted, CollateralAmount};
use seawall_wire::ids::{AccountId, ListingId, OrderId};
use seawall_wire::{OrderAck, RemoteAddr};

use crate::contract::REPLY_PAYMENT;
use crate::error::{VaultError, VaultResult};
use crate::event::VaultEvent;
use crate::state::{count_redundant, holding, listing, neighbours, save_books, CLAIMS, ORDERS};

/// What the order says.
pub struct Release {
    /// The order or approval; has effect once.
    pub order: OrderId,
    /// Of this account.
    pub account: AccountId,
    /// Of this listing.
    pub listing: ListingId,
    /// Base units.
    pub amount: CollateralAmount,
    /// To this address.
    pub receiver: RemoteAddr,
}

/// A payment under way, told to the reply.
#[cw_serde]
struct Payment {
    receiver: Addr,
    denom: String,
    amount: Uint128,
}

/// Outpost: pay collateral out, once per order. Fails only for an address that is none on this
/// chain or when the books would be violated, in both cases before anything has changed. A payment
/// that the bank refuses becomes a claim.
pub fn release(deps: DepsMut, info: &MessageInfo, ask: Release) -> VaultResult<Response> {
    assert_outpost(&deps, info)?;
    if let Some(answer) = ORDERS.may_load(deps.storage, ask.order.0)? {
        return repeated(deps, ask.order, answer);
    }
    let mut of = listing(deps.storage, ask.listing)?;
    let receiver = deps.api.addr_validate(ask.receiver.as_str())?;
    let mut books = holding(deps.storage, ask.account, ask.listing)?;
    let available = books.available()?;
    books
        .release(ask.amount)
        .map_err(|_| VaultError::NotEnough {
            account: ask.account,
            listing: ask.listing,
            available,
            actual: ask.amount,
        })?;
    of.total = of.total.minus(ask.amount)?;
    save_books(deps.storage, ask.account, ask.listing, &books, &of)?;
    let answer = to_json_binary(&OrderAck::Released {})?;
    ORDERS.save(deps.storage, ask.order.0, &answer)?;

    let event = VaultEvent::Released {
        order: ask.order,
        account: ask.account,
        listing: ask.listing,
        amount: ask.amount,
        receiver: receiver.to_string(),
    };
    let response = Response::new()
        .add_event(event.record(deps.storage)?)
        .set_data(answer);
    if ask.amount.is_zero() {
        return Ok(response);
    }
    let payment = Payment {
        receiver,
        denom: of.denom,
        amount: ask.amount.uint(),
    };
    Ok(response.add_submessage(pay(&payment)?))
}

/// The bank refused a payment: the money stays here as the receiver's claim.
pub fn payment_failed(deps: DepsMut, context: &Binary) -> VaultResult<Response> {
    let payment: Payment = from_json(context)?;
    CLAIMS.credit(
        deps.storage,
        &payment.receiver,
        &payment.denom,
        planted!(payment.amount; FailedPaymentLost => Uint128::zero()),
    )?;
    let event = VaultEvent::PaymentFailed {
        receiver: payment.receiver.to_string(),
        denom: payment.denom,
        amount: payment.amount,
    };
    Ok(Response::new().add_event(event.record(deps.storage)?))
}

/// Fails unless the outpost sent the message, without coins.
pub fn assert_outpost(deps: &DepsMut, info: &MessageInfo) -> VaultResult<()> {
    let outpost = neighbours(deps.storage)?.outpost;
    if info.sender != outpost {
        return Err(KitError::unauthorized(outpost, &info.sender).into());
    }
    Ok(funds::no_funds(info)?)
}

/// An order that came again: no effect, the same answer (INV-9).
pub fn repeated(deps: DepsMut, order: OrderId, answer: Binary) -> VaultResult<Response> {
    let event = VaultEvent::Redundant {
        what: "order".into(),
        id: order.0,
        count: count_redundant(deps.storage)?,
    };
    Ok(Response::new()
        .add_event(event.record(deps.storage)?)
        .set_data(answer))
}

fn pay(payment: &Payment) -> VaultResult<SubMsg> {
    let send = BankMsg::Send {
        to_address: payment.receiver.to_string(),
        amount: vec![CollateralAmount::from(payment.amount).coin(&payment.denom)],
    };
    Ok(with_context(
        SubMsg::reply_on_error(send, REPLY_PAYMENT),
        payment,
    )?)
}
