//! Hand-worked numbers: health, bonus, repay-to-target, lots, toxic thresholds, logarithms.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Decimal, SignedDecimal, Uint256};
use seawall_money::*;
use seawall_risk::*;

fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// Quote units with 18 decimals.
fn atoms(text: &str) -> Uint256 {
    dec(text).atomics().into()
}

fn collateral_worth(text: &str) -> CollateralValue {
    CollateralValue::from_atomics(atoms(text))
}

fn debt_worth(text: &str) -> DebtValue {
    DebtValue::from_atomics(atoms(text))
}

/// One collateral and one debt, both at a price of 1 with 6 decimals.
fn position(collateral: u128, lt: &str, debt: u128) -> Position {
    let price = Price::per_token(Decimal::one(), 6).unwrap();
    Position {
        collaterals: vec![CollateralView {
            price,
            amount: CollateralAmount::new(collateral),
            liquidation_threshold: dec(lt),
            max_ltv: dec(lt),
        }],
        debts: vec![DebtView {
            price,
            amount: DebtAmount::new(debt),
        }],
    }
}

#[test]
fn repay_to_target_gives_the_published_numbers() {
    // target, weighted, debt, lt, beta, repayment rounded up at 18 decimals
    let table = [
        ("1.05", "96", "100", "0.8", "0.05", "42.857142857142857143"),
        (
            "1.05",
            "750",
            "800",
            "0.75",
            "0.04",
            "333.333333333333333334",
        ),
        ("1.05", "96", "100", "0.8", "0.09", "50.561797752808988765"),
        // The target is met already.
        ("1.05", "105", "100", "0.8", "0.05", "0"),
    ];
    for (target, weighted, debt, lt, beta, expected) in table {
        let (weighted, debt) = (collateral_worth(weighted), debt_worth(debt));
        let r = repay_to_target(dec(target), weighted, debt, dec(lt), dec(beta)).unwrap();
        assert_eq!(r, Some(debt_worth(expected)), "{target} {lt} {beta}");
    }
}

#[test]
fn no_repayment_reaches_a_target_at_or_below_threshold_times_penalty() {
    for (lt, beta) in [("0.9", "0.2"), ("0.84", "0.25")] {
        let (w, d) = (collateral_worth("80"), debt_worth("100"));
        assert_eq!(
            repay_to_target(dec("1.05"), w, d, dec(lt), dec(beta)).unwrap(),
            None
        );
    }
}

#[test]
fn the_lot_of_the_worked_example_closes_at_its_fee_and_floors_at_0_9257() {
    let price = Price::per_token(Decimal::one(), 6).unwrap();
    let repay = DebtAmount::new(50_561_798);
    let terms = lot_terms(repay, price, price, dec("0.09"), dec("0.1")).unwrap();
    assert_eq!(terms.put_up, CollateralAmount::new(55_112_360));
    assert_eq!(terms.fee, dec("0.009"));
    assert_eq!(terms.close_at, DebtAmount::new(51_016_855));
    // 1.009 / 1.09 = 0.92568807…; whole base units move the seventh digit.
    let floor = terms.floor.atomics() / Uint256::from(10u128.pow(30));
    assert_eq!(floor, Uint256::from(925_688u128));
    assert_eq!(
        terms.floor.payment_for(terms.put_up).unwrap(),
        DebtAmount::new(51_016_856)
    );
    // Health after the whole lot is gone and r repaid.
    let after = position(120_000_000 - 55_112_360, "0.8", 100_000_000 - 50_561_798);
    let hf = after.health().unwrap().factor.ratio();
    assert!(hf >= dec("1.0499999") && hf < dec("1.0500001"), "{hf}");
}

