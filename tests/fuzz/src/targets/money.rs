//! Money against big integers.
//!
//! What must always hold: every result is the exact one rounded the way its name says, or there is an
//! error because it does not fit into its type or nothing divides it; no way there and back makes
//! a profit (INV-12).

use cosmwasm_std::{Decimal, Uint128};
use num_bigint::BigUint;
use seawall_money::{
    mul_div_ceil, mul_div_floor, CollateralAmount, CollateralValue, DebtAmount, DebtShares,
    DebtValue, HealthFactor, Index, MathError, MathResult, PairPrice, Price, RatioExt,
    MAX_DECIMALS, SECONDS_PER_YEAR,
};

use crate::draw::Draw;

/// A big integer of whatever prints as one.
pub fn big(number: impl ToString) -> BigUint {
    number.to_string().parse().unwrap()
}

fn ten(exponent: u32) -> BigUint {
    BigUint::from(10u8).pow(exponent)
}

fn bits(count: u32) -> BigUint {
    BigUint::from(2u8).pow(count)
}

/// `a·b/c` exactly, rounded; nothing if `c` is zero.
fn exactly(a: &BigUint, b: &BigUint, c: &BigUint, up: bool) -> Option<BigUint> {
    if *c == BigUint::ZERO {
        return None;
    }
    let product = a * b;
    let more = if up { c - 1u8 } else { BigUint::ZERO };
    Some((product + more) / c)
}

/// The result is the exact one; an error only if there is none, or none that fits.
fn judge(what: &str, result: MathResult<impl ToString>, exact: Option<BigUint>, limit: &BigUint) {
    match (result, exact) {
        (Ok(found), Some(exact)) => assert_eq!(big(found), exact, "{what}"),
        (Err(MathError::DivideByZero { .. }), None) => {}
        (Err(MathError::Overflow { .. }), Some(exact)) => {
            assert!(exact >= *limit, "{what}: {exact} fits and was refused");
        }
        (found, exact) => {
            panic!(
                "{what}: {:?}, exactly {exact:?}",
                found.map(|f| f.to_string())
            );
        }
    }
}

/// One of each kind of operation on drawn numbers.
pub fn exact(data: &[u8]) {
    let from = &mut Draw::new(data);
    match from.below(6) {
        0 => amounts(from),
        1 => wide(from),
        2 => prices(from),
        3 => pairs(from),
        4 => indices(from),
        _ => ratios(from),
    }
}

fn amounts(from: &mut Draw<'_>) {
    let (a, b, n, d) = (from.uint(), from.uint(), from.uint(), from.uint());
    let (x, y) = (DebtAmount::from(a), DebtAmount::from(b));
    let (limit, zero, one) = (bits(128), BigUint::ZERO, BigUint::from(1u8));
    judge("sum", x.plus(y), Some(big(a) + big(b)), &limit);
    assert_eq!(big(x.plus_or_max(y)), (big(a) + big(b)).min(&limit - 1u8));
    let rest = if a >= b { big(a) - big(b) } else { zero };
    assert_eq!(big(x.minus_or_zero(y)), rest);
    match x.minus(y) {
        Ok(found) => assert!(a >= b && big(found) == rest),
        Err(error) => assert!(a < b && matches!(error, MathError::Underflow { .. })),
    }
    for up in [false, true] {
        let part = if up {
            x.part_ceil(n, d)
        } else {
            x.part_floor(n, d)
        };
        judge("part", part, exactly(&big(a), &big(n), &big(d), up), &limit);
        let ratio = Decimal::new(n);
        let scaled = if up {
            x.scaled_ceil(ratio)
        } else {
            x.scaled_floor(ratio)
        };
        judge(
            "scaled",
            scaled,
            exactly(&big(a), &big(n), &(ten(18) * &one), up),
            &limit,
        );
    }
}

fn wide(from: &mut Draw<'_>) {
    let (a, b, c, r) = (from.wide(), from.wide(), from.wide(), from.ratio());
    let limit = bits(256);
    let product = |up| exactly(&big(a), &big(b), &big(c), up);
    judge("a·b/c", mul_div_floor(a, b, c, "x"), product(false), &limit);
    judge("a·b/c", mul_div_ceil(a, b, c, "x"), product(true), &limit);
    let (x, y) = (CollateralValue::from_atomics(a), DebtValue::from_atomics(a));
    let scaled = |up| exactly(&big(a), &big(r.atomics()), &ten(18), up);
    judge(
        "value",
        x.scaled(r).map(|v| v.atomics()),
        scaled(false),
        &limit,
    );
    judge(
        "value",
        y.scaled(r).map(|v| v.atomics()),
        scaled(true),
        &limit,
    );
    let debt = DebtValue::from_atomics(b);
    let health = exactly(&big(a), &ten(18), &big(b), false);
    let most = big(Uint128::MAX);
    let health = health.map_or(most.clone(), |health| health.min(most));
    assert_eq!(big(HealthFactor::of(x, debt).ratio().atomics()), health);
    let sum = x
        .plus(CollateralValue::from_atomics(b))
        .map(|v| v.atomics());
    judge("sum of values", sum, Some(big(a) + big(b)), &limit);
}

