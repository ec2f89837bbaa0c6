//! Reading price files: the shapes that are read, and one message for each thing that is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;

use seawall_engine::prices::{asset_of, read_file, read_text, Bar, Series};

const GOOD: &str = "\
unix_seconds,open,high,low,close,volume
60,10,12,9,11,5.5
120,11,11,10,10.5,0
";

fn read(text: &str) -> Result<Series, String> {
    read_text("ETH_X_1m.csv", "ETH", text).map_err(|e| e.to_string())
}

#[test]
fn bars_are_read_with_and_without_a_header() {
    let series = read(GOOD).unwrap();
    let bar = Bar {
        time: 60,
        open: 10.0,
        high: 12.0,
        low: 9.0,
        close: 11.0,
        volume: 5.5,
    };
    assert_eq!(series.bars()[0], bar);
    assert_eq!((series.asset.as_str(), series.bars().len()), ("ETH", 2));
    let (_header, body) = GOOD.split_once('\n').unwrap();
    assert_eq!(read(body).unwrap(), series);
}

#[test]
fn windows_line_ends_a_byte_order_mark_and_a_last_empty_line_do_no_harm() {
    let text = format!("\u{feff}{}\r\n\r\n", GOOD.replace('\n', "\r\n"));
    assert_eq!(read(&text), read(GOOD));
}

const FAULTS: &[(&str, &str)] = &[
    (
        "",
        "ETH_X_1m.csv: there are no prices in it; right would be lines of",
    ),
    ("\n\n", "there are no prices in it"),
    (
        "unix_seconds,open,high,low,close,volume\n",
        "there are no prices in it",
    ),
    (
        "time,price\n1,2",
        "line 1: `time,price` is neither a known header nor a line of prices",
    ),
    (
        "1,2,3",
        "right would be `unix_seconds,open,high,low,close,volume` for bars or",
    ),
    (
        "60,1,1,1,1,1\n120,1,1,1,1",
        "line 2: 5 fields where 6 belong: `120,1,1,1,1`",
    ),
    (
        "60,1,1,1,1,1\n\n120,1,1,1,1,1",
        "line 2: 1 fields where 6 belong",
    ),
    (
        "60,1,1,1,1,1\nx,1,1,1,1,1",
        "line 2, field `unix_seconds`: `x` is no number",
    ),
    (
        "60,1,1,1,,1",
        "line 1, field `close`: it is empty; right would be a plain number",
    ),
    (
        "60,1,1,1,1,-4",
        "field `volume`: `-4` is negative; right would be zero or more",
    ),
    (
        "60,1,1,-1,1,1",
        "field `low`: `-1` is not above zero; right would be a price above",
    ),
    ("60,0,1,1,1,1", "field `open`: `0` is not above zero"),
    (
        "60,1,NaN,1,1,1",
        "field `high`: `NaN` is not a finite number",
    ),
    (
        "60,1,inf,1,1,1",
        "field `high`: `inf` is not a finite number",
    ),
    ("60,2,1,3,2,1", "field `high`: 1 is below the low of 3"),
    ("60,9,3,2,2.5,1", "field `open`: 9 is outside of 2 to 3"),
    ("60,2,3,2,1.5,1", "field `close`: 1.5 is outside of 2 to 3"),
    (
        "60.5,1,1,1,1,1",
        "field `unix_seconds`: `60.5` is not whole",
    ),
    (
        "-60,1,1,1,1,1",
        "field `unix_seconds`: `-60` is no time in seconds",
    ),
    (
        "1583971200000,1,1,1,1,1",
        "is no time in seconds; right would be whole seconds",
    ),
    (
        "60,1,1,1,1,1\n60,1,1,1,1,1",
        "line 2, field `unix_seconds`: 60 (1970-01-01 00:01:00) is there twice",
    ),
    (
        "120,1,1,1,1,1\n60,1,1,1,1,1",
        "line 2, field `unix_seconds`: 60 comes after 120: the lines are not sorted",
    ),
];

#[test]
fn every_fault_is_named_by_file_line_field_and_what_would_be_right() {
    for (text, message) in FAULTS {
        let error = read(text).expect_err(text);
        assert!(
            error.contains(message),
            "{text:?} gave\n  {error}\nexpected\n  {message}"
        );
        assert!(error.starts_with("ETH_X_1m.csv"), "{error}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let error = read_file(Path::new("nowhere/ETH_A_1m.csv"), "ETH").unwrap_err();
    assert!(error
        .to_string()
        .starts_with("nowhere/ETH_A_1m.csv: cannot be read"));
}

#[test]
fn the_asset_is_the_first_part_of_the_file_name() {
    let asset = |name: &str| asset_of(Path::new(name));
    assert_eq!(asset("prices/ETH_MAY2021_1m.csv").as_deref(), Some("ETH"));
    assert_eq!(asset("1INCH_X.csv").as_deref(), Some("1INCH"));
    for unnamed in ["prices.csv", "my_prices.csv", "_1h.csv", ""] {
        assert_eq!(asset(unnamed), None, "{unnamed}");
    }
}

const TRADES: &str = "\
unix_seconds,price,quantity,aggregate_trade_id
10000.689043,1.688,78.85,1
10000.689043,1.1,152.42,2
10000.689043,0.001,47.52,3
";

#[test]
fn trades_are_prints_of_one_venue_and_leave_the_market_where_it_was() {
    let series = read(TRADES).unwrap();
    assert_eq!(series.bars().len(), 1);
    assert_eq!(
        (series.bars()[0].open, series.bars()[0].close),
        (1.688, 1.688)
    );
    // All within one block: the most distant one is what that venue showed.
    let prints: Vec<(u64, f64)> = series.prints().iter().map(|p| (p.time, p.price)).collect();
    assert_eq!(prints, [(10_000, 0.001)]);
    assert_eq!((series.start(), series.end()), (9_100, 10_900));
    assert!((series.bars()[0].volume - 278.79).abs() < 1e-9);
}

#[test]
fn trades_need_order_and_sense_too() {
    let cases = [
        (
            "5.5,1,1,1\n4.5,1,1,2",
            "line 2, field `unix_seconds`: 4.5 comes after 5.5",
        ),
        ("5.5,0,1,1", "field `price`: `0` is not above zero"),
        ("5.5,1,-1,1", "field `quantity`: `-1` is negative"),
        (
            "unix_seconds,price,quantity,id\n",
            "there are no prices in it",
        ),
    ];
    for (text, message) in cases {
        let error = read(text).expect_err(text);
        assert!(error.contains(message), "{text:?} gave {error}");
    }
}
