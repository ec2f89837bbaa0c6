//! Taking out what a sale brought above the debt (DEC-13): the market holds it and knows how much.

use cosmwasm_std::{DepsMut, Env};
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{Code, CommandAck, Order, RemoteAddr};

use super::{Answered, From};
use crate::accounts;
use crate::error::{ContractError, ContractResult};
use crate::hub_events::HubEvent;
use crate::orders::{next_order, send_order_as};
use crate::state::PendingOrder;

pub(super) fn claim_surplus(
    mut deps: DepsMut,
    env: &Env,
    from: From,
    account: AccountId,
    listing: ListingId,
    receiver: RemoteAddr,
    caller: RemoteAddr,
) -> ContractResult<Answered> {
    let setup = super::listing(deps.as_ref(), listing)?;
    let record = accounts::load(deps.storage, account)?;
    record.check_owner(from.chain, &caller)?;
    if !record.debts.iter().any(|debt| debt.listing == listing) {
        let detail = format!("account {account} never owed anything in listing {listing}");
        return Err(ContractError::wire(Code::INSUFFICIENT, detail));
    }
    let payment = next_order(deps.storage)?;
    let here = setup.chain == from.chain;
    let mut messages = vec![];
    if !here {
        let order = Order::ReleaseSurplus {
            account,
            listing,
            receiver,
        };
        let pending = PendingOrder::ReleaseSurplus { account, listing };
        let to = setup.chain;
        messages.push(send_order_as(
            deps.branch(),
            env,
            to,
            from.origin,
            payment,
            order,
            pending,
        )?);
    }
    let event = HubEvent::SurplusApproved {
        account,
        listing,
        payment,
    };
    let ack = CommandAck::SurplusApproved { payment, here };
    let mut answered = Answered::with(deps, ack, &event)?;
    answered.effects.messages = messages;
    Ok(answered)
}
