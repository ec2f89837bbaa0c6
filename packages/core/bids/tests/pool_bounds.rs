//! What a pool pays, at any size (INV-12).
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use cosmwasm_std::Uint256;
use proptest::prelude::*;
use seawall_bids::*;

proptest! {
    #[test]
    fn whatever_the_sizes_nobody_is_paid_out_of_thin_air(
        stakes in prop::collection::vec(1u128..=u128::MAX / 8, 1..6),
        fills in prop::collection::vec((any::<u128>(), 1u128..=u128::MAX >> 8), 1..40),
    ) {
        // INV-12, where rounding is largest: sums of claims never pass what was given, at any size.
        let mut desk = Desk::default();
        let mut all: Vec<Deposit> = stakes.iter().map(|n| desk.deposit(*n).unwrap()).collect();
        desk.wait(LONG);
        for (payment, given) in fills {
            let total = desk.pool.total.u128();
            if total == 0 {
                break;
            }
            // Shallow and deep ones: what is left is the smaller the more bits are set.
            let payment = total - (payment % total) / (1u128 << (payment % 120));
            if desk.fill(payment.max(1), given).is_err() {
                // More than 2^128 units given, all in all.
                break;
            }
        }
        let (mut left, mut gained) = (0u128, Uint256::zero());
        for deposit in &mut all {
            let (money, collateral) = desk.worth(deposit);
            left = left.checked_add(money).unwrap();
            gained += Uint256::from(collateral);
        }
        prop_assert!(left <= desk.pool.total.u128());
        prop_assert!(gained <= Uint256::from(desk.pool.gains.uint()));
    }

    #[test]
    fn no_round_trip_makes_a_profit(
        others in 1..10u128.pow(20),
        mine in 1..10u128.pow(20),
        fills in prop::collection::vec(1u128..999, 0..6),
        pieces in 1..5u128,
    ) {
        // INV-12: in and out without a fill in between gives back what was put in, or less.
        let mut desk = Desk::default();
        let mut other = desk.member(others);
        for thousandths in fills {
            let payment = desk.pool.total.u128() * thousandths / 1_000;
            let _ = desk.fill(payment, 77);
        }
        let before = desk.worth(&mut other);
        let mut deposit = desk.member(mine);
        let mut out = 0;
        for _ in 0..pieces {
            let part = desk.worth(&mut deposit).0 / pieces;
            if desk.withdraw(&mut deposit, part).is_ok() {
                out += part;
            }
        }
        let (rest, gained) = desk.worth(&mut deposit);
        prop_assert!(out + rest <= mine && gained == 0);
        prop_assert!(out + rest + 1 >= mine);
        prop_assert_eq!(desk.worth(&mut other), before);
    }
}
