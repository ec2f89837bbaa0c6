//! What happened on other markets, and what must happen here.
#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)]

mod common;

use common::{dec, params, Oracle, ATOM};
use seawall_interfaces::oracle::{AssetParams, ExecuteMsg, PriceState};
use seawall_interfaces::oracle_events::Outcome;

fn calm(spot: &str) -> Oracle {
    let mut oracle = Oracle::with_feeders(5);
    oracle.round(&[spot; 5]);
    oracle.expect(spot, PriceState::Good);
    oracle.later(10);
    oracle
}

// 26 November 2020: one venue showed DAI at 1.30 for an hour, and a second source followed it.
#[test]
fn one_or_two_venues_of_five_at_1_30_do_not_move_a_stable_price() {
    for wrong in [1usize, 2] {
        let mut oracle = calm("1");
        let mut prices = ["1", "1.001", "0.999", "1", "1"];
        prices.iter_mut().rev().take(wrong).for_each(|p| *p = "1.3");
        for _ in 0..360 {
            oracle.round(&prices);
            let view = oracle.price();
            assert_eq!(view.state, PriceState::Good);
            assert!(view.spot >= dec("0.999") && view.spot <= dec("1.001"));
            oracle.later(10);
        }
    }
}

// May 2022: feeds of LUNA stopped at their floor of 0.10 while the market stood at 0.01.
#[test]
fn a_price_that_stands_at_the_floor_of_its_feeds_is_no_price() {
    let mut oracle = calm("0.5");
    let floor = AssetParams {
        floor: dec("0.107"),
        ..params()
    };
    let set = ExecuteMsg::SetAsset {
        asset: ATOM,
        params: floor,
    };
    oracle.run("owner", set).unwrap();
    oracle.round(&["0.107", "0.5", "0.5", "0.5", "0.5"]);
    oracle.expect("0.5", PriceState::Good);
    oracle.later(10);
    assert_eq!(oracle.round(&["0.107"; 5]), Outcome::Pinned);
    oracle.expect("0.5", PriceState::Pinned);
    // Back inside: an ordinary jump, confirmed by the round after the first.
    oracle.later(10).round(&["0.2"; 5]);
    oracle.later(10).round(&["0.2"; 5]);
    oracle.expect("0.2", PriceState::Good);
}

#[test]
fn two_pinned_updates_of_a_single_feed_make_its_price_no_price() {
    let mut oracle = Oracle::with_one_feeder();
    oracle.feed("f1", "100");
    oracle.expect("100", PriceState::Good);
    oracle.later(10).feed("f1", "100000");
    oracle.expect("100", PriceState::TooFewFeeds);
    oracle.later(10).feed("f1", "100000");
    oracle.expect("100", PriceState::Pinned);
}

// 11 October 2022: MNGO went from 0.0382 to 0.91 in ten minutes and was borrowed against.
#[test]
fn the_average_lags_behind_a_pumped_spot() {
    let mut oracle = calm("0.0382");
    oracle.later(600);
    for step in ["0.06", "0.12", "0.24", "0.48", "0.91"] {
        for _ in 0..6 {
            oracle.round(&[step; 5]);
            oracle.later(20);
        }
    }
    let view = oracle.price();
    assert_eq!((view.spot, view.state), (dec("0.91"), PriceState::Good));
    assert!(view.ema < dec("0.4"), "the average was {}", view.ema);
}

// 10 October 2025: one venue printed ATOM at 0.001 for milliseconds.
#[test]
fn one_feeder_that_prints_0_001_once_changes_nothing() {
    let mut oracle = calm("4");
    assert!(matches!(oracle.feed("f3", "0.001"), Outcome::Priced { .. }));
    oracle.expect("4", PriceState::Good);
    for name in ["f1", "f2", "f4", "f5"] {
        oracle.feed(name, "3.99");
    }
    oracle.expect("3.99", PriceState::Good);
}

