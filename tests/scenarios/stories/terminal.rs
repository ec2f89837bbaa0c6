//! Money in every state in which a contract has nothing more to do with it: who gets it, by which
//! call, to the unit (INV-8). What needs no call goes back at once or was never taken.

use cosmwasm_std::{coin, Addr, BankMsg};
use seawall_fixtures::spec::{Spec, ATOM, COLL, DEBT, HUB, USD};
use seawall_fixtures::World;
use seawall_interfaces as api;
use seawall_interfaces::coordinator::Outcome;
use serde_json::{json, Value};

use crate::common::{buy_at_market, crank_now, open_lots, outcome, unsafe_alice, world, MILLION};
use crate::{terminal_ends as ends, terminal_rows as rows};

/// One state in which money may rest.
struct Row {
    contract: &'static str,
    money: &'static str,
    /// Who gets it, by which call.
    goes: &'static str,
    /// Brings the money there and back out: so much was there, so much came out.
    run: fn() -> (u128, u128),
}

const fn row(
    contract: &'static str,
    money: &'static str,
    goes: &'static str,
    run: fn() -> (u128, u128),
) -> Row {
    Row {
        contract,
        money,
        goes,
        run,
    }
}

const TABLE: &[Row] = &[
    row(
        "vault",
        "a deposit that the hub refused",
        "depositor, Claim",
        rows::refused_deposit,
    ),
    row(
        "vault",
        "a deposit that the hub never saw",
        "depositor, Claim",
        rows::lost_deposit,
    ),
    row(
        "vault",
        "a payment that the bank refused",
        "receiver, Claim to another address",
        rows::refused_payment,
    ),
    row(
        "vault",
        "what is left after a liquidation",
        "owner, Withdraw",
        rows::left_after_liquidation,
    ),
    row(
        "market",
        "a loan that could not be paid",
        "receiver, Claim",
        rows::unpaid_loan,
    ),
    row(
        "market",
        "repayment of an account that owes nothing",
        "payer, at once",
        rows::needless_repayment,
    ),
    row(
        "market",
        "proceeds above the debt",
        "owner, ClaimSurplus",
        rows::surplus,
    ),
    row(
        "market",
        "shares of a lender that leaves",
        "lender, RequestExit and FinishExit by anyone",
        rows::leaving_lender,
    ),
    row(
        "auction house",
        "too much money for a take",
        "buyer, at once",
        rows::overpaid_take,
    ),
    row(
        "auction house",
        "what nobody bought",
        "account, Close by anyone",
        rows::unsold,
    ),
    row(
        "auction house",
        "a keeper's pay",
        "keeper, Claim",
        rows::keepers_pay,
    ),
    row(
        "auction house",
        "fees without a deficit",
        "pool, ReleaseFees by anyone",
        rows::held_fees,
    ),
    row(
        "insurance pool",
        "a stake put in after all was lost",
        "staker, StartUnstake and FinishUnstake",
        ends::stake_after_loss,
    ),
    row(
        "insurance pool",
        "a premium while nobody has a stake",
        "the next deficit, before the capital",
        ends::ownerless_premium,
    ),
    row(
        "insurance pool",
        "a premium of stakers that have left",
        "staker, ClaimPremium",
        ends::premium_of_the_gone,
    ),
    row(
        "courier",
        "coins sent to the start of a route",
        "market, Forward and Collect by anyone",
        ends::sent_to_a_sender,
    ),
    row(
        "courier",
        "coins sent to the end of a route",
        "market, Collect by anyone",
        ends::sent_to_a_receiver,
    ),
    row(
        "courier",
        "a transfer that came back",
        "market, Forward and Collect by anyone",
        ends::refunded_transfer,
    ),
    row(
        "outpost",
        "a budget for relayers",
        "relayers, ClaimRebates",
        ends::outposts_budget,
    ),
    row(
        "coordinator",
        "a budget for relayers",
        "relayers, ClaimRebates",
        ends::hubs_budget,
    ),
];

#[test]
fn money_comes_out_of_every_state_to_the_unit() {
    for row in TABLE {
        let (there, out) = (row.run)();
        assert!(there > 0, "{}: {}", row.contract, row.money);
        assert_eq!(out, there, "{}: {}: {}", row.contract, row.money, row.goes);
    }
}

