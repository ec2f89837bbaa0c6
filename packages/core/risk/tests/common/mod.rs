//! What several tests start from.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::Decimal;
use seawall_money::*;
use seawall_risk::*;

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

pub fn price(cents: u64, decimals: u8) -> Price {
    Price::per_token(Decimal::from_ratio(cents, 100u64), decimals).unwrap()
}

pub const TOKEN: u128 = 1_000_000;

pub fn params() -> PlanParams {
    PlanParams {
        bonus: BonusParams {
            start: dec("0.01"),
            slope: dec("2"),
            min: dec("0.04"),
            max: dec("0.15"),
        },
        target_health: dec("1.05"),
        fee_share: dec("0.1"),
        z: dec("3"),
        floor_cap: dec("0.15"),
        buffer: dec("1.1"),
        smallest_lot: DebtValue::from_whole(5).unwrap(),
        toxic: ToxicParams {
            sell: true,
            cusp: dec("0.4"),
        },
        max_lots: 8,
    }
}

/// Collaterals `(tokens, LT in %)` and debts in tokens, all of 6 decimals at a price of 1, all
/// sellable, payable and connected, dust 1 token.
pub fn input(collaterals: &[(u128, u64)], debts: &[u128]) -> PlanInput {
    let at = |i| Sellable {
        collateral: i,
        amount: CollateralAmount::new(collaterals[i].0 * TOKEN),
        dust: CollateralAmount::new(TOKEN),
        sigma: Decimal::zero(),
        price_age_seconds: 0,
    };
    PlanInput {
        position: Position {
            collaterals: (collaterals.iter())
                .map(|(amount, lt)| CollateralView {
                    price: price(100, 6),
                    amount: CollateralAmount::new(amount * TOKEN),
                    liquidation_threshold: Decimal::percent(*lt),
                    max_ltv: Decimal::percent(*lt),
                })
                .collect(),
            debts: (debts.iter())
                .map(|amount| DebtView {
                    price: price(100, 6),
                    amount: DebtAmount::new(amount * TOKEN),
                })
                .collect(),
        },
        sellable: (0..collaterals.len()).map(at).collect(),
        payable: (0..debts.len())
            .map(|debt| Payable {
                debt,
                dust: DebtAmount::new(TOKEN),
                limit: DebtAmount::MAX,
            })
            .collect(),
        routes: (0..collaterals.len())
            .flat_map(|c| (0..debts.len()).map(move |d| (c, d)))
            .collect(),
        params: params(),
    }
}
