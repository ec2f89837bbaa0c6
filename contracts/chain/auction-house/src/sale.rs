//! From the order's terms to a sale. Sale modes are data: each has its arm here.

use cosmwasm_std::Decimal;
use seawall_auction::{AuctionParams, Clock, CloseReason, Curve, Sale, SaleTerms};
use seawall_money::{DebtAmount, MathError, PairPrice, RatioExt};
use seawall_wire::{self as wire, Code, LotOrder};

use crate::error::{refuse, AuctionHouseError, AuctionHouseResult};
use crate::state::Config;

/// A limit that no price passes.
pub const ANY_PRICE: PairPrice = PairPrice::from_atomics(cosmwasm_std::Uint256::MAX);

/// Opens the sale of one lot. `age` is the price's, in seconds.
///
/// A lot without target brings as much debt money as it can: what is above the debt becomes the
/// borrower's claim on the market. Fails with the wire's `BAD_AMOUNT` if the terms make no sale, or
/// one whose price could not be computed later.
pub fn open(
    order: &LotOrder,
    config: &Config,
    age: u64,
    opened: Clock,
) -> AuctionHouseResult<Sale> {
    let bad = |error: AuctionHouseError| {
        let detail = format!("lot {}: {error}", order.lot);
        wire::WireError::new(Code::BAD_AMOUNT, detail).into()
    };
    try_open(order, config, age, opened).map_err(bad)
}

fn try_open(
    order: &LotOrder,
    config: &Config,
    age: u64,
    opened: Clock,
) -> AuctionHouseResult<Sale> {
    let wire::SaleTerms::Dutch(dutch) = &order.terms;
    if order.fee > Decimal::one() {
        return refuse(Code::BAD_AMOUNT, format!("fee {}, at most 1", order.fee));
    }
    let repay = order.close_at.map_or(DebtAmount::MAX, |_| order.repay);
    let buffer = start_buffer(dutch.buffer, dutch.drift, age)?;
    let terms = SaleTerms {
        put_up: order.put_up,
        repay,
        close_at: order.close_at.unwrap_or(DebtAmount::MAX),
        fee: order.fee,
        pair_price: dutch.pair_price,
        buffer,
        floor: dutch.floor,
        min_rest: order.min_rest,
    };
    let params = AuctionParams {
        curve: Curve::StairstepExponential {
            cut: dutch.cut,
            step_seconds: dutch.step_secs.into(),
        },
        buffer,
        tail_seconds: dutch.tail_secs.into(),
        cusp: dutch.cusp,
        block_seconds: config.block_seconds,
        halt_slack_seconds: config.halt_slack_secs,
    };
    let sale = Sale::open(&terms, &params, opened)?;
    // The first price is the highest: whoever can compute this can compute all that follow.
    let _first = sale.quote_take(opened, order.put_up, ANY_PRICE)?;
    Ok(sale)
}

/// `buffer + drift·√age`, rounded down to 18 decimals: an old price starts its sale higher (DEC-6).
fn start_buffer(buffer: Decimal, drift: Decimal, age: u64) -> Result<Decimal, MathError> {
    let overflow = |_| MathError::Overflow {
        operation: "root of the price's age",
    };
    let age = Decimal::from_atomics(age, 0).map_err(overflow)?;
    buffer.plus(drift.times(age.sqrt())?)
}

/// The reason as the wire knows it.
pub fn reason(reason: CloseReason) -> wire::CloseReason {
    match reason {
        CloseReason::Covered => wire::CloseReason::Reached,
        CloseReason::SoldOut => wire::CloseReason::SoldOut,
        CloseReason::Floor | CloseReason::Cusp => wire::CloseReason::Floor,
        CloseReason::Tail => wire::CloseReason::Tail,
        CloseReason::Halted => wire::CloseReason::Halted,
    }
}
