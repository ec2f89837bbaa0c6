//! Quotes: worked out by hand or by another program, and what holds of every venue.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::{Decimal, Decimal256, Uint256};
use proptest::prelude::*;
use seawall_execution::*;
use seawall_money::*;

#[test]
fn constant_products_pay_what_was_worked_out_by_hand() {
    // 1,000,000 against 2,000,000 at 0.3 %; sold, paid with the fee on what comes in, and on what goes out.
    let table = [
        (1, 0, 0),
        (10, 17, 18),
        (10_000, 19_743, 19_741),
        (1_000_000, 998_497, 997_000),
        (1_000_000_000, 1_997_995, 1_992_006),
    ];
    for (sold, fee_in, fee_out) in table {
        let pays = |fee_on| {
            let pool = ConstantProduct {
                collateral: amount(1_000_000),
                debt: debt(2_000_000),
                fee: dec("0.003"),
                fee_on,
            };
            Venue::ConstantProduct(pool).quote(amount(sold)).unwrap()
        };
        assert_eq!(pays(FeeOn::In), debt(fee_in), "{sold}");
        assert_eq!(pays(FeeOn::Out), debt(fee_out), "{sold}");
    }
}

#[test]
fn the_price_of_a_pool_falls_from_what_its_reserves_say() {
    let pool = pool(1_000_000, 2_000_000, "0");
    assert_eq!(pool.price_after(amount(0)).unwrap(), pair("2"));
    // (1 / 2)² · 2.
    assert_eq!(pool.price_after(amount(1_000_000)).unwrap(), pair("0.5"));
    let with_fee = common::pool(1_000_000, 2_000_000, "0.25");
    assert_eq!(with_fee.price_after(amount(0)).unwrap(), pair("1.5"));
}

type Row = ((u128, u128), u32, &'static str, u128, u128, &'static str);

/// Solved by bisection of the invariant with 80 digits: balances, amplification, fee, sold; paid and
/// price after it.
const STABLE: [Row; 4] = [
    (
        (1_000_000_000, 1_000_000_000),
        100,
        "0",
        1_000_000,
        999_990,
        "0.999980198275064692",
    ),
    (
        (1_000_000_000, 1_000_000_000),
        100,
        "0.0004",
        500_000_000,
        496_554_001,
        "0.982563361087099923",
    ),
    (
        (2_000_000_000, 500_000_000),
        10,
        "0.003",
        100_000_000,
        76_874_195,
        "0.7374193530127418",
    ),
    (
        (1_000_000, 3_000_000),
        1,
        "0",
        10,
        18,
        "1.832918018119899985",
    ),
];

#[test]
fn stable_pools_pay_what_another_program_says() {
    for (balances, amplification, fee, sold, pays, price) in STABLE {
        let pool = stable(balances, (1, 1), amplification, fee);
        let quote = pool.quote(amount(sold)).unwrap().u128();
        // One unit is left to the pool for its rounding.
        assert_eq!(quote + 1, pays, "{balances:?}");
        let parts = pool.brings(amount(sold)).unwrap().whole().unwrap();
        assert_eq!(parts.u128(), pays, "{balances:?}");
        let after = pool.price_after(amount(sold)).unwrap().atomics();
        let off = after.abs_diff(pair(price).atomics());
        // Twelve digits: balances are known to a 2^32nd of a unit.
        assert!(
            off <= pair("0.000000000001").atomics(),
            "{balances:?}: {after}"
        );
    }
    // 18 decimals against 6: 100 of 1,000 tokens.
    let balances = (10u128.pow(21), 10u128.pow(9));
    let pool = stable(balances, (1, 10u64.pow(12)), 85, "0.0001");
    assert_eq!(
        pool.quote(amount(10u128.pow(20))).unwrap(),
        debt(99_872_723)
    );
}

