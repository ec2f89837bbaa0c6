//! Amounts, prices, lots and messages of the tests.
//!
//! The usual lot: 1,000,000 uatom at a pair price of 2 uusdc, start price 2.2, one step of 1 % per
//! block of 5 s, floor 1.7, life 300 s; to repay 1,600,000 with a fee of 1 %, keeper's pay 5,000.

use std::str::FromStr;

use cosmwasm_std::{to_json_binary, Decimal, Decimal256, Uint256};
use seawall_interfaces::auction_house::ExecuteMsg;
use seawall_money::{CollateralAmount, DebtAmount, PairPrice};
use seawall_wire::ids::{LiquidationId, ListingId, LotId, RouteId};
use seawall_wire::{DutchTerms, LotOrder, SaleTerms};

use crate::stubs::Step;

pub const ROUTE: RouteId = RouteId(7);
pub const LIQUIDATION: LiquidationId = LiquidationId(40);
pub const ANY: PairPrice = PairPrice::from_atomics(Uint256::MAX);

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

/// Debt base units per collateral base unit.
pub fn price(text: &str) -> PairPrice {
    let digits = Uint256::from(1_000_000_000_000_000_000u128);
    PairPrice::from_atomics(Decimal256::from_str(text).unwrap().atomics() * digits)
}

pub fn atom(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}

pub fn usdc(units: u128) -> DebtAmount {
    DebtAmount::new(units)
}

/// The usual terms.
pub fn terms() -> DutchTerms {
    DutchTerms {
        pair_price: price("2"),
        floor: price("1.7"),
        buffer: dec("1.1"),
        drift: dec("0"),
        cut: dec("0.99"),
        step_secs: 5,
        tail_secs: 300,
        cusp: dec("0.4"),
    }
}

/// The usual lot.
pub fn lot(number: u64) -> LotOrder {
    LotOrder {
        lot: LotId(number),
        collateral: ListingId(1),
        debt: ListingId(9),
        route: ROUTE,
        put_up: atom(1_000_000),
        repay: usdc(1_600_000),
        close_at: Some(usdc(1_616_000)),
        fee: dec("0.01"),
        keeper_pay: usdc(5_000),
        min_rest: atom(10_000),
        terms: SaleTerms::Dutch(terms()),
    }
}

pub fn with_terms(number: u64, change: impl FnOnce(&mut DutchTerms)) -> LotOrder {
    let mut terms = terms();
    change(&mut terms);
    LotOrder {
        terms: SaleTerms::Dutch(terms),
        ..lot(number)
    }
}

pub fn wish(lot: LotId, want: u128) -> ExecuteMsg {
    ExecuteMsg::Take {
        lot,
        want: atom(want),
        price_limit: ANY,
        receiver: None,
        callback: None,
    }
}

pub fn flash(lot: LotId, want: u128, steps: &[Step]) -> ExecuteMsg {
    let ExecuteMsg::Take {
        lot,
        want,
        price_limit,
        receiver,
        ..
    } = wish(lot, want)
    else {
        unreachable!()
    };
    ExecuteMsg::Take {
        lot,
        want,
        price_limit,
        receiver,
        callback: Some(to_json_binary(steps).unwrap()),
    }
}
