//! At the very edge of a plan: what is just dust, just enough, just allowed.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::{Decimal, Uint256};
use seawall_money::*;
use seawall_risk::*;

type Change = fn(&mut PlanParams);

fn collateral(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}

fn debt(units: u128) -> DebtAmount {
    DebtAmount::new(units)
}

/// The only lot of a plan.
fn sole(input: &PlanInput) -> PlannedLot {
    let lots = plan(input).unwrap().lots;
    assert_eq!(lots.len(), 1, "{lots:?}");
    lots[0]
}

#[test]
fn parameters_at_the_edge_are_refused_by_name() {
    let table: [(&str, Change); 11] = [
        ("target_health", |p| p.target_health = Decimal::one()),
        ("fee_share", |p| p.fee_share = Decimal::one()),
        ("floor_cap", |p| p.floor_cap = Decimal::one()),
        ("buffer", |p| p.buffer = dec("0.999999999999999999")),
        ("toxic.cusp", |p| p.toxic.cusp = Decimal::one()),
        ("max_lots", |p| p.max_lots = 0),
        ("max_lots", |p| p.max_lots = MAX_LOTS as u8 + 1),
        ("bonus.min", |p| p.bonus.min = Decimal::zero()),
        ("bonus.min", |p| p.bonus.min = dec("0.16")),
        ("bonus.max", |p| p.bonus.max = dec("1.01")),
        ("bonus.start", |p| p.bonus.start = dec("0.16")),
    ];
    for (expected, change) in table {
        let mut bad = params();
        change(&mut bad);
        let error = bad.validate().unwrap_err();
        let RiskError::Parameter { field, .. } = error else {
            panic!("{expected}: {error}")
        };
        assert_eq!(field, expected);
    }
}

#[test]
fn parameters_just_inside_are_taken() {
    let last = "0.999999999999999999";
    let mut good = params();
    good.target_health = dec("1.000000000000000001");
    (good.fee_share, good.floor_cap, good.toxic.cusp) = (dec(last), dec(last), dec(last));
    (good.buffer, good.max_lots) = (Decimal::one(), MAX_LOTS as u8);
    (good.bonus.min, good.bonus.start) = (dec("0.15"), dec("0.15"));
    assert_eq!(good.validate(), Ok(()));
    let mut how = Tightening {
        calm_sigma: dec("0.6"),
        z: dec("2"),
        horizon_seconds: 60,
        least_share: Decimal::one(),
    };
    assert_eq!(how.validate(), Ok(()));
    how.least_share = dec("1.000000000000000001");
    assert!(matches!(how.validate(), Err(RiskError::Parameter { .. })));
}

#[test]
fn an_act_is_safe_while_the_debt_is_within_the_borrowing_power() {
    // INV-6: 100 at a max LTV of 75 % carries 75 and not one unit more.
    let safe = |owed: u128| {
        let mut position = input(&[(100, 80)], &[1]).position;
        position.collaterals[0].max_ltv = Decimal::percent(75);
        position.debts[0].amount = debt(owed);
        position.is_safe_to_act().unwrap()
    };
    assert!(safe(75 * TOKEN) && !safe(75 * TOKEN + 1));
    let nothing = Position::default();
    assert!(
        nothing.is_safe_to_act().unwrap(),
        "without debt all is safe"
    );
    assert!(!input(&[], &[1]).position.is_safe_to_act().unwrap());
}

#[test]
fn a_price_is_inside_its_trigger_at_the_level_itself() {
    let at = |n: u128| Price::from_atomics(Uint256::from(n));
    let (index, level) = (0, at(10));
    let falling = Trigger {
        side: Side::Collateral,
        index,
        level,
    };
    let crossed = [9, 10, 11].map(|n| falling.is_crossed(at(n)));
    assert_eq!(crossed, [true, false, false]);
    let rising = Trigger {
        side: Side::Debt,
        index,
        level,
    };
    let crossed = [9, 10, 11].map(|n| rising.is_crossed(at(n)));
    assert_eq!(crossed, [false, false, true]);
}

#[test]
fn a_plan_has_no_more_lots_than_allowed() {
    let mut many = input(&[(30, 80), (90, 80)], &[30, 40, 30]);
    assert!(plan(&many).unwrap().lots.len() > 1);
    many.params.max_lots = 1;
    assert_eq!(plan(&many).unwrap().lots.len(), 1);
}

