//! Orders: what chains are told, once, and what becomes of it here.
//!
//! What must always hold: an order has one outcome, used once (the link settles each record once);
//! an error, a timeout and a send that the chain did not take are undone by the same idempotent step;
//! nothing here fails when an ack or a timeout came: what could not be done is told in an event
//! (IBC rule 3). Both halves of the contract send by [`send_order`].

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, Storage, SubMsg};
use seawall_link::{InFlight, Outgoing, SendOutcome, Sent, Settled, Settlement};
use seawall_wire::ids::{ChainNo, OrderId};
use seawall_wire::{Code, Order, OrderAck, Origin, ToChain, ToChainAck, WireError, WireRange};

use crate::accounts;
use crate::certificate::renew;
use crate::error::{ContractError, ContractResult};
use crate::hub_events::{emit, HubEvent};
use crate::liquidation::{on_order_result, Effects, OrderResult};
use crate::state::{Counters, PendingOrder, CONFIG, COUNTERS, LINKS};
use crate::totals::{change_collateral, change_debt};

/// The replies to sends come under this number.
pub const SEND_REPLY: u64 = 1;

/// What is kept of a packet until its outcome.
#[cw_serde]
pub struct SentToChain {
    /// The order's number; zero for a greeting.
    pub order: OrderId,
    /// What is finished or undone.
    pub pending: PendingOrder,
}

impl Sent for SentToChain {
    type Ack = ToChainAck;

    fn kind(&self) -> &'static str {
        match self.pending {
            PendingOrder::Release { .. } => "release",
            PendingOrder::Disburse { .. } => "disburse",
            PendingOrder::ReleaseSurplus { .. } => "release_surplus",
            PendingOrder::OpenLots { .. } => "open_lots",
            PendingOrder::Settle { .. } => "settle",
            PendingOrder::Provision { .. } => "provision",
            PendingOrder::PayCover { .. } => "pay_cover",
            PendingOrder::CoverDeficit { .. } => "cover_deficit",
            PendingOrder::Hello {} => "hello",
        }
    }

    fn fits(&self, ack: &ToChainAck) -> bool {
        use PendingOrder as P;
        let ToChainAck::Order(ack) = ack else {
            return matches!(self.pending, P::Hello {});
        };
        matches!(
            (&self.pending, ack),
            (P::Release { .. }, OrderAck::Released {})
                | (P::Disburse { .. }, OrderAck::Disbursed { .. })
                | (P::ReleaseSurplus { .. }, OrderAck::SurplusReleased { .. })
                | (P::OpenLots { .. }, OrderAck::LotsOpened { .. })
                | (P::Settle { .. }, OrderAck::Settled { .. })
                | (P::Provision { .. }, OrderAck::Provisioned {})
                | (P::PayCover { .. }, OrderAck::CoverPaid { .. })
                | (P::CoverDeficit { .. }, OrderAck::DeficitCovered { .. })
        )
    }
}

/// Counts something up; returns the counters after it.
pub fn count(
    storage: &mut dyn Storage,
    add: impl FnOnce(&mut Counters),
) -> ContractResult<Counters> {
    let mut counters = COUNTERS.may_load(storage)?.unwrap_or_default();
    add(&mut counters);
    COUNTERS.save(storage, &counters)?;
    Ok(counters)
}

/// The number for the next order.
pub fn next_order(storage: &mut dyn Storage) -> ContractResult<OrderId> {
    let counters = count(storage, |c| c.order = c.order.saturating_add(1))?;
    Ok(OrderId(counters.order))
}

/// The name of a process that begins at the hub.
pub fn next_origin(storage: &mut dyn Storage) -> ContractResult<Origin> {
    let counters = count(storage, |c| c.origin = c.origin.saturating_add(1))?;
    Ok(Origin {
        chain: CONFIG.load(storage)?.chain,
        number: counters.origin,
    })
}

