//! What holds over any sequence of takes (INV-4, INV-12).
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
use proptest::prelude::*;
use seawall_auction::*;
use seawall_money::*;

fn any_sale() -> impl Strategy<Value = Sale> {
    let terms = (
        1u128..1 << 60,
        1u128..1 << 60,
        0u64..200,
        0u128..10_000,
        1u64..1_000,
    );
    terms.prop_map(|(put_up, repay, fee, min_rest, floor)| {
        let fee = Decimal::permille(fee);
        let close_at = DebtAmount::new(repay)
            .scaled_ceil(Decimal::one() + fee)
            .unwrap();
        let put_up = CollateralAmount::new(put_up);
        // Some lots cover their debt, some cannot.
        let pair_price = PairPrice::bringing(close_at, put_up).unwrap();
        let terms = SaleTerms {
            put_up,
            repay: DebtAmount::new(repay),
            close_at,
            fee,
            pair_price,
            buffer: dec("1.3"),
            floor: pair_price.scaled_ceil(Decimal::permille(floor)).unwrap(),
            min_rest: CollateralAmount::new(min_rest),
        };
        Sale::open(&terms, &params(), OPENED).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]
    #[test]
    fn any_sequence_of_takes_keeps_the_books(
        mut sale in any_sale(), takes in prop::collection::vec((0u64..8, 1u32..110), 1..40)
    ) {
        let Mode::Dutch(dutch) = sale.mode else { return Ok(()) };
        let (mut sold, mut paid, mut block, mut last) = (0u128, 0u128, 0u64, ANY);
        for (blocks, percent) in takes {
            block += blocks;
            let wish = sale.put_up.part_ceil(percent, 100u32).unwrap();
            let Ok(take) = sale.quote_take(after(block), wish, ANY) else { continue };
            prop_assert!(take.price <= last, "a price never rises");
            prop_assert!(take.price >= dutch.floor, "never below the floor");
            prop_assert!(take.collateral <= wish && !take.collateral.is_zero());
            // INV-12: at least the price for each unit.
            prop_assert!(take.payment >= take.price.payment_for(take.collateral).unwrap());
            let parts = sale.apply(&take).unwrap();
            prop_assert_eq!(parts.debt_money.u128() + parts.fee.u128(), take.payment.u128());
            sold += take.collateral.u128();
            paid += take.payment.u128();
            last = take.price;
        }
        // INV-4: sold and rest are what was put up.
        prop_assert_eq!(sale.sold.u128(), sold);
        prop_assert_eq!(sold + sale.rest().u128(), sale.put_up.u128());
        prop_assert_eq!(sale.proceeds.u128(), paid);
        prop_assert_eq!(sale.shares.debt_money.u128() + sale.shares.fee.u128(), paid);
        prop_assert!(sale.shares.debt_money <= sale.repay);
        let unit = last.min(dutch.top).payment_for(CollateralAmount::new(1)).unwrap();
        prop_assert!(paid < sale.close_at.u128() + unit.u128(), "passed by less than a unit");
        if sale.life == Life::Open && sold > 0 {
            prop_assert!(sale.rest() >= sale.min_rest && !sale.rest().is_zero(), "no dust left");
        }
    }

    #[test]
    fn a_take_of_everything_always_ends_the_sale(sale in any_sale(), block in 0u64..100) {
        if sale.ended(after(block)).unwrap().is_none() {
            let take = sale.quote_take(after(block), CollateralAmount::MAX, ANY).unwrap();
            prop_assert!(take.closes.is_some());
        }
    }

    #[test]
    fn many_small_payments_split_like_one(payments in prop::collection::vec(1u128..1 << 60, 1..30),
        fee in 0u64..500, repay in 1u128..1 << 64) {
        let fee = Decimal::permille(fee);
        let (mut proceeds, mut debt_money) = (DebtAmount::ZERO, 0u128);
        for payment in payments {
            let payment = DebtAmount::new(payment);
            debt_money += split(proceeds, payment, fee, DebtAmount::new(repay)).unwrap()
                .debt_money.u128();
            proceeds = proceeds.plus(payment).unwrap();
        }
        let at_once = split(DebtAmount::ZERO, proceeds, fee, DebtAmount::new(repay)).unwrap();
        prop_assert_eq!(debt_money, at_once.debt_money.u128());
        prop_assert!(debt_money <= repay);
    }

    #[test]
    fn every_curve_falls(top in 1u128..u128::MAX, cut in 1u64..1_000_000_000, step in 1u64..100,
        t in 0u64..1_000_000, more in 0u64..1_000) {
        let cut = Decimal::from_ratio(cut, 1_000_000_000u64);
        let top = PairPrice::from_atomics(Uint256::from(top));
        let stairs = Curve::StairstepExponential { cut, step_seconds: step };
        let linear = Curve::Linear { tau_seconds: step * 1_000 };
        for curve in [stairs, linear] {
            prop_assert!(curve.validate().is_ok());
            let at = |t| curve.price_at(top, t).unwrap();
            prop_assert!(at(t + more) <= at(t) && at(t) <= top);
        }
    }
}
