//! What holds for every plan, whatever the account.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use common::*;
use cosmwasm_std::Uint256;
use proptest::prelude::*;
use seawall_money::*;
use seawall_risk::*;

fn any_input() -> impl Strategy<Value = PlanInput> {
    // Dust limits from nothing to more than there is.
    let dust = || prop_oneof![0u128..1_000, 0u128..1_500_000_000];
    let collateral = (1u128..1_000_000_000, 1u64..100_000, 30u64..95, dust());
    let debt = (1u128..1_000_000_000, 1u64..100_000, dust());
    let lists = (
        prop::collection::vec(collateral, 1..5),
        prop::collection::vec(debt, 1..4),
    );
    lists.prop_map(|(cs, ds)| {
        let collaterals: Vec<_> = cs.iter().map(|c| (1, c.2)).collect();
        let mut input = input(&collaterals, &vec![1; ds.len()]);
        for (i, c) in cs.iter().enumerate() {
            input.position.collaterals[i].amount = CollateralAmount::new(c.0);
            input.position.collaterals[i].price = price(c.1, 6);
            input.sellable[i].amount = CollateralAmount::new(c.0);
            input.sellable[i].dust = CollateralAmount::new(c.3);
        }
        for (i, d) in ds.iter().enumerate() {
            input.position.debts[i].amount = DebtAmount::new(d.0);
            input.position.debts[i].price = price(d.1, 6);
            input.payable[i].dust = DebtAmount::new(d.2);
        }
        input
    })
}

/// Accounts just below health 1, where target, dust rules and limits of size meet.
fn barely_unsafe() -> impl Strategy<Value = PlanInput> {
    (any_input(), 800u128..1_000).prop_map(|(mut input, permille)| {
        let weighted = input.position.health().unwrap().weighted.atomics();
        let debts = Uint256::from(input.position.debts.len() as u128);
        let each = weighted * Uint256::from(1_000u128) / (debts * Uint256::from(permille));
        for debt in &mut input.position.debts {
            let amount = debt.price.debt_worth_ceil(DebtValue::from_atomics(each));
            debt.amount = amount.unwrap();
        }
        input
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn a_plan_never_sells_what_is_not_there_nor_repays_what_is_not_owed(input in any_input()) {
        let Ok(plan) = plan(&input) else { return Ok(()) };
        prop_assert!(plan.lots.len() <= MAX_LOTS);
        for (i, view) in input.position.collaterals.iter().enumerate() {
            let lots = plan.lots.iter().filter(|lot| lot.collateral == i);
            let sold: u128 = lots.map(|lot| lot.put_up.u128()).sum();
            prop_assert!(sold <= view.amount.u128());
        }
        for (i, view) in input.position.debts.iter().enumerate() {
            let lots = plan.lots.iter().filter(|lot| lot.debt == i);
            let repaid: u128 = lots.map(|lot| lot.expected_repay.u128()).sum();
            prop_assert!(repaid <= view.amount.u128());
        }
        for lot in &plan.lots {
            prop_assert!(lot.expected_repay <= lot.repay && lot.repay <= lot.close_at);
            let top = lot.pair_price.scaled_ceil(lot.buffer).unwrap();
            prop_assert!(lot.floor <= top && !lot.floor.is_zero());
            // The whole lot at an unlowered floor brings what closes it, or floors at the pair price.
            let brings = lot.floor.payment_for(lot.put_up).unwrap();
            prop_assert!(lot.toxic || brings >= lot.close_at || lot.floor == lot.pair_price);
        }
    }

    #[test]
    fn lots_that_are_sized_to_target_reach_it(input in any_input()) {
        let Ok(plan) = plan(&input) else { return Ok(()) };
        let sized = plan.lots.last().is_some_and(|lot| lot.mode == LotMode::ToTarget);
        if sized {
            let after = plan.health_after_expected.factor.ratio();
            prop_assert!(after >= input.params.target_health, "{after}");
        }
    }

    #[test]
    fn a_plan_without_toxic_lots_never_lowers_health(input in any_input()) {
        let Ok(plan) = plan(&input) else { return Ok(()) };
        // Lots of a few base units round by more than their bonus.
        let tiny = plan.lots.iter().any(|lot| lot.put_up.u128() < 1_000_000);
        // So does what is left of an account that is sold to the last unit.
        let (before, after) = (plan.health_before.debt, plan.health_after_expected.debt);
        let sold_out = after.atomics() < before.atomics() / Uint256::from(1_000_000u128);
        if !tiny && !sold_out && plan.lots.iter().all(|lot| !lot.toxic) {
            let (before, after) = (plan.health_before.factor, plan.health_after_expected.factor);
            let rounded = after.ratio().saturating_add(dec("0.00001"));
            prop_assert!(rounded >= before.ratio(), "{before} {after}");
        }
    }

    /// INV-8: dust rules, the smallest lot and several collaterals never add up to an unsafe account
    /// of which nothing is sold, as long as one collateral is worth a few units of the debt.
    #[test]
    fn an_unsafe_account_with_something_to_sell_is_never_left_without_a_lot(input in barely_unsafe()) {
        let Ok(plan) = plan(&input) else { return Ok(()) };
        let unit = |d: &DebtView| d.price.of_debt(DebtAmount::new(2)).unwrap().atomics();
        let dearest = input.position.debts.iter().map(unit).max().unwrap();
        let sells = |s: &Sellable| {
            let value = input.position.collaterals[s.collateral].value().unwrap();
            s.amount >= s.dust && value.atomics() > dearest
        };
        prop_assert!(!input.sellable.iter().any(sells) || !plan.lots.is_empty());
    }

    #[test]
    fn the_same_input_gives_the_same_plan(input in any_input()) {
        prop_assert_eq!(plan(&input), plan(&input.clone()));
    }
}