/// Sends an order. Fails, and writes nothing, unless the link is active.
pub fn send_order(
    deps: DepsMut,
    env: &Env,
    chain: ChainNo,
    origin: Origin,
    order: Order,
    pending: PendingOrder,
) -> ContractResult<SubMsg> {
    let id = next_order(deps.storage)?;
    send_order_as(deps, env, chain, origin, id, order, pending)
}

/// Sends an order under a number that was taken before.
pub fn send_order_as(
    deps: DepsMut,
    env: &Env,
    chain: ChainNo,
    origin: Origin,
    id: OrderId,
    order: Order,
    pending: PendingOrder,
) -> ContractResult<SubMsg> {
    let what = SentToChain { order: id, pending };
    let body = ToChain::Order { id, order };
    let out = Outgoing {
        link: chain,
        what,
        origin,
        body,
        reply_id: SEND_REPLY,
    };
    Ok(LINKS.send(deps.storage, env, out)?)
}

/// Anyone: tells a chain which wire versions are accepted here.
pub fn say_hello(
    deps: DepsMut,
    env: Env,
    info: MessageInfo,
    chain: ChainNo,
) -> ContractResult<Response> {
    seawall_kit::funds::no_funds(&info)?;
    let origin = next_origin(deps.storage)?;
    let what = SentToChain {
        order: OrderId(0),
        pending: PendingOrder::Hello {},
    };
    let body = ToChain::Hello(WireRange::OURS);
    let out = Outgoing {
        link: chain,
        what,
        origin,
        body,
        reply_id: SEND_REPLY,
    };
    Ok(Response::new().add_submessage(LINKS.send(deps.storage, &env, out)?))
}

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
    let done = matches!(result, OrderResult::Done(_));
    let followed = match pending {
        PendingOrder::Release {
            account,
            listing,
            amount,
        } => decide_release(deps.branch(), account, listing, amount, done),
        PendingOrder::Disburse {
            account,
            listing,
            shares_max,
        } => decide_loan(deps.branch(), env, account, listing, shares_max, done),
        PendingOrder::ReleaseSurplus { .. } | PendingOrder::Hello {} => Ok(Effects::default()),
        other => on_order_result(deps.branch(), env, other, result),
    };
    match followed {
        Ok(more) => {
            effects.messages.extend(more.messages);
            effects.events.extend(more.events);
        }
        Err(error) => {
            let after = format!("order {order} to chain {chain}");
            let event = HubEvent::FollowUpFailed {
                after,
                account,
                error: error.to_string(),
            };
            effects.events.extend(emit(deps.storage, &event));
        }
    }
    effects
}

fn decide_release(
    deps: DepsMut,
    account: seawall_wire::ids::AccountId,
    listing: seawall_wire::ids::ListingId,
    amount: seawall_money::CollateralAmount,
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
        Ok(m.decide_undone(amount)?)
    })?;
    accounts::save(deps.storage, &record)?;
    Ok(Effects::default())
}

fn decide_loan(
    mut deps: DepsMut,
    env: &Env,
    account: seawall_wire::ids::AccountId,
    listing: seawall_wire::ids::ListingId,
    shares_max: seawall_money::DebtShares,
    done: bool,
) -> ContractResult<Effects> {
    if done {
        // What was minted is reported; until then the worst case stands.
        return Ok(Effects::default());
    }
    let mut record = accounts::load(deps.storage, account)?;
    let mirror = record.debt_mut(listing);
    let mirror = mirror.ok_or(ContractError::Inconsistent {
        what: "a loan of nothing",
    })?;
    change_debt(deps.storage, mirror, |m| Ok(m.undo(shares_max)?))?;
    accounts::save(deps.storage, &record)?;
    let mut effects = Effects::default();
    // An improvement needs no certificate; the record is saved whatever comes of this.
    if let Ok(events) = renew(deps.branch(), env, &mut record) {
        accounts::save(deps.storage, &record)?;
        effects.events.extend(events);
    }
    Ok(effects)
}

/// A refusal because a link is not in a state for it.
pub fn limited(chain: ChainNo, what: &str) -> ContractError {
    WireError::new(Code::LINK_LIMITED, format!("link to chain {chain}: {what}")).into()
}
