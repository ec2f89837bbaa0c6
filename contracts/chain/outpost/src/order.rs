//! Orders: what the hub tells this chain to do, once.
//!
//! What must always hold: an order is done by the neighbour that it is for, whole or not at all;
//! its ack is what the neighbour answered; a neighbour that answers something else undoes the
//! order.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{from_json, Binary, DepsMut, Env, Reply, Response, Storage, SubMsg, WasmMsg};
use seawall_interfaces::outpost::{ExecuteMsg, MarketKeys};
use seawall_interfaces::{auction_house, market, vault};
use seawall_kit::call::{wasm_exec, with_context};
use seawall_link::{error_from_text, execute_data};
use seawall_wire::ids::{AccountId, ListingId, OrderId};
use seawall_wire::{Ack, Code, Order, OrderAck, Origin, ToChainAck, WireError};

use crate::cover::{self, CoverOrder};
use crate::error::{ContractError, ContractResult};
use crate::event::OutpostEvent;
use crate::neighbour::follow_up;
use crate::replies::REPLY_ORDER;
use crate::state::{auction_house as the_auction_house, market as market_of, vault as the_vault};

/// Which neighbour's answer is awaited.
#[cw_serde]
pub enum Step {
    /// Vault: `Release`; answers nothing.
    Release {},
    /// Market: `Disburse`; a report follows, since the hub counts what was minted only from
    /// reports.
    Disburse {
        /// To this account.
        account: AccountId,
        /// Of this listing.
        listing: ListingId,
    },
    /// Market: `ReleaseSurplus`.
    ReleaseSurplus {},
    /// Vault: `Seize`; the auction house's answer.
    OpenLots {},
    /// Market: `Settle`.
    Settle {},
    /// Market: `Provision`; answers nothing.
    Provision {},
    /// Market: `CoverDeficit`.
    CoverDeficit {},
    /// Auction house: `PayKeeper`; answers nothing.
    PayKeeper {},
    /// Auction house: `TakeFees`.
    TakeFees(CoverOrder),
    /// Pool: `Payout`, after so much of the fees.
    Payout(cover::AfterFees),
}

/// Hands an order to the neighbour that it is for.
pub fn take(
    deps: DepsMut,
    env: &Env,
    id: OrderId,
    order: Order,
    origin: Origin,
) -> ContractResult<Response> {
    let event = OutpostEvent::OrderTaken {
        order: id,
        what: kind(&order).into(),
        origin,
    };
    let event = event.record(deps.storage)?;
    let response = match order {
        Order::PayCover {
            liquidation,
            lot,
            route,
            amount,
        } => cover::start(
            deps.storage,
            CoverOrder {
                liquidation,
                lot,
                route,
                amount,
            },
        )?,
        order => {
            let (msg, step) = neighbours_message(deps.storage, env, id, order)?;
            Response::new().add_submessage(await_answer(msg, &step)?)
        }
    };
    Ok(response.add_event(event))
}

/// A call whose failure fails the order and whose answer comes to [`done`]. The failure is heard
/// too: only the direct caller is told the words of an error, so only here its code can be kept for
/// the ack.
pub fn await_answer(msg: WasmMsg, step: &Step) -> ContractResult<SubMsg> {
    let sub = SubMsg::reply_always(msg, REPLY_ORDER);
    Ok(with_context(sub, step)?)
}

/// A neighbour has done its part, or failed: then all of the order is rolled back.
pub fn done(deps: DepsMut, env: &Env, reply: &Reply) -> ContractResult<Response> {
    let step: Step = from_json(&reply.payload)?;
    let response = reply.result.clone().into_result();
    let response = response.map_err(|text| error_from_text(&text))?;
    let data = execute_data(&response).unwrap_or_default();
    match step {
        Step::Release {} => acked(OrderAck::Released {}),
        Step::Provision {} => acked(OrderAck::Provisioned {}),
        Step::PayKeeper {} => acked(OrderAck::KeeperPaid {}),
        Step::TakeFees(order) => cover::fees_taken(deps.storage, order, &data),
        Step::Payout(after) => cover::paid(deps.storage, after, &data),
        Step::Disburse { account, listing } => {
            let report = disbursed(account, listing);
            let report = follow_up(&env.contract.address, &report)?;
            Ok(acked(answer(&step, &data)?)?.add_submessage(report))
        }
        step => acked(answer(&step, &data)?),
    }
}

fn disbursed(account: AccountId, listing: ListingId) -> ExecuteMsg {
    let (accounts, lots) = (vec![account], vec![]);
    let markets = vec![MarketKeys {
        listing,
        accounts,
        lots,
    }];
    ExecuteMsg::Report {
        vault: vec![],
        markets,
        lots: vec![],
    }
}

/// The ack of an order.
pub fn acked(ack: OrderAck) -> ContractResult<Response> {
    let ack = Ack::Result(ToChainAck::Order(ack)).to_bytes()?;
    Ok(Response::new().set_data(ack))
}

