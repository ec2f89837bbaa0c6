//! A buyer contract that never pays and calls back into auction house and vault while it is asked to.

use cosmwasm_std::Storage;
use cosmwasm_std::{
    wasm_execute, Binary, CosmosMsg, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError,
    StdResult,
};
use seawall_interfaces as api;
use seawall_money::{CollateralAmount, DebtAmount};
use seawall_wire::ids::{AccountId, LiquidationId, ListingId, LotId};
use serde::{Deserialize, Serialize};
use simnet::IbcContract;

const PLACE: &[u8] = b"place";

/// What it is told.
#[derive(Serialize, Deserialize, Clone)]
#[serde(rename_all = "snake_case")]
pub enum Msg {
    /// By its master: take.
    Go {
        house: String,
        vault: String,
        take: api::auction_house::ExecuteMsg,
        account: u64,
        liquidation: u64,
        listing: u32,
    },
    /// By the auction house: collateral has come, pay.
    SeawallTake {
        lot: LotId,
        collateral: CollateralAmount,
        collateral_denom: String,
        payment: DebtAmount,
        payment_denom: String,
        msg: Binary,
    },
}

/// Its code.
pub fn code() -> IbcContract {
    IbcContract::new(nothing, execute, no_query)
}

fn nothing(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn no_query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("nothing to ask"))
}

fn execute(deps: DepsMut, _: Env, info: MessageInfo, msg: Msg) -> StdResult<Response> {
    match msg {
        Msg::Go {
            ref house,
            ref take,
            ..
        } => {
            let go = wasm_execute(house, take, vec![])?;
            deps.storage.set(PLACE, &cosmwasm_std::to_json_vec(&msg)?);
            Ok(Response::new().add_message(go))
        }
        Msg::SeawallTake { lot, msg, .. } => {
            let trick: u64 = cosmwasm_std::from_json(msg)?;
            let again = tricks(deps.storage, info.sender.as_str(), lot, trick)?;
            Ok(Response::new().add_messages(again))
        }
    }
}

/// Calls that would help a thief, if they were let through.
fn tricks(storage: &dyn Storage, house: &str, lot: LotId, trick: u64) -> StdResult<Vec<CosmosMsg>> {
    use api::auction_house::ExecuteMsg as H;
    let place = storage.get(PLACE).unwrap_or_default();
    let Msg::Go {
        vault,
        take,
        account,
        liquidation,
        listing,
        ..
    } = cosmwasm_std::from_json(place)?
    else {
        return Ok(vec![]);
    };
    let back = api::vault::ExecuteMsg::Return {
        liquidation: LiquidationId(liquidation),
        account: AccountId(account),
        listing: ListingId(listing),
    };
    let call = match trick % 6 {
        0 => wasm_execute(house, &take, vec![])?,
        1 => wasm_execute(house, &H::Close { lot }, vec![])?,
        2 => wasm_execute(house, &H::SettleFlash { lot }, vec![])?,
        3 => wasm_execute(house, &H::Pay { lot }, vec![])?,
        4 => wasm_execute(vault, &back, vec![])?,
        _ => return Ok(vec![]),
    };
    Ok(vec![call.into()])
}