#[test]
fn no_more_is_sold_than_the_account_has_and_nothing_without_a_price() {
    let mut more = input(&[(100, 80)], &[100]);
    more.sellable[0].amount = collateral(500 * TOKEN);
    assert_eq!(sole(&more).put_up, collateral(100 * TOKEN));
    let mut priceless = input(&[(120, 80), (40, 80)], &[100]);
    priceless.position.collaterals[1].price = Price::ZERO;
    assert_eq!(sole(&priceless).collateral, 0);
    // A debt without a price is not repaid by any lot, however large.
    let mut unpriced = input(&[(120, 80)], &[100, 100]);
    unpriced.position.debts[1].price = Price::ZERO;
    assert_eq!(sole(&unpriced).debt, 0);
    // Nor is one of nothing, which a dust limit of zero would allow.
    let mut nothing = input(&[(120, 80)], &[100, 0]);
    nothing.payable[1].dust = DebtAmount::ZERO;
    assert_eq!(sole(&nothing).debt, 0);
}

#[test]
fn collateral_of_exactly_dust_is_something() {
    // 100 against 100 is toxic; two more of dust two are sold, and count against the loss.
    let mut just = input(&[(100, 80), (2, 80)], &[100]);
    just.sellable[1].dust = collateral(2 * TOKEN);
    assert!(plan(&just)
        .unwrap()
        .lots
        .iter()
        .any(|lot| lot.collateral == 1));
    // Left to the backstop: (100 + 2) / 1.04 = 98.076923076923076923 of 100.
    just.params.toxic.sell = false;
    let loss = plan(&just).unwrap().expected_loss.atomics();
    assert_eq!(loss.to_string(), "1923076923076923077");
    just.sellable[1].dust = collateral(2 * TOKEN + 1);
    // 100 / 1.04 = 96.153846153846153846
    let loss = plan(&just).unwrap().expected_loss.atomics();
    assert_eq!(loss.to_string(), "3846153846153846154");
}

#[test]
fn a_lot_of_exactly_the_smallest_size_is_opened() {
    let mut limited = input(&[(120, 80)], &[100]);
    limited.payable[0].limit = debt(5 * TOKEN);
    assert_eq!(sole(&limited).repay, debt(5 * TOKEN));
    limited.payable[0].limit = debt(5 * TOKEN - 1);
    assert!(plan(&limited).unwrap().lots.is_empty());
}

#[test]
fn a_rest_of_exactly_dust_is_left_and_a_smaller_one_is_not() {
    let base = sole(&input(&[(120, 80)], &[100]));
    // Of the collateral on this chain exactly the dust is left.
    let mut left = input(&[(120, 80)], &[100]);
    left.sellable[0].dust = collateral(10 * TOKEN);
    left.sellable[0].amount = base.put_up.plus(collateral(10 * TOKEN)).unwrap();
    assert_eq!(
        (sole(&left).put_up, sole(&left).mode),
        (base.put_up, LotMode::ToTarget)
    );
    left.sellable[0].amount = base.put_up.plus(collateral(10 * TOKEN - 1)).unwrap();
    assert_eq!(sole(&left).mode, LotMode::Whole);
    // Of the debt exactly the dust is left.
    let mut owed = input(&[(120, 80)], &[100]);
    owed.payable[0].dust = debt(100 * TOKEN).minus(base.repay).unwrap();
    assert_eq!(
        (sole(&owed).repay, sole(&owed).mode),
        (base.repay, LotMode::ToTarget)
    );
    owed.payable[0].dust = owed.payable[0].dust.plus(debt(1)).unwrap();
    assert_eq!(sole(&owed).mode, LotMode::Cleared);
}

#[test]
fn a_debt_that_the_collateral_clears_to_the_unit_is_cleared_past_the_limit() {
    // Toxic, 100 against 100; the limit of 99.5 is passed by less than the dust of one.
    let mut exact = input(&[(100, 80)], &[100]);
    exact.payable[0].limit = debt(99 * TOKEN + TOKEN / 2);
    let lot = sole(&exact);
    assert_eq!((lot.repay, lot.mode), (debt(100 * TOKEN), LotMode::Cleared));
}

#[test]
fn a_cleared_debt_leaves_its_borrower_even_what_is_dust() {
    // 100 at a bonus of 9 %: 109 of 120 are put up, and 11 stay though 20 would be dust.
    let mut cleared = input(&[(120, 80)], &[100]);
    cleared.payable[0].dust = debt(60 * TOKEN);
    cleared.sellable[0].dust = collateral(20 * TOKEN);
    let lot = sole(&cleared);
    assert_eq!(
        (lot.put_up, lot.mode),
        (collateral(109 * TOKEN), LotMode::Cleared)
    );
}

#[test]
fn toxic_collateral_leaves_no_dust() {
    // A limit of 90 at a bonus of 4 %: 93.6 of 100 are put up, 6.4 are left.
    let put_up = |dust: u128| {
        let mut toxic = input(&[(100, 80)], &[100]);
        toxic.payable[0].limit = debt(90 * TOKEN);
        toxic.sellable[0].dust = collateral(dust);
        plan(&toxic).unwrap().lots[0].put_up.u128()
    };
    assert_eq!(put_up(6_400_000), 93_600_000);
    assert_eq!(put_up(6_400_001), 100_000_000);
}