#[test]
fn the_toxic_threshold_is_lt_times_one_plus_penalty() {
    // LT, penalty, health at which it turns toxic
    let table = [
        ("0.85", "0.05", "0.8925"),
        ("0.80", "0.05", "0.84"),
        ("0.75", "0.08", "0.81"),
        ("0.70", "0.10", "0.77"),
        ("0.60", "0.10", "0.66"),
        ("0.50", "0.10", "0.55"),
    ];
    for (lt, beta, threshold) in table {
        let params = BonusParams {
            start: dec(beta),
            slope: Decimal::zero(),
            min: dec(beta),
            max: dec(beta),
        };
        let debt = 100_000_000u128;
        // C = HF · B / LT exactly: 1 + penalty times the debt.
        let exact = DebtAmount::new(debt)
            .scaled_ceil(dec(beta).one_plus().unwrap())
            .unwrap();
        let at = position(exact.u128(), lt, debt).health().unwrap();
        assert_eq!(at.factor.ratio(), dec(threshold));
        assert_eq!(
            params.quote(&at, dec(lt)).unwrap(),
            Bonus::Normal(dec(beta))
        );
        let below = position(exact.u128() - 1, lt, debt).health().unwrap();
        assert_eq!(
            params.quote(&below, dec(lt)).unwrap(),
            Bonus::Toxic(dec(beta))
        );
    }
}

#[test]
fn the_bonus_grows_as_health_falls_until_the_account_cannot_pay_it() {
    let params = BonusParams {
        start: dec("0.02"),
        slope: dec("2"),
        min: dec("0.03"),
        max: dec("0.15"),
    };
    // collateral, debt at LT 0.8 -> bonus: min, on the slope, max, capped by CR - 1.
    let table = [
        (125_000_000, "1", "0.03"),
        (120_000_000, "0.96", "0.1"),
        (116_000_000, "0.928", "0.15"),
        (112_000_000, "0.896", "0.12"),
    ];
    for (collateral, hf, bonus) in table {
        let health = position(collateral, "0.8", 100_000_000).health().unwrap();
        assert_eq!(health.factor.ratio(), dec(hf));
        assert_eq!(
            params.quote(&health, dec("0.8")).unwrap(),
            Bonus::Normal(dec(bonus))
        );
    }
}

#[test]
fn a_bonus_without_debt_is_an_error_and_a_threshold_of_zero_is_not() {
    let params = BonusParams {
        start: dec("0.02"),
        slope: dec("2"),
        min: dec("0.03"),
        max: dec("0.15"),
    };
    let none = position(1, "0.8", 0).health().unwrap();
    assert_eq!(params.quote(&none, dec("0.8")), Err(RiskError::NoDebt));
    let some = position(120, "0", 100).health().unwrap();
    assert_eq!(
        params.quote(&some, Decimal::zero()).unwrap(),
        Bonus::Normal(dec("0.15"))
    );
}

#[test]
fn logarithms_are_right_to_the_last_digit() {
    let table = [
        ("2", "0.693147180559945309"),
        ("10", "2.302585092994045684"),
        ("1.1", "0.095310179804324860"),
        ("0.5", "-0.693147180559945309"),
        ("0.47", "-0.755022584278032781"),
        ("0.001", "-6.907755278982137052"),
        ("0.999999", "-0.000001000000500000"),
        ("3", "1.098612288668109691"),
        ("1", "0"),
        ("1.000000000000000001", "0"),
        ("340282366920938463463", "47.276307437780177293"),
        ("0.000000000000000001", "-41.446531673892822312"),
    ];
    for (x, expected) in table {
        assert_eq!(
            ln(dec(x)).unwrap(),
            SignedDecimal::from_str(expected).unwrap(),
            "ln {x}"
        );
    }
    assert_eq!(ln(Decimal::zero()), Err(RiskError::LogOfZero));
}

#[test]
fn weights_halve_every_half_life() {
    let table = [
        (0, 60, "1"),
        (60, 60, "0.5"),
        (1, 2, "0.707106781186547524"),
        (1, 3, "0.793700525984099737"),
        (5, 7, "0.609506827102237720"),
        (100, 7, "0.000050069296631325"),
        (u64::MAX, 1, "0"),
    ];
    for (seconds, half_life, expected) in table {
        assert_eq!(
            decay(seconds, half_life).unwrap(),
            dec(expected),
            "{seconds}/{half_life}"
        );
    }
    assert!(matches!(decay(1, 0), Err(RiskError::Parameter { .. })));
}

