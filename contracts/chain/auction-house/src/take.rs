//! Take: anyone buys from an open lot at its price of this moment.
//!
//! What must always hold: a take only books and pays out; all state is written before a message
//! leaves; debt money and fee add up to the payment.

use cosmwasm_std::{
    Addr, BankMsg, Binary, CosmosMsg, DepsMut, Env, Event, MessageInfo, Response, Storage, SubMsg,
    Uint128,
};
use seawall_auction::{Life, Split, Take};
use seawall_kit::funds;
use seawall_money::{planted, CollateralAmount, DebtAmount, PairPrice};
use seawall_wire::ids::LotId;

use crate::error::{AuctionHouseError, AuctionHouseResult};
use crate::event::AuctionHouseEvent;
use crate::state::{book, clock, lot, route, unbook, Lot, CLAIMS, FLASH, HELD, LOTS};
use crate::{close, flash};

/// What a buyer asks for.
pub struct Wish {
    /// From this lot.
    pub lot: LotId,
    /// At most so much collateral, base units.
    pub want: CollateralAmount,
    /// Refuse above this price.
    pub price_limit: PairPrice,
    /// The collateral goes here instead of to the sender.
    pub receiver: Option<String>,
    /// Flash: what to pass to the sender contract.
    pub callback: Option<Binary>,
}

/// Anyone: buys; with a callback the payment comes after the collateral.
pub fn take(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    wish: Wish,
) -> AuctionHouseResult<Response> {
    let receiver = match &wish.receiver {
        Some(receiver) => deps.api.addr_validate(receiver)?,
        None => info.sender.clone(),
    };
    let mut lot = takeable(deps.storage, wish.lot)?;
    let take = lot
        .sale
        .quote_take(clock(env), wish.want, wish.price_limit)?;
    let split = lot.sale.apply(&take)?;
    unbook(deps.storage, &lot.collateral_denom, take.collateral.uint())?;
    LOTS.save(deps.storage, wish.lot.0, &lot)?;
    let delivery = send(&receiver, take.collateral.uint(), &lot.collateral_denom);
    let response = Response::new().add_messages(delivery);
    let taken = Taken {
        buyer: info.sender.clone(),
        receiver,
        take,
        split,
    };
    match wish.callback {
        Some(msg) => flash::begin(deps.storage, env, info, &lot, taken, msg, response),
        None => {
            let paid = funds::one_coin(info, &lot.payment_denom)?.into();
            settle(deps.storage, env, lot, taken, paid, response)
        }
    }
}

/// A take that is booked in the lot, but whose payment is not passed on yet.
pub struct Taken {
    /// Who pays.
    pub buyer: Addr,
    /// Who got the collateral.
    pub receiver: Addr,
    /// What was taken.
    pub take: Take,
    /// How the payment is split.
    pub split: Split,
}

/// A lot from which may be taken, its clock aside: not closed, and no flash take of it is under
/// way.
pub fn takeable(storage: &dyn Storage, id: LotId) -> AuctionHouseResult<Lot> {
    let lot = lot(storage, id)?;
    if let Some(reason) = lot.closed {
        return Err(AuctionHouseError::LotClosed { lot: id, reason });
    }
    match FLASH.may_load(storage)? {
        Some(flash) if flash.lot == id => Err(AuctionHouseError::FlashUnderWay { lot: id }),
        _ => Ok(lot),
    }
}

/// Passes `paid` on: debt money, fee, what was too much; and closes the lot if the take ended it.
pub fn settle(
    storage: &mut dyn Storage,
    env: &Env,
    mut lot: Lot,
    taken: Taken,
    paid: DebtAmount,
    response: Response,
) -> AuctionHouseResult<Response> {
    let due = taken.take.payment;
    if paid < due {
        return Err(AuctionHouseError::PaidTooLittle {
            lot: lot.terms.lot,
            expected: due,
            actual: paid,
        });
    }
    let courier = route(storage, lot.terms.route)?.courier;
    let debt_money = send(&courier, taken.split.debt_money.uint(), &lot.payment_denom);
    let refund = send(&taken.buyer, paid.minus(due)?.uint(), &lot.payment_denom);
    let taken_event = book_fee(storage, env, &mut lot, &taken)?;
    LOTS.save(storage, lot.terms.lot.0, &lot)?;
    let (closing, closed_event): (Vec<SubMsg>, Option<Event>) = match lot.sale.life {
        Life::Closed { reason } => {
            let (messages, event) = close::finish(storage, lot, reason)?;
            (messages, Some(event))
        }
        _ => (vec![], None),
    };
    Ok(response
        .add_messages(debt_money)
        .add_messages(refund)
        .add_submessages(closing)
        .add_event(taken_event)
        .add_events(closed_event))
}

/// The fee goes to the keeper first, up to its pay of this lot; the rest is held for the
/// liquidation.
fn book_fee(
    storage: &mut dyn Storage,
    env: &Env,
    lot: &mut Lot,
    taken: &Taken,
) -> AuctionHouseResult<Event> {
    let fee = taken.split.fee;
    let mut keeper_pay = DebtAmount::ZERO;
    if let Some(keeper) = &lot.keeper {
        keeper_pay = lot.terms.keeper_pay.minus_or_zero(lot.keeper_paid).min(fee);
        planted!(FeeAboveCollected => keeper_pay = lot.terms.keeper_pay);
        lot.keeper_paid = lot.keeper_paid.plus(keeper_pay)?;
        CLAIMS.credit(storage, keeper, &lot.payment_denom, keeper_pay.uint())?;
    }
    let held = planted!(fee.minus(keeper_pay)?; FeeAboveCollected => fee.minus_or_zero(keeper_pay));
    if !held.is_zero() {
        let key = (lot.liquidation.0, lot.terms.route.0);
        let mut fees = HELD.may_load(storage, key)?.unwrap_or_default();
        fees.amount = fees.amount.plus(held)?;
        fees.last_at = env.block.time.seconds();
        HELD.save(storage, key, &fees)?;
        book(storage, &lot.payment_denom, held.uint())?;
    }
    let event = AuctionHouseEvent::Taken {
        lot: lot.terms.lot,
        buyer: taken.buyer.to_string(),
        receiver: taken.receiver.to_string(),
        collateral: taken.take.collateral,
        payment: taken.take.payment,
        price: taken.take.price,
        debt_money: taken.split.debt_money,
        fee,
        keeper_pay,
    };
    Ok(event.record(storage)?)
}

/// A payment; none if there is nothing to pay, because the bank refuses empty coins.
pub fn send(to: &Addr, amount: Uint128, denom: &str) -> Option<CosmosMsg> {
    (!amount.is_zero()).then(|| {
        CosmosMsg::from(BankMsg::Send {
            to_address: to.to_string(),
            amount: vec![cosmwasm_std::Coin::new(amount, denom)],
        })
    })
}
