//! `seawall quote liquidation`: hand-worked figures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use common::{account, answer, usual, with};
use serde_json::{json, Value};

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
