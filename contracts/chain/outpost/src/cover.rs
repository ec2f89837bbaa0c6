//! The collateral side pays for a deficit: fees of the liquidation first, then the pool (DEC-11).
//!
//! What must always hold: a deficit is paid for once, under its lot number (INV-9); never more than
//! was asked for; all of it goes to the courier of the route, by the neighbours themselves.

use cosmwasm_schema::{cw_serde, from_json};
use cosmwasm_std::{Binary, Response, Storage};
use seawall_interfaces::{auction_house, insurance_pool};
use seawall_kit::call::wasm_exec;
use seawall_money::DebtAmount;
use seawall_wire::ids::{LiquidationId, LotId, RouteId};
use seawall_wire::OrderAck;

use crate::error::{ContractError, ContractResult};
use crate::order::{acked, await_answer, Step};
use crate::state::{auction_house as the_auction_house, Covered, COVERED, COVERS, STATE_VERSION};

/// What the hub asks for.
#[cw_serde]
pub struct CoverOrder {
    /// Of this liquidation.
    pub liquidation: LiquidationId,
    /// Under this number.
    pub lot: LotId,
    /// Over this route.
    pub route: RouteId,
    /// At most, base units of the debt.
    pub amount: DebtAmount,
}

/// The fees are taken; the pool is asked for the rest.
#[cw_serde]
pub struct AfterFees {
    /// What the hub asks for.
    pub order: CoverOrder,
    /// What the fees gave, base units of the debt.
    pub from_fees: DebtAmount,
}

/// Asks for the fees; a deficit that was paid for is answered as before.
pub fn start(storage: &dyn Storage, order: CoverOrder) -> ContractResult<Response> {
    if let Some(covered) = COVERED.may_load(storage, order.lot.0)? {
        return cover_paid(&covered);
    }
    let fees = auction_house::ExecuteMsg::TakeFees {
        liquidation: order.liquidation,
        route: order.route,
        amount: order.amount,
    };
    let msg = wasm_exec(the_auction_house(storage)?, &fees, vec![])?;
    Ok(Response::new().add_submessage(await_answer(msg, &Step::TakeFees(order))?))
}

/// The auction house gave so much: the pool is asked for the rest, if there is one.
pub fn fees_taken(
    storage: &mut dyn Storage,
    order: CoverOrder,
    data: &Binary,
) -> ContractResult<Response> {
    let from_fees = at_most("take fees", data, order.amount)?;
    let rest = order.amount.minus(from_fees)?;
    let cover = COVERS.may_load(storage, order.route.0)?;
    let after = AfterFees { order, from_fees };
    match cover {
        Some(cover) if !rest.is_zero() => {
            let payout = insurance_pool::ExecuteMsg::Payout {
                claim: format!("cover-{}", after.order.lot),
                liquidation: after.order.liquidation,
                amount: rest,
                receiver: cover.courier.into_string(),
            };
            let msg = wasm_exec(cover.pool, &payout, vec![])?;
            Ok(Response::new().add_submessage(await_answer(msg, &Step::Payout(after))?))
        }
        _ => finish(storage, &after, DebtAmount::ZERO),
    }
}

/// The pool paid so much.
pub fn paid(
    storage: &mut dyn Storage,
    after: AfterFees,
    data: &Binary,
) -> ContractResult<Response> {
    let rest = after.order.amount.minus(after.from_fees)?;
    let from_pool = at_most("payout", data, rest)?;
    finish(storage, &after, from_pool)
}

fn finish(
    storage: &mut dyn Storage,
    after: &AfterFees,
    from_pool: DebtAmount,
) -> ContractResult<Response> {
    let covered = Covered {
        state_version: STATE_VERSION,
        from_fees: after.from_fees,
        from_pool,
    };
    COVERED.save(storage, after.order.lot.0, &covered)?;
    cover_paid(&covered)
}

fn cover_paid(covered: &Covered) -> ContractResult<Response> {
    acked(OrderAck::CoverPaid {
        from_fees: covered.from_fees,
        from_pool: covered.from_pool,
    })
}

fn at_most(what: &'static str, data: &Binary, max: DebtAmount) -> ContractResult<DebtAmount> {
    let amount: Option<DebtAmount> = from_json(data).ok();
    amount
        .filter(|amount| *amount <= max)
        .ok_or_else(|| ContractError::Answer {
            what,
            expected: format!("at most {max}"),
            actual: String::from_utf8_lossy(data).into_owned(),
        })
}