fn answer(step: &Step, data: &Binary) -> ContractResult<OrderAck> {
    let ack: Option<OrderAck> = from_json(data).ok();
    let fits = matches!(
        (step, &ack),
        (Step::Disburse { .. }, Some(OrderAck::Disbursed { .. }))
            | (
                Step::ReleaseSurplus {},
                Some(OrderAck::SurplusReleased { .. })
            )
            | (Step::OpenLots {}, Some(OrderAck::LotsOpened { .. }))
            | (Step::Settle {}, Some(OrderAck::Settled { .. }))
            | (Step::CoverDeficit {}, Some(OrderAck::DeficitCovered { .. }))
    );
    ack.filter(|_| fits).ok_or_else(|| ContractError::Answer {
        what: "order",
        expected: format!("the ack of {step:?}"),
        actual: String::from_utf8_lossy(data).into_owned(),
    })
}

fn neighbours_message(
    storage: &dyn Storage,
    env: &Env,
    id: OrderId,
    order: Order,
) -> ContractResult<(WasmMsg, Step)> {
    match order {
        Order::Release {
            account,
            listing,
            amount,
            receiver,
        } => {
            let msg = vault::ExecuteMsg::Release {
                order: id,
                account,
                listing,
                amount,
                receiver,
            };
            Ok((
                wasm_exec(the_vault(storage)?, &msg, vec![])?,
                Step::Release {},
            ))
        }
        Order::OpenLots(open) => {
            let now = env.block.time.seconds();
            if now > open.not_after {
                let detail = format!("not after {}, it is {now}", open.not_after);
                return Err(WireError::new(Code::EXPIRED, detail).into());
            }
            let msg = vault::ExecuteMsg::Seize { order: id, open };
            Ok((
                wasm_exec(the_vault(storage)?, &msg, vec![])?,
                Step::OpenLots {},
            ))
        }
        Order::PayKeeper {
            liquidation,
            keeper,
        } => {
            let msg = auction_house::ExecuteMsg::PayKeeper {
                liquidation,
                keeper,
            };
            let msg = wasm_exec(the_auction_house(storage)?, &msg, vec![])?;
            Ok((msg, Step::PayKeeper {}))
        }
        other => {
            let (listing, msg, step) = markets_message(id, other)?;
            let market = market_of(storage, listing)
                .map_err(|e| WireError::new(Code::UNKNOWN_LISTING, e.to_string()))?;
            Ok((wasm_exec(market, &msg, vec![])?, step))
        }
    }
}

fn markets_message(
    id: OrderId,
    order: Order,
) -> ContractResult<(ListingId, market::ExecuteMsg, Step)> {
    Ok(match order {
        Order::Disburse {
            account,
            listing,
            amount,
            shares_max,
            receiver,
        } => {
            let msg = market::ExecuteMsg::Disburse {
                order: id,
                account,
                amount,
                shares_max,
                receiver,
                reserved: None,
            };
            (listing, msg, Step::Disburse { account, listing })
        }
        Order::ReleaseSurplus {
            account,
            listing,
            receiver,
        } => {
            let msg = market::ExecuteMsg::ReleaseSurplus {
                order: id,
                account,
                receiver,
            };
            (listing, msg, Step::ReleaseSurplus {})
        }
        other => losses_message(other)?,
    })
}

/// What happens to a debt when it is not repaid by its borrower.
fn losses_message(order: Order) -> ContractResult<(ListingId, market::ExecuteMsg, Step)> {
    Ok(match order {
        Order::Settle {
            account,
            listing,
            route,
            lot,
            proceeds,
        } => {
            let msg = market::ExecuteMsg::Settle {
                account,
                route,
                lot,
                proceeds,
            };
            (listing, msg, Step::Settle {})
        }
        Order::Provision {
            liquidation,
            listing,
            amount,
            ends_at,
            ..
        } => {
            let msg = market::ExecuteMsg::Provision {
                liquidation,
                amount,
                ends_at,
            };
            (listing, msg, Step::Provision {})
        }
        Order::CoverDeficit {
            liquidation,
            account,
            listing,
            keep,
        } => {
            let msg = market::ExecuteMsg::CoverDeficit {
                liquidation,
                account,
                keep,
            };
            (listing, msg, Step::CoverDeficit {})
        }
        other => {
            let detail = format!("{} is not for a market", kind(&other));
            return Err(WireError::new(Code::MALFORMED, detail).into());
        }
    })
}

fn kind(order: &Order) -> &'static str {
    match order {
        Order::Release { .. } => "release",
        Order::Disburse { .. } => "disburse",
        Order::ReleaseSurplus { .. } => "release_surplus",
        Order::OpenLots(_) => "open_lots",
        Order::Settle { .. } => "settle",
        Order::Provision { .. } => "provision",
        Order::PayCover { .. } => "pay_cover",
        Order::CoverDeficit { .. } => "cover_deficit",
        Order::PayKeeper { .. } => "pay_keeper",
    }
}