#[test]
fn a_real_fall_of_53_percent_counts_with_the_next_round() {
    let mut oracle = calm("4");
    let first = oracle.round(&["1.88"; 5]);
    let since = oracle.now();
    assert!(matches!(
        first,
        Outcome::Awaiting {
            needed: 4,
            repeated_by: 0,
            ..
        }
    ));
    oracle.expect("4", PriceState::AwaitingConfirmation { since });
    oracle.later(10);
    for (name, repeated) in [("f1", 1), ("f2", 2), ("f3", 3)] {
        let outcome = oracle.feed(name, "1.88");
        let Outcome::Awaiting { repeated_by, .. } = outcome else {
            panic!("expected to wait, got {outcome:?}");
        };
        assert_eq!(repeated_by, repeated);
    }
    let outcome = oracle.feed("f4", "1.88");
    let Outcome::Priced {
        confirmed_since, ..
    } = outcome
    else {
        panic!("expected a price, got {outcome:?}");
    };
    assert_eq!(confirmed_since, Some(since));
    oracle.expect("1.88", PriceState::Good);
}

#[test]
fn one_feeder_alone_cannot_confirm_a_jump_by_repeating_it() {
    let mut oracle = calm("4");
    oracle.round(&["1.88"; 5]);
    for _ in 0..11 {
        oracle.later(10);
        assert!(matches!(
            oracle.feed("f1", "1.88"),
            Outcome::Awaiting { .. }
        ));
    }
    assert_eq!(oracle.price().spot, dec("4"));
}

// The breaker never stops for ever: with the quorum out of reach, the fewest feeds that make any
// price are enough once the time is over.
#[test]
fn a_jump_that_three_of_five_keep_repeating_counts_when_its_time_is_over() {
    let mut oracle = calm("4");
    oracle.round(&["1.88"; 5]);
    let since = oracle.now();
    for seconds in [20u64, 40, 59] {
        oracle.at(since + seconds).round(&["1.88"; 3]);
        oracle.expect("4", PriceState::AwaitingConfirmation { since });
    }
    oracle.at(since + 60);
    oracle.feed("f1", "1.88");
    oracle.expect("1.88", PriceState::Good);
}

#[test]
fn a_market_that_keeps_falling_is_confirmed_within_the_time_limit() {
    let mut oracle = calm("100");
    oracle.round(&["80"; 5]);
    let since = oracle.now();
    let mut confirmed = None;
    for (i, price) in ["68", "57", "48", "40", "34", "28", "24"]
        .iter()
        .enumerate()
    {
        oracle.later(10);
        oracle.round(&[*price; 5]);
        if confirmed.is_none() && oracle.price().spot != dec("100") {
            confirmed = Some((i, oracle.now() - since));
        }
    }
    let (_, waited) = confirmed.unwrap();
    assert!(waited <= 60, "it took {waited} s");
    assert!(oracle.price().spot < dec("35"));
}

#[test]
fn a_jump_that_goes_away_leaves_the_price_where_it_was() {
    let mut oracle = calm("4");
    oracle.round(&["0.001"; 5]);
    assert!(matches!(
        oracle.price().state,
        PriceState::AwaitingConfirmation { .. }
    ));
    oracle.later(5).round(&["3.98"; 5]);
    oracle.expect("3.98", PriceState::Good);
}

// 15 February 2026: a factor was missing and cbETH was priced 1.12 instead of about 2,200.
#[test]
fn a_new_price_path_is_watched_before_it_counts_and_removed_without_waiting() {
    let mut oracle = calm("2200");
    oracle.add_feeder(ATOM, "wrapper").unwrap();
    assert_eq!(oracle.feed("wrapper", "1.12"), Outcome::Watched);
    oracle.expect("2200", PriceState::Good);
    let remove = ExecuteMsg::RemoveFeed {
        asset: ATOM,
        feed: 6,
    };
    oracle.run("owner", remove).unwrap();
    oracle.later(common::DELAY);
    let prices = vec![common::item(ATOM, "1.12", oracle.now())];
    assert!(oracle
        .run("wrapper", ExecuteMsg::Submit { prices })
        .is_err());
}
