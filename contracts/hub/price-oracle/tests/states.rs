//! How good a price is, at the time of the question.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

mod common;

use common::{dec, item, params, Oracle, ATOM, DELAY, START};
use seawall_interfaces::oracle::{
    per_sqrt_year, AssetParams, AssetView, ConfigView, ExecuteMsg, FeedView, PriceState, PriceView,
    QueryMsg,
};
use seawall_interfaces::oracle_events::Outcome;
use seawall_kit::TimeLockConfig;
use seawall_wire::ids::AssetId;

#[test]
fn a_price_goes_stale_by_itself() {
    let mut oracle = Oracle::with_feeders(3);
    assert_eq!(oracle.price().state, PriceState::Unknown);
    oracle.round(&["10"; 2]);
    oracle.expect("0", PriceState::Unknown);
    oracle.feed("f3", "10");
    for (seconds, state) in [
        (0, PriceState::Good),
        (120, PriceState::Good),
        (121, PriceState::Stale),
    ] {
        oracle.at(START + seconds);
        oracle.expect("10", state);
    }
}

#[test]
fn too_few_fresh_feeds_are_no_price() {
    let mut oracle = Oracle::with_feeders(3);
    oracle.round(&["10"; 3]);
    oracle.later(100).round(&["10"; 2]);
    oracle.expect("10", PriceState::Good);
    oracle.later(21);
    oracle.expect("10", PriceState::TooFewFeeds);
    let too_few = Outcome::TooFewFeeds {
        agreeing: 2,
        needed: 3,
    };
    assert_eq!(oracle.feed("f1", "10"), too_few);
    oracle.feed("f3", "10");
    oracle.expect("10", PriceState::Good);
}

#[test]
fn feeds_that_do_not_agree_are_no_price() {
    let mut oracle = Oracle::with_feeders(5);
    oracle.round(&["10"; 5]);
    oracle.later(10);
    for (name, price) in [("f1", "9"), ("f2", "8"), ("f3", "11"), ("f4", "12")] {
        oracle.feed(name, price);
    }
    oracle.expect("10", PriceState::TooFewFeeds);
}

#[test]
fn a_list_is_answered_in_its_order_whatever_is_wrong_with_one() {
    let mut oracle = Oracle::with_feeders(3);
    oracle.round(&["10"; 3]);
    let assets = vec![AssetId(9), ATOM, AssetId(9), ATOM];
    let answers: Vec<PriceView> = oracle.ask(QueryMsg::Prices { assets });
    let got: Vec<_> = answers.iter().map(|v| (v.asset.0, v.state)).collect();
    let (unknown, good) = (PriceState::Unknown, PriceState::Good);
    assert_eq!(got, [(9, unknown), (1, good), (9, unknown), (1, good)]);
}

#[test]
fn rounds_are_numbered_and_the_time_is_that_of_the_median_observation() {
    let mut oracle = Oracle::with_feeders(3);
    oracle.later(10);
    for (name, price, at) in [("f1", "9.9", 3), ("f2", "10", 7), ("f3", "10.1", 10)] {
        let prices = vec![item(ATOM, price, START + at)];
        oracle.run(name, ExecuteMsg::Submit { prices }).unwrap();
    }
    let view = oracle.price();
    assert_eq!((view.round, view.observed_at), (1, START + 7));
    assert_eq!(view.updated_at, START + 10);
    oracle.later(1).feed("f3", "10.1");
    assert_eq!(oracle.price().round, 2);
}

#[test]
fn the_average_moves_half_way_in_a_half_life() {
    let mut oracle = Oracle::with_feeders(3);
    oracle.round(&["10"; 3]);
    oracle.later(100).round(&["10.8"; 3]);
    assert_eq!(
        oracle.price().ema,
        dec("10"),
        "held for no time, it weighs nothing"
    );
    oracle.later(600);
    assert_eq!(oracle.price().ema, dec("10.4"));
    oracle.later(600);
    assert_eq!(oracle.price().ema, dec("10.6"));
}

#[test]
fn volatility_follows_returns_by_hand_worked_numbers() {
    let mut oracle = Oracle::with_one_feeder();
    oracle.feed("f1", "10");
    let near = |got: cosmwasm_std::Decimal, expected: &str| {
        let gap = got.abs_diff(dec(expected));
        assert!(
            gap < dec("0.000000000001"),
            "expected {expected}, got {got}"
        );
    };
    near(oracle.price().sigma_fast, "0.0001");
    // ln 1.05 = 0.048790164169; squared over 100 s: 2.380480119680e-5 per second. Fast half-life
    // 300 s: w = 2^(-1/3) = 0.793700525984; the sum is 4.918854971e-6, its root .002217849177
    oracle.later(100).feed("f1", "10.5");
    near(oracle.price().sigma_fast, "0.002217849177");
    // Slow half-life 86,400 s: w = 2^(-100/86400) = 0.999198069953; sum 2.9082088e-8.
    near(oracle.price().sigma, "0.000170533902");
    let year = per_sqrt_year(dec("0.0001")).unwrap();
    assert!(year > dec("0.56") && year < dec("0.562"), "{year}");
}

