//! What becomes of orders.
//!
//! What must always hold: an order has one outcome, used once (the link settles each record once);
//! an error, a timeout and a send that the chain did not take are undone by the same step; nothing
//! here fails when an ack or a timeout came: what could not be done is told in an event (IBC rule
//! 3).

use cosmwasm_std::{DepsMut, Env, Storage};
use seawall_link::{InFlight, SendOutcome, Sent, Settled, Settlement};
use seawall_money::{planted, CollateralAmount, DebtShares};
use seawall_wire::ids::{AccountId, ChainNo, ListingId};
use seawall_wire::{Code, ToChainAck};

use crate::accounts;
use crate::certificate::renew_later_if_need_be;
use crate::error::{ContractError, ContractResult};
use crate::hub_events::{emit, HubEvent};
use crate::liquidation::{on_order_result, Effects, OrderResult};
use crate::orders::SentToChain;
use crate::reports::failed;
use crate::state::{Account, PendingOrder, LINKS};
use crate::totals::{change_collateral, change_debt};

/// The reply to a send. A command whose order the chain does not take is refused as a whole; what
/// a liquidation sent is undone as if it had been refused.
pub fn on_send_reply(
    mut deps: DepsMut,
    env: &Env,
    reply: &cosmwasm_std::Reply,
) -> ContractResult<Effects> {
    match LINKS.on_send_reply(deps.storage, reply)? {
        SendOutcome::InFlight(key, flight) => {
            let kind = flight.what.kind().to_string();
            let order = flight.what.order;
            let event = HubEvent::OrderSent {
                chain: key.link,
                order,
                kind,
            };
            Ok(Effects {
                messages: vec![],
                events: vec![emit(deps.storage, &event)?],
            })
        }
        SendOutcome::Failed(chain, flight, error) => match flight.what.pending {
            PendingOrder::Release { .. }
            | PendingOrder::Disburse { .. }
            | PendingOrder::ReleaseSurplus { .. } => {
                let detail = format!("chain {chain} cannot be told: {}", error.detail);
                Err(ContractError::wire(Code::LINK_LIMITED, detail))
            }
            _ => Ok(resolve(
                deps.branch(),
                env,
                chain,
                flight,
                OrderResult::Refused(error),
            )),
        },
        SendOutcome::Settled(settlement) => Ok(on_settlement(deps, env, settlement)),
    }
}

/// What an ack or a timeout meant for what was sent. Never fails.
pub fn on_settlement(mut deps: DepsMut, env: &Env, settlement: Settlement<SentToChain>) -> Effects {
    let Some(key) = settlement.key else {
        return Effects::default();
    };
    let chain = key.link;
    match settlement.settled {
        Settled::Success(flight, ToChainAck::Order(ack)) => {
            resolve(deps.branch(), env, chain, flight, OrderResult::Done(ack))
        }
        Settled::Success(flight, ToChainAck::Resolved { acks }) => {
            let PendingOrder::Resolve { epoch, sequences } = flight.what.pending else {
                return Effects::default();
            };
            let answers = sequences.into_iter().zip(acks);
            let mut effects = Effects::default();
            for settled in LINKS.on_answer(deps.storage, chain, epoch, answers) {
                let more = on_settlement(deps.branch(), env, settled);
                effects.messages.extend(more.messages);
                effects.events.extend(more.events);
            }
            effects
        }
        Settled::Success(_, ToChainAck::Hello(range)) => {
            // A range that shares nothing with ours is left aside: the link goes on as before.
            let _refused = LINKS.hello(deps.storage, chain, range);
            Effects::default()
        }
        Settled::Refused(flight, error) => resolve(
            deps.branch(),
            env,
            chain,
            flight,
            OrderResult::Refused(error),
        ),
        Settled::TimedOut(flight) => {
            resolve(deps.branch(), env, chain, flight, OrderResult::TimedOut)
        }
        Settled::Unresolved(flight) => {
            let order = flight.what.order;
            tell(deps.storage, &HubEvent::OrderUnresolved { chain, order })
        }
        Settled::Redundant => Effects::default(),
    }
}

