//! What several tests start from.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Decimal, Uint256};
use seawall_auction::*;
use seawall_money::*;

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

pub fn pair(text: &str) -> PairPrice {
    PairPrice::from_atomics(Uint256::from(dec(text).atomics()) * Uint256::from(10u128.pow(18)))
}

pub const ANY: PairPrice = PairPrice::from_atomics(Uint256::MAX);

pub fn params() -> AuctionParams {
    AuctionParams {
        curve: Curve::StairstepExponential {
            cut: dec("0.99"),
            step_seconds: 6,
        },
        buffer: dec("1.1"),
        tail_seconds: 600,
        cusp: dec("0.4"),
        block_seconds: dec("6"),
        halt_slack_seconds: 60,
    }
}

/// Worth 1,090 at the pair price of 1, for a debt of 1,000 and a fee of 9.
pub fn terms() -> SaleTerms {
    SaleTerms {
        put_up: CollateralAmount::new(1_090_000),
        repay: DebtAmount::new(1_000_000),
        close_at: DebtAmount::new(1_009_000),
        fee: dec("0.009"),
        pair_price: pair("1"),
        buffer: dec("1.1"),
        floor: PairPrice::bringing(DebtAmount::new(1_009_000), CollateralAmount::new(1_090_000))
            .unwrap(),
        min_rest: CollateralAmount::new(10_000),
    }
}

pub const OPENED: Clock = Clock {
    height: 50,
    seconds: 1_000,
};

/// The block `n` blocks after the opening.
pub fn after(n: u64) -> Clock {
    Clock {
        height: 50 + n,
        seconds: 1_000 + 6 * n,
    }
}

pub fn sale() -> Sale {
    Sale::open(&terms(), &params(), OPENED).unwrap()
}

pub fn want(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}
