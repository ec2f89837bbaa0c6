//! What several tests start from.
#![allow(missing_docs, dead_code, clippy::unwrap_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

use std::str::FromStr;

use cosmwasm_std::{Decimal, Decimal256, Uint256};
use seawall_execution::*;
use seawall_money::*;

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str(text).unwrap()
}

pub fn pair(text: &str) -> PairPrice {
    let atomics = Decimal256::from_str(text).unwrap().atomics();
    PairPrice::from_atomics(atomics * Uint256::from(10u128.pow(18)))
}

pub fn amount(units: u128) -> CollateralAmount {
    CollateralAmount::new(units)
}

pub fn debt(units: u128) -> DebtAmount {
    DebtAmount::new(units)
}

pub fn pool(collateral: u128, owed: u128, fee: &str) -> Venue {
    Venue::ConstantProduct(ConstantProduct {
        collateral: amount(collateral),
        debt: debt(owed),
        fee: dec(fee),
        fee_on: FeeOn::In,
    })
}

pub fn stable(balances: (u128, u128), scales: (u64, u64), amplification: u32, fee: &str) -> Venue {
    Venue::StableSwap(StableSwap {
        collateral: amount(balances.0),
        debt: debt(balances.1),
        collateral_scale: scales.0,
        debt_scale: scales.1,
        amplification,
        fee: dec(fee),
    })
}

pub fn fixed(price: &str, units: u128) -> Venue {
    Venue::Fixed(Fixed {
        price: pair(price),
        amount: amount(units),
    })
}

pub fn segment(collateral: u128, owed: u128, takes: u128) -> Segment {
    Segment {
        collateral: amount(collateral),
        debt: debt(owed),
        takes: amount(takes),
    }
}

pub fn concentrated(segments: Vec<Segment>, fee: &str) -> Venue {
    Venue::Concentrated(Concentrated {
        segments,
        fee: dec(fee),
    })
}

/// Everything of the venue may be sold.
pub fn offer(venue: Venue) -> Offer {
    let most = CollateralAmount::MAX;
    Offer { venue, most }
}

pub fn paid(slices: &[Slice]) -> u128 {
    slices.iter().map(|s| s.pays.u128()).sum()
}

pub fn sold(slices: &[Slice]) -> u128 {
    slices.iter().map(|s| s.amount.u128()).sum()
}
