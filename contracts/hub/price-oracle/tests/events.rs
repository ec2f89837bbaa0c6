//! The events as followers see them: compared with `tests/golden/events.jsonl`.
//!
//! Run with `SEAWALL_BLESS=1` to write the file anew after an intended change; a changed meaning
//! needs a higher event version.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

mod common;

use common::{item, params, who, Oracle, ATOM, DELAY, START};
use cosmwasm_std::Event;
use seawall_interfaces::oracle::{AssetParams, ExecuteMsg, FeedSource};
use seawall_kit::{OwnershipAction, TimeLockConfig};
use seawall_wire::ids::AssetId;

fn line(event: &Event) -> String {
    let parts: Vec<String> = event
        .attributes
        .iter()
        .map(|a| match a.key.as_str() {
            "data" => format!("\"data\":{}", a.value),
            key => format!("\"{key}\":\"{}\"", a.value),
        })
        .collect();
    format!("{{{}}}", parts.join(","))
}

/// One of everything.
fn history() -> Vec<Event> {
    let mut oracle = Oracle::new();
    let mut all = Vec::new();
    let asset = ATOM;
    let feeder = |name: &str| FeedSource::Feeder {
        address: who(name).into(),
    };
    let mut run = |oracle: &mut Oracle, sender: &str, msg: ExecuteMsg| {
        all.extend(oracle.run(sender, msg).unwrap());
    };
    let looser = AssetParams {
        confirm_secs: 59,
        ..params()
    };
    let params = params();
    run(&mut oracle, "owner", ExecuteMsg::AddAsset { asset, params });
    for name in ["f1", "f2", "f3", "f4"] {
        let source = feeder(name);
        run(&mut oracle, "owner", ExecuteMsg::AddFeed { asset, source });
    }
    let submit = |price: &str, at| ExecuteMsg::Submit {
        prices: vec![item(ATOM, price, at), item(AssetId(2), price, at)],
    };
    run(&mut oracle, "f1", submit("10", START - DELAY));
    oracle.at(START);
    for (seconds, price) in [(0, "10"), (20, "8"), (40, "8"), (60, "100000")] {
        oracle.at(START + seconds);
        for name in ["f1", "f2", "f3", "f4"] {
            run(&mut oracle, name, submit(price, START + seconds));
        }
    }
    let feed = 4;
    run(&mut oracle, "owner", ExecuteMsg::RemoveFeed { asset, feed });
    let params = looser;
    for _ in 0..2 {
        let params = params.clone();
        run(&mut oracle, "owner", ExecuteMsg::SetAsset { asset, params });
    }
    run(&mut oracle, "owner", ExecuteMsg::CancelChange { id: 2 });
    oracle.later(DELAY);
    run(&mut oracle, "eve", ExecuteMsg::ApplyChange { id: 1 });
    let time_lock = TimeLockConfig {
        delay_secs: DELAY * 2,
        window_secs: 1000,
    };
    run(&mut oracle, "owner", ExecuteMsg::SetTimeLock { time_lock });
    let to = who("heir").into();
    let propose = ExecuteMsg::Ownership(OwnershipAction::Propose { to });
    run(&mut oracle, "owner", propose);
    all
}

#[test]
fn events_look_as_committed_and_have_no_gap() {
    let events = history();
    let lines: Vec<String> = events.iter().map(line).collect();
    let text = format!("{}\n", lines.join("\n"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/events.jsonl");
    if std::env::var_os("SEAWALL_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert_eq!(text, committed);
    for (expected, event) in (1u64..).zip(&events) {
        let seq = event.attributes.iter().find(|a| a.key == "seq").unwrap();
        assert_eq!(seq.value, expected.to_string());
    }
}
