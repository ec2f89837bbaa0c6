//! The walk through bars, block by block, and the alignment of several assets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::float_arithmetic, clippy::arithmetic_side_effects)]

use proptest::prelude::*;
use seawall_engine::prices::{read_text, Bar, Feed, Market, PriceWalk, Series};

fn bar(time: u64, open: f64, high: f64, low: f64, close: f64) -> Bar {
    Bar {
        time,
        open,
        high,
        low,
        close,
        volume: 100.0,
    }
}

fn walk(bars: Vec<Bar>, blocks: usize) -> Vec<f64> {
    let series = Series::new("A", "test", bars);
    let walk = PriceWalk::new(&series, series.start(), 6);
    let steps: Vec<f64> = walk.steps(0).take(blocks).collect();
    let found: Vec<f64> = (0..blocks as u64).map(|b| walk.price_at(b)).collect();
    assert_eq!(steps, found, "the iterator and the lookup agree");
    steps
}

#[test]
fn a_falling_bar_goes_low_then_high_in_equal_steps() {
    // 10 blocks, 9 steps of 1: 10 → 7 (3 steps), → 11 (4), → 9 (2).
    let prices = walk(
        vec![bar(0, 10.0, 11.0, 7.0, 9.0), bar(60, 9.0, 9.0, 9.0, 9.0)],
        10,
    );
    assert_eq!(
        prices,
        [10.0, 9.0, 8.0, 7.0, 8.0, 9.0, 10.0, 11.0, 10.0, 9.0]
    );
}

#[test]
fn a_rising_bar_goes_high_then_low() {
    let prices = walk(
        vec![
            bar(0, 9.0, 11.0, 7.0, 10.0),
            bar(60, 10.0, 10.0, 10.0, 10.0),
        ],
        10,
    );
    assert_eq!(
        prices,
        [9.0, 10.0, 11.0, 10.0, 9.0, 8.0, 7.0, 8.0, 9.0, 10.0]
    );
}

#[test]
fn where_bars_are_missing_the_last_close_stands() {
    let flat = |time, price| bar(time, price, price, price, price);
    let prices = walk(
        vec![flat(0, 5.0), flat(60, 6.0), flat(120, 7.0), flat(300, 8.0)],
        51,
    );
    assert_eq!(prices[29], 7.0);
    assert!(prices[30..50].iter().all(|price| *price == 7.0));
    assert_eq!(prices[50], 8.0);
}

#[test]
fn both_extremes_are_the_price_of_some_block() {
    // The way to the low is a hair, and is walked all the same.
    let prices = walk(
        vec![
            bar(0, 10.0, 30.0, 9.99, 10.0),
            bar(60, 10.0, 10.0, 10.0, 10.0),
        ],
        10,
    );
    assert!(
        prices.contains(&9.99) && prices.contains(&30.0),
        "{prices:?}"
    );
    assert_eq!((prices[0], prices[9]), (10.0, 10.0));
}

#[test]
fn bars_shorter_than_a_block_are_joined() {
    let bars = (0..12)
        .map(|s| bar(s, 10.0, 10.0 + s as f64, 9.0, 10.0))
        .collect();
    let series = Series::new("A", "test", bars);
    let walk = PriceWalk::new(&series, 0, 6);
    assert_eq!(walk.price_at(0), 10.0);
    assert_eq!(walk.price_at(2), 10.0);
}

#[test]
fn the_next_block_beyond_a_band_is_found_across_quiet_bars() {
    let mut bars: Vec<Bar> = (0..100)
        .map(|n| bar(n * 60, 100.0, 100.2, 99.8, 100.0))
        .collect();
    bars.push(bar(6000, 100.0, 100.0, 90.0, 95.0));
    let series = Series::new("A", "test", bars);
    let walk = PriceWalk::new(&series, 0, 6);
    let found = walk.next_beyond(0, 2000, 100.0, 0.05).unwrap();
    assert!((1000..1010).contains(&found));
    assert!(walk.price_at(found) <= 95.0 && walk.price_at(found - 1) > 95.0);
    assert_eq!(walk.next_beyond(0, 900, 100.0, 0.05), None);
    // The close stands at 95 after the end: within 5 % of 95, beyond 5 % of 100.
    assert_eq!(walk.next_beyond(1500, 2000, 95.0, 0.05), None);
    assert_eq!(walk.next_beyond(1500, 2000, 100.0, 0.05), Some(1500));
}

