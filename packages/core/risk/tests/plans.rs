//! Plans: which lots, in which order, how large (INV-6, DEC-11, DEC-14, DEC-15).
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use seawall_money::*;
use seawall_risk::*;

#[test]
fn one_collateral_and_one_debt_give_the_worked_example() {
    // HF 0.96: the bonus is 0.01 + 2 · 0.04 = 0.09, the fee 0.009.
    let plan = plan(&input(&[(120, 80)], &[100])).unwrap();
    let [lot] = plan.lots[..] else {
        panic!("{:?}", plan.lots)
    };
    assert_eq!(lot.bonus, dec("0.09"));
    assert_eq!(lot.fee, dec("0.009"));
    assert_eq!(lot.mode, LotMode::ToTarget);
    assert!(
        (50_561_798..=50_561_805).contains(&lot.repay.u128()),
        "{}",
        lot.repay
    );
    assert!(
        (55_112_360..=55_112_368).contains(&lot.put_up.u128()),
        "{}",
        lot.put_up
    );
    let after = plan.health_after_expected.factor.ratio();
    assert!(after >= dec("1.05") && after < dec("1.050001"), "{after}");
    assert!(plan.expected_loss.is_zero() && !plan.toxic);
}

#[test]
fn a_healthy_account_and_one_without_debt_are_not_planned_for() {
    // INV-6: exactly 1 is still healthy.
    let healthy = plan(&input(&[(125, 80)], &[100])).unwrap_err();
    assert_eq!(
        healthy,
        RiskError::Healthy {
            factor: HealthFactor::ONE
        }
    );
    assert_eq!(
        plan(&input(&[(125, 80)], &[])).unwrap_err(),
        RiskError::NoDebt
    );
}

#[test]
fn an_index_that_does_not_exist_is_refused_by_name() {
    let mut bad = input(&[(120, 80)], &[100]);
    bad.payable[0].debt = 3;
    let expected = RiskError::NoSuch {
        what: "debt",
        index: 3,
        count: 1,
    };
    assert_eq!(plan(&bad).unwrap_err(), expected);
}

#[test]
fn the_larger_collateral_goes_first_and_serves_the_largest_debt() {
    let plan = plan(&input(&[(40, 80), (80, 80)], &[30, 70])).unwrap();
    let pairs: Vec<_> = plan
        .lots
        .iter()
        .map(|lot| (lot.collateral, lot.debt))
        .collect();
    assert_eq!(pairs, vec![(1, 1)]);
}

#[test]
fn what_one_debt_or_collateral_cannot_bring_the_next_lot_does() {
    let plan = plan(&input(&[(30, 80), (90, 80)], &[30, 40, 30])).unwrap();
    assert!(plan.lots.len() > 1);
    assert_eq!(plan.lots[0].mode, LotMode::Cleared);
    assert!(plan.health_after_expected.factor.ratio() >= dec("1.05"));
}

#[test]
fn a_pair_without_a_route_is_never_planned() {
    let mut lone = input(&[(40, 80), (80, 80)], &[30, 70]);
    lone.routes = vec![(0, 0)];
    let lots = plan(&lone).unwrap().lots;
    assert!(lots.iter().all(|lot| (lot.collateral, lot.debt) == (0, 0)) && !lots.is_empty());
    lone.routes.clear();
    assert!(plan(&lone).unwrap().lots.is_empty());
}

#[test]
fn two_listings_of_one_asset_are_two_lots() {
    // DEC-14: the same coin through two channels, neither large enough alone.
    let plan = plan(&input(&[(60, 80), (60, 80)], &[100])).unwrap();
    let lots: Vec<_> = plan.lots.iter().map(|lot| lot.collateral).collect();
    assert_eq!(
        plan.lots[0].collateral, 0,
        "equal values: the lower index first"
    );
    assert!(lots == vec![0] || lots == vec![0, 1]);
}

#[test]
fn a_toxic_account_is_sold_whole_at_the_least_bonus_and_its_loss_is_expected() {
    // Collateral 100, debt 100: HF .8, not even the least bonus of 4 % can be paid.
    let plan = plan(&input(&[(100, 80)], &[100])).unwrap();
    let [lot] = plan.lots[..] else {
        panic!("{:?}", plan.lots)
    };
    assert!(plan.toxic && lot.toxic);
    assert_eq!(lot.put_up.u128(), 100 * TOKEN);
    assert_eq!(lot.bonus, dec("0.04"));
    assert_eq!(lot.fee, dec("0.004"));
    // Expected: 100 / 1.04 = 96.153846; it may bring up to the whole debt.
    assert_eq!(lot.expected_repay.u128(), 96_153_846);
    assert_eq!(lot.repay.u128(), 100 * TOKEN);
    // Floor at the cusp: 0.4 of a start price of 1.1.
    assert_eq!(lot.floor, lot.pair_price.scaled_ceil(dec("0.44")).unwrap());
    // 100 - 96.153846 = 3.846154 of debt has nobody to pay it (DEC-11).
    assert_eq!(
        plan.expected_loss.atomics().to_string(),
        "3846154000000000000"
    );
}

#[test]
fn toxic_collateral_can_be_left_to_the_backstop() {
    let mut left = input(&[(100, 80)], &[100]);
    left.params.toxic.sell = false;
    let plan = plan(&left).unwrap();
    assert!(plan.lots.is_empty() && plan.toxic);
    assert!(!plan.expected_loss.is_zero());
}

#[test]
fn a_collateral_that_is_not_toxic_is_preferred_to_a_larger_one_that_is() {
    // W = 70·.95 + 50·.5 = 91.5, B = 93: HF .98; the first cannot pay 4 % (HF/LT 1.036).
    let plan = plan(&input(&[(70, 95), (50, 50)], &[93])).unwrap();
    assert_eq!(plan.lots[0].collateral, 1);
    assert!(!plan.lots[0].toxic && !plan.toxic);
}

