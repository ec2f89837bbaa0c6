//! Seize: collateral goes on sale, coins and order in one message.

use std::collections::BTreeMap;

use cosmwasm_schema::from_json;
use cosmwasm_std::{Binary, Coin, DepsMut, MessageInfo, Reply, Response, SubMsg};
use seawall_interfaces::auction_house;
use seawall_kit::call::{wasm_exec, with_context};
use seawall_money::CollateralAmount;
use seawall_wire::ids::{ListingId, OrderId};
use seawall_wire::{OpenLots, LOTS_PER_ORDER_MAX};

use crate::contract::REPLY_OPENED;
use crate::data::answer_of;
use crate::error::{VaultError, VaultResult};
use crate::event::VaultEvent;
use crate::release::{assert_outpost, repeated};
use crate::state::{holding, listing, neighbours, save_books, ORDERS};

/// Outpost: seize what the lots need, once per order, all or nothing. The auction house's failure
/// undoes the seizure; its answer is the answer.
pub fn seize(
    mut deps: DepsMut,
    info: &MessageInfo,
    order: OrderId,
    open: OpenLots,
) -> VaultResult<Response> {
    assert_outpost(&deps, info)?;
    if let Some(answer) = ORDERS.may_load(deps.storage, order.0)? {
        return repeated(deps, order, answer);
    }
    let sums = sums(&open)?;
    let denoms = denoms(&deps, &open)?;
    let coins = take_from_books(&mut deps, &open, sums)?;
    let event = VaultEvent::Seized {
        order,
        liquidation: open.liquidation,
        account: open.account,
        lots: open.lots.len() as u32,
    };
    let auction_house = neighbours(deps.storage)?.auction_house;
    let call = auction_house::ExecuteMsg::Open {
        order,
        open,
        denoms,
    };
    let call = wasm_exec(auction_house, &call, coins)?;
    let sub = with_context(SubMsg::reply_on_success(call, REPLY_OPENED), &order)?;
    Ok(Response::new()
        .add_event(event.record(deps.storage)?)
        .add_submessage(sub))
}

/// The auction house has opened the lots: its answer is kept for a repeated order and passed on.
pub fn opened(deps: DepsMut, msg: Reply) -> VaultResult<Response> {
    let order: OrderId = from_json(&msg.payload)?;
    let answer: Binary = answer_of(msg.result)?;
    ORDERS.save(deps.storage, order.0, &answer)?;
    Ok(Response::new().set_data(answer))
}

/// What is put up per listing.
fn sums(open: &OpenLots) -> VaultResult<BTreeMap<ListingId, CollateralAmount>> {
    let actual = open.lots.len();
    let max = LOTS_PER_ORDER_MAX;
    if actual == 0 || actual > max {
        return Err(VaultError::LotCount { max, actual });
    }
    let mut sums = BTreeMap::new();
    for lot in &open.lots {
        if lot.put_up.is_zero() {
            return Err(VaultError::EmptyLot { lot: lot.lot });
        }
        let sum: &mut CollateralAmount = sums.entry(lot.collateral).or_default();
        *sum = sum.plus(lot.put_up)?;
    }
    Ok(sums)
}

/// The coin of each lot, in the lots' order.
fn denoms(deps: &DepsMut, open: &OpenLots) -> VaultResult<Vec<String>> {
    open.lots
        .iter()
        .map(|lot| Ok(listing(deps.storage, lot.collateral)?.denom))
        .collect()
}

/// Takes the sums from the account's books; returns the coins, in the bank's order.
fn take_from_books(
    deps: &mut DepsMut,
    open: &OpenLots,
    sums: BTreeMap<ListingId, CollateralAmount>,
) -> VaultResult<Vec<Coin>> {
    let account = open.account;
    let mut coins = Vec::new();
    for (number, sum) in sums {
        let mut of = listing(deps.storage, number)?;
        let mut books = holding(deps.storage, account, number)?;
        let available = books.available()?;
        books.seize(sum).map_err(|_| VaultError::NotEnough {
            account,
            listing: number,
            available,
            actual: sum,
        })?;
        of.total = of.total.minus(sum)?;
        save_books(deps.storage, account, number, &books, &of)?;
        coins.push(sum.coin(of.denom));
    }
    coins.sort_by(|left, right| left.denom.cmp(&right.denom));
    Ok(coins)
}
