//! A buyer without money: a contract sells the collateral within its own take and pays from that.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    coin, to_json_binary, wasm_execute, BankMsg, Binary, Coin, Deps, DepsMut, Empty, Env,
    MessageInfo, Response, StdError, StdResult,
};
use seawall_fixtures::deploy::install;
use seawall_fixtures::spec::{Spec, COLL, USD};
use seawall_fixtures::World;
use seawall_interfaces::auction_house::{BuyerMsg, ExecuteMsg};
use seawall_interfaces::coordinator::Outcome;
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};
use seawall_wire::ids::LotId;
use simnet::IbcContract;

use crate::common::{
    crank_now, dec, error, open_lots, outcome, sums, unsafe_alice, world, MILLION,
};

/// What the buyer contract passes to itself through the auction house.
#[cw_serde]
struct Plan {
    house: String,
    pool: String,
    keep: bool,
}

#[cw_serde]
enum FlashMsg {
    /// From the auction house.
    SeawallTake {
        lot: LotId,
        collateral: CollateralAmount,
        collateral_denom: String,
        payment: DebtAmount,
        payment_denom: String,
        msg: Binary,
    },
    /// From anyone: take from this lot.
    Go {
        house: String,
        pool: String,
        lot: LotId,
        price_limit: PairPrice,
        keep: bool,
    },
    /// From itself: pay.
    PayNow {
        house: String,
        lot: LotId,
        coin: Coin,
    },
}

#[cw_serde]
enum PoolMsg {
    /// Gives this coin for whatever was sent.
    Swap { want: Coin },
}

fn nothing(_: DepsMut, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
    Ok(Response::new())
}

fn no_query(_: Deps, _: Env, _: Empty) -> StdResult<Binary> {
    Err(StdError::msg("nothing to ask"))
}

/// A pool of a decentralised exchange, as far as this story needs one.
fn pool(_: DepsMut, _: Env, info: MessageInfo, msg: PoolMsg) -> StdResult<Response> {
    let PoolMsg::Swap { want } = msg;
    if info.funds.is_empty() {
        return Err(StdError::msg("nothing was sent"));
    }
    let to_address = info.sender.into_string();
    Ok(Response::new().add_message(BankMsg::Send {
        to_address,
        amount: vec![want],
    }))
}

fn buyer(_: DepsMut, env: Env, _: MessageInfo, msg: FlashMsg) -> StdResult<Response> {
    match msg {
        FlashMsg::Go {
            house,
            pool,
            lot,
            price_limit,
            keep,
        } => {
            let plan = Plan {
                house: house.clone(),
                pool,
                keep,
            };
            let take = ExecuteMsg::Take {
                lot,
                want: CollateralAmount::MAX,
                price_limit,
                receiver: None,
                callback: Some(to_json_binary(&plan)?),
            };
            Ok(Response::new().add_message(wasm_execute(house, &take, vec![])?))
        }
        FlashMsg::SeawallTake {
            lot,
            collateral,
            collateral_denom,
            payment,
            payment_denom,
            msg,
        } => {
            let plan: Plan = cosmwasm_std::from_json(msg)?;
            if plan.keep {
                return Ok(Response::new());
            }
            let due = coin(payment.u128(), payment_denom);
            // The pool gives half a percent more than is due: the buyer's profit.
            let want = coin(
                due.amount.to_string().parse::<u128>().unwrap() * 1_005 / 1_000,
                &due.denom,
            );
            let sell = vec![coin(collateral.u128(), collateral_denom)];
            let pay = FlashMsg::PayNow {
                house: plan.house,
                lot,
                coin: due,
            };
            Ok(Response::new()
                .add_message(wasm_execute(plan.pool, &PoolMsg::Swap { want }, sell)?)
                .add_message(wasm_execute(env.contract.address, &pay, vec![])?))
        }
        FlashMsg::PayNow { house, lot, coin } => Ok(Response::new().add_message(wasm_execute(
            house,
            &ExecuteMsg::Pay { lot },
            vec![coin],
        )?)),
    }
}

