//! Pull payments.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use cosmwasm_std::testing::{MockApi, MockStorage};
use cosmwasm_std::{coin, Addr, BankMsg, Uint128};
use proptest::prelude::*;
use seawall_kit::{Claims, KitError};

const CLAIMS: Claims = Claims::new("claims", "claim_totals");

fn who(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

// INV-9: a claim is paid once.
#[test]
fn a_claim_is_paid_whole_and_once() {
    let mut storage = MockStorage::new();
    let alice = who("alice");
    for amount in [30u128, 0, 12] {
        CLAIMS
            .credit(&mut storage, &alice, "uatom", amount.into())
            .unwrap();
    }
    let paid = CLAIMS.take(&mut storage, &alice, "uatom").unwrap();
    let expected = BankMsg::Send {
        to_address: alice.to_string(),
        amount: vec![coin(42, "uatom")],
    };
    assert_eq!(paid, expected);
    let again = CLAIMS.take(&mut storage, &alice, "uatom");
    assert!(matches!(again, Err(KitError::NothingToClaim { .. })));
    assert_eq!(CLAIMS.total(&storage, "uatom").unwrap(), Uint128::zero());
}

#[test]
fn pages_list_the_coins_of_one_address() {
    let mut storage = MockStorage::new();
    for denom in ["a", "b", "c"] {
        let amount = Uint128::new(5);
        CLAIMS
            .credit(&mut storage, &who("alice"), denom, amount)
            .unwrap();
    }
    CLAIMS
        .credit(&mut storage, &who("bob"), "b", Uint128::new(9))
        .unwrap();
    let page = CLAIMS
        .page(&storage, &who("alice"), Some("a"), Some(1))
        .unwrap();
    assert_eq!(page, vec![coin(5, "b")]);
    let page = CLAIMS.page(&storage, &who("bob"), None, None).unwrap();
    assert_eq!(page, vec![coin(9, "b")]);
}

#[test]
fn a_sum_that_does_not_fit_is_refused_and_changes_nothing() {
    let mut storage = MockStorage::new();
    let alice = who("alice");
    CLAIMS
        .credit(&mut storage, &alice, "uatom", Uint128::MAX)
        .unwrap();
    for name in ["alice", "bob"] {
        let refused = CLAIMS.credit(&mut storage, &who(name), "uatom", Uint128::one());
        assert!(matches!(refused, Err(KitError::AmountTooLarge { .. })));
    }
    assert_eq!(CLAIMS.total(&storage, "uatom").unwrap(), Uint128::MAX);
    let bob = CLAIMS.owed(&storage, &who("bob"), "uatom").unwrap();
    assert_eq!(bob, Uint128::zero());
}

proptest! {
    // INV-2: the total is the sum of the claims, so that a balance can be held against it.
    #[test]
    fn the_total_is_always_the_sum_of_the_claims(
        steps in prop::collection::vec((0usize..3, any::<bool>(), 0u128..1000), 1..60),
    ) {
        let mut storage = MockStorage::new();
        let people = [who("alice"), who("bob"), who("carol")];
        for (i, take, amount) in steps {
            let person = people.get(i).unwrap();
            if take {
                let _ = CLAIMS.take(&mut storage, person, "uatom");
            } else {
                CLAIMS.credit(&mut storage, person, "uatom", amount.into()).unwrap();
            }
            let sum: Uint128 =
                people.iter().map(|p| CLAIMS.owed(&storage, p, "uatom").unwrap()).sum();
            prop_assert_eq!(CLAIMS.total(&storage, "uatom").unwrap(), sum);
        }
    }
}
