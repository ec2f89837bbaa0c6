//! What the auction house stores, as bytes: lots that are open when code is replaced must stay readable.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing
)]

mod common;

use common::*;
use cosmwasm_std::{from_json, to_json_string};
use seawall_auction::*;

/// A Dutch lot as it was stored before there were other modes.
const DUTCH: &str = concat!(
    r#"{"mode":{"dutch":{"top":"1100000000000000000000000000000000000","#,
    r#""floor":"925688073394495412844036697247706423","#,
    r#""curve":{"stairstep_exponential":{"cut":"0.99","step_seconds":6}},"#,
    r#""cusp":"0.4","tail_seconds":600}},"life":"open","put_up":"1090000","sold":"0","#,
    r#""repay":"1000000","close_at":"1009000","proceeds":"0","#,
    r#""shares":{"debt_money":"0","fee":"0"},"fee":"0.009","min_rest":"10000","#,
    r#""opened":{"height":50,"seconds":1000},"block_seconds":"6","halt_slack_seconds":60}"#,
);

#[test]
fn a_dutch_lot_is_stored_as_it_always_was() {
    assert_eq!(to_json_string(&sale()).unwrap(), DUTCH);
    assert_eq!(from_json::<Sale>(DUTCH).unwrap(), sale());
}

#[test]
fn every_state_of_a_batch_is_read_back_as_it_was_written() {
    let mut batch = batch_of(&small_terms());
    let mut states = vec![batch];
    let bids = [
        (0, pair("0.95"), 300),
        (0, pair("0.9"), 400),
        (0, pair("0.9"), 500),
    ];
    let bids = revealed(&mut batch, &bids);
    states.push(batch);
    let _ = batch.begin_clearing(after(21), LOT).unwrap();
    states.push(batch);
    for at in 0..2 {
        let _ = batch.price_bids(&bids[at..=at], false).unwrap();
        states.push(batch);
    }
    let _ = batch.price_bids(&bids[2..], true).unwrap();
    states.push(batch);
    let _ = batch.fill_bids(&bids[..2], false).unwrap();
    states.push(batch);
    let _ = batch.fill_bids(&bids[2..], true).unwrap();
    states.push(batch);
    let mut halted = states[1];
    let _ = halted.close(CloseReason::Halted).unwrap();
    states.push(halted);
    for state in states {
        let text = to_json_string(&state).unwrap();
        assert_eq!(from_json::<Sale>(&text).unwrap(), state, "{text}");
    }
}