proptest! {
    #[test]
    fn prices_stay_within_the_bar_and_meet_open_and_close(
        prices in proptest::array::uniform4(1.0_f64..5.0),
        blocks in 1_u64..700,
    ) {
        let [open, a, b, close] = prices;
        let (low, high) = (open.min(a).min(b).min(close), open.max(a).max(b).max(close));
        let next = bar(blocks * 6, close, close, close, close);
        let shown = walk(vec![bar(0, open, high, low, close), next], blocks as usize);
        prop_assert!(shown.iter().all(|p| *p >= low - 1e-9 && *p <= high + 1e-9));
        prop_assert_eq!(*shown.last().unwrap(), close);
        if blocks >= 4 {
            prop_assert_eq!(shown[0], open);
            prop_assert!(shown.contains(&low) && shown.contains(&high));
        }
    }

    #[test]
    fn the_search_finds_what_a_scan_finds(
        closes in proptest::collection::vec(50.0_f64..150.0, 2..20),
        from in 0_u64..100,
        by in 0.001_f64..0.4,
    ) {
        let bars = closes.windows(2).enumerate().map(|(n, pair)| {
            let (open, close) = (pair[0], pair[1]);
            // Every second place is a gap of one bar.
            bar(n as u64 * 120, open, open.max(close), open.min(close), close)
        });
        let mut bars: Vec<Bar> = bars.collect();
        bars.push(bar(60, 100.0, 100.0, 100.0, 100.0));
        bars.sort_by_key(|bar| bar.time);
        let series = Series::new("A", "test", bars);
        let walk = PriceWalk::new(&series, 0, 6);
        let scan = (from..300).find(|b| (walk.price_at(*b) / 100.0 - 1.0).abs() >= by + 1e-12);
        let found = walk.next_beyond(from, 300, 100.0, by);
        prop_assert!(found == scan || found < scan && found.is_some(), "{found:?} {scan:?}");
        if let Some(found) = found {
            prop_assert!((walk.price_at(found) / 100.0 - 1.0).abs() >= by - 1e-12);
        }
    }
}

fn flat(asset: &str, start: u64, bars: u64) -> Series {
    let bars = (0..bars)
        .map(|n| bar(start + n * 60, 2.0, 2.0, 2.0, 2.0))
        .collect();
    Series::new(asset, format!("{asset}.csv"), bars)
}

#[test]
fn assets_are_aligned_to_the_time_they_share() {
    let market = Market::align(&[flat("A", 0, 100), flat("B", 600, 200)], 6).unwrap();
    assert_eq!((market.start, market.blocks), (600, 900));
    assert_eq!(market.time(10), 660);
    let led = market.led_by("b").unwrap();
    let names: Vec<&str> = led.assets.iter().map(|a| a.name.as_str()).collect();
    assert_eq!(names, ["B", "A"]);
}

#[test]
fn files_without_common_time_are_refused_with_their_windows() {
    let error = Market::align(&[flat("A", 0, 10), flat("B", 6000, 10)], 6).unwrap_err();
    let error = error.to_string();
    assert!(
        error.contains("A.csv has 1970-01-01 00:00:00 to 1970-01-01 00:10:00 UTC"),
        "{error}"
    );
    assert!(
        error.contains("right would be files that overlap"),
        "{error}"
    );
}

#[test]
fn unknown_and_doubled_assets_and_no_files_are_refused() {
    let market = Market::align(&[flat("A", 0, 10), flat("B", 0, 10)], 6).unwrap();
    let error = market.led_by("C").unwrap_err().to_string();
    assert_eq!(
        error,
        "asset `C` is unknown; right would be one of the price files' assets: A, B"
    );
    let error = Market::align(&[flat("A", 0, 10), flat("A", 0, 10)], 6).unwrap_err();
    assert!(error.to_string().contains("asset `A` is given by both"));
    assert!(Market::align(&[], 6)
        .unwrap_err()
        .to_string()
        .contains("--prices"));
}

#[test]
fn a_single_print_is_shown_by_one_feeder_in_one_block_and_late() {
    let trades = "10000,1.688,10,1\n10000.5,0.001,10,2\n";
    let series = read_text("ATOM.csv", "ATOM", trades).unwrap();
    let market = Market::align(&[series], 6).unwrap();
    // The print falls into block (10000 − 9100) / 6 = 150 and is seen 15 s, three blocks, later.
    let mut showing = Vec::new();
    for block in 0..market.blocks {
        assert_eq!(market.price(0, block), Some(1.688));
        for number in 0..5 {
            let seen = market.shown(0, block, 15, Feed { number, of: 5 }).unwrap();
            if seen != 1.688 {
                showing.push((block, number, seen));
            }
        }
    }
    assert_eq!(showing, [(153, 0, 0.001)]);
}

#[test]
fn volume_and_volatility_are_those_of_a_day() {
    // Two days of hourly bars that go ±1 % by turns: σ_day = 0.01·√24.
    let mut price = 100.0;
    let bars = (0..48).map(|n| {
        let open = price;
        price *= if n % 2 == 0 { 1.01 } else { 1.0 / 1.01 };
        bar(
            n * 3600,
            open,
            f64::max(open, price),
            f64::min(open, price),
            price,
        )
    });
    let series = Series::new("A", "test", bars.collect());
    let market = Market::align(&[series], 6).unwrap();
    let asset = &market.assets[0];
    let expected = 1.01_f64.ln() * 24.0_f64.sqrt();
    for time in [0, 3600, 86_400, 100_000, 172_800] {
        assert!((asset.sigma_day(time) - expected).abs() < 1e-9, "at {time}");
        assert!(
            (asset.daily_volume(time) - 2400.0).abs() < 1e-9,
            "at {time}"
        );
    }
    // A file shorter than a day is scaled to one.
    let hour = Market::align(&[flat("A", 0, 60)], 6).unwrap();
    assert!((hour.assets[0].daily_volume(0) - 144_000.0).abs() < 1e-6);
}
