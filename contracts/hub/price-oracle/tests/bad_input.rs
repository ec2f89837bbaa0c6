//! Bad input is refused with what was expected and what came, and changes nothing.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

mod common;

use common::{item, params, parse, who, Oracle, ATOM, DELAY, START};
use seawall_interfaces::oracle::{
    AdapterKind, ExecuteMsg, FeedSource, FeedView, QueryMsg, MAX_FEEDS,
};
use seawall_interfaces::oracle_events::OracleEvent;
use seawall_kit::TimeLockConfig;
use seawall_wire::ids::AssetId;

fn refused(oracle: &mut Oracle, sender: &str, msg: ExecuteMsg) -> String {
    oracle.run(sender, msg).unwrap_err().to_string()
}

#[test]
fn a_submission_is_refused_with_its_reason() {
    let mut oracle = Oracle::with_feeders(3);
    oracle.feed("f1", "10");
    oracle.later(10);
    let now = START + 10;
    let cases = [
        (
            item(AssetId(9), "10", now),
            "asset 9: expected a known asset",
        ),
        (item(ATOM, "0", now), "asset 1: expected a price above zero"),
        (
            item(ATOM, "10", now + 6),
            "asset 1: expected observed_at of 1700000015 at most, got 1700000016",
        ),
        (
            item(ATOM, "10", now - 121),
            "asset 1: expected observed_at of 1699999890 at least, got 1699999889",
        ),
        (
            item(ATOM, "10", START),
            "asset 1: expected observed_at after 1700000000, got 1700000000",
        ),
        (
            item(ATOM, "10", u64::MAX),
            "asset 1: expected observed_at of 1700000015 at most, got 18446744073709551615",
        ),
    ];
    for (bad, reason) in cases {
        let prices = vec![bad];
        let error = refused(&mut oracle, "f1", ExecuteMsg::Submit { prices });
        assert_eq!(error, format!("no price was taken in; {reason}"));
    }
    let feeds: Vec<FeedView> = oracle.ask(QueryMsg::Feeds { asset: ATOM });
    let last = feeds.iter().find(|f| f.feed == 1).unwrap();
    assert_eq!(last.observed_at, Some(START), "nothing was changed");
}

#[test]
fn lists_are_bounded() {
    let mut oracle = Oracle::with_feeders(3);
    for count in [0, 33] {
        let prices = vec![item(ATOM, "10", START); count];
        let error = refused(&mut oracle, "f1", ExecuteMsg::Submit { prices });
        assert_eq!(error, format!("prices: expected 1 to 32, got {count}"));
    }
    let msg = QueryMsg::Prices {
        assets: vec![ATOM; 65],
    };
    let asked = seawall_price_oracle::contract::query(oracle.deps.as_ref(), oracle.env, msg);
    let text = "assets: expected 0 to 64, got 65";
    assert_eq!(asked.unwrap_err().to_string(), text);
}

// INV-11: one bad item never blocks another.
#[test]
fn a_bad_item_does_not_block_the_others_and_each_has_its_event() {
    let mut oracle = Oracle::with_feeders(3);
    oracle.at(START - DELAY).add_asset(AssetId(2), 1);
    oracle.at(START);
    let prices = vec![
        item(AssetId(7), "1", START),
        item(ATOM, "10", START),
        item(ATOM, "11", START),
        item(
            AssetId(2),
            "340282366920938463463.374607431768211455",
            START,
        ),
        item(AssetId(2), "5", START + 1),
    ];
    let events = oracle.run("f1", ExecuteMsg::Submit { prices }).unwrap();
    let taken: Vec<(u32, bool)> = events
        .iter()
        .map(|event| match parse(event) {
            OracleEvent::Observed { asset, .. } => (asset.0, true),
            OracleEvent::Refused { asset, .. } => (asset.0, false),
            other => panic!("unexpected {other:?}"),
        })
        .collect();
    let expected = [(7, false), (1, true), (1, false), (2, true), (2, true)];
    assert_eq!(taken, expected, "the huge price counts as pinned");
}

#[test]
fn assets_and_feeds_are_refused_with_their_reason() {
    let mut oracle = Oracle::with_feeders(3);
    let feeder = |name: &str| FeedSource::Feeder {
        address: who(name).into(),
    };
    let keyed = |key: String| FeedSource::Query {
        contract: who("feed").into(),
        adapter: AdapterKind::Standard { key },
    };
    let add = |asset, source| ExecuteMsg::AddFeed { asset, source };
    let time_lock = TimeLockConfig {
        delay_secs: 7_776_001,
        window_secs: 1,
    };
    let cases = [
        (
            ExecuteMsg::AddAsset {
                asset: ATOM,
                params: params(),
            },
            "asset 1 exists already",
        ),
        (
            ExecuteMsg::SetAsset {
                asset: AssetId(2),
                params: params(),
            },
            "asset 2 is not known",
        ),
        (add(AssetId(2), feeder("f9")), "asset 2 is not known"),
        (
            add(ATOM, feeder("f2")),
            "feed 2 of asset 1 has this source already",
        ),
        (
            add(ATOM, keyed(String::new())),
            "key: expected 1 to 128, got 0",
        ),
        (
            add(ATOM, keyed("x".repeat(129))),
            "key: expected 1 to 128, got 129",
        ),
        (
            ExecuteMsg::RemoveFeed {
                asset: ATOM,
                feed: 4,
            },
            "asset 1 has no feed 4",
        ),
        (
            ExecuteMsg::Poke {
                asset: ATOM,
                feed: None,
            },
            "asset 1: expected a feed that is read by query, found none",
        ),
        (
            ExecuteMsg::SetTimeLock { time_lock },
            "delay_secs: expected at most 7776000, got 7776001",
        ),
        (ExecuteMsg::ApplyChange { id: 3 }, "change 3 does not exist"),
        (
            ExecuteMsg::CancelChange { id: 3 },
            "change 3 does not exist",
        ),
    ];
    for (msg, text) in cases {
        assert_eq!(refused(&mut oracle, "owner", msg), text);
    }
}

#[test]
fn a_seventeenth_feed_is_refused() {
    let mut oracle = Oracle::with_feeders(3);
    for i in 4..=MAX_FEEDS {
        oracle.add_feeder(ATOM, &format!("f{i}")).unwrap();
    }
    let error = oracle.add_feeder(ATOM, "f17").unwrap_err().to_string();
    assert_eq!(error, "feeds: expected 0 to 16, got 17");
}