/// Every contract: where it is, what it is called, a message that takes no coins, and whether
/// mallory may send it.
fn contracts(world: &World) -> Vec<(u16, Addr, &'static str, Value, bool)> {
    let (coll, debt) = (world.site(COLL).unwrap(), world.site(DEBT).unwrap());
    let route = world.route(COLL, USD).unwrap();
    let market = world.market(USD).unwrap().1;
    let (house, hub) = (coll.auction_house.clone(), world.coordinator.clone());
    let sweep = json!({"sweep": {"listing": 1, "limit": 1}});
    let claim = json!({"claim": {"denom": "uatom"}});
    let submit = json!({"submit": {"prices": []}});
    let leave = json!({"cancel_unstake": {}});
    vec![
        (HUB, hub, "coordinator", sweep, true),
        (HUB, world.oracle.clone(), "price oracle", submit, false),
        (
            COLL,
            coll.outpost.clone(),
            "outpost",
            json!({"say_hello": {}}),
            true,
        ),
        (COLL, coll.vault.clone(), "vault", claim.clone(), false),
        (COLL, house, "auction house", claim, false),
        (COLL, route.pool, "pool", leave.clone(), false),
        (COLL, route.sender, "courier", json!({"forward": {}}), true),
        (
            DEBT,
            route.receiver,
            "courier",
            json!({"collect": {}}),
            true,
        ),
        (DEBT, market, "market", json!({"accrue": {}}), true),
        (DEBT, debt.pools[&USD].clone(), "pool", leave, false),
    ]
}

#[test]
fn coins_that_come_with_a_message_that_takes_none_are_not_kept() {
    let (mut world, _) = world(Spec::simple());
    for (chain, contract, name, msg, may) in contracts(&world) {
        world.mint(chain, "mallory", &[coin(9, "ustray")]).unwrap();
        let coins = [coin(9, "ustray")];
        let refused = world.execute(chain, "mallory", &contract, &msg, &coins);
        assert!(refused.is_err(), "{name} of chain {chain} took coins");
        let ix = world.ix(chain).unwrap();
        assert_eq!(world.net.balance(ix, &contract, "ustray"), 0, "{name}");
        let done = world.execute(chain, "mallory", &contract, &msg, &[]);
        assert_eq!(done.is_ok(), may, "{name}: {done:?}");
    }
}

/// Coins that the bank brings without a message cannot be refused. They lie above the books: nobody
/// takes them out, since a call that paid out whatever the books do not name would turn every
/// mistake in them into a theft; and nothing is disturbed by them.
#[test]
fn coins_that_the_bank_brings_lie_above_the_books_and_disturb_nothing() {
    let (mut world, _) = world(Spec::simple());
    let alice = unsafe_alice(&mut world, "8.5");
    for (chain, contract, ..) in contracts(&world) {
        for denom in ["ustray", "uatom", "uusd"] {
            let (ix, coins) = (world.ix(chain).unwrap(), vec![coin(MILLION, denom)]);
            world.mint(chain, "mallory", &coins).unwrap();
            let send = BankMsg::Send {
                to_address: contract.to_string(),
                amount: coins,
            };
            let from = world.addr(chain, "mallory").unwrap();
            world.net.tx_msgs(ix, &from, vec![send.into()]).unwrap();
        }
    }
    let vault = world.site(COLL).unwrap().vault.clone();
    let owed: Vec<api::common::DenomAmount> = world
        .query(COLL, &vault, &api::vault::QueryMsg::Owed {})
        .unwrap();
    assert_eq!(owed, crate::common::claim("uatom", 1_000 * MILLION));
    let (liquidation, lots) = open_lots(&mut world, alice);
    buy_at_market(&mut world, COLL, "lucy", lots[0]).unwrap();
    crank_now(&mut world);
    assert_eq!(outcome(&world, liquidation), Outcome::Cured);
    let left = world.holding(alice, ATOM).unwrap().locked.i128() as u128;
    let coll = world.ix(COLL).unwrap();
    let above = world.net.balance(coll, &vault, "uatom") - left;
    assert_eq!(above, MILLION);
}
