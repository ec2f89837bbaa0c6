//! Runs `seawall quote` as a user does, and the accounts that the tests speak of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
// Each test file is a program of its own and uses a part of this one.
#![allow(dead_code)]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::{json, Value};

/// Runs a quote.
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

/// The answer to good input.
pub fn answer(what: &str, input: &Value) -> Value {
    let output = quote(what, &input.to_string());
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{error}");
    assert_eq!(error, "");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The one line that refuses bad input.
pub fn refusal(what: &str, input: &str) -> String {
    let output = quote(what, input);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{input} gave {error}");
    assert_eq!(output.stdout, b"");
    assert_eq!(error.lines().count(), 1, "{error}");
    error
}

/// One collateral A and one debt U at price 1.
pub fn account(collateral: &str, threshold: &str, debt: &str, start: &str, slope: &str) -> Value {
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

/// Health 0.96.
pub fn usual() -> Value {
    account("120000000", "0.8", "100000000", "0.01", "2")
}

/// The input with one field changed.
pub fn with(mut input: Value, field: &str, value: Value) -> Value {
    input[field] = value;
    input
}