#[test]
fn a_segment_is_the_liquidity_between_two_prices() {
    // 10^9 from a root of 1 to 0.9: reserves 10^9 each, and 10^9 / 0.9 − 10^9 until the end.
    let (from, to) = (Decimal256::one(), Decimal256::percent(90));
    let one = Segment::between(1_000_000_000, from, to).unwrap();
    assert_eq!(one, segment(1_000_000_000, 1_000_000_000, 111_111_111));
    let two = Segment::between(1_000_000_000, to, Decimal256::percent(80)).unwrap();
    // 10^9 / 0.9 rounded up, 10^9 / 0.8.
    assert_eq!(
        two,
        segment(1_111_111_112, 900_000_000, 1_250_000_000 - 1_111_111_112)
    );
    let pool = concentrated(vec![one, two], "0");
    assert_eq!(pool.validate(), Ok(()));
    // L · (1 − 1 / 1.05) and L · (1 − 0.9), then 0.81 for the next unit.
    assert_eq!(pool.quote(amount(50_000_000)).unwrap(), debt(47_619_047));
    assert_eq!(pool.quote(amount(111_111_111)).unwrap(), debt(99_999_999));
    let next = pool.price_after(amount(111_111_111)).unwrap();
    assert!(next <= pair("0.81") && next > pair("0.809999"));
    assert_eq!(pool.depth().unwrap(), amount(249_999_999));
    let wanted = amount(250_000_000);
    let most = amount(249_999_999);
    assert_eq!(
        pool.quote(wanted),
        Err(ExecutionError::BeyondDepth { wanted, most })
    );
    assert_eq!(pool.price_after(most).unwrap(), PairPrice::ZERO);
}

#[test]
fn one_long_segment_is_a_constant_product() {
    let long = concentrated(vec![segment(1_000_000, 2_000_000, 9_000_000)], "0.003");
    let pool = pool(1_000_000, 2_000_000, "0.003");
    for sold in [0, 1, 10, 9_999, 1_000_000, 9_000_000] {
        let sold = amount(sold);
        assert_eq!(long.quote(sold).unwrap(), pool.quote(sold).unwrap());
        assert_eq!(long.brings(sold).unwrap(), pool.brings(sold).unwrap());
        // The fee is taken off at another place: a unit or two in the 36th digit.
        let (one, other) = (
            long.price_after(sold).unwrap(),
            pool.price_after(sold).unwrap(),
        );
        let off = one.atomics().abs_diff(other.atomics());
        let whole = sold == long.depth().unwrap();
        assert!(whole || off <= Uint256::from(2u128), "{sold}: {off}");
    }
}

#[test]
fn states_that_no_venue_has_are_refused_by_name() {
    let parameter = |venue: Venue| match venue.validate().unwrap_err() {
        ExecutionError::Parameter { field, .. } => field,
        ExecutionError::Empty { what } => what,
        other => panic!("{other}"),
    };
    let table = [
        (pool(0, 1, "0"), "collateral"),
        (pool(1, 0, "0"), "debt"),
        (pool(1, 1, "1"), "fee"),
        (stable((0, 1), (1, 1), 1, "0"), "collateral"),
        (stable((1, 1), (0, 1), 1, "0"), "collateral_scale"),
        (stable((1, 1), (1, 0), 1, "0"), "debt_scale"),
        (stable((1, 1), (1, 1), 0, "0"), "amplification"),
        (
            stable((1, 1), (1, 1), AMPLIFICATION_MAX + 1, "0"),
            "amplification",
        ),
        (stable((1, 1), (1, 1), 1, "1"), "fee"),
        (concentrated(vec![], "1"), "fee"),
        (concentrated(vec![segment(0, 1, 1)], "0"), "collateral"),
        (fixed("0", 1), "price"),
    ];
    for (venue, name) in table {
        assert_eq!(parameter(venue), name);
    }
    let rising = concentrated(vec![segment(100, 100, 50), segment(100, 90, 50)], "0");
    assert_eq!(
        rising.validate(),
        Err(ExecutionError::RisingPrice { number: 1 })
    );
    let many = concentrated(vec![segment(1, 1, 1); SEGMENTS_MAX + 1], "0");
    let (what, actual, max) = ("segments", SEGMENTS_MAX + 1, SEGMENTS_MAX);
    assert_eq!(
        many.validate(),
        Err(ExecutionError::TooMany { what, actual, max })
    );
    let one = Decimal256::one();
    assert!(Segment::between(1, one, one).is_err());
    assert!(Segment::between(1, one, Decimal256::zero()).is_err());
}

