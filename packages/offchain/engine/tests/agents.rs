//! What agents do, by tables.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use proptest::prelude::*;
use seawall_engine::agents::{
    Depth, Feeder, FeederAction, FeederSnapshot, Keeper, KeeperAction, KeeperSnapshot, Liquidator,
    LiquidatorAction, LiquidatorSnapshot, LotView, Stuck,
};
use seawall_engine::scenario::{Keepers, Liquidators, Oracle};

#[test]
fn a_feeder_speaks_on_a_move_or_after_its_heartbeat() {
    let mut feeder = Feeder::new(0, &Oracle::default());
    let table = [
        (0, 100.0, true),    // its first word
        (6, 100.4, false),   // 0.4 %
        (12, 100.5, true),   // 0.5 %
        (18, 100.0, false),  // 0.4975 % from 100.5
        (24, 99.99, true),   // 0.507 %
        (318, 99.99, false), // 294 s of silence
        (324, 99.99, true),  // 300 s
    ];
    for (time, price, speaks) in table {
        let actions = feeder.decide(FeederSnapshot {
            time,
            asset: 0,
            price,
        });
        let expected = [FeederAction::Publish { asset: 0, price }];
        assert_eq!(
            actions,
            if speaks { &expected[..] } else { &[] },
            "at {time}"
        );
    }
    assert_eq!(feeder.last(0), Some((324, 99.99)));
    assert_eq!(feeder.silent_until(0), Some(624));
    assert_eq!(feeder.silent_until(1), None);
}

#[test]
fn a_feeder_keeps_its_assets_apart() {
    let mut feeder = Feeder::new(0, &Oracle::default());
    let mut speak = |asset, price| {
        let time = 0;
        !feeder
            .decide(FeederSnapshot { time, asset, price })
            .is_empty()
    };
    assert!(speak(2, 5.0));
    assert!(speak(0, 100.0));
    assert!(!speak(2, 5.0));
}

#[test]
fn a_keeper_triggers_then_liquidates_then_cranks() {
    let always_there = Keepers {
        count: 1,
        away: 0.0,
    };
    let keeper = Keeper::new(0, 1, &always_there);
    let stuck = Stuck::Forward { chain: 2, route: 1 };
    let actions = keeper.decide(&KeeperSnapshot {
        block: 5,
        crossed: vec![3],
        unsafe_accounts: vec![8, 9],
        stuck: vec![stuck.clone()],
    });
    let expected = [
        KeeperAction::Sweep { listing: 3 },
        KeeperAction::Liquidate { account: 8 },
        KeeperAction::Liquidate { account: 9 },
        KeeperAction::Crank(stuck),
    ];
    assert_eq!(actions, expected);
}

#[test]
fn a_keeper_is_away_one_block_in_ten_and_not_with_the_other() {
    let keepers = Keepers::default();
    let (one, two) = (Keeper::new(0, 7, &keepers), Keeper::new(1, 7, &keepers));
    let away = |keeper: &Keeper| (0..20_000).filter(|b| keeper.is_away(*b)).count();
    assert!((1_850..2_150).contains(&away(&one)), "{}", away(&one));
    let both = (0..20_000)
        .filter(|b| one.is_away(*b) && two.is_away(*b))
        .count();
    assert!((120..280).contains(&both), "{both}");
    let block = (0..100).find(|b| one.is_away(*b)).unwrap();
    let unsafe_accounts = vec![1];
    let snapshot = KeeperSnapshot {
        block,
        unsafe_accounts,
        ..KeeperSnapshot::default()
    };
    assert!(one.decide(&snapshot).is_empty());
}

const DEEP: Depth = Depth {
    market: 100.0,
    sigma_day: 0.2,
    daily_volume: 1_000_000.0,
};

fn lot(price: f64, tokens: f64) -> LotView {
    LotView {
        chain: 1,
        lot: 1,
        asset: 0,
        price,
        tokens,
        wanted: 1e12,
        dust: 100.0,
        depth: DEEP,
    }
}

fn takes(capital: f64, lots: Vec<LotView>) -> Vec<(u64, f64)> {
    let mut buyer = Liquidator::with_capital(&Liquidators::default(), capital);
    let actions = buyer.decide(&LiquidatorSnapshot { time: 0, lots });
    actions
        .into_iter()
        .map(|LiquidatorAction::Take { lot, tokens, .. }| (lot, tokens))
        .collect()
}

#[test]
fn it_buys_only_where_the_last_token_earns_the_margin() {
    // Room 1 − 0.95·1.01 = 0.0405; V·(0.0405 / (1.5·0.2))² = 10⁶ · 0.135² = 18,225 tokens.
    let got = takes(1e9, vec![lot(95.0, 100_000.0)]);
    assert_eq!(got.len(), 1);
    assert!((got[0].1 - 18_225.0).abs() < 1e-6, "{got:?}");
    // 100 / 1.01 = 99.0099: above that no token pays.
    assert!(takes(1e9, vec![lot(99.02, 100.0)]).is_empty());
    assert!(takes(1e9, vec![lot(100.0, 100.0)]).is_empty());
    assert!(takes(1e9, vec![lot(105.0, 100.0)]).is_empty());
}

