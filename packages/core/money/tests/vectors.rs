//! Prices, pair prices and indices by hand: every line can be checked with pencil and paper.
#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Decimal, Uint256};
use seawall_money::*;

fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// `digits` with `zeros` zeros after them.
fn atomics(digits: u128, zeros: u32) -> Uint256 {
    Uint256::from(digits) * Uint256::from(10u128).pow(zeros)
}

fn price(quote: &str, decimals: u8) -> Price {
    Price::per_token(dec(quote), decimals).unwrap()
}

fn pair(collateral: (&str, u8), debt: (&str, u8)) -> PairPrice {
    PairPrice::of(price(collateral.0, collateral.1), price(debt.0, debt.1)).unwrap()
}

#[test]
fn a_price_per_token_becomes_a_price_per_base_unit_with_36_decimals() {
    let table = [
        // 4 / 10^6 = 4·10^-6
        ("4", 6, atomics(4, 30)),
        // 2500 / 10^18 = 2.5·10^-15
        ("2500", 18, atomics(25, 20)),
        // Without decimals the unit is the token.
        ("1", 0, atomics(1, 36)),
        ("0.000123", 8, atomics(123, 22)),
        // 10^-18 / 10^18: the smallest price there is.
        ("0.000000000000000001", 18, atomics(1, 0)),
    ];
    for (quote, decimals, expected) in table {
        assert_eq!(
            price(quote, decimals).atomics(),
            expected,
            "{quote} at {decimals} decimals"
        );
    }
}

#[test]
fn amounts_have_a_value_that_is_down_for_collateral_and_up_for_debt() {
    // Quote, decimals, base units; value in 18 decimals as collateral and as debt.
    let table = [
        ("4", 6, 2_500_000, atomics(10, 18), atomics(10, 18)),
        ("4", 6, 1, atomics(4, 12), atomics(4, 12)),
        (
            "2500",
            18,
            4_000_000_000_000_000,
            atomics(10, 18),
            atomics(10, 18),
        ),
        ("2500", 18, 1, atomics(2500, 0), atomics(2500, 0)),
        // A hundredth of a dollar's 10^-18.
        ("0.01", 18, 1, atomics(0, 0), atomics(1, 0)),
        ("0.01", 18, 150, atomics(1, 0), atomics(2, 0)),
        // 7 · 0.333333333333333333 / 10^6 = 2.333333333333333331·10^-6
        (
            "0.333333333333333333",
            6,
            7,
            atomics(2_333_333_333_333, 0),
            atomics(2_333_333_333_334, 0),
        ),
    ];
    for (quote, decimals, units, collateral, debt) in table {
        let p = price(quote, decimals);
        let as_collateral = p.of_collateral(CollateralAmount::new(units)).unwrap();
        let as_debt = p.of_debt(DebtAmount::new(units)).unwrap();
        assert_eq!(
            as_collateral.atomics(),
            collateral,
            "{units} units at {quote}"
        );
        assert_eq!(as_debt.atomics(), debt, "{units} units at {quote}");
    }
}

#[test]
fn a_value_buys_so_many_units() {
    // Quote, decimals, value in 18 decimals; units rounded down and up.
    let table = [
        ("4", 6, atomics(10, 18), 2_500_000, 2_500_000),
        // 10 / 3 dollars
        ("3", 6, atomics(10, 18), 3_333_333, 3_333_334),
        // A quarter of a unit.
        ("4", 6, atomics(1, 12), 0, 1),
        (
            "2500",
            18,
            atomics(10, 18),
            4_000_000_000_000_000,
            4_000_000_000_000_000,
        ),
        // 7 · 10^-18 dollars of something that costs 2 · 10^-18 per unit.
        ("2", 18, atomics(7, 0), 3, 4),
    ];
    for (quote, decimals, value, down, up) in table {
        let p = price(quote, decimals);
        let debt = DebtValue::from_atomics(value);
        assert_eq!(
            p.debt_worth_floor(debt).unwrap().u128(),
            down,
            "{value} at {quote}"
        );
        assert_eq!(
            p.debt_worth_ceil(debt).unwrap().u128(),
            up,
            "{value} at {quote}"
        );
        let collateral = CollateralValue::from_atomics(value);
        assert_eq!(p.collateral_worth_floor(collateral).unwrap().u128(), down);
        assert_eq!(p.collateral_worth_ceil(collateral).unwrap().u128(), up);
    }
}

