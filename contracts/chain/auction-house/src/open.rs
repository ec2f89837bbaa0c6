//! Open: the vault hands over coins and order; all lots open or none.

use std::collections::BTreeMap;

use cosmwasm_schema::to_json_binary;
use cosmwasm_std::{Addr, DepsMut, Empty, Env, MessageInfo, Response, Uint256};
use seawall_kit::KitError;
use seawall_money::{CollateralAmount, DebtAmount};
use seawall_wire::ids::OrderId;
use seawall_wire::{Code, LotOrder, OpenLots, OrderAck, LOTS_PER_ORDER_MAX};

use crate::error::{refuse, AuctionHouseResult};
use crate::event::AuctionHouseEvent;
use crate::sale;
use crate::state::{book, clock, neighbours, route, Config, Lot, CONFIG, LOTS, LOT_VERSION, OPEN};

/// Vault, with exactly the lots' coins: opens all lots or, by failing, none. Answers
/// `OrderAck::LotsOpened`. A keeper address that is none on this chain opens the lots all the same;
/// its pay then stays fee.
pub fn open(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    order: OrderId,
    open: OpenLots,
    denoms: Vec<String>,
) -> AuctionHouseResult<Response> {
    let vault = neighbours(deps.storage)?.vault;
    if info.sender != vault {
        return Err(KitError::unauthorized(vault, &info.sender).into());
    }
    let now = env.block.time.seconds();
    if now > open.not_after {
        let detail = format!("not to be opened after {}, it is {now}", open.not_after);
        return refuse(Code::EXPIRED, detail);
    }
    check_coins(info, &open, &denoms)?;
    let keeper = open.keeper.as_ref();
    let keeper = keeper.and_then(|k| deps.api.addr_validate(k.as_str()).ok());
    let opening = Opening {
        order,
        open: &open,
        keeper,
        config: CONFIG.load(deps.storage)?,
    };
    let mut response = Response::new();
    for (lot, denom) in open.lots.iter().zip(denoms) {
        let event = opening.open_lot(deps.storage, env, lot, denom)?;
        response = response.add_event(event);
    }
    let answer = OrderAck::LotsOpened {
        opened_at: now,
        opened_height: env.block.height,
    };
    Ok(response.set_data(to_json_binary(&answer)?))
}

/// The coins are the lots' sums per denom, no more and no less.
fn check_coins(info: &MessageInfo, open: &OpenLots, denoms: &[String]) -> AuctionHouseResult<()> {
    let lots = open.lots.len();
    if lots == 0 || lots > LOTS_PER_ORDER_MAX {
        let detail = format!("expected 1 to {LOTS_PER_ORDER_MAX} lots, got {lots}");
        return refuse(Code::TOO_MANY, detail);
    }
    if denoms.len() != lots {
        let detail = format!("expected {lots} denoms, got {}", denoms.len());
        return refuse(Code::INCONSISTENT, detail);
    }
    let mut expected: BTreeMap<&str, Uint256> = BTreeMap::new();
    for (lot, denom) in open.lots.iter().zip(denoms) {
        let sum = expected.entry(denom).or_default();
        *sum = sum.saturating_add(lot.put_up.uint().into());
    }
    let mut actual: BTreeMap<&str, Uint256> = BTreeMap::new();
    for coin in &info.funds {
        let sum = actual.entry(&coin.denom).or_default();
        *sum = sum.saturating_add(coin.amount);
    }
    if expected != actual {
        let detail = format!("coins: expected {expected:?}, got {actual:?}");
        return refuse(Code::INCONSISTENT, detail);
    }
    Ok(())
}

/// What the lots of one order have in common.
struct Opening<'a> {
    order: OrderId,
    open: &'a OpenLots,
    keeper: Option<Addr>,
    config: Config,
}

impl Opening<'_> {
    fn open_lot(
        &self,
        storage: &mut dyn cosmwasm_std::Storage,
        env: &Env,
        terms: &LotOrder,
        collateral_denom: String,
    ) -> AuctionHouseResult<cosmwasm_std::Event> {
        if LOTS.has(storage, terms.lot.0) {
            return refuse(Code::DUPLICATE, format!("lot {} exists already", terms.lot));
        }
        let now = clock(env);
        let age = now.seconds.saturating_sub(self.open.priced_at);
        let payment_denom = route(storage, terms.route)?.denom;
        let lot = Lot {
            state_version: LOT_VERSION,
            order: self.order,
            liquidation: self.open.liquidation,
            account: self.open.account,
            terms: terms.clone(),
            collateral_denom,
            payment_denom,
            sale: sale::open(terms, &self.config, age, now)?,
            keeper: self.keeper.clone(),
            keeper_paid: DebtAmount::ZERO,
            returned: CollateralAmount::ZERO,
            closed: None,
        };
        book(storage, &lot.collateral_denom, terms.put_up.uint())?;
        LOTS.save(storage, terms.lot.0, &lot)?;
        OPEN.save(storage, terms.lot.0, &Empty {})?;
        Ok(AuctionHouseEvent::opened(&lot).record(storage)?)
    }
}