#[test]
fn noise_between_feeds_within_a_sample_is_not_volatility() {
    let mut oracle = Oracle::with_feeders(3);
    oracle.round(&["10"; 3]);
    let before = oracle.price().sigma_fast;
    for price in ["10.1", "9.9", "10.1", "10"] {
        oracle.later(3).round(&[price; 3]);
    }
    assert_eq!(oracle.price().sigma_fast, before);
    oracle.later(3).round(&["10"; 3]);
    assert!(oracle.price().sigma_fast < before, "a return of nothing");
}

#[test]
fn what_loosens_waits_and_what_tightens_does_not() {
    let mut oracle = Oracle::with_feeders(3);
    let set = |oracle: &mut Oracle, params: &AssetParams| {
        let params = params.clone();
        let msg = ExecuteMsg::SetAsset {
            asset: ATOM,
            params,
        };
        oracle.run("owner", msg).unwrap();
        let now: AssetView = oracle.ask(QueryMsg::Asset { asset: ATOM });
        now.params
    };
    let tight = AssetParams {
        stale_after_secs: 60,
        min_feeds: 4,
        outlier_band: dec("0.02"),
        breaker_band: dec("0.05"),
        quorum: 5,
        confirm_secs: 90,
        floor: dec("0.1"),
        ceiling: dec("1000"),
        ..params()
    };
    assert_eq!(set(&mut oracle, &tight), tight);
    assert_eq!(set(&mut oracle, &params()), tight);
    oracle.later(DELAY);
    oracle.run("f1", ExecuteMsg::ApplyChange { id: 1 }).unwrap();
    let now: AssetView = oracle.ask(QueryMsg::Asset { asset: ATOM });
    assert_eq!((now.params, now.feeds), (params(), 3));
    let other = AssetParams {
        sample_secs: 16,
        ..params()
    };
    assert_eq!(
        set(&mut oracle, &other),
        params(),
        "an unclear direction waits"
    );
}

#[test]
fn a_shorter_time_lock_waits_for_the_present_one() {
    let mut oracle = Oracle::new();
    let set = |delay_secs| ExecuteMsg::SetTimeLock {
        time_lock: TimeLockConfig {
            delay_secs,
            window_secs: 1000,
        },
    };
    let delay = |oracle: &Oracle| {
        oracle
            .ask::<ConfigView>(QueryMsg::Config {})
            .time_lock
            .delay_secs
    };
    oracle.run("owner", set(DELAY + 10)).unwrap();
    assert_eq!(delay(&oracle), DELAY + 10);
    oracle.run("owner", set(5)).unwrap();
    assert_eq!(delay(&oracle), DELAY + 10);
    oracle.later(DELAY + 10);
    oracle.run("f1", ExecuteMsg::ApplyChange { id: 1 }).unwrap();
    assert_eq!(delay(&oracle), 5);
    oracle.run("owner", set(4)).unwrap();
    oracle
        .run("owner", ExecuteMsg::CancelChange { id: 2 })
        .unwrap();
    assert!(oracle
        .later(10)
        .run("f1", ExecuteMsg::ApplyChange { id: 2 })
        .is_err());
}

#[test]
fn feeds_and_assets_are_listed() {
    let mut oracle = Oracle::with_feeders(3);
    oracle.add_asset(AssetId(5), 0);
    oracle.feed("f2", "10");
    let feeds: Vec<FeedView> = oracle.ask(QueryMsg::Feeds { asset: ATOM });
    let got: Vec<_> = feeds.iter().map(|f| (f.feed, f.price, f.counts)).collect();
    let expected = [
        (1, None, false),
        (2, Some(dec("10")), true),
        (3, None, false),
    ];
    assert_eq!(got, expected);
    let page = |start_after, limit| -> Vec<u32> {
        let page: Vec<AssetView> = oracle.ask(QueryMsg::Assets { start_after, limit });
        page.iter().map(|a| a.asset.0).collect()
    };
    assert_eq!(page(None, None), [1, 5]);
    assert_eq!(page(Some(ATOM), None), [5]);
    assert_eq!(page(None, Some(1)), [1]);
}
