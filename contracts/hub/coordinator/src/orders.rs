//! Orders: what chains are told, once. Both halves of the contract send by [`send_order`].
//!
//! What must always hold: an order is recorded with all that is needed to finish or undo it until
//! its outcome is known (`outcomes`); nothing is sent over a link that is not active.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{DepsMut, Env, Response, Storage, SubMsg};
use seawall_link::{Outgoing, Purpose, Sent};
use seawall_wire::ids::{ChainNo, OrderId};
use seawall_wire::{Code, Order, OrderAck, Origin, ToChain, ToChainAck, WireError, WireRange};

use crate::error::{ContractError, ContractResult};
use crate::state::{Counters, PendingOrder, CONFIG, COUNTERS, LINKS};

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
            PendingOrder::PayKeeper {} => "pay_keeper",
            PendingOrder::Hello {} => "hello",
            PendingOrder::Resolve { .. } => "resolve",
        }
    }

    fn purpose(&self) -> Purpose {
        match self.pending {
            PendingOrder::Disburse { .. } => Purpose::Begin,
            _ => Purpose::Repair,
        }
    }

    fn fits(&self, ack: &ToChainAck) -> bool {
        use PendingOrder as P;
        let ack = match (&self.pending, ack) {
            (P::Hello {}, ToChainAck::Hello(_))
            | (P::Resolve { .. }, ToChainAck::Resolved { .. }) => return true,
            (_, ToChainAck::Order(ack)) => ack,
            _ => return false,
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
                | (P::PayKeeper {}, OrderAck::KeeperPaid {})
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

/// Would an order of a liquidation be sent to the chain now? Asked before anything is marked for it.
pub fn takes_orders(storage: &dyn Storage, chain: ChainNo) -> bool {
    let link = LINKS.state(storage, chain);
    link.is_ok_and(|link| link.assert_sends(Purpose::Repair).is_ok())
}

/// Anyone: tells a chain which wire versions are accepted here.
pub fn say_hello(deps: DepsMut, env: Env, chain: ChainNo) -> ContractResult<Response> {
    let body = ToChain::Hello(WireRange::OURS);
    send_word(deps, &env, chain, body, PendingOrder::Hello {})
}

/// Anyone: asks a chain what became of packets of ours whose ack will not come by itself.
pub fn resolve_in_flight(
    deps: DepsMut,
    env: Env,
    chain: ChainNo,
    epoch: u32,
    sequences: Vec<u64>,
) -> ContractResult<Response> {
    let body = LINKS.ask(deps.storage, chain, epoch, sequences.clone())?;
    let pending = PendingOrder::Resolve { epoch, sequences };
    send_word(deps, &env, chain, ToChain::Resolve(body), pending)
}

/// A packet that is no order.
fn send_word(
    deps: DepsMut,
    env: &Env,
    chain: ChainNo,
    body: ToChain,
    pending: PendingOrder,
) -> ContractResult<Response> {
    let origin = next_origin(deps.storage)?;
    let order = OrderId(0);
    let out = Outgoing {
        link: chain,
        what: SentToChain { order, pending },
        origin,
        body,
        reply_id: SEND_REPLY,
    };
    Ok(Response::new().add_submessage(LINKS.send(deps.storage, env, out)?))
}

/// A refusal because a link is not in a state for it.
pub fn limited(chain: ChainNo, what: &str) -> Box<ContractError> {
    WireError::new(Code::LINK_LIMITED, format!("link to chain {chain}: {what}")).into()
}
