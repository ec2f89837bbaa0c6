//! `seawall quote liquidation`: every fault is named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use common::{account, refusal, usual, with};
use serde_json::json;

fn refused(cases: &[(String, &str)]) {
    for (input, message) in cases {
        let error = refusal("liquidation", input);
        assert!(
            error.contains(message),
            "{input}\n gave {error}\n expected {message}"
        );
    }
}

#[test]
fn an_input_of_the_wrong_shape_names_the_field_and_what_is_right() {
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
    refused(&[
        ("{".into(), "stdin is no JSON"),
        ("".into(), "stdin is no JSON"),
        (
            "[]".into(),
            "field `input` is a list of 0; right would be an object",
        ),
        ("{}".into(), "field `collateral` is missing"),
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
    ]);
}

#[test]
fn a_wrong_value_names_the_field_and_what_is_right() {
    let set = |field, value| with(usual(), field, value).to_string();
    refused(&[
        (
            set("target_healt", json!("1")),
            "field `target_healt` is unknown; right would be one of",
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
    ]);
    let debtless = account("1", "0.8", "0", "0.01", "2").to_string();
    assert!(refusal("liquidation", &debtless).contains("at least one debt above \"0\""));
    let huge = "9".repeat(60);
    let mut overflow = usual();
    overflow["collateral"][0]["price"] = json!(huge);
    assert!(refusal("liquidation", &overflow.to_string()).contains("collateral[0].price"));
}
