//! What a plan and a certificate cost: `cargo bench -p seawall-risk`.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]
#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, dead_code)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use common::input;
use cosmwasm_std::{Decimal, Uint256};
use criterion::{criterion_group, criterion_main, Criterion};
use seawall_money::{CollateralAmount, DebtShares, Price};
use seawall_risk::{certify_next, plan, CollateralPoint, DebtPoint};

fn plans(c: &mut Criterion) {
    let small = input(&[(120, 80)], &[100]);
    c.bench_function("plan 1 collateral, 1 debt", |b| {
        b.iter(|| plan(black_box(&small)).unwrap());
    });
    let large = input(&[(60, 80), (40, 80), (20, 80)], &[60, 40]);
    c.bench_function("plan 3 collaterals, 2 debts", |b| {
        b.iter(|| plan(black_box(&large)).unwrap());
    });
}

fn certificates(c: &mut Criterion) {
    let price = |units: u128| Price::from_atomics(Uint256::from(units * 10u128.pow(18)));
    let collaterals: Vec<_> = (1..=3)
        .map(|n| CollateralPoint {
            quantity: CollateralAmount::new(1_000_000 * n),
            x: price(n),
            sigma: Decimal::percent(80),
        })
        .collect();
    let debts: Vec<_> = (1..=2)
        .map(|n| DebtPoint {
            shares: DebtShares::new(2_000_000 * n),
            y: price(1),
            sigma: Decimal::percent(1),
        })
        .collect();
    let margin = Decimal::percent(110);
    c.bench_function("certificate of 3 collaterals, 2 debts", |b| {
        b.iter(|| certify_next(black_box(&collaterals), black_box(&debts), margin).unwrap());
    });
}

criterion_group!(benches, plans, certificates);
criterion_main!(benches);