struct Market {
    buyer: cosmwasm_std::Addr,
    pool: cosmwasm_std::Addr,
}

fn market(world: &mut World, funds: u128) -> Market {
    let coll = world.ix(COLL).unwrap();
    let code = IbcContract::new(nothing, pool, no_query);
    let pool = install(world, coll, code, &Empty {}).unwrap();
    let code = IbcContract::new(nothing, buyer, no_query);
    let buyer = install(world, coll, code, &Empty {}).unwrap();
    let route = world.route(COLL, USD).unwrap();
    world
        .give_payment_coin(COLL, USD, "provider", funds)
        .unwrap();
    let send = BankMsg::Send {
        to_address: pool.to_string(),
        amount: vec![coin(funds, route.denom)],
    };
    let provider = world.addr(COLL, "provider").unwrap();
    world
        .net
        .tx_msgs(coll, &provider, vec![send.into()])
        .unwrap();
    Market { buyer, pool }
}

fn go(world: &mut World, market: &Market, lot: LotId, keep: bool) -> anyhow::Result<()> {
    let house = world.site(COLL).unwrap().auction_house.to_string();
    let price_limit = world.lot(COLL, lot).unwrap().price;
    let pool = market.pool.to_string();
    let msg = FlashMsg::Go {
        house,
        pool,
        lot,
        price_limit,
        keep,
    };
    world
        .execute(COLL, "lucy", &market.buyer, &msg, &[])
        .map(drop)
}

/// The message the auction house sends is the one written down above.
#[test]
fn the_buyers_message_is_the_interfaces_own() {
    let theirs = BuyerMsg::SeawallTake {
        lot: LotId(1),
        collateral: CollateralAmount::new(2),
        collateral_denom: "uatom".into(),
        payment: DebtAmount::new(3),
        payment_denom: "uusd".into(),
        msg: Binary::default(),
    };
    let bytes = to_json_binary(&theirs).unwrap();
    cosmwasm_std::from_json::<FlashMsg>(bytes).unwrap();
}

#[test]
fn a_contract_without_money_buys_sells_and_pays_in_one_transaction() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    let market = market(&mut world, 5_000 * MILLION);
    world.wait_for_price(COLL, lots[0], dec("0.985")).unwrap();
    let coll = world.ix(COLL).unwrap();
    let denom = world.route(COLL, USD).unwrap().denom;
    assert_eq!(world.net.balance(coll, &market.buyer, &denom), 0);
    go(&mut world, &market, lots[0], false).unwrap();
    let profit = world.net.balance(coll, &market.buyer, &denom);
    assert!(
        profit > 8 * MILLION && profit < 9 * MILLION,
        "half a percent: {profit}"
    );
    assert_eq!(world.net.balance(coll, &market.buyer, "uatom"), 0);
    assert!(world.net.balance(coll, &market.pool, "uatom") > 200 * MILLION);
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let (.., proceeds, credited) = sums(&world.liquidation(liquidation).unwrap());
    assert_eq!(proceeds, credited);
}

#[test]
fn a_buyer_that_does_not_pay_gets_nothing_and_the_lot_goes_on() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    let (liquidation, lots) = open_lots(&mut world, alice);
    // It keeps the collateral; or its pool has too little.
    for (funds, keep) in [(5_000 * MILLION, true), (MILLION, false)] {
        let market = market(&mut world, funds);
        let before = world.lot(COLL, lots[0]).unwrap();
        error(go(&mut world, &market, lots[0], keep));
        let after = world.lot(COLL, lots[0]).unwrap();
        assert_eq!(before, after, "nothing has changed");
        let coll = world.ix(COLL).unwrap();
        assert_eq!(world.net.balance(coll, &market.buyer, "uatom"), 0);
        assert_eq!(world.net.balance(coll, &market.pool, "uatom"), 0);
    }
    crate::common::buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
}