fn tell(storage: &mut dyn Storage, event: &HubEvent) -> Effects {
    let mut effects = Effects::default();
    effects.events.extend(emit(storage, event));
    effects
}

/// Finishes or undoes what was sent. Never fails: what cannot be done is told.
fn resolve(
    mut deps: DepsMut,
    env: &Env,
    chain: ChainNo,
    flight: InFlight<SentToChain>,
    result: OrderResult,
) -> Effects {
    let SentToChain { order, pending } = flight.what;
    let event = match &result {
        OrderResult::Done(_) => HubEvent::OrderDone { chain, order },
        OrderResult::Refused(error) => HubEvent::OrderRefused {
            chain,
            order,
            error: error.clone(),
        },
        OrderResult::TimedOut => HubEvent::OrderTimedOut { chain, order },
    };
    let mut effects = tell(deps.storage, &event);
    let account = match &pending {
        PendingOrder::Release { account, .. } | PendingOrder::Disburse { account, .. } => {
            Some(*account)
        }
        _ => None,
    };
    let done = planted!(
        matches!(result, OrderResult::Done(_));
        RefusalTakenAsDone => result != OrderResult::TimedOut
    );
    let followed = match pending {
        PendingOrder::Release {
            account,
            listing,
            amount,
        } => decide_release(deps.branch(), env, account, listing, amount, done),
        PendingOrder::Disburse {
            account,
            listing,
            shares_max,
        } => decide_loan(deps.branch(), env, account, listing, shares_max, done),
        PendingOrder::ReleaseSurplus { .. }
        | PendingOrder::PayKeeper {}
        | PendingOrder::Hello {}
        | PendingOrder::Resolve { .. } => Ok(Effects::default()),
        other => on_order_result(deps.branch(), env, other, result),
    };
    match followed {
        Ok(more) => {
            effects.messages.extend(more.messages);
            effects.events.extend(more.events);
        }
        Err(error) => {
            let after = format!("order {order} to chain {chain}");
            let event = failed(deps.storage, &after, account, &error);
            effects.events.extend(event);
        }
    }
    effects
}

fn decide_release(
    deps: DepsMut,
    env: &Env,
    account: AccountId,
    listing: ListingId,
    amount: CollateralAmount,
    done: bool,
) -> ContractResult<Effects> {
    let mut record = accounts::load(deps.storage, account)?;
    let mirror = record.collateral_mut(listing);
    let mirror = mirror.ok_or(ContractError::Inconsistent {
        what: "a release of nothing",
    })?;
    change_collateral(deps.storage, mirror, |m| {
        if done {
            m.decide_done(amount);
            return Ok(());
        }
        planted!(ReleaseUndoneTwice => m.decide_undone(amount)?);
        Ok(m.decide_undone(amount)?)
    })?;
    if record.has_debt()? {
        // What was released counts no more in the best case: the certificate must know.
        return certified_anew(deps, env, record);
    }
    accounts::save(deps.storage, &record)?;
    Ok(Effects::default())
}

/// Saves the account with a new certificate; one that cannot be judged now is looked at again soon.
fn certified_anew(mut deps: DepsMut, env: &Env, mut record: Account) -> ContractResult<Effects> {
    let mut effects = Effects::default();
    let renewed = renew_later_if_need_be(deps.branch(), env, &mut record)?;
    effects.events.extend(renewed);
    accounts::save(deps.storage, &record)?;
    Ok(effects)
}

fn decide_loan(
    deps: DepsMut,
    env: &Env,
    account: AccountId,
    listing: ListingId,
    shares_max: DebtShares,
    done: bool,
) -> ContractResult<Effects> {
    if planted!(done; AckTakenAsReport => false) {
        // What was minted is reported; until then the worst case stands.
        return Ok(Effects::default());
    }
    let mut record = accounts::load(deps.storage, account)?;
    let mirror = record.debt_mut(listing);
    let mirror = mirror.ok_or(ContractError::Inconsistent {
        what: "a loan of nothing",
    })?;
    change_debt(deps.storage, mirror, |m| {
        planted!(LoanUndoneTwice => m.undo(shares_max)?);
        Ok(m.undo(shares_max)?)
    })?;
    certified_anew(deps, env, record)
}