#[test]
fn it_takes_a_small_lot_whole_and_no_more_than_it_asks_for() {
    assert_eq!(takes(1e9, vec![lot(95.0, 10.0)]), [(1, 10.0)]);
    let asks_for_less = LotView {
        wanted: 475.0,
        ..lot(95.0, 10.0)
    };
    assert_eq!(takes(1e9, vec![asks_for_less]), [(1, 5.0)]);
}

#[test]
fn it_spends_no_more_than_it_has_and_leaves_no_dust() {
    assert_eq!(takes(950.0, vec![lot(95.0, 100.0)]), [(1, 10.0)]);
    // 950 would leave 0.5 tokens worth 47.50: it takes less, so that 100 USD remain.
    let got = takes(950.0, vec![lot(95.0, 10.5)]);
    assert!((got[0].1 - (10.5 - 100.0 / 95.0)).abs() < 1e-9, "{got:?}");
    // With less money than a piece of dust it takes nothing.
    assert!(takes(50.0, vec![lot(95.0, 100.0)]).is_empty());
}

#[test]
fn the_best_paying_lot_comes_first() {
    let cheap = LotView {
        lot: 2,
        ..lot(90.0, 10.0)
    };
    assert_eq!(takes(900.0, vec![lot(95.0, 10.0), cheap]), [(2, 10.0)]);
}

#[test]
fn small_bites_are_no_way_around_the_impact() {
    let settings = Liquidators::default();
    let mut buyer = Liquidator::with_capital(&settings, 1e9);
    let snapshot = |time| LiquidatorSnapshot {
        time,
        lots: vec![lot(95.0, 100_000.0)],
    };
    let LiquidatorAction::Take { tokens, .. } = buyer.decide(&snapshot(0))[0];
    buyer.bought(0, 0, tokens, tokens * 95.0, DEEP);
    // The market is full until the money is there.
    assert!(buyer.decide(&snapshot(6)).is_empty());
    assert!(buyer.decide(&snapshot(594)).is_empty());
    assert_eq!(buyer.decide(&snapshot(600)).len(), 1);
}

#[test]
fn money_comes_back_after_ten_minutes_less_the_impact() {
    let mut buyer = Liquidator::with_capital(&Liquidators::default(), 1_000.0);
    // σ·√(x/V) = 0.2·√(10/10⁶) = 0.00063246: 10 tokens bring 1000·(1 − 0.00063246).
    let money = buyer.bought(0, 0, 10.0, 950.0, DEEP);
    assert!((money - 999.367_544).abs() < 1e-6, "{money}");
    assert_eq!(
        (buyer.free(), buyer.receive(599), buyer.positions().len()),
        (50.0, 0.0, 1)
    );
    assert!((buyer.receive(600) - money).abs() < 1e-12);
    assert!((buyer.free() - (50.0 + money)).abs() < 1e-9);
}

#[test]
fn capital_is_shared_equally() {
    let buyer = Liquidator::new(&Liquidators::default(), 3_000_000.0);
    assert!((buyer.free() - 50_000.0).abs() < 1e-9);
}

#[test]
fn a_market_without_trading_takes_nothing_and_one_without_moves_everything() {
    let dead = Depth {
        daily_volume: 0.0,
        ..DEEP
    };
    assert_eq!((dead.revenue(1.0), dead.sellable_above(50.0)), (0.0, 0.0));
    let still = Depth {
        sigma_day: 0.0,
        ..DEEP
    };
    assert_eq!(
        (still.revenue(2.0), still.sellable_above(50.0)),
        (200.0, f64::INFINITY)
    );
    assert_eq!(still.sellable_above(101.0), 0.0);
}

proptest! {
    #[test]
    fn what_it_takes_earns_at_least_the_margin(
        price in 50.0_f64..110.0,
        tokens in 1.0_f64..1e6,
        capital in 1.0_f64..1e8,
        sigma_day in 0.01_f64..1.0,
    ) {
        let depth = Depth { sigma_day, ..DEEP };
        let mut buyer = Liquidator::with_capital(&Liquidators::default(), capital);
        let lots = vec![LotView { depth, ..lot(price, tokens) }];
        for action in buyer.decide(&LiquidatorSnapshot { time: 0, lots }) {
            let LiquidatorAction::Take { tokens: taken, limit, .. } = action;
            let paid = taken * limit;
            prop_assert!(paid <= capital * (1.0 + 1e-12) && taken <= tokens);
            let left = (tokens - taken) * price;
            let dust = 1e-6..100.0 - 1e-6;
            prop_assert!(!dust.contains(&left), "{left}");
            let earned = buyer.bought(0, 0, taken, paid, depth) - paid;
            prop_assert!(earned >= paid * 0.01 * (1.0 - 1e-9), "{earned} on {paid}");
        }
    }
}