#[test]
fn keeper_pay_is_bounded_by_the_fee_on_the_smallest_lot() {
    // The smallest lot 1,000 at share 10 % of a bonus of 5 %: a fee of 5. Chip 0.1 % pays 1.
    let (smallest, chip) = (debt_worth("1000"), dec("0.001"));
    let pay = |tip| KeeperPay {
        tip: debt_worth(tip),
        chip,
    };
    assert!(pay("4").validate(smallest, dec("0.1"), dec("0.05")).is_ok());
    let refused = pay("4.000000000000000001").validate(smallest, dec("0.1"), dec("0.05"));
    assert!(matches!(refused, Err(RiskError::Parameter { .. })));
    // With no smallest lot there is nothing to compare there: the chip must be within the fee by itself.
    let nothing = debt_worth("0");
    let chip = |chip| KeeperPay {
        tip: debt_worth("0"),
        chip: dec(chip),
    };
    assert!(chip("0.005")
        .validate(nothing, dec("0.1"), dec("0.05"))
        .is_ok());
    let refused = chip("0.005000000000000001").validate(nothing, dec("0.1"), dec("0.05"));
    assert!(matches!(refused, Err(RiskError::Parameter { .. })));
    assert_eq!(
        pay("4").accrued(debt_worth("2000")).unwrap(),
        debt_worth("6")
    );
}

#[test]
fn drift_raises_the_buffer_and_lowers_the_floor_within_its_cap() {
    // A quarter of a year at 80 %: one standard deviation is 40 %.
    let quarter = SECONDS_PER_YEAR / 4;
    assert_eq!(drift(dec("1"), dec("0.8"), quarter).unwrap(), dec("0.4"));
    assert_eq!(drift(dec("3"), dec("0.8"), 0).unwrap(), Decimal::zero());
    let floor = PairPrice::from_atomics(Uint256::from(1_000u128));
    let lowered = |d| lowered_floor(floor, dec(d), dec("0.15")).unwrap().atomics();
    assert_eq!(lowered("0.4"), Uint256::from(850u128));
    assert_eq!(lowered("0.1"), Uint256::from(900u128));
    assert_eq!(raised_buffer(dec("1.1"), dec("0.02")).unwrap(), dec("1.12"));
}

#[test]
fn new_debt_is_tightened_by_volatility_beyond_calm_and_never_below_its_share() {
    let how = Tightening {
        calm_sigma: dec("0.6"),
        z: dec("2"),
        horizon_seconds: SECONDS_PER_YEAR / 100,
        least_share: dec("0.5"),
    };
    // Excess 0.5 over a hundredth of a year: 2 · 0.5 · 0.1 = 10 % less.
    let table = [
        ("0.6", "0.8"),
        ("0.2", "0.8"),
        ("1.1", "0.72"),
        ("9", "0.4"),
    ];
    for (sigma, expected) in table {
        assert_eq!(
            new_debt_ltv(dec("0.8"), dec(sigma), &how).unwrap(),
            dec(expected)
        );
    }
}

#[test]
fn dust_counts_as_nothing_when_deciding_whether_collateral_is_gone() {
    let at = CollateralAmount::new;
    assert!(collateral_is_gone(&[]));
    assert!(collateral_is_gone(&[(at(0), at(0)), (at(9), at(10))]));
    assert!(!collateral_is_gone(&[(at(9), at(10)), (at(10), at(10))]));
    assert!(!collateral_is_gone(&[(at(1), at(0))]));
}

#[test]
fn an_ewma_of_equal_returns_is_their_volatility() {
    // 1 % each hundredth of a year is a variance of 1 % a year: sigma 10 %.
    let step = SECONDS_PER_YEAR / 100;
    let mut ewma = Ewma::new(dec("0.9"), step).unwrap();
    let up = SignedDecimal::percent(1);
    let half_way = ewma.updated(up, step).unwrap();
    assert_eq!(half_way.variance, dec("0.41"));
    assert_eq!(ewma.updated(up, 0).unwrap(), ewma);
    for i in 0..70 {
        let r = if i % 2 == 0 {
            up
        } else {
            SignedDecimal::percent(-1)
        };
        ewma = ewma.updated(r, step).unwrap();
    }
    assert!(ewma.sigma() >= dec("0.0999999") && ewma.sigma() <= dec("0.1000001"));
}