#[test]
fn dust_debt_is_liquidated_whole_and_never_left_over() {
    // DEC-15: after 50.56 less than the dust limit would be left.
    let mut dusty = input(&[(120, 80)], &[100]);
    dusty.payable[0].dust = DebtAmount::new(60 * TOKEN);
    let lot = plan(&dusty).unwrap().lots[0];
    assert_eq!(
        (lot.repay.u128(), lot.mode),
        (100 * TOKEN, LotMode::Cleared)
    );
    // A debt of half a token against a limit of one: far below the smallest lot, yet cleared.
    let mut tiny = input(&[(120, 80)], &[100, 1]);
    tiny.position.debts[1].amount = DebtAmount::new(TOKEN / 2);
    tiny.routes = vec![(0, 1)];
    let lot = plan(&tiny).unwrap().lots[0];
    assert_eq!((lot.repay.u128(), lot.mode), (TOKEN / 2, LotMode::Cleared));
}

#[test]
fn a_debt_that_no_collateral_clears_alone_is_not_left_for_being_dust_afterwards() {
    // 10 owed against a limit of 10, two collaterals of 6.5: the target asks for 1.57, after which
    // less than the limit would be left; one collateral is sold whole, 6.5 / 1.06 = 6.132.
    let mut dusty = input(&[(1, 75), (1, 75)], &[10]);
    dusty.payable[0].dust = DebtAmount::new(10 * TOKEN);
    for i in 0..2 {
        let amount = CollateralAmount::new(65 * TOKEN / 10);
        dusty.position.collaterals[i].amount = amount;
        dusty.sellable[i].amount = amount;
    }
    let plan = plan(&dusty).unwrap();
    let lot = plan.lots[0];
    assert_eq!(lot.bonus, dec("0.06"));
    assert_eq!((lot.repay.u128(), lot.mode), (6_132_075, LotMode::Whole));
    assert_eq!(plan.lots.len(), 1, "what is left is safe");
}

#[test]
fn a_debt_that_no_collateral_clears_alone_still_keeps_to_the_limit_in_flight() {
    // The target asks for 29.41 and would leave less than 80; 80 / 1.06 = 75.47 would be all of it.
    let mut dusty = input(&[(80, 75), (50, 75)], &[100]);
    dusty.payable[0].dust = DebtAmount::new(80 * TOKEN);
    dusty.payable[0].limit = DebtAmount::new(45 * TOKEN);
    let repaid = |input: &PlanInput| -> u128 {
        let lots = plan(input).unwrap().lots;
        lots.iter().map(|lot| lot.repay.u128()).sum()
    };
    assert_eq!(repaid(&dusty), 45 * TOKEN);
}

#[test]
fn a_remaining_lot_below_dust_is_sold_too() {
    let mut dusty = input(&[(120, 80)], &[100]);
    dusty.sellable[0].amount = CollateralAmount::new(60 * TOKEN);
    dusty.sellable[0].dust = CollateralAmount::new(10 * TOKEN);
    let lot = plan(&dusty).unwrap().lots[0];
    assert_eq!((lot.put_up.u128(), lot.mode), (60 * TOKEN, LotMode::Whole));
}

#[test]
fn collateral_below_dust_is_neither_sold_nor_counted_against_a_loss() {
    let mut dusty = input(&[(100, 80), (1, 80)], &[100]);
    dusty.sellable[1].dust = CollateralAmount::new(2 * TOKEN);
    let plan = plan(&dusty).unwrap();
    assert!(plan.lots.iter().all(|lot| lot.collateral == 0));
    assert_eq!(
        plan.expected_loss.atomics().to_string(),
        "3846154000000000000"
    );
}

#[test]
fn the_limit_in_flight_bounds_a_lot_and_is_passed_by_less_than_dust() {
    let mut limited = input(&[(120, 80)], &[100]);
    limited.payable[0].limit = DebtAmount::new(20 * TOKEN);
    let lot = plan(&limited).unwrap().lots[0];
    assert_eq!((lot.repay.u128(), lot.mode), (20 * TOKEN, LotMode::Limited));
    limited.payable[0].limit = DebtAmount::new(4 * TOKEN);
    assert!(
        plan(&limited).unwrap().lots.is_empty(),
        "below the smallest lot"
    );
}

#[test]
fn an_old_price_starts_higher_and_floors_lower() {
    let mut old = input(&[(120, 80)], &[100]);
    let fresh = plan(&old).unwrap().lots[0];
    old.sellable[0].sigma = dec("0.8");
    old.sellable[0].price_age_seconds = 600;
    let aged = plan(&old).unwrap().lots[0];
    assert!(aged.buffer > fresh.buffer && aged.floor < fresh.floor);
    assert_eq!((aged.repay, aged.put_up), (fresh.repay, fresh.put_up));
}

#[test]
fn toxic_collateral_is_left_alone_once_earlier_lots_made_the_account_safe() {
    // W = 40·.5 + 80·.97 = 97.6, B = 98: HF .9959. Two tokens of the first bring it to 1.0054: below
    // target, but safe, and the second (HF/LT 1.0365) would only worsen it.
    let mut two = input(&[(40, 50), (80, 97)], &[98]);
    two.sellable[0].amount = CollateralAmount::new(2 * TOKEN);
    let plan = plan(&two).unwrap();
    let sold: Vec<_> = plan
        .lots
        .iter()
        .map(|lot| (lot.collateral, lot.mode))
        .collect();
    assert_eq!(sold, vec![(0, LotMode::Whole)]);
    assert!(!plan.toxic && !plan.health_after_expected.factor.is_unsafe());
}
