//! Relayers are paid from what was put in, and nothing waits for money (DEC-19).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use common::{CHAIN, HERE};
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{coins, Addr, BankMsg, Uint128};
use seawall_interfaces::common::DenomAmount;
use seawall_link::Rebates;

const REBATES: Rebates = Rebates::new();

fn rebate(amount: u128) -> DenomAmount {
    DenomAmount {
        denom: "ufee".into(),
        amount: Uint128::new(amount),
    }
}

#[test]
fn a_relayer_is_paid_per_message_until_the_budget_is_empty() {
    let mut store = MockStorage::new();
    let relayer = Addr::unchecked("relayer");
    REBATES
        .fund(&mut store, CHAIN, "ufee", Uint128::new(25))
        .unwrap();
    let paid: Vec<bool> = (0..4)
        .map(|_| REBATES.reward(&mut store, CHAIN, &relayer, Some(&rebate(10))))
        .collect();
    assert_eq!(paid, [true, true, false, false]);
    assert_eq!(
        REBATES.budget(&store, CHAIN, "ufee").unwrap(),
        Uint128::new(5)
    );
    let sent = REBATES.claim(&mut store, &relayer).unwrap();
    let expected = BankMsg::Send {
        to_address: "relayer".into(),
        amount: coins(20, "ufee"),
    };
    assert_eq!(sent, [expected]);
    assert!(REBATES.claim(&mut store, &relayer).is_err(), "INV-9: once");
    assert_eq!(REBATES.total_owed(&store, "ufee").unwrap(), Uint128::zero());
}

#[test]
fn links_do_not_share_a_budget_and_no_rebate_costs_nothing() {
    let mut store = MockStorage::new();
    let relayer = Addr::unchecked("relayer");
    REBATES
        .fund(&mut store, CHAIN, "ufee", Uint128::new(25))
        .unwrap();
    assert!(!REBATES.reward(&mut store, HERE, &relayer, Some(&rebate(10))));
    assert!(!REBATES.reward(&mut store, CHAIN, &relayer, None));
    assert_eq!(
        REBATES.budget(&store, CHAIN, "ufee").unwrap(),
        Uint128::new(25)
    );
}

/// INV-2: budgets and unpaid rebates together are what was put in.
#[test]
fn what_was_put_in_is_in_the_budget_or_owed() {
    let mut store = MockStorage::new();
    REBATES
        .fund(&mut store, CHAIN, "ufee", Uint128::new(100))
        .unwrap();
    for n in 0..15u8 {
        let relayer = Addr::unchecked(format!("relayer{}", n % 4));
        REBATES.reward(&mut store, CHAIN, &relayer, Some(&rebate(7)));
        let left = REBATES.budget(&store, CHAIN, "ufee").unwrap();
        let owed = REBATES.total_owed(&store, "ufee").unwrap();
        assert_eq!(left.strict_add(owed), Uint128::new(100));
    }
}