#[test]
fn balances_at_the_end_of_the_numbers_are_an_error_and_no_panic() {
    let most = u128::MAX;
    for venue in [
        pool(most, most, "0"),
        pool(1, most, "0.003"),
        stable((most, 1), (u64::MAX, 1), 1, "0"),
        stable((1, most), (1, u64::MAX), AMPLIFICATION_MAX, "0"),
        concentrated(vec![segment(most, most, most)], "0"),
    ] {
        for sold in [0, 1, most / 2, most] {
            let _ = venue.quote(amount(sold));
            let _ = venue.brings(amount(sold));
            let _ = venue.price_after(amount(sold));
        }
    }
}

/// Pools of some millions to some billions, as they are found.
pub fn any_venue() -> impl Strategy<Value = Venue> {
    let reserve = || 1_000_000u128..1_000_000_000_000;
    let near = || 1_000_000_000u128..10_000_000_000;
    let fee = || (0u64..30).prop_map(Decimal::permille);
    prop_oneof![
        (reserve(), reserve(), fee(), any::<bool>()).prop_map(|(x, y, fee, first)| {
            Venue::ConstantProduct(ConstantProduct {
                collateral: amount(x),
                debt: debt(y),
                fee,
                fee_on: if first { FeeOn::In } else { FeeOn::Out },
            })
        }),
        (near(), near(), 1u32..1_000).prop_map(|(x, y, amp)| stable((x, y), (1, 1), amp, "0.001")),
        (reserve(), 1u64..100, 1u64..100).prop_map(|(liquidity, first, second)| {
            let root = |percent: u64| Decimal256::percent(percent);
            let (a, b, c) = (root(300), root(300 - first), root(300 - first - second));
            let segments = [
                Segment::between(liquidity, a, b),
                Segment::between(liquidity * 2, b, c),
            ];
            concentrated(segments.map(Result::unwrap).to_vec(), "0.002")
        }),
    ]
}

proptest! {
    #[test]
    fn selling_more_brings_more_at_a_falling_price_and_never_more_than_there_is(
        venue in any_venue(), a in 0u128..1_000_000_000, b in 0u128..1_000_000_000
    ) {
        prop_assert_eq!(venue.validate(), Ok(()));
        let depth = venue.depth().unwrap();
        let (less, more) = (amount(a.min(b)).min(depth), amount(a.max(b)).min(depth));
        let (low, high) = (venue.brings(less).unwrap(), venue.brings(more).unwrap());
        prop_assert!(low <= high);
        prop_assert!(venue.quote(less).unwrap() <= venue.quote(more).unwrap());
        // What is quoted is what is paid, rounded; at most two units a step.
        let whole = high.whole().unwrap().u128();
        let quote = venue.quote(more).unwrap().u128();
        let unit = venue.price_after(amount(0)).unwrap().payment_for(amount(1)).unwrap().u128();
        prop_assert!(quote <= whole && whole <= quote + unit + 3, "{quote} {whole}");
        // Of what is sold first every unit brings at least what the next would bring.
        let (before, after) = (venue.price_after(less).unwrap(), venue.price_after(more).unwrap());
        prop_assert!(after <= before);
        let slack = Money::from_parts(Uint256::from(1u128 << (MONEY_BITS + 2)));
        let at_least = Money::at(after, amount(more.u128() - less.u128())).unwrap();
        let paid = high.parts() - low.parts();
        prop_assert!(Money::from_parts(paid).plus(slack).unwrap() >= at_least);
    }

    /// INV-12: what is sold in two parts brings no more than in one.
    #[test]
    fn nothing_is_gained_by_selling_in_parts(
        x in 1_000u128..1_000_000_000, y in 1_000u128..1_000_000_000,
        a in 1u128..1_000_000, b in 1u128..1_000_000
    ) {
        let whole = pool(x, y, "0").quote(amount(a + b)).unwrap().u128();
        let first = pool(x, y, "0").quote(amount(a)).unwrap().u128();
        prop_assume!(first < y);
        let second = pool(x + a, y - first, "0").quote(amount(b)).unwrap().u128();
        prop_assert!(first + second <= whole + 1);
    }
}