#[test]
fn a_pair_price_is_debt_units_per_collateral_unit() {
    let thirds = Uint256::from(333_333_333_333_333_333_333_333_333_333_333_333u128);
    let table = [
        (("4", 6), ("1", 6), atomics(4, 36)),
        // 2.5·10^-15 / 10^-6 = 2.5·10^-9
        (("2500", 18), ("1", 6), atomics(25, 26)),
        // 10^-6 / 2.5·10^-15 = 4·10^8
        (("1", 6), ("2500", 18), atomics(4, 44)),
        (("4", 18), ("2500", 18), atomics(16, 32)),
        (("1", 6), ("3", 6), thirds),
    ];
    for (collateral, debt, expected) in table {
        assert_eq!(
            pair(collateral, debt).atomics(),
            expected,
            "{collateral:?} in {debt:?}"
        );
    }
    let cut = pair(("4", 6), ("1", 6))
        .scaled_floor(dec("0.9257"))
        .unwrap();
    assert_eq!(cut.atomics(), atomics(37_028, 32));
}

#[test]
fn a_buyer_pays_up_and_gets_down() {
    let (simple, eth) = (pair(("4", 6), ("1", 6)), pair(("2500", 18), ("1", 6)));
    let third = pair(("1", 6), ("3", 6));
    // Pair, collateral; payment, worth.
    let table = [
        (simple, 250_000, 1_000_000, 1_000_000),
        (eth, 1_000_000_000_000_000_000, 2_500_000_000, 2_500_000_000),
        (eth, 400_000_000, 1, 1),
        (eth, 400_000_001, 2, 1),
        (eth, 1, 1, 0),
        (third, 3, 1, 0),
        (third, 4, 2, 1),
    ];
    for (pair, collateral, payment, worth) in table {
        let lot = CollateralAmount::new(collateral);
        assert_eq!(
            pair.payment_for(lot).unwrap().u128(),
            payment,
            "{collateral} at {pair:?}"
        );
        assert_eq!(
            pair.worth_floor(lot).unwrap().u128(),
            worth,
            "{collateral} at {pair:?}"
        );
    }
    // Pair, money; what it buys, what is worth it.
    let table = [
        (simple, 10, 2, 3),
        (simple, 12, 3, 3),
        (eth, 1, 400_000_000, 400_000_000),
        (third, 1, 3, 4),
    ];
    for (pair, money, down, up) in table {
        let money = DebtAmount::new(money);
        assert_eq!(
            pair.bought_with(money).unwrap().u128(),
            down,
            "{money} at {pair:?}"
        );
        assert_eq!(
            pair.collateral_worth_ceil(money).unwrap().u128(),
            up,
            "{money} at {pair:?}"
        );
    }
}

#[test]
fn a_whole_lot_brings_its_payment_at_the_price_made_for_it() {
    // 10 / 3, rounded up in the 36th decimal.
    let (payment, lot) = (DebtAmount::new(10), CollateralAmount::new(3));
    let pair = PairPrice::bringing(payment, lot).unwrap();
    let expected = Uint256::from(3_333_333_333_333_333_333_333_333_333_333_333_334u128);
    assert_eq!(pair.atomics(), expected);
    assert_eq!(pair.worth_floor(lot).unwrap(), payment);
    let nothing = PairPrice::bringing(payment, CollateralAmount::ZERO);
    assert!(matches!(nothing, Err(MathError::DivideByZero { .. })));
}

#[test]
fn shares_at_an_index_of_five_quarters() {
    let index = Index::new(dec("1.25"));
    // Shares and what they owe.
    for (shares, owed) in [(0, 0), (1, 2), (3, 4), (4, 5), (8, 10)] {
        assert_eq!(
            index.debt(DebtShares::new(shares)).unwrap().u128(),
            owed,
            "{shares} shares"
        );
    }
    // An amount, the shares it mints and the shares it burns.
    for (amount, minted, burned) in [(0, 0, 0), (1, 1, 0), (10, 8, 8), (11, 9, 8)] {
        let amount = DebtAmount::new(amount);
        assert_eq!(
            index.shares_minted(amount).unwrap().u128(),
            minted,
            "{amount}"
        );
        assert_eq!(
            index.shares_burned(amount).unwrap().u128(),
            burned,
            "{amount}"
        );
    }
}

#[test]
fn an_index_grows_by_its_rate_over_the_share_of_a_year() {
    let index = Index::new(dec("1.25"));
    let table = [
        ("0.1", SECONDS_PER_YEAR, "1.375"),
        ("0.1", SECONDS_PER_YEAR / 2, "1.3125"),
        ("0.1", 0, "1.25"),
        ("0", SECONDS_PER_YEAR, "1.25"),
        ("4", SECONDS_PER_YEAR, "6.25"),
        // 0.125 / 31,536,000 = 3.963723997…·10^-9, up in the last digit.
        ("0.1", 1, "1.250000003963723998"),
    ];
    for (rate, seconds, expected) in table {
        let grown = index.grown(dec(rate), seconds).unwrap();
        assert_eq!(
            grown,
            Index::new(dec(expected)),
            "{rate} a year for {seconds} s"
        );
    }
}
