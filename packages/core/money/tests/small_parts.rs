//! The small parts that the tables take for granted: what is nothing, what is said, what is refused.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Decimal, Decimal256, Uint256};
use seawall_money::*;

fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

#[test]
fn only_nothing_is_nothing() {
    let least = Uint256::one();
    assert!(Price::ZERO.is_zero() && !Price::from_atomics(least).is_zero());
    assert!(PairPrice::ZERO.is_zero() && !PairPrice::from_atomics(least).is_zero());
    assert!(CollateralValue::ZERO.is_zero() && !CollateralValue::from_atomics(least).is_zero());
    assert!(DebtAmount::ZERO.is_zero() && !DebtAmount::new(1).is_zero());
}

#[test]
fn an_account_is_unsafe_below_one_and_not_at_it() {
    let table = [
        ("0.999999999999999999", true),
        ("1", false),
        ("1.000000000000000001", false),
    ];
    for (factor, is_unsafe) in table {
        let factor = HealthFactor::new(dec(factor));
        assert_eq!(factor.is_unsafe(), is_unsafe, "{factor}");
    }
    assert_eq!(HealthFactor::new(dec("0.96")).to_string(), "0.96");
    assert_eq!(HealthFactor::new(dec("0.96")).ratio(), dec("0.96"));
}

#[test]
fn health_is_rounded_down_in_its_last_digit() {
    let (two, three) = (CollateralValue::from_whole(2), DebtValue::from_whole(3));
    let factor = HealthFactor::of(two.unwrap(), three.unwrap());
    assert_eq!(factor, HealthFactor::new(dec("0.666666666666666666")));
    let ratio = Decimal::collateral_ratio(two.unwrap(), three.unwrap());
    assert_eq!(ratio, Some(dec("0.666666666666666666")));
    assert_eq!(
        Decimal::collateral_ratio(two.unwrap(), DebtValue::ZERO),
        None
    );
}

#[test]
fn a_health_too_large_for_its_type_is_the_largest() {
    let (all, least) = (Uint256::MAX, DebtValue::from_atomics(Uint256::one()));
    let all = CollateralValue::from_atomics(all);
    assert_eq!(HealthFactor::of(all, least), HealthFactor::MAX);
    assert_eq!(Decimal::collateral_ratio(all, least), Some(Decimal::MAX));
}

#[test]
fn ratios_add_multiply_and_divide_within_their_type() {
    assert_eq!(dec("0.25").one_plus().unwrap(), dec("1.25"));
    assert_eq!(dec("0.25").one_minus(), dec("0.75"));
    assert_eq!(dec("1.25").one_minus(), dec("0"));
    assert_eq!(dec("0.25").plus(dec("0.5")).unwrap(), dec("0.75"));
    assert_eq!(dec("0.25").times(dec("0.5")).unwrap(), dec("0.125"));
    assert_eq!(dec("0.25").over(dec("0.5")).unwrap(), dec("0.5"));
    let overflow = |operation| Err(MathError::Overflow { operation });
    assert_eq!(Decimal::MAX.one_plus(), overflow("1 + ratio"));
    assert_eq!(Decimal::MAX.plus(dec("1")), overflow("ratio + ratio"));
    assert_eq!(Decimal::MAX.times(dec("2")), overflow("ratio · ratio"));
    assert_eq!(Decimal::MAX.over(dec("0.5")), overflow("ratio / ratio"));
    let operation = "ratio / ratio";
    let by_zero = dec("1").over(dec("0"));
    assert_eq!(by_zero, Err(MathError::DivideByZero { operation }));
}

#[test]
fn a_text_that_is_no_number_says_so() {
    assert_eq!(parse_ratio("0.0175"), Ok(dec("0.0175")));
    let error = parse_ratio("1,5").unwrap_err();
    assert!(
        error.starts_with("`1,5` is not a decimal number"),
        "{error}"
    );
}

#[test]
fn a_price_is_scaled_down_or_up_and_an_index_says_its_number() {
    let price = Price::from_atomics(Uint256::from(10u128));
    assert_eq!(
        price.scaled_floor(dec("0.25")).unwrap().atomics(),
        Uint256::from(2u128)
    );
    assert_eq!(
        price.scaled_ceil(dec("0.25")).unwrap().atomics(),
        Uint256::from(3u128)
    );
    let pair = PairPrice::from_atomics(Uint256::from(10u128));
    assert_eq!(
        pair.scaled_floor(dec("0.25")).unwrap().atomics(),
        Uint256::from(2u128)
    );
    assert_eq!(
        pair.scaled_ceil(dec("0.25")).unwrap().atomics(),
        Uint256::from(3u128)
    );
    assert_eq!(Index::new(dec("1.5")).ratio(), dec("1.5"));
    assert_eq!(Index::default().ratio(), dec("1"));
    let (down, up) = (CollateralValue::from_atomics, DebtValue::from_atomics);
    let ten = Uint256::from(10u128);
    assert_eq!(down(ten).scaled(dec("0.25")).unwrap(), down(2u128.into()));
    assert_eq!(up(ten).scaled(dec("0.25")).unwrap(), up(3u128.into()));
}

#[test]
fn a_price_per_unit_is_exact_up_to_its_limit() {
    let price = Price::per_unit(Decimal256::from_str("2.5").unwrap()).unwrap();
    assert_eq!(
        price.atomics(),
        Uint256::from(25u128) * Uint256::from(10u128).pow(35)
    );
    assert!(matches!(
        Price::per_unit(Decimal256::MAX),
        Err(MathError::Overflow { .. })
    ));
}

#[test]
fn a_product_of_more_than_256_bits_divides_exactly() {
    // (2^256 - 1) · 3 / 3, and one more where something is left over.
    let (all, three, two) = (Uint256::MAX, Uint256::from(3u128), Uint256::from(2u128));
    assert_eq!(mul_div_floor(all, three, three, "test").unwrap(), all);
    assert_eq!(mul_div_ceil(all, three, three, "test").unwrap(), all);
    let half = all / two;
    assert_eq!(
        mul_div_floor(all, Uint256::one(), two, "test").unwrap(),
        half
    );
    assert_eq!(
        mul_div_ceil(all, Uint256::one(), two, "test").unwrap(),
        half + Uint256::one()
    );
    let operation = "test";
    let overflow = Err(MathError::Overflow { operation });
    assert_eq!(mul_div_floor(all, two, Uint256::one(), operation), overflow);
    let by_zero = Err(MathError::DivideByZero { operation });
    assert_eq!(mul_div_ceil(all, two, Uint256::zero(), operation), by_zero);
}

#[test]
fn a_sum_too_large_and_a_difference_below_nothing_name_the_operation() {
    let (one, max) = (DebtAmount::new(1), DebtAmount::MAX);
    let operation = "DebtAmount + ";
    assert_eq!(max.plus(one), Err(MathError::Overflow { operation }));
    let operation = "DebtAmount - ";
    assert_eq!(one.minus(max), Err(MathError::Underflow { operation }));
    assert_eq!(
        (one.minus_or_zero(max), max.plus_or_max(one)),
        (DebtAmount::ZERO, max)
    );
    let operation = "part of DebtAmount";
    assert_eq!(
        one.part_floor(1u128, 0u128),
        Err(MathError::DivideByZero { operation })
    );
    assert_eq!(
        max.part_floor(2u128, 1u128),
        Err(MathError::Overflow { operation })
    );
}
