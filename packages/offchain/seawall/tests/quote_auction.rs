//! `seawall quote auction`: hand-worked figures, bad input, and the help of both quotes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use std::process::Command;

use common::{answer, refusal, with};
use serde_json::{json, Value};

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
