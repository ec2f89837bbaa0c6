//! What a keeper makes of what it reads, and why a liquidator leaves a lot, by tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use seawall_engine::agents::{
    units_wanted, Depth, KeeperView, Liquidator, LiquidatorSnapshot, Lost, LotFacts, LotSeen,
    LotView, Queued, RouteSeen, Skip, Stuck,
};
use seawall_engine::scenario::Liquidators;

#[test]
fn nothing_is_to_be_done_where_nothing_waits() {
    let view = KeeperView {
        queue: vec![Queued {
            account: 1,
            busy: true,
            liquidatable: true,
            obstacle: false,
        }],
        lots: vec![LotSeen {
            chain: 2,
            lot: 7,
            takeable: true,
        }],
        routes: vec![RouteSeen {
            free: 5,
            ..RouteSeen::default()
        }],
        ..KeeperView::default()
    };
    let snapshot = view.snapshot(3);
    assert_eq!(snapshot.block, 3);
    assert!(snapshot.unsafe_accounts.is_empty() && snapshot.stuck.is_empty());
}

#[test]
fn every_step_that_waits_is_found() {
    let queued = |account, liquidatable, obstacle| Queued {
        account,
        busy: false,
        liquidatable,
        obstacle,
    };
    let view = KeeperView {
        crossed: vec![4],
        queue: vec![
            queued(1, true, false),
            queued(2, false, true),
            queued(3, false, false),
        ],
        lots: vec![LotSeen {
            chain: 2,
            lot: 7,
            takeable: false,
        }],
        routes: vec![
            RouteSeen {
                from: 2,
                to: 3,
                route: 1,
                to_send: 1,
                free: 5,
                owed: true,
                ..RouteSeen::default()
            },
            RouteSeen {
                from: 2,
                to: 3,
                route: 2,
                to_collect: 1,
                ..RouteSeen::default()
            },
        ],
        due: vec![9],
        lost: vec![(2, Lost::Lot { lot: 6 })],
        expired: true,
        failed_calls: vec![(3, 11)],
        questions: vec![],
    };
    let snapshot = view.snapshot(0);
    assert_eq!(snapshot.crossed, [4]);
    assert_eq!(snapshot.unsafe_accounts, [1], "one with an obstacle waits");
    let expected = [
        Stuck::CloseLot { chain: 2, lot: 7 },
        Stuck::Forward { chain: 2, route: 1 },
        Stuck::Collect { chain: 3, route: 1 },
        Stuck::Collect { chain: 3, route: 2 },
        Stuck::Advance { liquidation: 9 },
        Stuck::Recertify { account: 3 },
        Stuck::SweepExpired,
        Stuck::Resend {
            chain: 2,
            report: Lost::Lot { lot: 6 },
        },
        Stuck::Retry {
            chain: 3,
            command: 11,
        },
    ];
    assert_eq!(snapshot.stuck, expected);
}

/// A lot of 100 tokens at 9 USD; the market pays 10.
fn lot(depth: Depth) -> LotView {
    let facts = LotFacts {
        chain: 2,
        lot: 1,
        asset: 0,
        takeable: true,
        // Twelve decimals fewer in the debt.
        price: 9e-12,
        rest: 100 * 10u128.pow(18),
        close_left: Some(850_000_000),
        min_rest: 10u128.pow(18),
        collateral_decimals: 18,
        debt_decimals: 6,
        debt_usd: 1.0,
    };
    LotView::of(&facts, depth).unwrap()
}

const DEEP: Depth = Depth {
    market: 10.0,
    sigma_day: 0.0,
    daily_volume: 0.0,
};

#[test]
fn decimals_of_both_coins_are_counted() {
    let lot = lot(DEEP);
    assert!((lot.price - 9.0).abs() < 1e-9);
    assert_eq!((lot.tokens, lot.wanted), (100.0, 850.0));
    assert!((lot.dust - 9.0).abs() < 1e-9);
    assert_eq!(units_wanted(1.0, 6, 2_000_000), 1_000_001);
    assert_eq!(
        units_wanted(2.0, 6, 2_000_000),
        2_000_000,
        "never more than is there"
    );
}

#[test]
fn every_lot_that_is_left_has_its_one_reason() {
    let thin = Depth {
        sigma_day: 0.05,
        daily_volume: 1.0,
        ..DEEP
    };
    // Margin, money, depth; what comes of it.
    let judge = |margin: f64, money: f64, depth: Depth| {
        let settings = Liquidators {
            margin,
            ..Liquidators::default()
        };
        let mut agent = Liquidator::with_capital(&settings, money);
        let lots = vec![lot(depth)];
        agent.judge_all(&LiquidatorSnapshot { time: 0, lots })[0].1
    };
    assert!((judge(0.01, 1e6, DEEP).unwrap() - 850.0 / 9.0).abs() < 1e-6);
    assert!(
        (judge(0.01, 450.0, DEEP).unwrap() - 50.0).abs() < 1e-6,
        "a part"
    );
    let Err(Skip::TooDear { most }) = judge(0.25, 1e6, DEEP) else {
        panic!("a quarter is not to be earned");
    };
    assert!((most - 8.0).abs() < 1e-9);
    assert_eq!(
        judge(0.01, 1.0, DEEP),
        Err(Skip::TooLittleMoney { has: 1.0 })
    );
    assert_eq!(
        judge(
            0.01,
            1e6,
            Depth {
                daily_volume: 0.1,
                ..thin
            }
        ),
        Err(Skip::Dust)
    );
    assert!(judge(-0.2, 1e6, DEEP).is_ok(), "a loss may be wanted");
}
