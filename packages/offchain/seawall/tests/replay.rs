//! `seawall replay` as a user runs it: a short fall, and every kind of bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::float_arithmetic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const HEADER: &str = "unix_seconds,open,high,low,close,volume\n";

/// A folder of its own for one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn replay(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_seawall"))
        .arg("replay")
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// The message that refuses.
fn refusal(folder: &Path, args: &[&str]) -> String {
    let output = replay(folder, args);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
    assert_eq!(output.stdout, b"");
    assert_eq!(error.matches("seawall: ").count(), 1, "{error}");
    error
}

/// An hour in minutes along which the price falls by a quarter.
fn fall(folder: &Path) {
    let mut text = HEADER.to_string();
    for minute in 0..60 {
        let open = 200.0 - 0.8 * f64::from(minute);
        let close = open - 0.8;
        let time = 1_600_000_020 + 60 * minute;
        text += &format!("{time},{open:.1},{open:.1},{close:.1},{close:.1},5000\n");
    }
    fs::write(folder.join("ETH_FALL_1m.csv"), text).unwrap();
    fs::write(folder.join("few.toml"), "[accounts]\ncount = 20\n").unwrap();
}

const USUAL: [&str; 4] = ["--prices", "ETH_FALL_1m.csv", "--asset", "ETH"];

#[test]
fn a_fall_liquidates_and_the_figures_agree_with_each_other() {
    let folder = folder("figures");
    fall(&folder);
    let args = [USUAL.as_slice(), &["--scenario", "few.toml", "--json"]].concat();
    let output = replay(&folder, &args);
    assert_eq!(output.status.code(), Some(0));
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    let number = |field: &str| result[field].as_f64().unwrap();
    assert_eq!(result["accounts"], 20);
    let liquidated = number("liquidated_accounts");
    assert!((1.0..=20.0).contains(&liquidated), "{result}");
    assert!(number("liquidations") >= liquidated);
    assert!(number("collateral_sold_usd") > 0.0);
    let cost = number("collateral_sold_usd") - number("debt_liquidated_usd");
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(1.0);
    let lost = number("insurance_paid_collateral_side_usd")
        + number("insurance_paid_debt_side_usd")
        + number("deficit_usd");
    assert!(
        lost > 0.0 || close(cost, number("borrower_cost_usd")),
        "{result}"
    );
    assert!(close(
        lost,
        number("bad_debt_ratio") * number("debt_liquidated_usd")
    ));
    let packets = &result["packets"];
    assert!(packets["acked"].as_u64() <= packets["sent"].as_u64());
    assert!(number("invariant_checks") > 100.0);

    let again = replay(&folder, &args);
    assert_eq!(
        again.stdout, output.stdout,
        "the same seed tells the same story"
    );
}

#[test]
fn bad_prices_are_refused_with_file_line_and_field() {
    let folder = folder("bad-prices");
    let files = [
        ("empty.csv", "", "there are no prices in it"),
        (
            "short.csv",
            "60,1,1,1,1\n",
            "line 2: 5 fields where 6 belong",
        ),
        ("negative.csv", "60,1,1,-1,1,1\n", "field `low`: `-1`"),
        (
            "unsorted.csv",
            "120,1,1,1,1,1\n60,1,1,1,1,1\n",
            "line 3, field `unix_seconds`: 60 comes after 120",
        ),
    ];
    for (file, body, message) in files {
        fs::write(folder.join(file), format!("{HEADER}{body}")).unwrap();
        let error = refusal(&folder, &["--prices", file, "--asset", "ETH"]);
        assert!(error.contains(file) && error.contains(message), "{error}");
    }
    let error = refusal(&folder, &["--prices", "nowhere.csv", "--asset", "ETH"]);
    assert!(error.contains("nowhere.csv: cannot be read"), "{error}");
}

#[test]
fn an_unknown_asset_and_a_scenario_that_contradicts_itself_are_refused() {
    let folder = folder("bad-scenarios");
    fall(&folder);
    let error = refusal(&folder, &["--prices", "ETH_FALL_1m.csv", "--asset", "DOGE"]);
    assert!(error.contains("DOGE") && error.contains("ETH"), "{error}");
    let scenarios = [
        ("[risk]\nmax_ltv = 0.9\n", "`risk.max_ltv` = 0.9"),
        ("[risk]\nmax_tlv = 0.7\n", "max_tlv"),
        ("accounts = 5\n", "accounts"),
    ];
    for (text, message) in scenarios {
        fs::write(folder.join("bad.toml"), text).unwrap();
        let args = [USUAL.as_slice(), &["--scenario", "bad.toml"]].concat();
        let error = refusal(&folder, &args);
        assert!(
            error.contains("bad.toml") && error.contains(message),
            "{error}"
        );
    }
}