fn prices(from: &mut Draw<'_>) {
    let (atomics, units, value) = (from.wide(), from.uint(), from.wide());
    let (price, limit) = (Price::from_atomics(atomics), bits(128));
    let worth = |up| exactly(&big(atomics), &big(units), &ten(18), up);
    let collateral = price.of_collateral(units.into()).map(|v| v.atomics());
    judge("worth of collateral", collateral, worth(false), &bits(256));
    let debt = price.of_debt(units.into()).map(|v| v.atomics());
    judge("worth of debt", debt, worth(true), &bits(256));
    let buys = |up| exactly(&big(value), &ten(18), &big(atomics), up);
    let (c, d) = (
        CollateralValue::from_atomics(value),
        DebtValue::from_atomics(value),
    );
    judge(
        "collateral for a value",
        price.collateral_worth_floor(c),
        buys(false),
        &limit,
    );
    judge(
        "collateral for a value",
        price.collateral_worth_ceil(c),
        buys(true),
        &limit,
    );
    judge(
        "debt for a value",
        price.debt_worth_floor(d),
        buys(false),
        &limit,
    );
    judge(
        "debt for a value",
        price.debt_worth_ceil(d),
        buys(true),
        &limit,
    );
    let (quote, decimals) = (from.ratio(), from.byte());
    match Price::per_token(quote, decimals) {
        Ok(price) => {
            let exact = big(quote.atomics()) * ten(u32::from(MAX_DECIMALS - decimals));
            assert_eq!(big(price.atomics()), exact);
        }
        Err(error) => assert!(decimals > MAX_DECIMALS, "{error}"),
    }
}

fn pairs(from: &mut Draw<'_>) {
    let (a, b, units, debt) = (from.wide(), from.wide(), from.uint(), from.uint());
    let (price, limit) = (PairPrice::from_atomics(a), bits(128));
    let of = PairPrice::of(Price::from_atomics(a), Price::from_atomics(b)).map(|p| p.atomics());
    judge(
        "pair price",
        of,
        exactly(&big(a), &ten(36), &big(b), false),
        &bits(256),
    );
    let bringing = PairPrice::bringing(debt.into(), units.into()).map(|p| p.atomics());
    judge(
        "bringing",
        bringing,
        exactly(&big(debt), &ten(36), &big(units), true),
        &bits(256),
    );
    let worth = |up| exactly(&big(a), &big(units), &ten(36), up);
    judge(
        "payment",
        price.payment_for(units.into()),
        worth(true),
        &limit,
    );
    judge(
        "worth",
        price.worth_floor(units.into()),
        worth(false),
        &limit,
    );
    let bought = |up| exactly(&big(debt), &ten(36), &big(a), up);
    judge(
        "bought",
        price.bought_with(debt.into()),
        bought(false),
        &limit,
    );
    judge(
        "put up",
        price.collateral_worth_ceil(debt.into()),
        bought(true),
        &limit,
    );
    // INV-12: what a payment buys costs no more than the payment, and all of it buys no less back.
    if let Ok(bought) = price.bought_with(debt.into()) {
        assert!(price.payment_for(bought).unwrap() <= DebtAmount::from(debt));
    }
    if let Ok(bought) = PairPrice::bringing(debt.into(), units.into()) {
        let brings = bought.payment_for(CollateralAmount::from(units));
        assert!(brings.is_err() || brings.unwrap() >= DebtAmount::from(debt));
    }
}

fn indices(from: &mut Draw<'_>) {
    let (ratio, units, rate, seconds) = (from.ratio(), from.uint(), from.ratio(), from.u64());
    let (index, limit, one) = (Index::new(ratio), bits(128), ten(18));
    let by_index = big(ratio.atomics());
    let owed = exactly(&big(units), &by_index, &one, true);
    judge("debt of shares", index.debt(units.into()), owed, &limit);
    let shares = |up| exactly(&big(units), &one, &by_index, up);
    judge(
        "shares minted",
        index.shares_minted(units.into()),
        shares(true),
        &limit,
    );
    judge(
        "shares burned",
        index.shares_burned(units.into()),
        shares(false),
        &limit,
    );
    let year = &one * SECONDS_PER_YEAR;
    let growth = exactly(&by_index, &(big(rate.atomics()) * seconds), &year, true);
    let grown = index
        .grown(rate, seconds)
        .map(|index| index.ratio().atomics());
    judge(
        "index",
        grown,
        growth.map(|growth| growth + &by_index),
        &limit,
    );
    // INV-12: a loan mints shares that owe at least the loan; a payment burns no more than it pays.
    let loan = DebtAmount::from(units);
    if let Ok(shares) = index.shares_minted(loan) {
        assert!(index.debt(shares).map_or(true, |owed| owed >= loan));
    }
    if let Ok(shares) = index.shares_burned(loan) {
        assert!(index.debt(shares).unwrap() <= loan);
        let _: DebtShares = shares;
    }
}

fn ratios(from: &mut Draw<'_>) {
    let (a, b, limit) = (from.ratio(), from.ratio(), bits(128));
    let (x, y) = (big(a.atomics()), big(b.atomics()));
    let atomics = |ratio: MathResult<Decimal>| ratio.map(|ratio| ratio.atomics());
    judge(
        "product",
        atomics(a.times(b)),
        exactly(&x, &y, &ten(18), false),
        &limit,
    );
    judge(
        "quotient",
        atomics(a.over(b)),
        exactly(&x, &ten(18), &y, false),
        &limit,
    );
    judge("sum", atomics(a.plus(b)), Some(&x + &y), &limit);
    judge("one and", atomics(a.one_plus()), Some(&x + ten(18)), &limit);
    let rest = if x <= ten(18) {
        ten(18) - &x
    } else {
        BigUint::ZERO
    };
    assert_eq!(big(a.one_minus().atomics()), rest);
    let text = String::from_utf8_lossy(from.rest()).into_owned();
    if let Ok(ratio) = seawall_money::parse_ratio(&text) {
        assert_eq!(seawall_money::parse_ratio(&ratio.to_string()), Ok(ratio));
    }
}
