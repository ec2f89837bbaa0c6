//! Entry points and arithmetic of the pool.

#[cfg(not(feature = "library"))]
use cosmwasm_std::entry_point;
use cosmwasm_std::{
    coin, to_json_binary, Addr, BankMsg, Binary, Decimal, Deps, DepsMut, Env, MessageInfo,
    QuerierWrapper, Response, StdResult, Uint128, WasmMsg,
};
use cw_storage_plus::Item;
use seawall_interfaces::auction_house;
use seawall_money::DebtAmount;
use seawall_wire::ids::LotId;

use crate::error::VenueError;
use crate::msg::{ExecuteMsg, InstantiateMsg, QueryMsg, QuoteResponse};

type Outcome<T> = Result<T, VenueError>;

const CONFIG: Item<InstantiateMsg> = Item::new("config");
/// The take that is under way: house, least, receiver.
const TAKING: Item<(Addr, Uint128, Addr)> = Item::new("taking");

/// Sets coins and fee.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn instantiate(
    deps: DepsMut,
    _env: Env,
    _info: MessageInfo,
    msg: InstantiateMsg,
) -> Outcome<Response> {
    CONFIG.save(deps.storage, &msg)?;
    Ok(Response::new())
}

/// Swaps, takes, and pays within a take.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Outcome<Response> {
    match msg {
        ExecuteMsg::Swap { min_out } => swap(deps, &env, &info, min_out),
        ExecuteMsg::TakeLot {
            house,
            lot,
            want,
            price_limit,
            min_out,
            receiver,
        } => {
            let house = deps.api.addr_validate(&house)?;
            let receiver = deps.api.addr_validate(&receiver)?;
            TAKING.save(deps.storage, &(house.clone(), min_out, receiver))?;
            let take = auction_house::ExecuteMsg::Take {
                lot,
                want,
                price_limit,
                receiver: None,
                callback: Some(Binary::default()),
            };
            Ok(Response::new().add_message(WasmMsg::Execute {
                contract_addr: house.into(),
                msg: to_json_binary(&take)?,
                funds: vec![],
            }))
        }
        ExecuteMsg::SeawallTake {
            lot,
            collateral,
            collateral_denom,
            payment,
            payment_denom,
            ..
        } => {
            let got = (collateral.uint(), collateral_denom);
            pay(deps, &env, &info, lot, got, (payment, payment_denom))
        }
    }
}

/// Coins, fee, quotes.
#[cfg_attr(not(feature = "library"), entry_point)]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Config {} => to_json_binary(&CONFIG.load(deps.storage)?),
        QueryMsg::Quote { denom, amount } => {
            let config = CONFIG.load(deps.storage)?;
            let none = Uint128::zero();
            let quote = quote(&deps.querier, &env, &config, &denom, amount, none);
            let quote = quote.map_err(|e| cosmwasm_std::StdError::msg(e.to_string()))?;
            to_json_binary(&quote)
        }
    }
}

/// What `amount` of a coin brings; `already` of it is in the balance.
fn quote(
    querier: &QuerierWrapper<'_>,
    env: &Env,
    config: &InstantiateMsg,
    denom: &str,
    amount: Uint128,
    already: Uint128,
) -> Outcome<QuoteResponse> {
    let (first, second) = &config.denoms;
    let other = match denom {
        d if d == first => second,
        d if d == second => first,
        _ => {
            return Err(VenueError::Coin {
                actual: denom.into(),
                first: first.clone(),
                second: second.clone(),
            });
        }
    };
    let balance = |denom: &String| -> StdResult<Uint128> {
        let found = querier.query_balance(&env.contract.address, denom)?.amount;
        Ok(Uint128::try_from(found).unwrap_or(Uint128::MAX))
    };
    let here = balance(&denom.to_string())?.checked_sub(already)?;
    let there = balance(other)?;
    let counted = amount.mul_floor(Decimal::one().saturating_sub(config.fee));
    let after = here.checked_add(counted)?;
    // Rounded down: the product never falls.
    let amount = match after.is_zero() {
        true => Uint128::zero(),
        false => there.multiply_ratio(counted, after),
    };
    Ok(QuoteResponse {
        denom: other.clone(),
        amount,
    })
}

fn enough(quote: &QuoteResponse, least: Uint128) -> Outcome<()> {
    if quote.amount >= least {
        return Ok(());
    }
    Err(VenueError::TooLittle {
        expected: least,
        actual: quote.amount,
    })
}

fn swap(deps: DepsMut, env: &Env, info: &MessageInfo, min_out: Uint128) -> Outcome<Response> {
    let [sent] = info.funds.as_slice() else {
        let actual = info.funds.len();
        return Err(VenueError::Funds { actual });
    };
    let amount = Uint128::try_from(sent.amount).unwrap_or(Uint128::MAX);
    let config = CONFIG.load(deps.storage)?;
    let quote = quote(&deps.querier, env, &config, &sent.denom, amount, amount)?;
    enough(&quote, min_out)?;
    Ok(Response::new().add_message(BankMsg::Send {
        to_address: info.sender.to_string(),
        amount: vec![coin(quote.amount.u128(), quote.denom)],
    }))
}

/// The collateral is here: pay for it, and give what it is worth above that to the receiver.
fn pay(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    lot: LotId,
    (collateral, collateral_denom): (Uint128, String),
    (payment, payment_denom): (DebtAmount, String),
) -> Outcome<Response> {
    let taking = TAKING.may_load(deps.storage)?;
    let (house, min_out, receiver) = match taking {
        Some(taking) if taking.0 == info.sender => taking,
        other => {
            return Err(VenueError::Unasked {
                expected: other.map(|t| t.0.to_string()).unwrap_or_default(),
                actual: info.sender.to_string(),
            });
        }
    };
    TAKING.remove(deps.storage);
    let config = CONFIG.load(deps.storage)?;
    let quote = quote(
        &deps.querier,
        env,
        &config,
        &collateral_denom,
        collateral,
        collateral,
    )?;
    enough(&quote, min_out.max(payment.uint()))?;
    if quote.denom != payment_denom {
        return Err(VenueError::Coin {
            actual: payment_denom,
            first: config.denoms.0,
            second: config.denoms.1,
        });
    }
    let above = quote.amount.checked_sub(payment.uint())?;
    let pay = WasmMsg::Execute {
        contract_addr: house.into(),
        msg: to_json_binary(&auction_house::ExecuteMsg::Pay { lot })?,
        funds: vec![coin(payment.u128(), &payment_denom)],
    };
    let mut response = Response::new()
        .add_message(pay)
        .add_attribute("venue_lot", lot.to_string())
        .add_attribute("venue_out", quote.amount.to_string());
    if !above.is_zero() {
        response = response.add_message(BankMsg::Send {
            to_address: receiver.into(),
            amount: vec![coin(above.u128(), payment_denom)],
        });
    }
    Ok(response)
}
