//! `seawall quote` as a user runs it: JSON in, JSON out, exit codes and messages.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{json, Value};

fn quote(what: &str, input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_seawall"))
        .args(["quote", what])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn answer(what: &str, input: &Value) -> Value {
    let output = quote(what, &input.to_string());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{error}");
    assert_eq!(error, "");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refusal(what: &str, input: &str) -> String {
    let output = quote(what, input);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{input} gave {error}");
    assert_eq!(output.stdout, b"");
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

/// One collateral A and one debt U at price 1.
fn account(collateral: &str, threshold: &str, debt: &str, start: &str, slope: &str) -> Value {
    json!({
        "collateral": [
            {"asset": "A", "amount": collateral, "price": "1", "liquidation_threshold": threshold}
        ],
        "debt": [{"asset": "U", "amount": debt, "price": "1"}],
        "sell": "A", "repay": "U", "target_health": "1.05",
        "bonus": {"start": start, "slope": slope, "min": "0.02", "max": "0.1"},
        "protocol_fee": "0.1",
    })
}

fn usual() -> Value {
    account("120000000", "0.8", "100000000", "0.01", "2")
}

fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}

#[test]
fn a_sale_restores_the_target_health() {
    // HF 120·0.8/100 = 0.96, bonus 0.01 + 2·0.04 = 0.09, r = (105 − 96)/(1.05 − 0.8·1.09)
    // = 50.561797…; seized r·1.09, fee r·0.009 rounded up.
    let expected = json!({
        "health": "0.96", "collateral_ratio": "1.2", "bonus": "0.09",
        "max_repay": "50561797", "repaid": "50561797", "refund": "0",
        "seized": "55112358", "protocol_fee": "455057", "to_liquidator": "54657301",
        "health_after": "1.050000009102272588",
    });
    assert_eq!(answer("liquidation", &usual()), expected);
}

#[test]
fn published_vectors_of_repay_to_target() {
    // B=100, C=120, LT .8, β .05 → 42.857142857; B=800, C=1000, LT .75, β .04 → 333.333….
    let first = answer(
        "liquidation",
        &account("120000000", "0.8", "100000000", "0.05", "0"),
    );
    assert_eq!(
        (&first["bonus"], &first["max_repay"]),
        (&json!("0.05"), &json!("42857142"))
    );
    assert_eq!(
        (&first["seized"], &first["protocol_fee"]),
        (&json!("44999999"), &json!("214286"))
    );
    assert_eq!(first["health_after"], "1.049999998250000026");
    let second = answer(
        "liquidation",
        &account("1000000000", "0.75", "800000000", "0.04", "0"),
    );
    assert_eq!(
        (&second["health"], &second["max_repay"]),
        (&json!("0.9375"), &json!("333333333"))
    );
    assert_eq!(second["seized"], "346666666");
    assert_eq!(second["health_after"], "1.050000000321428571");
}

#[test]
fn the_bonus_is_no_more_than_the_account_can_pay() {
    // LB₀ = 0.01 + 2·0.055 = 0.12 → 0.1; cap = min(0.945/0.9, 1.05) − 1 = 0.05.
    let got = answer(
        "liquidation",
        &account("105000000", "0.9", "100000000", "0.01", "2"),
    );
    assert_eq!(
        (&got["bonus"], &got["max_repay"]),
        (&json!("0.05"), &json!("100000000"))
    );
    assert_eq!(
        (&got["seized"], &got["health_after"]),
        (&json!("105000000"), &Value::Null)
    );
}

#[test]
fn a_toxic_collateral_is_sold_whole_at_the_least_bonus() {
    // CR = 1: nothing is left for a bonus. 100/1.02 = 98.0392156…, rounded up.
    let got = answer(
        "liquidation",
        &account("100000000", "0.8", "100000000", "0.01", "2"),
    );
    let expected = json!({
        "health": "0.8", "collateral_ratio": "1", "bonus": "0.02",
        "max_repay": null, "repaid": "98039216", "refund": "0",
        "seized": "100000000", "protocol_fee": "196079", "to_liquidator": "99803921",
        "health_after": "0",
    });
    assert_eq!(got, expected);
}

#[test]
fn the_offer_limits_the_sale_and_what_is_too_much_comes_back() {
    let less = answer("liquidation", &with(usual(), "offered", json!("10000000")));
    assert_eq!(
        (&less["repaid"], &less["refund"]),
        (&json!("10000000"), &json!("0"))
    );
    assert_eq!(
        (&less["seized"], &less["protocol_fee"]),
        (&json!("10900000"), &json!("90000"))
    );
    assert_eq!(less["health_after"], "0.969777777777777777");
    let more = answer("liquidation", &with(usual(), "offered", json!("60000000")));
    assert_eq!(
        (&more["repaid"], &more["refund"]),
        (&json!("50561797"), &json!("9438203"))
    );
}

#[test]
fn the_close_factor_limits_the_sale_also_of_a_toxic_account() {
    let got = answer("liquidation", &with(usual(), "close_factor", json!("0.25")));
    assert_eq!(
        (&got["max_repay"], &got["seized"]),
        (&json!("25000000"), &json!("27250000"))
    );
    let toxic = account("100000000", "0.8", "100000000", "0.01", "2");
    let got = answer("liquidation", &with(toxic, "close_factor", json!("0.5")));
    assert_eq!(
        (&got["max_repay"], &got["seized"]),
        (&json!("50000000"), &json!("51000000"))
    );
    assert_eq!(got["health_after"], "0.784");
}

#[test]
fn nothing_may_be_repaid_from_a_healthy_account() {
    let healthy = account("200000000", "0.8", "100000000", "0.01", "2");
    let got = answer("liquidation", &with(healthy, "offered", json!("7")));
    let fields = ["max_repay", "repaid", "refund", "seized"].map(|field| got[field].clone());
    assert_eq!(fields, [json!("0"), json!("0"), json!("7"), json!("0")]);
    assert_eq!(got["health_after"], "1.6");
}

/// ETH with 18 decimals and ATOM with 6 against USDC and OSMO with 6: 1800, 9, 1 and 0.5 USD.
fn mixed(sell: &str, repay: &str) -> Value {
    json!({
        "collateral": [
            {"asset": "ETH", "amount": "1000000000000000000", "price": "0.0000000000000018",
             "liquidation_threshold": "0.8"},
            {"asset": "ATOM", "amount": "60000000", "price": "0.000009",
             "liquidation_threshold": "0.7"},
        ],
        "debt": [
            {"asset": "USDC", "amount": "1500000000", "price": "0.000001"},
            {"asset": "OSMO", "amount": "1000000000", "price": "0.0000005"},
        ],
        "sell": sell, "repay": repay, "target_health": "1.05",
        "bonus": {"start": "0.01", "slope": "2", "min": "0.02", "max": "0.1"},
        "protocol_fee": "0.1",
    })
}

#[test]
fn several_assets_with_their_own_decimals_count_together() {
    // HF = (1440 + 378)/2000 = 0.909; LB₀ = 0.192 → 0.1; CR = 1.17, HF/LT = 1.298… for ATOM.
    let got = answer("liquidation", &mixed("ATOM", "OSMO"));
    assert_eq!(
        (&got["health"], &got["bonus"]),
        (&json!("0.909"), &json!("0.1"))
    );
    // r = (2100 − 1818)/(1.05 − 0.77) = 1007.142857 USD = 2014.285714 OSMO; all ATOM pay for
    // 540/1.1 = 490.909090 USD = 981.818181 OSMO only: rounded up, and all ATOM are seized.
    assert_eq!(got["max_repay"], "2014285714");
    assert_eq!(
        (&got["repaid"], &got["seized"]),
        (&json!("981818182"), &json!("60000000"))
    );
    // Selling ETH: HF/LT = 1.13625, so 0.1 stands. r = 282/(1.05 − 0.88) = 1658.823529 USDC.
    let got = answer("liquidation", &mixed("ETH", "USDC"));
    assert_eq!(got["max_repay"], "1658823529");
    assert_eq!(
        (&got["repaid"], &got["seized"]),
        (&json!("1500000000"), &json!("916666666666666666"))
    );
}

#[test]
fn bad_liquidation_input_names_the_field_and_what_is_right() {
    let set = |field, value| with(usual(), field, value).to_string();
    let mut no_price = usual();
    no_price["debt"][0].as_object_mut().unwrap().remove("price");
    let mut negative = usual();
    negative["collateral"][0]["amount"] = json!("-5");
    let mut twice = usual();
    twice["debt"] = json!([usual()["debt"][0], usual()["debt"][0]]);
    let mut upside_down = usual();
    upside_down["bonus"]["min"] = json!("0.2");
    let mut odd_bonus = usual();
    odd_bonus["bonus"]["base"] = json!("0.2");
    let cases = [
        ("{".into(), "stdin is no JSON"),
        ("".into(), "stdin is no JSON"),
        (
            "[]".into(),
            "field `input` is a list of 0; right would be an object",
        ),
        ("{}".into(), "field `collateral` is missing"),
        (
            set("target_healt", json!("1")),
            "field `target_healt` is unknown; right would be one of",
        ),
        (
            no_price.to_string(),
            "field `debt[0].price` is missing; right would be a decimal",
        ),
        (
            negative.to_string(),
            "field `collateral[0].amount` is \"-5\"; right would be a whole",
        ),
        (twice.to_string(), "field `debt[1].asset` is \"U\" again"),
        (
            upside_down.to_string(),
            "field `bonus.min` is \"0.2\"; right would be at most",
        ),
        (
            odd_bonus.to_string(),
            "field `bonus.base` is unknown; right would be one of `start`",
        ),
        (
            set("sell", json!("B")),
            "field `sell` is \"B\"; right would be one of \"A\"",
        ),
        (
            set("repay", json!(1)),
            "field `repay` is the number 1; right would be one of \"U\"",
        ),
        (
            set("target_health", json!(1.05)),
            "field `target_health` is the number 1.05; right",
        ),
        (
            set("target_health", json!("0")),
            "field `target_health` is \"0\"",
        ),
        (
            set("protocol_fee", json!("1.5")),
            "right would be a decimal number from 0 to 1",
        ),
        (
            set("offered", json!("1.5")),
            "field `offered` is \"1.5\"; right would be a whole",
        ),
        (
            set("close_factor", json!("2")),
            "field `close_factor` is \"2\"",
        ),
        (
            set("bonus", json!("0.1")),
            "field `bonus` is the text \"0.1\"; right would be an object",
        ),
        (
            set("debt", json!([])),
            "field `debt` is a list of 0; right would be a list of at least",
        ),
    ];
    for (input, message) in cases {
        let error = refusal("liquidation", &input);
        assert!(
            error.contains(message),
            "{input}\n gave {error}\n expected {message}"
        );
    }
    let debtless = account("1", "0.8", "0", "0.01", "2").to_string();
    assert!(refusal("liquidation", &debtless).contains("at least one debt above \"0\""));
    let huge = "9".repeat(60);
    let mut overflow = usual();
    overflow["collateral"][0]["price"] = json!(huge);
    assert!(refusal("liquidation", &overflow.to_string()).contains("collateral[0].price"));
}

fn auction(elapsed: u64) -> Value {
    json!({
        "top": "5", "cut": "0.99", "step_seconds": 1, "tail_seconds": 3600, "cusp": "0.4",
        "elapsed_seconds": elapsed,
    })
}

#[test]
fn the_price_falls_by_whole_steps() {
    for (elapsed, price) in [
        (0, "5"),
        (1, "4.95"),
        (30, "3.698501866941402114"),
        (60, "2.735783211953807381"),
    ] {
        let got = answer("auction", &auction(elapsed));
        assert_eq!(got["price"], price, "after {elapsed} s");
        assert_eq!(got["ended"], false);
    }
    let slow = |elapsed| with(auction(elapsed), "step_seconds", json!(90));
    assert_eq!(answer("auction", &slow(89))["price"], "5");
    assert_eq!(answer("auction", &slow(90))["price"], "4.95");
}

#[test]
fn an_auction_ends_after_its_tail_or_below_its_cusp() {
    // 0.99^91 = 0.40069…, 0.99^92 = 0.39668….
    for (elapsed, ended) in [(91, false), (92, true)] {
        assert_eq!(
            answer("auction", &auction(elapsed))["ended"],
            ended,
            "{elapsed}"
        );
    }
    let short = |elapsed| with(auction(elapsed), "tail_seconds", json!(30));
    for (elapsed, ended) in [(30, false), (31, true)] {
        assert_eq!(
            answer("auction", &short(elapsed))["ended"],
            ended,
            "{elapsed}"
        );
    }
    // At the cusp exactly it goes on.
    let edge = |elapsed| with(auction(elapsed), "cusp", json!("0.99"));
    for (elapsed, ended) in [(1, false), (2, true)] {
        assert_eq!(
            answer("auction", &edge(elapsed))["ended"],
            ended,
            "{elapsed}"
        );
    }
}

#[test]
fn bad_auction_input_names_the_field_and_what_is_right() {
    for (field, value, message) in [
        (
            "top",
            json!(5),
            "field `top` is the number 5; right would be a decimal number above 0",
        ),
        ("top", json!("0"), "field `top` is \"0\""),
        ("top", json!("1e3"), "field `top` is \"1e3\""),
        (
            "cut",
            json!("1"),
            "field `cut` is \"1\"; right would be above 0 and at most",
        ),
        ("cut", json!("0"), "field `cut` is \"0\""),
        (
            "cut",
            json!("1.2"),
            "field `cut` is \"1.2\"; right would be a decimal number from 0",
        ),
        (
            "step_seconds",
            json!(0),
            "field `step_seconds` is 0; right would be 1 or more",
        ),
        (
            "step_seconds",
            json!("1"),
            "field `step_seconds` is the text \"1\"; right would be a wh",
        ),
        (
            "elapsed_seconds",
            json!(-1),
            "field `elapsed_seconds` is the number -1",
        ),
        (
            "tail_seconds",
            json!(1.5),
            "field `tail_seconds` is the number 1.5",
        ),
        ("cusp", json!(null), "field `cusp` is null"),
        ("tau", json!(1), "field `tau` is unknown"),
    ] {
        let error = refusal("auction", &with(auction(1), field, value).to_string());
        assert!(error.contains(message), "{field} gave {error}");
    }
}

#[test]
fn help_teaches_and_wrong_arguments_end_with_2() {
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_seawall"))
            .args(args)
            .output()
            .unwrap()
    };
    for (args, word) in [
        (&["--help"][..], "quote"),
        (&["quote", "liquidation", "--help"], "close_factor"),
        (&["quote", "auction", "--help"], "tail_seconds"),
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(0));
        assert!(String::from_utf8_lossy(&output.stdout).contains(word));
    }
    assert_eq!(run(&["quote", "nothing"]).status.code(), Some(2));
    assert_eq!(run(&["--nonsense"]).status.code(), Some(2));
}
