//! Rounding goes against the taker, whatever the numbers (INV-12).
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use cosmwasm_std::{Decimal, Uint256};
use proptest::prelude::*;
use seawall_money::*;

fn price(cents: u64, decimals: u8) -> Price {
    Price::per_token(Decimal::from_ratio(cents, 100u64), decimals).unwrap()
}

#[test]
fn a_token_of_six_decimals_and_one_of_eighteen_are_worth_what_they_say() {
    // 2.5 tokens at 4.00 are worth 10, in 18 decimals.
    let ten = CollateralValue::from_whole(10).unwrap();
    let six = price(400, 6)
        .of_collateral(CollateralAmount::new(2_500_000))
        .unwrap();
    let eighteen = price(400, 18)
        .of_collateral(CollateralAmount::new(2_500_000_000_000_000_000))
        .unwrap();
    assert_eq!(six, ten);
    assert_eq!(eighteen, ten);
}

#[test]
fn a_single_unit_of_an_eighteen_decimal_token_still_counts_as_debt() {
    let unit = price(1, 18).of_debt(DebtAmount::new(1)).unwrap();
    assert_eq!(unit.atomics(), Uint256::one());
    let collateral = price(1, 18)
        .of_collateral(CollateralAmount::new(1))
        .unwrap();
    assert!(collateral.is_zero());
}

#[test]
fn more_than_eighteen_decimals_are_refused() {
    let error = Price::per_token(Decimal::one(), 19).unwrap_err();
    assert_eq!(
        error,
        MathError::TooManyDecimals {
            actual: 19,
            max: 18
        }
    );
}

#[test]
fn health_without_debt_is_as_good_as_can_be() {
    let hf = HealthFactor::of(CollateralValue::ZERO, DebtValue::ZERO);
    assert_eq!(hf, HealthFactor::MAX);
    assert!(!hf.is_unsafe());
}

#[test]
fn exactly_one_is_still_safe() {
    let hf = HealthFactor::of(
        CollateralValue::from_whole(7).unwrap(),
        DebtValue::from_whole(7).unwrap(),
    );
    assert_eq!(hf, HealthFactor::ONE);
    assert!(!hf.is_unsafe());
}

proptest! {
    #[test]
    fn collateral_is_never_worth_more_than_the_same_amount_of_debt(
        units in 0u128..u128::MAX, cents in 1u64..1_000_000_000, decimals in 0u8..=18
    ) {
        let p = price(cents, decimals);
        let down = p.of_collateral(CollateralAmount::new(units)).unwrap().atomics();
        let up = p.of_debt(DebtAmount::new(units)).unwrap().atomics();
        prop_assert!(down <= up);
        prop_assert!(up - down <= Uint256::one());
    }

    #[test]
    fn borrowing_and_repaying_at_once_never_leaves_a_profit(
        amount in 1u128..1u128 << 100, index in 1_000_000_000_000_000_000u128..1u128 << 80
    ) {
        let index = Index::new(Decimal::new(index.into()));
        let shares = index.shares_minted(DebtAmount::new(amount)).unwrap();
        prop_assert!(index.debt(shares).unwrap() >= DebtAmount::new(amount));
        prop_assert!(index.shares_burned(DebtAmount::new(amount)).unwrap() <= shares);
    }

    #[test]
    fn buying_a_lot_and_valuing_it_back_never_leaves_a_profit(
        collateral in 1u128..1u128 << 90, c in 1u64..1_000_000, d in 1u64..1_000_000
    ) {
        let pair = PairPrice::of(price(c, 6), price(d, 6)).unwrap();
        prop_assume!(!pair.is_zero());
        let lot = CollateralAmount::new(collateral);
        let payment = pair.payment_for(lot).unwrap();
        prop_assert!(pair.worth_floor(lot).unwrap() <= payment);
        let spend = payment.minus_or_zero(DebtAmount::new(1));
        prop_assert!(pair.bought_with(spend).unwrap() <= lot);
    }

    #[test]
    fn an_index_never_falls_and_never_lags_behind_the_exact_interest(
        rate_bps in 0u64..50_000, seconds in 0u64..100_000_000
    ) {
        let rate = Decimal::from_ratio(rate_bps, 10_000u64);
        let grown = Index::ONE.grown(rate, seconds).unwrap();
        prop_assert!(grown >= Index::ONE);
        // 1 + rate·t, in exact integers: atomics·10_000·YEAR against both sides.
        let exact = 10u128.pow(18) * u128::from(rate_bps) * u128::from(seconds)
            / (10_000 * u128::from(SECONDS_PER_YEAR));
        prop_assert!(grown.ratio().atomics().u128() >= 10u128.pow(18) + exact);
    }

    #[test]
    fn parts_round_by_at_most_one(units in 0u128..1u128 << 120, n in 0u128..1u128 << 60,
        d in 1u128..1u128 << 60) {
        prop_assume!(n <= d);
        let amount = DebtAmount::new(units);
        let floor = amount.part_floor(n, d).unwrap();
        let ceil = amount.part_ceil(n, d).unwrap();
        prop_assert!(floor <= ceil && ceil.u128() - floor.u128() <= 1);
    }
}
