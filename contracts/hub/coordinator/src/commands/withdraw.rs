//! Withdrawals: the hub takes the amount off the mirror, then whoever holds the coins releases
//! them.
//!
//! What must always hold: judged in the worst case after it (INV-6); approved in the answer where
//! the asking chain holds the coins, ordered from the other chain else, under one id. An approval
//! in an answer cannot be undone, so it is decided at once; an order is undone when it is refused
//! or never received.

use cosmwasm_std::{DepsMut, Env};
use seawall_interfaces::coordinator::Scope;
use seawall_money::CollateralAmount;
use seawall_wire::ids::{AccountId, ListingId};
use seawall_wire::{Code, CommandAck, Order, RemoteAddr, Wanted};

use super::{assert_not_liquidating, bad_amount, Answered, From};
use crate::accounts;
use crate::certificate::renew;
use crate::error::{ContractError, ContractResult};
use crate::health::{check_worst, value_of_collateral};
use crate::hub_events::{emit, HubEvent};
use crate::liquidation::Effects;
use crate::orders::{next_order, send_order_as};
use crate::state::{Account, PendingOrder};
use crate::totals::{book_outflow, change_collateral};

/// What is wanted.
pub(super) struct Wish {
    pub account: AccountId,
    pub listing: ListingId,
    pub amount: Wanted,
    pub receiver: RemoteAddr,
}

pub(super) fn withdraw(
    mut deps: DepsMut,
    env: &Env,
    from: From,
    wish: Wish,
    caller: RemoteAddr,
) -> ContractResult<Answered> {
    let setup = super::listing(deps.as_ref(), wish.listing)?;
    let mut record = accounts::load(deps.storage, wish.account)?;
    record.check_owner(from.chain, &caller)?;
    assert_not_liquidating(&record)?;
    let amount = amount_of(&record, &wish)?;
    let here = setup.chain == from.chain;
    let has_debt = record.has_debt()?;
    if has_debt {
        crate::pause::assert_not_paused(deps.storage, env, Scope::Withdraw)?;
    }
    let mirror = record.collateral_or_new(wish.listing)?;
    change_collateral(deps.storage, mirror, |m| {
        m.order(amount)?;
        if here {
            m.decide_done(amount);
        }
        Ok(())
    })?;
    if has_debt {
        check_worst(deps.as_ref(), env, &record)?;
    }
    let value = value_of_collateral(deps.as_ref(), env, wish.listing, amount).unwrap_or_default();
    book_outflow(deps.storage, setup.chain, value)?;
    let mut effects = Effects::default();
    if has_debt {
        effects
            .events
            .extend(renew(deps.branch(), env, &mut record)?);
    }
    accounts::save(deps.storage, &record)?;
    let release = next_order(deps.storage)?;
    let (account, listing) = (wish.account, wish.listing);
    if !here {
        let (order, pending) = release_order(wish, amount);
        let (to, origin) = (setup.chain, from.origin);
        let sub = send_order_as(deps.branch(), env, to, origin, release, order, pending)?;
        effects.messages.push(sub);
    }
    let event = HubEvent::Withdrawn {
        account,
        listing,
        amount,
        release,
    };
    effects.events.push(emit(deps.storage, &event)?);
    Ok(Answered {
        ack: CommandAck::Withdrawn {
            release,
            amount,
            here,
        },
        effects,
    })
}

/// The order to the vault of another chain, and what is booked until its answer.
fn release_order(wish: Wish, amount: CollateralAmount) -> (Order, PendingOrder) {
    let pending = PendingOrder::Release {
        account: wish.account,
        listing: wish.listing,
        amount,
    };
    let order = Order::Release {
        account: wish.account,
        listing: wish.listing,
        amount,
        receiver: wish.receiver,
    };
    (order, pending)
}

fn amount_of(record: &Account, wish: &Wish) -> ContractResult<CollateralAmount> {
    let held = record
        .collaterals
        .iter()
        .find(|c| c.listing == wish.listing);
    let held = held.map_or(Ok(CollateralAmount::ZERO), |c| c.worst())?;
    let amount = match wish.amount {
        Wanted::All {} => held,
        Wanted::Exactly(amount) if amount.is_zero() => return Err(bad_amount()),
        Wanted::Exactly(amount) => amount,
    };
    if amount.is_zero() || amount > held {
        let detail = format!("listing {}: has {held}, wanted {amount}", wish.listing);
        return Err(ContractError::wire(Code::INSUFFICIENT, detail));
    }
    Ok(amount)
}
