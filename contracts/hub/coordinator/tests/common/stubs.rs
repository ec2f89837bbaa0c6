//! An oracle that says what it is told, and an outpost that answers as it is told.

use cosmwasm_std::{
    to_json_binary, Binary, Decimal, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError,
    StdResult,
};
use cw_storage_plus::{Item, Map};
use seawall_interfaces::oracle::{PriceState, PriceView, QueryMsg as OracleQuery};
use seawall_money::{DebtAmount, DebtShares};
use seawall_wire::ids::AssetId;
use seawall_wire::{
    decode, Ack, Code, Envelope, Order, OrderAck, ToChain, ToChainAck, WireError, WireRange,
};

/// A price: asset, spot, moving average, good.
#[cosmwasm_schema::cw_serde]
pub struct Say(pub u32, pub Decimal, pub Decimal, pub bool);

const SAID: Map<u32, Say> = Map::new("said");

pub fn start(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

pub fn say(deps: DepsMut, _: Env, _: MessageInfo, msg: Say) -> StdResult<Response> {
    SAID.save(deps.storage, msg.0, &msg)?;
    Ok(Response::new())
}

pub fn prices(deps: Deps, env: Env, msg: OracleQuery) -> StdResult<Binary> {
    let OracleQuery::Prices { assets } = msg else {
        return Err(StdError::msg("not a question for prices"));
    };
    let now = env.block.time.seconds();
    let view = |asset: AssetId| -> StdResult<PriceView> {
        let said = SAID.may_load(deps.storage, asset.0)?;
        let Say(_, spot, ema, good) =
            said.unwrap_or(Say(asset.0, Decimal::zero(), Decimal::zero(), false));
        Ok(PriceView {
            asset,
            round: 1,
            spot,
            ema,
            sigma: Decimal::zero(),
            sigma_fast: Decimal::zero(),
            observed_at: now,
            updated_at: now,
            state: if good {
                PriceState::Good
            } else {
                PriceState::Stale
            },
        })
    };
    to_json_binary(
        &assets
            .into_iter()
            .map(view)
            .collect::<StdResult<Vec<_>>>()?,
    )
}

/// How an outpost answers orders.
#[cosmwasm_schema::cw_serde]
pub enum Mood {
    Obliges,
    Refuses,
    Fails,
    Babbles,
}

/// What an outpost is asked.
#[cosmwasm_schema::cw_serde]
pub enum OutpostMsg {
    SetMood(Mood),
    LocalPacket { sequence: u64, data: Binary },
}

const MOOD: Item<Mood> = Item::new("mood");
const ORDERS: Item<Vec<Envelope<ToChain>>> = Item::new("orders");
pub const HUB: u32 = 7;

pub fn outpost(deps: DepsMut, _: Env, _: MessageInfo, msg: OutpostMsg) -> StdResult<Response> {
    let data = match msg {
        OutpostMsg::SetMood(mood) => {
            MOOD.save(deps.storage, &mood)?;
            return Ok(Response::new());
        }
        OutpostMsg::LocalPacket { data, .. } => data,
    };
    let envelope: Envelope<ToChain> =
        decode(&data, HUB).map_err(|e| StdError::msg(e.to_string()))?;
    let body = envelope.body.clone();
    let mut orders = ORDERS.may_load(deps.storage)?.unwrap_or_default();
    orders.push(envelope);
    ORDERS.save(deps.storage, &orders)?;
    match MOOD.may_load(deps.storage)?.unwrap_or(Mood::Obliges) {
        Mood::Obliges => Ok(Response::new().set_data(Ack::Result(answer(body)).to_bytes()?)),
        Mood::Refuses => {
            let error = WireError::new(Code::NO_LIQUIDITY, "nothing there");
            Ok(Response::new().set_data(Ack::<()>::Error(error).to_bytes()?))
        }
        Mood::Fails => Err(StdError::msg("E35: books say otherwise")),
        Mood::Babbles => Ok(Response::new().set_data(b"what?")),
    }
}

fn answer(body: ToChain) -> ToChainAck {
    let ToChain::Order { order, .. } = body else {
        return ToChainAck::Hello(WireRange::OURS);
    };
    ToChainAck::Order(match order {
        Order::Release { .. } => OrderAck::Released {},
        Order::Disburse { .. } => OrderAck::Disbursed {
            shares: DebtShares::new(1),
        },
        Order::ReleaseSurplus { .. } => OrderAck::SurplusReleased {
            amount: DebtAmount::ZERO,
        },
        Order::OpenLots(_) => OrderAck::LotsOpened {
            opened_at: 1,
            opened_height: 1,
        },
        Order::Settle { .. } => OrderAck::Settled {
            credited: DebtAmount::ZERO,
        },
        Order::Provision { .. } => OrderAck::Provisioned {},
        Order::PayKeeper { .. } => OrderAck::KeeperPaid {},
        Order::PayCover { .. } => OrderAck::CoverPaid {
            from_fees: DebtAmount::ZERO,
            from_pool: DebtAmount::ZERO,
        },
        Order::CoverDeficit { .. } => OrderAck::DeficitCovered {
            from_pool: DebtAmount::ZERO,
            from_reserve: DebtAmount::ZERO,
            from_lenders: DebtAmount::ZERO,
        },
    })
}

pub fn orders(deps: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    to_json_binary(&ORDERS.may_load(deps.storage)?.unwrap_or_default())
}
