//! A payment that fails becomes a claim.
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env, MockApi};
use cosmwasm_std::{coins, from_json, Addr, BankMsg, CosmosMsg, Reply, SubMsgResult, Uint128};
use seawall_interfaces::common::{DenomAmount, RateModel};
use seawall_interfaces::market::{ExecuteMsg, InstantiateMsg, QueryMsg, Terms};
use seawall_market::contract::{execute, instantiate, query, reply};
use seawall_wire::ids::{AccountId, ListingId};

fn terms() -> Terms {
    let dec = |text: &str| text.parse().unwrap();
    Terms {
        rates: RateModel {
            base: dec("0"),
            slope_low: dec("0.1"),
            slope_high: dec("1"),
            kink: dec("0.8"),
            max: dec("2"),
        },
        reserve_factor: dec("0"),
        pool_factor: dec("0"),
        exit_delay_secs: 60,
        instant_allowance: dec("1"),
        instant_window_secs: 60,
        utilisation_max: dec("1"),
    }
}

// INV-11: the refund of a repayment cannot be sent; the payer takes it as a claim, once.
#[test]
fn a_refund_that_cannot_be_sent_waits_for_the_payer() {
    let mut deps = mock_dependencies();
    let addr = |name: &str| MockApi::default().addr_make(name);
    let (owner, payer) = (addr("owner"), addr("payer"));
    let msg = InstantiateMsg {
        owner: owner.to_string(),
        guardian: owner.to_string(),
        listing: ListingId(1),
        denom: "uusd".into(),
        terms: terms(),
    };
    let info = |who: &Addr, amount: u128| {
        let funds = if amount > 0 {
            coins(amount, "uusd")
        } else {
            vec![]
        };
        message_info(who, &funds)
    };
    instantiate(deps.as_mut(), mock_env(), info(&owner, 0), msg).unwrap();
    let repay = ExecuteMsg::Repay {
        account: AccountId(1),
    };
    let sent = execute(deps.as_mut(), mock_env(), info(&payer, 70), repay).unwrap();
    let failed = Reply {
        id: sent.messages[0].id,
        payload: sent.messages[0].payload.clone(),
        gas_used: 0,
        result: SubMsgResult::Err("blocked".into()),
    };
    reply(deps.as_mut(), mock_env(), failed).unwrap();
    let claims = QueryMsg::Claims {
        owner: payer.to_string(),
    };
    let owed: Vec<DenomAmount> =
        from_json(query(deps.as_ref(), mock_env(), claims).unwrap()).unwrap();
    assert_eq!(owed[0].amount, Uint128::new(70));
    let claim = ExecuteMsg::Claim {
        receiver: Some(owner.to_string()),
    };
    assert!(execute(deps.as_mut(), mock_env(), info(&owner, 0), claim.clone()).is_err());
    let paid = execute(deps.as_mut(), mock_env(), info(&payer, 0), claim.clone()).unwrap();
    let expected = BankMsg::Send {
        to_address: owner.to_string(),
        amount: coins(70, "uusd"),
    };
    assert_eq!(paid.messages[0].msg, CosmosMsg::Bank(expected));
    assert!(execute(deps.as_mut(), mock_env(), info(&payer, 0), claim).is_err());
}
