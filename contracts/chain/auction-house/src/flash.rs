//! Flash takes: collateral first, payment before the transaction ends.
//!
//! What must always hold: at most one is under way; while it is, nobody can take from, pay for or
//! close its lot except by this path; what was taken is written down before the buyer is called. If
//! the buyer fails or pays too little, the whole transaction is undone.

use cosmwasm_std::{Binary, DepsMut, Env, MessageInfo, Response, Storage};
use seawall_interfaces::auction_house::{BuyerMsg, ExecuteMsg};
use seawall_kit::call::wasm_exec;
use seawall_kit::{funds, KitError};
use seawall_money::DebtAmount;
use seawall_wire::ids::LotId;

use crate::error::{AuctionHouseError, AuctionHouseResult};
use crate::state::{lot, Flash, Lot, FLASH};
use crate::take::{settle, Taken};

/// Calls the buyer, then itself to settle. The lot is saved already.
pub fn begin(
    storage: &mut dyn Storage,
    env: &Env,
    info: &MessageInfo,
    lot: &Lot,
    taken: Taken,
    msg: Binary,
    response: Response,
) -> AuctionHouseResult<Response> {
    funds::no_funds(info)?;
    if let Some(flash) = FLASH.may_load(storage)? {
        return Err(AuctionHouseError::FlashUnderWay { lot: flash.lot });
    }
    let id = lot.terms.lot;
    let call = BuyerMsg::SeawallTake {
        lot: id,
        collateral: taken.take.collateral,
        collateral_denom: lot.collateral_denom.clone(),
        payment: taken.take.payment,
        payment_denom: lot.payment_denom.clone(),
        msg,
    };
    let flash = Flash {
        lot: id,
        buyer: taken.buyer,
        receiver: taken.receiver,
        take: taken.take,
        split: taken.split,
        paid: DebtAmount::ZERO,
    };
    FLASH.save(storage, &flash)?;
    let settle = ExecuteMsg::SettleFlash { lot: id };
    Ok(response
        .add_message(wasm_exec(flash.buyer, &call, vec![])?)
        .add_message(wasm_exec(env.contract.address.clone(), &settle, vec![])?))
}

/// The buyer's contract, with exactly the payment's coin: pays, in as many parts as it likes.
pub fn pay(deps: DepsMut, info: &MessageInfo, id: LotId) -> AuctionHouseResult<Response> {
    let mut flash = under_way(deps.storage, id)?;
    if info.sender != flash.buyer {
        return Err(KitError::unauthorized(flash.buyer, &info.sender).into());
    }
    let lot = lot(deps.storage, id)?;
    let coins = DebtAmount::from(funds::one_coin(info, &lot.payment_denom)?);
    flash.paid = flash.paid.plus(coins)?;
    FLASH.save(deps.storage, &flash)?;
    Ok(Response::new())
}

/// Itself, after the buyer's call: the payment must be there.
pub fn settle_flash(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    id: LotId,
) -> AuctionHouseResult<Response> {
    if info.sender != env.contract.address {
        return Err(KitError::unauthorized(&env.contract.address, &info.sender).into());
    }
    let flash = under_way(deps.storage, id)?;
    FLASH.remove(deps.storage);
    let lot = lot(deps.storage, id)?;
    let taken = Taken {
        buyer: flash.buyer,
        receiver: flash.receiver,
        take: flash.take,
        split: flash.split,
    };
    settle(deps.storage, env, lot, taken, flash.paid, Response::new())
}

fn under_way(storage: &dyn Storage, lot: LotId) -> AuctionHouseResult<Flash> {
    let flash = FLASH.may_load(storage)?.filter(|flash| flash.lot == lot);
    flash.ok_or(AuctionHouseError::NoFlash { lot })
}
